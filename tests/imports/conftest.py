"""A kind of import that reads real files with the formats of figures and writes into a list: the pipeline alone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from imports import registry
from jobs.runner import run_pending
from kpis.figures_kind import KIND
from strategy.models import Channel
from tests.factories import ChannelFactory
from workspaces.permissions import Permission


class Books:
    """What the kind has written: a list of import ids, and why nothing may be undone."""

    def __init__(self):
        self.applied: list[int] = []
        self.no_undo = ""

    def plan(self, record):
        questions, channels = [], {}
        for network in record.summary["networks"]:
            said = record.answers.get("channel", {}).get(network)
            fitting = Channel.objects.filter(pk=said) if said else Channel.objects.filter(network=network)
            if len(fitting) == 1:
                channels[network] = {"id": fitting[0].pk, "name": fitting[0].handle}
            else:
                question = {"code": "channel", "about": network, "options": [], "suggested": "", "params": {}}
                questions.append(question)
        is_known = record.pk in self.applied
        rows = record.summary["rows"]
        counts = {"new": 0 if is_known else rows, "changed": 0, "unchanged": rows if is_known else 0}
        return {**counts, "channels": channels, "questions": questions}

    def apply(self, record, run):
        return lambda: self.applied.append(record.pk) or {"new": record.summary["rows"], "changed": 0, "unchanged": 0}

    def undo(self, record, run):
        return lambda: self.applied.remove(record.pk)

    def choices(self, record, question):
        if question["code"] == "channel":
            found = Channel.objects.filter(network=question["about"])
            return [registry.Choice(str(channel.pk), channel.handle) for channel in found]
        words = {"network": ["facebook", "instagram"], "level": ["channel_day", "post"], "metric": ["reach", "views"]}
        return [registry.Choice(word, word.capitalize()) for word in words[question["code"]]]


@pytest.fixture
def books(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    books = Books()
    monkeypatch.setattr(registry, "_KINDS", {})
    targets = [("ignore", "Ignore", ""), ("date", "Date", ""), ("text", "Text", "")]
    targets += [("metric:reach", "Reach", "Figures"), ("metric:views", "Views", "Figures")]
    registry.register(
        registry.ImportKind(
            code="figures",
            label="Figures",
            permission=Permission.IMPORT,
            child_module="kpis.formats.child",
            options=lambda record: {},
            plan=books.plan,
            apply=books.apply,
            undo=books.undo,
            can_undo=lambda record: books.no_undo,
            result_url=lambda record: "/dashboard",
            mapping_targets=lambda: [registry.Target(*target) for target in targets],
            label_of=lambda what, code: f"{what}:{code}",
            choices=books.choices,
            create_url=lambda record, question: "/channels/new/",
            mapping_settings=KIND.mapping_settings,
            mapping_problem=KIND.mapping_problem,
            templates=KIND.templates,
        )
    )
    return books


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace, network="facebook", handle="mediatheque")


@pytest.fixture
def drop(workspace, client_for, books):
    """``drop(("name.csv", b"…"), …)`` sends files as a community manager and returns the response."""

    def send(*files, client=None):
        client = client or client_for("manager")
        uploads = [SimpleUploadedFile(name, data) for name, data in files]
        return client.post(reverse("imports:upload", args=[workspace.slug]), {"files": uploads})

    return send


@pytest.fixture
def read(workspace, drop):
    """The same, once read: the import (the last one of several)."""

    def send(*files):
        drop(*files)
        run_pending(workspace)
        return workspace.imports.order_by("-pk").first()

    return send
