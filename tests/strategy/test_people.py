"""The list of people, one person, gestures, the score, saved filters."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs.runner import run_pending
from strategy import people_list, score
from strategy.actions import people as actions
from strategy.actions.people import Account
from strategy.actions.people_batches import forget_old
from strategy.models import CorpusTerm, Gesture, Handle, Person, Plan, SavedFilter, Tag
from tests.factories import PersonFactory
from workspaces.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(workspace):
    return lambda rest="": f"/w/{workspace.slug}/people/{rest}"


@pytest.fixture
def names(client_for, url):
    """The names that the list shows for a query string, in its order."""

    def ask(query=""):
        response = client_for("guest").get(url(f"?{query}"))
        assert response.status_code == 200
        return [person.name for person in response.context["people"]]

    return ask


def save(person, fields, member, accounts=(), tags=(), version=None):
    version = person.version if version is None else version
    return actions.save_person(
        person=person, fields=fields, version=version, accounts=accounts, tags=tags, by=member("manager")
    )


# -- the list


@pytest.fixture
def crowd(workspace):
    today = workspace.today()
    PersonFactory(
        workspace=workspace, name="Élise Bœuf", kind="press", place="Lyon", topics="lecture, presse locale",
        accounts=[("x", "elise_b", 900)], tag_names=["salon"], last_contact_said=today - dt.timedelta(days=100),
    )  # fmt: skip
    PersonFactory(
        workspace=workspace, name="andré", kind="fan", stage="contact", place="Villeurbanne",
        accounts=[("instagram", "dede", 50), ("x", "dede", 30)], last_contact_said=today,
    )  # fmt: skip
    PersonFactory(workspace=workspace, name="Zoé", kind="member", stage="ambassador")


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Élise Bœuf", "andré", "Zoé"}),
        ("q=elise", {"Élise Bœuf"}),
        ("q=BOEUF+Élise", {"Élise Bœuf"}),
        ("q=dede", {"andré"}),
        ("q=presse", {"Élise Bœuf"}),
        ("q=nobody", set()),
        ("kind=press", {"Élise Bœuf"}),
        ("stage=ambassador", {"Zoé"}),
        ("segment=fans", {"andré"}),
        ("segment=ambassadors", {"Zoé"}),
        ("network=instagram", {"andré"}),
        ("network=x", {"andré", "Élise Bœuf"}),
        ("place=LYON", {"Élise Bœuf"}),
        ("place=urbanne", {"andré"}),
        ("place=andr", set()),
        ("place=l.on", set()),
        ("audience=81", {"Élise Bœuf"}),
        ("audience=80", {"andré", "Élise Bœuf"}),
        ("silent=30", {"Élise Bœuf", "Zoé"}),
        ("kind=press&network=instagram", set()),
        ("kind=nonsense&sort=nonsense&audience=-3&tag=999&after=x", {"Élise Bœuf", "andré", "Zoé"}),
    ],
)
def test_filters_find_whom_they_say(names, query, found):
    assert set(names(query)) == found


@pytest.mark.usefixtures("crowd")
def test_a_tag_finds_those_who_have_it(names):
    assert names(f"tag={Tag.objects.get().pk}") == ["Élise Bœuf"]


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(
    ("order", "wanted"),
    [
        ("name", ["andré", "Élise Bœuf", "Zoé"]),
        ("audience", ["Élise Bœuf", "andré", "Zoé"]),
        ("recent", ["andré", "Élise Bœuf", "Zoé"]),
        ("forgotten", ["Zoé", "Élise Bœuf", "andré"]),
        ("new", ["Zoé", "andré", "Élise Bœuf"]),
    ],
)
def test_orders(names, order, wanted):
    assert names(f"sort={order}") == wanted


@pytest.mark.parametrize("order", people_list.ORDERS)
def test_pages_follow_each_other_without_gap_or_repeat(workspace, monkeypatch, order):
    monkeypatch.setattr(people_list, "PER_PAGE", 3)
    for number in range(8):  # alike in pairs, some without what the order goes by
        PersonFactory(workspace=workspace, name=f"P{number // 2}", audience_said=None if number < 3 else number // 2)
    seen, after = [], ""
    while after is not None:
        rows, following = people_list.page(Person.objects.known(), order, str(after))
        seen += [row.pk for row in rows]
        after = following
    assert len(seen) == 8 == len(set(seen))
    assert seen == [row.pk for row in _whole(order)]


def _whole(order):
    chosen = people_list.ORDERS[order]
    by = chosen.expression.desc() if chosen.falling else chosen.expression.asc()
    return Person.objects.order_by(by, "pk")


def test_queries_do_not_grow_with_the_list(workspace, client_for, url):
    client = client_for("lead")
    counts = []
    for more in (10, 60):
        for number in range(more):
            PersonFactory(workspace=workspace, accounts=[("x", f"h{more}_{number}", 1)], tag_names=[f"tag{number % 5}"])
        client.get(url())  # what the shell keeps
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url("?q=personne&network=x&silent=30")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16


@pytest.mark.usefixtures("crowd")
def test_chips_take_one_filter_away_each(client_for, url):
    form = client_for("guest").get(url("?q=e&kind=press&sort=name&after=1")).context["filter"]
    assert [without for _label, _value, without in form.chips()] == ["kind=press&sort=name", "q=e&sort=name"]


# -- one person


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "not contacted for 30 days"), ("fr", "sans contact depuis 30 jours")],
)
def test_each_reads_the_filters_in_their_language(client_for, url, language, sentence):
    client = client_for("manager")
    client.cookies["django_language"] = language
    assert sentence in client.get(url()).text


def test_a_name_and_an_address_are_enough(workspace, client_for, url):
    form = {
        "name": "Léa",
        "handle": "https://www.instagram.com/lea.m/",
        "kind": "fan",
        "tag_names": "Lyon, lyon, Salon",
    }
    response = client_for("manager").post(url("new/"), form)
    person = Person.objects.get()
    assert response.headers["Location"] == url(f"{person.pk}/")
    assert [(handle.network, handle.handle) for handle in person.handles.all()] == [("instagram", "lea.m")]
    assert sorted(tag.name for tag in person.tags.all()) == ["Salon", "lyon"]


@pytest.mark.parametrize(
    "form",
    [
        {"name": ""},
        {"name": "x" * 161},
        {"name": "Léa", "handle": "lea"},  # of which network?
        {"name": "Léa", "handle": "deux mots", "network": "x"},
        {"name": "Léa", "handle": "TAKEN", "network": "x"},
        {"name": "Léa", "tag_names": "t" * 41},
    ],
)
def test_what_cannot_be_kept_is_said(workspace, client_for, url, form):
    PersonFactory(workspace=workspace, accounts=[("x", "taken")])
    response = client_for("manager").post(url("new/"), {"kind": "member", **form})
    assert response.status_code == 422
    assert Person.objects.count() == 1


@pytest.mark.parametrize("name", ["=1+1", "@lea", "<b>Léa</b>", "ليلى", "🌸 Léa", "Léa\u202e", "O’Brien & fils"])
def test_names_come_back_as_they_were_typed(workspace, client_for, url, name):
    client = client_for("manager")
    client.post(url("new/"), {"name": name, "kind": "member"})
    assert Person.objects.get().name == name
    assert client.get(url()).status_code == client.get(url(f"{Person.objects.get().pk}/")).status_code == 200


def edit_form(person, **changes):
    return {
        "version": person.version, "name": person.name, "kind": person.kind, "stage": person.stage, "topics": "",
        "place": "", "audience_said": "", "last_contact_said": "", "purpose": "", "notes": "", "tag_names": "",
        "accounts-TOTAL_FORMS": 3, "accounts-INITIAL_FORMS": 0, "accounts-MIN_NUM_FORMS": 0,
        "accounts-MAX_NUM_FORMS": 30, **changes,
    }  # fmt: skip


def test_accounts_are_edited_with_the_person(workspace, client_for, url):
    person = PersonFactory(workspace=workspace, accounts=[("x", "old", 1), ("instagram", "Kept", 2)])
    kept = person.handles.get(handle="Kept").pk
    form = edit_form(
        person,
        **{"accounts-0-network": "instagram", "accounts-0-handle": "kept", "accounts-0-audience": "7"},
        **{"accounts-1-handle": "https://piaille.fr/@new"},
    )
    assert client_for("manager").post(url(f"{person.pk}/edit/"), form).status_code == 302
    assert [(h.network, h.handle, h.audience) for h in person.handles.all()] == [
        ("instagram", "kept", 7),
        ("mastodon", "new@piaille.fr", None),
    ]
    assert person.handles.get(network="instagram").pk == kept
    person.refresh_from_db()
    assert person.audience == 7 and "new@piaille.fr" in person.search and "old" not in person.search


@pytest.mark.parametrize(
    "lines",
    [
        {"accounts-0-network": "x", "accounts-0-handle": "a", "accounts-1-network": "x", "accounts-1-handle": "A"},
        {"accounts-0-network": "x", "accounts-0-handle": "taken"},
        {"accounts-0-handle": "bare"},
    ],
)
def test_an_account_belongs_to_one_person(workspace, client_for, url, lines):
    PersonFactory(workspace=workspace, accounts=[("x", "Taken")])
    person = PersonFactory(workspace=workspace)
    response = client_for("manager").post(url(f"{person.pk}/edit/"), edit_form(person, **lines))
    assert response.status_code == 422
    assert not person.handles.exists()


def test_the_second_of_two_editors_sees_what_changed(workspace, client_for, url, member):
    person = PersonFactory(workspace=workspace, name="Léa", accounts=[("x", "lea", 5)], tag_names=["un"])
    form = edit_form(person, name="Léa M.", tag_names="deux")
    person.place = "Lyon"
    save(person, ["place"], member, [Account("x", "lea", 6)], ["un", "trois"])
    response = client_for("manager").post(url(f"{person.pk}/edit/"), form)
    assert response.status_code == 409
    differences = {row.label: (row.yours, row.stored) for row in response.context["differences"]}
    assert ("Léa M.", "Léa") in differences.values()
    assert ("", "Lyon") in differences.values()
    assert ("deux", "trois, un") in differences.values()
    assert ("", "X lea (6)") in differences.values()
    person.refresh_from_db()
    assert (person.name, person.place) == ("Léa", "Lyon")


@pytest.mark.parametrize(
    ("said", "followers", "audience"),
    [(None, [3, 4], 7), (None, [None, 4], 4), (None, [None], None), (9, [3], 9), (0, [3], 0)],
)
def test_the_audience_is_what_was_said_else_the_followers(workspace, said, followers, audience):
    accounts = [("x", f"h{number}", count) for number, count in enumerate(followers)]
    person = PersonFactory(workspace=workspace, audience_said=said, accounts=accounts)
    person.refresh_from_db()
    assert person.audience == audience


# -- gestures


@pytest.mark.parametrize(
    ("kind", "moves"),
    [("thanks", True), ("reward", True), ("meeting", True), ("contact", True), ("relay", False), ("note", False)],
)
def test_the_last_contact_follows_gestures_of_contact(workspace, member, kind, moves):
    person = PersonFactory(workspace=workspace, last_contact_said=dt.date(2026, 1, 5))
    gesture = actions.add_gesture(person=person, kind=kind, text="", day=dt.date(2026, 2, 1), by=member("manager"))
    person.refresh_from_db()
    assert person.last_contact == (dt.date(2026, 2, 1) if moves else dt.date(2026, 1, 5))
    assert person.gestures_count == 1
    actions.remove_gesture(gesture=gesture, by=member("manager"))
    person.refresh_from_db()
    assert (person.last_contact, person.gestures_count) == (dt.date(2026, 1, 5), 0)


def test_an_old_gesture_does_not_move_the_last_contact_back(workspace):
    person = PersonFactory(workspace=workspace, last_contact_said=dt.date(2026, 1, 5))
    actions.add_gesture(person=person, kind="thanks", text="", day=dt.date(2025, 1, 1), by=None)
    person.refresh_from_db()
    assert person.last_contact == dt.date(2026, 1, 5)


def test_a_gesture_is_noted_and_undone_from_the_page(workspace, client_for, url):
    person, client = PersonFactory(workspace=workspace), client_for("manager")
    day = workspace.today().isoformat()
    page = client.post(url(f"{person.pk}/gestures/"), {"kind": "thanks", "text": "Un livre", "day": day}, follow=True)
    assert "Un livre" in page.content.decode()
    gesture = Gesture.objects.get()
    assert gesture.by.email == "manager@example.org"
    page = client.post(url(f"gestures/{gesture.pk}/remove/"), follow=True)
    assert "Un livre" not in page.content.decode()
    assert f"gestures/{gesture.pk}/restore/" in page.content.decode()
    person.refresh_from_db()
    assert (person.gestures_count, person.last_contact) == (0, None)
    for _twice in range(2):
        assert "Un livre" in client.post(url(f"gestures/{gesture.pk}/restore/"), follow=True).content.decode()
    person.refresh_from_db()
    assert (person.gestures_count, person.last_contact) == (1, gesture.day)
    verbs = AuditEvent.objects.filter(verb__startswith="person.gesture").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["person.gesture", "person.gesture_removed", "person.gesture_restored"]


def test_a_gesture_that_was_removed_is_forgotten_after_a_month(workspace):
    person = PersonFactory(workspace=workspace)
    kept, fresh, old = (
        actions.add_gesture(person=person, kind="note", text=text, day=workspace.today(), by=None)
        for text in ("gardé", "retiré", "ancien")
    )
    actions.remove_gesture(gesture=fresh, by=None)
    Gesture.objects.filter(pk=old.pk).update(removed_at=timezone.now() - dt.timedelta(days=31))
    forget_old()
    assert set(Gesture.objects.all()) == {kept, fresh}


def test_a_gesture_yet_to_come_is_refused(workspace, client_for, url):
    person = PersonFactory(workspace=workspace)
    day = (workspace.today() + dt.timedelta(days=1)).isoformat()
    response = client_for("manager").post(url(f"{person.pk}/gestures/"), {"kind": "thanks", "day": day})
    assert response.status_code == 422
    assert not Gesture.objects.exists()


# -- the score


def test_the_score_is_that_of_the_formula(workspace):
    CorpusTerm.objects.create(workspace=workspace, text="Médiathèque", facet="service", key="mediatheque")
    person = PersonFactory(
        workspace=workspace, kind="fan", stage="contact", topics="médiathèques, vélo", audience_said=1000,
        last_contact_said=workspace.today(),
    )  # fmt: skip
    person.refresh_from_db()
    facts = score.Facts("contact", "fan", 0, workspace.today(), 1000, 1)
    assert person.score == score.score(facts, {}, workspace.today()).total > 0


def test_each_change_takes_the_score_anew(workspace, member):
    person = PersonFactory(workspace=workspace, kind="troll")
    person.refresh_from_db()
    before = person.score
    person.kind = "fan"
    save(person, ["kind"], member)
    person.refresh_from_db()
    assert person.score > before
    before = person.score
    actions.add_gesture(person=person, kind="thanks", text="", day=workspace.today(), by=None)
    person.refresh_from_db()
    assert person.score > before


def test_new_weights_are_followed_by_all_scores(workspace, client_for, url):
    fan = PersonFactory(workspace=workspace, kind="fan")
    PersonFactory(workspace=workspace, kind="press")
    weights = dict.fromkeys(score.WEIGHTS, 0) | {"kind": 10}
    assert client_for("manager").post(url("score/weights/"), weights).status_code == 403
    assert client_for("lead").post(url("score/weights/"), weights).status_code == 302
    run_pending(workspace)
    assert [person.score for person in Person.objects.order_by("pk")] == [100.0, 80.0]
    assert client_for("lead").post(url("score/weights/"), {**weights, "usual": "1"}).status_code == 302
    run_pending(workspace)
    assert Plan.objects.get().score_weights == {}
    fan.refresh_from_db()
    assert fan.score != 100


@pytest.mark.parametrize("change", [{"kind": "-1"}, {"kind": "101"}, {"kind": "x"}, dict.fromkeys(score.WEIGHTS, "0")])
def test_weights_that_cannot_be_used_are_refused(workspace, client_for, url, change):
    response = client_for("lead").post(url("score/weights/"), {**score.WEIGHTS, **change})
    assert response.status_code == 422
    assert not Plan.objects.exists()


# -- saved filters


def test_a_filter_is_kept_for_oneself_or_for_the_team(workspace, client_for, url):
    lead, manager = client_for("lead"), client_for("manager")
    lead.post(url("filters/"), {"name": "À moi", "query": "kind=press&after=3&evil=1"})
    lead.post(url("filters/"), {"name": "À tous", "query": "?segment=fans", "shared": "on"})
    seen = {saved.name: saved.query for saved in lead.get(url()).context["saved"]}
    assert seen == {"À moi": "kind=press", "À tous": "segment=fans"}
    assert [saved.name for saved in manager.get(url()).context["saved"]] == ["À tous"]
    mine = SavedFilter.objects.get(name="À moi")
    assert manager.post(url(f"filters/{mine.pk}/remove/")).status_code == 404
    assert lead.post(url(f"filters/{mine.pk}/remove/")).status_code == 302
    assert not SavedFilter.objects.filter(pk=mine.pk).exists()


def test_the_same_name_replaces_the_filter(workspace, client_for, url):
    for query in ("kind=press", "kind=fan"):
        client_for("lead").post(url("filters/"), {"name": "Presse", "query": query})
    assert SavedFilter.objects.get().query == "kind=fan"


# -- true fans


def test_true_fans_and_whom_to_thank(workspace, client_for, url):
    today = workspace.today()
    PersonFactory(workspace=workspace, name="Presse", kind="press")
    thanked = PersonFactory(workspace=workspace, name="Remerciée", kind="fan")
    PersonFactory(workspace=workspace, name="Oubliée", kind="fan")
    PersonFactory(
        workspace=workspace, name="Ambassadrice", kind="member", stage="ambassador", last_contact_said="2020-01-01"
    )
    actions.add_gesture(person=thanked, kind="thanks", text="", day=today, by=None)
    actions.add_gesture(person=thanked, kind="note", text="", day=today, by=None)
    Plan.objects.create(workspace=workspace, fans_target=30)
    shown = client_for("guest").get(url("fans/")).context
    assert (shown["count"], shown["target"], shown["share"]) == (3, 30, 0.1)
    assert [person.name for person in shown["to_thank"]] == ["Oubliée", "Ambassadrice", "Remerciée"]
    assert shown["months"][-1] == (today.replace(day=1), 1, 1)
    assert len(shown["months"]) == 12 and shown["months"][0][1:] == (0, 0)


def test_handles_are_unique_whatever_their_case(workspace):
    person = PersonFactory(workspace=workspace, accounts=[("x", "Lea")])
    assert Handle.objects.get(key="lea").person == person
