"""The posts that a file names: found again in the workspace, or made; and what a file changes of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np

from kpis.catalogue import engagements
from kpis.formats.figures import Post
from kpis.models import ExternalPost
from workspaces.models import Workspace

KEY_LENGTH = ExternalPost._meta.get_field("external_id").max_length
_LENGTHS = {"permalink": 1000, "kind": 20, "kind_raw": 60}
_TEXTS = ("permalink", "text", "kind", "kind_raw")
FIELDS = (*_TEXTS, "published_at", "day", "readings", "figures", "engagements", "audience")
_PER_QUERY = 5000


def audience(figures: Mapping[str, float]) -> int | None:
    """How many saw it: reach, else impressions, else views."""
    return next((round(figures[code]) for code in ("reach", "impressions", "views") if code in figures), None)


def storable(text: str) -> str:
    """Without what a database refuses: NUL, and halves of a character pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def stored_key(key: str) -> str:
    """A post's key as it is stored: itself, or a digest of one that is too long, such as an address."""
    key = storable(key)
    return key if len(key) <= KEY_LENGTH else "sha256:" + hashlib.sha256(key.encode()).hexdigest()


@dataclass(slots=True)
class KnownPost:
    """A post of the file beside what is stored of it. ``before`` is None for a post that is new."""

    id: int
    channel: int
    key: str
    before: dict[str, Any] | None
    now: dict[str, Any] = field(default_factory=dict)
    read: bool = False  # the file brings readings of it that are not those stored

    @property
    def changed(self) -> bool:
        """A stored post that is no longer as it was, be it that the readings change and their sum does not."""
        return self.before is not None and (self.read or self.before != {name: self.now[name] for name in self.before})

    @property
    def moved_from(self) -> int | None:
        """The day (ordinal) on which its lifetime readings lie, when that is no longer its day of publication."""
        old = self.before["day"] if self.before else None
        return old.toordinal() if old and old != self.now["day"] else None

    def add_lifetime(self, code: str, value: float) -> None:
        self.read = True
        self.now["readings"].setdefault("life", {})[code] = _plain(value)

    def add_days(self, code: str, difference: float) -> None:
        self.read = True
        days = self.now["readings"].setdefault("days", {})
        days[code] = _plain(days.get(code, 0) + difference)

    def settle(self) -> None:
        """Draw from the readings what pages show: the figure of the whole life where there is one."""
        figures = self.now["readings"].get("days", {}) | self.now["readings"].get("life", {})
        self.now |= {"figures": figures, "engagements": engagements(figures), "audience": audience(figures)}


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else float(value)


def find(
    workspace: Workspace, posts: Iterable[Post], channel_of: list[int], days: list[dt.date | None], new_ids: NewIds
) -> tuple[list[KnownPost], np.ndarray]:
    """The posts of a file, each once, and the position among them of each post of the file.

    ``channel_of`` gives the channel id of a network's index, ``days`` the day of publication of each post.
    """
    place: dict[tuple[int, str], int] = {}
    positions, said = [], []
    for post, day in zip(posts, days, strict=True):
        position = place.setdefault((channel_of[post.network], stored_key(post.key)), len(said))
        if position == len(said):
            said.append((post, day))
        positions.append(position)
    stored = _stored(workspace, place)
    ids = iter(new_ids(len(place) - len(stored)).tolist())
    known = []
    for (channel, key), (post, day) in zip(place, said, strict=True):
        identity, before = stored.get((channel, key)) or (next(ids), None)
        known.append(KnownPost(identity, channel, key, before, _now(post, day, before)))
    return known, np.array(positions, np.int64)


NewIds = Callable[[int], np.ndarray]


def _stored(workspace: Workspace, keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], tuple[int, dict]]:
    found = {}
    by_channel: dict[int, list[str]] = {}
    for channel, key in keys:
        by_channel.setdefault(channel, []).append(key)
    for channel, external_ids in by_channel.items():
        rest = iter(external_ids)
        while some := list(islice(rest, _PER_QUERY)):
            rows = ExternalPost.objects.filter(workspace=workspace, channel=channel, external_id__in=some)
            for identity, key, *values in rows.values_list("id", "external_id", *FIELDS):
                found[channel, key] = identity, dict(zip(FIELDS, values, strict=True))
    return found


def _now(post: Post, day: dt.date | None, before: dict[str, Any] | None) -> dict[str, Any]:
    """What will be stored: what the file says, and what was known where it says nothing."""
    said = {
        "permalink": post.permalink,
        "text": post.text,
        "kind": post.kind,
        "kind_raw": post.raw_kind,
        "published_at": post.published_at,
        "day": day,
    }
    said |= {name: storable(said[name])[: _LENGTHS.get(name)] for name in _TEXTS}
    readings = before["readings"] if before else {}
    return {name: value or (before[name] if before else value) for name, value in said.items()} | {
        "readings": {part: dict(values) for part, values in readings.items()}
    }


def columns(posts: list[KnownPost], workspace: int, import_record: int) -> dict[str, Any]:
    """The rows of new posts."""
    return {
        "id": np.array([post.id for post in posts], np.int64),
        "workspace_id": workspace,
        "channel_id": [post.channel for post in posts],
        "external_id": [post.key for post in posts],
        **values([post.now for post in posts]),
        "created_by_import_id": import_record,
    }


def values(states: list[dict[str, Any]]) -> dict[str, Any]:
    """The columns that an import may change, ready for the database."""
    given = {name: [state[name] for state in states] for name in FIELDS}
    return given | {name: [json.dumps(value) for value in given[name]] for name in ("readings", "figures")}


def memory(before: dict[str, Any]) -> str:
    """Stored values as they are kept for undo."""
    return json.dumps(before, default=lambda moment: moment.isoformat())


def recalled(memory: dict[str, Any]) -> dict[str, Any]:
    """What ``memory`` was made of."""
    parsers = {"published_at": dt.datetime.fromisoformat, "day": dt.date.fromisoformat}
    return {name: parsers[name](value) if name in parsers and value else value for name, value in memory.items()}
