"""Settings of a workspace, new workspaces, people's own profile."""

import pytest
from django.urls import reverse

from tests.factories import UserFactory, WorkspaceFactory
from workspaces import hours, zones
from workspaces.models import AuditEvent, Workspace


@pytest.fixture
def page(workspace):
    return f"/w/{workspace.slug}/settings/"


def filled(page, **changes):
    """The form as the browser would send it back, with some fields changed."""
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if name != "business_hours"}
    for number, row in enumerate(form["business_hours"].value()):
        for part in ("start", "end"):
            data[f"business_hours_{number}_{part}"] = row[part]
        if row["open"]:
            data[f"business_hours_{number}_open"] = "on"
    return {name: value for name, value in (data | changes).items() if value is not None}


def test_what_is_shown_can_be_saved_without_changing_anything(client_for, page, workspace):
    client = client_for("admin")
    assert client.post(page, filled(client.get(page))).status_code == 302
    before = Workspace.objects.values().get(pk=workspace.pk)
    assert Workspace.objects.values().get(pk=workspace.pk) == before
    assert not AuditEvent.objects.exists()


def test_every_field_is_saved_and_told(client_for, page, workspace):
    client = client_for("admin")
    changes = {
        "name": "Les Cordeliers",
        "time_zone": "America/Martinique",
        "language": "en",
        "week_start": "6",
        "retention_months": "12",
        "business_hours_5_open": "on",
        "business_hours_5_start": "10:00",
        "business_hours_5_end": "00:00",
        "business_hours_0_open": None,
    }
    assert client.post(page, filled(client.get(page), **changes)).status_code == 302
    workspace.refresh_from_db()
    assert (workspace.name, workspace.time_zone, workspace.language) == ("Les Cordeliers", "America/Martinique", "en")
    assert (workspace.week_start, workspace.retention_months, workspace.version) == (6, 12, 1)
    assert workspace.business_hours == [None, *[[540, 1080]] * 4, [600, 1440], None]
    assert set(AuditEvent.objects.get().detail["fields"]) >= {"name", "business_hours"}


def test_the_address_never_changes(client_for, page, workspace):
    client = client_for("admin")
    client.post(page, filled(client.get(page), slug="elsewhere", name="N"))
    assert Workspace.objects.get(pk=workspace.pk).slug == workspace.slug


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"time_zone": "Mars/Olympus"},
        {"language": "xx"},
        {"retention_months": "0"},
        {"retention_months": "999"},
        {"business_hours_0_start": "18:00", "business_hours_0_end": "09:00"},
        {"business_hours_0_start": "noon"},
        {"business_hours_0_start": "25:00"},
        {"business_hours_0_end": ""},
        {"version": "x"},
    ],
)
def test_a_bad_value_is_refused_and_nothing_saved(client_for, page, workspace, changes):
    client = client_for("admin")
    assert client.post(page, filled(client.get(page), **changes)).status_code == 422
    assert Workspace.objects.get(pk=workspace.pk).version == 0


def test_the_second_to_save_sees_what_differs_and_overwrites_only_on_purpose(client_for, page, workspace, member):
    first, second = client_for("admin"), client_for("admin")
    mine, yours = filled(first.get(page), name="Mine"), filled(second.get(page), name="Yours")
    assert first.post(page, mine).status_code == 302

    answer = second.post(page, yours)
    assert answer.status_code == 409
    assert [(row.yours, row.stored) for row in answer.context["differences"]] == [("Yours", "Mine")]
    assert member("admin").name in answer.content.decode()
    assert Workspace.objects.get(pk=workspace.pk).name == "Mine"

    assert second.post(page, filled(answer)).status_code == 302
    assert Workspace.objects.get(pk=workspace.pk).name == "Yours"


def test_a_zone_that_is_no_longer_on_offer_is_kept(client_for, page, workspace):
    Workspace.objects.filter(pk=workspace.pk).update(time_zone="Europe/Kiev")
    client = client_for("admin")
    assert client.post(page, filled(client.get(page), name="N")).status_code == 302
    assert Workspace.objects.get(pk=workspace.pk).time_zone == "Europe/Kiev"


def test_zones_are_named_by_their_city_in_the_reader_s_language():
    cities = {
        language: {name: city for _area, group in zones.zone_choices(language) for name, city in group}
        for language in ("fr", "en")
    }
    assert (cities["fr"]["Europe/London"], cities["en"]["Europe/London"]) == ("Londres", "London")
    assert cities["fr"].keys() == cities["en"].keys() == {*zones.zone_names(), "UTC"}
    assert len(cities["fr"]) > 300


@pytest.mark.parametrize(("minutes", "clock"), [(0, "00:00"), (540, "09:00"), (1439, "23:59"), (1440, "24:00")])
def test_minutes_read_as_a_clock(minutes, clock):
    assert hours.clock(minutes) == clock
    if minutes < 1440:
        assert hours.minutes(clock) == minutes


# New workspaces and the profile ---------------------------------------------------------------------------------


@pytest.fixture
def person(db, client):
    person = UserFactory(name="Claire")
    client.force_login(person)
    return person


def test_anybody_opens_a_workspace_and_administers_it(client, person):
    client.post(reverse("workspaces_new"), {"name": "Les Cordeliers", "slug": "cordeliers"})
    workspace = Workspace.objects.get(slug="cordeliers")
    assert [(member.user, member.role) for member in workspace.memberships.all()] == [(person, "admin")]


def test_an_address_left_empty_is_made_from_the_name_and_is_free(client, person):
    WorkspaceFactory(slug="les-cordeliers")
    for _ in range(2):
        client.post(reverse("workspaces_new"), {"name": "Les Cordeliers !"})
    client.post(reverse("workspaces_new"), {"name": "電子図書館"})
    slugs = set(Workspace.objects.values_list("slug", flat=True))
    assert slugs == {"les-cordeliers", "les-cordeliers-2", "les-cordeliers-3", "workspace"}


@pytest.mark.parametrize("slug", ["taken", "Upper", "with space", "-x", "a/b", "é"])
def test_a_bad_or_taken_address_is_refused(client, person, slug):
    WorkspaceFactory(slug="taken")
    assert client.post(reverse("workspaces_new"), {"name": "N", "slug": slug}).status_code == 422
    assert Workspace.objects.count() == 1


def test_people_set_their_name_and_switch_single_keys_off(client, person):
    assert "data-no-keys" not in client.get(reverse("account")).content.decode()
    client.post(reverse("account"), {"name": "Claire F.", "email": "boss@example.org", "is_active": ""})
    person.refresh_from_db()
    assert (person.name, person.single_keys, person.is_active) == ("Claire F.", False, True)
    assert person.email != "boss@example.org"
    assert "data-no-keys" in client.get(reverse("account")).content.decode()
