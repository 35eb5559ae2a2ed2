"""Names of months and of weekdays, as the exports of the networks write them in the languages we meet."""

from __future__ import annotations

import unicodedata
from functools import cache

from babel import Locale

#: English first: where two languages disagree on a word, the first listed wins.
LANGUAGES = ("en", "fr", "de", "es", "pt", "it", "nl", "sv", "da", "nb", "pl", "bg", "ru", "uk", "ro",
             "tr", "cs", "fi", "hu", "el", "ar")  # fmt: skip
#: What exports write and CLDR does not know.
_EXTRA = {"sept": 9, "sept.": 9, "mrz": 3, "marz": 3, "maerz": 3, "agt": 8, "setiembre": 9, "fev": 2, "aout": 8}


def fold(word: str) -> str:
    """Return a word without case, accents and final dot."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).strip(".")


@cache
def month_numbers() -> dict[str, int]:
    """Return the number of each month name, whole or short, folded."""
    months: dict[str, int] = {}
    for name, number in _names("months"):
        months.setdefault(fold(name), number)
    for name, number in _EXTRA.items():
        months.setdefault(fold(name), number)
    return {name: number for name, number in months.items() if not name.isdigit()}


@cache
def weekday_names() -> frozenset[str]:
    """Return the names of the days of the week, whole or short, folded, and cut at their hyphen (``segunda-feira``)."""
    return frozenset(part for name, _ in _names("days") for part in fold(name).split("-"))


def _names(kind: str):
    for language in LANGUAGES:
        contexts = getattr(Locale.parse(language), kind)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                yield from ((name, number) for number, name in contexts[context][width].items())
