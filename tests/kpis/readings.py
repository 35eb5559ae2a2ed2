"""Rolled-up figures for tests of what is measured with them, written without an import."""

import datetime as dt

from kpis.catalogue import METRICS, Level
from kpis.models import ChannelDay, ExternalPost, WorkspaceDay
from strategy.models import Channel

TODAY = dt.date(2026, 11, 22)


def daily(channel: Channel, metric: str, totals, *, until=TODAY, level=Level.CHANNEL_DAY):
    """``totals`` of consecutive days of which the last is ``until``; None is a day without a reading."""
    totals = list(totals)
    for back, total in enumerate(reversed(totals)):
        if total is None:
            continue
        key = {"workspace": channel.workspace, "day": until - dt.timedelta(days=back)}
        key |= {"metric": METRICS[metric].number, "level": level}
        ChannelDay.objects.create(**key, channel=channel, total=total, readings=1)
        whole, made = WorkspaceDay.objects.get_or_create(**key, defaults={"total": total, "readings": 1})
        if not made:
            WorkspaceDay.objects.filter(**key).update(total=whole.total + total, readings=whole.readings + 1)


def post(channel: Channel, number: int, *, engagements=None, audience=None, back=1, **fields):
    day = TODAY - dt.timedelta(days=back)
    return ExternalPost.objects.create(
        workspace=channel.workspace,
        channel=channel,
        external_id=f"post-{number}",
        day=day,
        engagements=engagements,
        audience=audience,
        **fields,
    )
