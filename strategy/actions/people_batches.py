"""Changes to several people at once, a merge among them; each can be put back as a whole."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jobs.actions import enqueue
from jobs.models import Job
from strategy.models import Gesture, Handle, PeopleBatch, Person, PersonChange, Tag
from workspaces import audit
from workspaces.models import User, Workspace

from .people import drop_unused_tags, tags_named
from .people_settle import CHUNK, chunks, settle

#: How long a change of several people can be put back; merges and imports stay as long as the people.
BULK_DAYS = 30
JOINED = "\n\n"
#: More people than these are changed by a job.
MANY = 1000
CHANGE, PUT_BACK = "strategy.change_people", "strategy.put_people_back"  # kinds of jobs


@dataclass(frozen=True)
class Wish:
    """What to do to each person: set what is not empty."""

    fields: dict[str, str] = field(default_factory=dict)  # kind, stage
    tag: str = ""
    untag: Tag | None = None

    @classmethod
    def said(cls, plain: dict[str, Any]) -> "Wish":
        """The wish that ``plain`` gave; a tag that is gone since is on nobody."""
        return cls(plain["fields"], plain["tag"], Tag.objects.filter(pk=plain["untag"]).first())

    @property
    def plain(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {"fields": self.fields, "tag": self.tag, "untag": self.untag.pk if self.untag else None}


@transaction.atomic
def ask_change(*, workspace: Workspace, ids: list[int], wish: Wish, by: User, result_url: str) -> Job:
    """Have a job do what ``change_people`` does."""
    payload = {"people": ids, "wish": wish.plain}
    return enqueue(workspace=workspace, kind=CHANGE, payload=payload, by=by, result_url=result_url)


@transaction.atomic
def ask_back(*, batch: PeopleBatch, by: User, result_url: str) -> Job:
    """Have a job do what ``put_back`` does."""
    payload, key = {"people_batch": batch.pk}, f"batch:{batch.pk}"
    return enqueue(workspace=batch.workspace, kind=PUT_BACK, payload=payload, key=key, by=by, result_url=result_url)


@transaction.atomic
def change_people(*, workspace: Workspace, ids: Iterable[int], wish: Wish, by: User) -> PeopleBatch | None:
    """Do the same to several people. None when it would change nothing."""
    people = [p for some in chunks(list(ids)) for p in Person.objects.known().filter(pk__in=some)]
    tag = tags_named(workspace, [wish.tag])[0] if wish.tag else None
    said = {person.pk: {} for person in people}
    for person in people:
        fields = {name: [getattr(person, name), new] for name, new in wish.fields.items()}
        if differ := {name: pair for name, pair in fields.items() if pair[0] != pair[1]}:
            said[person.pk]["fields"] = differ
    _tag(said, "tags_added", tag, add=True)
    _tag(said, "tags_removed", wish.untag, add=False)
    said = {pk: changed for pk, changed in said.items() if changed}
    if not said:
        return None
    for some in chunks(list(said)):
        Person.objects.filter(pk__in=some).update(**wish.fields, version=F("version") + 1, updated_at=timezone.now())
    batch = write_batch(workspace, PeopleBatch.Kind.BULK, by, said)
    drop_unused_tags()
    settle(workspace, said)
    audit.record(workspace, "people.changed", by=by, n=len(said))
    return batch


def _tag(said: dict[int, dict], name: str, tag: Tag | None, *, add: bool) -> None:
    """Put the tag on all people, or take it off, and note on whom that made a difference.

    Tags added are noted by id, those taken off by name: the last one to have a tag takes it along.
    """
    if tag is None:
        return
    links = Person.tags.through.objects
    for some in chunks(list(said)):
        have = set(links.filter(tag=tag, person__in=some).values_list("person", flat=True))
        differ = [pk for pk in some if (pk in have) != add]
        if add:
            links.bulk_create(Person.tags.through(person_id=pk, tag_id=tag.pk) for pk in differ)
        else:
            links.filter(tag=tag, person__in=differ).delete()
        for pk in differ:
            said[pk][name] = [tag.pk if add else tag.name]


def write_batch(
    workspace: Workspace, kind: str, by: User | None, said: dict[int, dict[str, Any]], *, created=(), record=None
) -> PeopleBatch:
    """Keep what was done to each person, by id, so that it can be put back."""
    batch = PeopleBatch.objects.create(workspace=workspace, kind=kind, by=by, import_record=record)
    created = set(created)
    PersonChange.objects.bulk_create(
        (
            PersonChange(workspace=workspace, batch=batch, person_id=pk, said=what, created=pk in created)
            for pk, what in said.items()
        ),
        batch_size=CHUNK,
    )
    return batch


# -- merging


@dataclass(frozen=True)
class MergePlan:
    """What a merge would bring to the person that stays."""

    fields: dict[str, list[Any]]  # name → [before, after]
    handles: list[Handle]
    gestures: list[int]
    tags: list[Tag]


def plan_merge(gone: Person, stays: Person) -> MergePlan:
    """Whatever ``gone`` knows and ``stays`` does not; notes are joined, the rest of what ``stays`` says wins."""
    fields = {}
    for name in ("topics", "place", "purpose", "audience_said"):
        if getattr(stays, name) in ("", None) and getattr(gone, name) not in ("", None):
            fields[name] = getattr(gone, name)
    notes = [text for text in (stays.notes, gone.notes) if text]
    if gone.notes and gone.notes not in stays.notes:
        fields["notes"] = JOINED.join(notes)
    met = [day for day in (stays.last_contact_said, gone.last_contact_said) if day]
    if met and max(met) != stays.last_contact_said:
        fields["last_contact_said"] = max(met)
    if _stages(gone) > _stages(stays):
        fields["stage"] = gone.stage
    if stays.kind == Person.Kind.MEMBER != gone.kind:
        fields["kind"] = gone.kind
    return MergePlan(
        fields={name: [plain(getattr(stays, name)), plain(value)] for name, value in fields.items()},
        handles=list(gone.handles.all()),
        gestures=list(gone.gestures.values_list("pk", flat=True)),
        tags=[tag for tag in gone.tags.all() if tag not in stays.tags.all()],
    )


def _stages(person: Person) -> int:
    return Person.Stage.values.index(person.stage)


@transaction.atomic
def merge(*, gone: Person, stays: Person, by: User) -> PeopleBatch:
    """Give all that is known of ``gone`` to ``stays``; ``gone`` leaves every list until the merge is put back."""
    locked = Person.objects.select_for_update().in_bulk([gone.pk, stays.pk])
    gone, stays = locked[gone.pk], locked[stays.pk]
    plan = plan_merge(gone, stays)
    for name, (_before, after) in plan.fields.items():
        setattr(stays, name, typed(name, after))
    stays.version += 1
    stays.save()
    handles = [handle.pk for handle in plan.handles]
    Handle.objects.filter(pk__in=handles).update(person=stays)
    Gesture.objects.filter(pk__in=plan.gestures).update(person=stays)
    stays.tags.add(*plan.tags)
    Person.objects.filter(pk=gone.pk).update(merged_into=stays, version=F("version") + 1)
    said = {
        "fields": plan.fields,
        "tags_added": [tag.pk for tag in plan.tags],
        "handles_moved": handles,
        "gestures_moved": plan.gestures,
        "merged": gone.pk,
    }
    batch = write_batch(stays.workspace, PeopleBatch.Kind.MERGE, by, {stays.pk: said})
    settle(stays.workspace, [stays.pk])
    audit.record(stays.workspace, "person.merged", by=by, target=stays, other=gone.pk)
    return batch


# -- putting back


class TooLate(Exception):
    """The person that a merge gave to has itself been merged since: that comes first."""


@transaction.atomic
def put_back(*, batch: PeopleBatch, by: User | None) -> int:
    """Undo what a batch did. What somebody has changed again since then stays as they left it.

    Returns how many of the people that the batch had brought in stay, because somebody has worked on them.
    Raises ``TooLate``.
    """
    changes = list(batch.changes.all())
    people = {}
    for some in chunks([change.person_id for change in changes]):
        people |= Person.objects.select_for_update().in_bulk(some)
    kept = _remove_untouched([people[change.person_id] for change in changes if change.created])
    said = {change.person_id: change.said for change in changes if not change.created}
    _restore_fields(said)
    _restore_tags(batch.workspace, said)
    for pk, what in said.items():
        _restore_accounts(people[pk], what)
    for some in chunks(list(said)):
        Person.objects.filter(pk__in=some).update(version=F("version") + 1)
    batch.delete()
    drop_unused_tags()
    settle(batch.workspace, [*said, *(what["merged"] for what in said.values() if "merged" in what)])
    audit.record(batch.workspace, "people.put_back", by=by, n=len(changes) - kept, kind=batch.kind)
    return kept


def _remove_untouched(people: list[Person]) -> int:
    untouched = [p.pk for p in people if p.version == 0 and p.gestures_count == 0 and p.kept_on is None]
    for some in chunks(untouched):
        Person.objects.filter(pk__in=some).delete()
    return len(people) - len(untouched)


def _restore_fields(said: dict[int, dict[str, Any]]) -> None:
    """Put back what still is as the batch left it: alike for many people at once."""
    alike: dict[tuple[str, Any, Any], list[int]] = defaultdict(list)
    for pk, what in said.items():
        for name, (before, after) in what.get("fields", {}).items():
            alike[name, before, after].append(pk)
    for (name, before, after), ids in alike.items():
        for some in chunks(ids):
            same = Person.objects.filter(pk__in=some, **{name: typed(name, after)})
            same.update(**{name: typed(name, before)}, updated_at=timezone.now())


def _restore_tags(workspace: Workspace, said: dict[int, dict[str, Any]]) -> None:
    links = Person.tags.through.objects
    added, removed = _by_tag(said, "tags_added"), _by_tag(said, "tags_removed")
    for tag, ids in added.items():
        for some in chunks(ids):
            links.filter(tag=tag, person__in=some).delete()
    for tag, ids in zip(tags_named(workspace, removed), removed.values(), strict=True):
        rows = [Person.tags.through(person_id=pk, tag_id=tag.pk) for pk in ids]
        links.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)


def _by_tag(said: dict[int, dict[str, Any]], name: str) -> dict[Any, list[int]]:
    """The people of each tag (an id, or a name) that ``said`` notes under ``name``."""
    found: dict[Any, list[int]] = defaultdict(list)
    for pk, what in said.items():
        for tag in what.get(name, ()):
            found[tag].append(pk)
    return found


def _restore_accounts(person: Person, said: dict[str, Any]) -> None:
    if "handles_added" in said:
        Handle.objects.filter(person=person, pk__in=said["handles_added"]).delete()
    for pk, (before, after) in said.get("handles", {}).items():
        Handle.objects.filter(person=person, pk=pk, audience=after).update(audience=before)
    if "merged" in said:
        _part(person, said)


def _part(person: Person, said: dict[str, Any]) -> None:
    """Give back what a merge took from the other."""
    if person.merged_into_id:
        raise TooLate
    other = Person.objects.filter(merged_into=person).get(pk=said["merged"])
    Handle.objects.filter(person=person, pk__in=said["handles_moved"]).update(person=other)
    Gesture.objects.filter(person=person, pk__in=said["gestures_moved"]).update(person=other)
    Person.objects.filter(pk=other.pk).update(merged_into=None, version=F("version") + 1)


def plain(value: Any) -> Any:
    """A field's value as JSON holds it."""
    return value.isoformat() if isinstance(value, dt.date) else value


def typed(name: str, plain: Any) -> Any:
    return Person._meta.get_field(name).to_python(plain)


def forget_old() -> None:
    """Drop the notes by which old changes of several people could be put back, and the gestures that were removed.

    Merges and imports keep their notes.
    """
    old = timezone.now() - dt.timedelta(days=BULK_DAYS)
    Gesture.objects.filter(removed_at__lt=old).delete()
    PeopleBatch.objects.filter(kind=PeopleBatch.Kind.BULK, at__lt=old).delete()
