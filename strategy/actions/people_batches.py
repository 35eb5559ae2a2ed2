"""Changes to several people at once, a merge among them; each can be put back as a whole."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from strategy.models import Gesture, Handle, PeopleBatch, Person, PersonChange, Tag
from workspaces import audit
from workspaces.models import User, Workspace

from .people import drop_unused_tags, tags_named
from .people_settle import CHUNK, chunks, settle

#: How long a change of several people can be put back; merges and imports stay as long as the people.
BULK_DAYS = 30
JOINED = "\n\n"


@dataclass(frozen=True)
class Wish:
    """What to do to each person: set what is not empty."""

    fields: dict[str, str] = field(default_factory=dict)  # kind, stage
    tag: str = ""
    untag: Tag | None = None


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
    for pk, what in said.items():
        _restore(people[pk], what)
    fields = {name for what in said.values() for name in what.get("fields", {})}
    for some in chunks([people[pk] for pk in said]):
        Person.objects.bulk_update(some, ["version", *fields])
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


def _restore(person: Person, said: dict[str, Any]) -> None:
    """Put back accounts and tags, and the fields on ``person``, which the caller saves."""
    for name, (before, after) in said.get("fields", {}).items():
        if plain(getattr(person, name)) == after:
            setattr(person, name, typed(name, before))
    person.version += 1
    if "tags_added" in said:
        person.tags.remove(*said["tags_added"])
    if "tags_removed" in said:
        person.tags.add(*tags_named(person.workspace, said["tags_removed"]))
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
    """Drop the notes by which old changes of several people could be put back; merges and imports keep theirs."""
    old = timezone.now() - dt.timedelta(days=BULK_DAYS)
    PeopleBatch.objects.filter(kind=PeopleBatch.Kind.BULK, at__lt=old).delete()


# -- people who may be one


def duplicates(limit: int = 50) -> list[list[Person]]:
    """Groups of people who may be one: the same name but for case and accents, or the same handle on two networks."""
    many = models.Count("person", distinct=True)
    handles = Handle.objects.values("key").annotate(n=many).filter(n__gt=1).order_by("key")[:limit]
    names = Person.objects.known().values("folded_name").annotate(n=models.Count("pk")).filter(n__gt=1)
    people = Person.objects.known().filter(
        models.Q(folded_name__in=[row["folded_name"] for row in names.order_by("folded_name")[:limit]])
        | models.Q(pk__in=Handle.objects.filter(key__in=[row["key"] for row in handles]).values("person"))
    )
    groups: dict[tuple[str, str], list[Person]] = {}
    for person in people.with_accounts().order_by("-score", "pk"):
        for alike in {("name", person.folded_name), *(("handle", handle.key) for handle in person.handles.all())}:
            groups.setdefault(alike, []).append(person)
    found = {tuple(person.pk for person in group): group for group in groups.values() if len(group) > 1}
    return list(found.values())[:limit]
