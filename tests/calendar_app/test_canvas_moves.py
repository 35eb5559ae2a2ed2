"""Moves: by drop, dialog and in bulk; what asks, what refuses, what is put back."""

import datetime as dt
import json

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendar_app.actions import batches, moves
from calendar_app.contents import content_of
from calendar_app.models import Batch, Post, Publication, Slot
from tests.factories import ChannelFactory, WorkspaceFactory, make_post

DAY = "2040-11-20"  # a Tuesday far enough not to be past


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace)


@pytest.fixture
def post(workspace, member, channel):
    return make_post(workspace, by=member("manager"), day=DAY, channels=[channel], title="Coulisses")


@pytest.fixture
def place(post):
    return post.publications.get()


@pytest.fixture
def url(workspace):
    return lambda name, *args: reverse(f"calendar:{name}", args=[workspace.slug, *args])


@pytest.fixture
def send(client_for, url):
    """``send("move", pk, day=…)`` as the canvas does it, by htmx."""

    def go(name, *args, role="manager", page="month", **data):
        headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{url(page)}"}
        return client_for(role).post(url(name, *args), data, headers=headers)

    return go


def said(response):
    return json.loads(response.headers["HX-Trigger"])


def stands(pk):
    return Publication.objects.values_list("day", "time").get(pk=pk)


# One --------------------------------------------------------------------------------------------------------------


def test_a_drop_keeps_the_time_and_can_be_undone(send, post, place):
    before = content_of(Post.objects.get())
    response = send("move", place.pk, day="2040-11-23", keep="1", version=post.version)
    assert response.status_code == 204
    assert stands(place.pk) == (dt.date(2040, 11, 23), dt.time(9))
    assert said(response)["canvas:changed"] == {"focus": f"p{place.pk}"}
    undo = said(response)["toast"]["undo"]
    assert send("undo", int(undo.rstrip("/").rpartition("/")[2])).status_code == 204
    assert content_of(Post.objects.get()) == before


def test_a_drop_without_a_time_takes_the_free_slot(send, workspace, channel, member):
    Slot.objects.create(workspace=workspace, channel=channel, weekday=4, time=dt.time(12, 30))
    Slot.objects.create(workspace=workspace, channel=channel, weekday=4, time=dt.time(18))
    make_post(workspace, day="2040-11-23", time="12:30", channels=[channel])
    post = make_post(workspace, day=DAY, time=None, channels=[channel])
    place = post.publications.get()
    send("move", place.pk, day="2040-11-23", keep="1", version=post.version)
    assert stands(place.pk) == (dt.date(2040, 11, 23), dt.time(18))
    send("move", place.pk, day="2040-11-24", keep="1", version=post.version + 1)
    assert stands(place.pk) == (dt.date(2040, 11, 24), dt.time(18))


def test_the_next_free_slot_by_the_dialog(send, workspace, channel, post, place):
    response = send("move", place.pk, to="slot", version=post.version)
    assert response.status_code == 422  # the channel has no usual times
    Slot.objects.create(workspace=workspace, channel=channel, weekday=2, time=dt.time(8, 15))
    assert send("move", place.pk, to="slot", version=post.version).status_code == 204
    assert stands(place.pk) == (dt.date(2040, 11, 21), dt.time(8, 15))  # after its own place, not from today on


def test_off_its_day_and_placed_again(send, workspace, post, place):
    send("move", place.pk, to="off", version=post.version)
    assert stands(place.pk) == (None, None)
    bare = make_post(workspace, title="Sans rien")
    assert send("place", bare.pk, day=DAY, keep="1", version=bare.version).status_code == 204
    made = bare.publications.get()
    assert (made.day, made.channel) == (dt.date(2040, 11, 20), None)


def test_a_stale_move_says_what_stands_and_what_was_wanted(send, workspace, member, post, place):
    seen = post.version
    send("move", place.pk, role="lead", day="2040-11-22", keep="1", version=seen)
    response = send("move", place.pk, day="2040-11-23", keep="1", version=seen)
    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == "#dialog"
    page = response.content.decode()
    assert "22 novembre 2040" in page
    assert "23 novembre 2040" in page
    assert str(member("lead")) in page
    assert stands(place.pk)[0] == dt.date(2040, 11, 22)
    assert send("move", place.pk, day="2040-11-23", time="09:00", version=seen + 1).status_code == 204


def test_the_past_asks_first(send, post, place):
    response = send("move", place.pk, day="2020-01-07", keep="1", version=post.version)
    assert response.status_code == 422
    assert 'name="past" value="1"' in response.content.decode()
    assert stands(place.pk)[0] == dt.date(2040, 11, 20)
    again = send("move", place.pk, day="2020-01-07", time="09:00", version=post.version, past="1")
    assert again.status_code == 204


@pytest.mark.parametrize(
    ("day", "time", "words"), [("2037-03-29", "02:30", "03:30"), ("2037-10-25", "02:30", "02:30"), (DAY, "02:30", "")]
)
def test_clock_changes_are_said(send, post, place, day, time, words):
    response = send("move", place.pk, day=day, time=time, version=post.version)
    sentence = said(response)["toast"]["message"].partition(". ")[2]
    assert bool(sentence) == bool(words)
    assert words in sentence
    assert stands(place.pk) == (dt.date.fromisoformat(day), dt.time(2, 30))


def test_what_is_published_stays(send, post, place):
    Publication.objects.filter(pk=place.pk).update(state="published")
    assert send("move", place.pk, day="2040-11-23", keep="1", version=post.version).status_code == 422
    assert stands(place.pk)[0] == dt.date(2040, 11, 20)


@pytest.mark.parametrize("day", ["", "demain", "0001-01-01", "9999-12-31", "2040-02-30"])
def test_a_day_that_is_none_is_refused(send, post, place, day):
    assert send("move", place.pk, day=day, version=post.version).status_code == 422


def test_the_dialog_is_a_page_too(client_for, url, post, place):
    client = client_for("manager")
    page = client.get(url("move", place.pk))
    assert b'value="2040-11-20"' in page.content
    response = client.post(url("move", place.pk), {"day": "2040-11-23", "time": "10:00", "version": post.version})
    assert (response.status_code, response.headers["Location"]) == (302, url("month"))
    assert stands(place.pk) == (dt.date(2040, 11, 23), dt.time(10))
    assert url("undo", Batch.objects.get().pk) in client.get(url("month")).content.decode()


def test_other_pages_are_loaded_again(send, client_for, url, post, place):
    response = client_for("manager").post(
        url("move", place.pk),
        {"day": "2040-11-23", "version": post.version},
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/elsewhere"},
    )
    assert response.headers["HX-Refresh"] == "true"


def test_guests_and_strangers(send, client_for, post, place):
    assert send("move", place.pk, role="guest", day="2040-11-23", version=1).status_code == 403
    other = WorkspaceFactory()
    with other.active():
        theirs = make_post(other, day=DAY)
        pk = theirs.publications.get().pk
    assert send("move", pk, day="2040-11-23", version=1).status_code == 404
    assert send("bulk", posts=[theirs.pk], status="idea").status_code == 422
    assert send("bulk", publications=[pk], status="idea").status_code == 422
    with other.active():
        assert Post.objects.get(pk=theirs.pk).status == "draft"


# Several ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(workspace, channel, member):
    x = ChannelFactory(workspace=workspace, network="x")
    first = make_post(workspace, day=DAY, channels=[channel, x], title="Un", tags=["a"])
    return first, make_post(workspace, day="2040-12-31", channels=[x], title="Deux")


def days():
    return list(Publication.objects.order_by("pk").values_list("day", flat=True))


@pytest.mark.parametrize("to", [{"shift": "1"}, {"day": "2036-03-30"}], ids=str)
def test_a_clock_change_is_said_for_several_too(send, workspace, member, channel, to):
    rows = [
        make_post(workspace, by=member("manager"), day="2036-03-29", time=time, channels=[channel])
        for time in ("02:30", "02:30", "09:00")
    ]
    message = said(send("bulk", posts=[post.pk for post in rows], **to))["toast"]["message"]
    assert message.startswith("3 publications")
    assert (message.count("02:30"), message.count("03:30"), message.count("09:00")) == (1, 1, 0)


def test_several_move_by_days_and_come_back(send, two):
    before = days()
    chosen = [two[0].publications.first().pk, two[1].publications.get().pk]
    response = send("bulk", publications=chosen, shift="3")
    assert days() == [dt.date(2040, 11, 23), dt.date(2040, 11, 20), dt.date(2041, 1, 3)]
    send("undo", Batch.objects.get().pk)
    assert days() == before
    assert said(response)["toast"]["undo"]


def test_several_change_at_once(send, two, member):
    owner = member("lead")
    send("bulk", posts=[post.pk for post in two], status="idea", owner=owner.pk, tag=" b, ", day="2040-12-24")
    for post in Post.objects.all():
        assert (post.status, post.owner) == ("idea", owner)
        assert "b" in post.tags.values_list("name", flat=True)
    assert set(days()) == {dt.date(2040, 12, 24)}
    assert Batch.objects.count() == 1
    send("undo", Batch.objects.get().pk)
    assert set(Post.objects.values_list("status", "owner")) == {("draft", None)}


def test_all_or_none_take_a_status(send, workspace, two):
    bare = make_post(workspace, title="Sans canal")
    response = send("bulk", posts=[two[0].pk, bare.pk], status="scheduled")
    assert response.status_code == 422
    assert "Sans canal" in response.content.decode()
    assert set(Post.objects.values_list("status", flat=True)) == {"draft"}
    assert send("bulk", posts=[two[0].pk], status="scheduled").status_code == 204
    assert send("bulk", posts=[two[0].pk], status="dropped").status_code == 422
    assert send("bulk", posts=[two[0].pk], status="dropped", reason="Annulé").status_code == 204


def test_nobody_schedules_several_past_the_review(send, two):
    Post.objects.filter(pk=two[0].pk).update(sensitivity="critical")
    for role in ("manager", "lead", "admin"):
        assert send("bulk", role=role, posts=[two[0].pk], status="scheduled").status_code == 422


def test_several_are_not_called_published(send, client_for, url, two):
    assert send("bulk", posts=[two[0].pk], status="published").status_code == 422
    assert set(Post.objects.values_list("status", flat=True)) == {"draft"}
    assert "published" not in dict(client_for("manager").get(url("month")).context["statuses"])


def test_several_copied_and_deleted(send, two):
    send("bulk", posts=[post.pk for post in two], to="duplicate")
    copies = Post.objects.exclude(copied_from=None)
    assert sorted(copies.values_list("title", "status")) == [("Deux", "draft"), ("Un", "draft")]
    assert {tuple(row) for row in Publication.objects.filter(post__in=copies).values_list("day", "time")} == {
        (None, None)
    }
    send("undo", Batch.objects.get(kind="duplicate").pk)
    assert Post.objects.live().count() == 2
    send("bulk", publications=[two[0].publications.first().pk], to="delete")
    assert Post.objects.live().get() == two[1]
    send("undo", Batch.objects.get(kind="delete").pk)
    assert Post.objects.live().count() == 2


def test_several_into_the_past_ask(send, two):
    response = send("bulk", posts=[two[0].pk], shift="-9000", tag="c")
    assert response.status_code == 422
    send("bulk", posts=[two[0].pk], shift="-3600")
    response = send("bulk", posts=[two[0].pk], shift="-3600")
    page = response.content.decode()
    assert response.status_code == 422
    assert f'name="posts" value="{two[0].pk}"' in page
    assert send("bulk", posts=[two[0].pk], shift="-3600", past="1").status_code == 204


@pytest.mark.parametrize(
    "data", [{}, {"posts": "x", "tag": "a"}, {"posts": "9" * 30, "tag": "a"}, {"posts": "1", "shift": "1e9"}]
)
def test_a_choice_that_is_none_is_refused(send, workspace, data):
    assert send("bulk", **data).status_code == 422


def test_published_ones_keep_their_day_in_bulk(send, two):
    Publication.objects.filter(post=two[1]).update(state="published")
    send("bulk", posts=[post.pk for post in two], shift="1")
    assert days() == [dt.date(2040, 11, 21), dt.date(2040, 11, 21), dt.date(2040, 12, 31)]


# Undo -------------------------------------------------------------------------------------------------------------


def test_an_undo_says_what_it_left(send, post, place):
    batch = json.loads(send("move", place.pk, day="2040-11-23", keep="1", version=post.version).headers["HX-Trigger"])
    pk = int(batch["toast"]["undo"].rstrip("/").rpartition("/")[2])
    send("move", place.pk, day="2040-11-24", keep="1", version=post.version + 1)
    response = send("undo", pk)
    assert "1" in said(response)["toast"]["message"]
    assert stands(place.pk)[0] == dt.date(2040, 11, 24)
    assert send("undo", pk).status_code == 204


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dates(dt.date(1971, 1, 1), dt.date(2999, 12, 31)) | st.none(),
    st.times().map(lambda time: time.replace(microsecond=0, tzinfo=None, fold=0)) | st.none(),
)
def test_moving_then_undoing_is_identity(post, place, member, day, time):
    before = content_of(Post.objects.get())
    by, version = member("lead"), Post.objects.get().version
    batch = moves.move(publication=place, day=day, time=time, version=version, by=by)
    assert stands(place.pk) == (day, time)
    if batch:
        assert batches.undo(batch=batch, by=by) == batches.Undone()
    assert content_of(Post.objects.get()) == before


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.builds(
        moves.Wish,
        shift=st.integers(-3650, 3650),
        day=st.dates(dt.date(1971, 1, 1), dt.date(2999, 12, 31)) | st.none(),
        tag=st.sampled_from(["", "été"]),
        status=st.sampled_from(["", "draft", "dropped", "scheduled"]),
        reason=st.just("Grève"),
    ),
    st.booleans(),
)
def test_moving_several_then_undoing_is_identity(workspace, two, member, wish, one_place):
    def now():
        return {post.pk: content_of(post) for post in batches.whole(Post.objects.all())}

    before, by = now(), member("lead")
    places = list(Publication.objects.order_by("pk").values_list("pk", flat=True))
    choice = moves.choose([], places[:1]) if one_place else moves.choose(before, [])
    batch = moves.change_several(workspace=workspace, choice=choice, wish=wish, by=by)
    if batch:
        assert now() != before
        assert batches.undo(batch=batch, by=by) == batches.Undone()
    assert now() == before
