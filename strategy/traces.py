"""Names and handles of people, looked for in texts of any kind. Pure: no Django."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

_SPELLING = {ord("œ"): "oe", ord("æ"): "ae", ord('"'): None, ord("\\"): None}  # marks of CSV and JSON are no name's
_WORD = re.compile(r"\w+")
FEW = 20  # words that are looked for one by one
AROUND = 60  # characters shown on each side of a name


def plain(text: str) -> str:
    """The text in the one spelling that names are compared in: no case, no accents, no marks of files."""
    apart = unicodedata.normalize("NFKD", text).casefold().translate(_SPELLING)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).strip()


class Names:
    """Any number of names, found in the time that it takes to read the text once."""

    def __init__(self, names: Iterable[str]):
        self._odd: list[str] = []  # without a letter or a digit: emoji
        self._by_word: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for name in {plain(name) for name in names} - {""}:
            if first := _WORD.search(name):
                self._by_word[first[0]].append((first.start(), name))
            else:
                self._odd.append(name)

    def are_in(self, text: str) -> bool:
        return self.find(text) >= 0

    def find(self, text: str) -> int:
        """Where in ``plain(text)`` a name stands by itself, no part of a longer word; -1 when none does."""
        said = plain(text)
        for odd in self._odd:
            if odd in said:
                return said.index(odd)
        if len(self._by_word) < FEW and not any(word in said for word in self._by_word):
            return -1  # the usual case, told without cutting the text into words
        for word in _WORD.finditer(said):
            for offset, name in self._by_word.get(word[0], ()):
                start = word.start() - offset
                if start >= 0 and said.startswith(name, start) and _stands_alone(said, start, start + len(name)):
                    return start
        return -1

    def excerpt(self, text: str) -> str:
        """What stands around the first name in the text, as it was written; "" when there is none."""
        place = self.find(text)
        if place < 0:
            return ""
        # Taking accents apart hardly moves a place: the margin bears it.
        start, end = max(0, place - AROUND), place + 2 * AROUND
        return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_is_word(before) and _is_word(text[start])) and not (_is_word(after) and _is_word(text[end - 1]))


def _is_word(letter: str) -> bool:
    return bool(letter) and _WORD.match(letter) is not None
