"""Days and times of a calendar's columns: each column decided as a whole, in the words people use. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale

from imports.tables import Cell
from imports.values import BadValue, DateColumn, is_date, is_missing, parse_dates
from imports.values.months import LANGUAGES, fold, month_numbers

MIDNIGHT = dt.time()
#: Where nothing tells the year of "3 March", it is the next one, or the one that has just been.
BACK, AHEAD = dt.timedelta(days=60), dt.timedelta(days=305)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_MONTH = re.compile(r"(?<!\d)(?:(20\d\d)[-_. ]?(0[1-9]|1[0-2])|(0[1-9]|1[0-2])[-_. ](20\d\d))(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_DAY_ONLY = re.compile(r"(?:[^\W\d_]+\.?,?\s+)?(\d{1,2})(?:er|st|nd|rd|th|\.|º|°)?(?:\s+[^\W\d_]+\.?)?", re.I)


@dataclass(slots=True)
class Days:
    """The days of a column, with the time where the cell holds one; ``asked`` is an order that nothing settles."""

    values: list[dt.date | dt.datetime | None]
    errors: dict[int, BadValue] = field(default_factory=dict)
    order: str = ""
    asked: bool = False
    years_guessed: bool = False


def read_days(
    cells: Sequence[Cell],
    *,
    today: dt.date,
    said: Sequence[str] = (),
    weekdays: Sequence[Cell] = (),
    order: str | None = None,
) -> Days:
    """The days of a column. ``said``: what stands around the table (sheet, title, file), the nearest first.

    ``weekdays`` is the column beside it that names the days of the week, if any: it tells 3 April from 4 March.
    """
    month, year = stated(said)
    if month and (numbers := _day_numbers(cells)):
        return _of_month(numbers, len(cells), month, year, today)
    weekdays = weekdays or cells
    cells = [_first_of(_without_weekday(cell)) for cell in cells]
    bare = any(map(_is_bare, cells))
    cells = _with_years(cells, month, year, today, order) if bare else cells
    period = _period(month, year, today) if month or year else None
    dates = parse_dates(cells, order=order, year_hint=period)
    guessed = bare and year is None
    if period is None and any(error.code == "year_missing" for error in dates.errors.values()):
        dates = parse_dates(cells, order=order, year_hint=(today - BACK, today + AHEAD))
        guessed = True
    if dates.ambiguous and (told := _by_weekdays(cells, weekdays)):
        return read_days(cells, today=today, said=said, order=told)
    asked = dates.ambiguous and not order and _order_matters(cells)
    values = [_without_midnight(value, cell) for value, cell in zip(dates.values, cells, strict=True)]
    return Days(_without_midnights(values), dates.errors, dates.order or "", asked, guessed)


def stated(said: Sequence[str]) -> tuple[int | None, int | None]:
    """Month and year that titles state; the nearest title wins, and a year may stand farther off than its month."""
    month = year = None
    for text in said:
        if found := _MONTH.search(text):
            own_month, own_year = int(found[2] or found[3]), int(found[1] or found[4])
        else:
            named = [months for word in _WORD.findall(text) if (months := _whole_months().get(fold(word)))]
            years = set(_YEAR.findall(text))
            own_month = named[0] if len(set(named)) == 1 else None
            own_year = int(years.pop()) if len(years) == 1 else None
        month, year = month or own_month, year or own_year
    return month, year


@cache
def _whole_months() -> dict[str, int]:
    """Names of months that a title may hold; two letters are no month there."""
    return {name: number for name, number in month_numbers().items() if len(name) > 2}


def _period(month: int | None, year: int | None, today: dt.date) -> tuple[dt.date, dt.date]:
    if month is None:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    year = year or _likely_year(month, today)
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def _likely_year(month: int, today: dt.date) -> int:
    last = today + AHEAD
    return last.year if dt.date(last.year, month, 1) <= last else last.year - 1


def _day_numbers(cells: Sequence[Cell]) -> dict[int, int]:
    """Place → day of the month, where all cells are nothing more: "1", "Lun 12", 3.0."""
    numbers: dict[int, int] = {}
    for place, cell in enumerate(cells):
        if is_missing(cell):
            continue
        if isinstance(cell, float | int) and not isinstance(cell, bool) and float(cell).is_integer():
            numbers[place] = int(cell)
        elif isinstance(cell, str) and (found := _DAY_ONLY.fullmatch(cell.strip())) and not _names_month(cell):
            numbers[place] = int(found[1])
        else:
            return {}
    return numbers if all(1 <= number <= 31 for number in numbers.values()) else {}


def _names_month(text: str) -> bool:
    words = [fold(word) for word in _WORD.findall(text)]
    return any(word in month_numbers() and word not in weekday_numbers() for word in words)


def _of_month(numbers: dict[int, int], length: int, month: int, year: int | None, today: dt.date) -> Days:
    first, last = _period(month, year, today)
    values: list[dt.date | None] = [None] * length
    errors = {}
    for place, number in numbers.items():
        if number <= last.day:
            values[place] = first.replace(day=number)
        else:
            errors[place] = BadValue("not_a_date", str(number))
    return Days(values, errors, years_guessed=year is None)


@cache
def weekday_numbers() -> dict[str, int]:
    """0 is Monday, by the folded names of all languages; where two disagree the first language wins."""
    numbers: dict[str, int] = {}
    for language in LANGUAGES:
        days = Locale.parse(language).days
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in days[context][width].items():
                    for part in fold(name).split("-")[:1]:
                        numbers.setdefault(part, number)
    return numbers


_LEADING = re.compile(r"\s*([^\W\d_]+)\.?[,:\s-]\s*(?=\d)")


def _without_weekday(cell: Cell) -> Cell:
    """ "lun. 03/04/2026" without its first word; names of months stay."""
    if not isinstance(cell, str) or not (found := _LEADING.match(cell)):
        return cell
    rest = cell[found.end() :].strip()
    return rest if fold(found[1]) in weekday_numbers() and is_date(rest) else cell


_BARE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2?")


def _is_bare(cell: Cell) -> bool:
    """ "03/11": a day and a month in figures, and no year."""
    return isinstance(cell, str) and _BARE.fullmatch(cell.strip()) is not None


def _with_years(cells: Sequence[Cell], month: int | None, year: int | None, today: dt.date, order: str | None):
    """Days and months in figures with their year: the one that is stated, else the nearest."""
    pairs = [(int(found[1]), int(found[3])) for c in cells if _is_bare(c) and (found := _BARE.fullmatch(c.strip()))]
    if order is None and month and all(month in pair for pair in pairs):
        order = "dmy" if all(pair[1] == month for pair in pairs) else "mdy"
    order = order or ("mdy" if any(pair[1] > 12 for pair in pairs) else "dmy")
    return [_with_year(cell, order, year, today) if _is_bare(cell) else cell for cell in cells]


def _with_year(cell: str, order: str, year: int | None, today: dt.date) -> str:
    found = _BARE.fullmatch(cell.strip())
    day, month = (int(found[1]), int(found[3])) if order == "dmy" else (int(found[3]), int(found[1]))
    for wanted in [year] if year else [today.year, today.year + 1, today.year - 1]:
        try:
            moment = dt.date(wanted, month, day)
        except ValueError:
            continue
        if year or today - BACK <= moment <= today + AHEAD:
            return moment.isoformat()
    return cell


_STRETCH = re.compile(
    r"(?:du |from |le )?(?P<first>\d{1,2})(?:er)?(?P<own>\s+[^\W\d_]+\.?|[/.]\d{1,2}(?:[/.]\d{2,4})?)?\s*"
    r"(?:au|to|et|and|&|[-–—→])\s*(?P<last>\d{1,2}(?:er)?(?P<end>[\s/.].*))",
    re.I,
)


def is_stretch(cell: Cell) -> bool:
    """Whether a cell says several days."""
    return _first_of(cell) is not cell


def _first_of(cell: Cell) -> Cell:
    """ "du 2 au 6 novembre 2026" as its first day; any other cell as it is."""
    if not isinstance(cell, str) or not any(map(str.isdigit, cell)) or is_date(cell):
        return cell
    found = _STRETCH.fullmatch(" ".join(cell.split()))
    if not found or (not is_date(found["last"]) and not _is_bare(found["last"])):
        return cell
    own, end = found["own"] or "", found["end"]
    year = re.search(r"20\d\d", end)
    said = f"{found['first']}{own or end}"
    if not own and end[0] in "/.":  # days before their month
        day = parse_dates([said], order="dmy").values[0]
        return day.isoformat() if isinstance(day, dt.date) else said
    return f"{said}{'/' if '/' in said else ' '}{year[0]}" if own and year and year[0] not in own else said


def _without_midnight(value: dt.date | None, cell: Cell) -> dt.date | None:
    """A spreadsheet's day is a moment at midnight."""
    if isinstance(value, dt.datetime) and not isinstance(cell, str) and value.time() == MIDNIGHT:
        return value.date()
    return value


def _without_midnights(values: list[dt.date | None]) -> list[dt.date | None]:
    moments = [value for value in values if isinstance(value, dt.datetime)]
    if any(value.time() != MIDNIGHT or value.tzinfo for value in moments):
        return values
    return [value.date() if isinstance(value, dt.datetime) else value for value in values]


def _by_weekdays(cells: Sequence[Cell], weekdays: Sequence[Cell]) -> str | None:
    """The order of day and month under which the days of the week agree."""
    right = {order: _agreeing(parse_dates(cells, order=order), weekdays) for order in ("dmy", "mdy")}
    if right["dmy"] == right["mdy"]:
        return None
    return max(right, key=right.__getitem__)


def _order_matters(cells: Sequence[Cell]) -> bool:
    """Whether some day is another one in the other order; "30/02/2027" is none in either."""
    return parse_dates(cells, order="dmy").values != parse_dates(cells, order="mdy").values


def _agreeing(dates: DateColumn, weekdays: Sequence[Cell]) -> int:
    pairs = zip(dates.values, weekdays, strict=False)
    return sum(value is not None and _weekday(name) == value.weekday() for value, name in pairs)


def _weekday(cell: Cell) -> int | None:
    words = _WORD.findall(cell) if isinstance(cell, str) else []
    return weekday_numbers().get(fold(words[0])) if words else None


# -- times

_CLOCK = re.compile(
    r"(?:(?:at|a|à|um|vers|ca|a las|alle|as|às|kl|~)\.?\s*)?(?P<hour>\d{1,2})"
    r"(?:\s*(?:[:.hH]|heures?|uhr)\s*(?P<minute>\d{2})?)?(?::(?P<second>\d{2})(?:\.\d+)?)?\s*"
    r"(?P<half>[ap]\.?\s?m\.?)?\s*(?:uhr|hrs?|hs|h|min|mn|m)?"
    r"(?P<rest>\s*(?:[-–—]|/(?<=\s/)|to|à|a|bis|and|et|ou|or|;|,)\s*\d.*|\s*\(?[a-z]{2,5}(?:/[a-z]+)?\)?)?",
    re.I,
)
_NAMED = {
    **dict.fromkeys(("midi", "noon", "mittag", "mittags", "mediodia", "mezzogiorno", "meio-dia"), dt.time(12)),
    **dict.fromkeys(("minuit", "midnight", "mitternacht", "medianoche", "mezzanotte", "meia-noite"), dt.time(0)),
}


def read_time(cell: Cell) -> tuple[dt.time | None, str]:
    """The time of a cell, and the words of it that are no time ("morning"). Raises ``BadValue``."""
    if isinstance(cell, dt.datetime):
        return cell.time().replace(microsecond=0), ""
    if isinstance(cell, dt.time):
        return cell.replace(microsecond=0, tzinfo=None), ""
    if isinstance(cell, dt.timedelta):
        return _of_seconds(cell.total_seconds(), cell), ""
    if is_missing(cell):
        return None, ""
    if isinstance(cell, int | float):
        return _of_number(cell), ""
    text = " ".join(str(cell).split())
    if named := _NAMED.get(fold(text)):
        return named, ""
    if not any(sign.isdigit() for sign in text):
        return None, text
    return _of_text(text)


_FRACTION = re.compile(r"0?[.,](\d+)|0|1")


def are_fractions(cells: Sequence[Cell]) -> bool:
    """Whether texts are a spreadsheet's fractions of the day; "0.30" alone is half past midnight."""
    found = [_FRACTION.fullmatch(str(cell).strip()) for cell in cells if not is_missing(cell)]
    if not all(found) or any(not isinstance(cell, str) for cell in cells if cell is not None):
        return False
    return any(each[1] and (len(each[1]) != 2 or int(each[1]) >= 60) for each in found)


def _of_text(text: str) -> tuple[dt.time, str]:
    if text.isdigit() and len(text) in (3, 4):
        return _of_number(int(text)), ""
    if re.fullmatch(r"0?[.,]\d{3,}", text):  # a spreadsheet's fraction of the day
        return _of_seconds(float(text.replace(",", ".")) * 86400, text), ""
    found = _CLOCK.fullmatch(text)
    if not found:
        raise BadValue("not_a_time", text)
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            raise BadValue("not_a_time", text)
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    try:
        time = dt.time(hour % 24 if hour == 24 else hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        raise BadValue("not_a_time", text) from None
    return time, text if (found["rest"] or "").strip() else ""


def _of_number(value: float) -> dt.time:
    if 0 <= value < 1:
        return _of_seconds(value * 86400, value)
    if float(value).is_integer() and value <= 24:
        return dt.time(int(value) % 24)
    if float(value).is_integer() and 100 <= value < 2400 and value % 100 < 60:
        return dt.time(int(value) // 100, int(value) % 100)
    raise BadValue("not_a_time", value)


def _of_seconds(seconds: float, cell: Cell) -> dt.time:
    whole = round(seconds)
    if not 0 <= whole < 86400:
        raise BadValue("not_a_time", cell)
    return dt.time(whole // 3600, whole // 60 % 60, whole % 60)


def is_time(cell: Cell) -> bool:
    """Whether a cell can only be a time of day."""
    if isinstance(cell, dt.time | dt.timedelta):
        return True
    if isinstance(cell, float) and 0 < cell < 1:
        return True
    if (
        not isinstance(cell, str)
        or is_date(cell)
        or not re.search(r"\d\s*(?:[:hH]|[ap]\.?m|uhr)", cell, re.I)
        or len(cell) > 20
    ):
        return False
    try:
        return read_time(cell)[0] is not None
    except BadValue:
        return False


# -- zones


def zone_of(text: str) -> str:
    """The IANA name that a text is, "" for any other."""
    try:
        return text if text and "/" in text and ZoneInfo(text) else ("UTC" if text in {"UTC", "GMT", "Z"} else "")
    except (KeyError, ValueError, OSError):
        return ""
