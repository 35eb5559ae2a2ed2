"""What is done to KPIs, with its line in the journal; whatever changes one has it measured again."""

from collections.abc import Iterable

from django.db import models, transaction
from django.utils import timezone

from cmtool.lib.versions import save_version
from kpis import dashboards
from kpis.models import Kpi
from strategy.actions.objectives import save_objective
from strategy.models import Channel, Objective
from workspaces import audit
from workspaces.models import User


@transaction.atomic
def save_kpi(*, kpi: Kpi, channels: Iterable[Channel], fields: list[str], version: int, by: User) -> Kpi:
    """Create the KPI, or write ``fields`` of it if it is still at ``version`` (else ``Stale``). No channels: all."""
    if kpi.pk is None:
        kpi.save()
        verb, detail = "kpi.created", {}
    else:
        save_version(kpi, fields, version=version)
        verb, detail = "kpi.edited", {"fields": fields}
    kpi.channels.set(channels)
    audit.record(kpi.workspace, verb, by=by, target=kpi, **detail)
    dashboards.ask_refresh(kpi.workspace)
    return kpi


def horizon(days: int) -> str:
    """The horizon that an objective due in so many days has."""
    if days <= 200:
        return Objective.Horizon.SIX_MONTHS
    return Objective.Horizon.ONE_YEAR if days <= 400 else Objective.Horizon.TWO_YEARS


@transaction.atomic
def create_measured(*, objective: Objective, kpis: Iterable[Kpi], channels: Iterable[Channel], by: User) -> Objective:
    """Create the objective together with its KPIs, or nothing. No channels: all."""
    save_objective(objective=objective, fields=[], version=0, by=by)
    for kpi in kpis:
        kpi.objective = objective
        save_kpi(kpi=kpi, channels=channels, fields=[], version=0, by=by)
    return objective


@transaction.atomic
def archive_kpi(*, kpi: Kpi, by: User) -> bool:
    """Put the KPI away; the figures stay. False when it was away already."""
    away = Kpi.objects.filter(pk=kpi.pk, archived_at=None)
    return _moved(away, kpi, "kpi.archived", by, archived_at=timezone.now())


@transaction.atomic
def restore_kpi(*, kpi: Kpi, by: User) -> bool:
    back = Kpi.objects.filter(pk=kpi.pk, archived_at__isnull=False)
    return _moved(back, kpi, "kpi.restored", by, archived_at=None)


def _moved(rows: models.QuerySet, kpi: Kpi, verb: str, by: User, **values) -> bool:
    changed = rows.update(version=models.F("version") + 1, **values)
    if changed:
        audit.record(kpi.workspace, verb, by=by, target=kpi)
        dashboards.ask_refresh(kpi.workspace)
    return bool(changed)
