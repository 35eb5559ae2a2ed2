"""Which post of an export is which publication of the plan: by address, by the network's id, by words and time. Pure.

Addresses and ids leave no doubt. Words and time are a score from 0 to 1 with the reasons for it; only what is nearly
the same, close in time and without a rival is taken for sure, the rest is asked.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

DAYS = 3  # between the plan and the post, at most
SURE, DOUBTFUL = 0.9, 0.55  # least likeness of the words
RIVAL = 0.1  # a second one this near makes the first one doubtful
FEW = 4  # words below which a text could be anybody's
CLOSE = dt.timedelta(hours=2)
NAMING = {"id", "story_fbid", "fbid", "v", "p"}  # parameters of addresses that name the post; the others only track


class How(StrEnum):
    """What told them."""

    PERMALINK = "permalink"
    ID = "id"
    TEXT = "text"


@dataclass(frozen=True)
class Planned:
    """A publication. ``day`` is the workspace's; ``out`` says that somebody marked it as published."""

    id: int
    channel: int
    text: str
    day: dt.date
    at: dt.datetime | None = None
    permalink: str = ""
    external_id: str = ""
    out: bool = True

    @cached_property
    def words(self) -> Counter[str]:
        return words(self.text)


@dataclass(frozen=True)
class Found:
    """A post of an export."""

    id: int
    channel: int
    text: str
    day: dt.date | None
    at: dt.datetime | None = None
    permalink: str = ""
    external_id: str = ""

    @cached_property
    def words(self) -> Counter[str]:
        return words(self.text)


@dataclass(frozen=True)
class Pair:
    planned: int
    found: int
    how: How
    score: float
    reasons: tuple[
        str, ...
    ]  # same_text, near_text, part_of_text, same_time, same_day, other_day, rival, short, not_out
    sure: bool


def pairs(planned: Iterable[Planned], found: Iterable[Found], refused: Collection[tuple[int, int]] = ()) -> list[Pair]:
    """Each planned and each found one at most once, the best pairs first; ``refused`` (planned, found) never."""
    planned, found, refused = list(planned), list(found), set(refused)
    told = [pair for pair in _told(planned, found) if (pair.planned, pair.found) not in refused]
    kept = _each_once(told)
    taken = {pair.planned for pair in kept}, {pair.found for pair in kept}
    left = [each for each in planned if each.id not in taken[0]], [each for each in found if each.id not in taken[1]]
    alike = [pair for pair in _alike(*left) if (pair.planned, pair.found) not in refused]
    return kept + _each_once(_with_rivals(alike))


def _each_once(pairs: list[Pair]) -> list[Pair]:
    kept, planned, found = [], set(), set()
    for pair in sorted(pairs, key=lambda pair: (not pair.sure, -pair.score, pair.planned, pair.found)):
        if pair.planned not in planned and pair.found not in found:
            kept.append(pair)
            planned.add(pair.planned)
            found.add(pair.found)
    return kept


# -- addresses and ids


def address(link: str) -> str:
    """A permalink in the one spelling in which two of the same post are equal; "" for what is no address."""
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("mobile.").removeprefix("web.")
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    host = {"twitter.com": "x.com", "fb.com": "facebook.com", "threads.net": "threads.com"}.get(host, host)
    path = unquote(parts.path).rstrip("/")
    if host == "x.com":  # the name of the account may have changed since
        path = re.sub(r"^/[^/]+/status/(\d+).*$", r"/status/\1", path)
    if host == "instagram.com":  # a reel has an address as a post too, and one below its account
        path = re.sub(r"^(?:/[^/]+)?/(?:p|reel|reels|tv)/([^/]+).*$", r"/p/\1", path)
    kept = sorted((name, value) for name, value in parse_qsl(parts.query) if name in NAMING)
    return f"{host}{path}" + (f"?{urlencode(kept)}" if kept else "")


def _told(planned: list[Planned], found: list[Found]) -> Iterator[Pair]:
    by_address = {(each.channel, place): each for each in found if (place := address(each.permalink))}
    by_id = {(each.channel, each.external_id): each for each in found if each.external_id}
    for each in planned:
        place = address(each.permalink)
        if place and (other := by_address.get((each.channel, place))):
            yield Pair(each.id, other.id, How.PERMALINK, 1.0, (), True)
            continue
        for name in _ids(each, place):
            other = by_id.get((each.channel, name))
            if other and not _elsewhere(each, other):
                yield Pair(each.id, other.id, How.ID, 1.0, (), True)
                break


def _ids(each: Planned, place: str) -> list[str]:
    """The network's id, as it was given or as the address holds it."""
    return [name for name in (each.external_id, *re.findall(r"\d{6,}", place)) if name]


# -- words and time


def words(text: str) -> Counter[str]:
    """The words of a text, without case, accents, addresses and what surrounds them."""
    text = re.sub(r"https?://\S+", " ", text.casefold())
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return Counter(re.findall(r"\w+", plain))


def likeness(one: Counter[str], other: Counter[str]) -> tuple[float, str]:
    """From 0 to 1 and its reason. A text that the export cut short, or that got a few words more, is its part."""
    if not one or not other:
        return 0.0, ""
    common = (one & other).total()
    dice = 2 * common / (one.total() + other.total())
    least = min(one.total(), other.total())
    if dice == 1:
        return 1.0, "same_text"
    if least >= 2 * FEW and common / least >= 0.95 and dice >= 0.4:
        return max(dice, SURE), "part_of_text"
    return dice, "near_text"


def _alike(planned: list[Planned], found: list[Found]) -> Iterator[Pair]:
    nearby: dict[tuple[int, dt.date], list[Found]] = defaultdict(list)
    for other in found:
        if other.day:
            nearby[other.channel, other.day].append(other)
    for each in planned:
        for back in range(-DAYS, DAYS + 1):
            for other in nearby.get((each.channel, each.day + dt.timedelta(days=back)), ()):
                if pair := _pair(each, other):
                    yield pair


def _pair(each: Planned, other: Found) -> Pair | None:
    like, reason = likeness(each.words, other.words)
    if like < DOUBTFUL or _elsewhere(each, other):
        return None
    apart = abs((other.day - each.day).days)
    close = bool(each.at and other.at and abs(other.at - each.at) <= CLOSE)
    when = "same_time" if close else "same_day" if not apart else "other_day"
    short = min(each.words.total(), other.words.total()) < FEW
    reasons = [reason, when, *(["short"] if short else []), *([] if each.out else ["not_out"])]
    score = round(0.85 * like + 0.15 * (1 if close else 0.8 if not apart else 0.5 / apart), 3)
    sure = like >= SURE and apart <= 1 and (not short or close) and each.out
    return Pair(each.id, other.id, How.TEXT, score, tuple(reasons), sure)


def _elsewhere(each: Planned, other: Found) -> bool:
    """Whether both have an address, and not the same."""
    here, there = address(each.permalink), address(other.permalink)
    return bool(here and there and here != there)


def _with_rivals(pairs: list[Pair]) -> list[Pair]:
    """A pair is no longer sure when either side has another one that is nearly as good."""
    scores: dict[tuple[str, int], list[float]] = defaultdict(list)
    for pair in pairs:
        scores["planned", pair.planned].append(pair.score)
        scores["found", pair.found].append(pair.score)

    def contested(pair: Pair) -> bool:
        sides = (scores["planned", pair.planned], scores["found", pair.found])
        return any(sum(score > pair.score - RIVAL for score in side) > 1 for side in sides)

    return [replace(pair, reasons=(*pair.reasons, "rival"), sure=False) if contested(pair) else pair for pair in pairs]
