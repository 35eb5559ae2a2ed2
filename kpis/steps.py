"""What is missing in steps 1 and 8: computed, never ticked by hand, one query each."""

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext, ngettext

from kpis.models import Kpi, WorkspaceDay
from strategy.models import Objective
from workspaces.models import Workspace

STALE = 35  # days: figures are brought in once a month at least


def objectives(workspace: Workspace) -> str:
    """Step 1 is complete once there is an objective and each has a KPI."""
    measured = Exists(Kpi.objects.filter(objective=OuterRef("pk"), archived_at=None))
    found = (
        Objective.objects.current()
        .filter(workspace=workspace)
        .aggregate(all=Count("pk"), without=Count("pk", filter=Q(~measured)))
    )
    if not found["all"]:
        return gettext("no objective yet")
    if found["without"]:
        return ngettext("%(n)s without a KPI", "%(n)s without a KPI", found["without"]) % {"n": found["without"]}
    return ""


def measure(workspace: Workspace) -> str:
    """Step 8 is complete while figures come in."""
    days = WorkspaceDay.objects.filter(workspace=workspace).order_by("-day")
    last = days.values_list("day", flat=True).first()
    if last is None:
        return gettext("no figures imported yet")
    age = (workspace.today() - last).days
    if age > STALE:
        return ngettext("last figures %(n)s day old", "last figures %(n)s days old", age) % {"n": age}
    return ""
