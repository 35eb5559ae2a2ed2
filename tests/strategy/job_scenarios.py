"""Long work of the strategy: people changed, put back and erased, their scores taken anew, decisions to review."""

import datetime as dt

from django.db import transaction

from jobs.models import Job
from strategy import reviews
from strategy.actions.people_batches import Wish, ask_back, ask_change, change_people
from strategy.actions.people_erasure import ask_erasure
from strategy.actions.people_scores import set_weights
from strategy.models import NetworkDecision, PeopleBatch, Person
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


def _people(workspace) -> list[int]:
    return [PersonFactory(workspace=workspace, kind=kind).pk for kind in ("fan", "press", "troll")]


def _as_they_are():
    return sorted(Person.objects.values_list("kind", "stage")), PeopleBatch.objects.count()


@scenario("strategy.change_people")
def change_several(workspace, by):
    wish = Wish(fields={"stage": "contact"}, tag="à revoir")
    return ask_change(workspace=workspace, ids=_people(workspace), wish=wish, by=by, result_url="/"), _as_they_are


@scenario("strategy.put_people_back")
def put_several_back(workspace, by):
    wish = Wish(fields={"stage": "contact"})
    batch = change_people(workspace=workspace, ids=_people(workspace), wish=wish, by=by)
    return ask_back(batch=batch, by=by, result_url="/"), _as_they_are


@scenario("strategy.erase_people")
def erase_several(workspace, by):
    ids = _people(workspace)
    job = ask_erasure(workspace=workspace, ids=ids[:2], by=by, result_url="/")
    lines = workspace.audit_events
    return job, lambda: (sorted(Person.objects.values_list("kind")), lines.filter(verb="people.erased").count())
