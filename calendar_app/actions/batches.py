"""Changes of several posts as one, with one way back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from calendar_app.contents import Content, content_of, edited
from calendar_app.models import Batch, Post
from calendar_app.presence import There
from cmtool.lib.versions import Stale
from workspaces import audit
from workspaces.models import User, Workspace

from . import series_rows
from .posts import CHUNK, take_out, write_each, write_new


def whole(posts):
    """A queryset of posts with all that ``content_of`` reads."""
    return posts.select_related("workspace").prefetch_related("publications__media", "attachments", "tags")


@transaction.atomic
def change(
    *,
    workspace: Workspace,
    posts: Iterable[Post],
    kind: str,
    by: User | None,
    how: Callable[[Post, Content], None],
    versions: dict[int, int] | None = None,
) -> Batch | None:
    """Change each post's content by ``how`` (in place), all or none. None when nothing would differ.

    ``versions`` are those that the person saw, by id; a post that has moved on since raises ``Stale``.
    """
    said, before = [], {}
    for post in posts:
        content = content_of(post)
        after = edited(content)
        how(post, after)
        if after != content:
            said.append((post, after, (versions or {}).get(post.pk, post.version)))
            before[post.pk] = content
    if write_each(workspace=workspace, said=said, by=by):
        raise Stale
    changes = [{"id": post.pk, "before": before[post.pk], "version": post.version} for post, *_said in said]
    return _keep(workspace, kind, changes, by)


@transaction.atomic
def create(
    *, workspace: Workspace, contents: Iterable[Content], kind: str, by: User | None, record=None, make=Post
) -> Batch | None:
    """New posts, to be taken out again as a whole. ``make(workspace=…)`` builds the row before it is written."""
    said = [(make(workspace=workspace), content) for content in contents]
    posts = write_new(workspace=workspace, said=said, by=by)
    changes = [{"id": post.pk, "before": None, "version": post.version} for post in posts]
    return _keep(workspace, kind, changes, by, record)


@transaction.atomic
def delete(*, workspace: Workspace, posts: Iterable[Post], by: User) -> Batch | None:
    """Take posts off every page; ``Stale`` when one has moved on meanwhile. Undo brings them back."""
    posts = list(posts)
    if take_out(workspace=workspace, posts=posts, by=by):
        raise Stale
    changes = [{"id": post.pk, "before": content_of(post), "version": post.version} for post in posts]
    return _keep(workspace, Batch.Kind.DELETE, changes, by)


def _keep(workspace, kind, changes, by, record=None) -> Batch | None:
    if not changes:
        return None
    return Batch.objects.create(workspace=workspace, kind=kind, changes=changes, by=by, import_record=record)


@dataclass
class Undone:
    """What an undo could not put back."""

    kept: list[Post] = field(default_factory=list)  # somebody changed them since: they stay as they are
    lost: int = 0  # posts that are no longer in the database
    without: Counter[str] = field(default_factory=Counter)  # what is gone (``presence.There.fit``) → how many posts


@transaction.atomic
def undo(*, batch: Batch, by: User) -> Undone:
    """Put back what the batch changed, as far as it is still there and nobody changed it since."""
    undone = Undone()
    if not Batch.objects.filter(pk=batch.pk, undone_at=None).update(undone_at=timezone.now()):
        return undone
    for start in range(0, len(batch.changes), CHUNK):
        _put_back(batch, batch.changes[start : start + CHUNK], undone, by)
    series_rows.put_back(batch, undone.kept)
    audit.record(batch.workspace, "posts.put_back", by=by, n=len(batch.changes) - len(undone.kept) - undone.lost)
    return undone


def _put_back(batch: Batch, rows: list[dict[str, Any]], undone: Undone, by: User) -> None:
    said = {row["id"]: row for row in rows}
    there = There(row["before"] for row in rows if row["before"])
    posts = list(whole(Post.objects.filter(pk__in=said)))
    undone.lost += len(said) - len(posts)
    new, back = [], []
    for post in posts:
        row = said[post.pk]
        if post.version != row["version"]:
            undone.kept.append(post)
        elif row["before"] is None:
            new.append(post)
        else:
            content, gone = there.fit(row["before"])
            undone.without.update(gone)
            post.deleted_at = None
            back.append((post, content, post.version))
    undone.kept += take_out(workspace=batch.workspace, posts=new, by=by)
    undone.kept += write_each(workspace=batch.workspace, said=back, by=by)
