"""The weights of the score, and every score taken anew."""

from django.db import transaction
from django.db.models import F

from jobs.actions import enqueue
from jobs.models import Job
from strategy import score
from strategy.models import Person, Plan
from workspaces import audit
from workspaces.models import User, Workspace


@transaction.atomic
def set_weights(*, workspace: Workspace, weights: dict[str, float], by: User) -> Job:
    """Weigh the parts of the score anew; raises ``score.BadWeightsError``. Kept: what differs from the usual."""
    own = {code: weight for code, weight in score.checked(weights).items() if weight != score.WEIGHTS[code]}
    Plan.objects.get_or_create(workspace=workspace)
    Plan.objects.filter(workspace=workspace).update(score_weights=own, version=F("version") + 1)
    audit.record(workspace, "people.weighed", by=by)
    return ask_scores(workspace=workspace, by=by)


def ask_scores(*, workspace: Workspace, by: User | None) -> Job:
    """Have all scores taken anew, once more if that is under way. Inside the caller's transaction."""
    return enqueue(workspace=workspace, kind="strategy.rescore", key="people", by=by, again=True)


def all_ids() -> list[int]:
    return list(Person.objects.order_by("pk").values_list("pk", flat=True))
