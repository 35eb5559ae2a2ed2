"""Evergreen posts with the copies that were made of them: when each was seen last, and may come back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Max, Q

from calendar_app.evergreen import Season, back_on
from calendar_app.models import Post, Publication
from workspaces.models import Workspace


@dataclass(frozen=True)
class Family:
    """``post`` is the newest of a post and its copies; ``last`` the last day that any of them stands on."""

    post: Post
    last: dt.date | None
    back_on: dt.date
    ready: bool


def families(workspace: Workspace) -> list[Family]:
    """Those that may come back now first, the one that has rested longest before the others; then those that rest."""
    out = ~Q(publications__state=Publication.State.SKIPPED)
    rows = Post.objects.live().exclude(status=Post.Status.DROPPED).annotate(last=Max("publications__day", filter=out))
    members = defaultdict(list)
    roots = _roots()
    for post in rows.filter(evergreen=True).select_related("pillar").order_by("pk"):
        members[roots.get(post.pk, post.pk)].append(post)
    found = [_family(posts, workspace.today()) for posts in members.values()]
    return sorted(found, key=lambda each: (not each.ready, each.back_on, each.last or dt.date.min))


def _roots() -> dict[int, int]:
    """Copy → the post that it comes from in the end; a copy of a copy has a higher id than both."""
    roots: dict[int, int] = {}
    copies = Post.objects.exclude(copied_from=None).order_by("pk").values_list("pk", "copied_from")
    for pk, original in copies:
        roots[pk] = roots.get(original, original)
    return roots


def _family(posts: list[Post], today: dt.date) -> Family:
    newest = posts[-1]
    last = max((post.last for post in posts if post.last), default=None)
    day = back_on(last, newest.cool_down, Season(newest.season_start, newest.season_end), today)
    return Family(newest, last, day, ready=day == today)
