"""Calendars drawn as grids, a column per day: read into a table with a row per post. Pure.

An axis is a row that says the days of the columns: names of the days of the week, days of the month, dates. What
stands below it, down to the next axis, are the posts of these days; what stands to its left names their network, their
hour, their week, or what each row holds ("Heure", "Texte").
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from calendar_app.sheets import words
from calendar_app.sheets.cells import Said, posts_in
from calendar_app.sheets.weeks import is_week, month_of, week_around, week_start
from calendar_app.sheets.when import AHEAD, BACK, stated, weekday_numbers
from imports.readers.kinds import filled, is_blank
from imports.tables import Cell, Note, Table
from imports.values import clean_text, is_date, parse_dates
from imports.values.months import fold

#: Names of our columns, in the language of the grid's days.
_NAMES = {
    "fr": ("Date", "Heure", "Réseau", "Texte", "Statut", "Rang"),
    "en": ("Date", "Time", "Network", "Text", "Status", "Row name"),
}
MOST_ROWS = 3000
#: Short names of the days, Monday first: they are told by standing in a row.
_SHORT_NAMES = tuple(
    names.split("|")
    for names in ("l|m|m|j|v|s|d", "m|t|w|t|f|s|s", "l|m|x|j|v|s|d", "m|d|m|d|f|s|s", "lu|ma|me|je|ve|sa|di",
                  "mo|tu|we|th|fr|sa|su", "lu|ma|mi|ju|vi|sa|do", "mo|di|mi|do|fr|sa|so", "lu|ma|me|gi|ve|sa|do")
)  # fmt: skip
_DAY = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th|\.|º|°)?(?:\s*[\n:–—|-]\s*(.+)|\s*\n(.+))?", re.S | re.I)
_SHORT = re.compile(r"(\d{1,2})[/.](\d{1,2})")
_WORD = re.compile(r"\s*([^\W\d_]+)\.?[\s,:]*")
_FRENCH = {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lun", "mer", "jeu", "ven", "sam"}


@dataclass(slots=True)
class _Mark:
    """What a cell of an axis says; ``date`` where it says all."""

    weekday: int | None = None
    day: int | None = None
    month: int | None = None
    date: dt.date | None = None
    rest: str = ""  # words below the number of the day, in the same cell


@dataclass(slots=True)
class _Grid:
    said: Sequence[str]
    today: dt.date
    month: int | None = None
    year: int | None = None
    week: dt.date | None = None
    last: dt.date | None = None
    weekdays: dict[int, int] = field(default_factory=dict)
    days: dict[int, dt.date | str | None] = field(default_factory=dict)  # the day of each column


def table_of(
    rows: list[list[Cell]], numbers: Sequence[int], *, file: str, sheet: str, today: dt.date, **about
) -> Table | None:
    """The posts of a sheet that is a grid, else None."""
    if len(rows) > MOST_ROWS or not (axes := _axes(rows)):
        return None
    reader = _Reader(rows, numbers, axes, _Grid([text for text in (sheet, file) if text], today))
    body, outside = reader.read()
    if not body:
        return None
    names = list(_NAMES["fr" if reader.is_french() else "en"])
    if reader.attributes:
        names, body = ["Date", *reader.attributes], reader.records
    used = [place for place in range(len(names)) if any(cells[place] for _number, cells in body)]
    notes = [*about.pop("notes", ()), Note("grid_read", {"sheet": sheet or file, "posts": len(body)})]
    if outside:
        notes.append(Note("grid_outside", {"texts": _listed(outside)}))
    return Table(
        file=file,
        sheet=sheet,
        title="",
        header=[names[place] for place in used],
        rows=[[cells[place] for place in used] for _number, cells in body],
        row_numbers=[number for number, _cells in body],
        notes=notes,
        **about,
    )


# -- axes


def _axes(rows: list[list[Cell]]) -> dict[int, dict[int, _Mark]]:
    """Row → column → mark, of the rows that say days; none where the sheet is no grid."""
    axes: dict[int, dict[int, _Mark]] = {}
    weekdays: dict[int, int] = {}
    content = 0
    for place, row in enumerate(rows):
        if not filled(row):
            continue
        marks = _axis(row, weekdays)
        if marks:
            axes[place] = marks
            if found := {column: mark.weekday for column, mark in marks.items() if mark.weekday is not None}:
                weekdays = found
        elif axes:
            first = min(min(marks) for marks in axes.values())
            content += any(isinstance(cell, str) and any(map(str.isalpha, cell)) for cell in row[first:])
    content += sum(bool(mark.rest) for marks in axes.values() for mark in marks.values())
    dated = sum(not _only_names(marks) for marks in axes.values())
    is_list = dated > content + 3 or any(_names_columns(row) for row in rows[: min(axes, default=0)][-3:])
    return axes if content and not is_list else {}


def _only_names(marks: dict[int, _Mark]) -> bool:
    return all(mark.day is None and mark.date is None for mark in marks.values())


def _names_columns(row: list[Cell]) -> bool:
    """Whether a row is the header of a list: a day, and what is said that day."""
    roles = {words.role_of(str(cell)) for cell in row if isinstance(cell, str) and cell.strip()}
    return bool(roles & {"date", "weekday"}) and bool(roles & {"text", "title", "network", "status"})


def _axis(row: list[Cell], weekdays: dict[int, int]) -> dict[int, _Mark]:
    shown = {column: cell for column, cell in enumerate(row) if not is_blank(cell)}
    if letters := _in_letters(shown):
        return letters
    marks = _marks(shown, "dmy")
    if not _is_run(marks, False) and _is_run(other := _marks(shown, "mdy"), False):
        marks = other
    if weekdays and not any(mark.weekday is not None for mark in marks.values()):
        marks = {column: mark for column, mark in marks.items() if column in weekdays}
    if not marks:
        return {}
    others = [column for column in shown if column not in marks and column > min(marks)]
    if others and not all(column > max([*marks, *weekdays]) for column in others):
        return {}
    if _is_week(marks) or _is_run(marks, bool(weekdays)):
        return marks
    return {}


def _marks(shown: dict[int, Cell], order: str) -> dict[int, _Mark]:
    return {column: mark for column, cell in shown.items() if (mark := mark_of(cell, order))}


def _in_letters(shown: dict[int, Cell]) -> dict[int, _Mark]:
    """ "L M M J V S D", "Lu Ma Me Je Ve" """
    letters = {c: cell.strip().lower().rstrip(".") for c, cell in shown.items() if isinstance(cell, str)}
    letters = {column: cell for column, cell in letters.items() if len(cell) in (1, 2)}
    if len(letters) < 5 or len(shown) > len(letters) + 1:
        return {}
    for names in _SHORT_NAMES:
        for first in (0, 6):
            turned = [*names[first:], *names[:first]]
            if list(letters.values()) == turned[: len(letters)]:
                return {column: _Mark(weekday=(first + place) % 7) for place, column in enumerate(letters)}
    return {}


def _is_week(marks: dict[int, _Mark]) -> bool:
    names = [mark.weekday for mark in marks.values() if mark.weekday is not None]
    steps = [(after - before) % 7 for before, after in itertools.pairwise(names)]
    return len(names) >= 3 and len(names) == len(marks) and all(0 < step <= 3 for step in steps)


def _is_run(marks: dict[int, _Mark], known: bool) -> bool:
    """Whether marks are days one after the other."""
    days = [mark for mark in marks.values() if mark.day is not None or mark.date]
    if len(days) < len(marks) or len(days) < (1 if known else 3):
        return False
    numbers = [mark.date.day if mark.date else mark.day for mark in days]
    steps = [after - before for before, after in itertools.pairwise(numbers)]
    if all(mark.date for mark in days):
        dates = [mark.date for mark in days]
        return all(0 < (after - before).days <= 7 for before, after in itertools.pairwise(dates))
    return all(
        0 < step <= 7 or after <= 7 < before for step, before, after in zip(steps, numbers, numbers[1:], strict=False)
    )


def mark_of(cell: Cell, order: str = "dmy") -> _Mark | None:
    if isinstance(cell, dt.date):
        if cell.year not in range(1900, 2200):
            return None
        return _Mark(date=cell.date() if isinstance(cell, dt.datetime) else cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _Mark(day=int(cell)) if cell in range(1, 32) else None
    text = str(cell or "").strip()
    weekday = None
    if (found := _WORD.match(text)) and (number := weekday_numbers().get(fold(found[1]))) is not None:
        rest = text[found.end() :].strip()
        if len(found[1]) > 1 and (not rest or rest[0].isdigit()):
            weekday, text = number, rest
    if not text:
        return _Mark(weekday=weekday)
    if found := _SHORT.fullmatch(text):
        day, month = (int(found[1]), int(found[2])) if order == "dmy" else (int(found[2]), int(found[1]))
        return _Mark(weekday, day, month) if day in range(1, 32) and month in range(1, 13) else None
    if is_date(text) and len(text) < 30:
        return _dated(text, weekday, order)
    found = _DAY.fullmatch(text)
    if not found or int(found[1]) not in range(1, 32):
        return None
    return _Mark(weekday, int(found[1]), rest=(found[2] or found[3] or "").strip())


def _dated(text: str, weekday: int | None, order: str) -> _Mark | None:
    found = parse_dates([text], order=order).values[0]
    if isinstance(found, dt.date):
        return _Mark(weekday, date=found.date() if isinstance(found, dt.datetime) else found)
    found = parse_dates([f"{text} 2024"], order="dmy").values[0]  # a leap year
    return _Mark(weekday, found.day, found.month) if isinstance(found, dt.date) else None


# -- posts


class _Reader:
    def __init__(self, rows, numbers, axes: dict[int, dict[int, _Mark]], grid: _Grid):
        self.rows, self.numbers, self.axes, self.grid = rows, numbers, axes, grid
        self.first = min(min(marks) for marks in axes.values())
        self.stride = min([b - a for marks in axes.values() for a, b in itertools.pairwise(sorted(marks))] or [1])
        self.body: list[tuple[int, list]] = []
        self.records: list[tuple[int, list]] = []
        self.attributes = self._attributes()
        self.waiting: dict[int, Said] = {}
        self.latest: dict[int, list] = {}
        self.outside: list[str] = []
        grid.month, grid.year = stated(grid.said)
        if around := week_around(grid.said, grid.year, grid.today):
            self._set_week(around)

    def is_french(self) -> bool:
        words_ = {
            fold(word)
            for place in self.axes
            for cell in self.rows[place]
            for word in re.findall(r"[^\W\d_]+", str(cell))
        }
        return bool(words_ & _FRENCH)

    def _attributes(self) -> list[str]:
        """What the rows hold, where the names on the left say that: "Réseau", "Heure", "Texte"."""
        labels: list[str] = []
        for place, row in enumerate(self.rows):
            label = self._label(row)
            if place > min(self.axes) and place not in self.axes and label and label not in labels:
                labels.append(label)
        roles = [words.role_of(label) for label in labels]
        known = {role for role in roles if role and not role.startswith("network:")}
        return labels if known & {"text", "title"} and len(known) >= 2 and len(labels) <= 30 else []

    def _label(self, row: list[Cell]) -> str:
        shown = [clean_text(cell).strip() for cell in row[: self.first] if not is_blank(cell)]
        return " ".join(" ".join(shown).split())

    def read(self) -> tuple[list[tuple[int, list]], list[str]]:
        label = ""
        record: dict[str, dict[int, Cell]] = {}
        start = 0
        for place, row in enumerate(self.rows):
            if not filled(row):
                continue
            if place in self.axes:
                self._flush(record, start)
                record, label = {}, ""
                self._turn(self.axes[place], place)
                if is_week(said := self._label(row)):
                    self._set_week(said)
                continue
            if self._is_heading(row, place):
                continue
            if place < min(self.axes):
                continue
            own = self._label(row)
            if self.attributes:
                if own in record:
                    self._flush(record, start)
                    record = {}
                start = start if record else self.numbers[place]
                record[own or (list(record) or [self.attributes[0]])[-1]] = self._by_day(row)
                continue
            label = own or label
            if (
                own
                and (is_week(own) or week_start(own, self.grid.year, self.grid.today))
                and _only_names(self._axis_above(place))
            ):
                self._set_week(own)
            self._posts(row, self.numbers[place], label)
        self._flush(record, start)
        self._settle()
        return (self.records if self.attributes else self.body), self.outside

    def _axis_above(self, place: int) -> dict[int, _Mark]:
        return self.axes[max(row for row in self.axes if row < place)]

    def _is_heading(self, row: list[Cell], place: int) -> bool:
        """A row of a month or of a week alone."""
        shown = {clean_text(cell).strip() for cell in row if not is_blank(cell)}
        if len(shown) > 2 or (place > min(self.axes) and len(shown) > 1):
            return False
        text = " ".join(shown)
        month, year = month_of(text)
        start = (
            week_start(text, year or self.grid.year, self.grid.today)
            if len(text) < 60 and not text.isdecimal()
            else None
        )
        if start and (is_week(text) or place < min(self.axes)):
            self._set_week(text)
            return True
        if month:
            self.grid.month, self.grid.last, self.grid.week = month, None, None
            self.grid.year = year or self.grid.year
            return True
        if place < min(self.axes):
            _month, year = stated([text])
            self.grid.year = year or self.grid.year
            self.grid.month = _month or self.grid.month
        return False

    def _set_week(self, text: str) -> None:
        self._settle()
        self.grid.week = week_start(text, self.grid.year, self.grid.today)
        if self.grid.week:
            self.grid.last = self.grid.week - dt.timedelta(days=2)
        if self.grid.week and self.grid.weekdays:
            self.grid.days = {column: self._in_week(number) for column, number in self.grid.weekdays.items()}

    def _in_week(self, weekday: int) -> dt.date:
        """Where weeks begin on Sundays, that Sunday comes before its Monday."""
        is_before = weekday == 6 and next(iter(self.grid.weekdays.values()), 0) == 6
        return self.grid.week + dt.timedelta(days=-1 if is_before else weekday)

    def _turn(self, marks: dict[int, _Mark], place: int) -> None:
        """Another axis: the days of the columns from here on."""
        self._settle()
        grid = self.grid
        if found := {column: mark.weekday for column, mark in marks.items() if mark.weekday is not None}:
            grid.weekdays = found
        if _only_names(marks):
            grid.days = dict.fromkeys(marks)
            if grid.week:
                grid.days = {column: self._in_week(number) for column, number in grid.weekdays.items()}
            return
        if grid.last is None and grid.month:
            self._begin([mark.day for mark in marks.values() if mark.day], place)
        grid.days = {}
        for column in sorted(marks):
            grid.days[column] = self._day(marks[column], grid.weekdays.get(column))
            for said in posts_in(marks[column].rest):
                self._add(column, said, self.numbers[place], "")

    def _begin(self, days: list[int], place: int) -> None:
        """The month of the first days: "30 31 1 2…" begins in the one before."""
        grid = self.grid
        year = grid.year or self._likely_year(days, place)
        grid.year = year
        is_before = days and days[0] > 7 and any(b < a for a, b in itertools.pairwise(days)) and days[-1] < 8
        month = dt.date(year, grid.month, 1)
        if is_before:
            month = (month - dt.timedelta(days=1)).replace(day=1)
        grid.last = month + dt.timedelta(days=days[0] - 2) if days else None

    def _likely_year(self, days: list[int], place: int) -> int:
        """Where the days of the week stand above their numbers, the year in which they agree."""
        grid = self.grid
        marks = self.axes[place]
        known = {
            column: mark.weekday if mark.weekday is not None else grid.weekdays.get(column)
            for column, mark in marks.items()
        }
        years = [grid.today.year, grid.today.year + 1, grid.today.year - 1, grid.today.year + 2]
        for year in years:
            pairs = [(mark.day, known[column]) for column, mark in marks.items() if mark.day and mark.day <= 28]
            agreeing = [
                dt.date(year, grid.month, day).weekday() == weekday for day, weekday in pairs if weekday is not None
            ]
            if agreeing and sum(agreeing) * 2 > len(agreeing):
                return year
        first = dt.date(grid.today.year, grid.month, 1)
        return grid.today.year + (first < grid.today - BACK - dt.timedelta(days=31))

    def _day(self, mark: _Mark, weekday: int | None) -> dt.date | str | None:
        grid = self.grid
        if mark.date:
            grid.last = mark.date
        elif mark.month:
            grid.last = self._of_month(mark, mark.weekday if mark.weekday is not None else weekday) or grid.last
        elif grid.last:
            day = grid.last + dt.timedelta(days=1)
            while day.day != mark.day and day < grid.last + dt.timedelta(days=62):
                day += dt.timedelta(days=1)
            if day.day != mark.day:
                return f"{mark.day}"
            grid.last = day
        else:
            return None
        return grid.last

    def _of_month(self, mark: _Mark, weekday: int | None) -> dt.date | None:
        grid = self.grid
        if grid.year and grid.last and mark.month < grid.last.month - 6:
            grid.year = grid.last.year + 1
        years = [grid.year] if grid.year else [grid.today.year, grid.today.year + 1, grid.today.year - 1]
        found = [day for year in years if (day := _real(year, mark.month, mark.day))]
        agreeing = [day for day in found if weekday is None or day.weekday() == weekday]
        near = [day for day in agreeing or found if grid.year or grid.today - BACK <= day <= grid.today + AHEAD]
        return next(iter(near or agreeing or found), None)

    def _column(self, column: int) -> int | None:
        """The column of the day that a cell belongs to."""
        before = [known for known in self.grid.days if known <= column]
        return max(before) if before and column - max(before) < self.stride else None

    def _by_day(self, row: list[Cell]) -> dict[int, Cell]:
        found: dict[int, Cell] = {}
        for column, cell in enumerate(row[self.first :], self.first):
            if not is_blank(cell) and (own := self._column(column)) is not None:
                found[own] = cell if own not in found else f"{clean_text(found[own])} {clean_text(cell)}"
        return found

    def _flush(self, record: dict[str, dict[int, Cell]], number: int) -> None:
        """A record per day, where the rows say what each holds."""
        for column in sorted({column for cells in record.values() for column in cells}):
            day = self.grid.days.get(column)
            self.records.append(
                (number, [_written(day), *(record.get(name, {}).get(column) for name in self.attributes)])
            )

    def _posts(self, row: list[Cell], number: int, label: str) -> None:
        for column, cell in enumerate(row[self.first :], self.first):
            if is_blank(cell):
                continue
            own = self._column(column)
            if own is None:
                self.outside.append(clean_text(cell))
                continue
            for said in posts_in(cell):
                self._add(own, said, number, label)

    def _add(self, column: int, said: Said, number: int, label: str) -> None:
        """A post; a network, an hour or a status alone belongs to the words below it, else to those above."""
        if not said.text and not (said.status and column not in self.latest):
            if said.status:
                self.latest[column][4] = self.latest[column][4] or said.status
                return
            waiting = self.waiting.setdefault(column, Said())
            waiting.time, waiting.network = said.time or waiting.time, said.network or waiting.network
            return
        before = self.waiting.pop(column, Said())
        network, time, name = said.network or before.network, said.time or before.time, label
        if label and (found := posts_in(label)) and not found[0].text and not found[0].status:
            network, time, name = network or found[0].network, time or found[0].time, ""
        elif is_week(label):
            name = ""
        if words.plain(said.text) in words.YES:  # a mark: the row says what
            said.text = label or network or said.text
        elif words.plain(said.text) in words.NO:
            return
        day = self.grid.days.get(column)
        if day is None and column in self.grid.weekdays:
            name = " ".join(filter(None, [name, self._weekday_name(column)]))
        cells = [_written(day), time, network, said.text or said.status, "", name]
        self.body.append((number, cells))
        self.latest[column] = cells

    def _weekday_name(self, column: int) -> str:
        places = [place for place, marks in self.axes.items() if column in marks and marks[column].weekday is not None]
        return clean_text(self.rows[places[0]][column]).strip() if places else ""

    def _settle(self) -> None:
        """At the end of a week, what still waits for words belongs to those above, or stands for itself."""
        for column, said in self.waiting.items():
            if cells := self.latest.get(column):
                cells[1], cells[2] = cells[1] or said.time, cells[2] or said.network
            elif said.network:
                day = self.grid.days.get(column)
                self.body.append((self.numbers[0], [_written(day), said.time, said.network, said.network, "", ""]))
        self.waiting, self.latest = {}, {}


def _listed(texts: list[str]) -> str:
    """The first few, each on one line and cut."""
    shown = ["“" + " ".join(text.split())[:60] + "”" for text in texts[:5]]
    return ", ".join(shown) + (f" (+ {len(texts) - 5})" if len(texts) > 5 else "")


def _real(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _written(day: dt.date | str | None) -> str:
    return day.isoformat() if isinstance(day, dt.date) else day or ""
