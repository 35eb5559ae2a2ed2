"""Every rule of review × every role × every way in which a post could be brought to go out."""

import pytest
from django.urls import reverse

from calendar_app.actions import batches, compose, moves, posts, series
from calendar_app.contents import content_of, edited
from calendar_app.models import Batch, Post, ReviewPolicy, Series
from calendar_app.recurrence import Every, Rule
from tests.calendar_app.test_compose_pages import form_of, send
from tests.factories import ChannelFactory, make_post
from workspaces.permissions import Role

DAY = "2036-11-24"
OUT = ("approved", "scheduled", "published")

#: name → (sensitivity, need or None where nothing is said, reviewers, trusted)
MODES = {
    "nothing said, ordinary": ("ordinary", None, (), ()),
    "nothing said, sensitive": ("sensitive", None, (), ()),
    "nothing said, critical": ("critical", None, (), ()),
    "nobody": ("critical", "none", (), ()),
    "one": ("ordinary", "one", ("guest", "admin"), ()),
    "all": ("ordinary", "all", ("guest", "admin"), ()),
    "one, nobody named": ("ordinary", "one", (), ()),
    "all, one trusted": ("critical", "all", ("guest",), ("lead",)),
}
OPEN = {"nothing said, ordinary", "nobody"}


class Attempt:
    """Somebody in front of a post of the manager's, by the pages and, for what has none, by the actions."""

    def __init__(self, client, user, post):
        self.client, self.user, self.post, self.slug = client, user, post, post.workspace.slug

    def send(self, name, *args, **said):
        said.setdefault("version", Post.objects.get(pk=self.post.pk).version)
        return self.client.post(reverse(f"calendar:{name}", args=[self.slug, *args]), said)

    def write(self, **said):
        post = Post.objects.get(pk=self.post.pk)
        content = edited(content_of(post))
        content["post"] |= said
        return posts.write(post=post, content=content, version=post.version, by=self.user)


def in_the_composer(at):
    if at.user.memberships.get().role == "guest":  # has no form to send
        at.send("post_save", at.post.pk, step="scheduled", title=at.post.title, text=at.post.text)
    else:
        send(at.client, form_of(at.client, at.post.get_absolute_url()), step="scheduled")


def in_bulk(at):
    for status in OUT:
        at.send("bulk", posts=at.post.pk, status=status)


def marked_as_published(at):
    at.send("publish", at.post.publications.get().pk, permalink="https://example.org/1")


def moved(at):
    at.send("move", at.post.publications.get().pk, day="2036-11-25", time="10:00", status="scheduled")


def asked_and_approved(at):
    """Nobody but the reviewers that a rule names decides."""
    at.send("review_ask", at.post.pk)
    at.send("review_decide", at.post.pk, decision="approved")


def written(at):
    for status in OUT[:2]:
        at.write(status=status)


def copied(at):
    content = edited(content_of(at.post))
    content["post"]["status"] = "scheduled"
    content["publications"][0]["uid"] = ""
    batches.create(workspace=at.post.workspace, contents=[content], kind="duplicate", by=at.user)
    moves.duplicate(workspace=at.post.workspace, posts=[at.post], by=at.user)


def repeated(at):
    content = series.first_content(content_of(at.post), "Europe/Paris")
    content["post"]["status"] = "scheduled"
    start = at.post.workspace.today()
    rule = Rule(Every.DAY, count=1).text()
    row = Series(workspace=at.post.workspace, rule=rule, start=start, zone="Europe/Paris", content=content)
    series.start_series(series=row, by=at.user)


def put_back(at):
    """A change that never was: what it would put back is a post that was scheduled."""
    before = edited(content_of(at.post))
    before["post"]["status"] = "scheduled"
    rows = [{"id": at.post.pk, "before": before, "version": at.post.version}]
    batch = Batch.objects.create(workspace=at.post.workspace, kind="bulk", changes=rows)
    at.send("undo", batch.pk)
    batches.undo(batch=batch, by=at.user)


def earlier_version(at):
    revision = at.post.revisions.get()
    revision.content["post"]["status"] = "scheduled"
    revision.save()
    at.send("revision_restore", at.post.pk, revision.number)
    compose.restore(post=Post.objects.get(pk=at.post.pk), revision=revision, by=at.user)


def under_another_sensitivity(at):
    for sensitivity in ("sensitive", "ordinary"):
        at.write(sensitivity=sensitivity, status="scheduled")


#: Those that go through the pages only: who may not plan comes nowhere by them.
BY_PAGES = [in_the_composer, in_bulk, marked_as_published, moved, asked_and_approved]
WAYS = [*BY_PAGES, written, copied, repeated, put_back, earlier_version, under_another_sensitivity]


def may(mode, role, way):
    """Whether something goes out by that way, with nobody's approval but that of whoever tries."""
    if way is asked_and_approved:
        named = {"one": {"admin"}, "all": set(), "all, one trusted": set()}
        return role in named.get(mode, {"lead", "admin"})
    if mode in OPEN:
        return role != "guest" and way in (in_the_composer, in_bulk, written, copied, repeated, put_back)
    return mode == "all, one trusted" and role == "lead" and way in (copied, repeated)


@pytest.mark.parametrize("mode", MODES)
def test_nothing_goes_out_but_by_the_rules(mode, workspace, member, client_for):
    sensitivity, need, reviewers, trusted = MODES[mode]
    channel = ChannelFactory(workspace=workspace)
    if need:
        policy = ReviewPolicy.objects.create(workspace=workspace, channel=channel, sensitivity=sensitivity, need=need)
        policy.reviewers.set(member(role) for role in reviewers)
        policy.trusted.set(member(role) for role in trusted)
    found, expected = {}, {}
    for role in Role.values:
        client = client_for(role)
        for way in BY_PAGES if role == "guest" else WAYS:
            post = make_post(workspace, by=member("manager"), day=DAY, channels=[channel], sensitivity=sensitivity)
            way(Attempt(client, member(role), post))
            found[role, way.__name__] = Post.objects.filter(status__in=OUT).exists()
            expected[role, way.__name__] = may(mode, role, way)
            Post.objects.all().delete()
    assert found == expected


@pytest.mark.parametrize("placed", [True, False])
def test_a_draft_without_a_channel_is_on_every_page(placed, workspace, member, client_for):
    """With a day it stands on it; without one it waits beside the calendar."""
    post = make_post(workspace, by=member("manager"), title="Sans compte", day=workspace.today() if placed else None)
    client = client_for("guest")
    for view in ("board", "list", "month") if placed else ("board", "waiting", "month"):
        page = client.get(reverse(f"calendar:{view}", args=[workspace.slug])).content.decode()
        assert post.title in page, view
    everything = client.get(reverse("calendar:list", args=[workspace.slug])).content.decode()
    assert placed or reverse("calendar:waiting", args=[workspace.slug]) in everything
