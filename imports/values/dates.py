"""Dates as exports write them: one order of day and month for a column, decided by all its values."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from imports.tables import Cell
from imports.values.common import BadValue, is_missing
from imports.values.months import fold, month_numbers, weekday_names

Order = Literal["dmy", "mdy", "ymd"]
Moment = dt.date | dt.datetime
Period = tuple[dt.date, dt.date]


@dataclass(slots=True)
class DateColumn:
    """The dates of a column.

    ``values`` has one entry per cell (``None`` where missing or wrong), ``errors`` the reasons by index. ``order`` is
    the order of day and month that was used, ``ambiguous`` tells that the other one fits every value just as well
    (ask, or decide by the language or the period). ``style`` is one of ``native``, ``iso``, ``numeric``, ``words``,
    ``serial`` and ``none``.
    """

    values: list[Moment | None]
    errors: dict[int, BadValue]
    order: Order | None
    ambiguous: bool
    style: str


@dataclass(frozen=True, slots=True)
class _Parts:
    """What one text says, before the order of its column is known. ``pair`` holds day and month as written."""

    style: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    pair: tuple[int, int] | None = None
    dotted: bool = False
    time: dt.time | None = None
    later: dt.timedelta = dt.timedelta(0)


def parse_dates(
    cells: Sequence[Cell],
    *,
    order: Literal["dmy", "mdy"] | None = None,
    year_hint: Period | None = None,
    tz: dt.tzinfo | None = None,
) -> DateColumn:
    """Return the dates of a column: ``date`` where there is no time of day, else ``datetime``.

    A ``datetime`` is aware where the text states its offset, or takes ``tz`` where given. ``order`` settles a column
    that can be read both ways, never one whose values say otherwise. ``year_hint`` is the first and last day that the
    file covers: it gives their year to dates without one, and settles the order where only one falls inside.
    """
    texts = {cell for cell in cells if isinstance(cell, str)}
    parts = {text: None if is_missing(text) else _parts(text) for text in texts}
    are_serials = _all_serials(texts, parts)
    used, ambiguous = _order(list(parts.values()), order, year_hint)
    is_torn = _is_torn(list(parts.values()))
    read: dict[str, Moment | BadValue | None] = {
        text: BadValue("ambiguous_date", text)
        if is_torn and _fits_both(part)
        else None
        if is_missing(text)
        else _moment(text, part, used, are_serials)
        for text, part in parts.items()
    }
    found = [_native(cell) if not isinstance(cell, str) else read[cell] for cell in cells]
    bare = [i for i, cell in enumerate(cells) if isinstance(cell, str) and (part := parts[cell]) and part.year is None]
    if bare and year_hint:
        for index, year in zip(bare, _years([parts[cells[i]] for i in bare], year_hint), strict=True):
            found[index] = _moment(cells[index], replace(parts[cells[index]], year=year), used, are_serials)
    errors = {index: value for index, value in enumerate(found) if isinstance(value, BadValue)}
    values = [None if isinstance(value, BadValue) else value for value in found] if errors else found
    if tz is not None:
        values = [_zoned(value, tz) for value in values]
    return DateColumn(values, errors, used, ambiguous, _style(parts.values(), cells, are_serials))


def is_date(cell: Cell) -> bool:
    """Tell whether a cell is a date, or a text that has the form of one (with or without its year)."""
    if isinstance(cell, str):
        return 5 <= len(cell) <= _MAX_CHARS and any(c.isdigit() for c in cell) and _parts(cell) is not None
    return isinstance(cell, dt.date)


# -- one text

_MAX_CHARS = 48
_TIME = (
    r"(?:T|,? (?:at |a |à |um |kl\. )?)(?P<hour>\d{1,2})[:hH.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?(?: Uhr)?(?: ?(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}:?\d{2}))?"
)
_YEAR_FIRST = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
    f"(?:{_TIME})?"
    r"|[-/](?P<only>0[1-9]|1[0-2]))"
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?P<only>)" f"(?:{_TIME})?")
_YEAR_LAST = re.compile(
    r"(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})" f"(?:{_TIME})?"
)
_AFTER_WORDS = re.compile(f"(?P<words>.*?[^\\W\\d].*?)(?:{_TIME})?")
_WORD_OR_NUMBER = re.compile(r"\d+|[^\W\d_]+\.?")
_FILLERS = frozenset(
    {"de", "del", "d", "di", "of", "the", "le", "den", "der", "er", "st", "nd", "rd", "th", "г", "года"}
)
#: 2025年11月3日, 2025년 11월 3일; the weekday after it is said in brackets.
_CJK = re.compile(r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일](?: ?[(（]\w[)）])?")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - wall time, as in the spreadsheet
#: Serials of 1954 to 2119: no figure of a date column is taken for a date outside of them.
_SERIALS = range(20_000, 80_000)
#: Beyond them stands a slip or a mark for "never", and moments that another time zone would put out of the calendar.
_YEARS = range(1900, 2200)


@cache
def _unzoned(zone: str) -> dt.timedelta:
    digits = re.sub(r"[^\d+-]", "", zone)
    if not digits:
        return dt.timedelta(0)
    size = dt.timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return -size if digits[0] == "-" else size


def _parts(text: str) -> _Parts | None:
    if len(text) > _MAX_CHARS:
        return None
    plain = " ".join(_CJK.sub(r"\1-\2-\3", text).replace("\u200e", "").replace("\u200f", "").split())
    if found := _YEAR_FIRST.fullmatch(plain) or _COMPACT.fullmatch(plain):
        month = int(found["month"] or found["only"])
        return _with_time(found, style="iso", year=int(found["year"]), month=month, day=int(found["day"] or 1))
    if found := _YEAR_LAST.fullmatch(plain):
        pair = int(found["one"]), int(found["two"])
        return _with_time(found, style="numeric", year=_century(found["year"]), pair=pair, dotted=found["mark"] == ".")
    if found := _AFTER_WORDS.fullmatch(plain):
        return _in_words(found)
    return None


def _in_words(found: re.Match[str]) -> _Parts | None:
    """Read ``Tue, Jul 14, 2026``, ``31 août``, ``14 de jul. de 2026``, ``Jan 2026``."""
    tokens = _WORD_OR_NUMBER.findall(found["words"])
    if not 2 <= len(tokens) <= 8 or re.search(r"[^\w\s.,'’º°ª/-]", found["words"]):
        return None
    numbers = [token for token in tokens if token.isdecimal()]
    month = _month([fold(token) for token in tokens if not token.isdecimal()])
    if month is None or not 1 <= len(numbers) <= 2:
        return None
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(years) + len(days) != len(numbers) or len(days) > 2 or len(years) > 1:
        return None
    if len(days) == 2:  # 14-Jul-26
        days, years = days[:1], [str(_century(days[1]))]
    year = int(years[0]) if years else None
    return _with_time(found, style="words", year=year, month=month, day=int(days[0]) if days else 1)


def _month(words: list[str]) -> int | None:
    """Return the month named by the words of a date, where only a weekday and small words stand beside it."""
    months, weekdays = month_numbers(), weekday_names()
    named = [word for word in words if word in months]
    others = [word for word in words if word not in months and word not in weekdays and word not in _FILLERS]
    if len(named) > 1:  # "mar." is a Tuesday before "juil.", a March alone
        named = [word for word in named if word not in weekdays] or named[-1:]
    return months[named[0]] if len(named) == 1 and not others else None


def _with_time(found: re.Match[str], **parts) -> _Parts | None:
    time, later = None, dt.timedelta(0)
    if found["hour"]:
        hour = int(found["hour"])
        if found["half"]:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if found["half"] in "pP" else 0)
        if hour == 24 and found["minute"] == "00":
            hour, later = 0, dt.timedelta(days=1)
        zone = dt.timezone(_unzoned(found["zone"])) if found["zone"] else None
        try:
            time = dt.time(hour, int(found["minute"]), int(found["second"] or 0), tzinfo=zone)
        except ValueError:
            return None
    return _Parts(time=time, later=later, **parts)


def _century(year: str) -> int:
    return int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)


def _native(cell: Cell) -> Moment | BadValue | None:
    """Read a cell that a spreadsheet already typed: a date, or the serial number of one."""
    if isinstance(cell, dt.date):
        return cell if cell.year in _YEARS else BadValue("not_a_date", cell)
    if cell is None or cell != cell:
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if int(cell) in _SERIALS:
            return _from_serial(cell)
        if float(cell).is_integer() and (part := _parts(str(int(cell)))) is not None:
            return _moment(str(int(cell)), part, None, False)
    return BadValue("not_a_date", cell)


def _from_serial(serial: float) -> Moment:
    moment = _EPOCH + dt.timedelta(seconds=round(serial * 86400))
    return moment.date() if float(serial).is_integer() else moment


# -- the column


def _all_serials(texts: set[str], parts: dict[str, _Parts | None]) -> bool:
    """Tell whether the texts of a column are all serials: one alone would be a figure in the wrong column."""
    unread = [text.strip() for text in texts if not is_missing(text) and parts[text] is None]
    return bool(unread) and all(_SERIAL.fullmatch(text) and int(text[:5]) in _SERIALS for text in unread)


def _order(parts: list[_Parts | None], wanted: Order | None, period: Period | None) -> tuple[Order | None, bool]:
    """Return the order of day and month of a column, and whether the other one fits as well."""
    numeric = [part for part in parts if part is not None and part.pair]
    if not numeric:
        return ("ymd" if any(part and part.style == "iso" for part in parts) else None), False
    fits = {order: sum(_day(part, order) is not None for part in numeric) for order in ("dmy", "mdy")}
    if fits["dmy"] != fits["mdy"]:
        return max(fits, key=fits.__getitem__), False
    if all(part.pair[0] == part.pair[1] for part in numeric):
        return wanted or "dmy", False
    if all(part.dotted for part in numeric):
        return "dmy", False
    if wanted:
        return wanted, False
    inside = [order for order in fits if period and _is_inside(numeric, order, period)]
    if len(inside) == 1:
        return inside[0], False
    return _likelier(numeric), True


def _is_torn(parts: list[_Parts | None]) -> bool:
    """Tell whether values of a column prove one order, and no mere slips the other: files put one below the other."""
    numeric = [part for part in parts if part is not None and part.pair]
    dmy, mdy = ([_day(part, order) is not None for part in numeric] for order in ("dmy", "mdy"))
    first, second = (sum(a and not b for a, b in zip(*pair, strict=True)) for pair in ((dmy, mdy), (mdy, dmy)))
    return min(first, second) * 5 >= max(first, second) > 0 and min(first, second) > 0


def _fits_both(part: _Parts | None) -> bool:
    if part is None or not part.pair or part.pair[0] == part.pair[1]:
        return False
    return _day(part, "dmy") is not None and _day(part, "mdy") is not None


def _day(part: _Parts, order: Order) -> dt.date | None:
    day, month = part.pair if order == "dmy" else part.pair[::-1]
    return _real_day(part.year, month, day)


def _is_inside(numeric: list[_Parts], order: Order, period: Period) -> bool:
    slack = dt.timedelta(days=1)  # the zone of the export is not that of its name
    days = [_day(part, order) for part in numeric]
    return all(day and period[0] - slack <= day <= period[1] + slack for day in days)


def _likelier(numeric: list[_Parts]) -> Order:
    """Return the order that packs the dates closest together: exports cover a few weeks, one row a day."""

    def span(order: Order) -> dt.timedelta:
        days = [day for part in numeric if (day := _day(part, order))]
        return max(days) - min(days) if days else dt.timedelta.max

    return min(("mdy", "dmy"), key=span)


def _years(bare: list[_Parts], period: Period) -> list[int | None]:
    """Return the year of each date written without one.

    It is the latest that ends within the period. Where the period is longer than a year, so that a day may come
    twice, rows in order of time tell the years apart.
    """
    latest = period[1] + dt.timedelta(days=1)  # the zone of the export is not that of its name
    if (period[1] - period[0]).days <= 366 or (direction := _direction(bare)) == 0:
        return [_latest_year(part, latest) for part in bare]
    years: list[int | None] = []
    for part in reversed(bare) if direction > 0 else bare:
        years.append(_latest_year(part, latest))
        if years[-1] is not None:
            latest = dt.date(years[-1], part.month, part.day)
    return years[::-1] if direction > 0 else years


def _direction(bare: list[_Parts]) -> int:
    """Return 1 where rows go forward in time, -1 where they go back, 0 where they do neither."""
    days = [(part.month, part.day) for part in bare]
    ups = sum(a < b for a, b in itertools.pairwise(days))
    downs = sum(a > b for a, b in itertools.pairwise(days))
    return 0 if min(ups, downs) * 20 > max(ups, downs) else (1 if ups > downs else -1)


def _latest_year(part: _Parts, latest: dt.date) -> int | None:
    for year in range(latest.year, latest.year - 9, -1):  # 29 February may be eight years away
        if (day := _real_day(year, part.month, part.day)) and day <= latest:
            return year
    return None


def _real_day(year: int, month: int, day: int) -> dt.date | None:
    if year not in _YEARS:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _moment(text: str, part: _Parts | None, order: Order | None, are_serials: bool) -> Moment | BadValue:
    if part is None:
        return _from_serial(float(text.strip().replace(",", "."))) if are_serials else BadValue("not_a_date", text)
    if part.year is None:
        return BadValue("year_missing", text)
    day = _day(part, order) if part.pair else _real_day(part.year, part.month, part.day)
    if day is None:
        return BadValue("not_a_date", text)
    return dt.datetime.combine(day, part.time) + part.later if part.time is not None else day


def _zoned(value: Moment | None, tz: dt.tzinfo) -> Moment | None:
    return value.replace(tzinfo=tz) if isinstance(value, dt.datetime) and value.tzinfo is None else value


def _style(parts, cells: Sequence[Cell], are_serials: bool) -> str:
    styles = [part.style for part in parts if part is not None]
    if styles:
        return max(set(styles), key=styles.count)
    if are_serials or any(isinstance(cell, int | float) for cell in cells):
        return "serial"
    return "native" if any(isinstance(cell, dt.date) for cell in cells) else "none"
