"""What an import would do to the figures of a workspace: computed in memory, written in one go.

The readings of the file and those stored under the same days, channels, metrics and levels are put in the order of the
table's key and compared as arrays: a million of them in a fraction of a second, on either database, without a lock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from kpis import rollups
from kpis.catalogue import BY_NUMBER, Level
from kpis.formats.figures import NO_POST
from kpis.formats.staging import Staged
from kpis.models import Footprint
from kpis.store import backend, posts
from kpis.store.posts import KnownPost
from kpis.store.readings import Readings, keys, order
from kpis.store.tables import EXTERNAL_POST, POST_CHANGE, SAMPLE, SAMPLE_CHANGE, Scope
from workspaces.models import Workspace

FEW_POSTS = 2000  # up to here the database is told which posts to look at


@dataclass(slots=True)
class Change:
    """``previous`` are the rows that ``updated`` replace and those that are ``removed`` (posts that changed day)."""

    workspace: Workspace
    import_record: int
    inserted: Readings
    updated: Readings
    removed: Readings
    previous: Readings
    posts: list[KnownPost]
    counts: dict[str, int]
    footprints: list[dict[str, Any]]

    def write(self) -> None:
        """Bring it about, rollups included. The caller has the transaction and the ledger's lock."""
        self._write_posts()
        self._write_readings()
        Footprint.objects.bulk_create(
            Footprint(workspace=self.workspace, import_record_id=self.import_record, **print_)
            for print_ in self.footprints
        )
        touched = [self.inserted, self.updated, self.removed]
        days = np.unique(np.concatenate([readings.day for readings in touched])).tolist()
        channels = np.unique(np.concatenate([readings.channel for readings in touched])).tolist()
        rollups.recompute(self.workspace, [dt.date.fromordinal(day) for day in days], channels)

    def _write_posts(self) -> None:
        database, workspace = backend.path(), self.workspace.pk
        if new := [post for post in self.posts if post.before is None]:
            database.insert(EXTERNAL_POST, posts.columns(new, workspace, self.import_record))
        if changed := [post for post in self.posts if post.changed]:
            ids = np.array([post.id for post in changed], np.int64)
            database.update(EXTERNAL_POST, {"id": ids, **posts.values([post.now for post in changed])})
            before = [posts.memory(post.before) for post in changed]
            database.insert(POST_CHANGE, {"import_record_id": self.import_record, "post_id": ids, "before": before})

    def _write_readings(self) -> None:
        database, workspace = backend.path(), self.workspace.pk
        for write, readings in (
            (database.delete, self.removed),
            (database.update, self.updated),
            (database.insert, self.inserted),
        ):
            if readings.size:
                write(SAMPLE, {"workspace_id": workspace, **readings.columns(), "import_record_id": self.import_record})
        if self.previous.size:
            columns = self.previous.columns()
            columns["previous_import"] = columns["import_record_id"]
            database.insert(SAMPLE_CHANGE, {**columns, "import_record_id": self.import_record})


def between(
    staged: Staged, workspace: Workspace, channels: dict[str, int], import_record: int, new_ids: posts.NewIds
) -> Change:
    """What is new, changed or the same in ``staged``. ``channels`` gives the channel id of a network's code."""
    channel_of = [channels[network] for network in staged.summary["networks"]]
    published = _published(staged)
    known, positions = posts.find(workspace, staged.posts, channel_of, published, new_ids)
    file = _readings_of(staged, channel_of, known, positions, import_record)
    moved = [post for post in known if post.moved_from]
    stored = _stored(workspace, file, known, moved)
    change = _compare(file, stored, moved)
    _tell_posts(known, change)
    return Change(
        workspace=workspace,
        import_record=import_record,
        posts=known,
        footprints=_footprints(file, change),
        **change,
    )


def _published(staged: Staged) -> list[dt.date | None]:
    """The day of publication of each post: that of its lifetime readings, else what the file says of it."""
    life = staged.level == Level.POST
    day_of = dict(zip(staged.post[life].tolist(), staged.day[life].tolist(), strict=True))
    return [
        dt.date.fromordinal(day_of[index])
        if index in day_of
        else (dt.date.fromisoformat(post.wall[:10]) if post.wall else None)
        for index, post in enumerate(staged.posts)
    ]


def _readings_of(staged, channel_of, known, positions, import_record) -> Readings:
    """The readings of the file in the order of the key, each key once (the last one holds)."""
    ids = np.array([post.id for post in known] + [0], np.int64)  # position -1, no post, is 0
    days = np.array([post.now["day"].toordinal() if post.now["day"] else 0 for post in known] + [0], np.int64)
    place = np.append(positions, NO_POST)[staged.post]
    life = staged.level == Level.POST
    file = Readings.of(
        # A post's lifetime readings lie on its day of publication, wherever the rows of a file put them.
        np.where(life, days[place], staged.day) if life.any() else staged.day,
        np.array(channel_of, np.int64)[staged.network],
        staged.metric,
        staged.level,
        ids[place],
        staged.value,
        np.broadcast_to(np.int64(import_record), len(staged)),
    )
    [key] = keys((file,))
    sorting = order(key)
    file, key = file.take(sorting), key[sorting]
    last = np.append(key[1:] != key[:-1], True)[: len(key)]
    return file if last.all() else file.take(last)


def _stored(workspace, file: Readings, known: list[KnownPost], moved: list[KnownPost]) -> Readings:
    """The stored readings that the file may meet, with all lifetime readings of the posts that changed day."""
    days, channels = set(np.unique(file.day).tolist()), set(np.unique(file.channel).tolist())
    metrics, levels = np.unique(file.metric).tolist(), np.unique(file.level).tolist()
    if moved:
        days |= {post.moved_from for post in moved}
        channels |= {post.channel for post in moved}
        metrics = levels = None
    met = [0, *(post.id for post in known)] if len(known) <= FEW_POSTS else None
    if not days:
        return Readings.empty()
    scope = Scope(sorted(days), sorted(channels), metrics, levels, met)
    return backend.path().read_samples(workspace.pk, scope)


def _compare(file: Readings, stored: Readings, moved: list[KnownPost]) -> dict[str, Any]:
    """The rows to insert, update and remove, what they replace, and the counts."""
    leaving = stored.take(_leaving(stored, moved))
    if leaving.size:
        file, stored = _carry(file, leaving, moved), stored.take(~_leaving(stored, moved))
    key, stored_key, target = keys((file, stored, _arriving(leaving, moved)))
    sorting = order(stored_key)
    stored, stored_key = stored.take(sorting), stored_key[sorting]
    position = np.searchsorted(stored_key, key)
    position[position == len(stored_key)] = 0
    met = stored_key[position] == key if len(stored_key) else np.zeros(len(key), bool)
    differs = met.copy()
    differs[met] = stored.value[position[met]] != file.value[met]
    came = np.isin(key, target) & ~met if leaving.size else np.zeros(len(key), bool)
    new, changed = int((~met & ~came).sum()), int((differs | came).sum())
    return {
        "inserted": file.take(~met),
        "updated": file.take(differs),
        "removed": leaving,
        "previous": stored.take(position[differs]) + leaving,
        "counts": {"new": new, "changed": changed, "unchanged": file.size - new - changed},
    }


def _leaving(stored: Readings, moved: list[KnownPost]) -> np.ndarray:
    """Which stored rows are lifetime readings of a post on a day that is no longer its own."""
    old_day = {post.id: post.moved_from for post in moved}
    ids = np.array(sorted(old_day), np.int64)
    if not len(ids):
        return np.zeros(stored.size, bool)
    days = np.array([old_day[identity] for identity in ids.tolist()], np.int64)
    place = np.searchsorted(ids, stored.post).clip(max=len(ids) - 1)
    return (stored.level == Level.POST) & (ids[place] == stored.post) & (days[place] == stored.day)


def _arriving(leaving: Readings, moved: list[KnownPost]) -> Readings:
    """The same readings on the new day of their post."""
    new_day = {post.id: post.now["day"].toordinal() for post in moved}
    days = np.array([new_day[identity] for identity in leaving.post.tolist()], np.int64)
    return leaving._replace(day=days)


def _carry(file: Readings, leaving: Readings, moved: list[KnownPost]) -> Readings:
    """The file's readings and, of the posts that changed day, those that the file does not bring."""
    arriving = _arriving(leaving, moved)
    key, arriving_key = keys((file, arriving))
    return file + arriving.take(~np.isin(arriving_key, key))


def _tell_posts(known: list[KnownPost], change: dict[str, Any]) -> None:
    """Keep the figures of the posts in step with their readings."""
    by_id = {post.id: post for post in known}
    inserted, updated = change["inserted"], change["updated"]
    grown = updated._replace(value=updated.value - change["previous"].value[: updated.size])
    for readings in (inserted, updated):
        for post, code, value in _each(_of_level(Level.POST, readings)):
            by_id[post].add_lifetime(code, value)
    for readings in (inserted, grown):
        for post, code, value in _each(_sums(_of_level(Level.POST_DAY, readings))):
            by_id[post].add_days(code, value)
    for post in known:
        post.settle()


def _of_level(level: Level, readings: Readings) -> Readings:
    return readings.take(readings.level == level)


def _each(readings: Readings):
    columns = (readings.post, readings.metric, readings.value)
    for post, metric, value in zip(*(column.tolist() for column in columns), strict=True):
        yield post, BY_NUMBER[metric].code, value


def _sums(readings: Readings) -> Readings:
    """One row per post, metric and level: the sum over its days."""
    zero = np.zeros(readings.size, np.int64)
    [key] = keys((readings._replace(day=zero),))
    groups, first, place = np.unique(key, return_index=True, return_inverse=True)
    return readings.take(first)._replace(value=np.bincount(place, readings.value, len(groups)))


def _footprints(file: Readings, change: dict[str, Any]) -> list[dict[str, Any]]:
    """Per channel, level and metric, the days on which the import brings or takes readings, and how many change."""
    prints: dict[tuple[int, ...], dict[str, Any]] = {}
    changed = (change[name] for name in ("inserted", "updated", "removed"))
    for readings, changes in ((file, 0), *((readings, 1) for readings in changed)):
        for series, count, first, last in _spans(readings):
            kept = prints.setdefault(series, {"first": first, "last": last, "changes": 0})
            kept["first"], kept["last"] = min(kept["first"], first), max(kept["last"], last)
            kept["changes"] += changes * count
    names = ("channel_id", "level", "metric")
    return [{**dict(zip(names, series, strict=True)), **kept} for series, kept in prints.items()]


def _spans(readings: Readings) -> Iterator[tuple[tuple[int, ...], int, dt.date, dt.date]]:
    """Each channel, level and metric, with how many readings it has and their first and last day."""
    none = np.zeros(readings.size, np.int64)
    [series] = keys((readings._replace(day=none, post=none),))
    counts = np.bincount(series)
    for one in np.flatnonzero(counts).tolist():
        rows = slice(None) if counts[one] == readings.size else np.flatnonzero(series == one)
        names = tuple(int(column[rows][0]) for column in (readings.channel, readings.level, readings.metric))
        days = (dt.date.fromordinal(int(day)) for day in (readings.day[rows].min(), readings.day[rows].max()))
        yield names, int(counts[one]), *days
