"""What the canvas shows: days, publications day by day, key dates in lanes, posts that have no day. Reads only."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from calendar_app.models import KeyDate, Post, Publication

DAY = dt.timedelta(days=1)
WEEKS = 6  # every month fits, and the page keeps its height
IN_A_CELL = 5  # publications shown in a day of the month; the day's page has them all
IN_A_COLUMN = 40  # in a day of the week
ON_A_PAGE = 50
IN_THE_TRAY = 12
LANES = 3
#: The printed month leaves nothing out, up to what a browser can lay out.
PRINTED = 500
#: Beyond, "more than" is said: counting would cost more than the page.
COUNTED = 99
EARLIEST, LATEST = dt.date(1971, 1, 1), dt.date(2999, 12, 31)

OPEN = (Post.Status.IDEA, Post.Status.DRAFT, Post.Status.REVIEW, Post.Status.APPROVED, Post.Status.SCHEDULED)
NULLS_FIRST = F("time").asc(nulls_first=True)


class Tile(NamedTuple):
    """A publication as a tile shows it."""

    pk: int
    day: dt.date
    time: dt.time | None
    zone: str
    state: str
    network: str | None
    handle: str | None
    post: int
    version: int
    title: str
    status: str
    spontaneous: bool


FIELDS = (
    "pk", "day", "time", "zone", "state", "channel__network", "channel__handle",
    "post_id", "post__version", "post__title", "post__status", "post__spontaneous",
)  # fmt: skip


# Days -------------------------------------------------------------------------------------------------------------


def read_month(text: str, today: dt.date) -> dt.date:
    """The first day of the month that ``text`` (YYYY-MM) names; of this one when it names none."""
    if re.fullmatch(r"\d{4}-\d{2}", text or ""):
        try:
            return min(max(dt.date(int(text[:4]), int(text[5:]), 1), EARLIEST), LATEST.replace(day=1))
        except ValueError:
            pass
    return today.replace(day=1)


def read_day(text: str, today: dt.date) -> dt.date:
    try:
        return min(max(dt.date.fromisoformat(text or ""), EARLIEST), LATEST)
    except ValueError:
        return today


def week_of(day: dt.date, week_start: int) -> list[dt.date]:
    """The seven days of the week that ``day`` is in; ``week_start`` is a weekday, Monday being 0."""
    first = day - DAY * ((day.weekday() - week_start) % 7)
    return [first + DAY * n for n in range(7)]


def weeks_of(month: dt.date, week_start: int) -> list[list[dt.date]]:
    """The 42 days around the month that begins with ``month``, in weeks."""
    first = week_of(month, week_start)[0]
    return [[first + DAY * (7 * week + n) for n in range(7)] for week in range(WEEKS)]


def other_month(month: dt.date, by: int) -> dt.date:
    """The month before (-1) or after (+1)."""
    return (month - DAY).replace(day=1) if by < 0 else (month + DAY * 32).replace(day=1)


# Publications -----------------------------------------------------------------------------------------------------


class Days(NamedTuple):
    """Publications day by day, in order of time, and for days that have more than these: how many more."""

    shown: dict[dt.date, list[Tile]]
    more: dict[dt.date, int]


def by_day(publications: QuerySet[Publication], first: dt.date, last: dt.date, most: int) -> Days:
    """The first ``most`` publications of each day that has some.

    The database cuts them off: a day of a thousand posts costs what a day of ``most`` does.
    """
    order = [NULLS_FIRST, F("pk").asc()]
    # Ranked by their keys alone: else the titles of all go through the sort, where those of few are shown.
    ranked = (
        publications.live()
        .filter(day__range=(first, last))
        .annotate(
            rank=Window(RowNumber(), partition_by=F("day"), order_by=order),
            total=Window(Count("pk"), partition_by=F("day")),
        )
        .filter(rank__lte=most)
        .order_by()
        .values_list("pk", "day", "total")
    )
    found = list(ranked)
    rows = Publication.objects.filter(pk__in=[pk for pk, _day, _total in found]).order_by("day", *order)
    shown: dict[dt.date, list[Tile]] = {}
    for row in rows.values_list(*FIELDS) if found else ():
        tile = Tile(*row)
        shown.setdefault(tile.day, []).append(tile)
    return Days(shown, {day: total - most for _pk, day, total in found if total > most})


@dataclass(frozen=True)
class Page:
    """Publications in order of time; ``before`` and ``after`` lead to the pages around, "" where there is none."""

    tiles: list[Tile]
    before: str
    after: str


def listed(publications: QuerySet[Publication], start: dt.date, before: str = "", after: str = "") -> Page:
    """A page of those from the day ``start`` on, or of those around a publication (its id as text)."""
    planned = publications.live().exclude(day=None)
    back = bool(before)
    place = _place(before or after)
    if place:
        edge = _beyond(*place, back=back)
    else:
        back = before == "start"
        edge = Q(day__lt=start) if back else Q(day__gte=start)
    falling = ("-day", F("time").desc(nulls_last=True), "-pk")
    rows = planned.filter(edge).order_by(*(falling if back else ("day", NULLS_FIRST, "pk")))
    tiles = [Tile(*row) for row in rows.values_list(*FIELDS)[: ON_A_PAGE + 1]]
    more, tiles = len(tiles) > ON_A_PAGE, tiles[:ON_A_PAGE]
    if back:
        return Page(tiles[::-1], str(tiles[-1].pk) if more else "", str(tiles[0].pk) if tiles else "")
    return Page(tiles, _earlier(planned, tiles, start), str(tiles[-1].pk) if more else "")


def _earlier(planned: QuerySet[Publication], tiles: list[Tile], start: dt.date) -> str:
    """The key of the page before ``tiles``."""
    if not tiles:
        return "start" if planned.filter(day__lt=start).exists() else ""
    first = tiles[0]
    return str(first.pk) if planned.filter(_beyond(first.day, first.time, first.pk, back=True)).exists() else ""


def _place(key: str) -> tuple[dt.date, dt.time | None, int] | None:
    if not (key.isdecimal() and len(key) < 19):
        return None
    return Publication.objects.filter(pk=key).exclude(day=None).values_list("day", "time", "pk").first()


def _beyond(day: dt.date, time: dt.time | None, pk: int, *, back: bool) -> Q:
    """Those that come after (or before) a place in the order; no time comes before every time of its day."""
    way = "lt" if back else "gt"
    beyond = Q(**{f"day__{way}": day}) | Q(day=day, time=time, **{f"pk__{way}": pk})
    if time is None:
        return beyond if back else beyond | Q(day=day, time__isnull=False)
    beyond |= Q(day=day, **{f"time__{way}": time})
    return beyond | Q(day=day, time=None) if back else beyond


# Key dates --------------------------------------------------------------------------------------------------------


class Bar(NamedTuple):
    """A key date as it lies over a week: from its column ``start`` (1 to 7), ``span`` columns wide."""

    pk: int
    title: str
    kind: str
    first: dt.date
    last: dt.date
    start: int
    span: int


@dataclass(frozen=True)
class Week:
    """``lanes``: rows of bars that do not overlap; ``hidden``: per day, how many key dates found no lane."""

    days: list[dt.date]
    lanes: list[list[Bar]]
    hidden: dict[dt.date, int]


def key_dates(first: dt.date, last: dt.date) -> list[tuple[int, str, str, dt.date, dt.date]]:
    """(id, title, kind, first day, last day) of the key dates that touch these days."""
    return list(KeyDate.objects.between(first, last).values_list("pk", "title", "kind", "start", "end"))


def over_a_week(days: list[dt.date], dates: Iterable[tuple[int, str, str, dt.date, dt.date]]) -> Week:
    """The key dates laid over a week: the longest first, each in the highest lane that is free. Pure."""
    lanes: list[list[Bar]] = []
    hidden: dict[dt.date, int] = {}
    touching = [row for row in dates if row[3] <= days[-1] and row[4] >= days[0]]
    for pk, title, kind, start, end in sorted(touching, key=lambda row: (row[3], row[3] - row[4], row[1])):
        first, last = max(start, days[0]), min(end, days[-1])
        bar = Bar(pk, title, kind, start, end, (first - days[0]).days + 1, (last - first).days + 1)
        lane = next((lane for lane in lanes if lane[-1].start + lane[-1].span <= bar.start), None)
        if lane is not None:
            lane.append(bar)
        elif len(lanes) < LANES:
            lanes.append([bar])
        else:
            for n in range(bar.span):
                hidden[first + DAY * n] = hidden.get(first + DAY * n, 0) + 1
    return Week(days, lanes, hidden)


# Posts ------------------------------------------------------------------------------------------------------------


class Card(NamedTuple):
    """A post as a card shows it; ``undated``: its publication that waits for a day; ``networks``: where it goes."""

    pk: int
    version: int
    title: str
    status: str
    spontaneous: bool
    undated: int | None
    day: dt.date | None
    networks: tuple[str, ...]


def without_day(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Those that still wait for a day, on one of their channels or at all."""
    # One outer join for both: EXISTS would also name the workspace, and SQLite would follow that index instead.
    return posts.live().filter(publications__day=None, status__in=OPEN).order_by("-pk").distinct()


SHOWN = ("pk", "version", "title", "status", "spontaneous")


def cards(posts: QuerySet[Post]) -> list[Card]:
    """The posts (few, in their order) as cards, by two queries."""
    return _as_cards(list(posts.values_list(*SHOWN)))


def _as_cards(rows: list[tuple]) -> list[Card]:
    if not rows:
        return []
    places: dict[int, list[tuple[int, dt.date | None, str | None]]] = {}
    found = Publication.objects.filter(post__in=[row[0] for row in rows]).order_by("pk")
    for post, pk, day, network in found.values_list("post", "pk", "day", "channel__network"):
        places.setdefault(post, []).append((pk, day, network))
    return [_card(row, places.get(row[0], [])) for row in rows]


def _card(row: tuple, places: list[tuple[int, dt.date | None, str | None]]) -> Card:
    undated = next((pk for pk, day, _network in places if day is None), None)
    day = min((day for _pk, day, _network in places if day), default=None)
    networks = tuple(dict.fromkeys(network for _pk, _day, network in places if network))
    return Card(*row, undated, day, networks)


@dataclass(frozen=True)
class Column:
    """Posts of one status, the newest first; ``after`` leads to those that follow, "" where none do."""

    status: str
    cards: list[Card]
    after: str


def board(posts: QuerySet[Post], statuses: Iterable[str], after: str = "", most: int = IN_A_COLUMN) -> list[Column]:
    """A column per status, each of at most ``most`` posts (older than the id ``after``): one query more than columns.

    One query per column, each along its index: what a column has beyond its end costs nothing.
    """
    posts = posts.live().order_by("-pk")
    if after.isdecimal() and len(after) < 19:
        posts = posts.filter(pk__lt=after)
    found = {status: list(posts.filter(status=status).values_list(*SHOWN)[: most + 1]) for status in statuses}
    shown = {card.pk: card for card in _as_cards([row for rows in found.values() for row in rows[:most]])}
    return [
        Column(status, [shown[row[0]] for row in rows[:most]], str(rows[most - 1][0]) if len(rows) > most else "")
        for status, rows in found.items()
    ]
