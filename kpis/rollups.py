"""Sums by day, made from the samples by the database itself: by channel, then by workspace.

Only the days and channels that were touched are made again. A sum is never adjusted by a difference: it is computed
from the samples that stand, so nothing can drift.
"""

import datetime as dt
from collections.abc import Collection

from django.db import connection, transaction

from kpis.sql import among, patiently
from workspaces.models import Workspace

_CHANNEL_DAYS = """
    SELECT workspace_id, day, channel_id, metric, level, SUM(value) AS total, COUNT(*) AS readings FROM kpis_sample
    WHERE {where} GROUP BY workspace_id, day, channel_id, metric, level"""
_WORKSPACE_DAYS = """
    SELECT workspace_id, day, metric, level, SUM(total) AS total, SUM(readings) AS readings FROM kpis_channelday
    WHERE {where} GROUP BY workspace_id, day, metric, level"""
_COLUMNS = {
    "kpis_channelday": "workspace_id, day, channel_id, metric, level, total, readings",
    "kpis_workspaceday": "workspace_id, day, metric, level, total, readings",
}
MANY_DAYS = 31


def recompute(
    workspace: Workspace, days: Collection[dt.date] | None = None, channels: Collection[int] | None = None
) -> None:
    """Make the rollups of ``workspace`` again, for some days and some channel ids (None: all), in one transaction."""
    if days is not None and not days:
        return
    where, params = "workspace_id = %s", [workspace.pk]
    if days is not None:
        where, params = _and(where, params, "day BETWEEN %s AND %s", [min(days), max(days)])
        if len(days) <= (max(days) - min(days)).days:
            where, params = _and(where, params, *among("day", days))
    by_channel = (where, params) if channels is None else _and(where, params, *among("channel_id", channels))
    many = connection.vendor == "postgresql" and (days is None or len(days) > MANY_DAYS)
    replace = _replace_what_differs if many else _replace
    with transaction.atomic():
        patiently()
        replace("kpis_channelday", _CHANNEL_DAYS, *by_channel)
        replace("kpis_workspaceday", _WORKSPACE_DAYS, where, params)


def _and(where: str, params: list, condition: str, more: list) -> tuple[str, list]:
    return f"{where} AND {condition}", [*params, *more]


def _replace(table: str, made: str, where: str, params: list) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {where}", params)  # noqa: S608 - our own words
        cursor.execute(f"INSERT INTO {table} ({_COLUMNS[table]}) {made.format(where=where)}", params)


def _replace_what_differs(table: str, made: str, where: str, params: list) -> None:
    """The same for many rows on PostgreSQL, which sums up on all cores into a table of its own only, and writes slowly.

    Five million samples and 67,000 rows that stay as they are: 2.3 s instead of 4.0 s.
    """
    same = " AND ".join(f"made.{name} = {table}.{name}" for name in _COLUMNS[table].split(", "))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE made AS {made.format(where=where)}", params)
        cursor.execute(f"DELETE FROM {table} WHERE {where} AND NOT EXISTS (SELECT FROM made WHERE {same})", params)  # noqa: S608
        cursor.execute(
            f"INSERT INTO {table} ({_COLUMNS[table]}) SELECT * FROM made"  # noqa: S608
            f" WHERE NOT EXISTS (SELECT FROM {table} WHERE {same})"
        )
        cursor.execute("DROP TABLE made")
