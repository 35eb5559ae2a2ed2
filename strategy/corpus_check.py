"""A text against the corpus: what pages show beside whatever people type."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from strategy import corpus
from strategy.actions.corpus import stamp
from strategy.corpus import Match, Matcher, Term
from strategy.models import CorpusTerm
from workspaces.models import Workspace

MISSING_SHOWN = 12


class Compiled(NamedTuple):
    """The corpus of a workspace, ready to be asked. ``seo``: ids of the keywords of the web site."""

    matcher: Matcher
    terms: dict[int, Term]
    seo: tuple[int, ...]


class Piece(NamedTuple):
    """A part of the text: as it stands between matches (``kind`` ""), or a term used or avoided."""

    text: str
    start: int
    kind: str = ""  # used, avoided
    term_id: int = 0
    term: str = ""
    instead: str = ""  # what to write in its place, cased like it

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class Checked:
    pieces: list[Piece]
    used: list[tuple[Term, int]]  # with how often
    avoided: list[Piece]
    missing: list[Term]  # keywords of the web site that the text does not hold, the first few
    missing_count: int
    empty: bool  # there is no term to check against


def compiled(workspace: Workspace) -> Compiled:
    """The terms of ``workspace``, which is the active one; compiled once until they change."""
    return _compiled(workspace.pk, stamp())


@lru_cache(maxsize=4)
def _compiled(workspace_id: int, _stamp: tuple) -> Compiled:
    rows = list(CorpusTerm.objects.filter(workspace=workspace_id))
    terms = {row.pk: row.as_term() for row in rows}
    return Compiled(Matcher(terms.values()), terms, tuple(row.pk for row in rows if row.seo))


def check(workspace: Workspace, text: str) -> Checked:
    """``text`` has line ends of one kind; positions are counted in characters."""
    known = compiled(workspace)
    found = corpus.check(text, known.matcher, known.seo)
    counts: dict[int, int] = {}
    for match in found.used:
        counts[match.term_id] = counts.get(match.term_id, 0) + 1
    pieces = _pieces(text, known.terms, found)
    return Checked(
        pieces=pieces,
        used=[(known.terms[pk], count) for pk, count in counts.items()],
        avoided=[piece for piece in pieces if piece.kind == "avoided"],
        missing=[known.terms[pk] for pk in found.seo_missing[:MISSING_SHOWN]],
        missing_count=len(found.seo_missing),
        empty=not known.terms,
    )


def _pieces(text: str, terms: dict[int, Term], found: corpus.Check) -> list[Piece]:
    instead = dict(found.avoided)
    pieces, at = [], 0
    for match in sorted((*found.used, *instead), key=lambda match: match.start):
        if at < match.start:
            pieces.append(Piece(text[at : match.start], at))
        kind = "avoided" if match in instead else "used"
        new = _in_place(text, match, instead[match]) if match in instead else ""
        pieces.append(Piece(match.surface, match.start, kind, match.term_id, terms[match.term_id].text, new))
        at = match.end
    if at < len(text):
        pieces.append(Piece(text[at:], at))
    return pieces


def _in_place(text: str, match: Match, instead: str) -> str:
    """What ``corpus.replace`` puts where the match stands."""
    written = corpus.replace(text, match, instead)
    return written[match.start : len(written) - (len(text) - match.end)]
