"""What is done to the frame of the calendar: pillars, usual times, key dates."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import models, transaction
from django.utils import timezone

from calendar_app.models import KeyDate, Pillar, Slot, Wish
from strategy.actions.common import recorded, save
from strategy.models import Channel
from workspaces import audit
from workspaces.models import User, Workspace


@transaction.atomic
def save_pillar(*, pillar: Pillar, fields: list[str], version: int, by: User) -> Pillar:
    """Create the pillar, or write ``fields`` of it if it is still at ``version`` (else ``Stale``)."""
    return save(pillar, fields, version, by, "pillar")


@transaction.atomic
def archive_pillar(*, pillar: Pillar, by: User) -> bool:
    """Put the pillar away; its posts keep it. False when it was away already."""
    return _put_away(Pillar.objects.current().filter(pk=pillar.pk), pillar, "archived_at", "pillar.archived", by)


@transaction.atomic
def restore_pillar(*, pillar: Pillar, by: User) -> bool:
    return _take_back(Pillar.objects.filter(pk=pillar.pk), pillar, "archived_at", "pillar.restored", by)


@transaction.atomic
def save_key_date(*, key_date: KeyDate, fields: list[str], version: int, by: User) -> KeyDate:
    """Create the key date, or write ``fields`` of it if it is still at ``version`` (else ``Stale``)."""
    return save(key_date, fields, version, by, "key_date")


@transaction.atomic
def hide_key_date(*, key_date: KeyDate, by: User) -> bool:
    """Take it off the calendar; one from a pack stays off in the years to come. False when it was off already."""
    return _put_away(_and_later_ones(key_date).shown(), key_date, "hidden_at", "key_date.hidden", by)


@transaction.atomic
def show_key_date(*, key_date: KeyDate, by: User) -> bool:
    return _take_back(_and_later_ones(key_date), key_date, "hidden_at", "key_date.shown", by)


def _and_later_ones(key_date: KeyDate):
    if not key_date.pack:
        return KeyDate.objects.filter(pk=key_date.pk)
    return KeyDate.objects.filter(pack=key_date.pack, code=key_date.code, start__gte=key_date.start)


def _put_away(rows, thing, field: str, verb: str, by: User) -> bool:
    changed = rows.update(**{field: timezone.now()}, version=models.F("version") + 1)
    return recorded(changed, thing, verb, by)


def _take_back(rows, thing, field: str, verb: str, by: User) -> bool:
    away = rows.exclude(**{field: None})
    return recorded(away.update(**{field: None}, version=models.F("version") + 1), thing, verb, by)


@transaction.atomic
def add_slots(*, channel: Channel, weekdays: Iterable[int], times: Iterable[dt.time], by: User) -> int:
    """Each of the times on each of the days; those that are there already stay. How many are new."""
    there = set(Slot.objects.filter(channel=channel).values_list("weekday", "time"))
    wanted = {(weekday, time) for weekday in weekdays for time in times}
    new = [
        Slot(workspace=channel.workspace, channel=channel, weekday=weekday, time=time)
        for weekday, time in sorted(wanted - there)
    ]
    Slot.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        audit.record(channel.workspace, "slots.added", by=by, target=channel, n=len(new))
    return len(new)


@transaction.atomic
def remove_slot(*, slot: Slot, by: User) -> None:
    slot.delete()
    audit.record(slot.workspace, "slots.removed", by=by, target=slot.channel, n=1)


def wished() -> dict[str, int]:
    """ "subject-code" → percent."""
    return {f"{wish.subject}-{wish.code}": wish.share for wish in Wish.objects.all()}


@transaction.atomic
def save_wishes(*, workspace: Workspace, shares: Mapping[tuple[str, str], int], by: User) -> None:
    """These shares of origins and forms, and no other; the last to say them is right."""
    for wish in Wish.objects.all():
        if (wish.subject, wish.code) not in shares:
            wish.delete()
    for (subject, code), share in shares.items():
        Wish.objects.update_or_create(workspace=workspace, subject=subject, code=code, defaults={"share": share})
    audit.record(workspace, "wishes.edited", by=by)
