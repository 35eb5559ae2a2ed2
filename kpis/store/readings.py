"""Readings as parallel arrays, and the order they share with the table's key."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Readings(NamedTuple):
    """Rows of ``Sample`` without their workspace: int64 columns, ``day`` a proleptic ordinal, ``value`` float64."""

    day: np.ndarray
    channel: np.ndarray
    metric: np.ndarray
    level: np.ndarray
    post: np.ndarray
    value: np.ndarray
    import_record: np.ndarray

    @classmethod
    def empty(cls) -> Readings:
        return cls(*(np.array([], dtype) for dtype in DTYPES))

    def take(self, chosen: np.ndarray) -> Readings:
        """Some rows: by mask or by index."""
        return Readings(*(column[chosen] for column in self))

    def columns(self) -> dict[str, np.ndarray]:
        """The columns by their names in the table."""
        return dict(zip(NAMES, self, strict=True))

    def __add__(self, other: Readings) -> Readings:
        return Readings(*(np.concatenate(pair) for pair in zip(self, other, strict=True)))

    @property
    def size(self) -> int:
        return len(self.day)


NAMES = ("day", "channel_id", "metric", "level", "post", "value", "import_record_id")
DTYPES = (np.int64, np.int64, np.int64, np.int64, np.int64, np.float64, np.int64)


# How far apart the values of a column may lie before they are replaced by their ranks; 2**62 in all.
_SPREAD = {"day": 1 << 16, "channel": 1 << 12, "metric": 1 << 8, "level": 1 << 2, "post": 1 << 24}


def keys(parts: tuple[Readings, ...]) -> list[np.ndarray]:
    """One int64 per row, equal for equal keys and ordered as the table's key (day, channel, metric, level, post)."""
    packed = [np.zeros(part.size, np.int64) for part in parts]
    for name, spread in _SPREAD.items():
        columns, base = _close_up([getattr(part, name) for part in parts], spread)
        for key, column in zip(packed, columns, strict=True):
            key *= base
            key += column
    return packed


def _close_up(columns: list[np.ndarray], spread: int) -> tuple[list[np.ndarray], int]:
    """The same order in small numbers: distances from the least value, or ranks where values lie far apart."""
    filled = [column for column in columns if len(column)]
    if not filled:
        return columns, 1
    low, high = min(int(column.min()) for column in filled), max(int(column.max()) for column in filled)
    if high - low < spread:
        return [column - low for column in columns], high - low + 1
    values = np.unique(np.concatenate([np.unique(column) for column in filled]))
    return [np.searchsorted(values, column) for column in columns], len(values)


def order(key: np.ndarray) -> np.ndarray | slice:
    """What sorts ``key``, rows of the same key staying in their order; nothing to do for a sorted one."""
    return slice(None) if np.all(key[1:] >= key[:-1]) else np.argsort(key, kind="stable")
