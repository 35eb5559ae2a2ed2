"""What stands once for several rows: a day or a network on the first of them or on a line above them, a week. Pure."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from calendar_app.sheets import grid, words
from calendar_app.sheets.weeks import is_week, month_of, week_around, week_start
from calendar_app.sheets.when import stated, weekday_numbers
from imports.readers.kinds import filled, is_blank
from imports.readers.shape import Rows
from imports.tables import Cell, Note, Table
from imports.values import is_missing, normalise_header
from imports.values.months import fold

_AROUND = {"date", "weekday", "week", "network", "time", "status"}
_FRENCH = re.compile(r"\b(?:texte|statut|heure|jour|sujet|titre|legende|visuel|contenu|reseau|lien|semaine|canal)\b")


def settled(table: Table, today: dt.date) -> Table:
    """The table with each row saying its own day and network, where lines above or rows before say them for several."""
    if not table.rows or any(note.code in {"no_header", "grid_read"} for note in table.notes):
        return table
    reader = _Groups(table, today)
    reader.take_headings()
    reader.fill_down()
    reader.date_weeks()
    return reader.table


def without_headings(
    rows: Rows, numbers: Sequence[int], *, file: str, sheet: str, today: dt.date
) -> tuple[Rows, Sequence[int], list[Note]]:
    """The rows of a sheet with those below each heading saying what it says, before tables are looked for in them.

    A heading in the middle of rows would be taken for the title of another table.
    """
    place = next((place for place, row in enumerate(rows[:15]) if names_columns(row)), None)
    if place is None or len(rows) > grid.MOST_ROWS:
        return rows, numbers, []
    header = ["" if is_blank(cell) else str(cell) for cell in rows[place]]
    above = [" ".join(str(cell) for cell in row if not is_blank(cell)) for row in rows[:place] if filled(row)]
    reader = _Groups(Table(file, sheet, "", header, rows[place + 1 :], numbers[place + 1 :], above), today)
    reader.take_headings()
    if not reader.table.notes:
        return rows, numbers, []
    table = reader.table
    return [*rows[:place], table.header, *table.rows], [*numbers[: place + 1], *table.row_numbers], table.notes


def names_columns(row: list[Cell]) -> bool:
    """Whether a row is the header of a calendar: most of its names are known, as several things."""
    roles = [words.role_of(str(cell)) for cell in row if not is_blank(cell)]
    return len(roles) >= 2 and sum(bool(role) for role in roles) * 2 >= len(roles) and len(set(roles)) > 1


class _Groups:
    def __init__(self, table: Table, today: dt.date):
        rows = [[*row, *([None] * (len(table.header) - len(row)))] for row in table.rows]
        self.table = replace(table, header=list(table.header), rows=rows, notes=list(table.notes))
        self.today = today
        self.roles = {index: words.role_of(name) for index, name in enumerate(table.header)}
        self.roles |= {i: "week" for i, name in enumerate(table.header) if normalise_header(name) in words.WEEKS}
        self.said = [text for text in (table.sheet, table.title, *reversed(table.preamble), table.file) if text]

    def _index(self, role: str) -> int | None:
        return next((index for index, own in self.roles.items() if own == role), None)

    def _added(self, role: str) -> int:
        """The column of a role, made where there is none."""
        if (index := self._index(role)) is not None:
            return index
        is_french = any(_FRENCH.search(normalise_header(name)) for name in self.table.header)
        name = {"date": "Date", "network": "Réseau" if is_french else "Network"}[role]
        self.table.header.append(name)
        for row in self.table.rows:
            row.insert(len(self.table.header) - 1, None)
        self.roles[len(self.table.header) - 1] = role
        return len(self.table.header) - 1

    # -- lines above rows

    def take_headings(self) -> None:
        if len(self.table.header) < 2 or all(filled(row) < 2 for row in self.table.rows):
            return
        headings = {place: found for place in range(len(self.table.rows)) if (found := self._heading(place))}
        if not headings:
            return
        current: dict[str, Cell | tuple] = {}
        for place, row in enumerate(self.table.rows):
            if place in headings:
                kind, value = headings[place]
                current[kind] = value
                if kind == "month":
                    current.pop("date", None)
                continue
            for role in ("date", "network"):
                if role in current:
                    index = self._added(role)
                    row[index] = current[role] if is_blank(row[index]) else row[index]
            if "month" in current and (index := self._day_column()) is not None:
                row[index] = self._of_month(row[index], *current["month"])
        kept = [place for place in range(len(self.table.rows)) if place not in headings]
        self.table.row_numbers = [self.table.row_numbers[place] for place in kept]
        self.table.rows = [self.table.rows[place] for place in kept]
        self.table.notes.append(Note("headings_read", {"rows": len(headings)}))

    def _heading(self, place: int) -> tuple[str, Cell | tuple] | None:
        """What a line says for the rows below it; it is the only thing in its row."""
        row = self.table.rows[place]
        shown = {str(cell).strip(): index for index, cell in reversed(list(enumerate(row))) if not is_blank(cell)}
        if len(shown) != 1:
            return None
        index = next(iter(shown.values()))
        cell, role = row[index], self.roles.get(index, "")
        below = self.table.rows[place + 1] if place + 1 < len(self.table.rows) else []
        if not filled(below) or (role in {"title", "text"} and index > 0):
            return None
        text = str(cell).strip()
        if isinstance(cell, str) and is_week(text):
            return "week", text
        if isinstance(cell, str) and role != "network" and words.only_networks(text):
            return "network", text
        if isinstance(cell, str) and (month := month_of(text))[0]:
            return "month", month
        mark = grid.mark_of(cell)
        day = self._index("date")
        if mark and (mark.date or (mark.day and mark.month)) and not mark.rest and role not in {"title", "text"}:
            return ("date", cell) if day is None or (index != day and is_blank(below[day])) else None
        return None

    def _day_column(self) -> int | None:
        index = self._index("date")
        return self._index("weekday") if index is None else index

    def _of_month(self, cell: Cell, month: int, year: int | None) -> Cell:
        """A day of the month that a line above names."""
        mark = grid.mark_of(cell)
        if not mark or mark.date or mark.rest or not mark.day or (mark.month and mark.month != month):
            return cell
        year = year or stated(self.said)[1]
        if not year:
            return cell if mark.month else f"{mark.day}/{month}"
        return f"{year}-{month:02}-{mark.day:02}"

    # -- on the first row only

    def fill_down(self) -> None:
        for role, share in (("week", 0.0), ("weekday", 0.0), ("date", 0.25), ("network", 0.4)):
            index = self._index(role)
            if index is not None and not any(note.code == "merged_read" for note in self.table.notes):
                self._fill(index, role, share)

    def _fill(self, index: int, role: str, share: float) -> None:
        rows = self.table.rows
        used = [place for place, row in enumerate(rows) if not is_missing(row[index]) or self._has_words(row)]
        said = [place for place in used if not is_missing(rows[place][index])]
        if len(said) < 2 or said[0] != used[0]:
            return
        inner = [place for place in used if place < said[-1]]
        blank = [place for place in inner if is_missing(rows[place][index])]
        time = self._index("time")
        timed = time is not None and blank and all(not is_missing(rows[place][time]) for place in blank)
        if not blank or (role in {"date", "network"} and 1 == len(blank) < 0.5 * len(inner) and not timed):
            return
        if len(blank) < share * len(inner) and not (role == "date" and timed):
            return
        longest = max(after - before - 1 for before, after in itertools.pairwise(said))
        count = 0
        for before, place in itertools.pairwise(used):
            if not is_missing(rows[place][index]):
                continue
            is_beyond = place > said[-1] and (
                place - said[-1] > longest or self.table.row_numbers[place] - self.table.row_numbers[before] > 1
            )
            if is_beyond:
                break
            rows[place][index] = rows[before][index]
            count += role not in {"week", "weekday"}
        if count:
            self.table.notes.append(Note("filled_down", {"column": self.table.header[index], "rows": count}))

    def _has_words(self, row: list[Cell]) -> bool:
        """Whether a row says more than when, where and how far."""
        return any(not is_missing(cell) for index, cell in enumerate(row) if self.roles.get(index) not in _AROUND)

    # -- weeks

    def date_weeks(self) -> None:
        """A day out of a week and a day of the week, where no column says the date."""
        week, weekday, date = self._index("week"), self._index("weekday"), self._index("date")
        rows = self.table.rows
        if weekday is None or (date is not None and any(not is_missing(row[date]) for row in rows)):
            return
        year = stated(self.said)[1]
        around = week_around(self.said, year, self.today)
        days = [self._in_week(around if week is None else row[week], row[weekday], year) for row in rows]
        if not any(days):
            return
        index = self._added("date")
        for row, day in zip(rows, days, strict=True):
            row[index] = day
        self.table.notes.append(Note("dated_by_week", {"rows": sum(day is not None for day in days)}))

    def _in_week(self, week: Cell, weekday: Cell, year: int | None) -> dt.date | None:
        number = weekday_numbers().get(fold(str(weekday).strip())) if isinstance(weekday, str) else None
        start = None if is_missing(week) or number is None else week_start(week, year, self.today)
        return start + dt.timedelta(days=number) if start else None
