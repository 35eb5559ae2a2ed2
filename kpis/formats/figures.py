"""What a file of figures says once parsed: posts, readings, and what to tell or ask the person who brought it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from imports.tables import Note, Refusal
from kpis.catalogue import BY_NUMBER, Level

Number = int | Decimal
NO_POST = -1


@dataclass(slots=True)
class Post:
    """A post met in a file.

    ``key`` identifies it again in a later file: its id, else its permalink, else a digest of its time and text.
    ``published_at`` is aware, in UTC; ``wall`` is the time as the file wrote it (ISO, a date alone where there was no
    hour). ``kind`` is one of ``kpis.formats.kinds.KINDS``, ``raw_kind`` what the file said.
    """

    key: str
    network: int
    external_id: str = ""
    permalink: str = ""
    text: str = ""
    kind: str = ""
    raw_kind: str = ""
    published_at: dt.datetime | None = None
    wall: str = ""


@dataclass(slots=True)
class Batch:
    """Readings of one metric at one level: parallel columns. ``posts`` index ``Figures.posts``, -1 = no post."""

    network: int
    level: Level
    metric: int
    days: Sequence[int]  # proleptic ordinals
    posts: Sequence[int]
    values: Sequence[Number]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a file that holds several, as the preview lists them."""

    title: str
    network: str
    metric: str
    readings: int
    sum: Number


@dataclass(frozen=True, slots=True)
class Question:
    """Something only a person knows. ``about`` is the key under which ``answers[code]`` is looked up.

    ``suggested`` is the choice with which the figures at hand were computed ("" where none could be made: the table
    then brings no figure until the answer is given).
    """

    code: str
    about: str
    options: tuple[str, ...] = ()
    suggested: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Figures:
    """The figures of one import. ``networks`` may hold "" where the file does not name its network."""

    formats: list[str] = field(default_factory=list)
    locale: str = ""
    networks: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    rows: int = 0
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    _origins: list[tuple[str, str]] = field(default_factory=list)

    @property
    def format(self) -> str:
        """The one format, "mixed" where files of several came together, "" where none was recognised."""
        return self.formats[0] if len(self.formats) == 1 else "mixed" if self.formats else ""

    def network_index(self, network: str, origin: str = "") -> int:
        """The index of a network; parts of unknown network stay apart by their ``origin``."""
        known = (network, "" if network else origin)
        if known not in self._origins:
            self._origins.append(known)
            self.networks.append(network)
        return self._origins.index(known)

    def readings(self) -> Iterator[tuple[int, Level, int, int, int, Number]]:
        """Every reading: network index, level, metric number, day ordinal, post index, value."""
        for batch in self.batches:
            for day, post, value in zip(batch.days, batch.posts, batch.values, strict=True):
                yield batch.network, batch.level, batch.metric, day, post, value

    def period(self) -> tuple[dt.date, dt.date] | None:
        """The first and last day of the readings, or of the posts where they bring none."""
        days = [edge(batch.days) for batch in self.batches if batch.days for edge in (min, max)]
        if not days:
            days = [dt.date.fromisoformat(post.wall[:10]).toordinal() for post in self.posts if post.wall]
        return (dt.date.fromordinal(min(days)), dt.date.fromordinal(max(days))) if days else None

    def totals(self) -> dict[str, dict[str, Any]]:
        """Readings and exact sum per metric code.

        Where a metric comes at several levels, the code alone is the first level below; the others are
        ``code:level``, because a post's lifetime and its days must never be added up.
        """
        sums: dict[tuple[int, Level], tuple[int, Number]] = {}
        for batch in self.batches:
            count, total = sums.get((batch.metric, batch.level), (0, 0))
            sums[batch.metric, batch.level] = count + len(batch.values), total + sum(batch.values)
        totals: dict[str, dict[str, Any]] = {}
        for (number, level), (count, total) in sorted(sums.items(), key=lambda item: _rank(*item[0])):
            code = BY_NUMBER[number].code
            label = code if code not in totals else f"{code}:{level.code}"
            totals[label] = {"level": level.code, "readings": count, "sum": plain(total)}
        return totals

    def summary(self) -> dict[str, Any]:
        """Everything but posts and readings, ready for JSON."""
        period = self.period()
        return {
            "format": self.format,
            "formats": self.formats,
            "locale": self.locale,
            "networks": self.networks,
            "period": {"from": period[0].isoformat(), "to": period[1].isoformat()} if period else None,
            "rows": self.rows,
            "posts": len(self.posts),
            "refused": [
                {name: getattr(refusal, name) for name in ("sheet", "row", "column", "value", "code", "params")}
                for refusal in self.refused
            ],
            "metrics": self.totals(),
            "sections": [
                {name: getattr(section, name) for name in ("title", "network", "metric", "readings")}
                | {"sum": plain(section.sum)}
                for section in self.sections
            ],
            "notes": [{"code": note.code, "params": note.params} for note in self.notes],
            "questions": [
                {name: getattr(question, name) for name in ("code", "about", "options", "suggested", "params")}
                for question in self.questions
            ],
        }


def plain(number: Number) -> int | float:
    """A number for JSON: integers stay integers, others take the float that prints the same digits."""
    if isinstance(number, int) or number == number.to_integral_value():
        return int(number)
    return float(number)


def _rank(metric: int, level: Level) -> tuple[int, int]:
    return metric, (Level.POST, Level.CHANNEL_DAY, Level.POST_DAY).index(level)
