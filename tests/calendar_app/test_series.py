import datetime as dt

import pytest
from django.utils import timezone

from calendar_app import ahead
from calendar_app.actions import batches, publishing
from calendar_app.actions import series as actions
from calendar_app.actions.batches import undo, whole
from calendar_app.actions.posts import write
from calendar_app.actions.statuses import Refused, set_status
from calendar_app.contents import content_of, edited, new_content, new_publication
from calendar_app.models import Attachment, Batch, Pillar, Post, Series
from calendar_app.recurrence import Every, Rule, upcoming
from calendar_app.tasks import make_ahead
from cmtool.lib.versions import Stale
from jobs.runner import run_pending
from tests.factories import ChannelFactory, make_post

pytestmark = pytest.mark.django_db
WEEKLY = Rule(Every.WEEK, weekdays=(1,), count=6)
NINE, NOON = dt.time(9), dt.time(12)


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace)


@pytest.fixture
def start(workspace):
    """The first Tuesday from tomorrow on."""
    return upcoming(WEEKLY, workspace.today() + dt.timedelta(days=1), workspace.today(), 1)[0]


@pytest.fixture
def by(member):
    return member("manager")


@pytest.fixture
def begin(workspace, channel, start, by):
    def make(rule=WEEKLY, **said):
        content = new_content(title="La question du mardi", text="Que lisez-vous ?", **said)
        content["publications"] = [new_publication(channel=channel.pk, zone="Europe/Paris")]
        series = Series(
            workspace=workspace, rule=rule.text(), start=start, time=NINE, zone="Europe/Paris", content=content
        )
        return series, actions.start_series(series=series, by=by)

    return make


def after(start, weeks):
    return start + dt.timedelta(weeks=weeks)


def standing():
    """(day, time, text) of each publication on the calendar."""
    posts = whole(Post.objects.live().exclude(status="dropped"))
    return sorted((row.day, row.time, row.wording) for post in posts for row in post.publications.all())


def weeks(start, *numbers, time=NINE, text="Que lisez-vous ?"):
    return [(after(start, number), time, text) for number in numbers]


def post_of(start, week):
    return whole(Post.objects.live()).get(occurrence=after(start, week))


def edit(post, by, **said):
    content = edited(content_of(post))
    content["post"] |= said
    return write(post=post, content=content, version=post.version, by=by)


def new_text(series, text):
    content = edited(series.content)
    content["post"]["text"] = text
    return {"content": content}


def test_a_series_makes_its_occurrences_as_posts_like_others(begin, start, by):
    series, batch = begin()
    assert standing() == weeks(start, 0, 1, 2, 3, 4, 5)
    post = post_of(start, 2)
    assert (post.author, post.status, post.series, post.version) == (by, "draft", series, 0)
    assert len(batch.changes) == 6 and Batch.objects.get() == batch
    assert not actions.is_apart(post)


def test_undo_takes_the_posts_out_and_ends_the_series(begin, by):
    series, batch = begin()
    assert not undo(batch=batch, by=by).kept and standing() == []
    series.refresh_from_db()
    assert series.ended_at
    assert actions.extend(series=series) == 0 and standing() == []


def test_wall_time_stays_over_a_clock_change(begin, start):
    begin(Rule(Every.WEEK, weekdays=(1,), count=26))
    offsets = {timezone.localtime(row.at).utcoffset() for post in Post.objects.all() for row in post.publications.all()}
    times = {timezone.localtime(row.at).time() for post in Post.objects.all() for row in post.publications.all()}
    assert times == {NINE} and len(offsets) == 2


def test_no_more_than_the_horizon_is_made_and_the_rest_comes_once(begin, workspace, start, monkeypatch):
    monkeypatch.setattr(actions, "AT_MOST", 4)
    series, _batch = begin(Rule(Every.WEEK, weekdays=(1,)))
    assert standing() == weeks(start, 0, 1, 2, 3) and actions.to_extend(workspace) == []
    Post.objects.filter(occurrence=start).update(occurrence=after(start, -9))  # a week has gone by
    monkeypatch.setattr(actions, "AT_MOST", 5)
    assert actions.to_extend(workspace) == [series]
    assert actions.extend(series=series) == 2 and actions.extend(series=series) == 0
    assert [day for day, _time, _text in standing()] == [after(start, n) for n in (0, 1, 2, 3, 4, 5)]


def test_nothing_beyond_six_months(begin, workspace, start):
    begin(Rule(Every.WEEK, weekdays=(1,)))
    days = [day for day, _time, _text in standing()]
    assert days == [after(start, n) for n in range(26)] or days == [after(start, n) for n in range(27)]
    assert max(days) <= workspace.today() + actions.HORIZON


def test_a_deleted_or_skipped_occurrence_is_not_made_again(begin, start, by, workspace):
    series, _batch = begin()
    actions.skip(post=post_of(start, 1), by=by)
    assert standing() == weeks(start, 0, 2, 3, 4, 5)
    Series.objects.update(made_until=None)
    assert actions.extend(series=series) == 0
    Post.objects.filter(series=series).delete()
    Series.objects.update(made_until=None)
    actions.extend(series=series)
    assert standing() == weeks(start, 0, 2, 3, 4, 5)


def test_a_skip_can_be_taken_back(begin, start, by):
    series, _batch = begin()
    undo(batch=actions.skip(post=post_of(start, 1), by=by), by=by)
    assert standing() == weeks(start, 0, 1, 2, 3, 4, 5)
    series.refresh_from_db()
    assert series.skipped == []


def test_what_went_out_is_not_skipped(begin, start, by):
    begin()
    post = post_of(start, 1)
    publishing.publish(publication=post.publications.get(), version=schedule(post, by).version, by=by)
    with pytest.raises(Refused, match="published"):
        actions.skip(post=post_of(start, 1), by=by)
    assert Series.objects.get().skipped == [] and standing() == weeks(start, 0, 1, 2, 3, 4, 5)


def test_what_went_out_stays_whatever_becomes_of_the_series(begin, start, by):
    series, _batch = begin()
    post = post_of(start, 1)
    publishing.publish(publication=post.publications.get(), version=schedule(post, by).version, by=by)
    actions.change_series(
        series=series, values=new_text(series, "Autre") | {"time": NOON}, version=0, by=by, since=start
    )
    assert standing() == sorted(weeks(start, 1) + weeks(start, 0, 2, 3, 4, 5, time=NOON, text="Autre"))
    actions.end_series(series=Series.objects.get(), version=1, by=by)
    assert standing() == weeks(start, 1)


def schedule(post, by):
    return set_status(post=post, status="scheduled", version=post.version, by=by)


def test_a_picture_or_a_note_of_somebody_is_not_overwritten(begin, start, by, workspace):
    series, _batch = begin()
    Attachment.objects.create(
        workspace=workspace, post=post_of(start, 0), kind="image", file="a", name="a", alt="a", mime="image/png", size=1
    )
    edit(post_of(start, 1), by, note="Demander à Léa")
    move_to_noon = batches.change(
        workspace=workspace,
        posts=[post_of(start, 2)],
        kind="move",
        by=by,
        how=lambda post, content: content["publications"][0].update(time="12:00"),
    )
    assert move_to_noon
    actions.change_series(series=series, values=new_text(series, "Autre"), version=0, by=by, since=start)
    kept = weeks(start, 0, 1) + weeks(start, 2, time=NOON)
    assert standing() == sorted(kept + weeks(start, 3, 4, 5, text="Autre"))
    assert post_of(start, 1).note == "Demander à Léa"
    actions.end_series(series=Series.objects.get(), version=1, by=by)
    assert standing() == sorted(kept)


def test_all_of_a_series_that_has_not_begun_change(begin, start, by):
    series, _batch = begin()
    values = {**new_text(series, "Que regardez-vous ?"), "time": NOON}
    batch = actions.change_series(series=series, values=values, version=0, by=by, since=start)
    assert standing() == weeks(start, 0, 1, 2, 3, 4, 5, time=NOON, text="Que regardez-vous ?")
    assert Series.objects.count() == 1
    undo(batch=batch, by=by)
    assert standing() == weeks(start, 0, 1, 2, 3, 4, 5)
    series.refresh_from_db()
    assert (series.time, series.content["post"]["text"]) == (NINE, "Que lisez-vous ?")


def test_this_one_and_the_following_become_a_series_of_their_own(begin, start, by):
    series, _batch = begin()
    since = after(start, 2)
    rest = actions.rest_of(series, since)
    assert (rest.pk, rest.start, rest.rule) == (None, since, Rule(Every.WEEK, weekdays=(1,), count=4).text())
    values = {"time": NOON}
    batch = actions.change_series(series=series, values=values, version=0, by=by, since=since)
    expected = weeks(start, 0, 1) + weeks(start, 2, 3, 4, 5, time=NOON)
    assert standing() == expected
    first, second = Series.objects.order_by("pk")
    assert (first.posts.count(), second.posts.count()) == (2, 4)
    Series.objects.update(made_until=None)
    for each in (first, second):
        assert actions.extend(series=each) == 0
    undo(batch=batch, by=by)
    assert standing() == weeks(start, 0, 1, 2, 3, 4, 5)
    first.refresh_from_db()
    assert first.rule == WEEKLY.text() and first.posts.count() == 6
    assert Series.objects.exclude(pk=first.pk).get().ended_at


def test_what_was_changed_on_its_own_is_left_alone(begin, start, by, member):
    series, _batch = begin()
    edit(post_of(start, 1), by, text="Spécial Noël")
    set_status(post=post_of(start, 2), status="dropped", version=0, by=by, reason="Grève")
    set_status(post=post_of(start, 3), status="approved", version=0, by=by)
    edit(post_of(start, 4), by, due=str(start))
    assert [actions.is_apart(post_of(start, week)) for week in range(6)] == [False, True, True, False, False, False]
    actions.change_series(series=series, values={"time": NOON}, version=0, by=by, since=start)
    assert standing() == sorted(weeks(start, 1, text="Spécial Noël") + weeks(start, 0, 3, 4, 5, time=NOON))
    assert post_of(start, 3).status == "approved"


def test_another_rule_moves_the_days_and_undo_moves_them_back(begin, start, by):
    series, batch = begin()
    edit(post_of(start, 1), by, text="Spécial Noël")
    uids = {post.occurrence: post.uid for post in Post.objects.all()}
    thursdays = Rule(Every.WEEK, weekdays=(3,), count=3).text()
    batch = actions.change_series(series=series, values={"rule": thursdays}, version=0, by=by, since=start)
    moved = [(after(start, n) + dt.timedelta(days=2), NINE, "Que lisez-vous ?") for n in range(3)]
    assert standing() == sorted(moved + weeks(start, 1, text="Spécial Noël"))
    undo(batch=batch, by=by)
    assert standing() == sorted(weeks(start, 0, 2, 3, 4, 5) + weeks(start, 1, text="Spécial Noël"))
    assert {post.occurrence: post.uid for post in Post.objects.live()} == uids
    # and forth again: no place is taken by what was taken out
    series.refresh_from_db()
    actions.change_series(series=series, values={"rule": thursdays}, version=series.version, by=by, since=start)
    assert standing() == sorted(moved + weeks(start, 1, text="Spécial Noël"))


def test_the_second_to_change_a_series_is_told(begin, start, by):
    series, _batch = begin()
    actions.change_series(series=series, values={"time": NOON}, version=0, by=by, since=start)
    for since in (start, after(start, 2)):
        with pytest.raises(Stale):
            actions.change_series(series=series, values={"time": NINE}, version=0, by=by, since=since)
    with pytest.raises(Stale):
        actions.end_series(series=series, version=0, by=by)


def test_ending_a_series_leaves_what_was_changed_and_can_be_undone(begin, start, by):
    series, _batch = begin()
    edit(post_of(start, 1), by, text="Spécial Noël")
    batch = actions.end_series(series=series, version=0, by=by)
    assert standing() == weeks(start, 1, text="Spécial Noël")
    assert actions.extend(series=series) == 0
    undo(batch=batch, by=by)
    assert standing() == sorted(weeks(start, 0, 2, 3, 4, 5) + weeks(start, 1, text="Spécial Noël"))
    series.refresh_from_db()
    assert series.ended_at is None


def test_the_post_that_a_series_was_made_from_is_one_of_it(workspace, channel, start, by):
    post = make_post(workspace, day=start, channels=[channel], text="Que lisez-vous ?", by=by)
    content = actions.first_content(content_of(post), "Europe/Paris")
    said = {"rule": WEEKLY.text(), "start": start, "time": NINE, "zone": "Europe/Paris", "content": content}
    series = Series(workspace=workspace, **said)
    actions.start_series(series=series, by=by, post=post)
    assert standing() == weeks(start, 0, 1, 2, 3, 4, 5)
    assert post_of(start, 0) == post and not actions.is_apart(post_of(start, 0))


def test_a_series_survives_what_it_speaks_of(begin, workspace, start, by, channel):
    pillar = Pillar.objects.create(workspace=workspace, name="Lecture")
    series, _batch = begin(Rule(Every.WEEK, weekdays=(1,), count=2), pillar=pillar.pk)
    assert post_of(start, 0).pillar == pillar
    pillar.delete()
    channel.delete()
    assert not actions.is_apart(post_of(start, 0))
    values = {"rule": Rule(Every.WEEK, weekdays=(1,), count=3).text()}
    actions.change_series(series=series, values=values, version=0, by=by, since=start)
    assert standing() == weeks(start, 0, 1, 2)
    assert post_of(start, 2).pillar is None and post_of(start, 2).publications.get().channel is None


def test_the_timetable_asks_only_where_there_is_something_to_do(begin, workspace, start, by):
    begin()
    assert ahead.ask(workspace) is None
    Series.objects.update(rule=Rule(Every.WEEK, weekdays=(1,), count=8).text(), made_until=after(start, 5))
    make_ahead()
    assert workspace.jobs.filter(kind=ahead.KIND).count() == 1
    run_pending(workspace)
    assert standing() == weeks(start, *range(8))
    make_ahead()
    assert workspace.jobs.filter(kind=ahead.KIND).count() == 1
