"""What the jobs of this app need to run, and what they change."""

import re

from jobs.actions import enqueue
from kpis.models import Dashboard, KpiReading
from tests.factories import ChannelFactory, KpiFactory, ObjectiveFactory
from tests.jobs.scenarios import scenario
from tests.kpis.readings import daily


@scenario("kpis.refresh")
def refresh(workspace, by):
    daily(ChannelFactory(workspace=workspace, handle="Val"), "reach", [100, 200, 300], until=workspace.today())
    KpiFactory(objective=ObjectiveFactory(workspace=workspace), target=1000)
    job = enqueue(workspace=workspace, kind="kpis.refresh", key="refresh", by=by)

    def digest():
        values = [(row.payload["value"], row.payload["attainment"]) for row in KpiReading.objects.all()]
        boards = [
            (row.period, row.language, re.findall(r'class="kv">([^<]*)<', row.payload["html"]))
            for row in Dashboard.objects.order_by("period", "language")
        ]
        return values, boards

    return job, digest
