"""What is done to objectives and channels, with its line in the journal."""

from django.db import models, transaction
from django.utils import timezone

from cmtool.lib.versions import save_version
from workspaces import audit
from workspaces.models import User

from .models import Channel, Objective


@transaction.atomic
def save_objective(*, objective: Objective, fields: list[str], version: int, by: User) -> Objective:
    """Create the objective, or write ``fields`` of it if it is still at ``version`` (else ``Stale``)."""
    return _save(objective, fields, version, by, "objective")


@transaction.atomic
def save_channel(*, channel: Channel, fields: list[str], version: int, by: User) -> Channel:
    """Create the channel, or write ``fields`` of it if it is still at ``version`` (else ``Stale``)."""
    return _save(channel, fields, version, by, "channel")


@transaction.atomic
def archive_objective(*, objective: Objective, by: User) -> bool:
    """Put the objective away; its figures stay. False when it was away already."""
    changed = (
        Objective.objects.current()
        .filter(pk=objective.pk)
        .update(
            status_before_archive=models.F("status"), status=Objective.Status.ARCHIVED, version=models.F("version") + 1
        )
    )
    return _recorded(changed, objective, "objective.archived", by)


@transaction.atomic
def restore_objective(*, objective: Objective, by: User) -> bool:
    changed = Objective.objects.filter(pk=objective.pk, status=Objective.Status.ARCHIVED).update(
        status=models.F("status_before_archive"), status_before_archive="", version=models.F("version") + 1
    )
    return _recorded(changed, objective, "objective.restored", by)


@transaction.atomic
def archive_channel(*, channel: Channel, by: User) -> bool:
    """Put the channel away; its figures and posts stay. False when it was away already."""
    changed = (
        Channel.objects.current()
        .filter(pk=channel.pk)
        .update(archived_at=timezone.now(), version=models.F("version") + 1)
    )
    return _recorded(changed, channel, "channel.archived", by)


@transaction.atomic
def restore_channel(*, channel: Channel, by: User) -> bool:
    changed = Channel.objects.filter(pk=channel.pk, archived_at__isnull=False).update(
        archived_at=None, version=models.F("version") + 1
    )
    return _recorded(changed, channel, "channel.restored", by)


def _save(thing, fields: list[str], version: int, by: User, noun: str):
    if thing.pk is None:
        thing.save()
        audit.record(thing.workspace, f"{noun}.created", by=by, target=thing)
        return thing
    save_version(thing, fields, version=version)
    audit.record(thing.workspace, f"{noun}.edited", by=by, target=thing, fields=fields)
    return thing


def _recorded(changed: int, thing, verb: str, by: User) -> bool:
    if changed:
        audit.record(thing.workspace, verb, by=by, target=thing)
    return bool(changed)
