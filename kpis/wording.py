"""Whether an objective is specific, measured and dated, as far as words and numbers tell. Pure: no Django.

Codes come out, never sentences. What is found is advice: nothing is refused because of it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

MOST_KPIS = 3
SHORTEST = dt.timedelta(days=28)
LONGEST = dt.timedelta(days=366 * 2)
FEWEST_WORDS = 4
FAR = 5  # times the baseline


class Aspect(StrEnum):
    SPECIFIC = "specific"
    MEASURED = "measured"
    DATED = "dated"


class Finding(NamedTuple):
    """``about``: the words of the statement, or the code of the metric, that it is about."""

    aspect: Aspect
    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A KPI to be. ``up``: more is better. ``alone``: the metric is no success by itself, such as followers."""

    metric: str
    baseline: float | None = None
    target: float | None = None
    up: bool = True
    alone: bool = False


_WORD = r"[^\W\d_]+(?:[’'-][^\W\d_]+)*"
_FRENCH = (
    rf"plus\s+(?:de\s+|d[’'])(?:la\s+)?{_WORD}",
    rf"davantage\s+(?:de\s+|d[’'])?{_WORD}",
    rf"(?:mieux|plus)\s+(?!(?:de|du|tard|que|d[’'])\b){_WORD}",
    rf"meilleure?s?\s+{_WORD}",
    rf"gagner\s+en\s+{_WORD}",
    r"(?:améliorer|développer|renforcer|augmenter|accroître|booster|dynamiser|optimiser|favoriser)"
    rf"(?:\s+(?:la|le|les|l[’']|notre|nos|sa|son|ses))?\s*{_WORD}",
    r"(?:faire\s+le\s+)?buzz",
)
_ENGLISH = (
    rf"(?:more|better|greater|higher)\s+(?!than\b){_WORD}",
    r"(?:improve|increase|boost|grow|strengthen|develop|enhance|raise|optimi[sz]e)"
    rf"(?:\s+(?:the|our|its|their))?\s+{_WORD}",
    r"go(?:ing)?\s+viral",
)
_VAGUE = re.compile(rf"(?<!\w)(?:{'|'.join(_FRENCH + _ENGLISH)})", re.IGNORECASE)

_MONTHS = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    "january|february|march|april|may|june|july|august|september|october|november|december"
)
#: Numbers that say when, not how much.
_DATES = re.compile(
    rf"\b\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]\d{{2,4}})?\b|\b\d{{1,2}}(?:er|st|nd|rd|th)?\s+(?:{_MONTHS})\b"
    rf"|\b(?:{_MONTHS})\s+\d{{1,2}}\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|trente|cent|mille|doubler|tripler"
    r"|moitié|tiers|quart|two|three|four|five|seven|eight|nine|ten|twelve|twenty|thirty|hundred|thousand"
    r"|double|triple|twice|half|third|quarter)s?\b",
    re.IGNORECASE,
)


def has_figure(text: str) -> bool:
    """Whether the text says how much; a date or a year does not."""
    return bool(_NUMBER.search(_DATES.sub(" ", text)))


def vague(text: str) -> str:
    """The first words that promise more or better, as they were typed; empty when there are none."""
    found = _VAGUE.search(text)
    return found[0] if found else ""


def check(statement: str, measures: Sequence[Measure], *, today: dt.date, due: dt.date | None) -> list[Finding]:
    """What is missing, in the order of specific, measured, dated; nothing when it is all there."""
    return [*_specific(statement, measures), *_measured(measures), *_dated(today, due)]


def _specific(statement: str, measures: Sequence[Measure]) -> list[Finding]:
    words = statement.split()
    if not words:
        return [Finding(Aspect.SPECIFIC, "empty")]
    if len(words) < FEWEST_WORDS:
        return [Finding(Aspect.SPECIFIC, "short", statement.strip())]
    phrase = vague(statement)
    if phrase and not has_figure(statement) and not any(measure.target is not None for measure in measures):
        return [Finding(Aspect.SPECIFIC, "vague", phrase)]
    return []


def _measured(measures: Sequence[Measure]) -> list[Finding]:
    found = []
    if not measures:
        found.append("no_kpi")
    elif len(measures) > MOST_KPIS:
        found.append("too_many")
    elif all(measure.alone for measure in measures):
        found.append("alone")
    whole = [Finding(Aspect.MEASURED, code, measures[0].metric if code == "alone" else "") for code in found]
    each = [(measure, _wrong(measure)) for measure in measures]
    return whole + [Finding(Aspect.MEASURED, code, measure.metric) for measure, code in each if code]


def _wrong(measure: Measure) -> str:
    """What is wrong with the numbers of one KPI; empty: nothing."""
    baseline, target = measure.baseline, measure.target
    if target is None:
        return "no_target"
    if baseline is None:
        return "no_baseline"
    if target == baseline:
        return "same"
    if (target > baseline) != measure.up:
        return "backwards"
    return "far" if measure.up and 0 < baseline * FAR < target else ""


def _dated(today: dt.date, due: dt.date | None) -> list[Finding]:
    if due is None:
        return [Finding(Aspect.DATED, "no_date")]
    if due <= today:
        return [Finding(Aspect.DATED, "past")]
    if due - today < SHORTEST:
        return [Finding(Aspect.DATED, "soon")]
    return [Finding(Aspect.DATED, "late")] if due - today > LONGEST else []
