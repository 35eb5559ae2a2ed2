"""Bulk work on SQLite: many rows per INSERT, one prepared statement for all.

Measured with 1M samples into the WITHOUT ROWID table: one row per statement 1.5 s, a hundred rows 0.7 s.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import chain, islice, repeat

import numpy as np
from django.db import connection

from kpis.sql import among
from kpis.store.readings import Readings
from kpis.store.tables import Columns, Scope, Table, rows_in

ROWS_PER_STATEMENT = 100
_READING = np.dtype([("day", "i8"), ("series", "i8"), ("post", "i8"), ("value", "f8"), ("import_record", "i8")])


def reading():
    """What to read under: nothing, for a transaction would lock out every writer."""
    return nullcontext()


def read_samples(workspace: int, scope: Scope) -> Readings:
    """The readings of ``scope``, in the order of the key within a channel."""
    return sum((_read_channel(workspace, channel, scope) for channel in scope.channels), Readings.empty())


def _read_channel(workspace: int, channel: int, scope: Scope) -> Readings:
    days = json.dumps([dt.date.fromordinal(day).isoformat() for day in scope.days])
    where, params = "", []
    for column, values in (("metric", scope.metrics), ("level", scope.levels), ("post", scope.posts)):
        if values is not None:
            condition, more = among(column, values)
            where, params = f"{where} AND {condition}", [*params, *more]
    # CROSS JOIN: SQLite then reads one stretch of the table per day, and days arrive as their position in the list.
    sql = f"""
        SELECT days.key, metric * 8 + level, post, kpis_sample.value, import_record_id
        FROM json_each(%s) AS days CROSS JOIN kpis_sample
        WHERE workspace_id = %s AND day = days.value AND channel_id = %s {where}"""  # noqa: S608 - our own words
    with connection.cursor() as cursor:
        cursor.execute(sql, [days, workspace, channel, *params])
        # The driver's own cursor: Django's fetches a hundred rows at a time.
        found = np.fromiter(cursor.cursor, _READING)
    return Readings.of(
        np.array(scope.days, np.int32)[found["day"]],
        np.full(len(found), channel),
        found["series"] >> 3,
        found["series"] & 7,
        found["post"],
        found["value"],
        found["import_record"],
    )


def insert(table: Table, columns: Columns) -> None:
    names = ", ".join(columns)
    row = "(" + ", ".join(str(value) if isinstance(value, int) else "?" for value in columns.values()) + ")"
    given = [_python(table.types[name], value) for name, value in columns.items() if not isinstance(value, int)]
    count, width = rows_in(columns), len(given)
    head = f"INSERT INTO {table.name} ({names}) VALUES "  # noqa: S608 - our own names
    flat = chain.from_iterable(zip(*given, strict=True))
    whole = count - count % ROWS_PER_STATEMENT
    with _driver() as driver:
        many = zip(*[islice(flat, whole * width)] * (ROWS_PER_STATEMENT * width), strict=True)
        driver.executemany(head + ", ".join([row] * ROWS_PER_STATEMENT), many)
        driver.executemany(head + row, zip(*[flat] * width, strict=True))


def update(table: Table, columns: Columns) -> None:
    """Give the rows named by the key columns the values of the others."""
    changed = [name for name in columns if name not in table.key]
    assignments, condition = ", ".join(f"{name} = ?" for name in changed), _key_condition(table)
    sql = f"UPDATE {table.name} SET {assignments} WHERE {condition}"  # noqa: S608 - our own names
    with _driver() as driver:
        driver.executemany(sql, _records(table, columns, [*changed, *table.key]))


def delete(table: Table, columns: Columns) -> None:
    """Delete the rows named by the key columns."""
    sql = f"DELETE FROM {table.name} WHERE {_key_condition(table)}"  # noqa: S608 - our own names
    with _driver() as driver:
        driver.executemany(sql, _records(table, columns, list(table.key)))


def reserve_ids(table: Table, count: int) -> np.ndarray:
    """Ids that nobody else will get."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq", [count, table.name])
        found = cursor.fetchone()
        if found is None:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, count])
    return np.arange(count, dtype=np.int64) + (found[0] - count if found else 0) + 1


def _key_condition(table: Table) -> str:
    return " AND ".join(f"{name} = ?" for name in table.key)


def _records(table: Table, columns: Columns, names: list[str]) -> Iterator[tuple]:
    count = rows_in(columns)
    values = [columns[name] for name in names]
    given = [
        repeat(value, count) if isinstance(value, int) else _python(table.types[name], value)
        for name, value in zip(names, values, strict=True)
    ]
    return zip(*given, strict=True)


def _python(kind: str, column) -> Iterable:
    """A column as the driver takes it."""
    if kind == "date" and isinstance(column, np.ndarray):
        days, positions = np.unique(column, return_inverse=True)
        return np.array([dt.date.fromordinal(day).isoformat() for day in days.tolist()], object)[positions].tolist()
    if isinstance(column, np.ndarray):
        return column.tolist()
    if kind == "date":
        return [value and value.isoformat() for value in column]
    if kind == "timestamptz":
        return [connection.ops.adapt_datetimefield_value(value) for value in column]
    return column


@contextmanager
def _driver():
    """The driver's connection: Django's cursor looks at every row before it passes it on."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        yield connection.connection
