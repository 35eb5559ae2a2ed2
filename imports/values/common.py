"""What numbers and dates share: the marks of a missing value, and the error of one that cannot be read."""

from __future__ import annotations

import re

MISSING = None

#: What the networks write where there is no figure, once folded and freed of spaces around.
MISSING_WORDS = frozenset(
    {"", "nan", "n/a", "na", "#n/a", "#n/d", "n.d.", "n/d", "undefined", "null", "none", "nil", "(not set)", "#value!"}
    | {"#div/0!", "#ref!", "#name?", "#null!", "#num!"}
)
_DASHES = re.compile(r"[-‐‑‒–—―−.…]*")


class BadValue(ValueError):
    """A cell that is neither a value of the kind expected nor a mark of a missing one.

    ``code`` is one of ``not_a_number``, ``ambiguous_number``, ``not_a_date``, ``ambiguous_date``,
    ``year_missing``, ``not_a_duration``.
    """

    def __init__(self, code: str, value: object):
        super().__init__(f"{code}: {value!r}")
        self.code = code
        self.value = value


def is_missing(cell: object) -> bool:
    """Tell whether a cell says "no value": nothing, dashes, ``NAN``, ``N/A``, ``undefined``…"""
    if cell is None:
        return True
    if not isinstance(cell, str):
        return cell != cell  # NaN
    word = cell.strip().casefold()
    return word in MISSING_WORDS or _DASHES.fullmatch(word) is not None
