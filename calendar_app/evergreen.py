"""Posts that stay true: when one may come back, after its rest and in its season. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

REST = 90  # days, where a post says nothing
EIGHT_YEARS = 8 * 366  # a season that has not come by then (29 February at the latest) is not one


@dataclass(frozen=True)
class Season:
    """The days of a year from ``start`` to ``end`` (``MM-DD``, both included), over New Year where ``end`` is earlier.

    Where one of them is missing, the year begins or ends there; where both are, it is always the season.
    """

    start: str = ""
    end: str = ""

    def holds(self, day: dt.date) -> bool:
        today, start, end = f"{day:%m-%d}", self.start or "01-01", self.end or "12-31"
        return start <= today <= end if start <= end else not end < today < start


def back_on(last: dt.date | None, rest: int | None, season: Season, today: dt.date) -> dt.date:
    """The first day, from ``today`` on, that a post last seen on ``last`` may stand on again."""
    day = today
    if last is not None:
        day = max(today, last + dt.timedelta(days=rest or REST))
    upcoming = (day + dt.timedelta(days=n) for n in range(EIGHT_YEARS))
    return next((each for each in upcoming if season.holds(each)), day)
