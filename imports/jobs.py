"""The long work of an import: reading the file in a child process, applying it, undoing it."""

import json
import logging
import re
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from imports import actions, registry, sandbox, storage
from imports.models import Import
from imports.tables import Unreadable
from jobs.registry import Run, job_kind
from workspaces.permissions import Permission

logger = logging.getLogger(__name__)

State = Import.State
TIMEOUT = 60.0  # seconds that a file may take to be read
MAX_ANSWER = 128 * 1024**2  # bytes that the reader may say: a file may have a million rows to refuse
REFUSED_KEPT = 100
MOST_COLUMNS = 500  # that a person is asked to name: the page holds a list of meanings for each
NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")  # in JSON; a spreadsheet may hold it, PostgreSQL refuses it
UNREADABLE = 3  # the reader's exit status when the file is at fault
STOPPED = {"timeout": "too_slow", "memory": "out_of_memory"}


def _record(run: Run) -> Import | None:
    return run.workspace.imports.select_related("job").filter(pk=run.payload["import"]).first()


@job_kind("imports.read", label=_("Reading of a file"), permission=Permission.IMPORT)
def read(run: Run) -> None:
    """From an uploaded file to a mapping screen, a preview or a refusal. A second run reads it again."""
    record = _record(run)
    if record is None or record.state not in {State.READING, State.REFUSED}:
        return
    if record.state == State.READING:
        outcome = understand(run, record)
        if "error" in outcome and not record.mapping_questions:
            with transaction.atomic():
                run.renew()  # a worker that lost the job has lost its files too: its verdict does not count
                actions.refuse(record, outcome["error"])
        else:
            with run.finishing():
                actions.understood(record, outcome)
    if record.state == State.REFUSED:
        storage.discard(record)


def understand(run: Run, record: Import) -> dict[str, Any]:
    """What the kind's child process says of the file, completed by the kind's plan."""
    kind = registry.get(record.kind)
    run.progress(0, 2, gettext_noop("Reading “%(name)s”"), name=record.name)
    try:
        outcome = _read_apart(run, kind, record)
    except Unreadable as error:
        return {"error": {"code": error.code, "params": error.params}}
    run.progress(1, 2, gettext_noop("Comparing with what is already here"))
    record.summary = outcome
    plan = kind.plan(record)
    return {**outcome, **plan, "questions": [*outcome["questions"], *plan["questions"]]}


def _read_apart(run: Run, kind: registry.ImportKind, record: Import) -> dict[str, Any]:
    new = storage.fresh_staged(record)
    options = new / "options.json"
    options.write_text(json.dumps(_options(kind, record)), encoding="utf-8")
    name = record.name if not record.name.startswith("-") else f"./{record.name}"  # else it reads as an option
    arguments = ["--input", str(storage.source(record)), name, "--options", str(options), "--out", str(new)]
    result = sandbox.run_limited(kind.child_module, arguments, timeout=TIMEOUT, max_stdout=MAX_ANSWER)
    if result.outcome != "ok" and result.exit != UNREADABLE:
        logger.error("import %s: its reader ended by %s (%s)", record.pk, result.outcome, result.exit)
        raise Unreadable(STOPPED.get(result.outcome, "crashed"))
    outcome = json.loads(NUL.sub(rb"\1", result.stdout))
    if "error" in outcome:
        raise Unreadable(outcome["error"], **outcome["params"])
    _refuse_too_wide(outcome)
    return _staged(record, new, outcome)


def _refuse_too_wide(outcome: dict[str, Any]) -> None:
    to_name = [question["params"]["columns"] for question in outcome["questions"] if question["code"] == "mapping"]
    if sum(map(len, to_name)) > MOST_COLUMNS:
        raise Unreadable("too_large", what="columns", limit=MOST_COLUMNS)


def _staged(record: Import, new: Path, outcome: dict[str, Any]) -> dict[str, Any]:
    """Put the staged folder in place; the whole list of refused rows stays there, the record keeps its beginning."""
    refused = outcome["refused"]
    (new / storage.REFUSED).write_text(json.dumps(refused), encoding="utf-8")
    storage.use_staged(record, new)
    return {**outcome, "refused": refused[:REFUSED_KEPT], "refused_count": len(refused)}


def _options(kind: registry.ImportKind, record: Import) -> dict[str, Any]:
    return {
        "timezone": record.workspace.time_zone,
        "today": record.workspace.today().isoformat(),
        "answers": record.all_answers(),
        **kind.options(record),
    }


@job_kind("imports.apply", label=_("Import"), permission=Permission.IMPORT)
def apply(run: Run) -> None:
    """All of what was previewed, or nothing."""
    record = _record(run)
    if record is None or record.state != State.APPLYING:
        return
    write = registry.get(record.kind).apply(record, run)
    with run.finishing():
        actions.applied(record, {**record.summary, **write()})


@job_kind("imports.undo", label=_("Undoing of an import"), permission=Permission.IMPORT)
def undo(run: Run) -> None:
    """What was there before the import, back in place."""
    record = _record(run)
    if record is None or record.state != State.UNDOING:
        return
    write = registry.get(record.kind).undo(record, run)
    with run.finishing():
        write()
        actions.undone(record)
