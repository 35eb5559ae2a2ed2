"""Terms on their way into the corpus or out of it: what can be taken, how a pasted line reads, what is new.

Pure: no Django. Limits are those of the table that terms end in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from strategy import corpus
from strategy.reading import read

LIMITS = {"text": 120, "say_instead": 120, "hashtag": 100, "page": 300, "quote": 2000, "note": 2000}
KEY = 160
VARIANTS, VARIANT = 20, 120
SEPARATOR = "|"  # between the variants of a cell
MOST = 2000  # lines pasted at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A term as a line or a row says it. What is None was not said: it stays as it is, or takes its usual value."""

    text: str
    facet: str | None = None
    stance: str | None = None
    say_instead: str | None = None
    variants: tuple[str, ...] | None = None
    hashtag: str | None = None
    seo: bool | None = None
    page: str | None = None
    quote: str | None = None
    note: str | None = None

    @property
    def key(self) -> str:
        return key(self.text)

    def said(self) -> dict[str, Any]:
        """Field → value of what was said, ready for JSON."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
            if value is not None
        }


class Refused(NamedTuple):
    """Why a draft cannot be taken: ``code``, the field at fault, what the sentence needs.

    Codes: ``empty``, ``too_long`` (limit), ``line_break``, ``unwritable``, ``no_replacement``, ``replaces_itself``,
    ``bar_in_variant``, ``too_many_variants`` (limit), ``not_a_hashtag``, ``not_an_address``, ``two_replacements``.
    """

    code: str
    field: str
    params: Mapping[str, Any] = {}


def key(text: str) -> str:
    """``corpus.key`` as the table keeps it."""
    return corpus.key(text)[:KEY]


def plain(text: str) -> str:
    """Text as it is kept: line ends of one kind, nothing around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def is_hashtag(tag: str) -> bool:
    """Whether ``tag``, without its #, is read as one hashtag wherever it stands."""
    return read(f"#{tag}")[1] == [(0, len(tag) + 1)]


def is_page(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(c.isspace() for c in address)
    except ValueError:
        return False


def unwritable(text: str) -> bool:
    """Holds a character that the database cannot keep."""
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)


def refusal(draft: Draft) -> Refused | None:
    """Why the draft cannot be taken; None when it can."""
    for name, limit in LIMITS.items():
        value = getattr(draft, name) or ""
        if unwritable(value):
            return Refused("unwritable", name)
        if len(value) > limit:
            return Refused("too_long", name, {"limit": limit})
        if "\n" in value and name not in {"quote", "note"}:
            return Refused("line_break", name)
    if not draft.text:
        return Refused("empty", "text")
    return _variants(draft.variants or ()) or _rest(draft)


def _variants(variants: Collection[str]) -> Refused | None:
    if len(variants) > VARIANTS:
        return Refused("too_many_variants", "variants", {"limit": VARIANTS})
    for variant in variants:
        if unwritable(variant):
            return Refused("unwritable", "variants")
        if len(variant) > VARIANT:
            return Refused("too_long", "variants", {"limit": VARIANT})
        if SEPARATOR in variant:
            return Refused("bar_in_variant", "variants")
    return None


def _rest(draft: Draft) -> Refused | None:
    if draft.stance == "avoid" and not draft.say_instead:
        return Refused("no_replacement", "say_instead")
    if draft.stance == "avoid" and key(draft.say_instead or "") == draft.key:
        return Refused("replaces_itself", "say_instead")
    if draft.hashtag and not is_hashtag(draft.hashtag):
        return Refused("not_a_hashtag", "hashtag")
    if draft.page and not is_page(draft.page):
        return Refused("not_an_address", "page")
    return None


# -- pasted lines


class Line(NamedTuple):
    """One pasted line: its number, how it was written, the draft it gives or why it gives none."""

    number: int
    text: str
    draft: Draft | None
    refused: Refused | None


def read_lines(text: str, facet: str) -> list[Line]:
    """A term per line: ``term``, ``term #hashtag``, ``term to avoid ; what to say instead``."""
    lines = [(number, line.strip()) for number, line in enumerate(plain(text).split("\n"), 1)]
    return [_line(number, line, facet) for number, line in lines if line]


def _line(number: int, line: str, facet: str) -> Line:
    said, _, tag = line.rpartition(" #")
    if not said or not is_hashtag(tag):
        said, tag = line, ""
    term, mark, instead = (part.strip() for part in said.partition(";"))
    hashtag = tag or (term[1:] if term.startswith("#") and is_hashtag(term[1:]) else "")
    draft = Draft(
        text=term, facet=facet, stance="avoid" if mark else "use", say_instead=instead, hashtag=hashtag, variants=()
    )
    refused = Refused("two_replacements", "say_instead") if ";" in instead else refusal(draft)
    return Line(number, line, None if refused else draft, refused)


# -- what they change


@dataclass(slots=True)
class Comparison:
    """Drafts against what is there. ``changed`` holds (what is there, what the draft says otherwise)."""

    new: list[Draft] = field(default_factory=list)
    changed: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    unchanged: list[Any] = field(default_factory=list)


def compare(drafts: Iterable[Draft], stored: Mapping[str, Any]) -> Comparison:
    """``stored``: by key, objects with the fields of a term. Of drafts, each key comes once."""
    found = Comparison()
    for draft in drafts:
        there = stored.get(draft.key)
        if there is None:
            found.new.append(draft)
            continue
        differ = {name: value for name, value in draft.said().items() if getattr(there, name) != value}
        if there.stance == "avoid" and "stance" not in differ and differ.get("say_instead") == "":
            del differ["say_instead"]  # still needed
        if differ:
            found.changed.append((there, differ))
        else:
            found.unchanged.append(there)
    return found
