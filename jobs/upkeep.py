"""Housekeeping that runs by the clock, in the worker."""

import datetime as dt
import fcntl
import logging

from django.conf import settings
from django.db import connection
from django.utils import timezone

from workspaces.models import AuditEvent, Workspace

from . import brokers
from .models import Job

logger = logging.getLogger(__name__)

KEEP_JOBS = dt.timedelta(days=30)
BATCH = 2000  # rows per deletion: short transactions


def checkpoint() -> bool:
    """Move SQLite's write-ahead log into the database and empty it. False when somebody else is at it, or busy.

    No connection does so by itself (see the settings), and only one may at a time: hence the lock.
    """
    if connection.vendor != "sqlite":
        return False
    with open(settings.VAR_DIR / "checkpoint.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        with connection.cursor() as cursor:
            busy, pages, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        logger.info("checkpoint: readers or writers in the way, %s pages wait for the next", pages)
    return not busy


def clear_folder() -> None:
    """Remove what killed processes left in the folder broker."""
    if settings.BROKER_DIR.is_dir():
        brokers.clear(settings.BROKER_DIR)


def drop_ended_jobs() -> int:
    ended = Job.everywhere().filter(ended_at__lt=timezone.now() - KEEP_JOBS)
    return _drop(ended)


def drop_old_audit_events() -> int:
    """Each workspace says how long its journal is kept."""
    dropped = 0
    for workspace in Workspace.objects.order_by("pk"):
        limit = timezone.now() - dt.timedelta(days=31 * workspace.retention_months)
        with workspace.active():
            dropped += _drop(AuditEvent.objects.filter(at__lt=limit))
    return dropped


def _drop(rows) -> int:
    total = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        rows.filter(pk__in=ids).delete()
        total += len(ids)
    return total
