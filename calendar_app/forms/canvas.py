"""The one filter of the calendar, as its address says it."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from calendar_app.models import Post, Publication
from strategy import networks, profiles
from workspaces.models import Workspace

Options = dict[str, list[tuple[int, str]]]


class RowField(forms.TypedChoiceField):
    """A row of the workspace by its id; the choices of all such fields come by one query (``PostFilter.options``)."""

    def __init__(self, label):
        super().__init__(label=label, required=False, coerce=int, empty_value=None)


def _one_of(label, choices):
    return forms.ChoiceField(label=label, required=False, choices=[("", label), *choices])


class PostFilter(forms.Form):
    """What the pages, files, feeds and shared pages of the calendar show.

    Nothing said: everything. A value that is not (or no longer) known shows nothing rather than more than was meant: an
    address given to a partner never widens because a row was deleted.
    """

    q = forms.CharField(label=_("Search"), max_length=200, required=False)
    network = _one_of(_("Network"), [(network.code, network.name) for network in networks.NETWORKS])
    channel = RowField(_("Channel"))
    objective = RowField(_("Objective"))
    pillar = RowField(_("Pillar"))
    status = _one_of(_("Status"), Post.Status.choices)
    person = RowField(_("Person in charge"))
    kind = _one_of(_("Planned or spontaneous"), [("planned", _("Planned")), ("spontaneous", _("Spontaneous"))])
    tag = RowField(_("Tag"))
    community = RowField(_("Community"))
    origin = _one_of(_("Origin"), Post.Origin.choices)

    ROWS = ("channel", "objective", "pillar", "person", "tag", "community")
    #: Field of the filter → where it is found from a post. The rest is said in ``_of_posts``.
    OF_POST = {
        "objective": "objective",
        "pillar": "pillar",
        "status": "status",
        "person": "owner",
        "tag": "tags",
        "community": "community",
        "origin": "origin",
    }
    OF_PUBLICATION = {"network": "channel__network", "channel": "channel"}

    def __init__(self, data, *, workspace: Workspace):
        super().__init__({} if data is None else data)
        self.workspace = workspace
        for name in self.ROWS:
            self.fields[name].choices = lambda name=name: [
                ("", self.fields[name].label),
                *self.options[name],
            ]
        self.is_valid()

    @cached_property
    def options(self) -> Options:
        """The rows to choose from, as (id, name) per field, by one query."""
        found: Options = {name: [] for name in self.ROWS}
        for name, pk, words in _every_row(self.workspace):
            found[name].append((pk, _channel_in_words(words) if name == "channel" else words))
        return {name: sorted(rows, key=lambda row: profiles.folded(row[1])) for name, rows in found.items()}

    def filter(self, publications: QuerySet[Publication]) -> QuerySet[Publication]:
        if self.errors:
            return publications.none()
        return publications.filter(**self._said(self.OF_PUBLICATION), **self._of_posts("post__")).filter(
            *self._words("post__search__contains")
        )

    def filter_posts(self, posts: QuerySet[Post]) -> QuerySet[Post]:
        if self.errors:
            return posts.none()
        posts = posts.filter(**self._of_posts("")).filter(*self._words("search__contains"))
        if places := self._said(self.OF_PUBLICATION):
            posts = posts.filter(pk__in=Publication.objects.filter(**places).values("post"))
        return posts

    def _said(self, paths: dict[str, str]) -> dict[str, Any]:
        said = {paths[name]: self.cleaned_data[name] for name in paths}
        return {path: value for path, value in said.items() if value not in (None, "")}

    def _of_posts(self, prefix: str) -> dict[str, Any]:
        said = self._said({name: prefix + path for name, path in self.OF_POST.items()})
        if kind := self.cleaned_data["kind"]:
            said[f"{prefix}spontaneous"] = kind == "spontaneous"
        return said

    def _words(self, lookup: str):
        return [Q(**{lookup: word}) for word in profiles.folded(self.cleaned_data["q"]).split()]

    def chips(self) -> list[tuple[str, str, str]]:
        """What is filtered by, as (label, value in words, query string without it)."""
        said = [(name, self.data.get(name, "").strip()) for name in self.fields]
        return [
            (str(self.fields[name].label), self._in_words(name, value), self.address(**{name: ""}))
            for name, value in said
            if value
        ]

    def _in_words(self, name: str, value: str) -> str:
        words = {str(code): str(label) for code, label in getattr(self.fields[name], "choices", ())}
        return words.get(value, gettext("unknown") if words else value)

    def address(self, **changes: Any) -> str:
        """The query string of this filter alone, with some parameters added or, when empty, taken off."""
        said = {name: self.data.get(name, "").strip() for name in self.fields} | changes
        return urlencode({name: value for name, value in said.items() if value not in (None, "")})


# Written out: every page of the calendar asks this, and through the ORM it takes ten times as long.
EVERY_ROW = """
    SELECT 'channel', id, network || ' ' || handle FROM strategy_channel WHERE workspace_id = %(workspace)s
    UNION ALL SELECT 'objective', id, title FROM strategy_objective WHERE workspace_id = %(workspace)s
    UNION ALL SELECT 'pillar', id, name FROM calendar_app_pillar WHERE workspace_id = %(workspace)s
    UNION ALL SELECT 'tag', id, name FROM calendar_app_posttag WHERE workspace_id = %(workspace)s
    UNION ALL SELECT 'community', id, name FROM strategy_community WHERE workspace_id = %(workspace)s
    UNION ALL SELECT 'person', member.id, COALESCE(NULLIF(member.name, ''), member.email)
        FROM workspaces_user member JOIN workspaces_membership membership ON membership.user_id = member.id
        WHERE membership.workspace_id = %(workspace)s
"""


def _every_row(workspace: Workspace) -> list[tuple[str, int, str]]:
    """(field, id, name) of each row that the filter may name."""
    with connection.cursor() as cursor:
        cursor.execute(EVERY_ROW, {"workspace": workspace.pk})
        return cursor.fetchall()


def _channel_in_words(words: str) -> str:
    code, _space, handle = words.partition(" ")
    return f"{networks.get(code).name} · {handle}"
