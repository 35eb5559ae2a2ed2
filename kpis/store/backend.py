"""The database path of the running set-up: ``sqlite`` or ``postgresql``, the same functions."""

from django.db import connection

from kpis.store import postgresql, sqlite


def path():
    """The module that speaks to the default database."""
    return sqlite if connection.vendor == "sqlite" else postgresql
