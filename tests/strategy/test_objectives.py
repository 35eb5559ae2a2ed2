"""Objectives: what a person can do with them, and what the pages answer."""

import datetime as dt

import pytest
from django.urls import reverse

from strategy.models import Objective
from tests.factories import ObjectiveFactory
from workspaces.models import AuditEvent


def url(workspace, name, *args):
    return reverse(f"strategy:{name}", args=[workspace.slug, *args])


def fields(**changes):
    return {
        "title": "Les habitants apprennent chaque rendez-vous ici",
        "intent": "visibility",
        "why": "« Trop de monde l’apprend après »",
        "horizon": "1y",
        "start": "2026-09-01",
        "due": "2027-09-01",
        "owner": "",
        "status": "active",
        "version": "0",
    } | changes


def test_a_manager_creates_an_objective_and_the_journal_says_so(workspace, client_for, member):
    answer = client_for("manager").post(url(workspace, "objective_new"), fields(owner=member("lead").pk))
    objective = Objective.objects.get()
    assert answer.headers["Location"] == url(workspace, "objective", objective.pk)
    assert (objective.intent, objective.due, objective.owner) == ("visibility", dt.date(2027, 9, 1), member("lead"))
    event = AuditEvent.objects.get(verb="objective.created")
    assert (event.user, event.label) == (member("manager"), objective.title)


def test_from_a_dialog_the_whole_page_goes_to_the_objective(workspace, client_for):
    answer = client_for("manager").post(url(workspace, "objective_new"), fields(), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == url(workspace, "objective", Objective.objects.get().pk)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"due": "2026-09-01"}, "due"),
        ({"due": "2026-02-31"}, "due"),
        ({"intent": "glory"}, "intent"),
        ({"status": "archived"}, "status"),
        ({"title": "a\0b"}, "title"),
    ],
)
def test_what_cannot_be_is_refused_and_shown_again(workspace, client_for, changes, field):
    answer = client_for("manager").post(url(workspace, "objective_new"), fields(**changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Objective.objects.exists()


def test_the_owner_is_a_member(workspace, client_for):
    from tests.factories import UserFactory

    answer = client_for("manager").post(url(workspace, "objective_new"), fields(owner=UserFactory().pk))
    assert list(answer.context["form"].errors) == ["owner"]


def test_the_second_of_two_editors_sees_what_changed(workspace, client_for):
    objective = ObjectiveFactory(workspace=workspace, title="Avant")
    edit = url(workspace, "objective_edit", objective.pk)
    assert client_for("lead").post(edit, fields(title="De Loïc")).status_code == 302
    answer = client_for("manager").post(edit, fields(title="De Maïa"))
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "De Loïc" in text and "De Maïa" in text
    objective.refresh_from_db()
    assert objective.title == "De Loïc"
    again = answer.context["form"]["version"].value()
    assert client_for("manager").post(edit, fields(title="De Maïa", version=again)).status_code == 302
    objective.refresh_from_db()
    assert (objective.title, objective.version) == ("De Maïa", 2)


def test_archive_then_undo_is_identity(workspace, client_for):
    objective = ObjectiveFactory(workspace=workspace, status="reached")
    lead = client_for("lead")
    answer = lead.post(url(workspace, "objective_archive", objective.pk), follow=True)
    assert objective.title not in answer.content.decode().split("<main")[1].split("</main>")[0]
    assert url(workspace, "objective_restore", objective.pk) in answer.content.decode()  # the toast's undo
    lead.post(url(workspace, "objective_restore", objective.pk))
    objective.refresh_from_db()
    assert objective.status == "reached"


def test_archiving_twice_keeps_the_status_to_come_back_to(workspace, client_for):
    objective = ObjectiveFactory(workspace=workspace, status="draft")
    for _time in range(2):
        client_for("lead").post(url(workspace, "objective_archive", objective.pk))
    client_for("lead").post(url(workspace, "objective_restore", objective.pk))
    objective.refresh_from_db()
    assert objective.status == "draft"
    assert AuditEvent.objects.filter(verb="objective.archived").count() == 1


def test_an_archived_objective_is_not_edited(workspace, client_for):
    objective = ObjectiveFactory(workspace=workspace, status="archived")
    assert client_for("lead").get(url(workspace, "objective_edit", objective.pk)).status_code == 404


def test_the_fragment_is_part_of_the_page(workspace, client_for):
    client = client_for("manager")
    fragment = client.get(url(workspace, "objective_new"), headers={"HX-Request": "true"}).content.decode()
    page = client.get(url(workspace, "objective_new")).content.decode()
    assert "<html" not in fragment and "<html" in page
    assert 'id="dialog-title"' in fragment
    assert 'name="title"' in fragment and 'name="title"' in page


def test_a_guest_reads_and_is_offered_no_change(workspace, client_for):
    objective = ObjectiveFactory(workspace=workspace)
    guest = client_for("guest")
    page = guest.get(url(workspace, "objective", objective.pk)).content.decode()
    assert objective.title in page
    assert url(workspace, "objective_edit", objective.pk) not in page
    assert guest.post(url(workspace, "objective_archive", objective.pk)).status_code == 403


def test_the_list_asks_as_much_for_ten_as_for_two_hundred(workspace, client_for, django_assert_max_num_queries):
    client = client_for("lead")
    ObjectiveFactory.create_batch(10, workspace=workspace)
    client.get(url(workspace, "objectives"))
    with django_assert_max_num_queries(8) as few:
        client.get(url(workspace, "objectives"))
    ObjectiveFactory.create_batch(190, workspace=workspace)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(url(workspace, "objectives"))
