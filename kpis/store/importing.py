"""The three things done with a staged import: foresee it, apply it, undo it.

The comparison is prepared outside the transaction, because on SQLite the writing transaction keeps everybody else
waiting. The ledger tells whether it still holds when the transaction begins; when it does not, it is made again there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
from django.db import connection
from django.db.models import F, Max, Min

from kpis import rollups
from kpis.formats.staging import Staged
from kpis.models import ExternalPost, Footprint, Ledger, PostChange, SampleChange
from kpis.sql import patiently
from kpis.store import backend, posts
from kpis.store.change import Change, between
from kpis.store.tables import EXTERNAL_POST
from workspaces.models import Workspace


def plan(staged: Staged, workspace: Workspace, channels: dict[str, int]) -> dict[str, int]:
    """How many readings would be ``new``, ``changed`` and ``unchanged``. ``channels``: network code → channel id."""
    with backend.path().reading():
        return between(staged, workspace, channels, 0, _no_ids).counts


def _no_ids(count: int) -> np.ndarray:
    """Ids that meet no stored post, for posts that are not to be written."""
    return -1 - np.arange(count, dtype=np.int64)


def _reserved_ids(count: int) -> np.ndarray:
    return backend.path().reserve_ids(EXTERNAL_POST, count) if count else np.array([], np.int64)


def apply(
    staged: Staged, workspace: Workspace, channels: dict[str, int], import_record: int
) -> Callable[[], dict[str, int]]:
    """Prepare the import; the function returned writes it and gives the counts. Call it in a transaction."""
    ledger, _ = Ledger.objects.get_or_create(workspace=workspace)

    def compared() -> Change:
        return between(staged, workspace, channels, import_record, _reserved_ids)

    with backend.path().reading():
        prepared = compared()

    def write() -> dict[str, int]:
        patiently()
        change = prepared if _still(ledger) else compared()
        change.write()
        return change.counts

    return write


def _still(ledger: Ledger) -> bool:
    """Whether nothing was written since ``ledger`` was read. Its row stays locked until the transaction ends."""
    mine = Ledger.objects.filter(workspace=ledger.workspace_id)
    unmoved = mine.filter(version=ledger.version).update(version=F("version") + 1)
    return bool(unmoved) or not mine.update(version=F("version") + 1)


def hold(workspace: Workspace) -> None:
    """Nobody else writes figures of the workspace until the transaction ends."""
    patiently()
    ledger, _ = Ledger.objects.get_or_create(workspace=workspace)
    _still(ledger)


def undo(workspace: Workspace, import_record: int) -> None:
    """Put back what was there before the import, to the last row. Call it in a transaction, under ``hold``.

    Nothing may have been built upon it since: see ``kpis.models.built_upon``.
    """
    footprints = Footprint.objects.filter(workspace=workspace, import_record=import_record)
    touched: dict[int, set[dt.date]] = {}
    for channel, first, last in footprints.values_list("channel").annotate(Min("first"), Max("last")).order_by():
        touched[channel] = _put_back_readings(workspace, import_record, channel, first, last)
    _put_back_posts(import_record)
    SampleChange.objects.filter(import_record=import_record).delete()
    footprints.delete()
    rollups.recompute(workspace, set().union(*touched.values()), list(touched))


# The rollups know the days on which the channel has readings: the rest of the table is not looked at.
_WRITTEN = """
    FROM kpis_sample WHERE workspace_id = %(workspace)s AND channel_id = %(channel)s
    AND import_record_id = %(import_record)s AND day IN (
        SELECT day FROM kpis_channelday
        WHERE workspace_id = %(workspace)s AND channel_id = %(channel)s AND day BETWEEN %(first)s AND %(last)s)"""
_REPLACED = "FROM kpis_samplechange WHERE import_record_id = %(import_record)s AND channel_id = %(channel)s"


def _put_back_readings(
    workspace: Workspace, import_record: int, channel: int, first: dt.date, last: dt.date
) -> set[dt.date]:
    """The days that changed."""
    params = {"workspace": workspace.pk, "channel": channel, "import_record": import_record}
    params |= {"first": first, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT day {_WRITTEN} UNION SELECT day {_REPLACED}", params)
        days = {day for (day,) in cursor.fetchall()}
        cursor.execute(f"DELETE {_WRITTEN}", params)
        cursor.execute(
            f"""
            INSERT INTO kpis_sample (workspace_id, day, channel_id, metric, level, post, value, import_record_id)
            SELECT %(workspace)s, day, channel_id, metric, level, post, value, previous_import {_REPLACED}""",
            params,
        )
    return days


def _put_back_posts(import_record: int) -> None:
    changes = PostChange.objects.filter(import_record=import_record)
    if before := dict(changes.values_list("post_id", "before")):
        states = [posts.recalled(memory) for memory in before.values()]
        backend.path().update(EXTERNAL_POST, {"id": np.array(list(before), np.int64), **posts.values(states)})
    changes.delete()
    ExternalPost.objects.filter(created_by_import=import_record).delete()
