"""Many posts created at once are what they would be one by one."""

import copy

import pytest

from calendar_app.actions.batches import whole
from calendar_app.actions.posts import posts_written, take_out, write, write_new
from calendar_app.contents import content_of, new_content, new_publication
from calendar_app.models import Post, Publication, ReviewPolicy, Revision, ShortLink, Tracking
from tests.factories import ChannelFactory
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
