"""Somebody of the community is erased: the calendar's addresses forget them, its texts are listed for a person."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from calendar_app import sharing
from calendar_app.models import Draft, Pillar, Share
from strategy.actions.people_erasure import erase, mentions_of
from tests.factories import PersonFactory, make_post

NAME = "Zénobie Marqueur"


@pytest.fixture
def person(workspace):
    return PersonFactory(workspace=workspace, name=NAME)


@pytest.fixture
def shares(workspace, member):
    """Addresses whose filter names the person, as browsers and as we write it, and one that names nobody."""
    queries = ["q=Z%C3%A9nobie%20Marqueur", "q=zenobie+marqueur&status=draft", "q=conte"]
    return [
        sharing.create(share=Share(workspace=workspace, kind="page", name="Presse", query=query), by=member("lead"))
        for query in queries
    ]


def by_command(client, person):
    call_command("erase_person", str(person.pk), workspace=person.workspace.slug)


def by_button(client, person):
    page = reverse("strategy:person_erase", args=[person.workspace.slug, person.pk])
    assert client.post(page, {"name": NAME}).status_code < 400


@pytest.mark.parametrize("way", [by_command, by_button])
def test_addresses_that_show_what_names_them_end(way, person, shares, client_for):
    listed = mentions_of(person.workspace, [person.pk])
    assert {each.pk for each in listed.listed if each.model == "calendar_app.share"} == {each.pk for each in shares[:2]}
    way(client_for("admin"), person)
    found = {share.pk: share for share in Share.objects.all()}
    assert [found[share.pk].query for share in shares] == ["", "", "q=conte"]
    assert [found[share.pk].is_open(timezone.now()) for share in shares] == [False, False, True]
    assert [sharing.opened(sharing.token(share)) for share in shares] == [None, None, shares[2]]


def test_texts_of_the_calendar_are_listed_with_where_to_change_them(workspace, member, person):
    post = make_post(workspace, by=member("lead"), text=f"Merci à {NAME}")
    Draft.objects.create(workspace=workspace, user=member("lead"), post=post, data={"text": [NAME]})
    pillar = Pillar.objects.create(workspace=workspace, name="Portraits", why=f"Comme celui de {NAME}")
    left = {each.model: each for each in erase(person=person, by=member("lead")).listed}
    assert left["calendar_app.post"].url == left["calendar_app.draft"].url == post.get_absolute_url()
    assert left["calendar_app.revision"].url == post.get_absolute_url()
    assert left["calendar_app.pillar"].url == reverse("calendar:pillar_edit", args=[workspace.slug, pillar.pk])
