"""Staged figures for tests, without a file."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from kpis.catalogue import METRICS, Level
from kpis.formats.figures import NO_POST, Batch, Figures, Post
from kpis.formats.staging import read_staged, write_staged

DAY = dt.date(2026, 3, 1)


class Reading(NamedTuple):
    """``day`` counts from 1 March 2026; ``post`` is a key, "" at channel level."""

    level: Level
    metric: str
    day: int
    value: int | float
    post: str = ""
    network: str = "facebook"


def day(number):
    return DAY + dt.timedelta(days=number)


def post(key, published=None, network="facebook", **fields):
    """``published`` counts days from 1 March 2026."""
    wall = day(published).isoformat() if published is not None else ""
    return network, Post(key=key, network=0, external_id=key, wall=wall, **fields)


def stage(folder, readings=(), posts=()):
    """What the importer would have staged for these."""
    figures, place = Figures(formats=["mapped"]), {}
    for network, described in posts:
        described.network = figures.network_index(network)
        place[network, described.key] = len(figures.posts)
        figures.posts.append(described)
    for reading in readings:
        figures.batches.append(
            Batch(
                figures.network_index(reading.network),
                reading.level,
                METRICS[reading.metric].number,
                [day(reading.day).toordinal()],
                [place[reading.network, reading.post] if reading.post else NO_POST],
                [Decimal(str(reading.value)) if isinstance(reading.value, float) else reading.value],
            )
        )
    folder.mkdir(parents=True, exist_ok=True)
    write_staged(figures, folder)
    return read_staged(folder)
