"""A person's right to be forgotten, and to know what is kept: erasure wherever they are, and a copy of it all."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any
from urllib.parse import unquote_plus

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.dispatch import Signal
from django.utils import timezone

from imports import actions as imports
from imports import storage
from imports.models import Import
from jobs.actions import enqueue
from jobs.models import Job
from strategy import profiles
from strategy.mentions import Mentions, look_for, text_of
from strategy.models import Handle, Person, PersonChange, SavedFilter
from strategy.traces import Names
from workspaces import audit
from workspaces.models import AuditEvent, User, Workspace

from .people import drop_unused_tags
from .people_settle import chunks

#: Sent with the workspace, the names (``traces.Names``) and who asked, in the transaction of an erasure: apps above
#: this one forget them where nothing of a person's words is lost.
names_forgotten = Signal()
KIND = "people"  # of imports
ERASE = "strategy.erase_people"  # of jobs
WAITING = (Import.State.READING, Import.State.MAPPING, Import.State.PREVIEW)


def erase(*, person: Person, by: User | None) -> Mentions:
    """``erase_people`` of one, or of whom the person was merged into."""
    while person.merged_into:
        person = person.merged_into
    return erase_people(workspace=person.workspace, ids=[person.pk], by=by)


@transaction.atomic
def erase_people(*, workspace: Workspace, ids: Collection[int], by: User | None) -> Mentions:
    """Remove the people, those merged into them, and their names from the journal, the files brought in, the filters.

    What the journal keeps is that somebody did something to person number so-and-so. Backups made before keep the
    people until they are thrown away. Returns which texts of others still name them: those are a person's to judge.
    """
    people = with_merged(ids)
    names = names_of(people)
    for some in chunks(people):
        lines = AuditEvent.objects.filter(target_type=Person._meta.label_lower, target_id__in=map(str, some))
        lines.update(label=Concat(Value("#"), "target_id"))
    _forget_filters(names)
    names_forgotten.send(sender=Person, workspace=workspace, names=names, by=by)
    _forget_files(workspace, names, people, by)
    gone = 0
    for some in chunks(people):  # and, by the database's own ties, accounts, gestures, batches' notes
        gone += Person.objects.filter(pk__in=some).delete()[0]
    drop_unused_tags()
    if not gone:
        return look_for(names, workspace, set(people))
    if len(ids) == 1:
        audit.record(workspace, "person.erased", by=by, person=people[0])
    else:
        audit.record(workspace, "people.erased", by=by, n=len(ids), people=sorted(ids))
    return look_for(names, workspace, set(people))


@transaction.atomic
def ask_erasure(*, workspace: Workspace, ids: list[int], by: User, result_url: str) -> Job:
    """Have a job do what ``erase_people`` does."""
    return enqueue(workspace=workspace, kind=ERASE, payload={"people": ids}, by=by, result_url=result_url)


def mentions_of(workspace: Workspace, ids: Collection[int]) -> Mentions:
    """Which texts would still name the people once they are erased."""
    people = with_merged(ids)
    return look_for(names_of(people), workspace, set(people))


def with_merged(ids: Collection[int]) -> list[int]:
    """The people and those that merges put into them."""
    found, look = list(ids), list(ids)
    while look:
        merged = (Person.objects.filter(merged_into__in=some).values_list("pk", flat=True) for some in chunks(look))
        look = [pk for some in merged for pk in some]
        found += look
    return found


def names_of(people: Collection[int]) -> Names:
    """Names and handles, those of earlier versions of the people included."""
    words: set[str] = set()
    for some in chunks(list(people)):
        words |= set(Person.objects.filter(pk__in=some).values_list("name", flat=True))
        words |= set(Handle.objects.filter(person__in=some).values_list("handle", flat=True))
        for said in PersonChange.objects.filter(person__in=some).values_list("said", flat=True):
            words |= {str(name) for name in said.get("fields", {}).get("name", [])}
    return Names(words)


def _forget_filters(names: Names) -> None:
    for saved in SavedFilter.objects.all():
        if names.are_in(f"{saved.name}\n{unquote_plus(saved.query)}"):
            saved.delete()


def _forget_files(workspace: Workspace, names: Names, people: list[int], by: User | None) -> None:
    """Throw away every file of people that holds one of them; what waits to be confirmed is put aside with it."""
    touched: set[int] = set()
    for some in chunks(people):
        of_them = PersonChange.objects.filter(person__in=some, batch__import_record__isnull=False)
        touched |= set(of_them.values_list("batch__import_record", flat=True))
    for record in workspace.imports.filter(kind=KIND):
        if record.pk not in touched and not _may_hold(record, names):
            continue
        if record.state in WAITING:
            imports.cancel(record=record, by=by)
        else:
            summary = {**record.summary, "refused": [], "notes": [], "questions": []}
            Import.objects.filter(pk=record.pk).update(summary=summary)
            transaction.on_commit(lambda record=record: storage.discard(record))
        if names.are_in(record.name):
            _blank_name(record)


def _may_hold(record: Import, names: Names) -> bool:
    """Whether one of them may be in the file. What cannot be searched as text (a workbook, an archive) may."""
    if names.are_in(f"{record.name}\n{json.dumps(record.summary, ensure_ascii=False)}"):
        return True
    texts = (text_of(path) for path in storage.folder(record).rglob("*") if path.is_file())
    return any(text is None or names.are_in(text) for text in texts)


def _blank_name(record: Import) -> None:
    """A file called after the person: the line of history stays, without its name."""
    Import.objects.filter(pk=record.pk).update(name=f"#{record.pk}")
    target = {"target_type": Import._meta.label_lower, "target_id": str(record.pk)}
    AuditEvent.objects.filter(**target).update(label=f"#{record.pk}")
    Job.objects.filter(payload__import=record.pk).update(sentence="", sentence_params={})


# -- the person's own copy


@transaction.atomic
def copy_of(*, person: Person, by: User) -> dict[str, Any]:
    """All that is kept of the person, for an access request, ready for JSON."""
    audit.record(person.workspace, "person.copied", by=by, person=person.pk)
    return {
        "made_at": timezone.now().isoformat(),
        "workspace": person.workspace.name,
        "retention_months": person.workspace.retention_months,
        **_facts(person),
        "merged": [_facts(each) for each in Person.objects.filter(pk__in=with_merged([person.pk])[1:])],
        "journal": [
            {"at": event.at.isoformat(), "verb": event.verb}
            for event in AuditEvent.objects.filter(target_type=Person._meta.label_lower, target_id=str(person.pk))
        ],
    }


KEPT = (
    "name", "kind", "stage", "purpose", "topics", "place", "notes", "audience", "audience_said", "last_contact",
    "last_contact_said", "kept_on", "score", "created_at", "updated_at",
)  # fmt: skip


def _facts(person: Person) -> dict[str, Any]:
    return {
        **{name: _json(getattr(person, name)) for name in KEPT},
        "tags": [tag.name for tag in person.tags.all()],
        "accounts": list(person.handles.values("network", "handle", "audience")),
        "gestures": [
            {"day": gesture.day.isoformat(), "kind": gesture.kind, "text": gesture.text}
            for gesture in person.gestures.all()
        ],
        "changes": list(PersonChange.objects.filter(person=person).values_list("said", flat=True)),
    }


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def find(who: str) -> list[Person]:
    """The people that an id or a handle (with or without @, or a profile's address) names."""
    if who.isdecimal():
        return list(Person.objects.filter(pk=who))
    read = profiles.read_address(who)
    handle = read[1] if read else who.strip().lstrip("@")
    wanted = Q(key=profiles.key(handle)) & (Q(network=read[0]) if read else Q())
    return list(Person.objects.filter(pk__in=Handle.objects.filter(wanted).values("person")))
