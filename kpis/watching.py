"""What deserves a look in step 1: KPIs that measure for nobody, objectives that nothing measures or feeds, posts that
serve none.
"""

import datetime as dt
from typing import Any

from django.db.models import Prefetch

from calendar_app.models import Post
from calendar_app.publication_day import planned_between, unfed
from kpis.models import Kpi
from strategy.models import Objective
from workspaces.models import Workspace

STARVED = dt.timedelta(days=30)
AHEAD = dt.timedelta(days=30)
SHOWN = 5  # of each; the rest is counted


def attention(workspace: Workspace) -> dict[str, Any]:
    """``orphans``: KPIs in use of archived objectives; ``bare``: objectives without a KPI; ``starved``: objectives
    none of whose KPIs had a reading in the last 30 days; ``unplanned``: objectives for which nothing is planned in the
    next 30 days; ``aimless``: posts planned in these days that serve no objective. The last two stay empty where
    nothing at all is planned. Each as (first ones, number of all)."""
    orphans = Kpi.objects.filter(
        workspace=workspace, archived_at=None, objective__status=Objective.Status.ARCHIVED
    ).select_related("objective")
    kpis = Kpi.objects.filter(archived_at=None).select_related("reading")
    objectives = Objective.objects.current().filter(workspace=workspace).prefetch_related(Prefetch("kpis", kpis))
    bare, starved, limit = [], [], workspace.today() - STARVED
    for objective in objectives:
        measures = objective.kpis.all()
        if not measures:
            bare.append(objective)
        elif not any(_fed(kpi, limit) for kpi in measures):
            starved.append(objective)
    unplanned, aimless = _plan(workspace, objectives)
    found = {"orphans": orphans, "bare": bare, "starved": starved, "unplanned": unplanned, "aimless": aimless}
    return {name: _some(list(rows)) for name, rows in found.items()}


def _plan(workspace: Workspace, objectives) -> tuple[list[Objective], list[Post]]:
    first, last = workspace.today(), workspace.today() + AHEAD
    coming = planned_between(first, last)
    if not coming.exists():
        return [], []
    aimless = Post.objects.filter(objective=None, publications__in=coming).distinct().order_by("title", "pk")
    return list(unfed(objectives.prefetch_related(None), first, last)), list(aimless)


def _fed(kpi: Kpi, limit: dt.date) -> bool:
    """Whether a reading of its figures is younger than ``limit``."""
    as_of = kpi.reading.payload["as_of"] if hasattr(kpi, "reading") else None
    return as_of is not None and dt.date.fromisoformat(as_of) >= limit


def _some(rows: list) -> dict[str, Any]:
    return {"first": rows[:SHOWN], "more": max(len(rows) - SHOWN, 0), "count": len(rows)}
