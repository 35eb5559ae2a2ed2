"""What is done to channels."""

import datetime as dt

from django.db import models, transaction
from django.utils import timezone

from strategy import profile
from strategy.models import Channel
from workspaces import audit
from workspaces.models import User

from .common import recorded, save


@transaction.atomic
def save_channel(*, channel: Channel, fields: list[str], version: int, by: User) -> Channel:
    """Create the channel, or write ``fields`` of it if it is still at ``version`` (else ``Stale``)."""
    return save(channel, fields, version, by, "channel")


@transaction.atomic
def look_at_profile(*, channel: Channel, item: str, day: dt.date | None, by: User) -> bool:
    """Say that ``item`` of the profile was found in order on ``day``; None: it is not. False where nothing changes.

    Not a new version: it changes nothing that somebody else may be writing.
    """
    if item not in profile.CHECKLIST:
        raise ValueError(item)
    locked = Channel.objects.select_for_update().get(pk=channel.pk)
    before, said = dict(locked.checklist), day and day.isoformat()
    locked.checklist.pop(item, None)
    if said:
        locked.checklist[item] = said
    channel.checklist = locked.checklist
    if locked.checklist == before:
        return False
    locked.save(update_fields=["checklist", "updated_at"])
    verb = "channel.checked" if said else "channel.unchecked"
    audit.record(locked.workspace, verb, by=by, target=locked, item=item)
    return True


@transaction.atomic
def archive_channel(*, channel: Channel, by: User) -> bool:
    """Put the channel away; its figures and posts stay. False when it was away already."""
    changed = (
        Channel.objects.current()
        .filter(pk=channel.pk)
        .update(archived_at=timezone.now(), version=models.F("version") + 1)
    )
    return recorded(changed, channel, "channel.archived", by)


@transaction.atomic
def restore_channel(*, channel: Channel, by: User) -> bool:
    changed = Channel.objects.filter(pk=channel.pk, archived_at__isnull=False).update(
        archived_at=None, version=models.F("version") + 1
    )
    return recorded(changed, channel, "channel.restored", by)
