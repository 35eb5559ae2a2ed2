"""Pages of links, of the day of publication, of what became of posts, of plan and life."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calendar_app import life
from calendar_app.actions import batches, links, publishing
from calendar_app.contents import content_of
from calendar_app.models import Batch, Click, Post, Publication, ShortLink, Tracking
from tests.factories import ChannelFactory, ObjectiveFactory, make_post

NOON = dt.datetime(2026, 11, 24, 11, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def channel(workspace):
    channel = ChannelFactory(workspace=workspace)
    Tracking.objects.create(workspace=workspace, channel=channel, source="facebook", shorten=True)
    return channel


@pytest.fixture
def url(workspace):
    return lambda path: f"/w/{workspace.slug}/calendar/{path}"


def planned(workspace, by, channel, **said):
    said = {"day": "2026-11-24", "status": "approved", "channels": [channel], "link": "https://example.org/"} | said
    return make_post(workspace, by=by, **said)


def the(post) -> Publication:
    return Publication.objects.get(post=post)


# The day of publication ------------------------------------------------------------------------------------------


def test_what_is_to_go_out_is_ready_to_be_copied(workspace, member, channel, client_for, url):
    post = planned(workspace, member("manager"), channel, text="Bonjour <à> tous")
    page = client_for("guest").get(url("today/")).content.decode()
    assert post.title in page
    assert "Bonjour &lt;à&gt; tous" in page
    assert f"/r/{ShortLink.objects.get().code}" in page
    assert "/publish/" not in page  # a guest reads
    assert f"/publications/{the(post).pk}/publish/" in client_for("manager").get(url("today/")).content.decode()


def test_published_with_a_way_back(workspace, member, channel, client_for, url):
    post, client = planned(workspace, member("manager"), channel), client_for("manager")
    before = content_of(post)
    response = client.post(
        url(f"publications/{the(post).pk}/publish/"), {"version": post.version, "permalink": "https://fb.example/1"}
    )
    assert response.status_code == 302
    assert (the(post).state, the(post).permalink) == ("published", "https://fb.example/1")
    client.post(url(f"undo/{Batch.objects.get().pk}/"))
    assert content_of(Post.objects.get()) == before


def test_what_is_wrong_is_said_and_nothing_is_marked(workspace, member, channel, client_for, url):
    post, client = planned(workspace, member("manager"), channel), client_for("manager")
    target = url(f"publications/{the(post).pk}/")
    response = client.post(f"{target}publish/", {"version": post.version, "permalink": "pas une adresse"})
    assert response.status_code == 422
    assert "pas une adresse" in response.content.decode()
    assert client.post(f"{target}skip/", {"version": post.version, "reason": ""}).status_code == 422
    assert client.post(f"{target}publish/", {"version": post.version + 1}).status_code == 409
    assert the(post).state == "planned"
    Post.objects.update(status="draft")
    assert client.post(f"{target}publish/", {"version": post.version}).status_code == 409
    assert the(post).state == "planned"


def test_not_published_with_its_reason(workspace, member, channel, client_for, url):
    post = planned(workspace, member("manager"), channel)
    target = url(f"publications/{the(post).pk}/")
    client_for("manager").post(f"{target}skip/", {"version": post.version, "reason": "Tempête"})
    assert "Tempête" in client_for("guest").get(url(f"posts/{post.pk}/outcome/")).content.decode()


def test_the_address_is_asked_afterwards(workspace, member, channel, client_for, url):
    post = planned(workspace, member("manager"), channel)
    publishing.publish(publication=the(post), version=post.version, by=member("manager"))
    page = client_for("manager").get(url("today/")).content.decode()
    assert f'id="address-{the(post).pk}"' in page


def test_overdue_ones_are_counted(workspace, member, channel, client_for, url):
    assert not client_for("guest").get(url("today/overdue/")).content.strip()
    planned(workspace, member("manager"), channel)
    planned(workspace, member("manager"), channel, time="18:00")
    assert "1" in client_for("guest").get(url("today/overdue/")).content.decode()


@pytest.mark.parametrize("path", ["today/", "links/", "life/", "today/overdue/"])
def test_pages_cost_the_same_whatever_they_list(
    workspace, member, client_for, url, path, django_assert_max_num_queries
):
    client, by = client_for("manager"), member("manager")

    def fill():
        each = ChannelFactory(workspace=workspace)
        Tracking.objects.create(workspace=workspace, channel=each, source="x", shorten=True)
        post = planned(workspace, by, each, objective=ObjectiveFactory(workspace=workspace).pk)
        Click.objects.create(workspace=workspace, link=ShortLink.objects.get(publication__post=post), day="2026-11-24")

    fill()
    Click.objects.update(count=3)
    client.get(url(path))
    with CaptureQueriesContext(connection) as queries:
        client.get(url(path))
    few = len(queries)
    for _n in range(6):
        fill()
    Click.objects.update(count=3)
    client.get(url(path))
    with django_assert_max_num_queries(few):
        client.get(url(path))
    assert 0 < few <= 20


# Links -----------------------------------------------------------------------------------------------------------


def test_links_of_a_channel_are_set_and_stale_ones_are_told(workspace, client_for, url):
    plain = ChannelFactory(workspace=workspace, network="x")
    client, target = client_for("manager"), url(f"links/channels/{plain.pk}/")
    assert 'value="x"' in client.get(target).content.decode()
    said = {"active": "on", "source": "x-org", "medium": "social", "campaign": "none", "version": "0"}
    assert client.post(target, said).status_code == 302
    assert Tracking.objects.get().source == "x-org"
    assert client.post(target, said | {"source": "a"}).status_code == 302
    stale = client.post(target, said | {"source": "b"})
    assert stale.status_code == 409
    assert Tracking.objects.get().source == "a"
    assert "utm_source=a" in client.get(url("links/")).content.decode()
    assert client_for("guest").post(target, said).status_code == 403


def test_shortening_reaches_what_is_planned_already(workspace, member, client_for, url):
    plain = ChannelFactory(workspace=workspace)
    post = planned(workspace, member("manager"), plain)
    assert not ShortLink.objects.exists()
    said = {"active": "on", "source": "x", "medium": "social", "campaign": "none", "version": "0", "shorten": "on"}
    client_for("manager").post(url(f"links/channels/{plain.pk}/"), said)
    assert ShortLink.objects.get().publication == the(post)


def test_clicks_are_told_by_post_channel_and_day(workspace, member, channel, client_for, url):
    post = planned(workspace, member("manager"), channel)
    link = ShortLink.objects.get()
    for _n in range(3):
        links.count(links.find(link.code))
    page = client_for("guest").get(url("links/")).content.decode()
    assert post.title in page
    rows = client_for("guest").get(url("links/clicks.csv")).getvalue().decode("utf-8-sig").splitlines()
    assert rows[1].endswith(f'"{link.code}",3')
    outcome = client_for("guest").get(url(f"posts/{post.pk}/outcome/")).content.decode()
    assert "<strong>3</strong>" in outcome


def test_a_link_is_given_a_last_day(workspace, member, channel, client_for, url):
    planned(workspace, member("manager"), channel)
    link = ShortLink.objects.get()
    links.count(links.find(link.code))
    client = client_for("manager")
    client.post(url(f"links/{link.pk}/expiry/"), {"until": "2026-11-30"})
    assert 'value="2026-11-30"' in client.get(url("links/")).content.decode()
    client.post(url(f"links/{link.pk}/expiry/"), {"until": ""})
    link.refresh_from_db()
    assert link.expires_at is None


# Objectives ------------------------------------------------------------------------------------------------------


def test_an_objective_shows_what_is_planned_for_it(workspace, member, channel, client_for, url):
    objective = ObjectiveFactory(workspace=workspace)
    page = client_for("manager").get(url(f"objectives/{objective.pk}/")).content.decode()
    assert f"?objective={objective.pk}" in page
    post = planned(workspace, member("manager"), channel, objective=objective.pk, day="2026-11-26")
    idea = make_post(workspace, by=member("manager"), objective=objective.pk, title="Une idée", status="idea")
    page = client_for("guest").get(url(f"objectives/{objective.pk}/")).content.decode()
    assert post.title in page
    assert idea.title in page


# Plan and life ---------------------------------------------------------------------------------------------------


def test_each_publication_counts_once(workspace, member, channel):
    by = member("manager")
    planned(workspace, by, channel)
    moved = planned(workspace, by, channel)
    batches.change(workspace=workspace, posts=[moved], kind="move", by=by, how=to("2026-11-26"))
    unplanned = planned(workspace, by, channel, spontaneous=True)
    batches.change(workspace=workspace, posts=[unplanned], kind="move", by=by, how=to("2026-11-27"))
    planned(workspace, by, channel, status="dropped", dropped_reason="Trop tard", spontaneous=True)
    skipped = planned(workspace, by, channel)
    publishing.skip(publication=the(skipped), reason="Météo", version=skipped.version, by=by)
    planned(workspace, by, channel, status="draft")  # no promise yet
    planned(workspace, by, channel, day="2026-10-02")
    [november, october] = life.told(dt.date(2026, 11, 24), 2)
    assert november["channels"] == [(channel, life.Counts(1, 1, 1, 2))]
    assert october["all"] == life.Counts(planned=1)
    assert life.told(dt.date(2026, 11, 24), 1) == [november]


def to(day):
    def how(_post, content):
        for publication in content["publications"]:
            publication["day"] = day

    return how


def test_the_page_of_plan_and_life(workspace, member, channel, client_for, url):
    planned(workspace, member("manager"), channel)
    page = client_for("guest").get(url("life/?months=3")).content.decode()
    assert str(channel) in page
    assert member("manager").name not in page  # nobody is ranked


def test_a_link_cannot_end_after_the_end_of_time(workspace, client_for, member):
    channel = ChannelFactory(workspace=workspace)
    Tracking.objects.create(workspace=workspace, channel=channel, source="facebook", shorten=True)
    make_post(workspace, by=member("manager"), day="2036-11-24", channels=[channel], link="https://a.example/")
    link = ShortLink.objects.get()
    address = reverse("calendar:link_expiry", args=[workspace.slug, link.pk])
    assert client_for("manager").post(address, {"until": "9999-12-31"}).status_code == 302
    assert ShortLink.objects.get().expires_at is None
