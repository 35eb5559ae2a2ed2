"""Where the next post of a channel may go, from what is planned and from the channel's usual times."""

import datetime as dt

from django.utils import timezone

from calendar_app import clock, slots
from calendar_app.models import Post, Publication, Slot
from strategy.models import Channel
from workspaces.models import Workspace


def next_place(workspace: Workspace, channel: Channel, after: dt.datetime | None = None) -> slots.Place | None:
    """Day and wall time of the channel's next free slot after a moment (now); None when it has none."""
    after = after or timezone.now()
    return slots.next_free(_slots(channel), _taken(workspace, channel, after), after, workspace.time_zone)


def free_time(workspace: Workspace, channel: Channel, day: dt.date) -> dt.time | None:
    """The first free slot of the channel on a day, also one that is past; None when the day has none."""
    midnight = clock.moment(day, dt.time(), workspace.time_zone)
    return slots.free_on(_slots(channel), _taken(workspace, channel, midnight), day)


def _slots(channel: Channel) -> list[slots.Slot]:
    return list(Slot.objects.filter(channel=channel).values_list("weekday", "time"))


def _taken(workspace: Workspace, channel: Channel, since: dt.datetime) -> set[slots.Place]:
    standing = Publication.objects.live().filter(channel=channel, at__gte=since)
    standing = standing.exclude(state=Publication.State.SKIPPED).exclude(post__status=Post.Status.DROPPED)
    return {clock.wall(at, workspace.time_zone) for at in standing.values_list("at", flat=True).order_by()}
