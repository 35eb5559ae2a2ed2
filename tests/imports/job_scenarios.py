"""An import of two days of figures on its way: read, applied, undone."""

from imports import actions
from jobs.runner import run_pending
from kpis.models import Sample
from tests.jobs.scenarios import scenario
from tests.kpis.export_files import daily
from workspaces.models import Workspace

REACH = daily("Facebook reach", ("2026-03-27T00:00:00", 5), ("2026-03-28T00:00:00", 7))


def _arrived(workspace: Workspace, by):
    workspace.channels.create(network="facebook", handle="mediatheque")
    [record] = actions.receive(workspace=workspace, kind="figures", files=[("reach.csv", [REACH])], by=by)
    return record


def _read(workspace: Workspace, by):
    record = _arrived(workspace, by)
    run_pending(workspace)
    record.refresh_from_db()
    return record


def _figures():
    return sorted(Sample.objects.values_list("day", "metric", "value"))


@scenario("imports.read")
def read(workspace, by):
    record = _arrived(workspace, by)

    def digest():
        record.refresh_from_db()
        return record.state, record.summary.get("metrics"), record.summary.get("new")

    return record.job, digest


@scenario("imports.apply")
def apply(workspace, by):
    record = _read(workspace, by)
    actions.confirm(record=record, by=by)

    def digest():
        record.refresh_from_db()
        return record.state, record.summary["new"], _figures()

    return record.job, digest


@scenario("imports.undo")
def undo(workspace, by):
    record = _read(workspace, by)
    actions.confirm(record=record, by=by)
    run_pending(workspace)
    record.refresh_from_db()
    actions.undo(record=record, by=by)

    def digest():
        record.refresh_from_db()
        return record.state, _figures()

    return record.job, digest
