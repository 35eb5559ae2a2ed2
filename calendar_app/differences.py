"""What changed between two contents of a post (``contents.Content``), down to the words. Pure: no Django."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple

_PIECES = re.compile(r"\w+|\s+|[^\w\s]")
_WORD = re.compile(r"\w")
_MOST = 3000  # pieces compared one by one: beyond it the time grows with the square of the length
_MOST_ALIKE = 60_000  # pairs of the same piece: texts that repeat themselves have many, and each is tried many times


class Piece(NamedTuple):
    """A stretch of text that is the ``same`` in both, ``gone`` from the first or ``new`` in the second."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs. ``part``: post, tags, attachment or publication; ``of`` tells which one of them.

    ``how``: changed (``field`` from ``before`` to ``after``), added or removed (the whole part; the value is its own).
    ``of`` is the attachment's name, or the publication's channel id.
    """

    part: str
    how: str
    field: str = ""
    before: Any = None
    after: Any = None
    of: Any = None


def words(before: str, after: str) -> list[Piece]:
    """``same`` and ``gone`` together are ``before``, ``same`` and ``new`` are ``after``, in their order."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle = _joined(_between(old[start : len(old) - end], new[start : len(new) - end]))
    pieces = [("same", "".join(old[:start])), *middle, ("same", "".join(old[len(old) - end :]))]
    return [Piece(kind, text) for kind, text in pieces if text]


def _common(old: list[str], new: list[str]) -> int:
    """How many pieces both begin with."""
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _between(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    if max(len(old), len(new)) > _MOST or _alike(old, new) > _MOST_ALIKE:
        yield from (("gone", "".join(old)), ("new", "".join(new)))
        return
    for tag, a, b, c, d in SequenceMatcher(str.isspace, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(old[a:b])
        else:
            yield from (("gone", "".join(old[a:b])), ("new", "".join(new[c:d])))


def _alike(old: list[str], new: list[str]) -> int:
    """In how many ways a piece of the one is a piece of the other, spaces apart."""
    counts = Counter(new)
    return sum(n * counts[piece] for piece, n in Counter(old).items() if not piece.isspace())


def _joined(pieces: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Changes with only spaces or punctuation between them read as one change."""
    found: list[list[str]] = []  # [gone, new, what is the same after them]
    for kind, text in pieces:
        if kind == "same" and found:
            found[-1][2] += text
        elif kind == "same":
            found.append(["", "", text])
        else:
            if not found or (found[-1][2] and _WORD.search(found[-1][2])):
                found.append(["", "", ""])
            gone, new, between = found[-1]
            found[-1] = [gone + between, new + between, ""] if between else found[-1]
            found[-1][kind == "new"] += text
    return [(kind, text) for each in found for kind, text in zip(("gone", "new", "same"), each, strict=True) if text]


def compare(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Every difference from ``before`` to ``after``; none when they are equal."""
    return [
        *_fields("post", before["post"], after["post"]),
        *_tags(before["tags"], after["tags"]),
        *_parts("attachment", _by(before["attachments"], "id"), _by(after["attachments"], "id"), "name"),
        *_parts("publication", _by(before["publications"], "uid"), _by(after["publications"], "uid"), "channel"),
    ]


def _fields(part: str, before: dict, after: dict, of: Any = None) -> Iterator[Change]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield Change(part, "changed", name, before.get(name), after.get(name), of)


def _tags(before: list[str], after: list[str]) -> Iterator[Change]:
    if before != after:
        yield Change("tags", "changed", "tags", before, after)


def _by(rows: list[dict], key: str) -> dict[Any, dict]:
    """Rows by their name; a new publication has none yet, its place in the list stands for it."""
    return {row[key] or f"new-{n}": row for n, row in enumerate(rows)}


def _parts(part: str, before: dict[Any, dict], after: dict[Any, dict], label: str) -> Iterator[Change]:
    for key, row in before.items():
        if key not in after:
            yield Change(part, "removed", before=row, of=row[label])
        else:
            yield from _fields(part, row, after[key], of=after[key][label])
    for key, row in after.items():
        if key not in before:
            yield Change(part, "added", after=row, of=row[label])
