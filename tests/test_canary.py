"""Every text of B is marked; everything that people of A can reach is read: the mark is nowhere."""

import io
import re
import zipfile
from collections import Counter, deque
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

import pytest
from django.db import models
from django.urls import Resolver404, resolve
from django_scopes import scopes_disabled

from cmtool.management.commands.check_tenancy import paths, tenant_models
from strategy.models import Objective
from tests.imports.samples import xlsx
from tests.pages import Page
from tests.surface import pages, urls
from tests.world import MARK, ROLES
from workspaces import actions
from workspaces.models import Invitation

SEEN = re.compile(re.escape(MARK), re.I)
LIMIT = 1500  # addresses per person: more means that pages link to themselves without end
VARIANTS = 8  # query strings tried of one path
AWAY = {"account_logout", "set_language"}

# Texts that hold no words of people: codes, digests, keys of translations.
CODES = {
    "calendar_app.Approval.content_digest",
    "calendar_app.Attachment.digest",
    "calendar_app.Post.content_digest",
    "calendar_app.Post.uid",
    "calendar_app.Publication.uid",
    "calendar_app.Publication.zone",
    "calendar_app.ReviewNotice.reason",
    "calendar_app.Series.rule",
    "calendar_app.Series.zone",
    "calendar_app.Share.nonce",
    "calendar_app.ShortLink.code",
    "calendar_app.Wish.code",
    "strategy.SavedFilter.page",
    "strategy.SavedFilter.query",
    "strategy.Source.batch",
    "strategy.Evidence.file_key",
    "strategy.Evidence.file_type",
    "calendar_app.Attachment.file",
    "calendar_app.Attachment.mime",
    "imports.ColumnMapping.kind",
    "imports.Import.kind",
    "jobs.Job.kind",
    "jobs.Job.sentence",
    "jobs.Job.key",
    "kpis.CorpusCoverage.period",
    "kpis.Dashboard.language",
    "kpis.Dashboard.period",
    "kpis.ExternalPost.kind",
    "strategy.CorpusTerm.key",
    "strategy.CorpusTerm.search",
    "strategy.Objective.status_before_archive",
    "workspaces.AuditEvent.target_id",
    "workspaces.AuditEvent.target_type",
    "workspaces.AuditEvent.verb",
    "workspaces.Invitation.token_hash",
}


def reading(response) -> str:
    """Everything that an answer says: headers, text, and the members of archives and workbooks."""
    said = [str(response.headers), response.body.decode("utf-8", errors="replace")]
    if zipfile.is_zipfile(io.BytesIO(response.body)):
        with zipfile.ZipFile(io.BytesIO(response.body)) as archive:
            said += [archive.read(name).decode("utf-8", errors="replace") for name in archive.namelist()]
    for encoding in ("utf-16", "latin-1"):
        said.append(response.body.decode(encoding, errors="replace"))
    return "\n".join(said)


def crawl(visitors, person: str, known: set[str]) -> Iterator[str]:
    """Follow every link from every page of A: the addresses that show the mark; ``known`` gets all that are read."""
    world = visitors.world
    waiting = deque(url.path(world, world.a) for url in pages())
    known |= set(waiting)
    variants = Counter()
    while waiting:
        path = waiting.popleft()
        for htmx in (False, True):
            response = visitors.ask(person, "GET", path, htmx=htmx)
            assert response.status_code < 500, path
            if SEEN.search(reading(response)):
                yield f"{person} {path}{' htmx' * htmx}"
            for link in _onward(response, path):
                if link not in known and variants[urlsplit(link).path] < VARIANTS:
                    known.add(link)
                    variants[urlsplit(link).path] += 1
                    waiting.append(link)
        assert len(known) < LIMIT, f"{person}: no end of addresses, the last is {path}"


def _onward(response, path: str) -> list[str]:
    """Links to pages of ours, files, fragments, and where a redirect goes."""
    found = [response.headers[name] for name in ("Location", "HX-Redirect") if name in response.headers]
    if "text/html" in response.headers.get("Content-Type", ""):
        found += Page(response.body.decode(), path).here
    return [link for link in found if _is_page(urlsplit(link).path)]


@cache
def _is_page(path: str) -> bool:
    try:
        return resolve(path).url_name not in AWAY
    except Resolver404:
        return False


@pytest.mark.parametrize("person", ROLES)
def test_nothing_of_another_workspace_is_seen(person, world, visitors):
    known = set()
    assert list(crawl(visitors, person, known)) == []
    assert len(known) > 50


@pytest.mark.parametrize("person", ["former", "nobody"])
def test_people_outside_see_nothing_of_either(person, world, visitors):
    assert list(crawl(visitors, person, set())) == []


@pytest.mark.parametrize("url", [url for url in urls() if url.in_workspace], ids=lambda url: url.name)
def test_a_refusal_says_nothing_of_what_it_hides(url, world, visitors):
    path = url.path(world, world.a, objects_of=world.b)
    for method in ("GET", "POST"):
        said = reading(visitors.ask("admin", method, path))
        assert not SEEN.search(re.sub(re.escape(path), "", said, flags=re.I))


def test_mails_hold_nothing_of_another_workspace(world, visitors, mailoutbox):
    with visitors.undone(), world.a.active():
        actions.invite(workspace=world.a, email="new@example.org", role="guest", by=world.people["admin"])
        actions.resend(invitation=world.row(Invitation, world.a), by=world.people["admin"])
    assert len(mailoutbox) == 2
    assert not SEEN.search("\n".join(str(sent.message()) for sent in mailoutbox))


def test_every_text_of_the_other_workspace_is_marked(world):
    plain = set()
    for model in tenant_models():
        for row in model._base_manager.filter(**{paths(model)[0]: world.b.pk}):
            plain |= {f"{model._meta.label}.{name}" for name, text in _texts(row) if text and not SEEN.search(text)}
    assert plain - CODES == set()


def _texts(row: models.Model):
    for one in row._meta.concrete_fields:
        if isinstance(one, models.CharField | models.TextField) and not one.choices:
            yield one.name, getattr(row, one.attname)


def test_a_leak_is_noticed(visitors, monkeypatch):
    """The page of objectives, as somebody who forgot the scope would have written it."""
    with scopes_disabled():
        everywhere = Objective.objects.all()._chain
    forgetful = type("Forgetful", (), {"__getattr__": lambda self, name: getattr(everywhere(), name)})()
    monkeypatch.setattr("strategy.views.objectives.Objective.objects", forgetful)
    assert any("/objectives/" in leak for leak in crawl(visitors, "guest", set()))


def test_a_leak_inside_a_workbook_is_noticed(world):
    response = type("Answer", (), {"headers": {}, "body": xlsx(A=[["Total"], [f"{MARK} in a cell"]])})
    assert SEEN.search(reading(response))
