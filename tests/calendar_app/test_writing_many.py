"""Many posts created at once are what they would be one by one."""

import copy
import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from calendar_app import words
from calendar_app.actions.batches import Undone, change, delete, undo, whole
from calendar_app.actions.posts import posts_written, take_out, write, write_new
from calendar_app.contents import content_of, new_content, new_publication
from calendar_app.models import Attachment, Pillar, Post, Publication, ReviewPolicy, Revision, ShortLink, Tracking
from cmtool.lib.versions import Stale
from strategy.models import Community
from tests.factories import ChannelFactory, ObjectiveFactory, UserFactory, make_post
from workspaces.models import AuditEvent

pytestmark = pytest.mark.django_db
STATUSES = ("draft", "scheduled", "published", "dropped")


@pytest.fixture
def contents(workspace):
    facebook, x = (ChannelFactory(workspace=workspace, network=network) for network in ("facebook", "x"))
    Tracking.objects.create(workspace=workspace, channel=x, source="x", shorten=True)
    ReviewPolicy.objects.create(workspace=workspace, channel=x, sensitivity="ordinary", need="one")
    when = {"zone": "Europe/Paris", "day": "2027-03-28", "time": "02:30"}
    made = []
    for status in STATUSES:
        for channels in ([], [None], [facebook.pk], [facebook.pk, x.pk]):
            for state in ("planned", "published"):
                content = new_content(
                    title=f"Été {status}", text="Voir https://example.org/a", status=status, due="2027-01-01"
                )
                content["tags"] = ["été", "b", "b"]
                content["publications"] = [new_publication(channel=each, state=state, **when) for each in channels]
                made.append(content)
    return made


def rows(model, *left_out):
    names = [field.name for field in model._meta.concrete_fields if field.name not in {"id", "uid", *left_out}]
    return list(model.objects.order_by("pk").values(*names))


def stored():
    """All that writing leaves, without numbers and moments."""
    contents = [content_of(post) for post in Post.objects.order_by("pk")]
    revisions = [copy.deepcopy(row["content"]) for row in rows(Revision)]
    for content in [*contents, *revisions]:
        for publication in content["publications"]:
            assert len(publication.pop("uid")) == 16
    return {
        "contents": contents,
        "revisions": revisions,
        "posts": rows(Post, "created_at", "updated_at"),
        "publications": rows(Publication, "post", "published_at"),
        "out": [row["published_at"] is None for row in rows(Publication)],
        "links": rows(ShortLink, "publication", "code", "created_at"),
        "journal": list(AuditEvent.objects.filter(verb__startswith="post.").values("verb", "label", "user", "detail")),
    }


def test_many_at_once_are_what_they_are_one_by_one(workspace, member, contents):
    by, told = member("manager"), []
    posts_written.connect(receiver := lambda sender, **said: told.append(len(said["posts"])))
    for content in copy.deepcopy(contents):
        write(post=Post(workspace=workspace), content=content, version=0, by=by)
    one_by_one = stored()
    for model in (Revision, Publication, Post, AuditEvent):
        model.objects.all().delete()
    written = write_new(workspace=workspace, said=[(Post(workspace=workspace), each) for each in contents], by=by)
    assert [post.title for post in written] == [each["post"]["title"] for each in contents]
    assert stored() == one_by_one
    assert ShortLink.objects.count() == 8
    assert told == [1] * len(contents) + [len(contents)]
    posts_written.disconnect(receiver)


def test_the_number_of_statements_does_not_grow(workspace, contents, django_assert_max_num_queries):
    said = [(Post(workspace=workspace), copy.deepcopy(contents[4])) for _n in range(200)]
    with django_assert_max_num_queries(40):
        write_new(workspace=workspace, said=said, by=None)


def test_what_was_made_is_taken_out_at_once(workspace, member, contents, django_assert_max_num_queries):
    said = [(Post(workspace=workspace), copy.deepcopy(contents[4])) for _n in range(100)]
    posts = write_new(workspace=workspace, said=said, by=None)
    moved = posts[0]
    write(post=Post.objects.get(pk=moved.pk), content=content_of(moved), version=moved.version, by=member("lead"))
    seen = list(whole(Post.objects.all()))
    Post.objects.filter(pk=moved.pk).update(version=7)
    with django_assert_max_num_queries(25):
        assert take_out(workspace=workspace, posts=seen, by=None) == [moved]
    assert Post.objects.live().get() == moved
    assert Revision.objects.filter(post=posts[1], number=posts[1].version + 1).exists()


# Undone, although the world has moved on ---------------------------------------------------------------------------


@pytest.fixture
def named(workspace, member):
    """A post that names all that a post can name, and what it names."""
    things = {
        "objective": ObjectiveFactory(workspace=workspace),
        "pillar": Pillar.objects.create(workspace=workspace, name="Lecture"),
        "community": Community.objects.create(workspace=workspace, name="Familles"),
        "owner": UserFactory(),
        "channel": ChannelFactory(workspace=workspace),
    }
    ids = {name: thing.pk for name, thing in things.items() if name != "channel"}
    post = make_post(workspace, by=member("lead"), day="2027-01-05", channels=[things["channel"]], **ids)
    things["attachment"] = Attachment.objects.create(
        workspace=workspace, post=post, kind="image", file="a", name="a.png", alt="Une salle", mime="image/png", size=1
    )
    return whole(Post.objects.all()).get(), things


def reworded(post, content):
    content["post"]["text"] = "Autre chose"


CHANGES = {
    "change": lambda post, by: change(workspace=post.workspace, posts=[post], kind="bulk", by=by, how=reworded),
    "delete": lambda post, by: delete(workspace=post.workspace, posts=[post], by=by),
}


@pytest.mark.parametrize("gone", ["objective", "pillar", "community", "owner", "channel", "attachment"])
@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES)
def test_an_undo_puts_back_what_is_still_there_and_says_what_is_not(gone, changed, named, member, client_for):
    post, things = named
    before = content_of(post)
    batch = changed(post, member("lead"))
    things[gone].delete()
    undo = reverse("calendar:undo", args=[post.workspace.slug, batch.pk])
    page = client_for("lead").post(undo, follow=True)
    connection.check_constraints()
    now = content_of(Post.objects.live().get())
    assert now["post"] == before["post"] | ({gone: None} if gone in now["post"] else {})
    assert [row["day"] for row in now["publications"]] == ["2027-01-05"]
    assert [row["channel"] for row in now["publications"]] == [None if gone == "channel" else things["channel"].pk]
    assert len(now["attachments"]) == (gone != "attachment")
    said = [str(message) for message in page.context["messages"]]
    assert said == [f"{gettext('Put back, but for what is gone.')} " + words.undone(Undone(without={gone: 1}))[1]]


def test_an_undo_says_that_a_post_is_gone_for_good(workspace, member):
    posts = [make_post(workspace, by=member("lead"), title=title) for title in ("a", "b")]
    batch = change(workspace=workspace, posts=posts, kind="bulk", by=member("lead"), how=reworded)
    posts[0].delete()
    undone = undo(batch=batch, by=member("lead"))
    assert (undone.kept, undone.lost, dict(undone.without)) == ([], 1, {})
    assert Post.objects.get().text == "Bonjour à tous"


def test_thousands_are_changed_and_put_back_by_few_statements(
    workspace, member, contents, django_assert_max_num_queries
):
    said = [(Post(workspace=workspace), copy.deepcopy(each)) for each in contents * 4]
    write_new(workspace=workspace, said=said, by=None)
    by, before = member("lead"), [content_of(post) for post in whole(Post.objects.order_by("pk"))]

    def how(post, content):
        content["post"] |= {"text": f"Vu https://example.org/{post.pk}", "owner": by.pk}
        content["tags"] = sorted({*content["tags"], "c"} - {"b"})
        for row in content["publications"]:
            row |= {"day": "2027-02-01"}
        content["publications"].reverse()

    with django_assert_max_num_queries(60):
        batch = change(workspace=workspace, posts=whole(Post.objects.order_by("pk")), kind="bulk", by=by, how=how)
    assert len(batch.changes) == len(said)
    assert {post.version for post in Post.objects.all()} == {1}
    assert Revision.objects.filter(number=1).count() == len(said)
    assert AuditEvent.objects.filter(verb="post.edited").count() == len(said)
    with django_assert_max_num_queries(60):
        assert undo(batch=batch, by=by) == Undone()
    assert [content_of(post) for post in whole(Post.objects.order_by("pk"))] == before
    assert {post.version for post in Post.objects.all()} == {2}


def test_two_places_change_channels_and_one_goes_and_all_comes_back(workspace, member):
    channels = [ChannelFactory(workspace=workspace, network=network) for network in ("facebook", "x", "linkedin")]
    post = make_post(workspace, by=member("lead"), day="2027-01-05", channels=channels)
    a, b, _c = (channel.pk for channel in channels)

    def how(post, content):
        first, second, _third = content["publications"]
        first["channel"], second["channel"] = b, a
        del content["publications"][2]

    before = content_of(post)
    batch = change(workspace=workspace, posts=[post], kind="bulk", by=member("lead"), how=how)
    assert [row["channel"] for row in content_of(Post.objects.get())["publications"]] == [b, a]
    assert undo(batch=batch, by=member("lead")) == Undone()
    assert content_of(Post.objects.get()) == before


def test_pictures_of_a_place_are_changed_and_come_back_and_nobody_elses_are_taken(named, workspace, member):
    post, _things = named
    other = make_post(workspace, by=member("lead"), title="Une autre")
    said = {"workspace": workspace, "kind": "image", "file": "b", "name": "b.png", "alt": "b", "mime": "image/png"}
    mine, theirs = (Attachment.objects.create(post=each, size=1, **said) for each in (post, other))
    post = whole(Post.objects.all()).get(pk=post.pk)

    def how(post, content):
        content["publications"][0] |= {"own_media": True, "media": [mine.pk, theirs.pk]}

    batch = change(workspace=workspace, posts=[post], kind="bulk", by=member("lead"), how=how)
    place = post.publications.get()
    assert list(place.media.all()) == [mine]
    assert Revision.objects.get(post=post, number=1).content["publications"][0]["media"] == [mine.pk]
    undo(batch=batch, by=member("lead"))
    assert list(place.media.all()) == []


def test_a_move_of_what_was_promised_is_counted_and_reminded_of_anew(workspace, member):
    channels = [ChannelFactory(workspace=workspace)]
    post = make_post(workspace, by=member("lead"), day="2036-01-05", channels=channels, status="scheduled")
    Publication.objects.update(reminded_at=timezone.now())

    def later(post, content):
        content["publications"][0]["day"] = "2036-01-06"

    change(workspace=workspace, posts=[post], kind="move", by=member("lead"), how=reworded)
    assert Publication.objects.get().reminded_at
    change(workspace=workspace, posts=[post], kind="move", by=member("lead"), how=later)
    place = Publication.objects.get()
    assert (place.first_day, place.moves, place.reminded_at) == (dt.date(2036, 1, 5), 1, None)


def test_one_stale_post_of_many_leaves_all_as_they_were(workspace, member):
    posts = [make_post(workspace, by=member("lead"), title=title) for title in ("a", "b", "c")]
    seen = {post.pk: post.version for post in posts} | {posts[2].pk: 7}
    with pytest.raises(Stale):
        change(workspace=workspace, posts=posts, kind="bulk", by=member("lead"), how=reworded, versions=seen)
    assert set(Post.objects.values_list("text", "version")) == {("Bonjour à tous", 0)}
    assert Revision.objects.count() == 3
