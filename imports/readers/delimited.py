"""From the characters of a delimited file to its tables."""

from __future__ import annotations

import csv
import gc
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from imports.readers.encoding import Source
from imports.readers.kinds import filled, kind
from imports.readers.limits import MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROWS
from imports.readers.shape import Rows, Shape, prose, tables_of
from imports.tables import Note, Table, Unreadable

_DELIMITERS = ",;\t|"
_CHUNK_ROWS = 65_536
_SEP_LINE = re.compile(r'"?sep=(?P<mark>[^\r\n])"?[^\S\t]*(?:\r\n|\r|\n|$)', re.I)
#: Two lines put after the last one: a quote left open swallows them into one cell.
_END = ["\x00end", "\x00end"]


@dataclass(frozen=True, slots=True)
class _Dialect:
    delimiter: str
    spaced: bool = False

    def read(self, lines: Iterable[str]):
        csv.field_size_limit(MAX_CELL_CHARS)
        # A delimiter that no text file holds makes a file of one column.
        return csv.reader(lines, delimiter=self.delimiter or "\x1f", skipinitialspace=self.spaced)


def read_delimited(source: Source, file: str, shape: Shape = tables_of) -> list[Table]:
    """Return the tables of a text, its separator declared by a ``sep=`` line or guessed.

    Raises ``Unreadable``: ``truncated`` (a quote is never closed), ``not_a_table``, ``too_large``.
    """
    declared = _SEP_LINE.match(source.sample)
    dialect = _Dialect(declared["mark"]) if declared else _sniff(source.sample, is_cut=source.is_longer)
    notes = list(source.notes)
    with _without_collector():
        rows, numbers = _rows(source, dialect, skipped=1 if declared else 0)
        if inner := _inner_dialect(rows):
            rows, numbers, dialect = *_unwrapped(rows, numbers, inner), inner
            notes.append(Note("unwrapped"))
        notes += _short_end(rows, source)
        about = {"file": file, "encoding": source.encoding, "delimiter": dialect.delimiter, "notes": notes}
        tables = shape(rows, numbers, **about)
    if not declared and tables and (prose(rows) or _is_loose(tables)):
        raise Unreadable("not_a_table", kind="text")
    return tables


def _is_loose(tables: list[Table]) -> bool:
    """Tell whether most rows have one cell only under several names: lines of text with a tab here and there."""
    sample = [row for table in tables if len(table.header) > 1 for row in table.rows[:50]]
    return sum(len(row) == 1 for row in sample) * 2 >= len(sample) >= 5


@contextmanager
def _without_collector() -> Iterator[None]:
    """Spare the cycle collector millions of lists that cannot form a cycle: it would take half of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _rows(source: Source, dialect: _Dialect, skipped: int) -> tuple[Rows, Sequence[int]]:
    """Return the records of a text and the line where each starts."""
    reader = dialect.read(itertools.chain(source.lines(skipped), _END))
    rows: Rows = []
    try:
        while chunk := list(itertools.islice(reader, _CHUNK_ROWS)):
            rows += chunk
            if len(rows) > MAX_ROWS + len(_END):
                raise Unreadable("too_large", what="rows", limit=MAX_ROWS)
            if max(map(len, chunk)) > MAX_COLUMNS:
                raise Unreadable("too_large", what="columns", limit=MAX_COLUMNS)
    except csv.Error:  # a cell beyond the limit: the quote that should end it is missing
        raise Unreadable("truncated", row=_starts(source, dialect, skipped, len(rows))[-1]) from None
    if rows[-2:] != [_END[:1], _END[1:]]:
        raise Unreadable("truncated", row=_starts(source, dialect, skipped, len(rows))[-1])
    del rows[-2:]
    if rows and rows[-1] == ["\x1a"]:  # how DOS ended a text
        rows[-1] = []
    if reader.line_num == len(rows) + len(_END):
        return rows, range(skipped + 1, skipped + 1 + len(rows))
    return rows, _starts(source, dialect, skipped, len(rows))


def _starts(source: Source, dialect: _Dialect, skipped: int, count: int) -> list[int]:
    """Return the line where each of the first records starts."""
    reader = dialect.read(source.lines(skipped))
    starts = [skipped + 1]
    with suppress(csv.Error):
        for _ in itertools.islice(reader, max(count - 1, 0)):
            starts.append(reader.line_num + skipped + 1)
    return starts


def _short_end(rows: Rows, source: Source) -> list[Note]:
    """Say so where the last line stops early, without a line end: the file may have been cut there."""
    is_ended = any(mark in source.data[-4:] for mark in (b"\n", b"\r"))
    if is_ended or len(rows) < 3 or not 0 < len(rows[-1]) < len(rows[-2]) == len(rows[-3]):
        return []
    return [Note("cut_short", {"cells": len(rows[-1]), "expected": len(rows[-2])})]


# -- the separator


def _sniff(sample: str, *, is_cut: bool) -> _Dialect:
    """Return the separator that cuts a sample into the most even rows of the most sensible cells.

    The measure is that of G. J. J. van den Burg et al., "Wrangling messy CSV files by detecting row and type
    patterns" (2019): evenness of the row lengths × share of cells of a known type.
    """
    best, best_score = _Dialect(""), 0.0
    for delimiter in _DELIMITERS:
        if delimiter not in sample:
            continue
        spaced = re.search(f'{re.escape(delimiter)} +"', sample) is not None
        for dialect in (_Dialect(delimiter), _Dialect(delimiter, spaced=True))[: 1 + spaced]:
            score = _score(_sampled(sample, dialect, is_cut))
            if score > best_score:
                best, best_score = dialect, score
    return best


def _sampled(sample: str, dialect: _Dialect, is_cut: bool) -> Rows:
    try:
        rows = list(dialect.read(io.StringIO(sample, newline="")))
    except csv.Error:
        return []
    return rows[:-1] if is_cut else rows


def _score(rows: Rows) -> float:
    wide = [row for row in rows if len(row) > 1]
    if not wide:
        return 0.0
    lengths = Counter(map(len, wide))
    evenness = sum(count * (length - 1) / length for length, count in lengths.items()) / len(lengths)
    cells = [cell for row in wide[:200] for cell in row[:60]]
    return evenness * sum(map(_is_sensible, cells)) / len(cells)


def _is_sensible(cell: str) -> bool:
    """Tell whether a cell is nothing, a number, a date or words, and no piece of something cut in the wrong place."""
    if kind(cell) != "text":
        return True
    is_whole = cell.count('"') % 2 == 0 and not cell.startswith((";", ",", "|")) and "\t" not in cell
    return is_whole and any(c.isalpha() for c in cell)


# -- records wrapped in one cell


def _inner_dialect(rows: Rows) -> _Dialect | None:
    """Return the separator within the cells, where each record as a whole was quoted as one cell."""
    sample = [row for row in rows[:100] if row and row[0]]
    if len(sample) < 2 or not all(filled(row) == 1 for row in sample):
        return None
    dialect = _sniff("\n".join(row[0] for row in sample), is_cut=False)
    widths = {len(record) for row in sample for record in dialect.read([row[0].replace("\n", " ").replace("\r", " ")])}
    return dialect if dialect.delimiter and max(widths) > 1 and len(widths) <= 3 else None


def _unwrapped(rows: Rows, numbers: Sequence[int], dialect: _Dialect) -> tuple[Rows, Sequence[int]]:
    records: Rows = []
    places: list[int] = []
    for row, number in zip(rows, numbers, strict=True):
        inner = list(dialect.read(io.StringIO(row[0] if row else "", newline=""))) or [[]]
        records += inner
        places += [number] * len(inner)
    return records, places
