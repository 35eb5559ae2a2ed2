"""What is done to the source directory."""

import datetime as dt
import secrets
from collections.abc import Iterable

from django.db import models, transaction
from django.utils import timezone

from strategy.models import Source, SourceReading
from strategy.sources import Entry, Known
from workspaces import audit
from workspaces.models import User, Workspace

from .common import recorded, save


@transaction.atomic
def save_source(*, source: Source, fields: list[str], version: int, by: User) -> Source:
    """Create the source, or write ``fields`` of it if it is still at ``version`` (else ``Stale``)."""
    source.fold()
    return save(source, [*fields, "search"], version, by, "source")


@transaction.atomic
def archive_source(*, source: Source, by: User) -> bool:
    """Put the source away; the days when it was read stay. False when it was away already."""
    changed = (
        Source.objects.current()
        .filter(pk=source.pk)
        .update(archived_at=timezone.now(), version=models.F("version") + 1)
    )
    return recorded(changed, source, "source.archived", by)


@transaction.atomic
def restore_source(*, source: Source, by: User) -> bool:
    changed = Source.objects.filter(pk=source.pk, archived_at__isnull=False).update(
        archived_at=None, version=models.F("version") + 1
    )
    return recorded(changed, source, "source.restored", by)


def known(*, but: int | None = None) -> Known:
    """The addresses of the active workspace's directory, archived sources too, without those of the source ``but``."""
    return Known.of(Source.objects.exclude(pk=but).values_list("address", "feed"))


@transaction.atomic
def add_sources(*, workspace: Workspace, entries: Iterable[Entry], by: User) -> tuple[str, int]:
    """Add the entries that the directory does not hold. Returns a key by which they can be put back, and how many."""
    Workspace.objects.select_for_update().get(pk=workspace.pk)  # two people bring in the same list
    batch = secrets.token_hex(8)
    rows = [_row(workspace, entry, batch) for entry in known().news(entries)]
    Source.objects.bulk_create(rows, batch_size=500)
    if rows:
        audit.record(workspace, "source.added", by=by, n=len(rows), batch=batch)
    return batch, len(rows)


def _row(workspace: Workspace, entry: Entry, batch: str) -> Source:
    source = Source(
        workspace=workspace,
        title=entry.title,
        address=entry.address,
        feed=entry.feed,
        kind=entry.kind,
        folder=entry.folder,
        why=entry.why,
        frequency=entry.frequency,
        batch=batch,
    )
    source.fold()
    return source


@transaction.atomic
def put_back(*, workspace: Workspace, batch: str, by: User) -> tuple[int, int]:
    """Take out what came in together, but what somebody has edited, read or archived since.

    Returns (taken out, kept).
    """
    rows = Source.objects.filter(batch=batch)
    every = rows.count()
    touched = rows.filter(models.Q(version__gt=0) | models.Q(last_read_at__isnull=False))
    gone, _by_model = rows.exclude(pk__in=touched.values("pk")).delete()
    if gone:
        audit.record(workspace, "source.put_back", by=by, n=gone, batch=batch)
    return gone, every - gone


@transaction.atomic
def mark_read(*, source: Source, by: User, at: dt.datetime | None = None) -> SourceReading:
    """Say that the source was read, now unless ``at`` is given."""
    reading = SourceReading.objects.create(workspace=source.workspace, source=source, by=by, at=at or timezone.now())
    _settle(source)
    audit.record(source.workspace, "source.read", by=by, target=source)
    return reading


@transaction.atomic
def undo_reading(*, reading: SourceReading, by: User) -> None:
    """It was not read after all: the reading before counts again."""
    source = reading.source
    reading.delete()
    _settle(source)
    audit.record(source.workspace, "source.unread", by=by, target=source)


def _settle(source: Source) -> None:
    """The last reading, on the source's own row: lists filter by it."""
    last = source.readings.first()
    said = (last.at, last.by_id) if last else (None, None)
    Source.objects.filter(pk=source.pk).update(last_read_at=said[0], last_read_by=said[1])
