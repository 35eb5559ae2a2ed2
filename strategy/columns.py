"""Columns of an unknown table, looked at before a person says what they are. Pure: no Django."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
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


def recognise(header: Sequence[object], own: Mapping[str, str], needed: Set[str]) -> dict[int, str] | None:
    """Index → role of our own export, however its columns were moved or left out; None for any other file.

    ``own``: role by header, as ``normalise_header`` spells it; an export without the roles ``needed`` is none.
    """
    roles = [own.get(normalise_header(cell)) for cell in header]
    if None in roles or len(set(roles)) < len(roles) or not needed <= set(roles):
        return None
    return dict(enumerate(roles))


def guess(
    table: Table, role_of: Callable[[str], str], by_values: Callable[[list[str]], Iterable[str]] = lambda cells: ()
) -> Guess:
    """What each column seems to be: by its name, else by its values (not empty); no role is given twice."""
    columns, taken = [], set()
    for index, name in enumerate(unique_header(table.header)):
        column = look_at(table, index, name)
        _give(column, [role_of(name)], taken)
        columns.append(column)
    for column in columns:
        if column.role == "ignore" and column.filled and role_of(column.header) == "ignore":
            cells = [cell for row in table.rows[:SEEN] if (cell := shown(row, column.index))]
            _give(column, by_values(cells), taken)
    sample = [[shown(row, column.index) for column in columns] for row in table.rows[:SAMPLE]]
    return Guess(signature(table), columns, sample)


def _give(column: Column, roles: Iterable[str], taken: set[str]) -> None:
    """The first of the roles that no other column has."""
    column.role = next((role for role in roles if role not in taken), "ignore")
    if column.role != "ignore":
        taken.add(column.role)


def roles_of(answer: Mapping[str, Any]) -> dict[int, str]:
    """Index → role of a mapping as a person said it."""
    return {int(index): role for index, role in answer["columns"].items() if role != "ignore"}


def look_at(table: Table, index: int, name: str) -> Column:
    cells = [cell for row in table.rows[:SEEN] if index < len(row) and not is_missing(cell := row[index])]
    dates, numbers = sum(map(is_date, cells)), sum(map(is_number, cells))
    return Column(index, name, "ignore", len(cells), dates, numbers, clean_text(cells[0])[:SHOWN] if cells else "")


def shown(row: list[Cell], index: int) -> str:
    return clean_text(row[index] if index < len(row) else None)[:SHOWN]
