"""Several people at once: tags, kinds, merges; each put back as a whole, and nothing else with it."""

import datetime as dt

import pytest
from django.utils import timezone

from jobs.runner import run_pending
from strategy import people_list
from strategy.actions import people_batches as batches
from strategy.actions.people import add_gesture, drop_unused_tags, save_person
from strategy.actions.people_batches import Wish
from strategy.models import Gesture, Handle, PeopleBatch, Person, PersonChange, Tag
from strategy.views import people_care
from tests.factories import PersonFactory
from workspaces.models import AuditEvent

pytestmark = pytest.mark.django_db


def state():
    """All that is known of people, as it shows."""
    return {
        person.name: {
            "fields": {
                name: getattr(person, name)
                for name in ("kind", "stage", "topics", "place", "notes", "purpose", "audience", "audience_said",
                             "last_contact", "last_contact_said", "gestures_count", "score", "search")
            },
            "merged": person.merged_into_id,
            "tags": sorted(tag.name for tag in person.tags.all()),
            "handles": sorted(person.handles.values_list("network", "handle", "audience")),
            "gestures": sorted(person.gestures.values_list("day", "kind", "text")),
        }
        for person in Person.objects.all()
    }  # fmt: skip


@pytest.fixture
def three(workspace):
    return [
        PersonFactory(workspace=workspace, name="Ana", kind="fan", tag_names=["salon"]),
        PersonFactory(workspace=workspace, name="Bob", kind="press", tag_names=["salon", "Été"]),
        PersonFactory(workspace=workspace, name="Cyd", kind="fan"),
    ]


@pytest.mark.parametrize(
    "wish",
    [
        {"fields": {"kind": "fan"}},
        {"fields": {"kind": "expert", "stage": "contact"}},
        {"tag": "nouveau"},
        {"tag": "SALON"},
        {"untag": "salon"},
        {"untag": "Été"},
        {"fields": {"stage": "followed"}, "tag": "ete", "untag": "salon"},
    ],
)
def test_one_undo_puts_all_of_them_back(workspace, member, three, wish):
    before = state()
    if "untag" in wish:
        wish = {**wish, "untag": Tag.objects.get(name=wish["untag"])}
    ids = [person.pk for person in three]
    batch = batches.change_people(workspace=workspace, ids=ids, wish=Wish(**wish), by=member("manager"))
    assert state() != before
    assert batches.put_back(batch=batch, by=member("manager")) == 0
    assert state() == before
    assert not PeopleBatch.objects.exists()


def test_a_tag_that_differs_by_accents_is_the_same(workspace, three):
    batches.change_people(workspace=workspace, ids=[three[0].pk], wish=Wish(tag="ÉTÉ"), by=None)
    assert sorted(tag.name for tag in three[0].tags.all()) == ["salon", "Été"]
    assert Tag.objects.count() == 2


def test_what_changes_nothing_leaves_no_trace(workspace, three):
    assert (
        batches.change_people(workspace=workspace, ids=[three[0].pk], wish=Wish(fields={"kind": "fan"}), by=None)
        is None
    )
    assert not PeopleBatch.objects.exists()


def test_what_was_changed_since_stays(workspace, member, three):
    ids = [person.pk for person in three]
    batch = batches.change_people(workspace=workspace, ids=ids, wish=Wish(fields={"kind": "troll"}), by=None)
    ana = Person.objects.get(name="Ana")
    ana.kind = "partner"
    save_person(person=ana, fields=["kind"], version=ana.version, accounts=[], tags=["salon"], by=member("lead"))
    batches.put_back(batch=batch, by=None)
    assert dict(Person.objects.values_list("name", "kind")) == {"Ana": "partner", "Bob": "press", "Cyd": "fan"}


def test_the_bar_of_the_list(workspace, client_for, three):
    client, base = client_for("manager"), f"/w/{workspace.slug}/people/"
    back = f"{base}?kind=fan"
    form = {"people": [three[0].pk, three[2].pk], "tag": "Nouveaux, amis", "back": back}
    assert client.post(f"{base}bulk/", form).headers["Location"] == back
    assert set(Tag.objects.get(name="Nouveaux amis").people.all()) == {three[0], three[2]}
    batch = PeopleBatch.objects.get()
    assert client.post(f"{base}undo/{batch.pk}/").status_code == 302
    assert not Tag.objects.filter(name="Nouveaux amis").exists()
    assert client.post(f"{base}undo/{batch.pk}/").status_code == 404


def test_all_that_the_filter_finds(workspace, client_for, three):
    client, base = client_for("manager"), f"/w/{workspace.slug}/people/"
    form = {"people": [three[0].pk], "all": "1", "stage": "contact", "back": f"{base}?kind=fan&after=3"}
    assert client.post(f"{base}bulk/", form).status_code == 302
    assert dict(Person.objects.values_list("name", "stage")) == {"Ana": "contact", "Bob": "spotted", "Cyd": "contact"}


def test_the_list_offers_all_of_it_where_it_has_several_pages(workspace, client_for, three, monkeypatch):
    client, base = client_for("manager"), f"/w/{workspace.slug}/people/"
    offered = lambda query: 'name="all"' in client.get(f"{base}{query}").content.decode()  # noqa: E731
    assert not offered("")
    monkeypatch.setattr(people_list, "PER_PAGE", 2)
    assert offered("")
    assert offered(f"?sort=new&after={three[1].pk}")
    assert not offered("?kind=fan")


def test_many_are_changed_and_put_back_by_jobs(workspace, client_for, three, monkeypatch):
    client, base = client_for("manager"), f"/w/{workspace.slug}/people/"
    client.post(f"{base}bulk/", {"people": [three[0].pk], "stage": "contact", "back": base})
    earlier = PeopleBatch.objects.get()
    monkeypatch.setattr(batches, "MANY", 2)
    before = state()
    untag = Tag.objects.get(name="salon")
    form = {"all": "1", "kind": "expert", "tag": "à voir", "untag": untag.pk, "back": base}
    assert client.post(f"{base}bulk/", form).status_code == 302
    assert state() == before
    assert client.get(base).context["work"].kind == "strategy.change_people"
    run_pending(workspace)
    assert set(Person.objects.values_list("kind", "tags__name")) == {("expert", "à voir"), ("expert", "Été")}
    batch = client.get(base).context["latest"]
    assert (batch.n, client.get(base).context["work"]) == (3, None)
    assert batch == PeopleBatch.objects.order_by("pk").last() != earlier
    for _twice in range(2):
        client.post(f"{base}undo/{batch.pk}/")
    run_pending(workspace)
    assert state() == before
    assert client.get(base).context["latest"] == earlier


def test_the_cost_of_a_change_does_not_grow_with_each_person(workspace, three, django_assert_max_num_queries):
    more = [PersonFactory(workspace=workspace, tag_names=["salon"]) for _n in range(60)]
    wish = Wish(fields={"kind": "expert"}, tag="x", untag=Tag.objects.get(name="salon"))
    with django_assert_max_num_queries(30):
        batch = batches.change_people(workspace=workspace, ids=[person.pk for person in more], wish=wish, by=None)
    with django_assert_max_num_queries(30):
        batches.put_back(batch=batch, by=None)


# -- erasing several


def test_several_are_erased_once_their_number_is_typed(workspace, client_for, three):
    client, base = client_for("lead"), f"/w/{workspace.slug}/people/"
    chosen = {"people": [three[0].pk, three[1].pk], "back": f"{base}?sort=name"}
    page = client.post(f"{base}erase/", chosen)
    assert (page.status_code, page.context["n"]) == (200, 2)
    assert "Ana" in page.content.decode() and "Cyd" not in page.content.decode()
    assert client.post(f"{base}erase/", {**chosen, "count": "3"}).status_code == 422
    assert client.post(f"{base}erase/", {**chosen, "count": ""}).status_code == 422
    assert Person.objects.count() == 3
    assert client.post(f"{base}erase/", {**chosen, "count": "2"}).status_code == 302
    assert [person.name for person in Person.objects.all()] == ["Cyd"]
    assert AuditEvent.objects.get(verb="people.erased").detail == {"n": 2, "people": [three[0].pk, three[1].pk]}
    assert not Tag.objects.exists()


def test_all_that_the_filter_finds_are_erased(workspace, client_for, three):
    client, base = client_for("lead"), f"/w/{workspace.slug}/people/"
    chosen = {"all": "1", "back": f"{base}?kind=fan"}
    page = client.post(f"{base}erase/", chosen)
    assert (page.context["n"], page.context["ids"]) == (2, [])
    PersonFactory(workspace=workspace, name="Dan", kind="fan")
    assert client.post(f"{base}erase/", {**chosen, "count": "2"}).status_code == 422  # not who was shown any more
    client.post(f"{base}erase/", {**chosen, "count": "3"})
    assert [person.name for person in Person.objects.all()] == ["Bob"]


def test_who_may_not_erase_one_may_not_erase_several(workspace, client_for, three):
    client, base = client_for("manager"), f"/w/{workspace.slug}/people/"
    assert "people/erase/" not in client.get(base).content.decode()
    assert client.post(f"{base}erase/", {"all": "1", "count": "3", "back": base}).status_code == 403
    assert client_for("lead").post(f"{base}erase/", {"back": base, "count": "0"}).status_code == 422
    assert Person.objects.count() == 3


def test_many_are_erased_by_a_job(workspace, client_for, three, monkeypatch):
    monkeypatch.setattr(people_care, "MANY", 2)
    client, base = client_for("lead"), f"/w/{workspace.slug}/people/"
    client.post(f"{base}erase/", {"all": "1", "count": "3", "back": base})
    assert Person.objects.count() == 3
    run_pending(workspace)
    assert not Person.objects.exists()
    assert workspace.jobs.get(kind="strategy.erase_people").sentence_params == {"n": 3, "left": 0, "unread": 0}


@pytest.mark.parametrize("form", [{}, {"people": ["999999"]}, {"people": ["x"]}, {"people": ["9" * 40]}])
def test_nobody_or_somebody_unknown_is_refused(workspace, client_for, three, form):
    response = client_for("manager").post(f"/w/{workspace.slug}/people/bulk/", {**form, "kind": "press"})
    assert response.status_code == 422


def test_the_way_back_leads_nowhere_else(workspace, client_for, three):
    form = {"people": [three[0].pk], "kind": "press", "back": "https://evil.example/"}
    response = client_for("manager").post(f"/w/{workspace.slug}/people/bulk/", form)
    assert response.headers["Location"] == f"/w/{workspace.slug}/people/"


def test_old_notes_are_dropped_but_not_those_of_merges(workspace, three):
    batches.change_people(workspace=workspace, ids=[three[0].pk], wish=Wish(tag="a"), by=None)
    batches.merge(gone=three[1], stays=three[2], by=None)
    PeopleBatch.objects.update(at=timezone.now() - dt.timedelta(days=31))
    batches.forget_old()
    assert [batch.kind for batch in PeopleBatch.objects.all()] == ["merge"]


# -- merging


@pytest.fixture
def pair(workspace):
    """Two rows about one person."""
    stays = PersonFactory(
        workspace=workspace, name="Léa Martin", notes="Croisée au salon", accounts=[("instagram", "lea.m", 100)],
        tag_names=["salon"], stage="followed",
    )  # fmt: skip
    gone = PersonFactory(
        workspace=workspace, name="Lea MARTIN", kind="fan", stage="contact", notes="Anime un club", place="Lyon",
        accounts=[("x", "lea_m", 30), ("mastodon", "lea@piaille.fr", None)], tag_names=["salon", "club"],
        last_contact_said=dt.date(2026, 3, 1),
    )  # fmt: skip
    add_gesture(person=gone, kind="thanks", text="Un livre", day=dt.date(2026, 4, 1), by=None)
    add_gesture(person=stays, kind="note", text="Timide", day=dt.date(2026, 2, 1), by=None)
    return Person.objects.get(pk=gone.pk), Person.objects.get(pk=stays.pk)


def test_a_merge_keeps_everything(workspace, pair):
    gone, stays = pair
    batches.merge(gone=gone, stays=stays, by=None)
    person = Person.objects.known().get()
    assert (person.pk, person.kind, person.stage, person.place) == (stays.pk, "fan", "contact", "Lyon")
    assert person.notes == "Croisée au salon\n\nAnime un club"
    assert {handle.handle for handle in person.handles.all()} == {"lea.m", "lea_m", "lea@piaille.fr"}
    assert sorted(tag.name for tag in person.tags.all()) == ["club", "salon"]
    assert {gesture.text for gesture in person.gestures.all()} == {"Un livre", "Timide"}
    assert (person.audience, person.gestures_count, person.last_contact) == (130, 2, dt.date(2026, 4, 1))
    assert "lea_m" in person.search


def test_a_merge_put_back_leaves_both_as_they_were(pair):
    before = state()
    batch = batches.merge(gone=pair[0], stays=pair[1], by=None)
    drop_unused_tags()
    batches.put_back(batch=batch, by=None)
    assert state() == before


def test_what_was_added_after_a_merge_stays_with_the_one_who_stayed(pair):
    batch = batches.merge(gone=pair[0], stays=pair[1], by=None)
    add_gesture(person=pair[1], kind="meeting", text="Café", day=dt.date(2026, 5, 1), by=None)
    batches.put_back(batch=batch, by=None)
    assert Gesture.objects.get(text="Café").person == pair[1]
    assert Gesture.objects.get(text="Un livre").person == pair[0]


def test_merges_of_merges_are_put_back_from_the_last(workspace, pair, client_for):
    third = PersonFactory(workspace=workspace, name="L. Martin", accounts=[("tiktok", "leam")])
    before = state()
    first = batches.merge(gone=pair[0], stays=pair[1], by=None)
    second = batches.merge(gone=pair[1], stays=third, by=None)
    with pytest.raises(batches.TooLate):
        batches.put_back(batch=first, by=None)
    assert Handle.objects.filter(person=third).count() == 4
    client_for("manager").post(f"/w/{workspace.slug}/people/undo/{first.pk}/")
    assert PeopleBatch.objects.count() == 2
    batches.put_back(batch=second, by=None)
    batches.put_back(batch=first, by=None)
    assert state() == before


def test_the_page_says_what_then_does_it(workspace, client_for, pair):
    gone, stays = pair
    client, address = client_for("manager"), f"/w/{workspace.slug}/people/{stays.pk}/merge/"
    page = client.get(f"{address}?other={gone.pk}").content.decode()
    assert "lea_m" in page and "Anime un club" in page and "club" in page
    assert Person.objects.known().count() == 2
    assert client.post(address, {"other": gone.pk}).status_code == 302
    assert Person.objects.known().get() == stays
    assert client.get(f"/w/{workspace.slug}/people/{gone.pk}/").status_code == 404


def test_nobody_is_merged_into_themselves(workspace, client_for, pair):
    address = f"/w/{workspace.slug}/people/{pair[1].pk}/merge/"
    assert client_for("manager").post(address, {"other": pair[1].pk}).status_code == 404


def test_duplicates_are_the_same_name_or_the_same_handle(workspace, client_for):
    make = lambda name, *accounts: PersonFactory(workspace=workspace, name=name, accounts=accounts)  # noqa: E731
    make("Zoé  Durand", ("x", "zoe"))
    make("ZOE DURAND")
    make("Ana", ("instagram", "Lea.M"))
    make("Léa", ("x", "lea.m"))
    make("Seule", ("x", "seule"))
    groups = client_for("guest").get(f"/w/{workspace.slug}/people/duplicates/").context["groups"]
    assert {frozenset(person.name for person in group) for group in groups} == {
        frozenset({"Zoé  Durand", "ZOE DURAND"}),
        frozenset({"Ana", "Léa"}),
    }


def test_a_persons_changes_leave_with_them(workspace, three):
    batches.change_people(workspace=workspace, ids=[three[0].pk], wish=Wish(tag="a"), by=None)
    three[0].delete()
    assert not PersonChange.objects.exists()
