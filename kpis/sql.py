"""The little SQL that differs between SQLite and PostgreSQL and that reads as well as writes need. No numpy here."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.db import connection


def among(column: str, values: Iterable[Any]) -> tuple[str, list[Any]]:
    """The condition that ``column`` is one of ``values``, however many: one parameter, no list of placeholders."""
    if connection.vendor == "sqlite":
        plain = [value.isoformat() if isinstance(value, dt.date) else value for value in values]
        return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(plain)]  # noqa: S608 - our own words
    return f"{column} = ANY(%s)", [list(values)]


def as_date(day: dt.date | str) -> dt.date:
    """A day as SQL gave it: SQLite forgets that a day is one once it has gone through MIN or MAX."""
    return dt.date.fromisoformat(day) if isinstance(day, str) else day


def patiently() -> None:
    """For the rest of the transaction, the time and memory of background work instead of a page's limits.

    SQLite has no such limits. PostgreSQL's compiler (JIT) costs these statements more than it brings.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL statement_timeout = '15min'; SET LOCAL lock_timeout = '60s';"
                "SET LOCAL idle_in_transaction_session_timeout = '10min';"
                "SET LOCAL work_mem = '128MB'; SET LOCAL jit = off"
            )
