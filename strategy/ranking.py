"""Where to be: a proposed ranking of networks with its arithmetic, and how many channels the hours allow.

Pure: no Django. The proposal is there to be overridden by a person, so every number can be redone by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

LEAST, UNKNOWN, MOST = 1, 3, 5
#: What one mark of each part is worth. Where the community is comes first; effort counts inverted (6 − mark).
WEIGHTS: dict[str, int] = {"presence": 4, "fit": 3, "ease": 2, "effort": 1}
#: What shows that the community is there.
EVIDENCE = ("answers", "people", "figures")

Number = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Candidate:
    """One network. Counts: ``answers`` of the listening that name it, ``people`` with a handle there, ``figures``
    imported from it. Marks 1 to 5 are what a person said; None: nobody has yet."""

    network: str
    answers: int = 0
    people: int = 0
    figures: int = 0
    presence: int | None = None
    fit: int | None = None
    ease: int | None = None
    effort: int | None = None


class Part(NamedTuple):
    """``points`` = ``weight`` × ``mark``, or × (6 − mark) for the effort. ``source``: said, counted or assumed."""

    code: str
    mark: int
    weight: int
    points: int
    source: str


class Proposal(NamedTuple):
    """A network with its points out of 50 (10 at least). ``evidence``: (kind, count, highest count of any network)."""

    network: str
    total: int
    parts: tuple[Part, ...]
    evidence: tuple[tuple[str, int, int], ...]


def _counted(evidence: Sequence[tuple[str, int, int]]) -> int | None:
    """The mark of presence: 1 plus 4 times the mean share of the highest count, over the kinds that there are."""
    shares = [Fraction(count, highest) for _, count, highest in evidence if highest]
    if not shares:
        return None
    mean = sum(shares) / len(shares)
    return LEAST + int((MOST - LEAST) * mean + Fraction(1, 2))  # halves go up


def _part(code: str, said: int | None, counted: int | None = None) -> Part:
    mark, source = next(
        (mark, source)
        for mark, source in ((said, "said"), (counted, "counted"), (UNKNOWN, "assumed"))
        if mark is not None
    )
    if not LEAST <= mark <= MOST:
        raise ValueError(f"{code}: {mark} is no mark from 1 to 5")
    worth = LEAST + MOST - mark if code == "effort" else mark
    return Part(code, mark, WEIGHTS[code], WEIGHTS[code] * worth, source)


def ranking(candidates: Iterable[Candidate]) -> list[Proposal]:
    """The networks, best first; at equal points the one with more presence, then more evidence, then as given."""
    candidates = list(candidates)
    highest = {kind: max((getattr(one, kind) for one in candidates), default=0) for kind in EVIDENCE}
    found = []
    for one in candidates:
        evidence = tuple((kind, getattr(one, kind), highest[kind]) for kind in EVIDENCE)
        parts = (
            _part("presence", one.presence, _counted(evidence)),
            *(_part(code, getattr(one, code)) for code in ("fit", "ease", "effort")),
        )
        found.append(Proposal(one.network, sum(part.points for part in parts), parts, evidence))
    return sorted(found, key=_order)


def _order(proposal: Proposal) -> tuple:
    shares = sum(Fraction(count, highest) for _, count, highest in proposal.evidence if highest)
    return -proposal.total, -proposal.parts[0].mark, -shares


class Load(NamedTuple):
    """Hours per week. ``ratio`` of promised to available, None without hours; ``channels_advised``: how many of the
    channels, in the order given, fit in the hours, None when the hours are not known."""

    promised_hours: float
    available: float | None
    ratio: float | None
    over: bool
    channels_advised: int | None


def capacity(hours_per_week: Number | None, channels: Sequence[tuple[Number | None, Number]]) -> Load:
    """What the ``channels``, most important first, ask of the week: (publications per week, hours per publication).

    A channel without a cadence promises nothing.
    """
    # Through text: 0.1 is a tenth here, so that ten posts of 0.1 h fit in one hour.
    hours = [Fraction(str(cadence or 0)) * Fraction(str(each)) for cadence, each in channels]
    promised = sum(hours, Fraction())
    if hours_per_week is None:
        return Load(float(promised), None, None, False, None)
    available = Fraction(str(hours_per_week))
    advised = next((n for n in range(len(hours)) if sum(hours[: n + 1]) > available), len(hours))
    ratio = float(promised / available) if available else None
    return Load(float(promised), float(available), ratio, promised > available, advised)
