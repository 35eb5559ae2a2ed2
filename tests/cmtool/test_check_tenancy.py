"""The command that looks for rows which refer to another workspace's finds each way of doing so."""

import pytest
from django.core.management import CommandError, call_command

from calendar_app.models import Batch, Post, Publication, Revision
from imports.models import Import
from jobs.models import Job
from kpis.models import ExternalPost, Footprint, Kpi, KpiReading, PostChange, PostMatch, Sample, SampleChange
from strategy.models import Channel, Objective
from workspaces.models import AuditEvent


def test_two_full_workspaces_keep_to_themselves(world, capsys):
    call_command("check_tenancy")
    assert "no row refers to another workspace" in capsys.readouterr().out


def _foreign(name, model):
    """Give the field ``name`` of a row of A the id of B's ``model``."""

    def plant(row, world):
        type(row)._base_manager.filter(pk=row.pk).update(**{name: world.row(model, world.b).pk})

    return plant


def _json(name, said):
    def plant(row, world):
        theirs = {model: world.row(model, world.b).pk for model in (Channel, Import, Post)}
        type(row)._base_manager.filter(pk=row.pk).update(**{name: said(theirs)})

    return plant


FAULTS = {
    "foreign key": (Kpi, _foreign("objective", Objective), "objective belongs"),
    "key without a constraint": (Sample, _foreign("channel", Channel), "channel belongs"),
    "number that names a post": (Sample, _foreign("post", ExternalPost), "post belongs"),
    "footprint": (Footprint, _foreign("channel", Channel), "channel belongs"),
    "many to many": (Kpi, lambda row, world: row.channels.add(world.row(Channel, world.b).pk), "channel belongs"),
    "journal": (AuditEvent, lambda row, world: _tell_of(row, world), "target belongs"),
    "payload of a job": (Job, _json("payload", lambda ids: {"import": ids[Import]}), "payload names"),
    "answer": (Import, _json("answers", lambda ids: {"channel": {"x": str(ids[Channel])}}), "answers names"),
    "summary": (Import, _json("summary", lambda ids: {"channels": {"x": {"id": ids[Channel]}}}), "summary names"),
    "match": (PostMatch, _foreign("publication", Publication), "publication belongs"),
    "change of posts": (Batch, _json("changes", lambda ids: [{"id": ids[Post]}]), "changes names"),
    "version of a post": (
        Revision,
        _json("content", lambda ids: {"publications": [{"channel": ids[Channel]}]}),
        "content names",
    ),
    "reading": (KpiReading, _json("payload", lambda ids: {"sources": [{"channel": ids[Channel]}]}), "payload names"),
}


def _tell_of(row, world):
    target = world.row(Objective, world.b)
    AuditEvent._base_manager.filter(pk=row.pk).update(target_type="strategy.objective", target_id=str(target.pk))


@pytest.mark.parametrize("fault", FAULTS)
def test_each_way_of_crossing_is_found(fault, world, visitors):
    model, plant, sentence = FAULTS[fault]
    with visitors.undone(), pytest.raises(CommandError, match=sentence):
        with world.a.active():
            plant(world.row(model, world.a), world)
        call_command("check_tenancy")


@pytest.mark.parametrize("model", [PostChange, SampleChange])
def test_rows_without_a_workspace_of_their_own_are_looked_at(model, world, visitors):
    with visitors.undone(), pytest.raises(CommandError, match=r"import_record|post|channel"):
        mine = model._base_manager.filter(import_record__workspace=world.a)
        mine.update(import_record=world.row(Import, world.b))
        call_command("check_tenancy")
