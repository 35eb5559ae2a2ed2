"""Sheets as people lay them out: cells shown as one, grids, headers of two rows, headings among the rows. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from calendar_app.sheets import grid, words
from calendar_app.sheets.beside import Beside
from calendar_app.sheets.groups import names_columns, without_headings
from imports.readers.kinds import filled, is_blank, is_typed
from imports.readers.shape import Merged, Rows, tables_of
from imports.tables import Cell, Note, Table
from imports.values import normalise_header


class Shared(str):
    """The text of a cell that several rows show as one."""

    __slots__ = ()


class Linked(str):
    """The text of a cell that leads to an ``address``."""

    address: str = ""


class Layout:
    """Makes tables of the rows of a sheet.

    ``today`` (ISO) is the day that dates without a year are near to; ``beside`` what the file says beside its cells.
    """

    def __init__(self, today: str, beside: dict[str, Beside] | None = None):
        self.today = dt.date.fromisoformat(today)
        self.beside = beside or {}

    def tables_of(
        self, rows: Rows, numbers: Sequence[int], *, file: str, sheet: str = "", merged: Sequence[Merged] = (), **about
    ) -> list[Table]:
        if _is_own(rows):
            return tables_of(rows, numbers, file=file, sheet=sheet, **about)
        notes = _add_beside(rows, self.beside.get(sheet), sheet)
        plain = [[f"{cell}\n{cell.address}" if isinstance(cell, Linked) else cell for cell in row] for row in rows]
        drawn = grid.table_of(plain, numbers, file=file, sheet=sheet, today=self.today, **about)
        if drawn is not None:
            drawn.notes += notes
            return [drawn]
        shared = _fill_merged(rows, merged)
        shown = {numbers[place] for place in shared if place < len(numbers)}
        rows, numbers = _one_header(rows, numbers)
        rows, numbers, headings = without_headings(rows, numbers, file=file, sheet=sheet, today=self.today)
        tables = tables_of(rows, numbers, file=file, sheet=sheet, **about)
        for table in tables:
            table.notes += [*notes, *headings]
            if count := len(shown.intersection(table.row_numbers)):
                table.notes.append(Note("merged_read", {"sheet": sheet or file, "rows": count}))
        return tables


def _is_own(rows: Rows) -> bool:
    """Whether this is a file of ours, which is read back as written."""
    return any("cmtool" in map(normalise_header, row) for row in rows[:5] if row)


def _add_beside(rows: Rows, beside: Beside | None, sheet: str) -> list[Note]:
    """Put addresses behind texts with these, and comments in a column of their own."""
    if beside is None:
        return []
    for (row, column), address in beside.links.items():
        cell = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        if isinstance(cell, str) and cell.strip() and address not in cell:
            rows[row][column] = Linked(cell)
            rows[row][column].address = address
    notes = [Note("hidden_read", {"sheet": sheet, "count": beside.hidden})] if beside.hidden else []
    header = next((place for place, row in enumerate(rows[:15]) if names_columns(row)), None)
    said = {place: text for place, text in beside.comments.items() if header is not None and place[0] > header}
    if not said:
        return notes
    width = max(map(len, rows))
    for row in rows:
        row.extend([""] * (width - len(row) + 1))
    rows[header][width] = "Comments"
    for (row, _column), text in sorted(said.items()):
        if row < len(rows):
            rows[row][width] = "\n".join(filter(None, [rows[row][width], text]))
    return [*notes, Note("comments_read", {"sheet": sheet, "count": len(said)})]


def _fill_merged(rows: Rows, merged: Sequence[Merged]) -> set[int]:
    """Each row of cells shown as one holds what they show; the rows that were told so."""
    told: set[int] = set()
    for (top, left), (bottom, _right) in merged:
        cell = rows[top][left] if top < len(rows) and left < len(rows[top]) else None
        if is_blank(cell):
            continue
        cell = Shared(cell) if isinstance(cell, str) and not isinstance(cell, Linked) else cell
        for row in rows[top : bottom + 1]:
            if left < len(row):
                row[left] = cell
        told.update(range(top + 1, bottom + 1))
    return told


def _one_header(rows: Rows, numbers: Sequence[int]) -> tuple[Rows, Sequence[int]]:
    """A header of two rows, networks above and what is said of each below, as one row: "Facebook – Texte"."""
    for place in range(min(15, len(rows) - 2)):
        upper, lower = rows[place], rows[place + 1]
        if not _are_header(upper, lower):
            continue
        names: list[Cell] = []
        above = ""
        for column in range(max(len(upper), len(lower))):
            up, low = (str(row[column] or "").strip() if column < len(row) else "" for row in (upper, lower))
            above = up or (above if low and _is_network(above) else "")
            names.append(
                above if not low or low == above else f"{above} – {low}" if above and _is_network(above) else low
            )
        return [*rows[:place], names, *rows[place + 2 :]], [*numbers[:place], *numbers[place + 1 :]]
    return rows, numbers


def _are_header(upper: list[Cell], lower: list[Cell]) -> bool:
    """Networks above two columns each or more, known names below them."""
    if filled(upper) < 2 or any(map(is_typed, upper)) or any(map(is_typed, lower)):
        return False
    networks = [column for column, cell in enumerate(upper) if not is_blank(cell) and _is_network(str(cell))]
    wide = [
        column
        for column in networks
        if all(c < len(lower) and not is_blank(lower[c]) for c in (column, column + 1))
        and (column + 1 >= len(upper) or is_blank(upper[column + 1]))
    ]
    roles = [words.role_of(str(cell)) for cell in lower if not is_blank(cell)]
    return bool(wide) and sum(bool(role) for role in roles) * 2 >= len(roles)


def _is_network(name: str) -> bool:
    return words.role_of(name).startswith("network:")
