"""Somebody else changes the post after it was looked up and before it is written: nothing breaks, nothing is lost."""

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from calendar_app.actions import batches, moves, posts
from calendar_app.actions import review as actions
from calendar_app.actions import series as series_actions
from calendar_app.models import Post, Series
from cmtool.lib.versions import Stale
from tests.factories import ChannelFactory, make_post

pytestmark = pytest.mark.django_db
DAY = "2040-11-20"


@pytest.fixture
def post(workspace):
    return make_post(workspace, day=DAY, channels=[ChannelFactory(workspace=workspace)])


@pytest.fixture
def send(client_for, workspace):
    def make(name, *args, **data):
        return client_for("manager").post(reverse(f"calendar:{name}", args=[workspace.slug, *args]), data)

    return make


@pytest.fixture
def meanwhile(monkeypatch):
    """``meanwhile(module, name, **values)``: the posts get these values just before the function runs."""

    def make(module, name, **values):
        act = getattr(module, name)

        def later(*args, **kwargs):
            Post.objects.update(version=F("version") + 1, **values)
            return act(*args, **kwargs)

        monkeypatch.setattr(module, name, later)

    return make


@pytest.mark.parametrize("said", [{"to": "delete"}, {"tag": "b"}, {"shift": "3"}, {"status": "idea"}])
def test_several(send, meanwhile, post, said):
    meanwhile(batches, "take_out")
    meanwhile(batches, "write_each")
    response = send("bulk", posts=[post.pk], **said)
    assert response.status_code == 409
    assert Post.objects.live().filter(status="draft", tags=None, publications__day=DAY).exists()


def test_one_is_deleted(send, meanwhile, post):
    meanwhile(batches, "delete")
    assert send("post_delete", post.pk).url == post.get_absolute_url()
    assert Post.objects.live().exists()


def test_one_is_deleted_twice(send, meanwhile, workspace, post):
    meanwhile(batches, "delete", deleted_at=timezone.now())
    assert send("post_delete", post.pk).url == reverse("calendar:month", args=[workspace.slug])


@pytest.mark.parametrize("said", [("idea_keep", {}), ("idea_drop", {"reason": "Trop tard"})])
def test_an_idea_is_sorted(send, meanwhile, workspace, said):
    idea = make_post(workspace, status="idea")
    meanwhile(batches, "change")
    assert send(said[0], idea.pk, **said[1]).url == reverse("calendar:ideas", args=[workspace.slug])
    assert Post.objects.get().status == "idea"


def test_an_occurrence_is_skipped(send, meanwhile, workspace, post):
    series = Series.objects.create(
        workspace=workspace, rule="FREQ=DAILY;INTERVAL=1", start=DAY, zone="Europe/Paris", content={}
    )
    Post.objects.update(series=series, occurrence=DAY)
    meanwhile(series_actions, "delete")
    assert send("series_skip", post.pk).url == reverse("calendar:series", args=[workspace.slug])
    assert Series.objects.get().skipped == [] and Post.objects.live().exists()


def test_what_is_gone_is_neither_moved_nor_approved(member, post):
    posts.take_out(workspace=post.workspace, posts=[post], by=None)
    place, by = post.publications.get(), member("lead")
    with pytest.raises(Stale):
        moves.move(publication=place, day=None, time=None, version=post.version, by=by)
    with pytest.raises(Stale):
        actions.decide(post=post, decision="approved", version=post.version, by=by)
