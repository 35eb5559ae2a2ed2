"""Whether the cadence promised on the channels fits into the hours there are."""

from strategy import ranking
from strategy.models import Channel, Plan
from workspaces.models import Workspace


def workload(workspace: Workspace) -> ranking.Load | None:
    """What the chosen channels ask for beside the hours of the plan; ``None`` while nobody said how many there are."""
    plan = Plan.objects.filter(workspace=workspace).first()
    if plan is None or plan.hours_per_week is None:
        return None
    chosen = Channel.objects.current().filter(verdict=Channel.Verdict.CHOSEN, cadence__isnull=False)
    cadences = chosen.values_list("cadence", flat=True)
    return ranking.capacity(plan.hours_per_week, [(cadence, plan.hours_per_post) for cadence in cadences])
