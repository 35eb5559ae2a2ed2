"""The journal: sentences, filters, pages."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from tests.factories import UserFactory, WorkspaceFactory
from workspaces import verbs
from workspaces.audit import activity_of, kind, record, verb
from workspaces.models import AuditEvent


@pytest.fixture
def page(workspace):
    return f"/w/{workspace.slug}/journal/"


@pytest.fixture
def own_words(monkeypatch):
    """Verbs and kinds that the test adds are gone after it."""
    for table in ("_sentences", "_kinds"):
        monkeypatch.setattr(verbs, table, dict(getattr(verbs, table)))


def shown(response):
    return [event.pk for event in response.context["events"]]


def test_an_app_names_its_verbs(own_words):
    verb("kite.flown", "flew “%(label)s” at %(height)s m", height=lambda metres: f"{metres:.0f}")
    assert verbs.sentence_of("kite.flown", "Red", {"height": 12.6}) == "flew “Red” at 13 m"


def test_a_verb_that_nobody_named_shows_its_code():
    assert verbs.sentence_of("kite.lost", "Red", {}) == "kite.lost Red"


def test_a_detail_that_is_missing_breaks_no_page(own_words):
    verb("kite.flown", "flew at %(height)s m")
    assert verbs.sentence_of("kite.flown", "", {}) == "flew at  m"


def test_roles_are_told_by_their_names():
    with translation.override("en"):
        sentence = verbs.sentence_of("member.role_changed", "Paul", {"old": "guest", "new": "lead"})
    assert sentence == "changed the role of Paul from Guest to Team lead"


def test_leads_and_administrators_read_it(client_for, page):
    answers = {role: client_for(role).get(page).status_code for role in ("guest", "manager", "lead", "admin")}
    assert answers == {"guest": 403, "manager": 403, "lead": 200, "admin": 200}


def test_names_are_never_markup(client_for, page, workspace, member):
    record(workspace, "member.removed", by=member("admin"), target=UserFactory(name="<b>Eve</b>"))
    text = client_for("lead").get(page).content.decode()
    assert "<b>Eve" not in text and "&lt;b&gt;Eve" in text


def test_filters_by_person_kind_and_period(client_for, page, workspace, member, own_words):
    kind("kite", "Kites")
    mine = record(workspace, "kite.flown", by=member("lead")).pk
    theirs = record(workspace, "kite.flown", by=member("admin")).pk
    other_kind = record(workspace, "member.left", by=member("lead")).pk
    old = record(workspace, "kite.flown", by=member("lead")).pk
    AuditEvent.objects.filter(pk=old).update(at=timezone.now() - dt.timedelta(days=20))
    client, lead = client_for("lead"), member("lead").pk
    assert shown(client.get(page)) == [other_kind, theirs, mine, old]
    assert shown(client.get(page, {"person": lead})) == [other_kind, mine, old]
    assert shown(client.get(page, {"kind": "kite"})) == [theirs, mine, old]
    assert shown(client.get(page, {"days": "7"})) == [other_kind, theirs, mine]
    assert shown(client.get(page, {"days": "7", "kind": "kite", "person": lead})) == [mine]


@pytest.mark.parametrize(
    "query",
    [
        {"person": "x"},
        {"person": "999999"},
        {"kind": "nothing"},
        {"days": "-1"},
        {"days": "9" * 30},
        {"before": "x"},
        {"before": "-1"},
        {"before": "9" * 5000},
        {"before": "²"},
        {"before": "٣"},
    ],
)
def test_a_filter_that_is_not_on_offer_filters_nothing(client_for, page, workspace, query):
    event = record(workspace, "member.left", by=None).pk
    assert shown(client_for("lead").get(page, query)) == [event]


def test_pages_of_fifty_lose_and_double_no_line_even_at_the_same_instant(client_for, page, workspace):
    now = timezone.now()
    AuditEvent.objects.bulk_create(
        AuditEvent(workspace=workspace, verb="member.left", at=now - dt.timedelta(hours=n // 60)) for n in range(120)
    )
    client, seen, query = client_for("lead"), [], {}
    for length in (50, 50, 20):
        response = client.get(page, query)
        assert len(shown(response)) == length
        seen += shown(response)
        query = {"before": response.context["older"]}
    assert query == {"before": None}
    assert len(set(seen)) == 120


def test_another_workspace_s_line_is_no_cursor(client_for, page, workspace):
    other = WorkspaceFactory()
    with other.active():
        foreign = record(other, "member.left", by=None)
    event = record(workspace, "member.left", by=None).pk
    assert shown(client_for("lead").get(page, {"before": foreign.pk})) == [event]


def test_the_activity_of_an_object_is_its_own_newest_first(workspace, member):
    one, two = UserFactory(), UserFactory()
    for target in (one, two, one):
        record(workspace, "member.removed", by=member("admin"), target=target)
    events = list(activity_of(one))
    assert len(events) == 2 and events[0].pk > events[1].pk


@pytest.mark.parametrize(("language", "words"), [("en", "The application left"), ("fr", "L’application")])
def test_a_line_without_a_person_is_the_application_s(client_for, page, workspace, language, words):
    record(workspace, "member.left", by=None)
    client = client_for("lead")
    client.cookies["django_language"] = language
    text = " ".join(client.get(page).content.decode().replace("</strong>", "").replace("<strong>", "").split())
    assert words in text
