"""What is done to channels."""

from django.db import models, transaction
from django.utils import timezone

from strategy.models import Channel
from workspaces.models import User

from .common import recorded, save


@transaction.atomic
def save_channel(*, channel: Channel, fields: list[str], version: int, by: User) -> Channel:
    """Create the channel, or write ``fields`` of it if it is still at ``version`` (else ``Stale``)."""
    return save(channel, fields, version, by, "channel")


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
