"""Measuring KPIs: from the daily sums of channels to the state that the pages show (``KpiReading``).

The numbers come out of ``kpis.arithmetic``; here is where they come from. Of each channel one level is read, never
two: what the channel itself reported for the day if there is any in the period, else the daily figures of its posts,
else the figures of the posts published that day.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from imports.models import Import
from kpis import arithmetic
from kpis.arithmetic import Goal, Span, Timeline
from kpis.catalogue import METRICS, Adds, Level, Metric
from kpis.models import ChannelDay, Footprint, Kpi
from workspaces.models import Workspace

POINTS = {"month": 13}  # of a series, by period; else
WEEKS = 53
REACH_BACK = dt.timedelta(days=7 * WEEKS + 92)  # the first point's period begins that long before the last reading
LEVELS = (Level.CHANNEL_DAY, Level.POST_DAY, Level.POST)  # in order of preference
BY_POSTS = (Level.POST_DAY, Level.POST)
QUIET = dt.timedelta(days=7)  # before a first post, that a period may begin with and still count as covered


def plain(value: float | None) -> float | int | None:
    """Whole numbers without the trailing .0 of a float."""
    return int(value) if value is not None and float(value).is_integer() else value


def day_of(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class Figures:
    """The daily figures that one metric needs, of some channels, ready to be read over any period."""

    def __init__(
        self,
        workspace: Workspace,
        metric: str,
        aggregation: str,
        channels: Iterable[int] = (),
        *,
        today: dt.date,
        since: dt.date | None = None,
    ):
        """``channels`` are ids, none meaning all; days from ``since`` on are read when it is the earlier bound."""
        self.metric: Metric = METRICS[metric]
        self.aggregation = aggregation
        self.codes = (*self.metric.numerator, self.metric.denominator) if self.metric.numerator else (metric,)
        self.rows = ChannelDay.objects.filter(workspace=workspace, metric__in=self._numbers(self.codes), day__lte=today)
        if channels := list(channels):
            self.rows = self.rows.filter(channel__in=channels)
        self.since = since

    @staticmethod
    def _numbers(codes: Iterable[str]) -> list[int]:
        return [METRICS[code].number for code in codes]

    @cached_property
    def last(self) -> dt.date | None:
        """The last day that has a reading: where periods end, since figures come by import."""
        counted = self._numbers(self.metric.numerator or self.codes)
        return self.rows.filter(metric__in=counted).order_by("-day").values_list("day", flat=True).first()

    @cached_property
    def lines(self) -> dict[int, dict[Level, dict[str, Timeline]]]:
        """Timelines by channel, level and metric code."""
        if self.last is None:
            return {}
        first = min(self.last - REACH_BACK, self.since or self.last)
        found: dict = defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
        rows = self.rows.filter(day__gte=first).values_list("channel_id", "level", "metric", "day", "total")
        codes = {METRICS[code].number: code for code in self.codes}
        for channel, level, metric, day, total in rows:
            found[channel][Level(level)][codes[metric]][day] = total
        return {
            channel: {level: {code: Timeline(days) for code, days in lines.items()} for level, lines in levels.items()}
            for channel, levels in sorted(found.items())
        }

    def levels(self, span: Span) -> dict[int, Level]:
        """By channel, the level to read over ``span``; channels without figures there are left out."""
        chosen = {}
        for channel in self.lines:
            level = next((level for level in LEVELS if self._speaks(channel, level, span)), None)
            if level is not None:
                chosen[channel] = level
        return chosen

    def _speaks(self, channel: int, level: Level, span: Span) -> bool:
        """Whether ``level`` gives the metric over ``span``: for a ratio, a part above and the one below."""

        def has(code):
            line = self.line(channel, level, code)
            if line is None:
                return False
            return line.latest(span[1]) is not None if self._lasts(code) else bool(line.within(span))

        if not self.metric.numerator:
            return has(self.metric.code)
        return has(self.metric.denominator) and any(map(has, self.metric.numerator))

    def _lasts(self, code: str) -> bool:
        """Whether the latest reading counts, whenever it was, and not those of the period."""
        return METRICS[code].adds is Adds.LAST or (self.aggregation == "last" and code == self.metric.code)

    def line(self, channel: int, level: Level, code: str) -> Timeline | None:
        """A number of followers is told by the channel only, whatever level the rest is read at."""
        levels = self.lines[channel]
        if METRICS[code].adds is Adds.LAST:
            return next((levels[known][code] for known in LEVELS if code in levels.get(known, {})), None)
        return levels.get(level, {}).get(code)

    def timelines(self, levels: dict[int, Level], code: str) -> dict[int, Timeline]:
        found = ((channel, self.line(channel, level, code)) for channel, level in levels.items())
        return {channel: line for channel, line in found if line is not None}

    def value(self, span: Span, levels: dict[int, Level]) -> float | None:
        if not self.metric.numerator:
            return arithmetic.AGGREGATIONS[self.aggregation](self.timelines(levels, self.metric.code), span)
        return arithmetic.ratio(
            [self.timelines(levels, part) for part in self.metric.numerator],
            self.timelines(levels, self.metric.denominator),
            span,
            below_is_latest=self._lasts(self.metric.denominator),
        )

    def first(self, levels: dict[int, Level]) -> dt.date:
        """The first day on which every channel read speaks: before it, sums are of fewer channels."""
        days = []
        for channel, level in levels.items():
            lines = (self.line(channel, level, code) for code in self.codes)
            first = min(line.days[0] for line in lines if line is not None)
            days.append(first - QUIET if level in BY_POSTS else first)
        return max(days)

    def sources(self, span: Span, levels: dict[int, Level]) -> list[dict[str, Any]]:
        """What the value over ``span`` rests on, channel by channel."""
        rows = []
        for channel, level in levels.items():
            sums, days = {}, []
            for code in self.codes:
                line = self.line(channel, level, code)
                if line is None:
                    continue
                lasts = self._lasts(code)
                sums[code] = plain(line.latest(span[1]) if lasts else arithmetic.total({channel: line}, span))
                days += [day for day in line.days if (lasts or span[0] <= day) and day <= span[1]]
            days = sorted(set(days))
            if self._lasts(self.codes[0]):
                days = days[-1:]
            rows.append(
                {
                    "channel": channel,
                    "level": level.code,
                    "days": len(days),
                    "from": days[0].isoformat(),
                    "to": days[-1].isoformat(),
                    "sums": {code: total for code, total in sums.items() if total is not None},
                }
            )
        return rows


# One KPI ---------------------------------------------------------------------------------------------------------


def goal_of(kpi: Kpi) -> Goal:
    up = kpi.direction == Kpi.Direction.UP
    return Goal(kpi.target, kpi.objective.start, kpi.due, baseline=kpi.baseline, up=up)


def measure(kpi: Kpi, *, today: dt.date) -> dict[str, Any]:
    """Everything there is to say of a KPI on ``today``, in plain JSON: numbers, ISO dates and codes.

    Values of ratios are shares of 1. ``period`` ends with the last reading (``as_of``). ``series`` holds the value at
    the end of each week (or month) of the last year for which the figures cover a whole period.
    """
    channels = [channel.pk for channel in kpi.channels.all()]
    figures = Figures(kpi.workspace, kpi.metric, kpi.aggregation, channels, today=today, since=kpi.objective.start)
    goal = goal_of(kpi)
    common = {"target": plain(kpi.target), "baseline": plain(kpi.baseline), "due": kpi.due.isoformat()}
    if figures.last is None:
        return {**common, **_NOTHING}
    span = arithmetic.window(kpi.period, figures.last, kpi.objective.start)
    levels = figures.levels(span)
    value = figures.value(span, levels)
    if value is None:
        return {**common, **_NOTHING, "period": _period(kpi.period, span), "as_of": figures.last.isoformat()}
    first = figures.first(levels)
    points = _series(kpi, figures, levels, span, first)
    earlier = _earlier(kpi, figures, levels, span, first)
    projection = arithmetic.project(points, kpi.due, cumulative=kpi.period == Kpi.Period.TOTAL)
    return {
        **common,
        "value": plain(value),
        "period": _period(kpi.period, span),
        "as_of": figures.last.isoformat(),
        "attainment": arithmetic.attainment(value, goal),
        "elapsed": arithmetic.elapsed(span[1], goal),
        "expected": plain(arithmetic.expected(span[1], goal)),
        "state": arithmetic.state(value, goal, as_of=span[1], today=today).value,
        "previous": earlier,
        "change": arithmetic.change(value, earlier and earlier["value"]),
        "projection": {
            "method": projection.method.value,
            "value": plain(projection.value),
            "points": projection.points,
            "reaches": projection.value is not None and goal.met(projection.value),
        },
        "series": [[day.isoformat(), plain(point)] for day, point in points],
        "line": [[day.isoformat(), plain(arithmetic.expected(day, goal))] for day, _point in points],
        "sources": figures.sources(span, levels),
    }


_NOTHING: dict[str, Any] = {
    "value": None, "period": None, "as_of": None, "attainment": None, "elapsed": None, "expected": None,
    "state": arithmetic.State.NO_DATA.value, "previous": None, "change": None,
    "projection": {"method": arithmetic.Method.TOO_FEW.value, "value": None, "points": 0, "reaches": False},
    "series": [], "line": [], "sources": [],
}  # fmt: skip


def _period(code: str, span: Span) -> dict[str, str]:
    return {"code": code, "from": span[0].isoformat(), "to": span[1].isoformat()}


def _series(kpi, figures, levels, span, first) -> list[arithmetic.Point]:
    days = arithmetic.ends(kpi.period, span[1], POINTS.get(kpi.period, WEEKS))
    spans = [arithmetic.window(kpi.period, day, kpi.objective.start) for day in days]
    usable = [one for one in spans if one[1] >= first and arithmetic.covered(kpi.period, one, first)]
    if kpi.period == Kpi.Period.TOTAL:
        usable = [one for one in usable if one[1] >= kpi.objective.start]
    return arithmetic.series(lambda one: figures.value(one, levels), usable)


def _earlier(kpi, figures, levels, span, first) -> dict[str, Any] | None:
    """The value of the equal period before, from the same channels at the same level, or nothing."""
    before = arithmetic.previous(kpi.period, span)
    if before is None or not arithmetic.covered(kpi.period, before, first):
        return None
    value = figures.value(before, levels)
    if value is None:
        return None
    return {"value": plain(value), "from": before[0].isoformat(), "to": before[1].isoformat()}


def imports_behind(workspace: Workspace, reading: dict[str, Any]) -> QuerySet[Import]:
    """The applied imports that brought the readings behind a measured value, latest first."""
    wrote = Q(pk__in=[])
    for source in reading["sources"]:
        metrics = [METRICS[code].number for code in source["sums"]]
        days = Q(first__lte=source["to"], last__gte=source["from"])
        wrote |= days & Q(channel=source["channel"], level=Level[source["level"].upper()], metric__in=metrics)
    footprints = Footprint.objects.filter(wrote, workspace=workspace)
    return Import.objects.filter(pk__in=footprints.values("import_record")).history()


# A baseline to propose ---------------------------------------------------------------------------------------------


def propose_baseline(kpi: Kpi, channels: Iterable[int], *, today: dt.date) -> dict[str, Any] | None:
    """A baseline from the figures of the last three months, with how it was found; None without figures.

    ``method`` is ``zero`` (a total begins at nothing), ``latest`` (the reading of ``to``) or ``mean`` (of the
    ``points`` whole periods in the last three months, ``from`` … ``to``). The KPI need not be saved.
    """
    if kpi.period == Kpi.Period.TOTAL and kpi.aggregation == Kpi.Aggregation.SUM:
        return {"method": "zero", "value": 0}
    figures = Figures(kpi.workspace, kpi.metric, kpi.aggregation, channels, today=today)
    if figures.last is None:
        return None
    if kpi.aggregation == Kpi.Aggregation.LAST:
        spans, method = [(figures.last, figures.last)], "latest"
    else:
        spans, method = _last_three_months(kpi.period, figures.last), "mean"
    over = (spans[-1][0], spans[0][1])
    levels = figures.levels(over)
    if not levels:
        return None
    first = figures.first(levels)
    whole = [span for span in spans if arithmetic.covered(kpi.period, span, first)] or spans[:1]
    values = [value for value in (figures.value(span, levels) for span in whole) if value is not None]
    if not values:
        return None
    value = _rounded(sum(values) / len(values), share=bool(figures.metric.numerator))
    return {"method": method, "value": value, "points": len(values), "from": whole[-1][0], "to": over[1]}


def _last_three_months(period: str, last: dt.date) -> list[Span]:
    """Latest first: three months or spans of 30 days, or one of 90."""
    if period == Kpi.Period.ROLLING_90:
        return [arithmetic.window(period, last, last)]
    period = Kpi.Period.MONTH if period == Kpi.Period.MONTH else Kpi.Period.ROLLING_30
    spans = [arithmetic.window(period, last, last)]
    while len(spans) < 3:
        spans.append(arithmetic.previous(period, spans[-1]))
    return spans


def _rounded(value: float, *, share: bool) -> float | int:
    """Three figures are enough for a starting point, and a count of more than a hundred needs no decimals."""
    if share:
        return round(value, 4)
    return plain(round(value, 1)) if value < 100 else round(value)
