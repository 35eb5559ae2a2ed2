"""No row of a workspace may refer to a row of another one: looked for in every table, whatever the code promises."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db.models import BigIntegerField, Exists, F, Model, OuterRef
from django.db.models.functions import Cast

from calendar_app.models import Batch, Post, Revision, Series
from imports.models import Import
from jobs.models import Job
from kpis.models import ExternalPost, KpiReading, Sample, SampleChange
from strategy.models import Channel, PeopleBatch, Person, PersonChange
from workspaces.models import AuditEvent, Workspace

OUR_APPS = ("workspaces", "jobs", "imports", "strategy", "calendar_app", "kpis")
SHOWN = 20  # violations of one kind that are listed

# Ids kept as plain numbers; 0 names nothing.
LOOSE_KEYS = [(Sample, "post", ExternalPost), (SampleChange, "post", ExternalPost)]


def _channels_of(content: dict[str, Any]) -> list[Any]:
    """Of a post as ``calendar_app.contents`` says it."""
    return [publication["channel"] for publication in content.get("publications", ())]


# Ids inside JSON: where they are, how to read them, what they name. Job payloads: by key.
PAYLOAD_KEYS: dict[str, type[Model]] = {"import": Import, "people_batch": PeopleBatch}
JSON_KEYS: list[tuple[type[Model], str, Callable[[Any], Iterable[Any]], type[Model]]] = [
    *((Job, "payload", lambda said, key=key: [said[key]] if key in said else [], m) for key, m in PAYLOAD_KEYS.items()),
    (Job, "payload", lambda said: said.get("people", []), Person),
    (Import, "answers", lambda said: said.get("channel", {}).values(), Channel),
    (Import, "summary", lambda said: [one["id"] for one in said.get("channels", {}).values()], Channel),
    (Batch, "changes", lambda said: [one["id"] for one in said], Post),
    (Revision, "content", _channels_of, Channel),
    (Series, "content", _channels_of, Channel),
    (PersonChange, "said", lambda said: [said["merged"]] if "merged" in said else [], Person),
    (KpiReading, "payload", lambda said: [source["channel"] for source in said.get("sources", [])], Channel),
]


def tenant_models() -> list[type[Model]]:
    """Every model of ours whose rows belong to a workspace, the tables of many-to-many fields included."""
    models = (m for app in OUR_APPS for m in apps.get_app_config(app).get_models(include_auto_created=True))
    return [model for model in models if model is not Workspace and paths(model)]


def paths(model: type[Model]) -> list[str]:
    """The lookups that lead from a row to a workspace, the row's own first."""
    if model is Workspace:
        return ["pk"]
    if model._meta.app_label not in OUR_APPS:
        return []
    links = [field for field in model._meta.concrete_fields if field.many_to_one or field.one_to_one]
    others = sorted((field for field in links if field.related_model is not model), key=_not_own)
    found = [f"{field.name}__{onward[0]}" for field in others if (onward := paths(field.related_model))]
    return found + [f"{field.name}__{found[0]}" for field in links if found and field.related_model is model]


def _not_own(field) -> bool:
    return field.related_model is not Workspace


def violations() -> Iterator[str]:
    """One sentence per row that refers to another workspace's."""
    for model in tenant_models():
        own, *others = paths(model)
        for other in others:
            rows = model._base_manager.filter(**{f"{other}__isnull": False}).exclude(**{other: F(own)})
            yield from _named(model, rows, other.partition("__")[0])
    yield from _loose()
    yield from _journal()
    yield from _json()


def _named(model: type[Model], rows, what: str) -> Iterator[str]:
    for pk in rows.values_list("pk", flat=True)[:SHOWN]:
        yield f"{model._meta.label} {pk}: {what} belongs to another workspace"


def _loose() -> Iterator[str]:
    for model, name, target in LOOSE_KEYS:
        own = paths(model)[0]
        there = target._base_manager.filter(pk=OuterRef(name), **{paths(target)[0]: OuterRef(own)})
        yield from _named(model, model._base_manager.exclude(**{name: 0}).exclude(Exists(there)), name)


def _journal() -> Iterator[str]:
    for model in [Workspace, *tenant_models()]:
        events = AuditEvent._base_manager.filter(target_type=model._meta.label_lower)
        if events.exists():
            elsewhere = model._base_manager.filter(pk=Cast(OuterRef("target_id"), BigIntegerField()))
            elsewhere = elsewhere.exclude(**{paths(model)[0]: OuterRef("workspace")})
            yield from _named(AuditEvent, events.filter(Exists(elsewhere)), "target")


def _json() -> Iterator[str]:
    for model, name, read, target in JSON_KEYS:
        for pk, workspace, said in model._base_manager.values_list("pk", "workspace", name).iterator():
            ids = {int(found) for found in read(said) if str(found).isdecimal()}
            if ids and target._base_manager.filter(pk__in=ids).exclude(workspace=workspace).exists():
                yield f"{model._meta.label} {pk}: {name} names a {target._meta.label} of another workspace"


class Command(BaseCommand):
    help = "Look in every table for rows that refer to another workspace's; exit 1 and list them if there are any."

    def handle(self, **options):
        found = list(violations())
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"{len(tenant_models())} tables: no row refers to another workspace.")
