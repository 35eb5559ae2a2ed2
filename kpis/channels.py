"""What the figures say of a channel, for the pages of step 4."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from kpis import arithmetic, boards, catalogue, reads, words
from kpis.catalogue import DEEDS, METRICS, engagements
from kpis.models import ChannelDay
from strategy import networks
from strategy.models import Channel
from workspaces.models import Workspace

DAYS = 90


def exported(channels: Iterable[Channel]) -> set[str]:
    """Codes of what the exports of these channels carry, rates included; of every network without any channel yet."""
    of = [channel.network_info for channel in channels] or networks.NETWORKS
    codes = {code for network in of for code in network.metrics}
    return codes | {metric.code for metric in catalogue.ratios_of(codes)}


def interactions(workspace: Workspace) -> dict[str, int]:
    """By network, what the community did there in the last 90 days: evidence that it is there."""
    today = workspace.today()
    totals = reads.totals_by_channel(workspace, DEEDS, today - dt.timedelta(days=DAYS - 1), today)
    sums: dict[int, dict[str, float]] = defaultdict(dict)
    for (channel, code), total in totals.items():
        sums[channel][code] = total.value
    found: Counter[str] = Counter()
    for pk, network in Channel.objects.filter(workspace=workspace).values_list("pk", "network"):
        found[network] += engagements(sums[pk]) or 0
    return found


def figures(workspace: Workspace, channel: Channel) -> dict[str, Any]:
    """The main figures of a channel over the 30 days up to its last reading, in words; ``empty`` without any."""
    days = ChannelDay.objects.filter(workspace=workspace, channel=channel, day__lte=workspace.today())
    last = days.order_by("-day").values_list("day", flat=True).first()
    if last is None:
        return {"empty": True}
    span = boards.Asked("30d").span(last)
    codes = [metric.code for metric in catalogue.measured()]
    have = {code for _channel, code in reads.totals_by_channel(workspace, codes, *span, [channel.pk])}
    metrics = boards.headline_metrics({code: None for code in METRICS if code in have})
    period = boards.Period(workspace, span, (channel.pk,), metrics, metrics[0])
    return {
        "over": words.interval(*span),
        "against": words.interval(*arithmetic.before(span)),
        "figures": [figure for figure in map(period.headline, metrics) if figure],
        "query": boards.Asked(dates=span, channels=(channel.pk,)).query(),
    }
