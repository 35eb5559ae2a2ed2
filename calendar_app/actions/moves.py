"""Where a post stands on the calendar: moved, placed, several at once. Each is one batch with one way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from calendar_app import clock
from calendar_app.contents import Content, content_of, edited, new_publication
from calendar_app.models import Batch, Post, Publication
from cmtool.lib.versions import Stale
from workspaces.models import User, Workspace

from .batches import change, create, whole
from .statuses import Refused, obstacle

#: Of the batch that a copy makes: what says that something went out does not go with it.
FORGOTTEN = {"state": Publication.State.PLANNED, "permalink": "", "external_id": ""}


def move(
    *, publication: Publication, day: dt.date | None, time: dt.time | None, version: int, by: User
) -> Batch | None:
    """Put the publication on another day and time. ``Stale`` when its post is no longer at ``version``."""
    if publication.state != Publication.State.PLANNED:
        raise Refused("published")

    def how(_post: Post, content: Content) -> None:
        for row in content["publications"]:
            if row["uid"] == publication.uid:
                row.update(_when(day, time))

    return _change_one(publication.post_id, how, version, by)


def place(*, post: Post, day: dt.date | None, time: dt.time | None, version: int, by: User) -> Batch | None:
    """Put a post that has no publication on a day; its channels are chosen later."""

    def how(row: Post, content: Content) -> None:
        if not content["publications"]:
            here = new_publication(channel=None, zone=row.workspace.time_zone, **_when(day, time))
            content["publications"].append(here)

    return _change_one(post.pk, how, version, by)


def _change_one(pk: int, how: Callable[[Post, Content], None], version: int, by: User) -> Batch | None:
    post = whole(Post.objects.live()).filter(pk=pk).first()
    if post is None:  # deleted since it was looked up
        raise Stale
    kind = Batch.Kind.MOVE
    return change(workspace=post.workspace, posts=[post], kind=kind, by=by, how=how, versions={pk: version})


def _when(day: dt.date | None, time: dt.time | None) -> dict[str, str | None]:
    said = time and time.strftime("%H:%M:%S" if time.second else "%H:%M")
    return {"day": day and day.isoformat(), "time": said}


@dataclass(frozen=True)
class Wish:
    """What to do to several posts at once; what is empty stays as it is."""

    shift: int = 0  # days, forwards or back
    day: dt.date | None = None
    status: str = ""
    reason: str = ""
    owner: int | None = None
    tag: str = ""
    untag: str = ""


@dataclass
class Choice:
    """Posts, and which of their publications were chosen; none named means all of a post's."""

    posts: list[Post]
    publications: dict[int, set[str]] = field(default_factory=dict)  # post → uids

    def holds(self, post: Post, row: dict[str, Any]) -> bool:
        named = self.publications.get(post.pk)
        return row["state"] == Publication.State.PLANNED and (named is None or row["uid"] in named)


def choose(posts: Collection[int], publications: Collection[int]) -> Choice | None:
    """The live posts that are chosen as such or by their publications; None when one of them is not there."""
    named: dict[int, set[str]] = {}
    rows = list(Publication.objects.live().filter(pk__in=publications).values_list("post", "uid"))
    for post, uid in rows:
        named.setdefault(post, set()).add(uid)
    chosen = whole(Post.objects.live().filter(pk__in={*posts, *named})).order_by("pk")
    if len(rows) < len(set(publications)) or len(chosen) < len({*posts, *named}):
        return None
    for post in posts:
        named.pop(post, None)
    return Choice(list(chosen), named)


def days_after(choice: Choice, wish: Wish) -> list[tuple[dt.date, dt.time | None, str]]:
    """(day, time, zone) where the wish would put each publication that it moves."""
    found = []
    for post in choice.posts:
        for row in content_of(post)["publications"]:
            if choice.holds(post, row) and (day := _shifted(row, wish)) and day.isoformat() != row["day"]:
                found.append((day, row["time"] and dt.time.fromisoformat(row["time"]), row["zone"]))
    return found


def _shifted(row: dict[str, Any], wish: Wish) -> dt.date | None:
    if wish.day:
        return wish.day
    if row["day"] and wish.shift:
        return dt.date.fromisoformat(row["day"]) + dt.timedelta(days=wish.shift)
    return None


@transaction.atomic
def change_several(*, workspace: Workspace, choice: Choice, wish: Wish, by: User) -> Batch | None:
    """Change all of them or none; ``Blocked`` says which cannot take the status."""
    if wish.status:
        _check(choice.posts, wish)

    def how(post: Post, content: Content) -> None:
        _say(content, wish)
        if wish.day and not content["publications"]:
            content["publications"].append(new_publication(channel=None, zone=workspace.time_zone))
        for row in content["publications"]:
            if choice.holds(post, row) and (day := _shifted(row, wish)):
                row["day"] = day.isoformat()

    return change(workspace=workspace, posts=choice.posts, kind=Batch.Kind.BULK, by=by, how=how)


class Blocked(Exception):
    """Posts that cannot take a status, each with the code that says why (``words.refusal``)."""

    def __init__(self, posts: Sequence[tuple[Post, str]]):
        super().__init__()
        self.posts = posts


def _check(posts: Iterable[Post], wish: Wish) -> None:
    blocked = [(post, code) for post in posts if (code := obstacle(post, wish.status, wish.reason))]
    if blocked:
        raise Blocked(blocked)


def _say(content: Content, wish: Wish) -> None:
    said = content["post"]
    if wish.status:
        said["status"] = wish.status
        said["dropped_reason"] = wish.reason if wish.status == Post.Status.DROPPED else ""
    if wish.owner is not None:
        said["owner"] = wish.owner
    tags = (set(content["tags"]) | ({wish.tag} if wish.tag else set())) - {wish.untag}
    content["tags"] = sorted(tags)


def duplicate(*, workspace: Workspace, posts: Iterable[Post], by: User) -> Batch | None:
    """Copies as drafts without a day: the same words and pictures for the same channels."""
    originals = iter(posts := list(posts))
    contents = [_copy(content_of(post)) for post in posts]

    def make(**kwargs):
        original = next(originals)
        return Post(copied_from=original, guarded=original.guarded, **kwargs)

    return create(workspace=workspace, contents=contents, kind=Batch.Kind.DUPLICATE, by=by, make=make)


def _copy(content: Content) -> Content:
    copy = edited(content)
    copy["post"] |= {"status": Post.Status.DRAFT, "dropped_reason": "", "due": None}
    for row in copy["publications"]:
        row |= {"uid": "", "day": None, "time": None, **FORGOTTEN}
    return copy


def is_past(day: dt.date, time: dt.time | None, zone: str, now: dt.datetime) -> bool:
    """Whether the place lies behind: its moment, or its whole day where it has no time."""
    if time is None:
        return day < clock.wall(now, zone)[0]
    return clock.moment(day, time, zone) < now
