"""The journal: one call to write a line of it, one registry that turns its codes into sentences."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from .models import AuditEvent, User, Workspace
from .verbs import kind, verb

__all__ = ["activity_of", "kind", "record", "record_each", "verb"]


def record(
    workspace: Workspace, verb: str, *, by: User | None, target: models.Model | None = None, **detail: Any
) -> AuditEvent:
    """Add a line: ``verb`` is a code such as ``objective.created``; ``detail`` holds ids and short values, no contents.

    Call it in the transaction of the change it tells of.
    """
    event = _line(workspace, verb, by, target, detail)
    event.save()
    return event


def record_each(workspace: Workspace, verb: str, *, by: User | None, targets: Iterable[models.Model]) -> None:
    """Add a line for each of many targets."""
    lines = (_line(workspace, verb, by, target, {}) for target in targets)
    AuditEvent.objects.bulk_create(lines, batch_size=500)


def _line(
    workspace: Workspace, verb: str, by: User | None, target: models.Model | None, detail: dict[str, Any]
) -> AuditEvent:
    return AuditEvent(
        workspace=workspace,
        user=by,
        verb=verb,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        label=str(target)[:200] if target is not None else "",
        detail=detail,
    )


def activity_of(target: models.Model) -> models.QuerySet[AuditEvent]:
    """The journal's lines on one object of the active workspace, newest first, with their authors."""
    return AuditEvent.objects.filter(target_type=target._meta.label_lower, target_id=str(target.pk)).select_related(
        "user"
    )
