"""The calendar of each of the two workspaces: a part per area, each text marked with ``text``."""

import io

from PIL import Image

from calendar_app import media
from calendar_app.actions import batches, comments, compose
from calendar_app.contents import content_of
from calendar_app.models import Draft
from tests.factories import make_post


def build(workspace, text, by, channels) -> None:
    _composer(workspace, text, by, channels)


def _composer(workspace, text, by, channels):
    """A post on two channels with a picture, words and a former version; ideas, one of them deleted; a draft."""
    day = workspace.today().replace(year=workspace.today().year + 1, day=15)
    said = {"text": f"{text} : venez nombreux", "link": f"https://example.org/{text}", "note": f"{text} note"}
    for title in ("Idée", "Autre idée"):
        idea = make_post(workspace, by=by, title=f"{text} {title}", status="idea", **said)
    batches.delete(workspace=workspace, posts=[idea], by=by)
    post = make_post(
        workspace, by=by, day=day, channels=channels[:2], tags=[f"{text} étiquette"], title=f"{text} : la fête",
        credit=f"{text} crédit", owner=by.pk, **said,
    )  # fmt: skip
    _picture(post, text, by)
    comment = comments.add(post=post, text=f"{text} : relire", internal=False, by=by)
    comments.remove(comment=comments.add(post=post, text=f"{text} : retiré", internal=True, by=by), by=by)
    comment.mentions.add(by)
    somebody = workspace.memberships.exclude(user=by).order_by("pk").first().user
    Draft.objects.create(workspace=workspace, user=somebody, post=post, data={"title": [f"{text} brouillon"]})


def _picture(post, text, by):
    target = io.BytesIO()
    Image.new("RGB", (12, 8), (20, 120, 90)).save(target, "PNG")
    uploads = compose.store(post.workspace, [(media.read(target.getvalue()), f"{text}.png", f"{text} : une salle")])
    compose.save(post=post, content=content_of(post), version=post.version, by=by, uploads=uploads)
