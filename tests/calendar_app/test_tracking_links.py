"""Short links: made for what is planned, followed by people, counted without knowing who."""

import datetime as dt
import threading

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from calendar_app import outgoing
from calendar_app.actions import batches, links, posts
from calendar_app.contents import content_of, edited
from calendar_app.models import Click, Pillar, Publication, ShortLink, Tracking
from tests.calendar_app.test_tracking_rules import MACHINES, PEOPLE
from tests.factories import ChannelFactory, MembershipFactory, ObjectiveFactory, WorkspaceFactory, make_post

PERSON = PEOPLE[0]


@pytest.fixture(autouse=True)
def _clean():
    cache.clear()


@pytest.fixture
def channel(workspace):
    channel = ChannelFactory(workspace=workspace)
    Tracking.objects.create(workspace=workspace, channel=channel, source="facebook", shorten=True)
    return channel


@pytest.fixture
def post(workspace, member, channel):
    text = "Le programme : https://example.org/programme?mois=12 !"
    return make_post(
        workspace,
        by=member("manager"),
        day="2026-11-24",
        channels=[channel],
        link="https://example.org/inscription",
        text=text,
    )


def publication_of(post) -> Publication:
    return outgoing.parts(Publication.objects.filter(post=post)).get()


def change(post, by, **said):
    content = edited(content_of(post))
    content["post"].update(said)
    return posts.write(post=post, content=content, version=post.version, by=by)


def follow(link, agent=PERSON, **kwargs):
    return Client().get(f"/r/{link.code}", headers={"user-agent": agent}, **kwargs)


def clicks(link):
    return {click.day: click.count for click in Click.objects.filter(link=link)}


# Made ------------------------------------------------------------------------------------------------------------


def test_each_address_of_a_publication_gets_one_link(post):
    assert set(ShortLink.objects.values_list("target", flat=True)) == {
        "https://example.org/inscription",
        "https://example.org/programme?mois=12",
    }


def test_without_shortening_none_is_made(workspace, member):
    plain = ChannelFactory(workspace=workspace)
    Tracking.objects.create(workspace=workspace, channel=plain, source="x")
    make_post(workspace, by=member("manager"), day="2026-11-24", channels=[plain], link="https://example.org/")
    assert not ShortLink.objects.exists()


def test_an_address_that_is_dropped_closes_its_link_and_opens_it_when_it_is_back(post, member):
    link = ShortLink.objects.get(target="https://example.org/inscription")
    change(post, member("manager"), link="https://example.org/autre")
    assert follow(link).status_code == 404
    change(post, member("manager"), link="https://example.org/inscription")
    assert follow(link).status_code == 302
    assert ShortLink.objects.count() == 3


def test_a_deleted_post_leads_nowhere_until_it_is_put_back(post, member):
    link = ShortLink.objects.first()
    batch = batches.delete(workspace=post.workspace, posts=[post], by=member("manager"))
    assert follow(link).status_code == 404
    batches.undo(batch=batch, by=member("manager"))
    assert follow(link).status_code == 302


def test_what_is_pasted_holds_the_short_links(post):
    publication = publication_of(post)
    short = {link.target: outgoing.short_address(link) for link in ShortLink.objects.all()}
    assert outgoing.text_of(publication) == (
        f"Le programme : {short['https://example.org/programme?mois=12']} !\n\n{short['https://example.org/inscription']}"
    )
    assert outgoing.link_of(publication) == short["https://example.org/inscription"]


def test_without_shortening_what_is_pasted_holds_the_parameters(post, workspace):
    Tracking.objects.update(shorten=False)
    publication = publication_of(post)
    tail = f"utm_source=facebook&utm_medium=social&utm_content={publication.uid}"
    assert outgoing.link_of(publication) == f"https://example.org/inscription?{tail}"
    assert f"https://example.org/programme?mois=12&{tail} !" in outgoing.text_of(publication)
    Tracking.objects.update(active=False)
    assert outgoing.link_of(publication_of(post)) == "https://example.org/inscription"


@pytest.mark.parametrize(("wish", "expected"), [("objective", "etre-vus"), ("pillar", "les-coulisses"), ("none", None)])
def test_the_campaign_comes_from_the_plan(post, workspace, wish, expected):
    Tracking.objects.update(campaign=wish)
    post.pillar = Pillar.objects.create(workspace=workspace, name="Les coulisses")
    post.objective = ObjectiveFactory(workspace=workspace, title="Être vus")
    post.save()
    publication = publication_of(post)
    found = outgoing.tagged(publication, "https://example.org/")
    assert (f"utm_campaign={expected}" in found) if expected else ("utm_campaign" not in found)


def test_a_link_that_is_in_the_text_is_not_said_twice(workspace, member, channel):
    post = make_post(
        workspace,
        by=member("manager"),
        day="2026-11-24",
        channels=[channel],
        link="https://a.example/",
        text="Voir https://a.example/",
    )
    assert outgoing.text_of(publication_of(post)).count("/r/") == 1


# Followed --------------------------------------------------------------------------------------------------------


def test_a_person_is_sent_on_and_counted_without_a_cookie(post, workspace):
    link = ShortLink.objects.get(target="https://example.org/inscription")
    response = follow(link)
    assert response.status_code == 302
    uid = publication_of(post).uid
    assert response["Location"] == (
        f"https://example.org/inscription?utm_source=facebook&utm_medium=social&utm_content={uid}"
    )
    assert not response.cookies
    assert response["Cache-Control"] == "private, no-store"
    assert clicks(link) == {workspace.today(): 1}


def test_the_same_visitor_counts_once_a_minute(post, workspace):
    link = ShortLink.objects.first()
    with time_machine.travel(dt.datetime(2026, 11, 24, 12, 0, 5, tzinfo=dt.UTC), tick=False) as clock:
        follow(link)
        follow(link)
        follow(link, agent=PEOPLE[1])
        assert sum(clicks(link).values()) == 2
        clock.shift(61)
        follow(link)
    assert clicks(link) == {dt.date(2026, 11, 24): 3}


@pytest.mark.parametrize("agent", MACHINES)
def test_machines_are_sent_on_and_not_counted(post, agent):
    link = ShortLink.objects.first()
    assert follow(link, agent=agent).status_code == 302
    assert not clicks(link)


def test_looking_at_the_headers_does_not_count(post):
    link = ShortLink.objects.first()
    assert Client().head(f"/r/{link.code}", headers={"user-agent": PERSON}).status_code == 302
    assert not clicks(link)


def test_a_link_ends_with_its_last_day(post, workspace, member):
    link = ShortLink.objects.first()
    with time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False) as clock:
        links.expire(link=link, until=dt.date(2026, 11, 24), by=member("manager"))
        assert follow(link).status_code == 302
        clock.move_to(dt.datetime(2026, 11, 24, 23, 30, tzinfo=dt.UTC))  # half past midnight in Paris
        assert follow(link).status_code == 404


def test_guessing_codes_is_slowed_down(post, settings):
    settings.LIMITS = True
    link = ShortLink.objects.first()
    client = Client()
    answers = [client.get(f"/r/none{number}").status_code for number in range(40)]
    assert answers[:30] == [404] * 30
    assert answers[-1] == 429
    assert client.get("/r/" + "a" * 400).status_code == 429
    assert follow(link).status_code == 302


def test_a_loop_is_not_counted(post, settings):
    settings.LIMITS = True
    link = ShortLink.objects.first()
    for number in range(70):
        follow(link, agent=f"{PERSON} {number}")
    assert sum(clicks(link).values()) == 60


def test_nothing_but_the_planned_address_is_reached(post):
    link = ShortLink.objects.get(target="https://example.org/inscription")
    response = Client().get(
        f"/r/{link.code}?next=https://evil.example/&url=//evil.example", headers={"user-agent": PERSON}
    )
    assert response["Location"].startswith("https://example.org/inscription?")
    ShortLink.objects.filter(pk=link.pk).update(target="javascript:alert(1)")
    assert follow(link).status_code == 404


def test_following_asks_the_database_once_before_it_answers(post, django_assert_num_queries):
    link = ShortLink.objects.first()
    with django_assert_num_queries(1):
        follow(link, agent=MACHINES[0])


@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_are_all_counted():
    workspace = WorkspaceFactory()
    with workspace.active():
        by = MembershipFactory(workspace=workspace).user
        channel = ChannelFactory(workspace=workspace)
        Tracking.objects.create(workspace=workspace, channel=channel, source="facebook", shorten=True)
        make_post(workspace, by=by, day="2026-11-24", channels=[channel], link="https://example.org/")
        link = links.find(ShortLink.objects.get().code)

    def click():
        for _n in range(5):
            links.count(link)
        connection.close()

    threads = [threading.Thread(target=click) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with workspace.active():
        assert Click.objects.get(link=link, day=timezone.now().astimezone(workspace.zone).date()).count == 30
