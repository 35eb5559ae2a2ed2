"""Puts what the demo's team is writing into its workspace, through the actions that the pages use."""

import datetime as dt
import io

from PIL import Image, ImageDraw

from calendar_app import media
from calendar_app.actions import comments, compose
from calendar_app.actions.posts import write
from calendar_app.contents import content_of, edited, new_content, new_publication
from calendar_app.models import Post
from demo import calendar_compose as demo
from strategy.models import Channel
from workspaces.models import User, Workspace


def load(workspace: Workspace) -> None:
    people = {each.role: each.user for each in workspace.memberships.select_related("user")}
    for title in demo.IDEAS:
        compose.new_idea(workspace=workspace, title=title, by=people["manager"])
    post = written(workspace, people)
    for each in demo.COMMENTS:
        comments.add(post=post, text=each.text, internal=each.internal, by=people[each.by])


def written(workspace: Workspace, people: dict[str, User]) -> Post:
    content = new_content(**demo.FIRST, owner=people["manager"].pk)
    day = (workspace.today() + dt.timedelta(days=demo.IN_DAYS)).isoformat()
    when = {"day": day, "time": demo.TIME, "zone": workspace.time_zone}
    channels = {channel.network: channel.pk for channel in Channel.objects.current()}
    for network in demo.NETWORKS:
        if network in channels:
            own = {"own_text": True, "text": demo.OWN[network]} if network in demo.OWN else {}
            content["publications"].append(new_publication(channel=channels[network], **when, **own))
    content["tags"] = sorted(demo.TAGS)
    post = write(post=Post(workspace=workspace), content=content, version=0, by=people["manager"])
    for version in demo.VERSIONS:
        content = edited(content_of(post))
        content["post"] |= version.said
        write(post=post, content=content, version=post.version, by=people[version.by])
    uploads = compose.store(workspace, [(media.read(picture()), "atelier.png", demo.ALTERNATIVE)])
    compose.save(post=post, content=content_of(post), version=post.version, by=people["manager"], uploads=uploads)
    return post


def picture() -> bytes:
    """An open book and a brush, in plain colours."""
    image = Image.new("RGB", (960, 640), "#efe6d5")
    draw = ImageDraw.Draw(image)
    draw.polygon([(140, 200), (470, 160), (470, 500), (140, 540)], fill="#fffaf0", outline="#7a5c3a", width=6)
    draw.polygon([(490, 160), (820, 200), (820, 540), (490, 500)], fill="#fffaf0", outline="#7a5c3a", width=6)
    for line in range(6):
        draw.line([(180, 255 + 40 * line), (440, 228 + 40 * line)], fill="#c9b79c", width=5)
        draw.line([(520, 228 + 40 * line), (780, 255 + 40 * line)], fill="#c9b79c", width=5)
    draw.rectangle([466, 150, 494, 510], fill="#9c2f2f")
    draw.line([(640, 620), (860, 560)], fill="#4b6b3c", width=16)
    draw.line([(860, 560), (905, 547)], fill="#2b2b2b", width=24)
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()
