"""A file brought in from the command line, through the very steps of the pages."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports import actions, sentences, storage
from imports.models import Import
from imports.registry import ImportKind
from jobs import runner
from jobs.models import Job
from workspaces.models import Workspace

CHUNK = 1 << 20
State = Import.State
STOPPED = gettext_lazy("The work on this file stopped before its end; the page “Tasks” says why.")


class NotTaken(Exception):
    """The sentence that says why the file was not brought in."""


class Arrival:
    """One file on its way; each question is answered by ``answer``, or by the file itself."""

    def __init__(self, workspace: Workspace, kind: ImportKind, path: Path, *, dry_run: bool):
        self.workspace, self.kind, self.path, self.dry_run = workspace, kind, path, dry_run
        self.record: Import | None = None

    def bring_in(self) -> dict[str, Any]:
        """What is said of the file: format, rows, refused rows with their reasons, counts. Raises ``NotTaken``."""
        self.record = self._received()
        try:
            self._read()
            if not self.dry_run and self.record.summary["rows"]:
                actions.confirm(record=self.record, by=None)
                self._work(State.APPLIED)
            return self.said()
        finally:
            self._leave()

    def _received(self) -> Import:
        try:
            with self.path.open("rb") as file:
                chunks = iter(lambda: file.read(CHUNK), b"")
                files = [(self.path.name, chunks)]
                return actions.receive(workspace=self.workspace, kind=self.kind.code, files=files, by=None)[0]
        except OSError as error:
            raise NotTaken(_("There is no file “%(name)s” that can be read.") % {"name": self.path}) from error

    def _read(self) -> None:
        """Read the file, again for each round of answers it asks for."""
        self._work(State.PREVIEW, State.MAPPING, State.REFUSED)
        answered: set[tuple[str, str]] = set()
        while self.record.state != State.REFUSED and (asked := self.record.open_questions):
            answers: dict[str, dict] = {}
            for question in asked:
                if (question["code"], question["about"]) in answered:
                    raise NotTaken(self.unanswered(question))
                answered.add((question["code"], question["about"]))
                answers.setdefault(question["code"], {})[question["about"]] = self.answer(question)
            actions.answer(record=self.record, answers=answers, by=None)
            self._work(State.PREVIEW, State.MAPPING, State.REFUSED)
        if self.record.state == State.REFUSED:
            error = self.record.error
            raise NotTaken(sentences.error(error["code"], error["params"], self.kind.wording))

    def answer(self, question: dict[str, Any]) -> Any:
        """What the screen would show at first."""
        if question["code"] == "mapping" and question["params"].get("is_usable"):
            columns = question["params"]["columns"]
            return {"columns": {str(each["index"]): each["role"] for each in columns if each["role"] != "ignore"}}
        if question["suggested"]:
            return question["suggested"]
        raise NotTaken(self.unanswered(question))

    def unanswered(self, question: dict[str, Any]) -> str:
        if question["code"] == "mapping":
            return _("The columns of this file are not known. Bring it in once on the page “Imports” and name them.")
        return sentences.question(question, self.kind.label_of, self.kind.wording)

    def said(self) -> dict[str, Any]:
        summary = self.record.summary
        return {
            "format": " + ".join(summary["formats"]),
            "rows": summary["rows"],
            "refused": self._refused(),
            **{name: summary[name] for name in ("new", "changed", "unchanged")},
        }

    def _refused(self) -> list[dict[str, Any]]:
        rows = json.loads((storage.staged(self.record) / storage.REFUSED).read_text(encoding="utf-8"))
        return [
            {name: row[name] for name in ("sheet", "row", "column", "value")}
            | {"reason": sentences.refusal(row, self.kind.wording)}
            for row in rows
        ]

    def _work(self, *until: State) -> None:
        """Run the record's job here, or wait for the worker that was faster."""
        while True:
            self.record.refresh_from_db()
            if self.record.state in until:
                return
            job = self.record.job
            if job.state in {Job.State.PARKED, Job.State.CANCELLED}:
                raise NotTaken(_(job.sentence) % job.sentence_params if job.reason == "refused" else STOPPED)
            if not runner.run_job(job.pk):
                time.sleep(0.1)

    def _leave(self) -> None:
        """A file that was not applied leaves nothing behind."""
        self.record.refresh_from_db()
        if self.record.state in {State.PREVIEW, State.MAPPING, State.READING}:
            actions.cancel(record=self.record, by=None)
        elif self.record.state == State.REFUSED and self.dry_run:
            self.record.delete()
