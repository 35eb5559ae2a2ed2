"""When posts were met best: by weekday and hour, from imported figures. Says nothing where there are too few."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import Any

from kpis.models import ExternalPost
from strategy.models import Channel
from workspaces.models import Workspace

DAYS = 365
LEAST = 3  # posts behind a cell that says something
MOST = 5000  # posts of a channel, the newest
HEATS = 4


@dataclass(frozen=True)
class Cell:
    """``value`` is the median of the cell's posts, None below ``LEAST`` posts; ``heat`` 0 to 4 compares the cells."""

    posts: int
    value: float | None
    heat: int = 0


def table(workspace: Workspace, channel: Channel) -> dict[str, Any]:
    """``hours``, ``rows`` (weekday, Monday first: its cells by hour), ``rate``, ``posts`` and ``best`` (its cells).

    The figure is interactions / audience when most posts tell their audience, else the number of interactions.
    """
    posts = _posts(workspace, channel)
    rate = sum(bool(audience) for _at, _n, audience in posts) * 2 > len(posts)
    values: dict[tuple[int, int], list[float]] = defaultdict(list)
    for at, engagements, audience in posts:
        if not rate or audience:
            local = at.astimezone(workspace.zone)
            values[local.weekday(), local.hour].append(engagements / audience if rate else engagements)
    if not values:
        return {"hours": [], "rows": [], "rate": rate, "posts": 0, "best": []}
    cells = _cells(values)
    hours = range(min(hour for _day, hour in values), max(hour for _day, hour in values) + 1)
    told = [(place, cell) for place, cell in cells.items() if cell.value is not None]
    return {
        "hours": list(hours),
        "rows": [(day, [cells.get((day, hour), Cell(0, None)) for hour in hours]) for day in range(7)],
        "rate": rate,
        "posts": sum(map(len, values.values())),
        "best": sorted(told, key=lambda row: (-row[1].value, row[0]))[:3],
    }


def _posts(workspace: Workspace, channel: Channel) -> list[tuple[dt.datetime, int, int | None]]:
    since = workspace.today() - dt.timedelta(days=DAYS)
    posts = ExternalPost.objects.filter(channel=channel, day__gte=since).exclude(published_at=None)
    posts = posts.exclude(engagements=None).order_by("-day", "-pk")
    return list(posts.values_list("published_at", "engagements", "audience")[:MOST])


def _cells(values: dict[tuple[int, int], list[float]]) -> dict[tuple[int, int], Cell]:
    medians = {place: median(each) for place, each in values.items() if len(each) >= LEAST}
    low, high = min(medians.values(), default=0), max(medians.values(), default=0)

    def heat(value: float) -> int:
        return HEATS if high == low else 1 + round((value - low) / (high - low) * (HEATS - 1))

    return {
        place: Cell(len(each), medians.get(place), heat(medians[place]) if place in medians else 0)
        for place, each in values.items()
    }
