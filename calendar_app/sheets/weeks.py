"""Weeks and months as the headings of calendars name them: "S45", "du 3 au 9 novembre", "NOVEMBRE 2026". Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from calendar_app.sheets.when import AHEAD, BACK, stated
from imports.tables import Cell
from imports.values import is_date, parse_dates
from imports.values.months import fold, month_numbers

_NUMBER = re.compile(
    r"(?<![^\W\d_])(?:(?P<year>20\d\d)[-_ ]?)?"
    r"(?:s|w|kw|sem|week|wk|semaine|semana|settimana|woche|kalenderwoche|semaine n)"
    r"[\s.:_n°º#-]*(?P<week>\d{1,2})(?!\d)",
    re.I,
)
_RANGE = re.compile(
    r"(?P<day>\d{1,2})(?:er)?(?P<month>\s+[^\W\d_]+\.?|[/.-]\d{1,2}(?=\D|$))?(?P<year>\s+20\d\d|[/.-]20\d\d)?"
    r"\s*(?:au|to|al|bis|jusqu'au|till|until|[-–—→>])\s*(?:le\s+|the\s+)?(?P<last>\d{1,2}\b.*)",
    re.I,
)


def week_start(cell: Cell, year: int | None, today: dt.date) -> dt.date | None:
    """The Monday of the week that a cell names, by its number, its stretch or one of its days; None if it does not."""
    if isinstance(cell, dt.date) and cell.year in range(1900, 2200):
        return _monday(cell.date() if isinstance(cell, dt.datetime) else cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _of_number(int(cell), year, today) if float(cell).is_integer() else None
    text = " ".join(str(cell or "").split())
    if found := _NUMBER.search(text):
        return _of_number(int(found["week"]), int(found["year"]) if found["year"] else _year_in(text) or year, today)
    if text.isdecimal() and len(text) < 3:
        return _of_number(int(text), year, today)
    first = first_day(text, year, today) or _one_day(text)
    return _monday(first) if first else None


def _one_day(text: str) -> dt.date | None:
    """ "02/11/2026": a week is named by its first day, so of two readings the Monday is meant."""
    if len(text) > 30 or not _year_in(text) or not is_date(text):
        return None
    days = [parse_dates([text], order=order).values[0] for order in ("dmy", "mdy")]
    days = [_bare(day) for day in days if isinstance(day, dt.date)]
    return next((day for day in days if day.weekday() == 0), days[0] if days else None)


def week_around(said: Sequence[str], year: int | None, today: dt.date) -> str:
    """The first title, or name of a sheet or of a file, that names a week; "" where none does."""
    texts = (re.sub(r"\.\w{2,4}$", "", text) for text in said)
    return next((text for text in texts if not text.isdecimal() and week_start(text, year, today)), "")


def is_week(cell: Cell) -> bool:
    """Whether a text names a week and nothing more: "Semaine 45", "S45 – du 2 au 8/11"."""
    text = str(cell or "").strip()
    return bool(_NUMBER.match(text)) and not re.search(r"[^\W\d_]{4,}", _without_dates(_NUMBER.sub(" ", text)))


def _without_dates(text: str) -> str:
    names = month_numbers()
    return re.sub(r"[^\W\d_]+", lambda word: " " if fold(word[0]) in names else word[0], text)


def _year_in(text: str) -> int | None:
    found = re.search(r"(?<!\d)20\d\d(?!\d)", text)
    return int(found[0]) if found else None


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _of_number(week: int, year: int | None, today: dt.date) -> dt.date | None:
    if not 1 <= week <= 53:
        return None
    for wanted in [year] if year else [today.year, today.year + 1, today.year - 1]:
        try:
            start = dt.date.fromisocalendar(wanted, week, 1)
        except ValueError:
            continue
        if year or today - BACK <= start <= today + AHEAD:
            return start
    return None


def first_day(text: str, year: int | None, today: dt.date) -> dt.date | None:
    """The first day of "du 30 novembre au 6 décembre 2026", "2-8 nov", "02/11 - 08/11"; None for any other text."""
    found = _RANGE.search(text)
    if not found:
        return _week_of(text, year, today)
    year = int(found["year"].strip(" /.-")) if found["year"] else _year_in(text) or year
    month = found["month"] or _month_of(found["last"])
    if not month:
        return None
    mark = "/" if re.match(r"[/.-]\d", month) else " "
    said = f"{found['day']}{mark}{month.strip(' /.-')}"
    for wanted in [year] if year else [today.year, today.year + 1, today.year - 1]:
        day = parse_dates([f"{said}{mark}{wanted}"], order="dmy").values[0]
        if isinstance(day, dt.date) and (year or today - BACK <= day <= today + AHEAD):
            return day
    return None


_WEEK_OF = re.compile(r"(?:week of|week commencing|w/c|semaine du|semana del|woche vom|settimana del)\s+(.+)", re.I)


def _week_of(text: str, year: int | None, today: dt.date) -> dt.date | None:
    """ "Week of 2 November 2026" """
    found = _WEEK_OF.search(text)
    said = found[1].strip() if found else ""
    years = [""] if not said or _year_in(said) else [year] if year else [today.year, today.year + 1, today.year - 1]
    for wanted in years:
        mark = "/" if re.fullmatch(r"\d{1,2}/\d{1,2}", said) else " "
        day = parse_dates([f"{said}{mark}{wanted}".strip()], order="dmy").values[0] if said else None
        if isinstance(day, dt.date) and (year or wanted == "" or today - BACK <= _bare(day) <= today + AHEAD):
            return _bare(day)
    return None


def _bare(day: dt.date) -> dt.date:
    return day.date() if isinstance(day, dt.datetime) else day


def _month_of(text: str) -> str:
    """The month that the end of a stretch says, also for its beginning."""
    if found := re.match(r"\d{1,2}([/.-]\d{1,2})(?!\d)", text):
        return found[1]
    words = [word for word in re.findall(r"[^\W\d_]+", text) if fold(word) in month_numbers()]
    return f" {words[0]}" if words else ""


def month_of(text: str) -> tuple[int | None, int | None]:
    """(month, year) of a heading that names a month and says little else; (None, None) for any other text."""
    words = re.findall(r"[^\W\d_]+", text)
    month, year = stated([text])
    return (month, year) if month and len(words) <= 6 and not re.search(r"(?<!\d)\d{1,2}(?!\d)", text) else (None, None)
