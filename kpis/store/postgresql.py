"""Bulk work on PostgreSQL: COPY in, one packed row per group out.

Measured with 1M samples: COPY of text 1.9 s, of binary rows made by numpy 1.3 s; out row by row 2.7 s, packed by
group 0.4 s.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from itertools import repeat

import numpy as np
import psycopg
from django.db import connection, transaction

from kpis.sql import among, patiently
from kpis.store.readings import Readings
from kpis.store.tables import Columns, Scope, Table, rows_in

EPOCH = dt.date(2000, 1, 1).toordinal()  # PostgreSQL's day 0
CHUNK = 1 << 15  # rows made at a time: they stay in the processor's cache
_HEADER, _TRAILER = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_BINARY = {"int2": ">i2", "int8": ">i8", "float8": ">f8", "date": ">i4"}


@contextmanager
def reading():
    """A transaction of its own, with the time that a large comparison takes."""
    with transaction.atomic():
        patiently()
        yield


def read_samples(workspace: int, scope: Scope) -> Readings:
    """The readings of ``scope``, those of a day, channel, metric and level together."""
    days = [dt.date.fromordinal(day) for day in scope.days]
    restrictions = {"day": days, "channel_id": scope.channels}
    restrictions |= {"metric": scope.metrics, "level": scope.levels, "post": scope.posts}
    where, params = "workspace_id = %s", [workspace]
    for column, values in restrictions.items():
        if values is not None:
            condition, more = among(column, values)
            where, params = f"{where} AND {condition}", [*params, *more]
    connection.ensure_connection()
    # Not Django's cursor, which receives bytes as twice as many hexadecimal digits.
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(
            f"""
            SELECT day, channel_id, metric, level, COUNT(*), string_agg(int8send(post), ''),
                string_agg(float8send(value), ''), string_agg(int8send(import_record_id), '')
            FROM kpis_sample WHERE {where} GROUP BY day, channel_id, metric, level""",  # noqa: S608 - our own words
            params,
            binary=True,
        )
        groups = cursor.fetchall()
    return _unpack(groups)


def _unpack(groups: list[tuple]) -> Readings:
    if not groups:
        return Readings.empty()
    day, channel, metric, level, count, posts, values, imports = zip(*groups, strict=True)
    heads = ([date.toordinal() for date in day], channel, metric, level)
    return Readings.of(
        *(np.repeat(np.array(head), count) for head in heads),
        np.frombuffer(b"".join(posts), ">i8"),
        np.frombuffer(b"".join(values), ">f8"),
        np.frombuffer(b"".join(imports), ">i8"),
    )


def insert(table: Table, columns: Columns) -> None:
    _copy(table.name, table, columns)


def update(table: Table, columns: Columns) -> None:
    """Give the rows named by the key columns the values of the others."""
    changed = [name for name in columns if name not in table.key]
    assignments = ", ".join(f"{name} = given.{name}" for name in changed)
    with _given(table, columns) as match, connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table.name} AS kept SET {assignments} FROM given WHERE {match}")  # noqa: S608


def delete(table: Table, columns: Columns) -> None:
    """Delete the rows named by the key columns."""
    keys = {name: columns[name] for name in table.key}
    with _given(table, keys) as match, connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table.name} AS kept USING given WHERE {match}")  # noqa: S608 - our own names


def reserve_ids(table: Table, count: int) -> np.ndarray:
    """Ids that nobody else will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table.name, count]
        )
        return np.array([row[0] for row in cursor.fetchall()], np.int64)


@contextmanager
def _given(table: Table, columns: Columns):
    """The rows in a temporary table called ``given``; the condition that joins it with ``kept`` by the key."""
    with connection.cursor() as cursor:
        names = ", ".join(columns)
        cursor.execute(f"CREATE TEMP TABLE given AS SELECT {names} FROM {table.name} WITH NO DATA")  # noqa: S608
        _copy("given", table, columns)
        cursor.execute("ANALYZE given")
        yield " AND ".join(f"kept.{name} = given.{name}" for name in table.key)
        cursor.execute("DROP TABLE given")


def _copy(target: str, table: Table, columns: Columns) -> None:
    names, form = ", ".join(columns), "(FORMAT BINARY)" if table.binary else ""
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} ({names}) FROM STDIN {form}") as copy:
        if table.binary:
            for block in _blocks(table, columns):
                copy.write(block)
        else:
            count = rows_in(columns)
            given = [repeat(column, count) if isinstance(column, int) else column for column in columns.values()]
            for row in zip(*given, strict=True):
                copy.write_row(row)


def _blocks(table: Table, columns: Columns):
    """The rows in the binary format of COPY: every field is its length and its bytes."""
    layout = [("fields", ">i2")]
    for name in columns:
        layout += [(f"{name}_size", ">i4"), (name, _BINARY[table.types[name]])]
    block = np.zeros(CHUNK, layout)
    block["fields"] = len(columns)
    varying = {}
    for name, column in columns.items():
        block[f"{name}_size"] = block.dtype[name].itemsize
        if isinstance(column, int):
            block[name] = column
        else:
            varying[name] = column - EPOCH if table.types[name] == "date" else column
    yield _HEADER
    count = rows_in(columns)
    for start in range(0, count, CHUNK):
        size = min(CHUNK, count - start)
        for name, column in varying.items():
            block[name][:size] = column[start : start + size]
        yield block[:size].tobytes()
    yield _TRAILER
