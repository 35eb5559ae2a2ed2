"""Writing what a file of people says: all of it in one transaction, with the notes by which it can be undone."""

from typing import Any

from django.db.models import F
from django.utils import timezone

from imports.models import Import
from strategy.models import Handle, PeopleBatch, Person
from strategy.people_plan import Change, Plan
from workspaces.models import User

from .people import Account, handle_of, tags_named
from .people_batches import plain, typed, write_batch
from .people_settle import CHUNK, chunks, derive, settle, yardstick


def write(record: Import, plan: Plan, *, by: User | None) -> None:
    """Make the new people, change the others. Inside the caller's transaction."""
    said = _change(plan.changed)
    _create(record, plan.new)
    _add_accounts([*plan.new, *plan.changed], said)
    _add_tags(record, [*plan.new, *plan.changed], said)
    settle(record.workspace, [change.person.pk for change in plan.changed])
    said |= {change.person.pk: {} for change in plan.new}
    created = [change.person.pk for change in plan.new]
    write_batch(record.workspace, PeopleBatch.Kind.IMPORT, by, said, created=created, record=record)


def _create(record: Import, new: list[Change]) -> None:
    people = [change.person for change in new]
    for change in new:
        for name, value in change.fields.items():
            setattr(change.person, name, typed(name, value))
    measure = yardstick(record.workspace, people)
    for change in new:
        derive(change.person, [handle_of(change.person, Account(*each)) for each in change.accounts], [], measure)
    Person.objects.bulk_create(people, batch_size=CHUNK)


def _change(changed: list[Change]) -> dict[int, dict[str, Any]]:
    """Write the fields and the followers, and return what was before, by person."""
    said: dict[int, dict[str, Any]] = {change.person.pk: {} for change in changed}
    handles, names = [], set()
    for change in changed:
        person = change.person
        if change.fields:
            before = {name: plain(getattr(person, name)) for name in change.fields}
            said[person.pk]["fields"] = {name: [before[name], value] for name, value in change.fields.items()}
        for name, value in change.fields.items():
            setattr(person, name, typed(name, value))
            names.add(name)
        if change.followers:
            said[person.pk]["handles"] = {str(h.pk): [h.audience, followers] for h, followers in change.followers}
        for handle, followers in change.followers:
            handle.audience = followers
            handles.append(handle)
    for some in chunks(changed) if names else ():
        Person.objects.bulk_update([change.person for change in some], sorted(names))
    for some in chunks(handles):
        Handle.objects.bulk_update(some, ["audience"])
    for some in chunks(list(said)):
        Person.objects.filter(pk__in=some).update(version=F("version") + 1, updated_at=timezone.now())
    return said


def _add_accounts(changes: list[Change], said: dict[int, dict[str, Any]]) -> None:
    handles = [handle_of(change.person, Account(*each)) for change in changes for each in change.accounts]
    for handle in Handle.objects.bulk_create(handles, batch_size=CHUNK):
        if handle.person_id in said:
            said[handle.person_id].setdefault("handles_added", []).append(handle.pk)


def _add_tags(record: Import, changes: list[Change], said: dict[int, dict[str, Any]]) -> None:
    names = list(dict.fromkeys(name for change in changes for name in change.tags))
    tags = dict(zip(names, tags_named(record.workspace, names), strict=True))
    link = Person.tags.through
    links = {(change.person.pk, tags[name].pk) for change in changes for name in change.tags}
    link.objects.bulk_create((link(person_id=pk, tag_id=tag) for pk, tag in sorted(links)), batch_size=CHUNK)
    for pk, tag in sorted(links):
        if pk in said:
            said[pk].setdefault("tags_added", []).append(tag)
