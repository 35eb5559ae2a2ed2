"""A post read as words: where each begins and ends in the text as it was written. Pure: no Django.

Addresses of pages and of people (``https://…``, ``mairie.fr``, ``a@b.fr``, ``@handle``) are not read: what stands in
them was not said. Hashtags are read as the words they are made of.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from strategy.inflection import INVISIBLE, MARKS, fold

_WORD = rf"[^\W_]+(?:[{INVISIBLE}{MARKS}]+[^\W_]+)*[{MARKS}]*"
_DOMAINS = "com|org|net|fr|eu|be|ch|ca|uk|de|es|it|lu|io|co|info|edu|gov|re|bzh|paris|alsace|corsica|museum|app|dev"
# Every alternative that can run far starts at the edge of a run, so that time stays linear in the text.
_PIECE = re.compile(
    rf"""
    (?: [Hh][Tt][Tt][Pp][Ss]?:// | [Ww]{{3}}\. ) \S+
    | (?<![\w.+-]) [\w.+-]+ @ [\w.-]+
    | @ \w [\w.-]* (?: @ [\w.-]+ )?
    | (?<![\w.@-]) (?: [\w-]+ \. )+ (?:{_DOMAINS}) (?![\w@]) (?: [/?\#] \S* )?
    | (?<![\w&]) [\#＃] (?P<tag> [\w{MARKS}{INVISIBLE}]+ )
    | (?P<word>
        {_WORD} (?: _+ {_WORD} )*                  # a_b is one word, _a_ is a word in italics
        (?: (?<=[nN]) ['’][tT] (?!\w) )?           # don't is one word, and no gift (don)
      )
      (?P<inclusive>                               # habitant·e·s, lecteur·rices, usager.ère.s, adhérent(e)s
        (?: [·•‧] [^\W\d_]{{1,6}} ){{1,2}}
        | (?: \.(?:[eè]\u0300?re|e|ne|rice|euse)\.?s? | -e-s | \((?:e|s|es|nes?|[eè]\u0300?re)\)s? ) (?![\w{MARKS}])
      )?
      (?: ['’][sS] (?!\w) )?                       # library's
    """,
    re.VERBOSE,
)
# Between the words of an expression: spaces of any kind and one line break, or one hyphen, or one apostrophe.
_GAP = re.compile(r"[^\S\n]*\n?[^\S\n]*|[-\u2010-\u2012\u00ad_]|['’ʼ][^\S\n]*")
HYPHENS = frozenset("-\u2010\u2011\u2012")


class Token(NamedTuple):
    """One word. ``start``, ``end``: its span; ``left``, ``right``: the span with what hangs on it (``#``, ``'s``)."""

    surface: str
    start: int
    end: int
    left: int
    right: int
    tag: tuple[int, int] | None = None  # the span of the hashtag it is a part of


def _class(char: str) -> str:
    if char.isdigit():
        return "digit"
    return "upper" if char.isupper() else "lower"


def _parts_at(before: str, char: str, after: str) -> bool:
    """Whether a word begins at ``char`` inside a hashtag: heureDu, RGPDPour, jep2024."""
    kinds = _class(before), _class(char)
    if kinds == ("upper", "upper"):
        return after != "" and after.isalpha() and _class(after) == "lower"
    return kinds[0] != kinds[1] and kinds != ("upper", "lower")


@lru_cache(maxsize=1 << 14)
def camel(tag: str) -> tuple[tuple[int, int], ...]:
    """Spans of the words of a hashtag (without its ``#``), by capitals, figures and underscores."""
    # Accents and invisible signs apart from their letter take no part in the decision.
    letters = [index for index, char in enumerate(tag) if char.isalnum() or char == "_"]
    starts = [
        here
        for before, here, after in zip([-1, *letters], letters, [*letters[1:], len(tag)], strict=False)
        if before < 0
        or "_" in (tag[before], tag[here])
        or _parts_at(tag[before], tag[here], tag[after] if after < len(tag) else "")
    ]
    ends = [*starts[1:], len(tag)]
    return tuple((start, end) for start, end in zip(starts, ends, strict=True) if tag[start] != "_")


def read(text: str) -> tuple[list[Token], list[tuple[int, int]]]:
    """The words of ``text`` in order, those of hashtags included, and the spans of the hashtags with their ``#``."""
    tokens: list[Token] = []
    tags: list[tuple[int, int]] = []
    for piece in _PIECE.finditer(text):
        kind = piece.lastgroup
        if kind == "word" or kind == "inclusive":
            start, right = piece.span()
            tokens.append(Token(piece["word"], start, piece.end(kind), start, right))
        elif kind == "tag":
            tag, span, base = piece["tag"], piece.span(), piece.start("tag")
            tags.append(span)
            parts = camel(tag)
            for start, end in parts:
                left = span[0] if start == parts[0][0] else base + start
                right = span[1] if end == parts[-1][1] else base + end
                tokens.append(Token(tag[start:end], base + start, base + end, left, right, span))
    return tokens, tags


def joins(gap: str) -> bool:
    """Whether two words with ``gap`` between them can be of one expression."""
    return gap in (" ", "") or _GAP.fullmatch(gap) is not None


def words(text: str) -> list[str]:
    """The words of ``text``, folded."""
    return [fold(token.surface) for token in read(text)[0]]
