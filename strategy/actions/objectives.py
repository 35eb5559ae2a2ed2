"""What is done to objectives."""

from django.db import models, transaction

from strategy.models import Objective
from workspaces.models import User

from .common import recorded, save


@transaction.atomic
def save_objective(*, objective: Objective, fields: list[str], version: int, by: User) -> Objective:
    """Create the objective, or write ``fields`` of it if it is still at ``version`` (else ``Stale``)."""
    return save(objective, fields, version, by, "objective")


@transaction.atomic
def archive_objective(*, objective: Objective, by: User) -> bool:
    """Put the objective away; its figures stay. False when it was away already."""
    changed = (
        Objective.objects.current()
        .filter(pk=objective.pk)
        .update(
            status_before_archive=models.F("status"), status=Objective.Status.ARCHIVED, version=models.F("version") + 1
        )
    )
    return recorded(changed, objective, "objective.archived", by)


@transaction.atomic
def restore_objective(*, objective: Objective, by: User) -> bool:
    changed = Objective.objects.filter(pk=objective.pk, status=Objective.Status.ARCHIVED).update(
        status=models.F("status_before_archive"), status_before_archive="", version=models.F("version") + 1
    )
    return recorded(changed, objective, "objective.restored", by)
