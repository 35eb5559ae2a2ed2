"""Long work of the strategy: the scores of people taken anew, decisions to review."""

import datetime as dt

from django.db import transaction

from jobs.models import Job
from strategy import reviews
from strategy.actions.people_scores import set_weights
from strategy.models import NetworkDecision, Person
from strategy.score import WEIGHTS
from tests.factories import PersonFactory
from tests.jobs.scenarios import scenario


@scenario("strategy.rescore")
def rescore(workspace, by):
    for kind in ("fan", "press", "troll"):
        PersonFactory(workspace=workspace, kind=kind)
    with transaction.atomic():
        job = set_weights(workspace=workspace, weights={**dict.fromkeys(WEIGHTS, 0), "kind": 1}, by=by)
    return job, lambda: sorted(Person.objects.values_list("kind", "score"))


@scenario("strategy.review_reminders")
def review_reminders(workspace, by):
    for days, network in ((0, "x"), (1, "blog")):
        day = workspace.today() + dt.timedelta(days=days)
        NetworkDecision.objects.create(
            workspace=workspace, network=network, verdict="watch", reason="À trancher", review_on=day
        )
    reviews.ask(workspace)
    job = Job.objects.get(kind="strategy.review_reminders")

    def digest():
        told = NetworkDecision.objects.exclude(reminded_at=None).values_list("network", flat=True)
        lines = workspace.audit_events.filter(verb="network.reminded")
        return sorted(told), [line.detail for line in lines]

    return job, digest
