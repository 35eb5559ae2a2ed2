"""P6, P7: the rollups made again, all of them and one day, beside the database's own aggregation."""

import datetime as dt

from django.db import connection, transaction

from bench.clock import Result, medians
from kpis import rollups
from kpis.management.commands import load_scale
from kpis.sql import patiently
from workspaces.models import Workspace


def make(samples: int) -> Workspace:
    """A workspace of about so many readings."""
    workspace = Workspace.objects.create(slug=f"scale-{samples}", name=f"{samples:,}")
    with workspace.active():
        load_scale.load(workspace, samples)
    return workspace


def measure(large: Workspace, wanted: set[str]) -> list[Result]:
    found = []
    if "P6" in wanted:
        found.append(_everything(large))
    if "P7" in wanted:
        ours, bare = medians(_ours(large), _bare(large), rounds=11, times=3)
        found.append(Result("P7", connection.vendor, "one touched day / its bare SQL", ours, bare, 1.5))
    return found


def yardstick(workspace: Workspace) -> tuple[float, float]:
    """One touched day, and work of the database that no amount of data changes: to be compared before and after."""
    fixed = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT SUM(i) FROM n"
    ours, bare = medians(_ours(workspace), lambda: _run(fixed, []), rounds=11, times=3)
    return ours, bare


def flat(before: tuple[float, float], after: tuple[float, float]) -> Result:
    """The same day of the same workspace, alone in the database and beside one of twenty times its size."""
    limit = before[0] * after[1] / before[1]
    return Result("P7", connection.vendor, "one touched day, 20× the data beside it / alone", after[0], limit, 1.3)


def _everything(workspace: Workspace) -> Result:
    def ours():
        with workspace.active():
            rollups.recompute(workspace)

    def limit():
        with transaction.atomic():
            patiently()
            _run(
                "SELECT day, SUM(value), COUNT(*) FROM kpis_sample WHERE workspace_id = %s GROUP BY day", [workspace.pk]
            )

    return Result("P6", connection.vendor, "full recompute / one GROUP BY day", *medians(ours, limit, rounds=5), 1.5)


def _day(workspace: Workspace) -> dt.date:
    return workspace.today() - dt.timedelta(days=100)


def _ours(workspace: Workspace):
    def work():
        with workspace.active():
            rollups.recompute(workspace, [_day(workspace)])

    return work


def _bare(workspace: Workspace):
    """The four statements that cannot be avoided, handed to the driver as they are."""
    where = f"workspace_id = {workspace.pk} AND day = '{_day(workspace)}'"
    statements = [
        f"DELETE FROM kpis_channelday WHERE {where}",
        "INSERT INTO kpis_channelday (workspace_id, day, channel_id, metric, level, total, readings)"
        " SELECT workspace_id, day, channel_id, metric, level, SUM(value), COUNT(*) FROM kpis_sample"
        f" WHERE {where} GROUP BY workspace_id, day, channel_id, metric, level",
        f"DELETE FROM kpis_workspaceday WHERE {where}",
        "INSERT INTO kpis_workspaceday (workspace_id, day, metric, level, total, readings)"
        " SELECT workspace_id, day, metric, level, SUM(total), SUM(readings) FROM kpis_channelday"
        f" WHERE {where} GROUP BY workspace_id, day, metric, level",
    ]
    begin = "BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN"

    def work():
        driver = connection.connection
        for statement in (begin, *statements, "COMMIT"):
            driver.execute(statement)

    return work


def _run(sql: str, params: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
