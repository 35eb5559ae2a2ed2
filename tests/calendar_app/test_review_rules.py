"""Who has to agree: every mode is closed until its approvals are there, whoever tries and by whichever way."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st

from calendar_app import review
from calendar_app.actions import batches, moves, posts, publishing, series, statuses
from calendar_app.actions import review as actions
from calendar_app.contents import content_of, edited, new_publication
from calendar_app.models import Approval, Post, Publication, ReviewPolicy, Series, Share
from calendar_app.recurrence import Every, Rule
from calendar_app.review import Need
from cmtool.lib.versions import Stale
from jobs.runner import run_pending
from tests.factories import ChannelFactory, make_post
from workspaces.models import AuditEvent

PEOPLE = st.frozensets(st.integers(1, 5))


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace)


@pytest.fixture
def post(workspace, member, channel):
    return make_post(workspace, by=member("manager"), day="2026-11-24", channels=[channel])


@pytest.fixture
def rule(workspace, channel, member):
    """``rule("all", "guest", "lead")`` sets who approves ordinary posts on the channel."""

    def make(need, *roles, sensitivity="ordinary", **more):
        policy = ReviewPolicy.objects.create(
            workspace=workspace, channel=channel, sensitivity=sensitivity, need=need, **more
        )
        policy.reviewers.set(member(role) for role in roles)
        return policy

    return make


def asked(post, by):
    post.refresh_from_db()
    return actions.ask(post=post, version=post.version, by=by)


def decide(post, by, decision="approved", note="", version=None):
    return actions.decide(post=post, decision=decision, note=note, version=version or post.version, by=by)


def reworded(post, by, text="Autre chose"):
    content = edited(content_of(post))
    content["post"]["text"] = text
    return posts.write(post=post, content=content, version=post.version, by=by)


# Met or not --------------------------------------------------------------------------------------------------------


@given(PEOPLE, PEOPLE, st.booleans(), st.booleans(), st.sampled_from(["one", "all"]))
def test_a_rule_is_met_by_its_own_people_only(reviewers, approved, outside, counts, need):
    met = Need(need, reviewers, outside=counts).met(set(approved), worded_by=99, outside=outside)
    heard = [person in approved for person in reviewers] + ([outside] if counts else [])
    if not any(heard):
        assert not met
    if need == "all":
        assert met == (bool(reviewers) and all(heard))
    else:
        assert met == any(heard)


def test_outsiders_count_only_where_the_rule_says_so():
    assert not Need("one", frozenset({1})).met(set(), None, outside=True)
    assert Need("one", frozenset({1}), outside=True).met(set(), None, outside=True)
    assert not Need("all", frozenset({1}), outside=True).met({1}, None, outside=False)


# Every mode × every way --------------------------------------------------------------------------------------------

MODES = [("one", "ordinary"), ("all", "ordinary"), ("one", "critical"), (None, "sensitive"), (None, "critical")]


def set_status(post, by):
    statuses.set_status(post=post, status="scheduled", version=post.version, by=by)


def write_it(post, by):
    content = edited(content_of(post))
    content["post"]["status"] = "scheduled"
    posts.write(post=post, content=content, version=post.version, by=by)


def in_bulk(post, by):
    def how(post, content):
        content["post"]["status"] = "approved"

    batches.change(workspace=post.workspace, posts=[post], kind="bulk", by=by, how=how)


def as_a_copy(post, by):
    content = edited(content_of(post))
    content["post"]["status"] = "scheduled"
    for publication in content["publications"]:
        publication["uid"] = ""
    batches.create(workspace=post.workspace, contents=[content], kind="duplicate", by=by)


WAYS = [set_status, write_it, in_bulk, as_a_copy]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("mode", MODES, ids=str)
def test_nobody_clears_a_post_that_is_not_approved(mode, way, workspace, member, channel, rule):
    need, sensitivity = mode
    post = make_post(workspace, by=member("manager"), day="2026-11-24", channels=[channel], sensitivity=sensitivity)
    if need:
        rule(need, "guest", sensitivity=sensitivity)
    for role in ("manager", "lead", "admin"):
        try:
            way(Post.objects.get(pk=post.pk), member(role))
        except statuses.Refused as refused:
            assert refused.code == "not_approved"
        assert not Post.objects.filter(status__in=posts.CLEARED).exists(), (role, way)


def test_an_undo_does_not_bring_a_clearance_back(post, member, rule):
    rule("one", "guest")
    asked(post, member("manager"))
    decide(Post.objects.get(), member("guest"))
    post = Post.objects.get()
    assert post.status == "approved"

    def how(post, content):
        content["post"].update(text="Autre", status="draft")

    batch = batches.change(workspace=post.workspace, posts=[post], kind="bulk", by=member("manager"), how=how)
    decide(asked(Post.objects.get(), member("manager")), member("guest"), "changes", "Pas encore")
    batches.undo(batch=batch, by=member("manager"))
    assert Post.objects.get().status != "approved"


# Decisions ---------------------------------------------------------------------------------------------------------


def test_one_of_them_is_enough_and_the_second_is_told(post, member, rule):
    rule("one", "guest", "lead")
    seen = asked(post, member("manager")).version
    decide(post, member("guest"), version=seen)
    assert Post.objects.get().status == "approved"
    with pytest.raises(actions.NotAsked) as told:
        decide(post, member("lead"), version=seen)
    assert told.value.last.by == member("guest")
    assert Approval.objects.count() == 1


def test_all_of_them_are_awaited(post, member, rule):
    rule("all", "guest", "lead")
    asked(post, member("manager"))
    decide(Post.objects.get(), member("guest"))
    assert Post.objects.get().status == "review"
    decide(Post.objects.get(), member("lead"))
    assert Post.objects.get().status == "approved"


def test_asking_for_changes_brings_it_back_with_the_note(post, member, rule):
    rule("one", "guest")
    asked(post, member("manager"))
    decide(Post.objects.get(), member("guest"), "changes", "Trop long")
    assert Post.objects.get().status == "draft"
    assert Approval.objects.get().note == "Trop long"


def test_an_outdated_text_is_not_approved(post, member, rule):
    rule("one", "guest")
    seen = asked(post, member("manager")).version
    reworded(Post.objects.get(), member("manager"))
    with pytest.raises(Stale):
        decide(post, member("guest"), version=seen)
    assert not Approval.objects.exists()


def test_a_move_does_not_make_the_text_outdated(post, member, rule):
    rule("one", "guest")
    seen = asked(post, member("manager")).version

    def later(post, content):
        content["publications"][0]["day"] = "2026-11-30"

    batches.change(workspace=post.workspace, posts=[Post.objects.get()], kind="move", by=member("manager"), how=later)
    decide(post, member("guest"), version=seen)
    assert Post.objects.get().status == "approved"


def test_a_version_that_never_was_is_not_approved(post, member, rule):
    rule("one", "guest")
    asked(post, member("manager"))
    with pytest.raises(Stale):
        decide(Post.objects.get(), member("guest"), version=99)


def test_a_cleared_post_is_called_back(post, member, rule):
    rule("one", "guest")
    asked(post, member("manager"))
    decide(Post.objects.get(), member("guest"))
    set_status(Post.objects.get(), member("manager"))
    decide(Post.objects.get(), member("guest"), "changes", "Attendez")
    assert Post.objects.get().status == "draft"


def test_drafts_are_not_approved(post, member, rule):
    rule("one", "guest")
    with pytest.raises(actions.NotAsked):
        decide(post, member("guest"))


# Outside -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def share(post, member):
    return Share.objects.create(
        workspace=post.workspace, kind="review", name="Madame le maire", post=post, by=member("lead")
    )


def outside(post, share, decision="approved", note=""):
    post = Post.objects.get(pk=post.pk)
    return actions.decide(post=post, decision=decision, note=note, version=post.version, share=share, guest_name="Anne")


def test_an_outsider_is_heard_and_does_not_clear(post, share, member, rule):
    rule("one", "guest")
    asked(post, member("manager"))
    outside(post, share)
    assert Post.objects.get().status == "review"
    assert AuditEvent.objects.filter(verb="review.guest_approved").exists()


def test_an_outsider_clears_where_the_rule_says_so(post, share, member, rule):
    rule("one", "guest", outside=True)
    asked(post, member("manager"))
    outside(post, share)
    assert Post.objects.get().status == "approved"


@pytest.mark.parametrize("how", ["revoked", "demoted", "gone", "page"])
def test_a_link_that_nobody_answers_for_does_not_count(how, post, share, member, rule):
    rule("one", "guest", outside=True)
    asked(post, member("manager"))
    if how == "revoked":
        Share.objects.update(revoked_at=post.created_at)
    elif how == "page":
        Share.objects.update(kind="page")
    elif how == "demoted":
        member("lead").memberships.update(role="guest")
    else:
        member("lead").memberships.all().delete()
    outside(post, Share.objects.get())
    assert Post.objects.get().status == "review"


def test_a_later_no_from_outside_stands(post, share, member, rule):
    rule("all", "guest", outside=True)
    asked(post, member("manager"))
    outside(post, share)
    other = Share.objects.create(workspace=post.workspace, kind="review", name="Cabinet", post=post, by=member("lead"))
    outside(post, other, "changes", "Non")
    asked(post, member("manager"))
    decide(Post.objects.get(), member("guest"))
    assert not review.may_go_out(Post.objects.get())
    outside(post, other)
    assert Post.objects.get().status == "approved"


def test_an_outsider_does_not_call_back_what_is_cleared(post, share, member, rule):
    rule("one", "guest")
    asked(post, member("manager"))
    decide(Post.objects.get(), member("guest"))
    with pytest.raises(actions.NotAsked):
        outside(post, share, "changes", "Non")


# The rules change --------------------------------------------------------------------------------------------------


def save(policy, member, **data):
    people = {"reviewers": [], "trusted": [], **data}
    return actions.save_policy(policy=policy, fields=["need"], version=policy.version, by=member("lead"), **people)


def test_what_a_stricter_rule_no_longer_clears_goes_back(workspace, post, member, channel):
    set_status(post, member("manager"))
    policy = ReviewPolicy(workspace=workspace, channel=channel, sensitivity="ordinary", need="one")
    save(policy, member, reviewers=[member("guest")])
    run_pending(workspace)
    assert Post.objects.get().status == "review"


def test_a_second_rule_for_the_same_place_is_stale(workspace, member, channel, rule):
    rule("one")
    with pytest.raises(Stale):
        save(ReviewPolicy(workspace=workspace, channel=channel, sensitivity="ordinary", need="none"), member)


def test_a_removed_rule_gives_way_to_the_usual_one(workspace, post, member, rule):
    usual = ReviewPolicy.objects.create(workspace=workspace, sensitivity="ordinary", need="one")
    usual.reviewers.set([member("admin")])
    policy = rule("none")
    assert review.may_go_out(post)
    actions.remove_policy(policy=policy, by=member("lead"))
    assert not review.may_go_out(post)


# What waits --------------------------------------------------------------------------------------------------------


def test_each_sees_what_waits_for_them(workspace, post, member, rule):
    rule("all", "guest", "lead")
    elsewhere = make_post(workspace, by=member("manager"), title="Sans canal", sensitivity="critical")
    for each in (post, elsewhere):
        asked(each, member("manager"))
    waiting = Post.objects.filter(status="review")

    def titles(role):
        return {each.title for each in review.Rules(workspace).awaiting(waiting, member(role))}

    assert titles("guest") == {post.title}
    assert titles("lead") == {post.title, "Sans canal"}
    assert titles("admin") == {"Sans canal"}
    assert titles("manager") == set()
    decide(Post.objects.get(pk=post.pk), member("lead"))
    assert titles("lead") == {"Sans canal"}
    assert titles("guest") == {post.title}


def test_rules_are_read_once_for_many_posts(workspace, post, member, channel, rule, django_assert_num_queries):
    rule("one", "guest")
    for number in range(5):
        make_post(workspace, by=member("manager"), title=f"N° {number}", channels=[channel], day="2026-11-24")
    guest = member("guest").pk
    with django_assert_num_queries(7):
        rules = review.Rules(workspace)
        for each in Post.objects.prefetch_related("publications", "approvals"):
            assert rules.needs(each)[0].reviewers == {guest}
            assert review.approved_by(each) == set()


def test_what_nobody_approved_is_not_called_published(workspace, member, client_for, channel):
    manager, address = member("manager"), reverse("calendar:bulk", args=[workspace.slug])
    post = make_post(workspace, by=manager, sensitivity="critical", day="2026-11-24", channels=[channel])
    publishing.skip(publication=post.publications.get(), reason="Report", version=post.version, by=manager)
    assert client_for("manager").post(address, {"posts": post.pk, "status": "published"}).status_code == 422
    assert Post.objects.get().status == "draft"
    # A file may still say that it went out; its other places need the approval all the same.
    post.refresh_from_db()
    written(post, manager, status="published")
    publication = Publication.objects.select_related("post__workspace").get()
    with pytest.raises(statuses.Refused) as refused:
        publishing.publish(publication=publication, version=post.version, by=manager)
    assert refused.value.code == "not_approved"


def written(post, by, **said):
    content = edited(content_of(post))
    content["post"] |= said
    return posts.write(post=post, content=content, version=post.version, by=by)


# Lowered -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def critical(workspace, member, channel, rule):
    """A critical post, which the guest has to approve."""
    rule("one", "guest", sensitivity="critical")
    return make_post(
        workspace, by=member("manager"), day="2026-11-24", channels=[channel], sensitivity="critical", title="Crise"
    )


def may_schedule(post, by):
    try:
        set_status(Post.objects.get(pk=post.pk), by)
    except statuses.Refused as refused:
        assert refused.code == "not_approved"
    return Post.objects.get(pk=post.pk).status == "scheduled"


@pytest.mark.parametrize("steps", [["ordinary"], ["sensitive", "ordinary"]], ids=str)
@pytest.mark.parametrize("role", ["manager", "lead", "admin"])
def test_a_lower_sensitivity_waits_for_those_who_approve_the_higher_one(role, steps, critical, member):
    by = member(role)
    for step in steps:
        written(Post.objects.get(), by, sensitivity=step)
    assert not may_schedule(critical, by)
    assert review.may_decide(Post.objects.get(), member("guest"))
    waiting = asked(Post.objects.get(), by)
    assert review.Rules(critical.workspace).awaiting(Post.objects.all(), member("guest")).get() == waiting
    decide(waiting, member("guest"))
    assert Post.objects.get().status == "approved"
    # They have agreed: from now on it is as ordinary as any.
    reworded(Post.objects.get(), by)
    post = Post.objects.get()
    written(post, by, status="draft")
    assert may_schedule(critical, by)


def test_a_critical_text_that_was_approved_is_not_lowered_unseen(critical, member):
    asked(critical, member("manager"))
    decide(Post.objects.get(), member("guest"))
    assert may_schedule(critical, member("manager"))
    written(Post.objects.get(), member("manager"), sensitivity="ordinary")
    assert Post.objects.get().status == "review"
    reworded(Post.objects.get(), member("manager"))
    assert not may_schedule(critical, member("manager"))
    # Said critical again, nothing of it is left.
    written(Post.objects.get(), member("manager"), sensitivity="critical")
    assert Post.objects.get().guarded == ""


def on_channel(post, by, *channels):
    content = edited(content_of(post))
    rows = {row["channel"]: row for row in content["publications"]}
    content["publications"] = [rows.get(pk) or new_publication(channel=pk, zone="Europe/Paris") for pk in channels]
    return posts.write(post=post, content=content, version=post.version, by=by)


@pytest.mark.parametrize("detour", ["free", "loose"])
@pytest.mark.parametrize("copied", [False, True])
def test_a_detour_by_another_channel_does_not_lose_what_it_was(detour, copied, workspace, critical, member, channel):
    by, free = member("manager"), ChannelFactory(workspace=workspace, network="x")
    ReviewPolicy.objects.create(workspace=workspace, channel=free, sensitivity="critical", need="none")
    ReviewPolicy.objects.create(workspace=workspace, channel=None, sensitivity="critical", need="none")
    written(Post.objects.get(), by, sensitivity="ordinary")
    post = on_channel(Post.objects.get(), by, *([free.pk] if detour == "free" else []))
    if copied:
        moves.duplicate(workspace=workspace, posts=[post], by=by)
        post = Post.objects.exclude(pk=critical.pk).get()
    post = reworded(post, by)
    assert post.guarded == "critical"
    post = on_channel(post, by, channel.pk)
    content = edited(content_of(post))
    content["publications"][0] |= {"day": "2036-11-24", "time": "09:00"}
    post = posts.write(post=post, content=content, version=post.version, by=by)
    assert not may_schedule(post, by)


def test_those_whom_the_higher_rule_trusts_may_lower_it(critical, member):
    ReviewPolicy.objects.get().trusted.set([member("admin")])
    written(Post.objects.get(), member("admin"), sensitivity="ordinary")
    assert Post.objects.get().guarded == ""
    assert may_schedule(critical, member("manager"))


def test_a_sensitivity_that_needs_nobody_is_lowered_freely(workspace, post, member, rule):
    rule("none", sensitivity="sensitive")
    for sensitivity in ("sensitive", "ordinary"):
        written(Post.objects.get(), member("manager"), sensitivity=sensitivity)
    assert may_schedule(post, member("manager"))


def test_a_copy_or_a_series_of_what_was_lowered_waits_too(workspace, critical, member):
    by = member("manager")
    lowered = written(Post.objects.get(), by, sensitivity="ordinary")
    moves.duplicate(workspace=workspace, posts=[lowered], by=by)
    copy = Post.objects.exclude(pk=critical.pk).get()
    written(copy, by, status="scheduled")
    assert Post.objects.get(pk=copy.pk).status == "review"
    content = series.first_content(content_of(lowered), "Europe/Paris")
    rule = Rule(Every.DAY, count=2)
    start = workspace.today()
    series.start_series(
        series=Series(workspace=workspace, rule=rule.text(), start=start, zone="Europe/Paris", content=content),
        by=by,
        post=lowered,
    )
    made = Post.objects.exclude(series=None).exclude(pk=lowered.pk)  # which is one of them on its own day
    assert set(made.values_list("sensitivity", flat=True)) == {"critical"}


def test_an_undo_of_the_lowering_leaves_nothing_of_it(critical, member):
    by = member("manager")

    def lowered(post, content):
        content["post"]["sensitivity"] = "ordinary"

    batch = batches.change(workspace=critical.workspace, posts=[critical], kind="bulk", by=by, how=lowered)
    assert Post.objects.get().guarded == "critical"
    batches.undo(batch=batch, by=by)
    assert (Post.objects.get().guarded, Post.objects.get().sensitivity) == ("", "critical")


def test_the_page_says_why_a_lowered_post_waits(critical, member, client_for):
    written(Post.objects.get(), member("manager"), sensitivity="ordinary")
    page = client_for("lead").get(reverse("calendar:review", args=[critical.workspace.slug, critical.pk]))
    assert gettext("because it was said to be: %(sensitivity)s") % {"sensitivity": "Critique"} in page.content.decode()
