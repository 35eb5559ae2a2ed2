"""Whether the cadence promised on the channels fits into the hours there are."""

from collections.abc import Sequence

from strategy import ranking
from strategy.models import Channel, Plan
from workspaces.models import Workspace


def workload(workspace: Workspace, order: Sequence[str] = ()) -> ranking.Load | None:
    """What the channels in use ask for beside the hours of the plan; ``None`` while nobody said how many there are.

    ``order``: codes of networks, the most important first.
    """
    plan = Plan.objects.filter(workspace=workspace).first()
    if plan is None or plan.hours_per_week is None:
        return None
    promised = list(Channel.objects.held().filter(cadence__isnull=False).values_list("network", "cadence"))
    if order:
        promised.sort(key=lambda channel: order.index(channel[0]))
    return ranking.capacity(plan.hours_per_week, [(cadence, plan.hours_per_post) for _network, cadence in promised])
