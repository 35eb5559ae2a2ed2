"""The period that an export's file name states: it settles day-first or month-first, and dates without a year."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)}  # fmt: skip
_DATES = re.compile(
    r"(?<![0-9])(?:(?P<y>20\d\d)[-_.]?(?P<m>[01]\d)[-_.]?(?P<d>[0-3]\d)"
    r"|(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*[-_. ](?P<day>[0-3]?\d)[-_., ]+(?P<year>20\d\d))"
    r"(?![0-9])",
    re.IGNORECASE,
)


def period_of(file_name: str) -> tuple[dt.date, dt.date] | None:
    """The two dates in a file name (``Mar-18-2025_Apr-14-2025``, ``2026-04-27_2026-07-25``), None without them."""
    dates = [date for found in _DATES.finditer(file_name) if (date := _date(found))]
    if len(dates) < 2 or dates[0] > dates[1]:
        return None
    return dates[0], dates[1]


def _date(found: re.Match[str]) -> dt.date | None:
    try:
        if found["y"]:
            return dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
        return dt.date(int(found["year"]), _MONTHS[found["month"][:3].lower()], int(found["day"]))
    except ValueError:
        return None
