"""Writing posts: one version per change, one way back, nothing overwritten, nothing cleared without approval."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_app import clock
from calendar_app.actions import batches, posts, statuses
from calendar_app.contents import content_of, edited
from calendar_app.models import Approval, Post, ReviewPolicy
from cmtool.lib.versions import Stale
from tests.factories import ChannelFactory, make_post


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace)


@pytest.fixture
def post(workspace, member, channel):
    return make_post(workspace, by=member("manager"), day="2026-11-24", channels=[channel], tags=["a"])


def to(day):
    def how(post, content):
        for publication in content["publications"]:
            publication["day"] = day

    return how


def move(post, day, by, **kwargs):
    return batches.change(workspace=post.workspace, posts=[post], kind="move", by=by, how=to(day), **kwargs)


def test_a_post_is_stored_as_it_was_said(post):
    content = content_of(Post.objects.get())
    assert content["post"]["title"] == "Coulisses du festival"
    assert content["tags"] == ["a"]
    [publication] = content["publications"]
    assert (publication["day"], publication["time"], publication["zone"]) == ("2026-11-24", "09:00", "Europe/Paris")
    assert post.publications.get().at == dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)


def test_moving_and_undoing_is_identity(post, member):
    before = content_of(post)
    batch = move(post, "2026-11-25", member("lead"))
    assert Post.objects.get().publications.get().day == dt.date(2026, 11, 25)
    assert batches.undo(batch=batch, by=member("lead")) == batches.Undone()
    assert content_of(Post.objects.get()) == before


def test_an_undo_leaves_what_was_changed_since(post, member):
    batch = move(post, "2026-11-25", member("lead"))
    move(post, "2026-11-26", member("manager"))
    assert batches.undo(batch=batch, by=member("lead")).kept == [post]
    assert Post.objects.get().publications.get().day == dt.date(2026, 11, 26)


def test_an_undo_happens_once(post, member):
    batch = move(post, "2026-11-25", member("lead"))
    batches.undo(batch=batch, by=member("lead"))
    version = Post.objects.get().version
    assert batches.undo(batch=batch, by=member("lead")) == batches.Undone()
    assert Post.objects.get().version == version


def test_a_stale_change_is_refused(post, member):
    seen = post.version
    move(post, "2026-11-25", member("lead"))
    with pytest.raises(Stale):
        posts.write(post=post, content=content_of(post), version=seen, by=member("manager"))


def test_a_deleted_post_comes_back_whole(post, member):
    before = content_of(post)
    batch = batches.delete(workspace=post.workspace, posts=[post], by=member("manager"))
    assert not Post.objects.live().exists()
    batches.undo(batch=batch, by=member("manager"))
    assert content_of(Post.objects.live().get()) == before


def test_created_posts_are_taken_out_again(workspace, post, member):
    batch = batches.create(
        workspace=workspace, contents=[content_of(post) | {"publications": []}], kind="import", by=None
    )
    assert Post.objects.live().count() == 2
    batches.undo(batch=batch, by=member("lead"))
    assert Post.objects.live().get() == post


# Approval --------------------------------------------------------------------------------------------------------


@pytest.fixture
def policy(workspace, channel, member):
    policy = ReviewPolicy.objects.create(workspace=workspace, channel=channel, sensitivity="ordinary", need="one")
    policy.reviewers.set([member("guest")])
    return policy


def approve(post, user, decision="approved"):
    Approval.objects.create(
        workspace=post.workspace,
        post=post,
        by=user,
        decision=decision,
        version=post.version,
        content_digest=post.content_digest,
    )


def schedule(post, by):
    return statuses.set_status(post=post, status="scheduled", version=post.version, by=by)


def test_what_needs_no_approval_is_scheduled(post, member):
    assert schedule(post, member("manager")).status == "scheduled"


def test_nobody_schedules_without_the_approval(post, member, policy):
    for role in ("manager", "lead", "admin"):
        with pytest.raises(statuses.Refused, match="not_approved"):
            schedule(post, member(role))
    approve(post, member("admin"))  # not a reviewer of this channel
    with pytest.raises(statuses.Refused, match="not_approved"):
        schedule(post, member("admin"))
    approve(post, member("guest"))
    assert schedule(post, member("manager")).status == "scheduled"


def test_approval_does_not_outlive_the_content(post, member, policy):
    approve(post, member("guest"))
    schedule(post, member("manager"))
    move(post, "2026-11-25", member("manager"))
    assert post.status == "scheduled"
    content = edited(content_of(post))
    content["post"]["text"] = "Autre chose"
    posts.write(post=post, content=content, version=post.version, by=member("manager"))
    assert Post.objects.get().status == "review"


def test_trust_covers_the_words_of_the_trusted_only(post, member, policy):
    policy.trusted.set([member("manager")])
    assert schedule(post, member("lead")).status == "scheduled"
    content = edited(content_of(post))
    content["post"]["text"] = "Mots de quelqu’un d’autre"
    posts.write(post=post, content=content, version=post.version, by=member("lead"))
    assert Post.objects.get().status == "review"


def test_a_reviewer_who_left_leaves_it_closed(post, member, policy):
    approve(post, member("guest"))
    member("guest").memberships.all().delete()
    with pytest.raises(statuses.Refused, match="not_approved"):
        schedule(post, member("manager"))


# Time ------------------------------------------------------------------------------------------------------------

ZONES = st.sampled_from(["Europe/Paris", "America/Montreal", "Pacific/Noumea"])


@given(
    st.dates(dt.date(2020, 1, 1), dt.date(2035, 1, 1)), st.times().map(lambda t: t.replace(tzinfo=None, fold=0)), ZONES
)
def test_a_wall_time_that_exists_is_kept(day, time, zone):
    at = clock.moment(day, time, zone)
    if clock.exists(day, time, zone) is not clock.Exists.NEVER:
        assert clock.wall(at, zone) == (day, time)


def test_clock_changes_follow_the_written_rule():
    spring, autumn, half_past_two = dt.date(2027, 3, 28), dt.date(2026, 10, 25), dt.time(2, 30)
    assert clock.exists(spring, half_past_two, "Europe/Paris") is clock.Exists.NEVER
    assert clock.wall(clock.moment(spring, half_past_two, "Europe/Paris"), "Europe/Paris") == (spring, dt.time(3, 30))
    assert clock.exists(autumn, half_past_two, "Europe/Paris") is clock.Exists.TWICE
    assert clock.moment(autumn, half_past_two, "Europe/Paris") == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    assert clock.exists(autumn, dt.time(4), "Europe/Paris") is clock.Exists.ONCE
