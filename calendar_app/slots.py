"""The usual times of a channel, and the next one that nothing stands on. Pure.

A slot is ``(weekday, time)``, Monday being 0; what is taken is ``(day, time)``. All are wall times of one zone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from calendar_app import clock

Slot = tuple[int, dt.time]
Place = tuple[dt.date, dt.time]

#: Beyond a year nothing is looked for: the slots are full, or there are none.
WEEKS = 53


def next_free(slots: Collection[Slot], taken: Collection[Place], after: dt.datetime, zone: str) -> Place | None:
    """The first slot later than the moment ``after`` that is not taken; None when a year holds none."""
    day, _time = clock.wall(after, zone)
    upcoming = _places(slots, day, WEEKS * 7)
    return next((p for p in upcoming if p not in taken and clock.moment(*p, zone) > after), None)


def free_on(slots: Collection[Slot], taken: Collection[Place], day: dt.date) -> dt.time | None:
    """The first free slot of a day; None when the day holds none."""
    return next((time for _day, time in _places(slots, day, 1) if (day, time) not in taken), None)


def _places(slots: Collection[Slot], first: dt.date, days: int) -> Iterator[Place]:
    times = [sorted(time for weekday, time in slots if weekday == n) for n in range(7)]
    for n in range(days):
        day = first + dt.timedelta(days=n)
        for time in times[day.weekday()]:
            yield day, time
