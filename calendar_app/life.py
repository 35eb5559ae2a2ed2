"""Plan and life: what was planned and stayed, what moved, what came unplanned, what was dropped. Nobody is ranked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth

from calendar_app.models import Post, Publication
from strategy.models import Channel

_DROPPED = Q(post__status=Post.Status.DROPPED) | Q(state=Publication.State.SKIPPED)
_SPONTANEOUS = Q(post__spontaneous=True) & ~_DROPPED
_MOVED = Q(moves__gt=0) & Q(post__spontaneous=False) & ~_DROPPED


@dataclass
class Counts:
    """Publications of one channel in one month; each counts in one column only."""

    planned: int = 0  # as they were first promised
    moved: int = 0
    spontaneous: int = 0
    dropped: int = 0

    @property
    def total(self) -> int:
        return self.planned + self.moved + self.spontaneous + self.dropped

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def told(today: dt.date, months: int) -> list[dict[str, Any]]:
    """The last ``months`` months, this one included, newest first: ``month``, ``all`` and ``channels`` (pairs)."""
    first = today.replace(day=1) - relativedelta(months=months - 1)
    last = today.replace(day=1) + relativedelta(months=1, days=-1)
    found: dict[dt.date, dict[int | None, Counts]] = {}
    for row in _rows(first, last):
        counts = Counts(row["all"] - row["moved"] - row["spontaneous"] - row["dropped"], *_rest(row))
        found.setdefault(row["month"], {})[row["channel"]] = counts
    channels = Channel.objects.in_bulk({pk for counts in found.values() for pk in counts if pk})
    return [_month(month, found[month], channels) for month in sorted(found, reverse=True)]


def _rest(row: dict[str, Any]) -> tuple[int, int, int]:
    return row["moved"], row["spontaneous"], row["dropped"]


def _rows(first: dt.date, last: dt.date):
    """Ideas and drafts are no plan yet: what counts was promised once, went out, or was dropped."""
    promised = Q(first_day__isnull=False) | Q(state=Publication.State.PUBLISHED) | _DROPPED
    rows = Publication.objects.live().filter(promised, day__range=(first, last))
    return (
        rows.annotate(month=TruncMonth("day"))
        .values("month", "channel")
        .annotate(
            all=Count("pk"),
            moved=Count("pk", filter=_MOVED),
            spontaneous=Count("pk", filter=_SPONTANEOUS),
            dropped=Count("pk", filter=_DROPPED),
        )
        .order_by("month", F("channel__network").asc(nulls_last=True), "channel__handle")
    )


def _month(month: dt.date, counts: dict[int | None, Counts], channels: dict[int, Channel]) -> dict[str, Any]:
    lines = [(channels.get(pk), each) for pk, each in counts.items()]
    return {"month": month, "channels": lines, "all": sum((each for _channel, each in lines), Counts())}
