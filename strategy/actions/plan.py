"""What is done to general aims, to the plan's resources, and to the journal of decisions."""

from django.db import models, transaction
from django.utils import timezone

from cmtool.lib.versions import Stale
from strategy.models import Aim, Decision, Plan
from workspaces import audit
from workspaces.models import User, Workspace

from .common import recorded, save


def plan_of(workspace: Workspace) -> Plan:
    """The workspace's plan, not yet stored when nobody filled it."""
    return Plan.objects.filter(workspace=workspace).first() or Plan(workspace=workspace)


@transaction.atomic
def save_plan(*, plan: Plan, fields: list[str], version: int, by: User) -> Plan:
    """Store what can be invested, if the plan is still at ``version`` (else ``Stale``)."""
    if plan.pk is None:  # the row is made with the first answer; of two first answers one is late
        stored, created = Plan.objects.get_or_create(workspace=plan.workspace)
        plan.pk = stored.pk
        if not created:
            raise Stale
    return save(plan, fields, version, by, "plan")


@transaction.atomic
def save_aim(*, aim: Aim, fields: list[str], version: int, by: User) -> Aim:
    return save(aim, fields, version, by, "aim")


@transaction.atomic
def archive_aim(*, aim: Aim, by: User) -> bool:
    """Put the aim away; the objectives that serve it keep the link. False when it was away already."""
    changed = Aim.objects.filter(pk=aim.pk, archived_at=None).update(
        archived_at=timezone.now(), version=models.F("version") + 1
    )
    return recorded(changed, aim, "aim.archived", by)


@transaction.atomic
def restore_aim(*, aim: Aim, by: User) -> bool:
    changed = Aim.objects.filter(pk=aim.pk, archived_at__isnull=False).update(
        archived_at=None, version=models.F("version") + 1
    )
    return recorded(changed, aim, "aim.restored", by)


@transaction.atomic
def decide(*, decision: Decision, by: User) -> Decision:
    """Add a line to the journal of an objective."""
    decision.by = by
    decision.save()
    audit.record(decision.workspace, "decision.recorded", by=by, target=decision.objective)
    return decision
