"""What a file holds once read: tables of cells, and the words for what is wrong with it. Pure: no Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None


class Unreadable(Exception):
    """A file (or an archive) that cannot be read at all.

    ``code`` names the reason, ``params`` what the sentence needs; ``imports.sentences`` turns both into the
    sentence shown, in the reader's language: what is wrong, and what to do.
    """

    def __init__(self, code: str, **params: Any):
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Note:
    """Something the user should know about a file that was read all the same (a code page guessed, a total skipped)."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One record that was not taken, and why. ``row`` is the 1-based row of the sheet (line of the text file)."""

    sheet: str
    row: int
    column: str
    value: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Table:
    """One table of one file: a header and its rows.

    ``rows`` are lists of cells, as long as the header at most is not promised (ragged rows are kept as read);
    ``row_numbers[i]`` is where ``rows[i]`` starts in the file (1-based), for messages. ``title`` is the line that
    names the section (Meta daily files), ``preamble`` every line skipped above the header. ``described`` is the row
    under the header, with its place, that seemed to explain the columns and is not among ``rows``.
    """

    file: str
    sheet: str
    title: str
    header: list[str]
    rows: list[list[Cell]]
    row_numbers: Sequence[int]
    preamble: list[str] = field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""
    notes: list[Note] = field(default_factory=list)
    described: tuple[int, list[Cell]] | None = None

    def column(self, index: int) -> list[Cell]:
        """The cells of one column, ``None`` where a row is too short."""
        return [row[index] if index < len(row) else None for row in self.rows]

    def whole(self) -> Table:
        """The table of a file of our own: nothing explains its columns, so every row is one."""
        if self.described is None:
            return self
        place, row = self.described
        notes = [note for note in self.notes if note.code != "descriptions_skipped"]
        return replace(
            self, rows=[row, *self.rows], row_numbers=[place, *self.row_numbers], notes=notes, described=None
        )
