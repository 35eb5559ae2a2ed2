"""The day of publication: what waits, saying that it went out or not, being told in time."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from calendar_app import publication_day, publication_mails, reminding
from calendar_app.actions import batches, publishing, statuses
from calendar_app.contents import content_of, edited
from calendar_app.models import Batch, Post, Publication
from cmtool.lib.versions import Stale
from jobs.runner import run_pending
from tests.factories import ChannelFactory, make_post

NOON = dt.datetime(2026, 11, 24, 11, tzinfo=dt.UTC)  # a Tuesday, noon in Paris
OFFICE = [[540, 1080]] * 5 + [None, None]


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace)


@pytest.fixture
def post(workspace, member, channel):
    return make_post(workspace, by=member("manager"), day="2026-11-24", channels=[channel], status="approved")


def the(post) -> Publication:
    return Publication.objects.select_related("post", "workspace", "channel").get(post=post)


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


# What waits ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "late"),
    [
        ({"time": "09:00"}, [True]),
        ({"time": "18:00"}, [False]),
        ({"time": None}, [False]),
        ({"day": "2026-11-20", "time": None}, [True]),
        ({"day": "2026-11-25"}, []),
        ({"status": "draft"}, []),
        ({"status": "dropped"}, []),
    ],
)
def test_what_is_cleared_and_due_waits(workspace, member, channel, noon, said, late):
    make_post(workspace, by=member("lead"), **{"day": "2026-11-24", "status": "approved", "channels": [channel]} | said)
    told = publication_day.told(workspace, None)
    assert [row.late for row in told["due"]] == late
    assert Publication.objects.overdue(NOON, workspace.today()).count() == sum(late)


def test_a_post_that_is_not_cleared_is_listed_apart(workspace, member, channel, noon):
    make_post(workspace, by=member("lead"), day="2026-11-24", status="draft")
    told = publication_day.told(workspace, None)
    assert (len(told["due"]), len(told["not_ready"])) == (0, 1)


def test_one_may_look_at_ones_own(workspace, member, channel, noon):
    make_post(workspace, by=member("lead"), day="2026-11-24", status="approved", channels=[channel])
    make_post(
        workspace,
        by=member("lead"),
        owner=member("manager").pk,
        day="2026-11-24",
        status="approved",
        channels=[channel],
    )
    assert len(publication_day.told(workspace, member("lead"))["due"]) == 1
    assert len(publication_day.told(workspace, member("manager"))["due"]) == 1
    assert len(publication_day.told(workspace, None)["due"]) == 2


# Saying so -------------------------------------------------------------------------------------------------------


def test_published_with_its_address_and_put_back(post, member):
    before = content_of(post)
    batch = publishing.publish(
        publication=the(post), permalink="https://x.example/1", version=post.version, by=member("manager")
    )
    publication = the(post)
    assert (publication.state, publication.permalink, publication.post.status) == (
        "published",
        "https://x.example/1",
        "published",
    )
    assert publication.published_at == publication.at
    assert batches.undo(batch=batch, by=member("manager")) == batches.Undone()
    assert content_of(Post.objects.get()) == before


def test_the_address_may_come_later_and_stays(post, member):
    publishing.publish(publication=the(post), version=post.version, by=member("manager"))
    later = the(post)
    publishing.publish(
        publication=later, permalink="https://x.example/1", version=later.post.version, by=member("lead")
    )
    again = the(post)
    assert publishing.publish(publication=again, version=again.post.version, by=member("lead")) is None
    assert the(post).permalink == "https://x.example/1"


def test_not_published_needs_a_reason(post, member):
    with pytest.raises(statuses.Refused, match="no_reason"):
        publishing.skip(publication=the(post), reason="", version=post.version, by=member("manager"))
    publishing.skip(publication=the(post), reason="Météo", version=post.version, by=member("manager"))
    assert (the(post).state, the(post).skipped_reason) == ("skipped", "Météo")


def test_what_is_not_approved_cannot_have_gone_out(workspace, member, channel):
    post = make_post(workspace, by=member("manager"), day="2026-11-24", channels=[channel])
    with pytest.raises(statuses.Refused, match="not_approved"):
        publishing.publish(publication=the(post), version=post.version, by=member("admin"))


def test_a_stale_page_marks_nothing(post, member):
    seen = post.version
    publishing.skip(publication=the(post), reason="Météo", version=seen, by=member("manager"))
    with pytest.raises(Stale):
        publishing.publish(publication=the(post), version=seen, by=member("lead"))
    assert the(post).state == "skipped"


# Being told ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [
        ("2026-11-24", "14:00", "2026-11-24 13:45"),
        ("2026-11-24", "09:05", "2026-11-24 09:00"),
        ("2026-11-24", None, "2026-11-24 09:00"),
        ("2026-11-24", "20:00", "2026-11-24 17:00"),
        ("2026-11-24", "07:00", "2026-11-23 17:00"),
        ("2026-11-28", "10:00", "2026-11-27 17:00"),  # a Saturday
        ("2026-11-30", "08:00", "2026-11-27 17:00"),  # Monday before opening
    ],
)
def test_the_reminder_comes_in_business_hours(day, time, expected):
    moment = time and dt.time.fromisoformat(time)
    found = reminding.when(dt.date.fromisoformat(day), moment, OFFICE)
    assert found == dt.datetime.fromisoformat(expected)


minutes = st.integers(0, 1439)
days_open = st.one_of(st.none(), st.tuples(minutes, minutes).map(lambda pair: sorted(pair)))


@given(
    st.dates(dt.date(2026, 1, 1), dt.date(2030, 1, 1)),
    st.one_of(st.none(), st.times()),
    st.lists(days_open, min_size=7, max_size=7),
)
def test_it_is_never_late_nor_out_of_hours(day, time, week):
    found = reminding.when(day, time, week)
    if time:
        assert found <= dt.datetime.combine(day, time)
    assert found.date() <= day
    assert found > dt.datetime.combine(day, dt.time()) - reminding.LONGEST
    assert reminding.is_open(found, week) or found.hour * 60 + found.minute == week[found.weekday()][1]


def remind(workspace) -> list[tuple[str, str]]:
    mail.outbox = []
    publication_mails.ask(workspace)
    run_pending(workspace)
    return [(message.to[0], message.body) for message in mail.outbox]


def test_the_owner_is_told_once(workspace, post, member, noon):
    [(address, body)] = remind(workspace)
    assert address == "manager@example.org"
    assert post.title in body
    assert f"/w/{workspace.slug}/calendar/today/" in body
    assert remind(workspace) == []


def test_a_new_time_is_told_anew(workspace, post, member, noon):
    remind(workspace)
    content = edited(content_of(Post.objects.get()))
    content["publications"][0]["time"] = "12:05"
    batches.change(
        workspace=workspace,
        posts=[Post.objects.get()],
        kind=Batch.Kind.MOVE,
        by=member("lead"),
        how=lambda _post, said: said.update(content),
    )
    assert len(remind(workspace)) == 1


def test_nobody_is_woken_up(workspace, post, noon):
    noon.move_to(dt.datetime(2026, 11, 24, 19, tzinfo=dt.UTC))  # 20:00
    assert remind(workspace) == []


def test_where_the_owner_is_gone_the_leads_are_told(workspace, post, member, noon):
    workspace.memberships.get(role="manager").delete()
    assert [address for address, _body in remind(workspace)] == ["lead@example.org"]
