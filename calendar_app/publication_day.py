"""What is to be published now, by hand, and what still waits for an address or an approval."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from calendar_app import outgoing
from calendar_app.models import Attachment, Post, Publication
from workspaces.models import User, Workspace

MOST = 60  # of one list
ADDRESS_ASKED = 14  # days after publication in which the address of the post is asked for
AHEAD = 10  # publications to come of an objective


@dataclass
class Due:
    """One publication to go out: what to paste, what to attach, where."""

    publication: Publication
    text: str
    media: list[Attachment]
    late: bool
    place: str  # address where one publishes; "" where the network has none of its own


def told(workspace: Workspace, person: User | None) -> dict[str, Any]:
    """``due`` (late ones first), ``not_ready`` and ``without_address``; of one person, or of all."""
    today, now = workspace.today(), timezone.now()
    live = Publication.objects.live().with_post()
    if person:
        live = live.filter(Q(post__owner=person) | Q(post__owner=None, post__author=person))
    due = outgoing.parts(live & Publication.objects.to_publish(today)).prefetch_related("media", "post__attachments")
    rows = [_due(publication, today, now) for publication in due.order_by("day", "time", "pk")[:MOST]]
    return {
        "due": sorted(rows, key=lambda row: not row.late),
        "not_ready": _not_ready(live, today),
        "without_address": _without_address(live, today),
        "overdue": sum(row.late for row in rows),
    }


def _due(publication: Publication, today: dt.date, now: dt.datetime) -> Due:
    own = publication.media.all() if publication.own_media else publication.post.attachments.all()
    late = publication.at < now if publication.at else publication.day < today
    channel = publication.channel
    return Due(
        publication,
        outgoing.text_of(publication),
        [attachment for attachment in own if attachment.removed_at is None],
        late,
        channel.address or channel.network_info.profile_address(channel.handle) or "",
    )


def _not_ready(live: QuerySet[Publication], today: dt.date) -> list[Publication]:
    """Those of today and before whose post is not cleared to go out."""
    before = [Post.Status.IDEA, Post.Status.DRAFT, Post.Status.REVIEW]
    rows = live.filter(state=Publication.State.PLANNED, day__lte=today, post__status__in=before)
    return list(rows.filter(day__gte=today - dt.timedelta(days=ADDRESS_ASKED)).order_by("-day", "time", "pk")[:MOST])


def _without_address(live: QuerySet[Publication], today: dt.date) -> list[Publication]:
    since = today - dt.timedelta(days=ADDRESS_ASKED)
    rows = live.filter(state=Publication.State.PUBLISHED, permalink="", day__range=(since, today))
    return list(rows.filter(channel__isnull=False).order_by("-day", "-time", "pk")[:MOST])


def ahead(posts: QuerySet[Post], today: dt.date) -> list[Publication]:
    """The next publications of the posts."""
    rows = Publication.objects.live().with_post().filter(post__in=posts, day__gte=today)
    return list(rows.filter(state=Publication.State.PLANNED).order_by("day", "time", "pk")[:AHEAD])


def planned_between(first: dt.date, last: dt.date) -> QuerySet[Publication]:
    """What is still to go out on these days and was not dropped."""
    rows = Publication.objects.live().filter(state=Publication.State.PLANNED, day__range=(first, last))
    return rows.exclude(post__status=Post.Status.DROPPED)


def unfed(objectives: QuerySet, first: dt.date, last: dt.date) -> QuerySet:
    """The objectives for which nothing is planned on these days."""
    fed = planned_between(first, last).filter(post__objective=OuterRef("pk"))
    return objectives.exclude(Exists(fed))
