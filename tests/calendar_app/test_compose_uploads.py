"""Pictures that were chosen are not lost when the save is refused; files that nobody needs any more go."""

import datetime as dt
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from calendar_app import media
from calendar_app.actions import batches, moves, retention
from calendar_app.contents import content_of
from calendar_app.models import Attachment, Batch, Draft, Post
from calendar_app.tasks import forget_files
from tests.calendar_app.test_compose_media import picture
from tests.calendar_app.test_compose_pages import send, upload
from tests.factories import ChannelFactory, make_post
from tests.pages import Page


@pytest.fixture
def post(workspace, member):
    channel = ChannelFactory(workspace=workspace, network="facebook")
    return make_post(workspace, by=member("manager"), day="2036-11-24", channels=[channel])


@pytest.fixture
def manager(client_for):
    return client_for("manager")


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def composer(answer):
    content = answer if isinstance(answer, str) else answer.content.decode()
    return next(form for form in Page(content, "/").forms if form.multipart)


def opened(client, path):
    return composer(client.get(path))


def on_disk(settings):
    return sorted(path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())


def age(settings, **by):
    for path in on_disk(settings):
        at = (timezone.now() - dt.timedelta(**by)).timestamp()
        os.utime(path, (at, at))


# A save that is refused --------------------------------------------------------------------------------------------


def test_a_refused_save_keeps_the_pictures(manager, post):
    form = opened(manager, post.get_absolute_url())
    answer = send(manager, form, files=[upload("a.jpg"), upload("b.jpg")], file_alt=["La salle"], day="jamais")
    assert answer.status_code == 422 and answer.content.decode().count("data:image/webp;base64,") >= 2
    again = composer(answer)
    assert again.data()["k0-alt"] == ["La salle"] and again.data()["k1-alt"] == [""]
    assert send(manager, again, day="2036-11-24").status_code == 422  # the second one is still without words
    assert send(manager, again, day="2036-11-24", k1__alt="La scène").status_code == 302
    assert [(row.name, row.alt) for row in post.attachments.all()] == [("a.jpg", "La salle"), ("b.jpg", "La scène")]
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("name", "data"), [("plan.svg", b"<svg xmlns=''></svg>"), ("vide.jpg", b"")])
def test_a_readable_picture_beside_a_refused_one_stays(manager, post, name, data):
    form = opened(manager, post.get_absolute_url())
    files = [SimpleUploadedFile(name, data), upload("salle.jpg")]
    answer = send(manager, form, files=files, file_alt=["Le plan", "La salle"])
    assert name in answer.content.decode()
    send(manager, composer(answer))
    assert [(row.name, row.alt) for row in post.attachments.all()] == [("salle.jpg", "La salle")]


def test_a_stale_save_keeps_the_pictures(manager, client_for, post):
    mine = opened(manager, post.get_absolute_url())
    send(client_for("lead"), opened(client_for("lead"), post.get_absolute_url()), text="Avant")
    answer = send(manager, mine, files=[upload()], file_alt=["Une salle"])
    assert answer.status_code == 409
    assert send(manager, composer(answer)).status_code == 302
    assert post.attachments.get().alt == "Une salle"


def test_a_new_post_keeps_them_even_when_the_tab_is_closed(workspace, manager):
    path = reverse("calendar:post_new", args=[workspace.slug])
    send(manager, opened(manager, path), files=[upload()], file_alt=["Une salle"])  # says nothing else
    page = manager.get(path).content.decode()
    assert "photo.jpg" in page
    send(manager, opened(manager, path + "?draft=back"), title="Visite")
    assert Post.objects.get().attachments.get().alt == "Une salle"


def test_a_kept_picture_is_taken_off(manager, post):
    form = opened(manager, post.get_absolute_url())
    again = composer(send(manager, form, files=[upload()], file_alt=[""]))
    assert send(manager, again, k0__remove="on").status_code == 302
    assert not post.attachments.exists()


def test_kept_pictures_are_of_use_to_the_person_who_chose_them(manager, client_for, post):
    form = opened(manager, post.get_absolute_url())
    kept = composer(send(manager, form, files=[upload()], file_alt=["Une salle"], day="jamais")).data()
    stolen = {name.replace("-", "__"): kept[name][0] for name in ("k0-token", "k0-alt")}
    lead = client_for("lead")
    assert send(lead, opened(lead, post.get_absolute_url()), **stolen).status_code == 422
    assert not Attachment.objects.exists()


def test_a_kept_picture_that_is_gone_is_asked_for_again(manager, post, settings):
    form = opened(manager, post.get_absolute_url())
    again = composer(send(manager, form, files=[upload()], file_alt=["Une salle"], day="jamais"))
    for path in on_disk(settings):
        path.unlink()
    answer = send(manager, again, day="2036-11-24")
    assert answer.status_code == 422
    assert send(manager, composer(answer)).status_code == 302


def test_files_may_be_larger_than_forms(manager, post, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5000
    form = opened(manager, post.get_absolute_url())
    large = picture("PNG") + bytes(10_000)
    assert send(manager, form, files=[upload(data=large)], file_alt=["Une salle"]).status_code == 302
    new = opened(manager, reverse("calendar:post_new", args=[post.workspace.slug]))
    assert send(manager, new, title="Visite", files=[upload(data=large)], file_alt=["Une salle"]).status_code == 302


def test_a_picture_taken_off_comes_back_and_the_rest_stays(workspace, manager, post):
    form = opened(manager, post.get_absolute_url())
    send(manager, form, files=[upload("a.jpg"), upload("b.jpg")], file_alt=["La salle", "La scène"])
    a, _b = post.attachments.all()
    place = f"c{post.publications.get().channel_id}"
    chosen = {f"{place}-own_media": "on", f"{place}-media": [str(a.pk)]}
    send(manager, opened(manager, post.get_absolute_url()), **chosen)
    send(manager, opened(manager, post.get_absolute_url()), **{f"a{a.pk}-remove": "on"}, text="Venez")
    batch = Batch.objects.get()
    assert (
        reverse("calendar:undo", args=[workspace.slug, batch.pk])
        in manager.get(post.get_absolute_url()).content.decode()
    )
    manager.post(reverse("calendar:undo", args=[workspace.slug, batch.pk]))
    content = content_of(Post.objects.get())
    assert [row["alt"] for row in content["attachments"]] == ["La salle", "La scène"]
    assert (content["post"]["text"], content["publications"][0]["media"]) == ("Venez", [a.pk])


# Files that nobody needs -------------------------------------------------------------------------------------------


def attached(manager, post):
    send(manager, opened(manager, post.get_absolute_url()), files=[upload()], file_alt=["Une salle"])
    return batches.whole(Post.objects.all()).get(pk=post.pk)


def test_files_of_a_post_deleted_long_ago_go(workspace, manager, member, post, settings):
    post = attached(manager, post)
    age(settings, days=200)
    batches.delete(workspace=workspace, posts=[post], by=member("lead"))
    forget_files()
    assert len(on_disk(settings)) == 2  # a deletion can be undone for a while
    Post.objects.update(deleted_at=timezone.now() - dt.timedelta(days=91))
    forget_files()
    assert not on_disk(settings) and not Attachment.objects.exists()


def test_undoing_a_very_old_deletion_brings_the_words_back(workspace, manager, member, post):
    batch = batches.delete(workspace=workspace, posts=[attached(manager, post)], by=member("lead"))
    Post.objects.update(deleted_at=timezone.now() - dt.timedelta(days=91))
    retention.forget_files(workspace)
    batches.undo(batch=batch, by=member("lead"))
    assert content_of(Post.objects.live().get())["attachments"] == []


def test_a_file_goes_with_the_last_post_that_has_it(workspace, manager, member, post, settings):
    post = attached(manager, post)
    moves.duplicate(workspace=workspace, posts=[post], by=member("lead"))
    age(settings, days=200)
    Post.objects.filter(pk=post.pk).update(deleted_at=timezone.now() - dt.timedelta(days=91))
    assert retention.forget_files(workspace) == 0
    copy = Attachment.objects.get()
    assert (
        media.path(copy.file).is_file()
        and manager.get(reverse("calendar:attachment", args=[workspace.slug, copy.pk])).status_code == 200
    )
    Post.objects.update(deleted_at=timezone.now() - dt.timedelta(days=91))
    assert retention.forget_files(workspace) == 1 and not on_disk(settings)


def test_what_a_former_version_shows_stays(workspace, manager, post, settings):
    post = attached(manager, post)
    send(manager, opened(manager, post.get_absolute_url()), **{f"a{post.attachments.get().pk}-remove": "on"})
    age(settings, days=2000)
    assert retention.forget_files(workspace) == 0


def test_a_file_that_waits_in_a_draft_stays_until_the_draft_goes(workspace, manager, post, settings):
    form = opened(manager, post.get_absolute_url())
    send(manager, form, files=[upload()], file_alt=["Une salle"], day="jamais")
    age(settings, days=30)
    assert retention.forget_files(workspace) == 0
    Draft.objects.all().delete()
    assert retention.forget_files(workspace) == 1 and not on_disk(settings)


def test_a_file_that_was_just_written_is_left_alone(workspace, settings):
    media.keep(workspace.pk, media.read(picture()))
    assert retention.forget_files(workspace) == 0
    age(settings, days=3)
    assert retention.forget_files(workspace) == 1
