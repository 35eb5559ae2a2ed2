"""What deserves a look in step 1: KPIs that measure for nobody, objectives that nothing measures or feeds."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch

from kpis.models import Kpi
from strategy.models import Objective
from workspaces.models import Workspace

STARVED = dt.timedelta(days=30)
SHOWN = 5  # of each; the rest is counted


def attention(workspace: Workspace) -> dict[str, Any]:
    """``orphans``: KPIs in use of archived objectives; ``bare``: objectives without a KPI; ``starved``: objectives
    none of whose KPIs had a reading in the last 30 days. Each as (first ones, number of all)."""
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
    return {name: _some(list(rows)) for name, rows in (("orphans", orphans), ("bare", bare), ("starved", starved))}


def _fed(kpi: Kpi, limit: dt.date) -> bool:
    """Whether a reading of its figures is younger than ``limit``."""
    as_of = kpi.reading.payload["as_of"] if hasattr(kpi, "reading") else None
    return as_of is not None and dt.date.fromisoformat(as_of) >= limit


def _some(rows: list) -> dict[str, Any]:
    return {"first": rows[:SHOWN], "more": max(len(rows) - SHOWN, 0), "count": len(rows)}
