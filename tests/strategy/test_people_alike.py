"""Two people who look alike and are not one: said once, remembered, taken back."""

import pytest

from strategy.actions import people_alike as alike
from strategy.models import Distinct
from tests.factories import PersonFactory
from workspaces.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(workspace):
    return lambda name, *accounts: PersonFactory(workspace=workspace, name=name, accounts=accounts)


def groups():
    return {frozenset(person.pk for person in group) for group in alike.duplicates()}


def pks(*people):
    return frozenset(person.pk for person in people)


def test_two_people_are_not_proposed_again_until_it_is_taken_back(workspace, client_for, make):
    first, second = make("Zoé Durand"), make("Zoe DURAND")
    client, base = client_for("manager"), f"/w/{workspace.slug}/people/"
    assert client.post(f"{base}{second.pk}/apart/", {"other": first.pk}).status_code == 302
    assert groups() == set()
    assert "Zoe DURAND" in client.get(f"{base}{first.pk}/").content.decode()
    said = Distinct.objects.get()
    assert (said.person, said.other, said.by.email) == (first, second, "manager@example.org")
    assert client.post(f"{base}apart/{said.pk}/undo/").status_code == 302
    assert groups() == {pks(first, second)}
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["person.told_apart", "person.alike_again"]


def test_said_twice_is_said_once(make, member):
    first, second = make("Ana"), make("ana")
    for one, other in ((first, second), (second, first)):
        alike.tell_apart(person=one, other=other, by=member("manager"))
    assert Distinct.objects.count() == 1
    assert AuditEvent.objects.filter(verb="person.told_apart").count() == 1


def test_of_three_only_the_pair_is_told_apart(make, member):
    one, two, three = make("Ana"), make("ANA"), make("ana")
    alike.tell_apart(person=one, other=two, by=member("manager"))
    assert groups() == {pks(one, three), pks(two, three)}
    alike.tell_apart(person=three, other=two, by=member("manager"))
    assert groups() == {pks(one, three)}


def test_people_of_one_handle_are_told_apart_too(make, member):
    one, two = make("Ana", ("x", "lea.m")), make("Léa", ("instagram", "Lea.M"))
    assert groups() == {pks(one, two)}
    alike.tell_apart(person=two, other=one, by=member("manager"))
    assert groups() == set()


def test_what_was_told_apart_leaves_room_for_the_others(make, member):
    for name in ("a", "b"):
        alike.tell_apart(person=make(name), other=make(name), by=member("manager"))
    last = pks(make("c"), make("c"))
    assert [pks(*group) for group in alike.duplicates(limit=1)] == [last]


@pytest.mark.parametrize("other", ["x", "999999", "9" * 40])
def test_nobody_is_told_apart_from_nobody(workspace, client_for, make, other):
    person = make("Ana")
    address = f"/w/{workspace.slug}/people/{person.pk}/apart/"
    assert client_for("manager").post(address, {"other": other}).status_code == 404
    assert client_for("manager").post(address, {"other": person.pk}).status_code == 404
    assert client_for("manager").post(address).status_code == 302
    assert not Distinct.objects.exists()
