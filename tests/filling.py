"""A row of any model, made from its fields alone: so that a new table is walked from the day it exists."""

import datetime as dt
from decimal import Decimal

from django.db import models
from django.utils import timezone

from cmtool.management.commands.check_tenancy import paths, tenant_models
from workspaces.models import User, Workspace


def fill(workspace: Workspace, text: str, by: User) -> None:
    """Give every tenant model that has no row in ``workspace`` one; every text of it holds ``text``."""
    for model in tenant_models():
        if not model._meta.auto_created and _first(model, workspace) is None:
            _make(model, workspace, text, by)
    for model in tenant_models():
        if model._meta.auto_created and _first(model, workspace) is None:
            _link(model, workspace)


def _first(model, workspace):
    return model._base_manager.filter(**{paths(model)[0]: workspace.pk}).first()


def _make(model, workspace, text, by):
    row = model()
    for field in model._meta.concrete_fields:
        if not (field.primary_key and not field.is_relation) and not (field.has_default() and not _is_text(field)):
            setattr(row, field.name, _value(field, workspace, text, by))
    row.save(force_insert=True)
    return row


def _value(field, workspace, text, by):
    if field.is_relation:
        return _related(field, workspace, text, by)
    if field.choices:
        return next(code for code, _label in field.flatchoices if code not in {"", None})
    if isinstance(field, models.DateTimeField):
        return None if field.null else timezone.now()
    if isinstance(field, models.DateField):
        place = field.model._meta.concrete_fields.index(field)  # a first day is declared before the last one
        return workspace.today() + dt.timedelta(days=place)
    if isinstance(field, models.TimeField):
        return None if field.null else dt.time(9)
    if isinstance(field, models.JSONField):
        return {} if not field.has_default() else field.get_default()
    if isinstance(field, models.URLField):
        return f"https://example.org/{text}"
    if isinstance(field, models.EmailField):
        return f"{text}@example.org"
    if _is_text(field):
        return f"{text} {field.name}"[: field.max_length]
    return Decimal(1) if isinstance(field, models.DecimalField) else 1


def _is_text(field) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def _related(field, workspace, text, by):
    target = field.related_model
    if target is Workspace:
        return workspace
    if target is User:
        return by
    if not paths(target) or target is field.model:
        return None
    return _first(target, workspace) or _make(target, workspace, text, by)


def _link(through, workspace):
    ends = {
        field.name: _first(field.related_model, workspace)
        for field in through._meta.concrete_fields
        if field.is_relation
    }
    through._base_manager.create(**ends)
