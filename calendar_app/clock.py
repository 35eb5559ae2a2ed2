"""Wall time and moments. Pure.

A person chooses a day and a time somewhere; the network needs a moment. Twice a year a wall time does not exist, or
exists twice (clock change). The rule: a time that does not exist moves forward by the hour that is missing (2:30
becomes 3:30); of a time that exists twice, the first one is meant.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from zoneinfo import ZoneInfo


class Exists(StrEnum):
    """How often a wall time exists on its day."""

    ONCE = "once"
    NEVER = "never"
    TWICE = "twice"


def moment(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """The moment, in UTC, that ``time`` on ``day`` means in the time zone ``zone``."""
    return _wall(day, time, zone).astimezone(dt.UTC)


def wall(at: dt.datetime, zone: str) -> tuple[dt.date, dt.time]:
    """The day and time that clocks in ``zone`` show at the moment ``at``."""
    local = at.astimezone(ZoneInfo(zone))
    return local.date(), local.time().replace(tzinfo=None, fold=0)


def exists(day: dt.date, time: dt.time, zone: str) -> Exists:
    early = _wall(day, time, zone)
    late = early.replace(fold=1)
    if early.utcoffset() == late.utcoffset():
        return Exists.ONCE
    return Exists.TWICE if early.utcoffset() > late.utcoffset() else Exists.NEVER


def _wall(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    return dt.datetime.combine(day, time.replace(fold=0), ZoneInfo(zone))
