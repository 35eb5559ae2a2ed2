"""Differences between two contents of a post, for people: names instead of ids, labels instead of codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calendar_app.contents import Content
from calendar_app.differences import Change, Piece, compare, words
from calendar_app.models import Pillar, Post, Publication
from calendar_app.words import formatted
from strategy.models import Channel, Community, Objective
from workspaces.models import User, Workspace

#: Long texts are compared word by word.
WORDED = {"title", "text", "note", "credit", "alt", "dropped_reason"}
DAYS = {"day", "due"}
LABELS = {
    "own_text": gettext_lazy("a text of its own"),
    "own_media": gettext_lazy("pictures of its own choice"),
    "media": gettext_lazy("pictures"),
    "external_id": gettext_lazy("number on the network"),
    "zone": gettext_lazy("time zone"),
    "alt": gettext_lazy("text alternative"),
    "position": gettext_lazy("order"),
    "season_start": gettext_lazy("season begins"),
    "tags": gettext_lazy("tags"),
}


@dataclass(frozen=True)
class Line:
    """One difference: what differs, and either ``pieces`` of a text or the two values in words."""

    label: str
    before: str = ""
    after: str = ""
    pieces: list[Piece] = field(default_factory=list)


class Names:
    """What ids of a workspace are called; each kind is read once, when it is first asked for."""

    def __init__(self, workspace: Workspace):
        self.workspace = workspace
        self._known: dict[str, dict[int, str]] = {}

    def of(self, kind: str, pk: int | None) -> str:
        if pk is None:
            return ""
        if kind not in self._known:
            self._known[kind] = {row.pk: str(row) for row in self._rows(kind)}
        return self._known[kind].get(pk, _("(deleted)"))

    def _rows(self, kind: str):
        if kind == "owner":
            return User.objects.filter(memberships__workspace=self.workspace)
        models = {"objective": Objective, "pillar": Pillar, "community": Community, "channel": Channel}
        return models[kind].objects.all()


def lines(before: Content, after: Content, names: Names) -> list[Line]:
    """Every difference from ``before`` to ``after``, one line each."""
    return [_line(change, names) for change in compare(before, after)]


def _line(change: Change, names: Names) -> Line:
    if change.how != "changed":
        return _whole(change, names)
    label = _label(change, names)
    if change.field in WORDED:
        return Line(label, change.before, change.after, words(change.before or "", change.after or ""))
    return Line(label, _value(change, change.before, names), _value(change, change.after, names))


def _whole(change: Change, names: Names) -> Line:
    """A channel or a picture that came or went."""
    if change.part == "attachment":
        label, said = str(_("Picture")), str(change.of)
    else:
        row = change.after or change.before
        label = _place(change.of, names)
        said = " ".join(filter(None, [_day(row["day"]), row["time"]])) or _("without a date")
    return Line(label, "" if change.how == "added" else said, said if change.how == "added" else "")


def _place(channel: int | None, names: Names) -> str:
    return names.of("channel", channel) or _("No channel yet")


def _label(change: Change, names: Names) -> str:
    own = str(LABELS.get(change.field) or _verbose(change))
    label = own[:1].upper() + own[1:]
    if change.part == "publication":
        return f"{_place(change.of, names)} · {label}"
    return f"{change.of} · {label}" if change.part == "attachment" else label


def _verbose(change: Change) -> str:
    model = Publication if change.part == "publication" else Post
    try:
        return str(model._meta.get_field(change.field).verbose_name)
    except LookupError:
        return change.field


def _value(change: Change, value: Any, names: Names) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if change.field in ("objective", "pillar", "community", "owner", "channel"):
        return names.of(change.field, value)
    if change.field in DAYS:
        return _day(value)
    if isinstance(value, list):
        return ", ".join(map(str, value)) if change.part == "tags" else str(len(value))
    return _choice(change, value)


def _choice(change: Change, value: Any) -> str:
    model = Publication if change.part == "publication" else Post
    choices = dict(model._meta.get_field(change.field).flatchoices) if change.part != "attachment" else {}
    return str(choices.get(value, value))


def _day(value: str | None) -> str:
    day = parse_date(value) if value else None
    return formatted(day, "l j F Y") if day else ""
