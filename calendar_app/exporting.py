"""Posts out: our own CSV, XLSX and JSON, which come back exactly; files for other tools; a calendar file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from calendar_app import clock
from calendar_app.contents import plain
from calendar_app.forms.files import ExportForm
from calendar_app.models import Attachment, Post, Publication
from calendar_app.sheets import own, tools
from calendar_app.sheets.found import FIELDS
from cmtool.lib import xlsx
from cmtool.lib.csv_safe import csv_lines, safe_cell
from workspaces.models import Workspace

CHUNK = 500
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "ics": "text/calendar; charset=utf-8",
    "zip": "application/zip",
}
_NAMED = ("pillar", "objective", "community", "owner")  # rows that a file names in words
_LEFT = [Post.Status.IDEA, Post.Status.DROPPED, Post.Status.PUBLISHED]  # nothing to hand to a tool


def export(workspace: Workspace, form: ExportForm) -> tuple[str, Iterable[bytes]]:
    """(name of the file, its pieces) of the posts that the form chooses."""
    code = form.cleaned_data["format"]
    name = f"{slugify(workspace.name) or workspace.slug}-{workspace.today().isoformat()}"
    if code in tools.MOST:
        name, data = tools.bundled(list(tools.files_of(code, _lines(workspace, form))))
        return name, [data]
    return f"{name}.{code}", {"csv": _csv, "xlsx": _xlsx, "json": _json, "ics": _ics}[code](workspace, form)


def _csv(workspace: Workspace, form: ExportForm) -> Iterator[bytes]:
    return (line.encode() for line in csv_lines(_rows(form)))


def _xlsx(workspace: Workspace, form: ExportForm) -> list[bytes]:
    rows = ([safe_cell(cell) for cell in row] for row in _rows(form))
    return [xlsx.write(rows, sheet=_("Calendar"))]


def _json(workspace: Workspace, form: ExportForm) -> list[bytes]:
    return [own.document(_posts(form)).encode()]


def _ics(workspace: Workspace, form: ExportForm) -> Iterator[bytes]:
    from calendar_app.sheets import ics  # a library that other files need not wait for

    return ics.calendar_of(_posts(form), workspace.name, timezone.now())


def _rows(form: ExportForm) -> Iterator[list[Any]]:
    """Header and rows, in the language of who asks."""
    language = translation.get_language()[:2]
    codes = {
        "status": Post.Status,
        "state": Publication.State,
        "form": Post.Form,
        "origin": Post.Origin,
        "sensitivity": Post.Sensitivity,
    }
    labels = {role: {code: str(label) for code, label in each.choices} for role, each in codes.items()}
    yield own.header(language)
    yield from own.rows_of(_posts(form), language=language, labels=labels)


def _posts(form: ExportForm) -> Iterator[dict[str, Any]]:
    """The posts as ``sheets.found`` has them, in order of writing."""
    publications = form.publications().select_related("channel").prefetch_related("media").order_by("pk")
    posts = form.posts().select_related(*_NAMED).order_by("pk")
    beside = ("tags", "attachments", Prefetch("publications", publications))
    for post in posts.prefetch_related(*beside).iterator(chunk_size=CHUNK):
        yield _said(post)


def _said(post: Post) -> dict[str, Any]:
    said = {name: plain(post, name) for name in FIELDS if name not in _NAMED}
    said |= {name: str(row) if (row := getattr(post, name)) else "" for name in _NAMED}
    places = [_place(publication) for publication in post.publications.all()]
    tags = sorted(tag.name for tag in post.tags.all())
    return {**said, "uid": post.uid, "tags": tags, "pictures": _pictures(post.attachments.all()), "places": places}


def _pictures(attachments: Iterable[Attachment]) -> list[dict[str, str]]:
    """The files themselves stay here."""
    return [{"name": each.name, "alt": each.alt} for each in attachments if each.removed_at is None]


def _place(publication: Publication) -> dict[str, Any]:
    channel = publication.channel
    names = ("own_text", "text", "link", "day", "time", "zone", "state", "permalink", "external_id")
    where = {"network": channel.network if channel else "", "account": channel.handle if channel else ""}
    said = {"uid": publication.uid, **where, **{name: plain(publication, name) for name in names}}
    if publication.own_media:
        said["pictures"] = _pictures(publication.media.all())
    return said


def _lines(workspace: Workspace, form: ExportForm) -> Iterator[tools.Line]:
    """What is still to go out, with a day and a time, as the clocks of the workspace show them."""
    wanted = form.publications().exclude(at=None).filter(state=Publication.State.PLANNED)
    wanted = wanted.exclude(post__status__in=_LEFT).select_related("channel", "post").prefetch_related("post__tags")
    for publication in wanted.order_by("at", "pk").iterator(chunk_size=CHUNK):
        if text := publication.wording or publication.post.title:
            day, time = _wall(publication, workspace.time_zone)
            image = tools.picture_in(publication.post.note)
            tags = tuple(tag.name for tag in publication.post.tags.all())
            yield tools.Line(_channel_name(publication), day, time, text, publication.target, tags, image)


def _wall(publication: Publication, zone: str) -> tuple[str, str]:
    day, time = clock.wall(publication.at, zone)
    return day.isoformat(), time.strftime("%H:%M")


def _channel_name(publication: Publication) -> str:
    channel = publication.channel
    return slugify(f"{channel.network} {channel.handle}") if channel else slugify(_("no channel"))
