"""The arithmetic of KPIs: from daily figures to a value, how far it is on its way, and where it is heading.

Pure functions over plain dates and numbers. What they conclude is said in codes (``State``, ``Method``), which the
pages turn into sentences.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

ROLLING = {"30d": 30, "90d": 90}
PROJECTION_POINTS = 12  # how many of the latest points a projection rests on
FEWEST_POINTS = 4  # fewer say nothing about a direction
FIT = 0.5  # share of the variance that a straight line must tell to be believed
TOLERANCE = 0.10  # share of the way by which a KPI may be off the straight line and still be on track

Span = tuple[dt.date, dt.date]  # first and last day, both included
Point = tuple[dt.date, float]


class State(StrEnum):
    NO_DATA = "no_data"
    REACHED = "reached"
    AHEAD = "ahead"
    ON_TRACK = "on_track"
    BEHIND = "behind"


class Method(StrEnum):
    """How a projection was made, or why there is none."""

    LINEAR = "linear"
    LEVEL = "level"
    TOO_FEW = "too_few"
    PAST_DUE = "past_due"


class Timeline:
    """The daily figures of one channel, in order, ready to be asked about any period."""

    __slots__ = ("days", "figures")

    def __init__(self, figures: Mapping[dt.date, float]):
        self.days = sorted(figures)
        self.figures = [figures[day] for day in self.days]

    def within(self, span: Span) -> list[float]:
        return self.figures[bisect_left(self.days, span[0]) : bisect_right(self.days, span[1])]

    def latest(self, day: dt.date) -> float | None:
        """The last figure known on ``day``."""
        at = bisect_right(self.days, day)
        return self.figures[at - 1] if at else None


Timelines = Mapping[object, Timeline]  # by channel


def total(timelines: Timelines, span: Span) -> float | None:
    """Sum over the days and the channels; None without any reading."""
    figures = [figure for line in timelines.values() for figure in line.within(span)]
    return math.fsum(figures) if figures else None


def daily_mean(timelines: Timelines, span: Span) -> float | None:
    """What each channel makes on an average day that has a reading, added up over the channels."""
    days = [line.within(span) for line in timelines.values()]
    means = [math.fsum(figures) / len(figures) for figures in days if figures]
    return math.fsum(means) if means else None


def latest(timelines: Timelines, span: Span) -> float | None:
    """The last figure known at the end of the period, of each channel, added up."""
    figures = [line.latest(span[1]) for line in timelines.values()]
    known = [figure for figure in figures if figure is not None]
    return math.fsum(known) if known else None


AGGREGATIONS: dict[str, Callable[[Timelines, Span], float | None]] = {
    "sum": total,
    "mean": daily_mean,
    "last": latest,
}


def ratio(above: Iterable[Timelines], below: Timelines, span: Span, *, below_is_latest: bool = False) -> float | None:
    """Sum of the parts ``above`` over the sum ``below`` (or its latest figure); None without a denominator above 0."""
    parts = [part for part in (total(timelines, span) for timelines in above) if part is not None]
    divisor = (latest if below_is_latest else total)(below, span)
    return math.fsum(parts) / divisor if parts and divisor and divisor > 0 else None


# Periods ---------------------------------------------------------------------------------------------------------


def _month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def window(period: str, end: dt.date, start: dt.date) -> Span:
    """The days that a KPI's period covers when the last reading is of ``end``.

    ``30d`` and ``90d`` end that day; ``month`` is the last calendar month complete by then; ``total`` begins at
    ``start``, where the objective does.
    """
    if period in ROLLING:
        return end - dt.timedelta(days=ROLLING[period] - 1), end
    if period == "month":
        last = end if end == _month_end(end) else end.replace(day=1) - dt.timedelta(days=1)
        return last.replace(day=1), last
    return min(start, end), end


def previous(period: str, span: Span) -> Span | None:
    """The equal period just before; a total since the start has none."""
    if period == "total":
        return None
    last = span[0] - dt.timedelta(days=1)
    if period == "month":
        return last.replace(day=1), last
    return before(span)


def before(span: Span) -> Span:
    """As many days, just before."""
    length = span[1] - span[0]
    return span[0] - length - dt.timedelta(days=1), span[0] - dt.timedelta(days=1)


def ends(period: str, last: dt.date, count: int) -> list[dt.date]:
    """Where the periods of a series end, oldest first: every 7 days back from ``last``, or at every month's end."""
    if period != "month":
        return [last - dt.timedelta(days=7 * back) for back in reversed(range(count))]
    days = [_month_end(last)]
    while len(days) < count:
        days.append(days[-1].replace(day=1) - dt.timedelta(days=1))
    return days[::-1]


def covered(period: str, span: Span, first_reading: dt.date) -> bool:
    """Whether the figures reach back to the start of the period, so that it can be compared with a whole one.

    A total grows from the first reading on, so it always can.
    """
    return period == "total" or first_reading <= span[0]


# Progress --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a KPI starts from, where it should be and when."""

    target: float
    start: dt.date
    due: dt.date
    baseline: float | None = None
    up: bool = True

    def met(self, value: float) -> bool:
        return value >= self.target if self.up else value <= self.target


def attainment(value: float, goal: Goal) -> float:
    """Share of the way from baseline to target: 0 at the baseline, 1 at the target, below 0 when it went the wrong way.

    Without a baseline an increase counts from 0, and a decrease is the target over the value. A baseline that is
    already at or past the target leaves no way to go: 1 when the target is met, else 0.
    """
    if goal.baseline is None and not goal.up:
        return 1.0 if goal.met(value) else goal.target / value
    start = goal.baseline or 0.0
    if goal.met(start):
        return 1.0 if goal.met(value) else 0.0
    return (value - start) / (goal.target - start)


def elapsed(day: dt.date, goal: Goal) -> float:
    """Share of the time gone on ``day``, from 0 to 1."""
    length = (goal.due - goal.start).days
    return 1.0 if length <= 0 else min(max((day - goal.start).days / length, 0.0), 1.0)


def state(value: float | None, goal: Goal, *, as_of: dt.date, today: dt.date) -> State:
    """Where the KPI stands.

    Reached once the target is met. Otherwise the share of the way done is compared with the share of the time gone
    when the figures were read (``as_of``, so that late imports are not taken for late work): more than a tenth of
    the way above it is ahead, more than a tenth below it is behind, between the two on track. After the due date a
    target that is not met is behind.
    """
    if value is None:
        return State.NO_DATA
    if goal.met(value):
        return State.REACHED
    gap = attainment(value, goal) - elapsed(as_of, goal)
    if today > goal.due or gap < -TOLERANCE:
        return State.BEHIND
    return State.AHEAD if gap > TOLERANCE else State.ON_TRACK


def change(value: float | None, earlier: float | None) -> float | None:
    """Relative change (0.124 is +12.4 %); None where there is nothing to compare with."""
    return (value - earlier) / abs(earlier) if value is not None and earlier else None


@dataclass(frozen=True, slots=True)
class Projection:
    """``value`` at the due date, made of the last ``points`` points; None when there are too few or it is past due."""

    method: Method
    value: float | None = None
    points: int = 0


def project(points: list[Point], due: dt.date, *, cumulative: bool = False) -> Projection:
    """What the latest points lead to at the due date; nothing counted falls below 0.

    ``LINEAR``: the least-squares line, where it tells at least ``FIT`` of their variance. Figures of a period do not
    climb or fall for ever: their line is followed as far ahead as it was seen, then held; a running total
    (``cumulative``) goes on. ``LEVEL``: where the points show no line, their mean.
    """
    latest_points = points[-PROJECTION_POINTS:]
    if len(latest_points) < FEWEST_POINTS:
        return Projection(Method.TOO_FEW, points=len(latest_points))
    origin = latest_points[-1][0]
    if due <= origin:
        return Projection(Method.PAST_DUE, points=len(latest_points))
    days = [(day - origin).days for day, _value in latest_points]
    values = [value for _day, value in latest_points]
    middle, level = math.fsum(days) / len(days), math.fsum(values) / len(values)
    spread = math.fsum((day - middle) ** 2 for day in days)
    slope = math.fsum((day - middle) * (value - level) for day, value in zip(days, values, strict=True)) / spread
    variance = math.fsum((value - level) ** 2 for value in values)
    if slope**2 * spread < FIT * variance:
        return Projection(Method.LEVEL, max(level, 0.0), len(latest_points))
    ahead = (due - origin).days if cumulative else min((due - origin).days, -days[0])
    return Projection(Method.LINEAR, max(level + slope * (ahead - middle), 0.0), len(latest_points))


def expected(day: dt.date, goal: Goal) -> float:
    """The target line on ``day``: straight from the baseline at the start to the target at the due date.

    Without a baseline it is level with the target.
    """
    if goal.baseline is None:
        return goal.target
    return goal.baseline + (goal.target - goal.baseline) * elapsed(day, goal)


def series(value_of: Callable[[Span], float | None], spans: Iterable[Span]) -> list[Point]:
    """The value at the end of each period, where there is one."""
    values = ((span[1], value_of(span)) for span in spans)
    return [(day, value) for day, value in values if value is not None]
