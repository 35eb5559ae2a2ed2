"""What a plan looks like from afar: too close, too many, too long without, and how it is shared out. Pure.

Days are wall days. A cadence is what a channel promises, in publications per week; None where nothing is promised.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)
IN_A_ROW = 10  # on one channel within a day: a burst, whatever was promised
GRACE = 2  # days of silence beyond the pace that a cadence allows: week-ends
MOST_OF_A_WEEK = 4  # days of a week that have to be in the period for the week to count


@dataclass(frozen=True)
class Placed:
    """A publication on the calendar."""

    id: int
    channel: int
    day: dt.date
    time: dt.time | None = None

    @property
    def at(self) -> dt.datetime:
        return dt.datetime.combine(self.day, self.time or dt.time())


@dataclass(frozen=True)
class Period:
    """Days, both ends included; ``week_start`` 0 is Monday."""

    first: dt.date
    last: dt.date
    week_start: int = 0

    def holds(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    def week_of(self, day: dt.date) -> dt.date:
        """The first day of the week of ``day``."""
        return day - dt.timedelta(days=(day.weekday() - self.week_start) % 7)

    def weeks(self) -> list[dt.date]:
        """The first days of the weeks that are mostly in the period."""
        first = self.week_of(self.first)
        weeks = [first + WEEK * n for n in range((self.last - first).days // 7 + 1)]
        return [week for week in weeks if self._days_in(week) >= MOST_OF_A_WEEK]

    def _days_in(self, week: dt.date) -> int:
        return (min(self.last, week + WEEK - DAY) - max(self.first, week)).days + 1


def by_channel(placed: Iterable[Placed]) -> dict[int, list[Placed]]:
    found = defaultdict(list)
    for each in sorted(placed, key=lambda each: (each.at, each.id)):
        found[each.channel].append(each)
    return dict(found)


def conflicts(placed: Iterable[Placed]) -> list[list[Placed]]:
    """Publications of one channel that follow one another by less than an hour."""
    found = []
    for row in by_channel(each for each in placed if each.time is not None).values():
        together = [row[0]]
        for former, later in pairwise(row):
            if later.at - former.at >= HOUR:
                found.append(together)
                together = []
            together.append(later)
        found.append(together)
    return [together for together in found if len(together) > 1]


def in_a_row(placed: Iterable[Placed]) -> list[list[Placed]]:
    """Runs of one channel in which any ten are within a day, each as long as it gets."""
    found = []
    for row in by_channel(placed).values():
        dense = {n for n in range(len(row) - IN_A_ROW + 1) if row[n + IN_A_ROW - 1].at - row[n].at < DAY}
        inside = sorted({n + k for n in dense for k in range(IN_A_ROW)})
        run: list[Placed] = []
        for place, n in enumerate(inside):
            if place and n != inside[place - 1] + 1:
                found.append(run)
                run = []
            run.append(row[n])
        found.append(run)
    return [run for run in found if run]


@dataclass(frozen=True)
class Heavy:
    """A week with more than the channel promises."""

    channel: int
    week: dt.date
    promised: float
    placed: tuple[Placed, ...]


def heavy_weeks(placed: Iterable[Placed], cadences: Mapping[int, float | None], period: Period) -> list[Heavy]:
    weeks = defaultdict(list)
    for each in placed:
        weeks[each.channel, period.week_of(each.day)].append(each)
    return [
        Heavy(channel, week, cadence, tuple(sorted(row, key=lambda each: each.at)))
        for (channel, week), row in sorted(weeks.items(), key=lambda item: (item[0][1], item[0][0]))
        if (cadence := cadences.get(channel)) and len(row) > math.ceil(cadence)
    ]


@dataclass(frozen=True)
class Gap:
    """Days ``first`` to ``last`` without a publication of the channel; ``pace`` is every how many days it promises."""

    channel: int
    first: dt.date
    last: dt.date
    pace: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def gaps(placed: Iterable[Placed], cadences: Mapping[int, float | None], period: Period) -> list[Gap]:
    """Silences in the period that are longer than the cadence allows; what is placed before it counts, too."""
    days = {channel: sorted({each.day for each in row}) for channel, row in by_channel(placed).items()}
    found = []
    for channel, cadence in cadences.items():
        if cadence:
            pace = math.ceil(7 / cadence)
            for former, later in pairwise(_points(days.get(channel, []), period)):
                if (later - former).days > pace + GRACE:
                    found.append(Gap(channel, former + DAY, later - DAY, pace))
    return sorted(found, key=lambda gap: (gap.first, gap.channel))


def _points(days: list[dt.date], period: Period) -> list[dt.date]:
    """The days between which it is silent: the last one before the period (or its eve) to the day after it."""
    before = max((day for day in days if day < period.first), default=period.first - DAY)
    return [before, *(day for day in days if period.holds(day)), period.last + DAY]


@dataclass(frozen=True)
class Regularity:
    """In ``kept`` of ``weeks`` weeks the channel has ``need`` publications per ``span`` weeks."""

    channel: int
    kept: int
    weeks: int
    need: int
    span: int


def regularity(placed: Iterable[Placed], cadences: Mapping[int, float | None], period: Period) -> list[Regularity]:
    """For each channel, how many weeks of the period keep its promise (once a week where nothing is promised).

    A promise below one per week is looked at over several weeks, up to and including the week that counts.
    """
    counts = Counter((each.channel, period.week_of(each.day)) for each in placed)
    weeks = period.weeks()
    found = []
    for channel, cadence in cadences.items():
        need = max(1, math.floor(cadence or 1))
        span = math.ceil(1 / cadence) if cadence and cadence < 1 else 1
        kept = sum(sum(counts[channel, week - WEEK * n] for n in range(span)) >= need for week in weeks)
        found.append(Regularity(channel, kept, len(weeks), need, span))
    return found


@dataclass(frozen=True)
class Share:
    """``count`` posts of those that say anything; ``wish`` is a share too, 0 to 1, or None."""

    value: Hashable
    count: int
    share: float
    wish: float | None


def balance(values: Iterable[Hashable | None], wishes: Mapping[Hashable, float | None]) -> list[Share]:
    """How posts are shared out among values, most first; what is wished and not there counts 0. None is left out."""
    counts = Counter(value for value in values if value not in (None, ""))
    total = counts.total()
    found = [
        Share(value, counts[value], counts[value] / total if total else 0.0, wishes.get(value))
        for value in {**dict.fromkeys(wishes), **dict.fromkeys(counts)}
    ]
    return sorted(found, key=lambda share: (-share.count, str(share.value)))
