"""The calendar of a workspace in the world of the generated suites, by area; every text holds ``text``."""

import datetime as dt
import io

from django.utils import timezone
from PIL import Image

from calendar_app import media
from calendar_app.actions import batches, comments, compose, publishing, series, statuses
from calendar_app.contents import content_of, new_content, new_publication
from calendar_app.models import (
    Approval,
    Click,
    Comment,
    Draft,
    KeyDate,
    Pillar,
    Post,
    Publication,
    ReviewPolicy,
    Series,
    Share,
    ShortLink,
    Slot,
    Tracking,
    Wish,
)
from calendar_app.recurrence import Every, Rule
from jobs.models import Job
from kpis.models import ExternalPost, PostMatch
from strategy.models import Objective, SavedFilter
from tests.factories import make_post


def fill_calendar(workspace, text, by, channels):
    _planning(workspace, text, by, channels)
    today = workspace.today()
    said = {"text": f"{text} vous attend", "note": f"{text} note", "credit": f"{text} crédit"}
    posts = [
        make_post(
            workspace,
            by=by,
            day=today + dt.timedelta(days=number),
            channels=channels[:2],
            tags=[f"{text} tag"],
            title=f"{text} publication {number}",
            **said,
        )
        for number in range(4)
    ]
    _review(workspace, text, by, channels, posts)
    _composer(workspace, text, by, channels, said)
    _links(workspace, text, by, channels)


def _planning(workspace, text, by, channels):
    """Pillars, usual times, key dates of our own and of a pack, a series, a post that stays true: some put away."""
    day, now = workspace.today() + dt.timedelta(days=30), timezone.now()
    for name, gone in (("pilier", None), ("ancien pilier", now)):
        Pillar.objects.create(workspace=workspace, name=f"{text} {name}", why=f"{text} pour", wish=40, archived_at=gone)
    Slot.objects.create(workspace=workspace, channel=channels[0], weekday=1, time=dt.time(9))
    for title, gone in (("ancienne fête", now), ("fête", None)):
        said = {"title": f"{text} {title}", "note": f"{text} note", "link": f"https://example.org/{text}"}
        KeyDate.objects.create(workspace=workspace, start=day, end=day, hidden_at=gone, **said)
    Wish.objects.create(workspace=workspace, subject="origin", code="own", share=60)
    content = new_content(title=f"{text} rendez-vous", text=f"{text} : la question")
    content["publications"] = [new_publication(channel=channels[0].pk, zone=workspace.time_zone)]
    rule = Rule(Every.WEEK, weekdays=(day.weekday(),), count=3).text()
    rows = {"rule": rule, "start": day, "time": dt.time(9), "zone": workspace.time_zone, "content": content}
    series.start_series(series=Series(workspace=workspace, **rows), by=by)
    ago = workspace.today() - dt.timedelta(days=400)
    words = {"title": f"{text} horaires", "text": f"{text} vous dit quand venir"}
    make_post(workspace, by=by, day=ago, channels=channels[:1], evergreen=True, **words)


def _review(workspace, text, by, channels, posts):
    """A rule that names ``by``, a post that waits and was approved before, words of guests, an address of each kind."""
    policy = ReviewPolicy.objects.create(workspace=workspace, channel=channels[0], sensitivity="ordinary", need="one")
    policy.reviewers.add(by)
    policy.trusted.add(by)
    SavedFilter.objects.create(workspace=workspace, page="calendar", name=f"{text} vue", query="q=a")
    post = posts[0]
    _picture(post, text, by)
    until = timezone.now() + dt.timedelta(days=30)
    common = {"workspace": workspace, "name": f"{text} dehors", "by": by, "expires_at": until}
    share = Share.objects.create(**common, kind=Share.Kind.REVIEW, post=post)
    for kind in (Share.Kind.PAGE, Share.Kind.FEED):
        Share.objects.create(**common, kind=kind)
    statuses.set_status(post=post, status=Post.Status.REVIEW, version=post.version, by=by)
    seen = {"workspace": workspace, "post": post, "version": post.version, "content_digest": post.content_digest}
    Approval.objects.create(**seen, decision="changes", note=f"{text} non", by=by)
    Approval.objects.create(**seen, decision="approved", note=f"{text} oui", share=share, guest_name=f"{text} invitée")
    Comment.objects.create(
        workspace=workspace, post=post, text=f"{text} bravo", internal=False, guest_name=f"{text} invitée"
    )


def _composer(workspace, text, by, channels, said):
    """Ideas, one of them deleted; a post with a picture, comments and a former version, and somebody's draft of it."""
    for title in ("Idée", "Autre idée"):
        idea = make_post(workspace, by=by, title=f"{text} {title}", status="idea", **said)
    batches.delete(workspace=workspace, posts=[idea], by=by)
    where = {"day": workspace.today() + dt.timedelta(days=400), "channels": channels[:2], "tags": [f"{text} étiquette"]}
    post = make_post(workspace, by=by, title=f"{text} : la fête", link=f"https://example.org/{text}", **where, **said)
    _picture(post, text, by)
    comment = comments.add(post=post, text=f"{text} : relire", internal=False, by=by)
    comment.mentions.add(by)
    comments.remove(comment=comments.add(post=post, text=f"{text} : retiré", internal=True, by=by), by=by)
    somebody = workspace.memberships.exclude(user=by).order_by("pk").first().user
    Draft.objects.create(workspace=workspace, user=somebody, post=post, data={"title": [f"{text} brouillon"]})


def _picture(post, text, by):
    target = io.BytesIO()
    Image.new("RGB", (12, 8), (20, 120, 90)).save(target, "PNG")
    uploads = compose.store(post.workspace, [(media.read(target.getvalue()), f"{text}.png", f"{text} : une salle")])
    compose.save(post=post, content=content_of(post), version=post.version, by=by, uploads=uploads)


def _links(workspace, text, by, channels):
    """A short link that was followed, what goes out today, what went out, and posts that are or may be of the plan."""
    day, channel = workspace.today(), channels[1]  # the first one has a rule of review
    Tracking.objects.create(workspace=workspace, channel=channel, source=text, medium=text, shorten=True)
    said = {"text": f"{text} arrive", "link": f"https://example.org/{text}", "by": by, "channels": [channel]}
    said |= {"objective": Objective.objects.order_by("pk").first().pk, "status": "approved"}
    out = make_post(workspace, day=day - dt.timedelta(days=2), title=f"{text} publié", **said)
    due = make_post(workspace, day=day, title=f"{text} à publier", **said)
    for link in ShortLink.objects.all():
        Click.objects.create(workspace=workspace, link=link, day=day, count=3)
    publishing.publish(publication=out.publications.get(), version=out.version, by=by)
    found = ExternalPost.objects.order_by("pk")[:2]
    for state, post, external in zip(("matched", "asked"), (out, due), found, strict=True):
        PostMatch.objects.create(
            workspace=workspace,
            publication=Publication.objects.get(post=post),
            external_post=external,
            state=state,
            how="text",
            by=by,
        )
    Job.objects.filter(kind="kpis.match", state="waiting").delete()  # the suites cancel and retry those of the world
