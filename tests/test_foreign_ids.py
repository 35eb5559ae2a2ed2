"""Ids from the browser are never trusted: another workspace's object is refused exactly as one that does not exist."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from calendar_app.models import KeyDate, Pillar, Post, PostTag, Publication
from cmtool.management.commands.check_tenancy import violations
from imports.models import Import
from jobs.models import Job
from kpis.models import ExternalPost, Kpi
from strategy.models import (
    Answer,
    Channel,
    Community,
    CorpusTerm,
    Evidence,
    Objective,
    Person,
    SavedFilter,
    Source,
    Tag,
)
from tests.pages import Form, Page, bound_forms
from tests.repository import code
from tests.surface import Url, pages
from tests.world import World
from workspaces.models import AuditEvent, User

RANDOM = "987654321"
HUGE = "9" * 40  # more than any database holds
NUMBER = re.compile(r"\d+\Z")
# Drawn anew for each answer: the token against posts from other sites, the key of a new post's composer.
TOKEN = re.compile(r"\b(?:[A-Za-z0-9]{64}|[0-9a-f]{16})\b")

# Parameters of addresses and fields of forms that name an object, by their whole name; None: it depends on the page.
OBJECTS = {
    "person": User,
    "owner": User,
    "channel": Channel,
    "channels": Channel,
    r"q\d+": Channel,
    "objective": Objective,
    "pillar": Pillar,
    "community": Community,
    "idea": Post,
    "key_date": KeyDate,
    "kpi": Kpi,
    "import": Import,
    "job": Job,
    "people": Person,
    "term": CorpusTerm,
    "other": Person,
    "after": None,
    "seen": Answer,
    "keep": Evidence,
    "external_post": ExternalPost,
    "tag": Tag,
    "untag": Tag,
    "before": None,
    "post": Post,
    "reviewers": User,
    "trusted": User,
    "saved": SavedFilter,
    "posts": Post,
    "publications": Publication,
}
OF_CALENDAR = {"tag": PostTag}
BEFORE = {
    "workspaces": AuditEvent,
    "jobs": Job,
    "imports": Import,
    "strategy": Person,
    "strategy:sources": Source,
    "strategy:corpus": CorpusTerm,
    "calendar": Publication,
    "calendar:board": Post,
    "calendar:waiting": Post,
}
# Those that name none: numbers that count, codes, dates, words.
NO_OBJECT = (
    r"archived|state|kind|days|period|metric|from|to|follow|network|week_start|version|siblings|language|role|q|page"
    r"|folder|frequency|due|networks|stage|segment|place|audience|silent|query|back|usual|accounts-.*"
    r"|csrfmiddlewaretoken|next|single_keys|horizon|intent|status|verdict|aggregation|direction|action|session|format"
    r"|business_hours_.*|time_zone|t\d+-.*|q\d+-.*|files|sort|credential|document"
    r"|month|sensitivity|decision|need|outside|until|note|guest_name"
    r"|permalink|reason|source|medium|campaign|shorten|active|months|mine"
    r"|facet|stance|seo|text|lines|delete|add|presence|fit|ease|effort|form_of_address|item|good|shown"
    r"|form|origin|spontaneous|sensitivity|step|time|day|c\d+-.*|a\d+-.*|draft|discard|small|download|internal"
    r"|all|column|shift|past|key"
    r"|weekdays?|packs|start|every|interval|place_day|date|ends|count|title|hidden|year|origin-.*|form-.*"
)


def model_of(name: str, url: Url, form_models: dict):
    """The model whose ids the parameter takes, or None; fails when nobody has said what the parameter is."""
    if name in form_models:
        return form_models[name]
    if url.name.startswith("calendar:") and name in OF_CALENDAR:
        return OF_CALENDAR[name]
    for pattern, model in OBJECTS.items():
        if re.fullmatch(pattern, name):
            return model or BEFORE.get(url.name) or BEFORE[url.name.partition(":")[0]]
    assert re.fullmatch(NO_OBJECT, name), f"{url.name}: say in this module what {name} names"
    return None


def foreign_id(model, world: World) -> str:
    if model is User:
        return str(world.people["other_admin"].pk)
    return str(world.row(model, world.b).pk)


def _page(url: Url, world, visitors) -> tuple[Page, dict]:
    """The page as the administrator of A sees it, and the models of its fields by their names."""
    path = url.path(world, world.a)
    response = visitors.ask("admin", "GET", path)
    if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
        return Page("", path), {}
    models = {
        form.add_prefix(name): field.queryset.model
        for form in bound_forms(response)
        for name, field in form.fields.items()
        if hasattr(field, "queryset")
    }
    return Page(response.body.decode(), path), models


WORKSPACE_PAGES = [url for url in pages() if url.in_workspace]


@pytest.mark.parametrize("url", WORKSPACE_PAGES, ids=lambda url: url.name)
def test_no_field_takes_the_id_of_another_workspace(url, world, visitors):
    page, models = _page(url, world, visitors)
    for form in page.forms:
        for name, values in form.choices().items():
            model = model_of(name, url, models)
            if model is None or form.method == "get":
                continue
            assert any(NUMBER.match(value) for value in values if value), f"{name} holds no id"
            theirs = _send(form, name, foreign_id(model, world), visitors)
            nobodys = _send(form, name, RANDOM, visitors)
            assert theirs == nobodys, f"{form.action} {name}: {theirs} for another workspace's, {nobodys} for none"
            assert _send(form, name, HUGE, visitors) == nobodys, f"{form.action} {name}: {HUGE}"
            assert 400 <= theirs < 500, f"{form.action} takes {name}: {theirs}"


def _send(form: Form, name: str, value: str, visitors) -> int:
    with visitors.undone():
        client = visitors.client("admin", raise_request_exception=False)
        with connection.execute_wrapper(written := Written()):
            response = client.post(form.action, {**form.data(), name: [value]})
        if written.something:
            assert list(violations()) == []
    return response.status_code


class Written:
    """Whether a statement wrote: what only reads cannot have made a row refer to another workspace's."""

    READS = re.compile(r"\s*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|PRAGMA)\b", re.I)

    something = False

    def __call__(self, execute, sql, params, many, context):
        self.something = self.something or not self.READS.match(sql)
        return execute(sql, params, many, context)


@pytest.mark.parametrize("url", WORKSPACE_PAGES, ids=lambda url: url.name)
def test_no_filter_tells_whether_an_id_exists_elsewhere(url, world, visitors):
    page, models = _page(url, world, visitors)
    path = url.path(world, world.a)
    linked = {name for link in page.here for name in parse_qs(urlsplit(link).query, keep_blank_values=True)}
    asked = linked | {name for form in page.forms if form.method == "get" for name in form.choices()}
    for name in asked:
        model_of(name, url, models)
    names = [name for name in OBJECTS if name.isalpha() and (OBJECTS[name] or url.name.partition(":")[0] in BEFORE)]
    for name in names:
        there = foreign_id(model_of(name, url, models), world)
        with time_machine.travel(timezone.now(), tick=False):  # pages say how long ago things were
            answers = [_answer(path, f"{name}={value}", visitors) for value in (there, RANDOM)]
        assert answers[0] == answers[1], f"{path}?{name}= answers otherwise for {there}"


def _answer(path: str, query: str, visitors) -> tuple[int, str]:
    """Status and text, without the query itself and without what is new in every answer."""
    response = visitors.ask("admin", "GET", f"{path}?{query}")
    text = response.body.decode(errors="replace").replace(query, "ASKED")
    value = query.partition("=")[2]  # a message may repeat it
    text = re.sub(r'role="alert".*?</div>', lambda alert: re.sub(rf"\b{value}\b", "ID", alert[0]), text, flags=re.S)
    return response.status_code, TOKEN.sub("TOKEN", text)


def test_every_parameter_that_a_view_reads_is_known():
    read = {
        (name, parameter)
        for name, text in code()
        for parameter in re.findall(r"\.GET\.(?:get|getlist)\(\s*[\"'](\w+)|\.GET\[[\"'](\w+)", text)
    }
    unknown = [
        (name, parameter)
        for name, found in read
        for parameter in found
        if parameter and not re.fullmatch("|".join([NO_OBJECT, *OBJECTS]), parameter)
    ]
    assert unknown == []


def test_a_field_that_takes_a_foreign_id_is_noticed(world, visitors, monkeypatch):
    """The test above can fail: with a form that offers people of every workspace."""
    from strategy.forms import objectives

    careless = User.objects.all()
    made = objectives.ObjectiveForm.__init__

    def init(self, *args, **kwargs):
        made(self, *args, **kwargs)
        self.fields["owner"].queryset = careless

    monkeypatch.setattr(objectives.ObjectiveForm, "__init__", init)
    url = next(url for url in WORKSPACE_PAGES if url.name == "strategy:objective_edit")
    with pytest.raises(AssertionError, match="owner"):
        test_no_field_takes_the_id_of_another_workspace(url, world, visitors)
