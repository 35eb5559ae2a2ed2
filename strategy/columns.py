"""Columns of an unknown table, looked at before a person says what they are. Pure: no Django."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from imports.tables import Cell, Table
from imports.values import clean_text, is_date, is_missing, is_number, normalise_header, unique_header

SHOWN = 80  # characters of a value
SEEN = 500  # rows that are looked at
SAMPLE = 5  # rows that are shown


@dataclass(slots=True)
class Column:
    """One column; the counts are of its first rows."""

    index: int
    header: str
    role: str
    filled: int = 0
    dates: int = 0
    numbers: int = 0
    example: str = ""


@dataclass(slots=True)
class Guess:
    """What the columns of a table seem to be, to be put before a person."""

    signature: str
    columns: list[Column]
    sample: list[list[str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def signature(table: Table) -> str:
    """A stable name of a header: the same columns in the same order have the same one."""
    names = "\x1f".join(normalise_header(cell) for cell in table.header)
    return hashlib.sha256(names.encode()).hexdigest()[:16]


def guess(table: Table, role_of: Callable[[str], str]) -> Guess:
    """What each column seems to be by its name; no role is given twice, ``ignore`` excepted."""
    columns, taken = [], set()
    for index, name in enumerate(unique_header(table.header)):
        role = role_of(name)
        column = look_at(table, index, name)
        if role not in taken:
            column.role = role
            taken.add(role)
        columns.append(column)
    sample = [[shown(row, column.index) for column in columns] for row in table.rows[:SAMPLE]]
    return Guess(signature(table), columns, sample)


def look_at(table: Table, index: int, name: str) -> Column:
    cells = [cell for row in table.rows[:SEEN] if index < len(row) and not is_missing(cell := row[index])]
    dates, numbers = sum(map(is_date, cells)), sum(map(is_number, cells))
    return Column(index, name, "ignore", len(cells), dates, numbers, clean_text(cells[0])[:SHOWN] if cells else "")


def shown(row: list[Cell], index: int) -> str:
    return clean_text(row[index] if index < len(row) else None)[:SHOWN]
