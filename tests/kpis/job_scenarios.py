"""What the jobs of this app need to run, and what they change."""

import re

from jobs.actions import enqueue
from jobs.models import Job
from kpis.models import CorpusCoverage, Dashboard, KpiReading
from strategy.actions import corpus
from strategy.corpus_io import Draft
from tests.factories import ChannelFactory, KpiFactory, ObjectiveFactory
from tests.jobs.scenarios import scenario
from tests.kpis.readings import daily, post


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


@scenario("kpis.coverage")
def coverage(workspace, by):
    drafts = [Draft(text="heure du conte", facet="service"), Draft(text="usager", facet="service", stance="avoid",
              say_instead="habitant")]  # fmt: skip
    corpus.add_terms(workspace=workspace, drafts=drafts, by=by)
    Job.objects.filter(kind="kpis.coverage").delete()  # the one that waits for more changes of the corpus
    channel = ChannelFactory(workspace=workspace, handle="Val")
    for number, text in enumerate(("L’heure du conte", "Chers usagers")):
        post(channel, number, text=text)
    job = enqueue(workspace=workspace, kind="kpis.coverage", key="coverage", by=by)

    def digest():
        return [
            (row.period, [(term["text"], term["uses"]) for term in row.payload["used"] + row.payload["avoided"]])
            for row in CorpusCoverage.objects.order_by("period")
        ]

    return job, digest
