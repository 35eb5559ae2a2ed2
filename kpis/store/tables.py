"""The tables that are written in bulk, as both databases need to know them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

# A column is one value for all rows, an array, or a list of Python objects.
Columns = Mapping[str, int | np.ndarray | Sequence[Any]]


@dataclass(frozen=True)
class Table:
    """``types`` are PostgreSQL's; a ``date`` comes as proleptic ordinals in a ``binary`` table.

    ``binary``: numbers and days only, none of them null, so that rows can be made without a loop.
    """

    name: str
    key: tuple[str, ...]
    types: dict[str, str]
    binary: bool = True


class Scope(NamedTuple):
    """Which readings to look at. None is no restriction."""

    days: list[int]  # ordinals, in order
    channels: list[int]
    metrics: list[int] | None = None
    levels: list[int] | None = None
    posts: list[int] | None = None


_KEY = {"day": "date", "channel_id": "int8", "metric": "int2", "level": "int2", "post": "int8"}

SAMPLE = Table(
    "kpis_sample",
    ("workspace_id", *_KEY),
    {"workspace_id": "int8", **_KEY, "value": "float8", "import_record_id": "int8"},
)
SAMPLE_CHANGE = Table(
    "kpis_samplechange",
    ("import_record_id", *_KEY),
    {"import_record_id": "int8", **_KEY, "value": "float8", "previous_import": "int8"},
)
EXTERNAL_POST = Table(
    "kpis_externalpost",
    ("id",),
    {
        "id": "int8",
        "workspace_id": "int8",
        "channel_id": "int8",
        "external_id": "text",
        "permalink": "text",
        "text": "text",
        "kind": "text",
        "kind_raw": "text",
        "published_at": "timestamptz",
        "day": "date",
        "figures": "jsonb",
        "readings": "jsonb",
        "engagements": "int8",
        "audience": "int8",
        "created_by_import_id": "int8",
    },
    binary=False,
)
POST_CHANGE = Table(
    "kpis_postchange", ("id",), {"import_record_id": "int8", "post_id": "int8", "before": "jsonb"}, binary=False
)


def rows_in(columns: Columns) -> int:
    """How many rows ``columns`` are; a single value stretches to the others."""
    return next((len(column) for column in columns.values() if not isinstance(column, int)), 0)
