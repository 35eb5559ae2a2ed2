"""How much a person counts for the community work, as a sum that anybody can check. Pure: no Django.

Each part is a value from 0 to 1 by the rule in ``RULES``; the score is their weighted mean, from 0 to 100.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

#: The usual weights, 0 to 100 each; a workspace may set its own. What one does together counts most, not size.
WEIGHTS: dict[str, float] = {"stage": 25, "kind": 20, "gestures": 20, "recency": 15, "audience": 10, "topics": 10}


class Log(NamedTuple):
    """log(1 + n) / log(1 + full), at most 1."""

    full: int


class Table(NamedTuple):
    """The value of a code; 0 of an unknown one."""

    values: dict[str, float]


class Count(NamedTuple):
    """n / full, at most 1."""

    full: int


class Days(NamedTuple):
    """1 up to ``fresh`` days ago, then falling evenly to 0 at ``stale`` days."""

    fresh: int
    stale: int


Rule = Log | Table | Count | Days

RULES: dict[str, Rule] = {
    "stage": Table({"spotted": 0.25, "followed": 0.5, "contact": 0.75, "ambassador": 1}),
    "kind": Table(
        {
            "ambassador": 1,
            "fan": 1,
            "influencer": 0.8,
            "press": 0.8,
            "expert": 0.7,
            "partner": 0.7,
            "prospect": 0.6,
            "member": 0.4,
            "competitor": 0.1,
            "troll": 0,
        }
    ),
    "gestures": Count(5),
    "recency": Days(7, 365),
    "audience": Log(1_000_000),
    "topics": Count(5),
}
_FACTS = {"recency": "last_contact"}  # parts that are not called as the fact they come from


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person. ``gestures``: how many; ``topics``: how many of theirs are in the corpus too."""

    stage: str
    kind: str
    gestures: int = 0
    last_contact: dt.date | None = None
    audience: int | None = None
    topics: int = 0


class Part(NamedTuple):
    """One part of a score: ``value`` 0 to 1, its ``weight``, and the ``points`` it brings to the total."""

    code: str
    value: float
    weight: float
    points: float


class Score(NamedTuple):
    """``total``, 0 to 100, is exactly the sum of the points of ``parts`` to the tenth."""

    total: float
    parts: tuple[Part, ...]


class Share(NamedTuple):
    """One line of the formula: a part, its weight, the most points it can bring and the rule of its value."""

    code: str
    weight: float
    most: float
    rule: Rule


class BadWeightsError(ValueError):
    """Weights that cannot be used. ``reason``: unknown, number, range (of the part ``code``) or all_zero."""

    def __init__(self, reason: str, code: str = ""):
        super().__init__(f"{reason} {code}".strip())
        self.reason, self.code = reason, code


def checked(weights: Mapping[str, float]) -> dict[str, float]:
    """All weights: the given ones, 0 to 100 and not all zero, over the usual ones; else BadWeightsError."""
    for code, weight in weights.items():
        if code not in WEIGHTS:
            raise BadWeightsError("unknown", code)
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            raise BadWeightsError("number", code)
        if not 0 <= weight <= 100:
            raise BadWeightsError("range", code)
    full = {**WEIGHTS, **weights}
    if not any(full.values()):
        raise BadWeightsError("all_zero")
    return full


def _value(rule: Rule, fact, today: dt.date) -> float:
    match rule:
        case Log(full):
            return min(1.0, math.log1p(max(fact or 0, 0)) / math.log1p(full))
        case Table(values):
            return values.get(fact, 0)
        case Count(full):
            return min(1.0, max(fact, 0) / full)
        case Days(fresh, stale):
            age = (today - fact).days if fact else stale
            return min(1.0, max(0.0, (stale - age) / (stale - fresh)))


def _shared_out(exact: list[float]) -> list[float]:
    """Each number to the tenth, such that their sum is that of the exact ones to the tenth: largest rests go up."""
    tenths = [math.floor(number * 10) for number in exact]
    short = round(sum(exact) * 10) - sum(tenths)
    by_rest = sorted(range(len(exact)), key=lambda index: tenths[index] - exact[index] * 10)
    for index in by_rest[:short]:
        tenths[index] += 1
    return [number / 10 for number in tenths]


def score(facts: Facts, weights: Mapping[str, float], today: dt.date) -> Score:
    """The score of a person on the day ``today``, with each of its parts. ``weights`` as ``checked`` takes them."""
    weights = checked(weights)
    whole = sum(weights.values())
    values = {code: _value(rule, getattr(facts, _FACTS.get(code, code)), today) for code, rule in RULES.items()}
    points = _shared_out([100 * weights[code] * values[code] / whole for code in WEIGHTS])
    parts = tuple(
        Part(code, round(values[code], 4), weights[code], point) for code, point in zip(WEIGHTS, points, strict=True)
    )
    return Score(round(sum(points), 1), parts)


def formula(weights: Mapping[str, float]) -> tuple[Share, ...]:
    """The arithmetic of ``score``, as codes and figures: the page says it in words."""
    weights = checked(weights)
    whole = sum(weights.values())
    return tuple(Share(code, weight, round(100 * weight / whole, 1), RULES[code]) for code, weight in weights.items())
