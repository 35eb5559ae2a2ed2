"""Texts written by people: kept as they are, unless it is certain that a program spoilt them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

import ftfy

_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
#: A letter of the kind that UTF-8 read as an 8-bit page begins with, then another sign beyond ASCII.
_MOJIBAKE = re.compile(r"[ÂÃÄÅÆÇÈÉÊÎÏÐÑØÙâãðРСГВ][^\x00-\x7f]")


def clean_text(cell: object) -> str:
    """Return the text of one cell: nothing for an empty one, ``123`` for 123.0, mojibake repaired when certain."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _repaired(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def clean_texts(cells: Iterable[object]) -> list[str]:
    """Return the texts of a column.

    HTML entities are undone, once, only where every ``&`` of the column begins one and no ``<`` or ``>`` stands
    bare: then the exporter escaped the whole column, and nobody typed them.
    """
    texts = [clean_text(cell) for cell in cells]
    return [html.unescape(text) for text in texts] if _is_escaped(texts) else texts


def _is_escaped(texts: list[str]) -> bool:
    ampersands = entities = 0
    for text in texts:
        if "<" in text or ">" in text:
            return False
        if "&" in text:
            ampersands += text.count("&")
            entities += len(_ENTITY.findall(text))
    return 0 < ampersands == entities


def _repaired(text: str) -> str:
    """Undo UTF-8 that was read as an 8-bit page, where the way back leads to the same text again."""
    if not _MOJIBAKE.search(text):
        return text
    fixed, steps = ftfy.fix_encoding_and_explain(text)
    if not steps or any(action not in ("encode", "decode") for action, _ in steps):
        return text
    return fixed if _spoil(fixed, steps) == text else text


def _spoil(text: str, steps: list[tuple[str, str]]) -> str | None:
    """Take the steps of a repair backwards."""
    value: str | bytes = text
    try:
        for action, codec in reversed(steps):
            value = value.decode(codec) if action == "encode" else value.encode(codec)
    except UnicodeError:
        return None
    return value if isinstance(value, str) else None
