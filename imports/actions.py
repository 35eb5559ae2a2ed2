"""What people do with imports. Each step is a conditional change of state: of two people at once, one acts."""

import secrets
import unicodedata
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from imports import registry, storage
from imports.models import ColumnMapping, Import
from jobs.actions import enqueue
from jobs.models import Job
from workspaces import audit
from workspaces.models import User, Workspace

State = Import.State
# Signs that turn the direction of writing: "report\u202evsc.exe" would be shown as "reportexe.csv".
DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class NotNow(Exception):
    """The step cannot be taken; the sentence says why, in the reader's language."""


def clean_name(name: str) -> str:
    """A file's name fit to be shown: no folders, no control or direction signs, never empty."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cs"} and c not in DIRECTIONS)
    return name.strip()[:255] or "file"


def receive(
    *, workspace: Workspace, kind: str, files: Iterable[tuple[str, Iterable[bytes]]], by: User | None
) -> list[Import]:
    """Keep uploaded files (name, chunks) and have them read. Several at once share a batch."""
    received = []
    try:
        for name, chunks in files:
            received.append((clean_name(name), storage.receive(workspace, chunks)))
        with transaction.atomic():
            batch = secrets.token_hex(8) if len(received) > 1 else ""
            about = {"workspace": workspace, "kind": kind, "batch": batch, "created_by": by}
            records = [
                Import.objects.create(name=name, size=file.size, sha256=file.sha256, **about) for name, file in received
            ]
            _begin(records, [file for _name, file in received], by)
            return records
    except BaseException:
        for _name, file in received:
            storage.abandon(file)
        raise


def _begin(records: list[Import], files: list[storage.Received], by: User | None) -> None:
    try:
        for record, file in zip(records, files, strict=True):
            storage.settle(file, record)
            audit.record(record.workspace, "import.received", by=by, target=record)
            _start(record, "imports.read", by)
    except BaseException:
        for record in records:  # before the rows are rolled back: their numbers may be given again
            storage.discard(record)
        raise


def answer(*, record: Import, answers: dict[str, dict], by: User | None, siblings: bool = False) -> int:
    """Take in what a person said of the file and read it again with that.

    ``siblings`` gives the same answers to the files dropped together that ask the same. Returns how many moved on.
    """
    with transaction.atomic():
        record.refresh_from_db(fields=["answers", "state"])
        count = _answer_one(record, answers, by)
        if siblings and record.batch:
            others = record.workspace.imports.filter(batch=record.batch, state=State.PREVIEW).exclude(pk=record.pk)
            for other in others:
                shared = _shared(answers, other)
                count += bool(shared) and _answer_one(other, shared, by)
    return count


def _shared(answers: dict[str, dict], other: Import) -> dict[str, dict]:
    """Those of the answers that ``other`` waits for too. Which part of its file a network is of does not matter."""
    shared: dict[str, dict] = {}
    for question in other.open_questions:
        code, about = question["code"], question["about"]
        values = answers.get(code, {})
        alike = set(values.values()) if code == "network" else ()
        if about in values or len(alike) == 1:
            shared.setdefault(code, {})[about] = values.get(about) or next(iter(alike))
    return shared


def _answer_one(record: Import, answers: dict[str, dict], by: User | None) -> int:
    merged = {**record.answers}
    for code, values in answers.items():
        merged[code] = {**merged.get(code, {}), **values}
    return _move(record, {State.MAPPING, State.PREVIEW}, State.READING, "imports.read", by, answers=merged)


def confirm(*, record: Import, by: User | None) -> bool:
    """Apply what was previewed. False when somebody else already did."""
    if record.state == State.PREVIEW and not record.is_ready:
        raise NotNow(_("This file cannot be confirmed yet: its page says what is missing."))
    with transaction.atomic():
        if not _move(record, {State.PREVIEW}, State.APPLYING, "imports.apply", by):
            return False
        for signature, mapping in record.answers.get("mapping", {}).items():
            ColumnMapping.objects.update_or_create(
                workspace=record.workspace,
                kind=record.kind,
                signature=signature,
                defaults={"mapping": mapping, "updated_by": by},
            )
        audit.record(record.workspace, "import.confirmed", by=by, target=record)
    return True


def cancel(*, record: Import, by: User | None) -> bool:
    """Forget a file that was not applied: its row and its bytes."""
    with transaction.atomic():
        waiting = record.workspace.imports.filter(pk=record.pk, state__in=[State.READING, State.MAPPING, State.PREVIEW])
        audit.record(record.workspace, "import.cancelled", by=by, target=record)
        if not waiting.delete()[0]:
            transaction.set_rollback(True)
            return False
        transaction.on_commit(lambda: storage.discard(record))
    return True


def undo(*, record: Import, by: User | None) -> bool:
    """Put back what was there before the import. False when it is no longer applied."""
    if record.state == State.APPLIED and (reason := registry.get(record.kind).can_undo(record)):
        raise NotNow(reason)
    with transaction.atomic():
        if not _move(record, {State.APPLIED}, State.UNDOING, "imports.undo", by):
            return False
        audit.record(record.workspace, "import.undo_asked", by=by, target=record)
    return True


def again(*, record: Import, by: User | None) -> bool:
    """Bring an undone import to its preview again."""
    with transaction.atomic():
        return _move(record, {State.UNDONE}, State.READING, "imports.read", by, applied_at=None, undone_at=None)


def remap(*, record: Import, by: User | None) -> bool:
    """Have the columns named anew, whatever was remembered of them."""
    answers = {code: said for code, said in record.answers.items() if code != "mapping"} | {"remap": {"": "1"}}
    with transaction.atomic():
        return _move(record, {State.PREVIEW}, State.READING, "imports.read", by, answers=answers)


def resume(*, record: Import, by: User | None) -> bool:
    """After a job that was cancelled or parked: back to where the person stood before it."""
    if record.job and record.job.state in {Job.State.WAITING, Job.State.RUNNING}:
        raise NotNow(_("The work on this file is still going on."))
    if record.state == State.READING:
        with transaction.atomic():
            return _move(record, {State.READING}, State.READING, "imports.read", by)
    back = {State.APPLYING: State.PREVIEW, State.UNDOING: State.APPLIED}
    return record.state in back and _set(record, {record.state}, back[record.state])


def refuse(record: Import, error: dict) -> None:
    """Keep the line of history with its reason; the caller drops the file."""
    if _set(record, {State.READING}, State.REFUSED, error=error, summary={}):
        audit.record(record.workspace, "import.refused", by=_asker(record), target=record, code=error["code"])


def understood(record: Import, outcome: registry.Summary) -> None:
    """The last step of reading: to the mapping screen or to the preview.

    When columns named by a person do not do, the screen comes back as it was, with the reason.
    """
    if "error" in outcome:
        _set(record, {State.READING}, State.MAPPING, error=outcome["error"])
        return
    to_name = any(question["code"] == "mapping" for question in outcome["questions"])
    _set(record, {State.READING}, State.MAPPING if to_name else State.PREVIEW, summary=outcome, error={})


def applied(record: Import, summary: registry.Summary) -> None:
    """The last step of an apply job, in its last transaction."""
    _end(record, State.APPLYING, State.APPLIED, summary=summary, applied_at=timezone.now())


def undone(record: Import) -> None:
    """The last step of an undo job, in its last transaction."""
    _end(record, State.UNDOING, State.UNDONE, undone_at=timezone.now())


def _end(record: Import, before: State, after: State, **fields) -> None:
    if not _set(record, {before}, after, **fields):
        raise RuntimeError(f"Import {record.pk} is no longer {before}.")
    audit.record(record.workspace, f"import.{after}", by=_asker(record), target=record)


def _asker(record: Import) -> User | None:
    return record.job.created_by if record.job else None


def _set(record: Import, before: set[State], after: State, **fields) -> bool:
    changed = record.workspace.imports.filter(pk=record.pk, state__in=before).update(state=after, **fields)
    if changed:
        for name, value in {"state": after, **fields}.items():
            setattr(record, name, value)
    return bool(changed)


def _move(record: Import, before: set[State], after: State, job: str, by: User | None, **fields) -> bool:
    """Change the state and start the job that goes with it, or do nothing."""
    if not _set(record, before, after, **fields):
        return False
    _start(record, job, by)
    return True


def _start(record: Import, kind: str, by: User | None) -> None:
    record.job = enqueue(
        workspace=record.workspace,
        kind=kind,
        payload={"import": record.pk},
        key=f"import:{record.pk}",
        by=by,
        result_url=record.get_absolute_url(),
    )
    record.save(update_fields=["job"])
