"""Posts that come back: a rule, its days, and the moments they mean. Pure.

A rule is stored as an RRULE (RFC 5545) without DTSTART. It gives days of the calendar, without hours: what is published
on them has a wall time, which ``clock.moment`` keeps across clock changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import dropwhile, islice, takewhile

from dateutil.rrule import rrulestr

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING = (0, 1, 2, 3, 4)
POSITIONS = (1, 2, 3, 4, -1)
SHORTEST_MONTH = 28


class Every(StrEnum):
    DAY = "day"
    WEEK = "week"
    DATE = "date"  # monthly, by date
    PLACE = "place"  # monthly, "the first Tuesday"


@dataclass(frozen=True)
class Rule:
    """``weekdays`` (Monday is 0) are those of WEEK, or those that PLACE counts in the month; ``place`` is 1 to 4, or
    -1 for the last. ``date`` 29 to 31 is the last day of months that are shorter. It ends after ``until`` (included) or
    ``count`` occurrences, or never.
    """

    every: Every
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    place: int = 0
    date: int = 0
    until: dt.date | None = None
    count: int | None = None

    def text(self) -> str:
        """As it is stored."""
        parts = [*self._frequency(), ("INTERVAL", str(self.interval))]
        if self.until:
            parts.append(("UNTIL", f"{self.until:%Y%m%d}"))
        if self.count:
            parts.append(("COUNT", str(self.count)))
        return ";".join(f"{name}={value}" for name, value in parts)

    def _frequency(self) -> list[tuple[str, str]]:
        by_day = ("BYDAY", ",".join(DAYS[n] for n in sorted(self.weekdays)))
        if self.every == Every.DAY:
            return [("FREQ", "DAILY")]
        if self.every == Every.WEEK:
            return [("FREQ", "WEEKLY"), by_day]
        if self.every == Every.PLACE:
            return [("FREQ", "MONTHLY"), by_day, ("BYSETPOS", str(self.place))]
        if self.date <= SHORTEST_MONTH:
            return [("FREQ", "MONTHLY"), ("BYMONTHDAY", str(self.date))]
        dates = ",".join(str(n) for n in range(SHORTEST_MONTH, self.date + 1))
        return [("FREQ", "MONTHLY"), ("BYMONTHDAY", dates), ("BYSETPOS", "-1")]


def parse(text: str) -> Rule:
    """The rule that ``Rule.text`` wrote."""
    said = dict(part.split("=") for part in text.split(";"))
    every = {"DAILY": Every.DAY, "WEEKLY": Every.WEEK}.get(said["FREQ"])
    return Rule(
        every=every or (Every.DATE if "BYMONTHDAY" in said else Every.PLACE),
        interval=int(said["INTERVAL"]),
        weekdays=tuple(DAYS.index(day) for day in said["BYDAY"].split(",")) if "BYDAY" in said else (),
        place=int(said.get("BYSETPOS", 0)) if "BYDAY" in said else 0,
        date=int(said["BYMONTHDAY"].split(",")[-1]) if "BYMONTHDAY" in said else 0,
        until=dt.datetime.strptime(said["UNTIL"], "%Y%m%d").date() if "UNTIL" in said else None,  # noqa: DTZ007  a day
        count=int(said["COUNT"]) if "COUNT" in said else None,
    )


def days(rule: Rule, start: dt.date) -> Iterator[dt.date]:
    """Its days from ``start`` on, perhaps without end. ``start`` itself is one only if the rule says so."""
    return (at.date() for at in rrulestr(rule.text(), dtstart=dt.datetime.combine(start, dt.time())))


def between(rule: Rule, start: dt.date, first: dt.date, last: dt.date) -> list[dt.date]:
    """Its days from ``first`` to ``last``, both included."""
    return list(dropwhile(lambda day: day < first, takewhile(lambda day: day <= last, days(rule, start))))


def upcoming(rule: Rule, start: dt.date, first: dt.date, number: int) -> list[dt.date]:
    """The next days from ``first`` on, ``number`` at most."""
    return list(islice(dropwhile(lambda day: day < first, days(rule, start)), number))


def up_to(rule: Rule, last: dt.date) -> Rule:
    """The same, ended after the day ``last``."""
    return replace(rule, until=min(rule.until or last, last), count=None)


def from_day(rule: Rule, start: dt.date, day: dt.date) -> Rule:
    """What is left of it from ``day`` on, ``day`` being one of its days and the start of what is left.

    Where nothing is left, a rule that is over on the day before.
    """
    if rule.count is None:
        return rule
    left = rule.count - sum(1 for _day in takewhile(lambda each: each < day, days(rule, start)))
    return replace(rule, count=left) if left > 0 else replace(rule, count=None, until=day - dt.timedelta(days=1))
