"""Long work of the strategy: the scores of people taken anew."""

from django.db import transaction

from strategy.actions.people_scores import set_weights
from strategy.models import Person
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
