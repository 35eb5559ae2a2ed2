"""``import_metrics FILE --workspace SLUG``: an export of figures brought in from the command line, as on the pages."""

import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports import actions, sentences, storage
from imports.models import Import
from jobs import runner
from jobs.models import Job
from kpis import figures_kind
from kpis.figures_kind import KIND
from strategy.models import Channel
from workspaces.models import Workspace

CHUNK = 1 << 20
State = Import.State
STOPPED = gettext_lazy("The work on this file stopped before its end; the page “Tasks” says why.")


class NotTaken(Exception):
    """The sentence that says why the file was not brought in."""


class Command(BaseCommand):
    help = "Import the figures that a network exports: CSV, XLSX, XLS or a ZIP of them."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--channel", default="", metavar="ID|HANDLE", help="whose figures these are")
        parser.add_argument("--dry-run", action="store_true", help="say what would change; keep nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        try:
            said = self._bring_in(options)
        except NotTaken as reason:
            self._print({"error": str(reason)}, options["json"])
            raise SystemExit(2) from reason
        self._print(said, options["json"])

    def _bring_in(self, options: dict[str, Any]) -> dict[str, Any]:
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise NotTaken(_("There is no workspace “%(slug)s”.") % {"slug": options["workspace"]})
        with workspace.active(), translation.override(workspace.language):
            return _Arrival(workspace, options).bring_in()

    def _print(self, said: dict[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            for name, value in said.items():
                shown = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
                self.stdout.write(f"{name}: {shown}")


class _Arrival:
    """One file on its way through the steps of the pages, each question answered by the options or the file itself."""

    def __init__(self, workspace: Workspace, options: dict[str, Any]):
        self.workspace, self.path, self.dry_run = workspace, options["file"], options["dry_run"]
        self.channels = self._named(options["channel"])
        self.record: Import | None = None

    def _named(self, named: str) -> list[Channel]:
        """The channels that ``--channel`` may mean: an id is one, a handle may exist on several networks."""
        if not named:
            return []
        current = list(self.workspace.channels.current())
        handle = named.removeprefix("@").casefold()
        found = [c for c in current if str(c.pk) == named] or [
            c for c in current if c.handle.removeprefix("@").casefold() == handle
        ]
        if not found:
            raise NotTaken(_("This workspace has no account “%(name)s”.") % {"name": named})
        return found

    def bring_in(self) -> dict[str, Any]:
        try:
            with self.path.open("rb") as file:
                chunks = iter(lambda: file.read(CHUNK), b"")
                [self.record] = actions.receive(
                    workspace=self.workspace, kind=KIND.code, files=[(self.path.name, chunks)], by=None
                )
        except OSError as error:
            raise NotTaken(_("There is no file “%(name)s” that can be read.") % {"name": self.path}) from error
        try:
            self._read()
            said = self._said()
            if not self.dry_run:
                actions.confirm(record=self.record, by=None)
                self._work(State.APPLIED)
                said |= self._counts()
                self._refresh()
            return said
        finally:
            self._leave()

    def _read(self) -> None:
        """Read the file, again for each round of answers it asks for."""
        self._work(State.PREVIEW, State.MAPPING, State.REFUSED)
        answered: set[tuple[str, str]] = set()
        while self.record.state != State.REFUSED and (asked := self.record.open_questions):
            answers: dict[str, dict] = {}
            for question in asked:
                if (question["code"], question["about"]) in answered:
                    raise NotTaken(self._unanswered(question))
                answered.add((question["code"], question["about"]))
                answers.setdefault(question["code"], {})[question["about"]] = self._answer(question)
            actions.answer(record=self.record, answers=answers, by=None)
            self._work(State.PREVIEW, State.MAPPING, State.REFUSED)
        if self.record.state == State.REFUSED:
            raise NotTaken(sentences.error(self.record.error["code"], self.record.error["params"]))
        self._check_channels()

    def _answer(self, question: dict[str, Any]) -> Any:
        if question["code"] == "channel":
            return str(self._channel_for(question["about"]).pk)
        if question["code"] == "network" and len(self.channels) == 1:
            return self.channels[0].network
        if question["code"] == "network" and not question["suggested"]:
            raise NotTaken(self._no_channel(""))
        if question["code"] == "mapping" and question["params"].get("is_usable"):
            return self._mapping(question["params"])
        if question["code"] == "account" and (named := self._account(question["options"])):
            return named
        if question["suggested"]:
            return question["suggested"]
        raise NotTaken(self._unanswered(question))

    def _account(self, options: list[str]) -> str:
        """The account of the file that bears the name of the channel, "" where none does."""
        handles = {channel.handle.removeprefix("@").casefold() for channel in self.channels}
        return next((name for name in options if name.removeprefix("@").casefold() in handles), "")

    def _channel_for(self, network: str) -> Channel:
        fit = [channel for channel in self.channels if network in ("", channel.network)]
        if len(fit) == 1:
            return fit[0]
        raise NotTaken(self._no_channel(network))

    def _no_channel(self, network: str) -> str:
        name = KIND.label_of("network", network) if network else ""
        known = figures_kind.candidates(self.workspace, network)
        if self.channels and network:
            return _("These are figures of %(network)s, and --channel names an account of another network.") % {
                "network": name
            }
        if not known and network:
            return _("This workspace has no %(network)s account. Create it on the page “Networks” first.") % {
                "network": name
            }
        accounts = ", ".join(f"{channel} ({channel.pk})" for channel in known)
        return _("Say with --channel whose figures these are: %(accounts)s.") % {"accounts": accounts or "–"}

    def _mapping(self, guess: dict[str, Any]) -> dict[str, Any]:
        """The columns as the mapping screen would show them at first."""
        columns = {
            str(column["index"]): f"metric:{column['metric']}" if column["role"] == "metric" else column["role"]
            for column in guess["columns"]
            if column["role"] != "ignore"
        }
        network = self.channels[0].network if len(self.channels) == 1 else guess["network"]
        return {"level": guess["level"], "network": network, "columns": columns}

    def _unanswered(self, question: dict[str, Any]) -> str:
        if question["code"] == "mapping":
            return _("The columns of this file are not known. Bring it in once on the page “Imports” and name them.")
        return sentences.question(question, KIND.label_of)

    def _check_channels(self) -> None:
        """With --channel, the figures go to that account or nowhere."""
        for network, known in figures_kind.channels_of(self.record).items():
            if self.channels and known not in self.channels:
                raise NotTaken(self._no_channel(network))

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

    def _refresh(self) -> None:
        """Have the KPIs follow at once where no worker runs."""
        for job in self.workspace.jobs.live().filter(kind="kpis.refresh"):
            runner.run_job(job.pk)

    def _leave(self) -> None:
        """A file that was not applied leaves nothing behind."""
        self.record.refresh_from_db()
        if self.record.state in {State.PREVIEW, State.MAPPING, State.READING}:
            actions.cancel(record=self.record, by=None)
        elif self.record.state == State.REFUSED and self.dry_run:
            self.record.delete()

    # -- what is printed

    def _said(self) -> dict[str, Any]:
        summary = self.record.summary
        channels = {network: channel.handle for network, channel in figures_kind.channels_of(self.record).items()}
        said = {
            "format": summary["format"],
            "locale": summary["locale"],
            "channel": next(iter(channels.values())) if len(channels) == 1 else channels or None,
            "period": summary["period"] or {"from": None, "to": None},
            "rows": summary["rows"],
            "posts": summary["posts"],
            "refused": self._refused(),
            "metrics": summary["metrics"],
            **self._counts(),
        }
        return said | ({"sections": summary["sections"]} if summary["sections"] else {})

    def _counts(self) -> dict[str, int]:
        return {name: self.record.summary[name] for name in ("new", "changed", "unchanged")}

    def _refused(self) -> list[dict[str, Any]]:
        rows = json.loads((storage.staged(self.record) / storage.REFUSED).read_text(encoding="utf-8"))
        return [
            {name: row[name] for name in ("sheet", "row", "column", "value")} | {"reason": sentences.refusal(row)}
            for row in rows
        ]
