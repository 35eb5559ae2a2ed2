"""Everything of an installation in one file, and back: rows of every table and uploaded files, each with its SHA-256.

The archive is a ZIP: ``manifest.json``, ``tables/<app.model>.jsonl`` (one JSON list per row, in the order of the
manifest's columns) and ``files/<path>``. Values are written as Django's fields give them, not as a database stores
them, so an archive made on SQLite restores on PostgreSQL and the other way round.

The secret key and the sessions stay out: people sign in again after a restore.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import decimal
import hashlib
import json
import os
import shutil
import tempfile
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django_scopes import scopes_disabled

FORMAT = 1
BATCH = 2000
LEFT_OUT = {"sessions.session", "usersessions.usersession", "contenttypes.contenttype", "auth.permission"}


class BadBackup(Exception):
    """The archive cannot be trusted or does not fit; the message says why."""


def _tables() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    ]


def _columns(model: type[models.Model]) -> list[models.Field]:
    return list(model._meta.concrete_fields)


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _plain(value: Any) -> Any:
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (decimal.Decimal, uuid.UUID, dt.timedelta)):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    raise TypeError(f"cannot back up a value of type {type(value).__name__}")


class _Hashed:
    """A binary sink that counts and hashes what goes through it."""

    def __init__(self, sink):
        self.sink, self.hash, self.rows = sink, hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        self.hash.update(data)
        self.sink.write(data)


def write(target: Path) -> dict[str, Any]:
    """Write the archive (first beside ``target``, renamed when whole) and return its manifest."""
    partial = target.with_name(target.name + ".partial")
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "created": dt.datetime.now(dt.UTC).isoformat(),
        "tables": {},
        "files": {},
    }
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            os.chmod(partial, 0o600)
            with _snapshot(), scopes_disabled():
                manifest["migrations"] = _migrations()
                for model in _tables():
                    _write_table(archive, model, manifest)
            for path in sorted(p for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()):
                with contextlib.suppress(FileNotFoundError):  # its time was over while the tables were written
                    _write_file(archive, path, manifest)
            archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


class _snapshot:
    """One point in time for all tables, without stopping anybody from writing."""

    def __enter__(self):
        connection.ensure_connection()
        self.ours = not connection.in_atomic_block  # inside somebody's transaction that one is the point in time
        if self.ours and connection.vendor == "postgresql":
            self.atomic = transaction.atomic()
            self.atomic.__enter__()
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SET LOCAL statement_timeout = 0")
        elif self.ours:
            connection.cursor().execute("BEGIN DEFERRED")

    def __exit__(self, *error):
        if self.ours and connection.vendor == "postgresql":
            self.atomic.__exit__(*error)
        elif self.ours:
            connection.cursor().execute("COMMIT")


def _write_table(archive: zipfile.ZipFile, model: type[models.Model], manifest: dict) -> None:
    columns = _columns(model)
    label = model._meta.label_lower
    names = [column.attname for column in columns]
    order = [column.attname for column in model._meta.pk_fields]
    with archive.open(f"tables/{label}.jsonl", "w", force_zip64=True) as sink:
        out = _Hashed(sink)
        for row in model._base_manager.order_by(*order).values_list(*names).iterator(chunk_size=BATCH):
            out.write(json.dumps(row, default=_plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
            out.rows += 1
    manifest["tables"][label] = {"columns": names, "rows": out.rows, "sha256": out.hash.hexdigest()}


def _write_file(archive: zipfile.ZipFile, path: Path, manifest: dict) -> None:
    name = path.relative_to(settings.MEDIA_ROOT).as_posix()
    with path.open("rb") as source, archive.open(f"files/{name}", "w", force_zip64=True) as sink:
        out = _Hashed(sink)
        while chunk := source.read(1 << 20):
            out.write(chunk)
    manifest["files"][name] = {"sha256": out.hash.hexdigest()}


def verify(source: Path) -> dict[str, Any]:
    """Read the whole archive and compare every hash and count; return the manifest or raise ``BadBackup``."""
    with _open(source) as archive:
        return _verified(archive)


def _open(source: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except Exception as error:  # as in _verified: a flipped bit asks for "version 21" of ZIP as well
        raise BadBackup(f"{source} is not a whole backup ({error}); take another copy of it.") from None


def _verified(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest = json.loads(archive.read("manifest.json"))
        if manifest["format"] != FORMAT:
            raise BadBackup(f"This backup has format {manifest['format']}; this version reads format {FORMAT}.")
        expected = {f"tables/{name}.jsonl": entry for name, entry in manifest["tables"].items()}
        expected |= {f"files/{name}": entry for name, entry in manifest["files"].items()}
        if set(archive.namelist()) != {*expected, "manifest.json"}:
            raise BadBackup("The archive's contents are not what its manifest lists; take another copy of it.")
        for name, entry in expected.items():
            digest, rows = hashlib.sha256(), 0
            with archive.open(name) as stream:
                while chunk := stream.read(1 << 20):
                    digest.update(chunk)
                    rows += chunk.count(b"\n")
            if digest.hexdigest() != entry["sha256"] or rows != entry.get("rows", rows):
                raise BadBackup(f"{name} was damaged since the backup was made; take another copy of the archive.")
    except BadBackup:
        raise
    except Exception as error:  # a bit flipped anywhere in a ZIP can raise nearly anything
        raise BadBackup(f"The archive is damaged ({type(error).__name__}); take another copy of it.") from None
    return manifest


def restore(source: Path) -> dict[str, Any]:
    """Replace everything in this installation by the archive, all or nothing; return its manifest."""
    with _open(source) as archive:
        manifest = _verified(archive)
        if manifest["migrations"] != _migrations():
            raise BadBackup(
                "This backup was made by another version of cmtool. Install that version, restore there, then upgrade."
            )
        media = Path(settings.MEDIA_ROOT)
        media.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix="restore-", dir=media.parent))
        try:
            for name in manifest["files"]:
                _restore_file(archive, name, fresh)
            with transaction.atomic(), scopes_disabled():
                _restore_tables(archive, manifest)
            old = media.with_name(media.name + ".old")
            shutil.rmtree(old, ignore_errors=True)
            if media.exists():
                media.rename(old)
            fresh.rename(media)
            shutil.rmtree(old, ignore_errors=True)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return manifest


def _restore_file(archive: zipfile.ZipFile, name: str, root: Path) -> None:
    target = (root / name).resolve()
    if not target.is_relative_to(root.resolve()):
        raise BadBackup(f"The archive holds a file outside of its folder ({name}).")
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(f"files/{name}") as stream, open(target, "wb") as sink:
        os.chmod(target, 0o600)
        shutil.copyfileobj(stream, sink)


def _restore_tables(archive: zipfile.ZipFile, manifest: dict) -> None:
    tables = {model._meta.label_lower: model for model in _tables()}
    if set(tables) != set(manifest["tables"]):
        raise BadBackup("This backup does not hold the tables of this version of cmtool.")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")
        left_out = [apps.get_model(label) for label in LEFT_OUT if "session" in label]
        for model in [*left_out, *tables.values()]:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608  our tables
    for label, model in tables.items():
        columns = {column.attname: column for column in _columns(model)}
        fields = [columns[name] for name in manifest["tables"][label]["columns"]]
        for batch in _batches(archive, label, model, fields):
            # raw: the dates of the backup are kept, not replaced by today's
            model._base_manager.all()._insert(batch, fields=fields, using=connection.alias, raw=True)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables.values())):
            cursor.execute(statement)


def _batches(
    archive, label: str, model: type[models.Model], fields: list[models.Field]
) -> Iterator[list[models.Model]]:
    convert = [None if isinstance(field, models.JSONField) else field.to_python for field in fields]
    names = [field.attname for field in fields]
    size = min(BATCH, connection.ops.bulk_batch_size(fields, range(BATCH)))
    batch = []
    with archive.open(f"tables/{label}.jsonl") as stream:
        for line in stream:
            values = [to(value) if to else value for to, value in zip(convert, json.loads(line), strict=True)]
            batch.append(model(**dict(zip(names, values, strict=True))))
            if len(batch) == size:
                yield batch
                batch = []
    if batch:
        yield batch
