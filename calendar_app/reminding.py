"""When the owner of a publication is told that it is time: a little before, within business hours. Pure.

Minutes count from midnight, wall time of the workspace; ``week`` is Monday first, ``[opening, closing]`` or None.
"""

from __future__ import annotations

import datetime as dt

AHEAD = 15  # minutes before the time of publication
LAST_CALL = 60  # minutes before closing, for what goes out while the office is closed
LONGEST = dt.timedelta(days=8)  # the furthest that a reminder may lie before its publication

Week = list[list[int] | None]


def when(day: dt.date, time: dt.time | None, week: Week) -> dt.datetime:
    """The wall time of the reminder. Without a time of publication: when the office opens that day.

    A publication outside of business hours is announced at the end of the business hours before it; where there are
    none at all, the reminder comes whenever it has to.
    """
    if not any(week):
        return _at(day, max(0, _minutes(time or dt.time(9)) - AHEAD))
    hours = week[day.weekday()]
    if hours and time is None:
        return _at(day, hours[0])
    if hours and hours[0] <= _minutes(time) <= hours[1]:
        return _at(day, max(hours[0], _minutes(time) - AHEAD))
    if hours and _minutes(time) > hours[1]:
        return _at(day, _last_call(hours))
    before = day - dt.timedelta(days=1)
    while not week[before.weekday()]:
        before -= dt.timedelta(days=1)
    return _at(before, _last_call(week[before.weekday()]))


def is_open(now: dt.datetime, week: Week) -> bool:
    """Whether the wall time ``now`` lies in business hours, or there are none to respect."""
    hours = week[now.weekday()]
    return not any(week) or (bool(hours) and hours[0] <= _minutes(now.time()) < max(hours[1], hours[0] + 1))


def _last_call(hours: list[int]) -> int:
    return max(hours[0], hours[1] - LAST_CALL)


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def _at(day: dt.date, minutes: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minutes)
