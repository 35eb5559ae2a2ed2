"""What a channel's profile needs before anybody is sent there, and its presentation. Pure: no Django."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

CHECKLIST = ("photo", "banner", "description", "link", "contact", "pinned")
#: Profiles age without anybody noticing: what was checked longer ago is to be looked at again.
AGAIN_AFTER = dt.timedelta(days=180)


class Item(NamedTuple):
    """``day`` it was last found in order; None: never. ``old``: so long ago that it is to be looked at again."""

    code: str
    day: dt.date | None
    old: bool


class Profile(NamedTuple):
    items: tuple[Item, ...]
    looked_at: dt.date | None  # the latest day of any item

    @property
    def done(self) -> int:
        return sum(item.day is not None and not item.old for item in self.items)


def look(checklist: Mapping[str, str], today: dt.date) -> Profile:
    """``checklist``: ISO day by code of ``CHECKLIST``, as ``Channel.checklist`` keeps it."""
    days = {code: dt.date.fromisoformat(checklist[code]) for code in CHECKLIST if code in checklist}
    items = tuple(Item(code, days.get(code), code in days and today - days[code] > AGAIN_AFTER) for code in CHECKLIST)
    return Profile(items, max(days.values(), default=None))


_BETWEEN = re.compile(r"\s*[\n;]\s*|(?<=[.!?…])\s+")
_MOST = 20  # subjects of each kind: no presentation holds more


def _subjects(text: str) -> list[str]:
    """A line, a sentence or what stands between semicolons is a subject."""
    pieces = (piece.strip().rstrip(".").rstrip() for piece in _BETWEEN.split(text.strip()))
    return [piece for piece in pieces if piece][:_MOST]


def bio(talk_about: str, ask_about: str, *, invitation: str, fits: Callable[[str], bool]) -> str:
    """A presentation from the offer: the first subject, the first thing one may ask, then more while the text ``fits``.

    ``invitation`` is put before what one may ask ("Ask us about: "). Empty when there is no offer or nothing fits.
    """
    talk, ask = _subjects(talk_about), _subjects(ask_about)
    said, asked = 0, 0

    def written(said: int, asked: int) -> str:
        parts = [", ".join(talk[:said]), invitation + ", ".join(ask[:asked]) if asked else ""]
        return " ".join(f"{part}." for part in parts if part)

    for more_said, more_asked in [(1, 0), (0, 1), *[(1, 0)] * _MOST, *[(0, 1)] * _MOST]:
        wanted = min(said + more_said, len(talk)), min(asked + more_asked, len(ask))
        if fits(written(*wanted)):
            said, asked = wanted
    return written(said, asked)
