"""What the KPIs add to the strategy on a page: targets in step 1, where they stand in step 8."""

from collections.abc import Iterable

from django.utils.translation import gettext

from kpis import words
from kpis.arithmetic import State
from kpis.models import Kpi, KpiReading
from strategy.whole import MOST, Block, block
from workspaces.models import Workspace


def targets(workspace: Workspace) -> Iterable[Block]:
    kpis = Kpi.objects.current().with_parts()[:MOST]
    if kpis:
        columns = [gettext("KPI"), gettext("Objective"), gettext("Target"), gettext("Due date")]
        rows = [
            [str(kpi), str(kpi.objective), words.value(kpi.target, kpi.metric_info), words.day(kpi.due)] for kpi in kpis
        ]
        yield block(gettext("How we will know"), columns=columns, rows=rows)


def standing(workspace: Workspace) -> Iterable[Block]:
    kpis = Kpi.objects.current().with_parts()[:MOST]
    payloads = dict(KpiReading.objects.values_list("kpi", "payload"))
    rows = [_row(kpi, payloads.get(kpi.pk, {})) for kpi in kpis]
    if rows:
        columns = [gettext("KPI"), gettext("Baseline"), gettext("Now"), gettext("Target"), gettext("State")]
        yield block(columns=columns, rows=rows)


def _row(kpi: Kpi, payload: dict) -> list[str]:
    figures = (kpi.baseline, payload.get("value"), kpi.target)
    state = words.state(payload.get("state", State.NO_DATA.value))
    return [str(kpi), *(words.value(figure, kpi.metric_info) for figure in figures), str(state["label"])]
