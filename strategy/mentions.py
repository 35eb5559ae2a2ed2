"""Where else people are named: in every text of the workspace, for a person to decide what becomes of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from imports import storage
from imports.models import Import
from strategy import evidence_files
from strategy.models import Evidence, Person
from strategy.traces import Names
from workspaces.models import AuditEvent, Workspace

LARGEST = 20 * 1024 * 1024  # bytes of a file that is searched
SHOWN = 100  # places that are listed
NO_TEXT = (b"PK", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
#: Made from other rows, and made again when those change.
DERIVED = {"kpis.dashboard", "kpis.corpuscoverage", "kpis.kpireading"}
PLACES = {
    "workspaces.auditevent": _("Journal"),
    "workspaces.invitation": _("Invitations"),
    "jobs.job": _("Tasks"),
    "imports.import": _("Imported files"),
    "strategy.corpusterm": _("Corpus"),
    "strategy.corpusbatch": _("Corpus, what can be put back"),
    "strategy.community": _("Communities"),
    "strategy.answer": _("Answers of the listening"),
    "strategy.evidence": _("Evidence"),
    "strategy.source": _("Sources"),
    "strategy.networkdecision": _("Decisions on networks"),
    "strategy.channel": _("Channels"),
    "strategy.aim": _("General aims"),
    "strategy.objective": _("Objectives"),
    "strategy.decision": _("Decisions on objectives"),
    "strategy.tag": _("Tags"),
    "strategy.person": _("Other people"),
    "strategy.handle": _("Accounts of other people"),
    "strategy.gesture": _("Gestures towards other people"),
    "strategy.personchange": _("Other people, what can be put back"),
    "strategy.savedfilter": _("Saved filters"),
    "calendar_app.pillar": _("Pillars"),
    "calendar_app.keydate": _("Key dates"),
    "calendar_app.series": _("Series"),
    "calendar_app.posttag": _("Tags"),
    "calendar_app.post": _("Calendar"),
    "calendar_app.publication": _("Calendar"),
    "calendar_app.attachment": _("Images and videos"),
    "calendar_app.revision": _("Earlier versions of posts"),
    "calendar_app.draft": _("Drafts of posts"),
    "calendar_app.batch": _("Calendar, what can be put back"),
    "calendar_app.comment": _("Comments on posts"),
    "calendar_app.approval": _("Reviews"),
    "calendar_app.share": _("Addresses for people outside"),
    "calendar_app.shortlink": _("Short links"),
    "kpis.externalpost": _("Posts"),
    "kpis.kpi": _("KPIs"),
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A row, or a file, that names somebody. ``url`` is empty where no page shows it."""

    place: str
    excerpt: str
    url: str = ""
    model: str = ""
    pk: int = 0


@dataclass(slots=True)
class Mentions:
    """``listed`` holds the first of ``count``; ``unread`` files could not be searched (pictures, PDF, workbooks)."""

    count: int = 0
    listed: list[Mention] = field(default_factory=list)
    unread: int = 0

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.listed)

    def add(self, mention: Mention) -> None:
        self.count += 1
        if len(self.listed) < SHOWN:
            self.listed.append(mention)


def look_for(names: Names, workspace: Workspace, people: Collection[int]) -> Mentions:
    """Every text of the workspace that names them, but for what the erasure of ``people`` (ids) takes away itself."""
    found = Mentions()
    for model in _tables():
        for row, text in _rows(model, workspace, people):
            if names.are_in(text):
                found.add(_mention(model, row, names))
    _look_into_files(found, names, workspace)
    return found


def _tables() -> list[type[models.Model]]:
    tables = [model for model in apps.get_models() if _texts(model) and model._meta.label_lower not in DERIVED]
    return [model for model in tables if any(f.related_model is Workspace for f in model._meta.concrete_fields)]


def _texts(model: type[models.Model]) -> list[str]:
    """The fields in which people write, or what they wrote is kept."""
    written = models.CharField | models.TextField | models.JSONField
    return [f.name for f in model._meta.concrete_fields if isinstance(f, written) and not f.choices]


def _rows(model, workspace: Workspace, people: Collection[int]) -> Iterator[tuple[dict[str, Any], str]]:
    links = [f.attname for f in model._meta.concrete_fields if f.related_model is Person]
    extra = ["target_type", "target_id"] if model is AuditEvent else ["kind"] if model is Import else []
    texts = _texts(model)
    rows = model.objects.filter(workspace=workspace).order_by("pk").values("pk", *{*texts, *links, *extra})
    for row in rows.iterator(chunk_size=2000):
        if not _goes_with_them(model, row, links, people):
            if "query" in row:  # a filter, as its address says it
                row["query"] = unquote_plus(row["query"])
            yield row, "\n".join(_as_text(row[name]) for name in texts)


def _goes_with_them(model, row: dict[str, Any], links: list[str], people: Collection[int]) -> bool:
    if model is Person:
        return row["pk"] in people
    if model is AuditEvent and row["target_type"] == Person._meta.label_lower:
        return int(row["target_id"]) in people
    if model is Import:
        return row["kind"] == "people"
    return any(row[link] in people for link in links)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value else ""


def _mention(model, row: dict[str, Any], names: Names) -> Mention:
    excerpt = next(filter(None, (names.excerpt(_as_text(row[name])) for name in _texts(model))), "")
    label = model._meta.label_lower
    place = PLACES.get(label, model._meta.verbose_name_plural)
    return Mention(str(place), excerpt, _address(model, row["pk"]), label, row["pk"])


def _address(model, pk: int) -> str:
    """The page on which a person can change the row, "" when there is none."""
    row = model.objects.filter(pk=pk).first()
    if row is None:
        return ""
    if hasattr(row, "get_absolute_url"):
        return row.get_absolute_url()
    if post := getattr(row, "post", None):  # what belongs to a post is changed on its page
        return post.get_absolute_url()
    slug = row.workspace.slug
    match model._meta.label_lower:
        case "strategy.evidence":
            return reverse("strategy:answers", args=[slug, row.answer.community_id, row.answer.question])
        case "strategy.answer":
            return reverse("strategy:answers", args=[slug, row.community_id, row.question])
        case "strategy.community":
            return reverse("strategy:community", args=[slug, pk])
        case "strategy.source":
            return reverse("strategy:source_edit", args=[slug, pk])
        case "strategy.networkdecision":
            return reverse("strategy:network", args=[slug, row.network])
        case "strategy.channel":
            return reverse("strategy:channel", args=[slug, pk])
        case "strategy.objective":
            return reverse("strategy:objective", args=[slug, pk])
        case "strategy.decision":
            return reverse("strategy:objective", args=[slug, row.objective_id])
        case "strategy.aim":
            return reverse("strategy:aims", args=[slug])
        case "strategy.handle" | "strategy.gesture":
            return reverse("strategy:person", args=[slug, row.person_id])
        case "calendar_app.share":
            return reverse("calendar:shares", args=[slug])
        case "calendar_app.pillar":
            return reverse("calendar:pillar_edit", args=[slug, pk])
        case "calendar_app.keydate":
            return reverse("calendar:key_date_edit", args=[slug, pk])
        case "strategy.tag":
            return f"{reverse('strategy:people', args=[slug])}?tag={pk}"
    return ""


# -- files


def _look_into_files(found: Mentions, names: Names, workspace: Workspace) -> None:
    attached = Evidence.objects.filter(workspace=workspace).exclude(file_key="")
    for evidence in attached.select_related("answer", "workspace"):
        _look_into(found, names, evidence_files.path(evidence), Evidence, evidence.pk)
    for record in workspace.imports.exclude(kind="people"):
        for path in sorted(storage.folder(record).rglob("*")):
            _look_into(found, names, path, Import, record.pk)


def _look_into(found: Mentions, names: Names, path: Path, model, pk: int) -> None:
    if not path.is_file():
        return
    text = text_of(path)
    if text is None:
        found.unread += 1
    elif names.are_in(text):
        place = _("Attached files") if model is Evidence else PLACES["imports.import"]
        found.add(Mention(str(place), names.excerpt(text), _address(model, pk), model._meta.label_lower, pk))


def text_of(path: Path) -> str | None:
    """What the file says; None of one that is no plain text (a picture, a PDF, a workbook, an archive) or too large."""
    if path.stat().st_size > LARGEST:
        return None
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if data.startswith(NO_TEXT) or b"\x00" in data[:4096]:
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if path.suffix == ".json":  # accents may be escaped
        try:
            return json.dumps(json.loads(text), ensure_ascii=False)
        except ValueError:
            return text
    return text
