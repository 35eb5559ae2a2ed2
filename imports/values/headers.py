"""Names of columns: one spelling to look them up by, and distinct names for columns that repeat."""

from __future__ import annotations

import unicodedata

_APOSTROPHES = dict.fromkeys(map(ord, "’‘‛ʼ´`′＇"), "'")
_QUOTES = dict.fromkeys(map(ord, "“”„«»″"), '"')
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"))
_UNIFIED = _APOSTROPHES | _QUOTES | _HYPHENS | _INVISIBLE


def normalise_header(text: object) -> str:
    """Return the spelling under which a column is looked up.

    No case, no accent, one kind of apostrophe, quote, hyphen and space, no punctuation at the end:
    ``"Durée\\xa0(s) :"`` and ``"duree (s)"`` are the same column.
    """
    plain = str("" if text is None else text).translate(_UNIFIED).casefold()
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    plain = " ".join(plain.split()).strip('"')
    return plain.rstrip(" :;,.*")


def column_letters(index: int) -> str:
    """Return the spreadsheet's own name of a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def unique_header(header: list[str]) -> list[str]:
    """Return names that differ, in order: the second ``Views`` is ``Views (2)``, an unnamed column its letter."""
    taken = {name for name in header if name}
    seen: set[str] = set()
    names = []
    for index, name in enumerate(header):
        name = name or column_letters(index)
        candidate, rank = name, 2
        while candidate in seen or (candidate != header[index] and candidate in taken):
            candidate, rank = f"{name} ({rank})", rank + 1
        seen.add(candidate)
        names.append(candidate)
    return names
