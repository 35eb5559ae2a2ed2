"""What a cell or a row looks like, to tell headers from figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imports.tables import Cell
from imports.values import is_date, is_missing, is_number

_RULE = re.compile(r"[-=_*#~+.·—–━═\s]{3,}")


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell shows nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip("\ufeff \t\r\n\xa0\u200b"))


def filled(row: Sequence[Cell]) -> int:
    """Return how many cells of a row show something."""
    return sum(not is_blank(cell) for cell in row)


def kind(cell: Cell) -> str:
    """Return ``empty``, ``number``, ``date`` or ``text``; a mark of a missing value is ``empty``."""
    if is_blank(cell):
        return "empty"
    if isinstance(cell, str):
        text = cell.strip()
        if len(text) > 48:
            return "text"
        if is_missing(text):
            return "empty"
        if not any(c.isdigit() for c in text):
            return "text"
        return "number" if is_number(text) else "date" if is_date(text) else "text"
    return "date" if is_date(cell) else "number"


def is_typed(cell: Cell) -> bool:
    """Tell whether a cell holds a number or a date."""
    return kind(cell) in ("number", "date")


def is_rule(row: Sequence[Cell]) -> bool:
    """Tell whether a row only draws a line: ``=====``."""
    shown = [cell for cell in row if not is_blank(cell)]
    return len(shown) == 1 and isinstance(shown[0], str) and _RULE.fullmatch(shown[0]) is not None


def is_header_like(row: Sequence[Cell]) -> bool:
    """Tell whether a row could name columns: at least two names, and no figure, date or essay among them."""
    shown = [cell for cell in row if not is_blank(cell)]
    return (
        len(shown) >= 2
        and all(isinstance(cell, str) and len(cell) <= 200 and kind(cell) == "text" for cell in shown)
        and len(set(shown)) * 2 > len(shown)
    )


def column_kinds(rows: Sequence[Sequence[Cell]], width: int) -> list[str]:
    """Return the kind of most cells of each column of a sample, ``empty`` where it shows nothing."""
    kinds = []
    for index in range(width):
        found = [kind(row[index]) for row in rows if index < len(row)]
        found = [name for name in found if name != "empty"]
        kinds.append(max(set(found), key=found.count) if found else "empty")
    return kinds
