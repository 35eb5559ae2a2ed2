"""From the rows of a sheet or of a text file to its tables.

People and networks put things around a table: a title, comments, a sentence, key and value pairs, a row that
describes each column, several tables one below the other or side by side. What is found above a header is kept as
``title`` and ``preamble``; whatever is skipped below it is said in a note.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from imports.readers.kinds import column_kinds, filled, is_blank, is_header_like, is_rule, is_typed, kind
from imports.readers.limits import MAX_COLUMNS
from imports.tables import Cell, Note, Table, Unreadable
from imports.values.headers import column_letters

Rows = list[list[Cell]]
Merged = tuple[tuple[int, int], tuple[int, int]]  # first and last (row, column) of cells shown as one, from 0

_SAMPLE_ROWS = 40
#: Above this, rows that all have the same number of cells are taken for one table: nothing hides in the middle.
_SEARCHED_ROWS = 20_000
_COMMENT = re.compile(r"#(?:$|[\s\-=#*].*)", re.S)


@dataclass(slots=True)
class _Section:
    """Where one table lies: its header (``None`` where it has none) and the stretches of its rows."""

    header: int | None
    title: str = ""
    preamble: list[str] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)


#: Makes tables of the rows of a sheet or of a text file, as ``tables_of`` does.
Shape = Callable[..., list[Table]]


def tables_of(
    rows: Rows, numbers: Sequence[int], *, file: str, sheet: str = "", merged: Sequence[Merged] = (), **about
) -> list[Table]:
    """Return the tables found in rows; ``numbers`` says where each row starts in the file.

    ``merged`` are the cells that a spreadsheet shows as one; nothing is made of them here.

    A table whose header has no rows below it is returned all the same, empty.
    """
    sections, left = _sections(rows)
    tables = []
    for section in sections:
        table = _table(section, rows, numbers, file=file, sheet=sheet, **about)
        tables.extend(_side_by_side(table))
    if tables and left:
        tables[-1].notes.append(Note("lines_skipped", {"lines": left}))
    return tables


def prose(rows: Rows) -> bool:
    """Tell whether rows are sentences rather than records: no figure anywhere, and no common width."""
    shown = [row for row in rows[:200] if filled(row)]
    if any(is_typed(cell) for row in shown[:100] for cell in row):
        return False
    widths = [len(row) for row in shown]
    modal = max(set(widths), key=widths.count)
    if modal > 1:
        return len(shown) > 2 and widths.count(modal) < 0.6 * len(widths)
    words = sorted(len(str(row[0]).split()) for row in shown)
    return words[len(words) // 2] > 3


# -- sections


def _sections(rows: Rows) -> tuple[list[_Section], list[str]]:
    """Return where the tables are, and the lines that stand below the last."""
    sections: list[_Section] = []
    pending: list[str] = []
    blocks = list(_blocks(rows))
    is_single_column = all(filled(row) <= 1 for start, stop in blocks for row in rows[start : start + _SAMPLE_ROWS])
    for start, stop in blocks:
        lines, header = _head(rows, start, stop, is_single_column)
        pending += lines
        if header is None:
            continue
        if not lines and sections and _continues(sections[-1], rows, header):
            sections[-1].spans.append((header, stop))
            continue
        section = _Section(header, title=_title(pending), preamble=pending)
        if _is_headerless(rows, header, stop):
            section.header, section.spans = None, [(header, stop)]
        elif header + 1 < stop:
            section.spans = [(header + 1, stop)]
        sections.append(section)
        pending = []
    return sections, pending


def _blocks(rows: Rows) -> Iterator[tuple[int, int]]:
    """Cut rows at the blank ones, then at the titles and headers that stand in the middle of a block."""
    start = 0
    blanks = [i for i in _perhaps_blank(rows) if not filled(rows[i])]
    for end in [*blanks, len(rows)]:
        if end > start:
            cuts = _inner_cuts(rows, start, end)
            yield from zip([start, *cuts], [*cuts, end], strict=True)
        start = end + 1


def _perhaps_blank(rows: Rows) -> Sequence[int]:
    """Return the rows that show nothing in their first cell: of a million, the only ones to look at closely."""
    try:
        return [i for i, row in enumerate(rows) if not row or not row[0] or row[0] < "!"]
    except TypeError:  # the cells of a spreadsheet have types
        return range(len(rows))


def _inner_cuts(rows: Rows, start: int, stop: int) -> list[int]:
    """Return where another table begins without a blank row before it."""
    is_even = len(set(map(len, rows[start:stop]))) == 1
    if stop - start < 4 or (is_even and stop - start > _SEARCHED_ROWS):
        return []
    cuts: list[int] = []
    last = start
    for index in range(start + 2, stop - 1):
        row = rows[index]
        is_title = bool(row[0]) and not any(row[1:])
        if not is_title and len(row) == len(rows[index - 1]):
            continue
        if is_title and (is_rule(row) or filled(row) == 1):
            header = index + 1
            while header < stop - 1 and is_rule(rows[header]):
                header += 1
        else:
            header = index
        if index > last + 1 and _starts_table(rows, last, index, header, stop):
            while index > last + 2 and filled(rows[index - 1]) == 1 and not is_typed(rows[index - 1][0]):
                index -= 1
            cuts.append(index)
            last = header
    return cuts


def _starts_table(rows: Rows, above: int, index: int, header: int, stop: int) -> bool:
    """Tell whether a row names columns: figures below it, and its names where figures stood above it."""
    names = rows[header]
    if not is_header_like(names) or header + 1 >= stop or not any(map(is_typed, rows[header + 1])):
        return False
    if header == index and len(rows[header + 1]) != len(names):
        return False
    return _clashes(rows[max(above + 1, index - _SAMPLE_ROWS) : index], names)


def _clashes(sample: Rows, row: list[Cell]) -> bool:
    """Tell whether a row has words in a column of numbers or dates."""
    kinds = column_kinds(sample, len(row))
    return any(name in ("number", "date") and kind(cell) == "text" for name, cell in zip(kinds, row, strict=True))


def _head(rows: Rows, start: int, stop: int, is_single_column: bool) -> tuple[list[str], int | None]:
    """Return the lines above the header of a block, and the index of the header (``None``: nothing but lines)."""
    sample = rows[start : min(stop, start + _SAMPLE_ROWS)]
    widths = [filled(row) for row in sample]
    lines: list[str] = []
    for index in range(start, stop):
        row = rows[index]
        first = next((cell for cell in row if not is_blank(cell)), "")
        if is_rule(row):
            continue
        if _is_comment(first, row):
            if _is_commented_header(rows, index, stop):
                return lines, index
        elif not (
            (filled(row) == 1 and not is_single_column)
            or _is_key_and_value(row)
            or (filled(row) == 2 and index + 1 < stop and _is_key_and_value(rows[index + 1]))
            or (index + 2 < stop and _is_above_header(row, rows[index + 1], rows[index + 2], max(widths)))
        ):
            return lines, index
        lines.append(_line(row))
    return lines, None


def _is_comment(first: Cell, row: list[Cell]) -> bool:
    """Tell whether a row starts with ``#``; a ``#`` alone beside other names is the name of a column of ranks."""
    if not isinstance(first, str) or not _COMMENT.fullmatch(first.strip()):
        return False
    return first.strip() != "#" or filled(row) == 1


def _is_key_and_value(row: list[Cell]) -> bool:
    shown = [cell for cell in row if not is_blank(cell)]
    return len(shown) == 2 and isinstance(shown[0], str) and shown[0].rstrip().endswith(":")


def _is_commented_header(rows: Rows, index: int, stop: int) -> bool:
    """Tell whether ``# Date,Views`` names the columns of the figures right below it."""
    row = rows[index]
    if filled(row) < 2 or index + 1 >= stop:
        return False
    below = rows[index + 1]
    return len(below) == len(row) and any(map(is_typed, below)) and not any(map(is_typed, row))


def _is_above_header(row: list[Cell], below: list[Cell], third: list[Cell], width: int) -> bool:
    """Tell whether a row of a few cells stands above a fuller one that names the columns."""
    return (
        filled(row) * 2 <= filled(below)
        and filled(below) * 2 > width
        and is_header_like(below)
        and any(map(is_typed, third))
    )


def _continues(section: _Section, rows: Rows, index: int) -> bool:
    """Tell whether the row after a blank one belongs to the table above it."""
    row = rows[index]
    header = rows[section.header] if section.header is not None else rows[section.spans[0][0]]
    if row == header or abs(len(row) - len(header)) > max(1, len(header) // 2):
        return False
    if not is_header_like(row):
        return True
    sample = [rows[i] for start, stop in section.spans for i in range(start, min(stop, start + _SAMPLE_ROWS))]
    kinds = column_kinds(sample, len(header))
    return len(row) == len(header) and bool(sample) and not _clashes(sample, row) and len(set(kinds)) > 1


def _is_headerless(rows: Rows, index: int, stop: int) -> bool:
    """Tell whether a table starts with a record: its first row has the kinds of those below it."""
    row = rows[index]
    if not is_typed(row[0]) if row else True:
        return False
    below = rows[index + 1 : min(stop, index + _SAMPLE_ROWS)]
    if not below:
        return all(is_typed(cell) for cell in row if not is_blank(cell)) or kind(row[0]) == "date"
    kinds = column_kinds(below, len(row))
    pairs = [(kind(cell), name) for cell, name in zip(row, kinds, strict=True) if not is_blank(cell)]
    return all(own == name or "empty" in (own, name) or own == "text" for own, name in pairs)


def _title(lines: list[str]) -> str:
    named = [line for line in lines if not line.startswith("#") and " ; " not in line]
    return named[-1] if named else ""


def _line(row: list[Cell]) -> str:
    return " ; ".join(str(cell).strip() for cell in row if not is_blank(cell))


# -- one table


def _table(section: _Section, rows: Rows, numbers: Sequence[int], *, notes: Sequence[Note] = (), **about) -> Table:
    body, places = _body(section, rows, numbers)
    described = None
    notes = list(notes)
    preamble = list(section.preamble)
    if section.header is None:
        header = [column_letters(index) for index in range(max(map(len, body[:_SAMPLE_ROWS])))]
        notes.append(Note("no_header"))
    else:
        header = _trimmed([_name(cell) for cell in rows[section.header]], body)
        if body and _describes(body[0], body[1 : 1 + _SAMPLE_ROWS]):
            preamble.append(_line(body[0]))
            described = (places[0], body[0])
            body, places = body[1:], places[1:]
            notes.append(Note("descriptions_skipped"))
    if len(header) > MAX_COLUMNS:
        raise Unreadable("too_large", what="columns", limit=MAX_COLUMNS)
    title = section.title
    return Table(
        title=title,
        header=header,
        rows=body,
        row_numbers=places,
        preamble=preamble,
        notes=notes,
        described=described,
        **about,
    )


def _body(section: _Section, rows: Rows, numbers: Sequence[int]) -> tuple[Rows, Sequence[int]]:
    if len(section.spans) == 1:
        start, stop = section.spans[0]
        return rows[start:stop], numbers[start:stop]
    body = [row for start, stop in section.spans for row in rows[start:stop]]
    return body, [number for start, stop in section.spans for number in numbers[start:stop]]


def _name(cell: Cell) -> str:
    """Return the name of a column on one line, without the signs that do not show."""
    return "" if cell is None else " ".join(str(cell).replace("\ufeff", "").replace("\u200b", "").split())


def _trimmed(header: list[str], body: Rows) -> list[str]:
    """Drop nameless columns at the end that hold nothing; where the first name is a comment, its ``#`` too."""
    width = len(header)
    while (
        width and not header[width - 1] and not any(len(row) >= width and not is_blank(row[width - 1]) for row in body)
    ):
        width -= 1
    header = header[:width]
    if header and header[0].startswith("#") and len(header[0]) > 1:
        header[0] = header[0].lstrip("# ")
    return header


def _describes(row: list[Cell], below: Rows) -> bool:
    """Tell whether the row under a header explains its columns: sentences where figures come below."""
    if any(map(is_typed, row)):
        return False
    kinds = column_kinds(below, len(row))
    facing = [cell for cell, name in zip(row, kinds, strict=True) if name in ("number", "date") or not below]
    sentences = [cell for cell in facing if isinstance(cell, str) and len(cell.split()) >= 4]
    return len(sentences) >= (1 if below else 2) and len(sentences) * 2 >= sum(not is_blank(cell) for cell in facing)


def _side_by_side(table: Table) -> list[Table]:
    """Cut a table at its empty columns where the names on both sides are partly the same: these are two tables."""
    gaps = [i for i, name in enumerate(table.header) if not name and all(is_blank(cell) for cell in table.column(i))]
    edges = [-1, *gaps, len(table.header)]
    parts = [(a + 1, b) for a, b in itertools.pairwise(edges) if b - a > 1]
    if len(parts) < 2 or len(set(table.header[slice(*parts[0])]) & set(table.header[slice(*parts[1])])) == 0:
        return [table]
    return [_part(table, start, stop) for start, stop in parts]


def _part(table: Table, start: int, stop: int) -> Table:
    kept = [i for i, row in enumerate(table.rows) if filled(row[start:stop])]
    return Table(
        file=table.file,
        sheet=table.sheet,
        title=table.title,
        header=table.header[start:stop],
        rows=[table.rows[i][start:stop] for i in kept],
        row_numbers=[table.row_numbers[i] for i in kept],
        preamble=table.preamble,
        encoding=table.encoding,
        delimiter=table.delimiter,
        notes=list(table.notes),
    )
