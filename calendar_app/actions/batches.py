"""Changes of several posts as one, with one way back."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils import timezone

from calendar_app.contents import Content, content_of, edited
from calendar_app.models import Batch, Post
from cmtool.lib.versions import Stale
from workspaces import audit
from workspaces.models import User, Workspace

from . import series_rows
from .posts import take_out, write, write_new

CHUNK = 500


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
    changes = []
    for post in posts:
        before = content_of(post)
        after = edited(before)
        how(post, after)
        if after == before:
            continue
        write(post=post, content=after, version=(versions or {}).get(post.pk, post.version), by=by)
        changes.append({"id": post.pk, "before": before, "version": post.version})
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
    """Take posts off every page. They are kept until nobody can want them back (``actions.retention``)."""
    changes = []
    for post in posts:
        before = content_of(post)
        post.deleted_at = timezone.now()
        write(post=post, content=before, version=post.version, by=by, verb="post.deleted")
        changes.append({"id": post.pk, "before": before, "version": post.version})
    return _keep(workspace, Batch.Kind.DELETE, changes, by)


def _keep(workspace, kind, changes, by, record=None) -> Batch | None:
    if not changes:
        return None
    return Batch.objects.create(workspace=workspace, kind=kind, changes=changes, by=by, import_record=record)


@transaction.atomic
def undo(*, batch: Batch, by: User) -> list[Post]:
    """Put back what the batch changed. Posts that somebody changed since stay as they are, and are returned."""
    if not Batch.objects.filter(pk=batch.pk, undone_at=None).update(undone_at=timezone.now()):
        return []
    said = {row["id"]: row for row in batch.changes}
    kept, new = [], []
    for post in whole(Post.objects.filter(pk__in=said)):
        row = said[post.pk]
        if post.version != row["version"]:
            kept.append(post)
        elif row["before"] is None:
            new.append(post)
        else:
            post.deleted_at = None
            try:
                with transaction.atomic():
                    write(post=post, content=row["before"], version=post.version, by=by)
            except Stale:
                kept.append(post)
    kept += take_out(workspace=batch.workspace, posts=new, by=by)
    series_rows.put_back(batch, kept)
    audit.record(batch.workspace, "posts.put_back", by=by, n=len(said) - len(kept))
    return kept
