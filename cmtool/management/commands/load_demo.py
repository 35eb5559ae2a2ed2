"""Build the demo workspace: its people, strategy, and a year of figures that go through the importer."""

import datetime as dt
import tempfile
from dataclasses import asdict
from pathlib import Path

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from calendar_app import media
from cmtool.management import (
    demo_calendar,
    demo_compose,
    demo_files,
    demo_listening,
    demo_people,
    demo_planning,
    demo_review,
    demo_tracking,
)
from demo import build, corpus, strategy
from imports import actions as imports
from imports import storage
from imports.models import Import
from jobs.actions import enqueue
from jobs.runner import run_pending
from kpis import corpus_coverage
from kpis.models import Kpi
from strategy import evidence_files
from strategy.actions import channels, networks
from strategy.actions.corpus import add_terms
from strategy.corpus_io import Draft
from strategy.models import Channel, NetworkDecision, Objective, Plan
from workspaces import audit
from workspaces.actions import create_person
from workspaces.models import Membership, User, Workspace
from workspaces.permissions import Role

PEOPLE = {
    Role.ADMIN: ("admin@demo.example", "Agnès Morel"),
    Role.LEAD: ("lead@demo.example", "Loïc Perrin"),
    Role.MANAGER: ("manager@demo.example", "Maïa Roussel"),
    Role.GUEST: ("guest@demo.example", "Gaspard Hervé"),
}
LOADED = "demo.loaded"
SLUG = strategy.WORKSPACE["slug"]


class Command(BaseCommand):
    help = "Build the demo workspace again, with today's dates."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do nothing when it is there and whole")

    def handle(self, *, once, **options):
        existing = Workspace.objects.filter(slug=SLUG).first()
        if existing:
            with existing.active():
                if once and existing.audit_events.filter(verb=LOADED).exists():
                    return
                self.remove(existing)
        self.stdout.write("Building the demo workspace…")
        workspace = self.workspace()
        with workspace.active():
            lead = workspace.memberships.get(role=Role.LEAD).user
            held = self.channels(workspace, lead)
            self.verdicts(workspace, lead)
            self.objectives(workspace, held, lead)
            demo_listening.load(workspace, workspace.memberships.get(role=Role.MANAGER).user)
            demo_people.load(workspace, workspace.memberships.get(role=Role.MANAGER).user)
            drafts = [Draft(**asdict(term)) for term in corpus.TERMS]
            add_terms(workspace=workspace, drafts=drafts, by=lead)
            demo_planning.load(workspace, held, workspace.memberships.get(role=Role.MANAGER).user)
            demo_calendar.load(workspace, held, workspace.memberships.get(role=Role.MANAGER).user)
            demo_compose.load(workspace)
            demo_review.load(workspace, held)
            demo_files.load(workspace, workspace.memberships.get(role=Role.MANAGER).user)
            self.figures(workspace, held)
            demo_tracking.load(workspace, held, workspace.memberships.get(role=Role.MANAGER).user)
            audit.record(workspace, LOADED, by=None)

    def remove(self, workspace: Workspace) -> None:
        for record in workspace.imports.all():
            storage.discard(record)
        evidence_files.discard_all(workspace)
        media.discard_all(workspace.pk)
        workspace.delete()

    @transaction.atomic
    def workspace(self) -> Workspace:
        workspace = Workspace.objects.create(**strategy.WORKSPACE)
        for role, (email, name) in PEOPLE.items():
            user = User.objects.filter(email=email).first() or create_person(
                email=email, name=name, password=settings.DEMO_PASSWORD
            )
            Membership.objects.create(workspace=workspace, user=user, role=role)
        return workspace

    @transaction.atomic
    def channels(self, workspace: Workspace, by: User) -> dict[str, Channel]:
        Plan.objects.create(workspace=workspace, **asdict(strategy.RESOURCES))
        return {each.network: self.channel(workspace, each, by) for each in strategy.CHANNELS}

    def channel(self, workspace: Workspace, each: strategy.Channel, by: User) -> Channel:
        said = asdict(each)
        checked = said.pop("checked")
        channel = channels.save_channel(channel=Channel(workspace=workspace, **said), fields=[], version=0, by=by)
        for item, days_ago in checked.items():
            day = workspace.today() - dt.timedelta(days=days_ago)
            channels.look_at_profile(channel=channel, item=item, day=day, by=by)
        return channel

    @transaction.atomic
    def verdicts(self, workspace: Workspace, by: User) -> None:
        """Each decision at its day, as if it had been taken then."""
        now = timezone.now()
        for each in strategy.VERDICTS:
            said = asdict(each)
            at, review_in = now - dt.timedelta(days=said.pop("days_ago")), said.pop("review_in")
            review_on = workspace.today() + dt.timedelta(days=review_in)
            current = NetworkDecision.objects.current().filter(network=each.network).first()
            decision = NetworkDecision(workspace=workspace, review_on=review_on, **said)
            made = networks.decide(decision=decision, seen=current.pk if current else 0, by=by)
            NetworkDecision.objects.filter(pk=made.pk).update(at=at)
            NetworkDecision.objects.filter(network=each.network, replaced_at__gt=at).update(replaced_at=at)

    @transaction.atomic
    def objectives(self, workspace: Workspace, channels: dict[str, Channel], owner: User) -> None:
        today = workspace.today()
        for each in strategy.OBJECTIVES:
            objective = Objective.objects.create(
                workspace=workspace,
                title=each.title,
                intent=each.intent,
                why=each.why,
                horizon=each.horizon,
                start=today - relativedelta(months=each.started_months_ago),
                due=today + relativedelta(months=each.due_in_months),
                owner=owner,
            )
            audit.record(workspace, "objective.created", by=owner, target=objective)
            for kpi in each.kpis:
                self.kpi(workspace, objective, kpi, channels, today)

    def kpi(self, workspace, objective, each: strategy.Kpi, channels: dict[str, Channel], today: dt.date) -> None:
        kpi = Kpi.objects.create(
            workspace=workspace,
            objective=objective,
            name=each.name,
            metric=each.metric,
            aggregation=each.aggregation,
            period=each.period,
            baseline=each.baseline,
            target=each.target,
            due=today + relativedelta(months=each.due_in_months),
            direction=each.direction,
        )
        kpi.channels.set([channels[network] for network in each.networks])

    def figures(self, workspace: Workspace, channels: dict[str, Channel]) -> None:
        manager = workspace.memberships.get(role=Role.MANAGER).user
        with tempfile.TemporaryDirectory() as folder:
            for each in build.build(Path(folder), workspace.today()):
                self.one_file(workspace, channels[each.network], each, manager)
        with transaction.atomic():
            enqueue(workspace=workspace, kind="kpis.refresh", payload={}, key="refresh", by=None, again=True)
            corpus_coverage.ask(workspace, at_once=True)
        run_pending(workspace)

    def one_file(self, workspace, channel: Channel, file: build.DemoFile, by: User) -> None:
        (record,) = imports.receive(
            workspace=workspace, kind="figures", files=[(file.path.name, [file.path.read_bytes()])], by=by
        )
        run_pending(workspace)
        record.refresh_from_db()
        if record.open_questions:
            imports.answer(record=record, answers=self.answers(record, channel, file), by=by)
            run_pending(workspace)
            record.refresh_from_db()
        imports.confirm(record=record, by=by)
        run_pending(workspace)
        record.refresh_from_db()
        if record.state != Import.State.APPLIED:
            raise CommandError(f"The demo file {file.path.name} was not taken in: {record.state} {record.error}")

    def answers(self, record: Import, channel: Channel, file: build.DemoFile) -> dict[str, dict]:
        """What a person would click: the network of a file that does not say it, the columns of an unknown sheet."""
        said: dict[str, dict] = {}
        for question in record.open_questions:
            code, about = question["code"], question["about"]
            if code == "network":
                said.setdefault(code, {})[about] = file.network
            elif code == "channel":
                said.setdefault(code, {})[about] = str(channel.pk)
            elif code == "mapping":
                said.setdefault(code, {})[about] = self.mapping(question, file)
        return said

    def mapping(self, question: dict, file: build.DemoFile) -> dict:
        headers = {column["header"]: str(column["index"]) for column in question["params"]["columns"]}
        columns = {headers[header]: self.target(code) for header, code in file.mapping.items()}
        return {"level": "channel_day", "network": file.network, "columns": columns}

    def target(self, code: str) -> str:
        return code if code == "date" else f"metric:{code}"
