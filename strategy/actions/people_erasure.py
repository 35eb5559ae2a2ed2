"""A person's right to be forgotten, and to know what is kept: erasure wherever they are, and a copy of it all."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from imports import actions as imports
from imports import storage
from imports.models import Import
from jobs.models import Job
from strategy import profiles
from strategy.models import Handle, Person, PersonChange, SavedFilter
from workspaces import audit
from workspaces.models import AuditEvent, User, Workspace

from .people import drop_unused_tags

KIND = "people"  # of imports
_QUOTING = dict.fromkeys(map(ord, '"\\'))  # marks of CSV and JSON, not of names
WAITING = (Import.State.READING, Import.State.MAPPING, Import.State.PREVIEW)


@transaction.atomic
def erase(*, person: Person, by: User | None) -> None:
    """Remove the person, those merged into them, and every trace of their name: journal, files brought in, filters.

    What the journal keeps is that somebody did something to person number so-and-so. Backups made before keep the
    person until they are thrown away.
    """
    while person.merged_into:
        person = person.merged_into
    workspace, everybody = person.workspace, _with_merged(person)
    needles = _needles(everybody)
    ids = [str(each.pk) for each in everybody]
    for event in AuditEvent.objects.filter(target_type=Person._meta.label_lower, target_id__in=ids):
        AuditEvent.objects.filter(pk=event.pk).update(label=f"#{event.target_id}")
    _forget_filters(needles)
    _forget_files(workspace, needles, [each.pk for each in everybody], by)
    person.delete()  # and, by the database's own ties, accounts, gestures, batches' notes, those merged into them
    drop_unused_tags()
    audit.record(workspace, "person.erased", by=by, person=int(ids[0]))


def _with_merged(person: Person) -> list[Person]:
    found, look = [person], [person.pk]
    while more := list(Person.objects.filter(merged_into__in=look)):
        found += more
        look = [each.pk for each in more]
    return found


def _needles(people: Iterable[Person]) -> list[re.Pattern[str]]:
    """What their traces look like: names and handles, those of earlier versions of them included."""
    words: set[str] = set()
    for person in people:
        words |= {person.name, *person.handles.values_list("handle", flat=True)}
    for said in PersonChange.objects.filter(person__in=people).values_list("said", flat=True):
        words |= {str(name) for name in said.get("fields", {}).get("name", [])}
    return [re.compile(rf"(?<!\w){re.escape(plain)}(?!\w)") for word in words if (plain := _plain(word))]


def _plain(text: str) -> str:
    """The text in the one spelling that files, JSON and addresses are compared in."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_QUOTING).strip()


def _holds(text: str, needles: list[re.Pattern[str]]) -> bool:
    plain = _plain(text)
    return any(needle.search(plain) for needle in needles)


def _forget_filters(needles: list[re.Pattern[str]]) -> None:
    for saved in SavedFilter.objects.all():
        if _holds(f"{saved.name} {unquote_plus(saved.query)}", needles):
            saved.delete()


def _forget_files(workspace: Workspace, needles: list[re.Pattern[str]], ids: list[int], by: User | None) -> None:
    """Throw away every file of people that holds one of them; what waits to be confirmed is put aside with it."""
    touched = set(
        PersonChange.objects.filter(person__in=ids, batch__import_record__isnull=False).values_list(
            "batch__import_record", flat=True
        )
    )
    for record in workspace.imports.filter(kind=KIND):
        if record.pk not in touched and not _may_hold(record, needles):
            continue
        if record.state in WAITING:
            imports.cancel(record=record, by=by)
        else:
            summary = {**record.summary, "refused": [], "notes": [], "questions": []}
            Import.objects.filter(pk=record.pk).update(summary=summary)
            transaction.on_commit(lambda record=record: storage.discard(record))
        if _holds(record.name, needles):
            _blank_name(record)


def _may_hold(record: Import, needles: list[re.Pattern[str]]) -> bool:
    """Whether the person may be in the file. What cannot be searched as text (a workbook, an archive) may."""
    if _holds(record.name, needles) or _holds(json.dumps(record.summary, ensure_ascii=False), needles):
        return True
    files = [path for path in storage.folder(record).rglob("*") if path.is_file()]
    return any(_may_be_in(path, needles) for path in files)


def _may_be_in(path: Path, needles: list[re.Pattern[str]]) -> bool:
    data = path.read_bytes()
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xfe\xff")):
        return True
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if path.suffix == ".json":  # of our own making: accents may be escaped
        text = json.dumps(json.loads(text), ensure_ascii=False)
    return _holds(text, needles)


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
        "merged": [_facts(each) for each in _with_merged(person)[1:]],
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
