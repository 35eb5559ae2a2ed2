"""What the jobs of this app need to run, and what they change."""

import datetime as dt
import re

from calendar_app.actions import publishing
from calendar_app.models import Publication, Revision
from jobs.actions import enqueue
from jobs.models import Job
from kpis.models import CorpusCoverage, Dashboard, ExternalPost, KpiReading, PostMatch
from strategy.actions import corpus
from strategy.corpus_io import Draft
from tests.factories import ChannelFactory, KpiFactory, ObjectiveFactory, make_post
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


@scenario("kpis.match")
def match(workspace, by):
    channel = ChannelFactory(workspace=workspace, handle="Val")
    day = workspace.today() - dt.timedelta(days=1)
    for number, text in enumerate(("L’heure du conte revient mercredi dans la salle du fond", "Le ciné-club reprend")):
        post(channel, number, text=text, permalink=f"https://example.org/{number}")
        planned = make_post(workspace, by=by, day=day, channels=[channel], text=text, status="approved")
        if not number:  # the other one was never marked: it is to be asked
            publishing.publish(publication=planned.publications.get(), version=planned.version, by=by)
    ExternalPost.objects.update(day=day)
    Job.objects.filter(kind="kpis.match").delete()  # asked by what was just written
    job = enqueue(workspace=workspace, kind="kpis.match", key="match", by=by)

    def digest():
        return (
            sorted(PostMatch.objects.values_list("state", "how", "external_post__external_id")),
            sorted(Publication.objects.values_list("post__text", "state", "permalink")),
            Revision.objects.count(),
        )

    return job, digest
