"""What pages and KPIs read of the figures: the rollups, never the samples.

Which level counts is settled per channel and metric over the period asked: readings of the channel's days where there
are any, else of the days of its posts, else of the whole life of its posts (on the day they were published). They tell
the same story in different ways and are never added up. Where a metric has one level only in the whole workspace, the
sums by workspace answer; else the sums by channel.

Metrics are codes of what is measured (a ratio is drawn from two of them, see ``catalogue.ratio``), ``start`` and
``end`` are inclusive, ``channels`` are ids (None: all).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db import connection
from django.db.models import Max, Min

from kpis.catalogue import BY_NUMBER, METRICS, Adds, Level
from kpis.models import ChannelDay, WorkspaceDay
from kpis.models.figures import FOLLOWERS
from kpis.sql import as_date
from workspaces.models import Workspace

Points = list[tuple[dt.date, float]]
ByChannel = dict[tuple[int, str], Points]


class Total(NamedTuple):
    """One figure for a period, from ``readings`` readings between its ``first`` and ``last`` day.

    ``level`` is None in a sum over channels, which may differ.
    """

    value: float
    readings: int
    first: dt.date
    last: dt.date
    level: Level | None = None


# Preference between levels as a number that SQL can take the least of, and back.
_RANK = "CASE level WHEN 1 THEN 0 WHEN 3 THEN 1 ELSE 2 END"
_BEST = f"CASE MIN({_RANK}) WHEN 0 THEN 1 WHEN 1 THEN 3 ELSE 2 END"
_OF_WORKSPACE = "SELECT {columns} FROM kpis_workspaceday WHERE {where}"
# Materialized: what is asked of a large table is looked up once, and is little to go through twice.
_PICKED = f"""
    WITH asked AS MATERIALIZED (
        SELECT day, channel_id, metric, level, total, readings FROM kpis_channelday WHERE {{where}})
    SELECT {{columns}} FROM asked WHERE (channel_id, metric, level) IN (
        SELECT channel_id, metric, {_BEST} FROM asked GROUP BY channel_id, metric)"""  # noqa: S608 - our own words
# One step into an index per channel, however long its history.
_BEFORE = f"""
    SELECT kept.channel_id, kept.total, kept.readings, kept.level
    FROM strategy_channel AS channel JOIN kpis_channelday AS kept
    ON kept.workspace_id = channel.workspace_id AND kept.channel_id = channel.id AND kept.metric = {FOLLOWERS}
    AND kept.day = (
        SELECT MAX(day) FROM kpis_channelday AS earlier
        WHERE earlier.workspace_id = channel.workspace_id AND earlier.channel_id = channel.id
        AND earlier.metric = {FOLLOWERS} AND earlier.day < %s)
    WHERE channel.workspace_id = %s ORDER BY {_RANK} DESC"""  # noqa: S608


def daily(
    workspace: Workspace,
    metrics: Iterable[str],
    start: dt.date,
    end: dt.date,
    channels: Collection[int] | None = None,
) -> dict[str, Points]:
    """The sum over the channels for each day that has a reading, in order; codes without readings are left out.

    A metric that adds by LAST has a point on each day on which any channel was read: the sum of what each channel's
    latest reading said by then. Readings from before ``start`` count, and make a point at ``start``.
    """
    summed, latest = _apart(metrics)
    points = defaultdict(list)
    for day, metric, total, _ in _sums(_Question(workspace, summed, start, end, channels)):
        points[BY_NUMBER[metric].code].append((day, total))
    for metric in latest:
        if rows := _latest(_Question(workspace, [metric], start, end, channels)):
            points[BY_NUMBER[metric].code] = _carried(rows)
    return dict(points)


def daily_by_channel(
    workspace: Workspace,
    metrics: Iterable[str],
    start: dt.date,
    end: dt.date,
    channels: Collection[int] | None = None,
) -> dict[tuple[int, str], Points]:
    """The readings of each channel and metric by day, in order."""
    summed, latest = _apart(metrics)
    points = defaultdict(list)
    question = _Question(workspace, summed + latest, start, end, channels)
    for channel, metric, day, total in _rows(_PICKED, question, "channel_id, metric, day, total", "ORDER BY day"):
        points[channel, BY_NUMBER[metric].code].append((day, total))
    return dict(points)


def totals(
    workspace: Workspace,
    metrics: Iterable[str],
    start: dt.date,
    end: dt.date,
    channels: Collection[int] | None = None,
) -> dict[str, Total]:
    """One figure per code for the period; of a metric that adds by LAST, what stood at its end."""
    summed, latest = _apart(metrics)
    found = defaultdict(list)
    for day, metric, total, readings in _sums(_Question(workspace, summed, start, end, channels)):
        found[BY_NUMBER[metric].code].append((day, total, readings))
    for metric in latest:
        last = {row[0]: row[1:4] for row in _latest(_Question(workspace, [metric], start, end, channels))}
        found[BY_NUMBER[metric].code] = sorted(last.values())
    return {code: _total(rows) for code, rows in found.items() if rows}


def totals_by_channel(
    workspace: Workspace,
    metrics: Iterable[str],
    start: dt.date,
    end: dt.date,
    channels: Collection[int] | None = None,
) -> dict[tuple[int, str], Total]:
    """The same for each channel."""
    summed, latest = _apart(metrics)
    columns = "channel_id, metric, SUM(total), SUM(readings), MIN(day), MAX(day), MIN(level)"
    rows = _rows(_PICKED, _Question(workspace, summed, start, end, channels), columns, "GROUP BY channel_id, metric")
    found = {}
    for channel, metric, total, readings, first, last, level in rows:
        figures = Total(total, readings, as_date(first), as_date(last), Level(level))
        found[channel, BY_NUMBER[metric].code] = figures
    for metric in latest:
        last = {row[0]: row for row in _latest(_Question(workspace, [metric], start, end, channels))}
        for channel, day, total, readings, level in last.values():
            found[channel, BY_NUMBER[metric].code] = Total(total, readings, day, day, Level(level))
    return found


def available(workspace: Workspace) -> dict[str, tuple[dt.date, dt.date]]:
    """The metrics that have readings, with their first and last day."""
    rows = WorkspaceDay.objects.filter(workspace=workspace).values_list("metric")
    spans = rows.annotate(first=Min("day"), last=Max("day")).order_by("metric")
    return {BY_NUMBER[metric].code: (first, last) for metric, first, last in spans}


def channels_with_figures(workspace: Workspace) -> list[int]:
    """The ids of the channels that have readings."""
    rows = ChannelDay.objects.filter(workspace=workspace).values_list("channel_id", flat=True)
    return sorted(rows.distinct())


class _Question(NamedTuple):
    """A read, with its metrics by number."""

    workspace: Workspace
    metrics: list[int]
    start: dt.date
    end: dt.date
    channels: Collection[int] | None

    def where(self) -> tuple[str, list]:
        conditions = ["workspace_id = %s AND day BETWEEN %s AND %s", _one_of("metric", self.metrics)]
        if self.channels is not None:
            conditions.append(_one_of("channel_id", self.channels))
        return " AND ".join(conditions), [self.workspace.pk, self.start, self.end]


def _one_of(column: str, numbers: Collection[int]) -> str:
    """Written out, because an index on some metrics only serves a query that names them."""
    return f"{column} IN ({', '.join(str(int(number)) for number in numbers)})" if numbers else "1 = 0"


def _apart(metrics: Iterable[str]) -> tuple[list[int], list[int]]:
    """The numbers of the metrics that add up, and of those of which the latest reading counts."""
    known = [METRICS[code] for code in metrics]
    latest = [metric.number for metric in known if metric.adds is Adds.LAST]
    return [metric.number for metric in known if metric.number not in latest], latest


def _rows(sql: str, question: _Question, columns: str, tail: str = "") -> list[tuple]:
    where, params = question.where()
    with connection.cursor() as cursor:
        cursor.execute(f"{sql.format(where=where, columns=columns)} {tail}", params)
        return cursor.fetchall()


def _sums(question: _Question) -> list[tuple]:
    """(day, metric, total, readings) over the channels, in the order of days."""
    if not question.metrics:
        return []
    columns, tail = "day, metric, SUM(total), SUM(readings)", "GROUP BY day, metric ORDER BY day"
    if question.channels is not None:
        return _rows(_PICKED, question, columns, tail)
    rows = _rows(_OF_WORKSPACE, question, "day, metric, total, readings, level", "ORDER BY day")
    levels = defaultdict(set)
    for row in rows:
        levels[row[1]].add(row[4])
    several = [metric for metric, found in levels.items() if len(found) > 1]
    if not several:
        return [row[:4] for row in rows]
    picked = _rows(_PICKED, question._replace(metrics=several), columns, tail)
    return sorted([row[:4] for row in rows if row[1] not in several] + picked)


def _latest(question: _Question) -> list[tuple]:
    """(channel, day, total, readings, level) of a metric that adds by LAST, in the order of days.

    First the reading that each channel came with, dated at the start.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, [question.start, question.workspace.pk])
        brought = {channel: (channel, question.start, *reading) for channel, *reading in cursor.fetchall()}
    if question.channels is not None:
        brought = {channel: row for channel, row in brought.items() if channel in question.channels}
    rows = _rows(_PICKED, question, "channel_id, day, total, readings, level", "ORDER BY day")
    return [*brought.values(), *rows]


def _carried(rows: list[tuple]) -> Points:
    """The sum over the channels of what was last read of each, per day."""
    now, points = {}, {}
    for channel, day, total, *_ in rows:
        now[channel] = total
        points[day] = sum(now.values())
    return list(points.items())


def _total(rows: list[tuple]) -> Total:
    days, values, readings = zip(*rows, strict=True)
    return Total(sum(values), sum(readings), days[0], days[-1])
