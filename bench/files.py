"""P4, P5: a file of a million rows, from its bytes to committed readings and rollups, and the same file again.

Beside it, the same readings put by the database's fastest way into a table of the same key: COPY, or one executemany.
"""

import csv
import datetime as dt
import json
import random
import shutil
import statistics
import tempfile
from itertools import repeat
from pathlib import Path

from django.db import connection, transaction

from bench.clock import ROUNDS, Result, seconds
from imports import sandbox
from imports.models import Import
from imports.readers import read_file
from jobs.upkeep import checkpoint
from kpis.formats import guess_mapping
from kpis.formats.staging import read_staged
from kpis.store import backend, importing, postgresql, sqlite
from kpis.store.readings import keys, order
from kpis.store.tables import SAMPLE, Scope, rows_in
from strategy.models import Channel
from workspaces.models import Workspace

DAYS, FIRST = 365, dt.date(2025, 1, 1)
GOALS = {"postgresql": {"P4": 1 / 0.5, "P5": 1 / 0.8}, "sqlite": {"P4": 1 / 0.6, "P5": 1 / 0.8}}
WRITTEN = (
    "kpis_sample",
    "kpis_samplechange",
    "kpis_channelday",
    "kpis_workspaceday",
    "kpis_postchange",
    "kpis_postmatch",
    "kpis_externalpost",
    "kpis_footprint",
    "peer_sample",
)
SHAPES = {
    "one figure per row": ("views",),
    "six figures per row": ("views", "reach", "likes", "comments", "shares", "clicks"),
}


def measure(rows: int, wanted: set[str]) -> list[Result]:
    found = []
    for shape, metrics in SHAPES.items():
        with tempfile.TemporaryDirectory(prefix="bench-file-") as folder:
            found += _of_shape(_Export(Path(folder), rows, metrics), shape, ROUNDS if len(metrics) == 1 else 3)
    return [result for result in found if result.name in wanted]


def _of_shape(export: "_Export", shape: str, rounds: int) -> list[Result]:
    workspace = Workspace.objects.create(slug=f"files-{len(export.metrics)}", name="files")
    with workspace.active():
        channel = Channel.objects.create(workspace=workspace, network="facebook", handle="bench").pk
        arrival = _Arrival(export, workspace, channel)
        arrival.bring_in()  # makes the staged rows that the peer is fed with
        peer = _peer(arrival)
        first, again, limit = [], [], []
        for _ in range(rounds):
            _clear()
            first.append(seconds(arrival.bring_in))
            phases = [arrival.told()]
            again.append(seconds(arrival.bring_in))
            phases.append(arrival.told())
            _clear()
            limit.append(seconds(peer))
        _clear()
    goals, vendor, least = GOALS[connection.vendor], connection.vendor, statistics.median(limit)
    peer_name = "COPY" if vendor == "postgresql" else "executemany"
    results = []
    for name, verb, taken, told in (("P4", "import", first, phases[0]), ("P5", "import again", again, phases[1])):
        what = f"{verb}, {shape} / {peer_name}"
        results.append(Result(name, vendor, what, statistics.median(taken), least, goals[name], told))
    return results


class _Export:
    """A CSV of posts by day: ``rows`` of them, a figure per metric."""

    def __init__(self, folder: Path, rows: int, metrics: tuple[str, ...]):
        self.path, self.options, self.staged = folder / "export.csv", folder / "options.json", folder / "staged"
        self.metrics, posts = metrics, -(-rows // DAYS)
        numbers = random.Random(1)
        with self.path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["post_id", "date", *metrics])
            for number in range(rows):
                day = (FIRST + dt.timedelta(days=number // posts)).isoformat()
                writer.writerow([10**15 + number % posts, day, *(numbers.randrange(5000) for _ in metrics)])
        with self.path.open("rb") as file:
            head = self.path.with_name("head.csv")
            head.write_bytes(b"".join(file.readline() for _ in range(5000)) + b"".join([*file][-5000:]))
        [table] = read_file(head, "export.csv")
        guess = guess_mapping(table)
        answers = {"mapping": {guess.signature: guess.answer() | {"network": "facebook"}}}
        self.options.write_text(json.dumps({"timezone": "Europe/Paris", "today": "2026-11-22", "answers": answers}))


class _Arrival:
    """The steps of an import, as its jobs take them; ``phases`` are the seconds of the last time."""

    def __init__(self, export: _Export, workspace: Workspace, channel: int):
        self.export, self.workspace, self.channel = export, workspace, channel
        self.phases: dict[str, float] = {}

    def bring_in(self) -> None:
        record = Import.objects.create(
            workspace=self.workspace, kind="figures", name="export.csv", size=1, sha256="0" * 64
        )
        self.phases = {
            "parse": seconds(self._parse),
            "compare": seconds(lambda: self._compare(record)),
            "write": seconds(self._write),
        }

    def told(self) -> str:
        return ", ".join(f"{name} {taken:.1f} s" for name, taken in self.phases.items())

    def _parse(self) -> None:
        shutil.rmtree(self.export.staged, ignore_errors=True)
        files = ["--input", str(self.export.path), "export.csv", "--options", str(self.export.options)]
        result = sandbox.run_limited(
            "kpis.formats.child", [*files, "--out", str(self.export.staged)], timeout=120, memory=4 * 1024**3
        )
        if result.outcome != "ok":
            raise RuntimeError(f"The file could not be read: {result.outcome} {result.stderr}")

    def _compare(self, record: Import) -> None:
        staged = read_staged(self.export.staged)
        self.prepared = importing.apply(staged, self.workspace, {"facebook": self.channel}, record.pk)

    def _write(self) -> None:
        with transaction.atomic():
            self.prepared()


def _peer(arrival: _Arrival):
    """Puts the same rows in the same order into a table of the same key; they are made ready beforehand."""
    days = [FIRST.toordinal() + number for number in range(DAYS)]
    stored = backend.path().read_samples(arrival.workspace.pk, Scope(days, [arrival.channel]))
    [key] = keys((stored,))
    columns = {"workspace_id": arrival.workspace.pk, **stored.take(order(key)).columns()}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS peer_sample")
        if connection.vendor == "postgresql":
            cursor.execute("CREATE TABLE peer_sample (LIKE kpis_sample INCLUDING ALL)")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'kpis_sample'")
            cursor.execute(cursor.fetchone()[0].replace("kpis_sample", "peer_sample"))
    return _copy(columns) if connection.vendor == "postgresql" else _executemany(columns)


def _copy(columns: dict):
    blocks = list(postgresql._blocks(SAMPLE, columns))

    def work():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            with cursor.copy(f"COPY peer_sample ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)") as copy:
                for block in blocks:
                    copy.write(block)

    return work


def _executemany(columns: dict):
    count = rows_in(columns)
    lists = [repeat(c, count) if isinstance(c, int) else sqlite._python(SAMPLE.types[n], c) for n, c in columns.items()]
    sql = f"INSERT INTO peer_sample ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    rows = list(zip(*lists, strict=True))

    def work():
        with transaction.atomic():
            connection.connection.executemany(sql, rows)

    return work


def _clear() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(WRITTEN)}")
        else:
            for table in WRITTEN:
                cursor.execute(f"DELETE FROM {table}")
    checkpoint()
