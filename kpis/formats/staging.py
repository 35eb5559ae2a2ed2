"""Parsed figures on disk, between the process that parses and the one that stores: two files in a directory.

``figures.npz`` holds the readings as arrays (never pickled), ``figures.json`` the rest. numpy is imported only here.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from kpis.formats.figures import Figures, Post

ARRAYS, REST = "figures.npz", "figures.json"
_POST_FIELDS = ("key", "network", "external_id", "permalink", "text", "kind", "raw_kind", "published_at", "wall")


@dataclass(slots=True)
class Staged:
    """``summary`` as ``Figures.summary`` gave it; the arrays are the readings, side by side.

    ``network`` (int16) indexes ``summary["networks"]``, ``post`` (int32) indexes ``posts`` (-1 = none), ``level``
    (int16) and ``metric`` (int16) are the stored numbers, ``day`` (int32) a proleptic ordinal, ``value`` int64, or
    float64 as soon as one reading is not whole.
    """

    summary: dict[str, Any]
    posts: list[Post]
    network: np.ndarray
    level: np.ndarray
    metric: np.ndarray
    day: np.ndarray
    post: np.ndarray
    value: np.ndarray

    def __len__(self) -> int:
        return len(self.value)


def write_staged(figures: Figures, directory: Path) -> dict[str, Any]:
    """Write ``figures`` into ``directory``, which exists; return their summary."""
    summary = figures.summary()
    runs = [(batch.network, batch.level, batch.metric, len(batch.values)) for batch in figures.batches]
    values = [_numbers(batch.values) for batch in figures.batches]
    np.savez(
        directory / ARRAYS,
        runs=np.array(runs, dtype=np.int64).reshape(-1, 4),
        day=_joined([batch.days for batch in figures.batches], np.int32),
        post=_joined([batch.posts for batch in figures.batches], np.int32),
        value=np.concatenate(values) if values else np.array([], dtype=np.int64),
    )
    posts = [[_plain(getattr(post, name)) for name in _POST_FIELDS] for post in figures.posts]
    rest = json.dumps({"summary": summary, "posts": posts}, ensure_ascii=False)
    (directory / REST).write_text(rest, encoding="utf-8", errors="surrogatepass")
    return summary


def read_staged(directory: Path) -> Staged:
    """The figures that ``write_staged`` put into ``directory``."""
    rest = json.loads((directory / REST).read_text(encoding="utf-8", errors="surrogatepass"))
    with np.load(directory / ARRAYS, allow_pickle=False) as arrays:
        runs, counts = arrays["runs"], arrays["runs"][:, 3]
        network, level, metric = (np.repeat(runs[:, column].astype(np.int16), counts) for column in range(3))
        day, post, value = arrays["day"], arrays["post"], arrays["value"]
    return Staged(
        rest["summary"], [_post(fields) for fields in rest["posts"]], network, level, metric, day, post, value
    )


def _joined(columns, dtype) -> np.ndarray:
    if len(columns) == 1:
        return np.array(columns[0], dtype=dtype)
    return np.fromiter(chain.from_iterable(columns), dtype=dtype, count=sum(map(len, columns)))


def _numbers(values) -> np.ndarray:
    array = np.array(values)
    return array if array.dtype == np.int64 else array.astype(np.float64)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value


def _post(fields: list[Any]) -> Post:
    post = Post(**dict(zip(_POST_FIELDS, fields, strict=True)))
    post.published_at = dt.datetime.fromisoformat(post.published_at) if post.published_at else None
    return post
