"""Writing what a file of posts says, and taking it back."""

from __future__ import annotations

from django.db import transaction

from calendar_app.actions import batches, planning
from calendar_app.models import Batch, Pillar, Post
from calendar_app.posts_plan import Change, Plan
from cmtool.lib.versions import Stale
from imports.models import Import
from strategy.profiles import folded
from workspaces import audit
from workspaces.models import User

from .posts import write_each, write_new


@transaction.atomic
def bring_in(*, record: Import, found: Plan, by: User | None) -> list[int]:
    """Write each new or changed post; the ids of the pillars that had to be made or taken up again."""
    Batch.objects.filter(import_record=record).exclude(undone_at=None).delete()  # it is applied once more
    pillars = _pillars(record, found.pillars(), by)
    for change in [*found.new, *found.changed]:
        if change.pillar:
            change.content["post"]["pillar"] = pillars[folded(change.pillar)].pk
    changes = _write_new(record, found.new, by)
    changes += _write(record, found.changed, by)
    if changes:
        Batch.objects.create(
            workspace=record.workspace, kind=Batch.Kind.IMPORT, import_record=record, changes=changes, by=by
        )
    audit.record(record.workspace, "posts.imported", by=by, n=len(changes))
    return [pillar.pk for pillar in pillars.values()]


def _pillars(record: Import, names: list[str], by: User | None) -> dict[str, Pillar]:
    known = {folded(pillar.name): pillar for pillar in Pillar.objects.all()}
    made: dict[str, Pillar] = {}
    for name in names:
        pillar = known.get(folded(name)) or made.get(folded(name))
        if pillar is None:
            pillar = Pillar(workspace=record.workspace, name=name)
            planning.save_pillar(pillar=pillar, fields=[], version=0, by=by)
        elif pillar.archived_at is not None:
            planning.restore_pillar(pillar=pillar, by=by)
        made[folded(name)] = pillar
    return made


def _write_new(record: Import, changes: list[Change], by: User | None) -> list[dict]:
    """The posts that the file brings; those that were deleted come back."""
    said = [(_new_post(record, change), change.content) for change in changes if change.post is None]
    posts = write_new(workspace=record.workspace, said=said, by=by)
    back = [change for change in changes if change.post is not None]
    for change in back:
        change.post.deleted_at = None
    _write(record, back, by)
    posts += [change.post for change in back]
    return [{"id": post.pk, "before": None, "version": post.version} for post in posts]


def _new_post(record: Import, change: Change) -> Post:
    named = {"uid": change.said["uid"]} if change.said["uid"] else {}
    return Post(workspace=record.workspace, import_record=record, **named)


def _write(record: Import, changes: list[Change], by: User | None) -> list[dict]:
    said = [(change.post, change.content, change.post.version) for change in changes]
    if write_each(workspace=record.workspace, said=said, by=by):
        raise Stale
    return [{"id": change.post.pk, "before": change.before, "version": change.post.version} for change in changes]


@transaction.atomic
def take_back(*, record: Import, pillars: list[int], by: User | None) -> None:
    """Put back what was there before; posts that somebody changed since stay. Pillars made for it go with it."""
    if batch := Batch.objects.filter(import_record=record, undone_at=None).first():
        batches.undo(batch=batch, by=by)
    used = Post.objects.live().exclude(pillar=None).values("pillar")
    unused = Pillar.objects.current().filter(pk__in=pillars).exclude(pk__in=used)
    for pillar in unused.filter(created_at__gte=record.created_at):
        planning.archive_pillar(pillar=pillar, by=by)
