"""Readings as parallel arrays, and the order they share with the table's key."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Readings(NamedTuple):
    """Rows of ``Sample`` without their workspace, as ``DTYPES``; ``day`` is a proleptic ordinal.

    There may be millions: nothing is copied that need not be.
    """

    day: np.ndarray
    channel: np.ndarray
    metric: np.ndarray
    level: np.ndarray
    post: np.ndarray
    value: np.ndarray
    import_record: np.ndarray

    @classmethod
    def of(cls, *columns: np.ndarray) -> Readings:
        """Columns of any numbers in the types of readings."""
        return cls(*(column.astype(dtype, copy=False) for column, dtype in zip(columns, DTYPES, strict=True)))

    @classmethod
    def empty(cls) -> Readings:
        return cls(*(np.array([], dtype) for dtype in DTYPES))

    def take(self, chosen: np.ndarray | slice) -> Readings:
        """Some rows: by mask, by index or by slice."""
        if isinstance(chosen, np.ndarray) and chosen.dtype == bool:
            count = np.count_nonzero(chosen)
            if count in (0, self.size):
                chosen = slice(count)
        return Readings(*(column[chosen] for column in self))

    def columns(self) -> dict[str, np.ndarray]:
        """The columns by their names in the table."""
        return dict(zip(NAMES, self, strict=True))

    def __add__(self, other: Readings) -> Readings:
        if not (self.size and other.size):
            return self if self.size else other
        return Readings(*(np.concatenate(pair) for pair in zip(self, other, strict=True)))

    @property
    def size(self) -> int:
        return len(self.day)


NAMES = ("day", "channel_id", "metric", "level", "post", "value", "import_record_id")
DTYPES = (np.int32, np.int64, np.int16, np.int16, np.int64, np.float64, np.int64)

# How far apart the values of a column may lie before they are replaced by their ranks; 2**62 in all.
_SPREAD = {"day": 1 << 16, "channel": 1 << 12, "metric": 1 << 8, "level": 1 << 2, "post": 1 << 24}


def keys(parts: tuple[Readings, ...]) -> list[np.ndarray]:
    """One int64 per row, equal for equal keys and ordered as the table's key (day, channel, metric, level, post)."""
    packed = [np.zeros(part.size, np.int64) for part in parts]
    for name, spread in _SPREAD.items():
        columns, low, base = _close_up([getattr(part, name) for part in parts], spread)
        if base > 1:
            for key, column in zip(packed, columns, strict=True):
                key *= base
                key += column
                key -= low
    return packed


def _close_up(columns: list[np.ndarray], spread: int) -> tuple[list[np.ndarray], int, int]:
    """The same order in small numbers: the columns, what to take away of them, and how many values that leaves."""
    filled = [column for column in columns if len(column)]
    if not filled:
        return columns, 0, 1
    low, high = min(int(column.min()) for column in filled), max(int(column.max()) for column in filled)
    if high - low < spread:
        return columns, low, high - low + 1
    values = np.unique(np.concatenate([np.unique(column) for column in filled]))
    return [np.searchsorted(values, column) for column in columns], 0, len(values)


def order(key: np.ndarray) -> np.ndarray | slice:
    """What sorts ``key``, rows of the same key staying in their order; nothing to do for a sorted one."""
    return slice(None) if np.all(key[1:] >= key[:-1]) else np.argsort(key, kind="stable")
