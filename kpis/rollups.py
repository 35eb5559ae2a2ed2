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
    INSERT INTO kpis_channelday (workspace_id, day, channel_id, metric, level, total, readings)
    SELECT workspace_id, day, channel_id, metric, level, SUM(value), COUNT(*) FROM kpis_sample
    WHERE {where} GROUP BY workspace_id, day, channel_id, metric, level"""
_WORKSPACE_DAYS = """
    INSERT INTO kpis_workspaceday (workspace_id, day, metric, level, total, readings)
    SELECT workspace_id, day, metric, level, SUM(total), SUM(readings) FROM kpis_channelday
    WHERE {where} GROUP BY workspace_id, day, metric, level"""


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
    with transaction.atomic():
        patiently()
        _replace("kpis_channelday", _CHANNEL_DAYS, *by_channel)
        _replace("kpis_workspaceday", _WORKSPACE_DAYS, where, params)


def _and(where: str, params: list, condition: str, more: list) -> tuple[str, list]:
    return f"{where} AND {condition}", [*params, *more]


def _replace(table: str, insertion: str, where: str, params: list) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {where}", params)  # noqa: S608 - our own words
        cursor.execute(insertion.format(where=where), params)
