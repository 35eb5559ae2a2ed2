"""Imported posts on the plan: joined when sure, asked when not, put back."""

import datetime as dt

import pytest
import time_machine

from calendar_app.actions import publishing
from calendar_app.models import Post, Publication
from jobs.models import Job
from jobs.runner import run_pending
from kpis import matches, moments
from kpis.models import ExternalPost, PostMatch
from tests.factories import ChannelFactory, ObjectiveFactory, make_post

TEXT = "Samedi, les coulisses de la réserve : inscription gratuite à l’accueil, dix places"
NOON = dt.datetime(2026, 11, 24, 11, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace)


def plan(workspace, channel, by, **said):
    return make_post(workspace, by=by, **{"day": DAY, "channels": [channel], "text": TEXT, "status": "approved"} | said)


def the(post) -> Publication:
    return Publication.objects.select_related("post", "workspace").get(post=post)


def out(post, by, permalink=""):
    publication = the(post)
    publishing.publish(publication=publication, permalink=permalink, version=publication.post.version, by=by)
    return the(post)


def imported(channel, number=1, **said):
    values = {"text": TEXT, "day": DAY, "published_at": dt.datetime(2026, 11, 23, 8, 5, tzinfo=dt.UTC),
              "figures": {"reach": 900, "reactions": 30}, "engagements": 30, "audience": 900} | said  # fmt: skip
    return ExternalPost.objects.create(
        workspace=channel.workspace, channel=channel, external_id=f"id-{number}", **values
    )


def settle(workspace):
    matches.ask(workspace)
    run_pending(workspace)
    return list(PostMatch.objects.values_list("state", "how"))


def test_what_went_out_finds_its_figures_and_its_address(workspace, channel, member):
    post = plan(workspace, channel, member("manager"))
    out(post, member("manager"))
    imported(channel, permalink="https://facebook.com/1")
    assert settle(workspace) == [("matched", "text")]
    publication = the(post)
    assert (publication.permalink, publication.external_id) == ("https://facebook.com/1", "id-1")
    assert settle(workspace) == [("matched", "text")]


def test_marking_as_published_looks_for_figures(workspace, channel, member):
    post = plan(workspace, channel, member("manager"))
    imported(channel)
    assert not Job.objects.filter(kind=matches.KIND).exists()
    out(post, member("manager"))
    run_pending(workspace)
    assert matches.of_publication(the(post)).external_post.external_id == "id-1"


def test_what_nobody_marked_is_asked_and_a_yes_marks_it(workspace, channel, member):
    post = plan(workspace, channel, member("manager"))
    imported(channel, permalink="https://facebook.com/1")
    assert settle(workspace) == [("asked", "text")]
    match = matches.doubts().get()
    matches.join(publication=match.publication, post=match.external_post, by=member("manager"))
    assert (the(post).state, Post.objects.get().status) == ("published", "published")
    match.refresh_from_db()
    matches.part(match=matches.of_publication(the(post)), by=member("manager"), ask_again=True)
    assert (the(post).state, the(post).permalink, the(post).external_id) == ("planned", "", "")
    assert PostMatch.objects.get().state == "asked"


def test_a_no_is_not_asked_again(workspace, channel, member):
    plan(workspace, channel, member("manager"))
    imported(channel)
    settle(workspace)
    matches.part(match=matches.doubts().get(), by=member("manager"))
    assert settle(workspace) == [("refused", "text")]


def test_another_one_may_be_chosen(workspace, channel, member):
    post = plan(workspace, channel, member("manager"))
    publication = out(post, member("manager"))
    imported(channel)
    settle(workspace)
    other = imported(channel, 2, text="Tout autre chose")
    assert list(matches.choices(publication)) == [other]
    matches.join(publication=the(post), post=other, by=member("lead"))
    assert matches.of_publication(publication).external_post == other


def test_another_address_undoes_what_words_had_told(workspace, channel, member):
    post = plan(workspace, channel, member("manager"))
    out(post, member("manager"))
    imported(channel)
    settle(workspace)
    ExternalPost.objects.update(permalink="https://facebook.com/1")
    out(post, member("manager"), "https://facebook.com/2")
    settle(workspace)
    assert matches.of_publication(the(post)) is None


def test_an_undone_import_takes_its_figures_off_the_plan(workspace, channel, member):
    post = plan(workspace, channel, member("manager"))
    out(post, member("manager"))
    imported(channel)
    settle(workspace)
    ExternalPost.objects.all().delete()
    assert not PostMatch.objects.exists()


def test_pages_show_the_figures(workspace, channel, member, client_for):
    objective = ObjectiveFactory(workspace=workspace)
    post = plan(workspace, channel, member("manager"), objective=objective.pk)
    publication = out(post, member("manager"))
    imported(channel)
    settle(workspace)
    client = client_for("guest")
    page = client.get(f"/w/{workspace.slug}/posts/publications/{publication.pk}/outcome/").content.decode()
    assert "900" in page
    assert "3,33" in page
    page = client.get(f"/w/{workspace.slug}/objectives/{objective.pk}/posts/").content.decode()
    assert post.title in page
    assert "900" in page


def test_the_page_of_doubts_settles_them(workspace, channel, member, client_for):
    post = plan(workspace, channel, member("manager"))
    imported(channel)
    settle(workspace)
    client, match = client_for("manager"), PostMatch.objects.get()
    base = f"/w/{workspace.slug}/posts/matches/"
    assert post.title in client.get(base).content.decode()
    client.post(f"{base}{match.pk}/join/")
    assert the(post).state == "published"
    client.post(f"{base}{match.pk}/ask/")
    assert the(post).state == "planned"
    client.post(f"{base}{match.pk}/part/")
    assert PostMatch.objects.get().state == "refused"
    assert client_for("guest").post(f"{base}{match.pk}/join/").status_code == 403


def test_choosing_on_the_page(workspace, channel, member, client_for):
    post = plan(workspace, channel, member("manager"))
    publication = out(post, member("manager"))
    other, foreign = imported(channel, text="Autre"), imported(ChannelFactory(workspace=workspace), 2)
    client, url = client_for("manager"), f"/w/{workspace.slug}/posts/publications/{publication.pk}/choose/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"external_post": foreign.pk}).status_code == 422
    client.post(url, {"external_post": other.pk})
    assert matches.of_publication(publication).external_post == other


def test_an_objective_costs_the_same_whatever_it_holds(
    workspace, channel, member, client_for, django_assert_max_num_queries
):
    objective = ObjectiveFactory(workspace=workspace)
    client = client_for("guest")
    for number in range(12):
        post = plan(workspace, channel, member("manager"), objective=objective.pk, text=f"{TEXT} {number} " * 2)
        out(post, member("manager"))
    with django_assert_max_num_queries(9):
        client.get(f"/w/{workspace.slug}/objectives/{objective.pk}/posts/")


# Best moments ----------------------------------------------------------------------------------------------------


def at(channel, number, day, hour, engagements, audience=None):
    moment = dt.datetime(2026, 11, day, hour, 30, tzinfo=dt.UTC)  # an hour later in Paris
    imported(channel, number, day=moment.date(), published_at=moment, engagements=engagements, audience=audience)


def test_few_posts_say_nothing_and_enough_say_their_median(workspace, channel):
    for number, engagements in enumerate((1, 5, 90)):
        at(channel, number, 2 + 7 * number, 7, engagements)  # Mondays, half past eight in Paris
    for number in range(2):
        at(channel, 10 + number, 3 + 7 * number, 10, 50)
    table = moments.table(workspace, channel)
    assert (table["hours"], table["rate"], table["posts"]) == ([8, 9, 10, 11], False, 5)
    monday, tuesday = table["rows"][0][1], table["rows"][1][1]
    assert (monday[0].posts, monday[0].value) == (3, 5)
    assert (tuesday[3].posts, tuesday[3].value) == (2, None)
    assert [place for place, _cell in table["best"]] == [(0, 8)]


def test_the_rate_counts_where_the_audience_is_told(workspace, channel):
    for number in range(3):
        at(channel, number, 2 + 7 * number, 7, 10, 200)
    at(channel, 9, 2, 7, 900)
    table = moments.table(workspace, channel)
    assert table["rate"]
    assert table["rows"][0][1][0].value == 0.05


def test_the_page_of_moments(workspace, channel, client_for):
    for number in range(3):
        at(channel, number, 2 + 7 * number, 7, 10, 200)
    from tests.kpis.readings import daily

    daily(channel, "reach", [1])
    page = client_for("guest").get(f"/w/{workspace.slug}/posts/moments/").content.decode()
    assert "5 %" in page.replace("\u202f", " ").replace("\u00a0", " ")
    assert client_for("guest").get(f"/w/{workspace.slug}/posts/moments/?channel=zz").status_code == 200
