"""Pictures go with the words: to copies, to what is planned again, to the occurrences of a series, and back."""

import csv
import datetime as dt
import io
import json

import pytest

from calendar_app import media
from calendar_app.actions import batches, compose, moves
from calendar_app.actions import series as actions
from calendar_app.contents import content_of, edited
from calendar_app.models import Attachment, Post, Series
from calendar_app.recurrence import Every, Rule
from tests.calendar_app.test_compose_media import picture
from tests.calendar_app.test_files_export import exported
from tests.calendar_app.test_files_import import arrive, confirm
from tests.factories import ChannelFactory, WorkspaceFactory, make_post

WEEKLY = Rule(Every.WEEK, weekdays=(dt.date(2036, 11, 24).weekday(),), count=4)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def facebook(workspace):
    return ChannelFactory(workspace=workspace, network="facebook")


@pytest.fixture
def x(workspace):
    return ChannelFactory(workspace=workspace, network="x")


@pytest.fixture
def by(member):
    return member("lead")


def attach(post, by, *names):
    """Pictures of their own colours."""
    read = [(media.read(picture(size=(20 + len(name), 9))), name, f"Voici {name}") for name in names]
    uploads = compose.store(post.workspace, read)
    compose.save(post=post, content=content_of(post), version=post.version, by=by, uploads=uploads)
    return Post.objects.get(pk=post.pk)


def write(post, by, change):
    content = edited(content_of(post))
    change(content)
    compose.save(post=post, content=content, version=post.version, by=by)
    return Post.objects.get(pk=post.pk)


@pytest.fixture
def post(workspace, by, facebook, x):
    """Two pictures, of which X shows the second one only."""
    post = attach(make_post(workspace, by=by, day="2036-11-24", channels=[facebook, x]), by, "a.jpg", "bb.jpg")

    def choose(content):
        content["publications"][1] |= {"own_media": True, "media": [content["attachments"][1]["id"]]}

    return write(post, by, choose)


def shown(post, channel=None):
    """(name, alternative) of the pictures, as a channel shows them."""
    place = post.publications.filter(channel=channel).first()
    rows = place.media.all() if place and place.own_media else post.attachments.all()
    return [(row.name, row.alt) for row in rows.filter(removed_at=None)]


def on_disk(settings):
    return sorted(path.name for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())


BOTH = [("a.jpg", "Voici a.jpg"), ("bb.jpg", "Voici bb.jpg")]


def test_a_copy_has_the_pictures_without_their_bytes_twice(workspace, by, post, facebook, x, settings):
    before = on_disk(settings)
    batch = moves.duplicate(workspace=workspace, posts=[post], by=by)
    copy = Post.objects.get(copied_from=post)
    assert (shown(copy, facebook), shown(copy, x)) == (BOTH, BOTH[1:])
    assert on_disk(settings) == before
    assert not set(copy.attachments.values_list("pk")) & set(post.attachments.values_list("pk"))
    assert copy.revisions.get().content == content_of(copy)
    write(post, by, lambda content: content.update(attachments=[]))
    assert shown(copy, facebook) == BOTH
    batches.undo(batch=batch, by=by)
    assert not Attachment.objects.filter(post__deleted_at=None, removed_at=None).exists()


def test_a_copy_reads_as_the_original_does(workspace, by, post):
    moves.duplicate(workspace=workspace, posts=[post], by=by)
    assert len({row.content_digest for row in Post.objects.all()}) == 1


def test_another_workspace_lends_no_picture(workspace, by, post):
    other, content = WorkspaceFactory(), content_of(post)
    with other.active():
        batches.create(workspace=other, contents=[content], kind="duplicate", by=by)
        assert not Attachment.objects.exists()
        content["publications"] = []
        compose.save(post=Post(workspace=other), content=content, version=0, by=by)
        assert not Attachment.objects.exists()


@pytest.fixture
def series(workspace, by, post):
    """Four weeks from the day of the post."""
    start = dt.date(2036, 11, 24)
    return Series(
        workspace=workspace, rule=WEEKLY.text(), start=start, time=dt.time(9), zone="Europe/Paris",
        content=actions.first_content(content_of(post), "Europe/Paris"),
    )  # fmt: skip


def begin(series, by, post, monkeypatch):
    monkeypatch.setattr("workspaces.models.Workspace.today", lambda self: dt.date(2036, 11, 20))
    return actions.start_series(series=series, by=by, post=post)


def occurrences(series):
    return list(batches.whole(series.posts.live()).order_by("occurrence"))


def test_every_occurrence_has_the_pictures(by, post, series, facebook, x, settings, monkeypatch):
    before = on_disk(settings)
    batch = begin(series, by, post, monkeypatch)
    posts = occurrences(series)
    assert [(shown(each, facebook), shown(each, x)) for each in posts] == [(BOTH, BOTH[1:])] * 4
    assert on_disk(settings) == before
    assert not any(actions.is_apart(each) for each in posts)
    batches.undo(batch=batch, by=by)
    assert Attachment.objects.filter(post__deleted_at=None).count() == 2


def test_another_picture_sets_an_occurrence_apart(by, post, series, monkeypatch):
    begin(series, by, post, monkeypatch)
    write(occurrences(series)[1], by, lambda content: content["attachments"].pop(0))
    write(occurrences(series)[2], by, lambda content: content["attachments"][0].update(alt="La salle"))
    assert [actions.is_apart(each) for each in occurrences(series)] == [False, True, True, False]


def test_the_pictures_of_a_series_are_changed_and_put_back(by, post, series, facebook, monkeypatch):
    begin(series, by, post, monkeypatch)
    content = edited(series.content)
    content["attachments"][0]["alt"] = "La salle"
    del content["attachments"][1]
    since = dt.date(2036, 12, 1)
    batch = actions.change_series(
        series=series, values={"content": content, "start": since}, version=series.version, by=by, since=since
    )
    after = [shown(each, facebook) for each in Post.objects.live().order_by("occurrence")]
    assert after == [BOTH, *[[("a.jpg", "La salle")]] * 3]
    batches.undo(batch=batch, by=by)
    assert [shown(each, facebook) for each in Post.objects.live().order_by("occurrence")] == [BOTH] * 4


@pytest.mark.parametrize("code", ["csv", "xlsx", "json"])
def test_files_of_posts_say_what_pictures_show_and_bring_none_back(workspace, post, facebook, code):
    data = exported(workspace, code)
    record = arrive(workspace, f"plan.{code}", data)
    assert [record.summary[name] for name in ("unchanged", "changed", "refused_count")] == [2, 0, 0]
    confirm(record)
    assert shown(post, facebook) == BOTH
    if code == "csv":
        first, second = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
        assert first["Images"] == "Voici a.jpg (a.jpg)\nVoici bb.jpg (bb.jpg)"
        assert second["Images"] == "Voici bb.jpg (bb.jpg)"
    if code == "json":
        said = json.loads(data)["posts"][0]
        assert [(each["name"], each["alt"]) for each in said["pictures"]] == BOTH
        assert [place.get("pictures") for place in said["places"]] == [
            None,
            [{"name": "bb.jpg", "alt": "Voici bb.jpg"}],
        ]
