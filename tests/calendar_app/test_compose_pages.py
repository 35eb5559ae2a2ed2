"""The composer as people use it: written, checked, kept while typing, saved, changed by two at once."""

import datetime as dt
import html
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calendar_app import checklist, compose_words, media, words
from calendar_app.contents import content_of
from calendar_app.models import Attachment, Draft, KeyDate, Post, Tracking
from strategy.models import CorpusTerm
from tests.calendar_app.test_compose_media import picture
from tests.factories import ChannelFactory, make_post
from tests.pages import Page


@pytest.fixture
def facebook(workspace):
    return ChannelFactory(workspace=workspace, network="facebook")


@pytest.fixture
def x(workspace):
    return ChannelFactory(workspace=workspace, network="x")


@pytest.fixture
def post(workspace, member, facebook):
    return make_post(workspace, by=member("manager"), day="2036-11-24", channels=[facebook])


@pytest.fixture
def manager(client_for):
    return client_for("manager")


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def url(workspace, name, *args, **query):
    return reverse(f"calendar:{name}", args=[workspace.slug, *args], query=query or None)


def form_of(client, path, **headers):
    """The composer's form as the browser would send it."""
    page = Page(client.get(path, headers=headers).content.decode(), path)
    return next(form for form in page.forms if form.multipart)


def send(client, form, step="", **said):
    data = form.data() | {name.replace("__", "-"): value for name, value in said.items()}
    return client.post(form.action, {name: value for name, value in data.items() if value is not None} | {"step": step})


def places(post):
    return {row["channel"]: row for row in content_of(Post.objects.get(pk=post.pk))["publications"]}


# Writing -----------------------------------------------------------------------------------------------------------


def test_one_text_for_three_channels_with_a_variant(workspace, manager, facebook, x):
    instagram = ChannelFactory(workspace=workspace, network="instagram")
    form = form_of(manager, url(workspace, "post_new"))
    said = {f"c{channel.pk}-on": "on" for channel in (facebook, x, instagram)}
    said |= {f"c{x.pk}-own_text": "on", f"c{x.pk}-text": "Court"}
    said |= {f"c{instagram.pk}-own_when": "on", f"c{instagram.pk}-day": "2036-11-25", f"c{instagram.pk}-time": "18:30"}
    answer = send(
        manager, form, title="Conte", text="Venez\r\nnombreux", day="2036-11-24", time="09:00", tags="b, a,b", **said
    )
    post = Post.objects.get()
    assert answer.url == post.get_absolute_url()
    assert (post.text, post.status, post.author.email) == ("Venez\nnombreux", "draft", "manager@example.org")
    assert content_of(post)["tags"] == ["a", "b"]
    rows = places(post)
    assert (rows[x.pk]["own_text"], rows[x.pk]["text"]) == (True, "Court")
    assert (rows[facebook.pk]["own_text"], rows[facebook.pk]["text"]) == (False, "")
    assert (rows[facebook.pk]["day"], rows[facebook.pk]["time"]) == ("2036-11-24", "09:00")
    assert (rows[instagram.pk]["day"], rows[instagram.pk]["time"]) == ("2036-11-25", "18:30")


def test_going_back_to_the_shared_text(workspace, manager, post, facebook):
    form = form_of(manager, post.get_absolute_url())
    send(manager, form, **{f"c{facebook.pk}-own_text": "on", f"c{facebook.pk}-text": "Autre"})
    assert places(post)[facebook.pk]["text"] == "Autre"
    form = form_of(manager, post.get_absolute_url())
    send(manager, form, **{f"c{facebook.pk}-own_text": None})
    assert (places(post)[facebook.pk]["own_text"], places(post)[facebook.pk]["text"]) == (False, "")


def test_saving_what_was_not_touched_changes_nothing(workspace, manager, member, facebook, x):
    post = make_post(
        workspace, by=member("lead"), day="2036-11-24", channels=[facebook, x], tags=["é"], link="https://a.example/b"
    )
    before = content_of(post)
    answer = send(manager, form_of(manager, post.get_absolute_url()))
    assert answer.status_code == 302
    assert content_of(Post.objects.get()) == before
    assert Post.objects.get().version == post.version


def test_a_channel_is_taken_off_and_its_place_follows_the_first_chosen(workspace, manager, member, facebook, x):
    post = make_post(workspace, by=member("lead"), day="2036-11-24")
    uid = post.publications.get().uid
    send(manager, form_of(manager, post.get_absolute_url()), **{f"c{x.pk}-on": "on"})
    assert places(post)[x.pk]["uid"] == uid
    send(manager, form_of(manager, post.get_absolute_url()), **{f"c{x.pk}-on": None})
    assert list(places(post)) == [None]  # it has a day: it stays on the calendar


def test_a_title_is_made_of_the_first_words(workspace, manager):
    form = form_of(manager, url(workspace, "post_new"))
    assert send(manager, form, text="mot " * 60).status_code == 302
    assert Post.objects.get().title.endswith("mot…") and len(Post.objects.get().title) <= 80
    assert send(manager, form).status_code == 422


@pytest.mark.parametrize(
    "text", ["‮droite à gauche", "<b>gras</b> &amp;", "=1+1", "👩‍👩‍👧‍👦", " espaces  ", "x" * 70_000]
)
def test_text_comes_back_identical(workspace, manager, text):
    send(manager, form_of(manager, url(workspace, "post_new")), title="T", text=text)
    post = Post.objects.get()
    assert post.text == text
    assert form_of(manager, post.get_absolute_url()).data()["text"] == [text]


def test_text_that_is_too_long_is_refused_with_what_was_typed(workspace, manager):
    answer = send(manager, form_of(manager, url(workspace, "post_new")), title="T", text="y" * 70_001)
    assert answer.status_code == 422
    assert "y" * 70_001 in answer.content.decode()
    assert not Post.objects.exists()


def test_the_address_proposes_day_time_and_channel(workspace, manager, facebook, x):
    path = url(workspace, "post_new", day="2036-11-24", time="08:15", channel=x.pk)
    said = form_of(manager, path).data()
    assert (said["day"], said["time"]) == (["2036-11-24"], ["08:15"])
    assert f"c{x.pk}-on" in said and f"c{facebook.pk}-on" not in said


def test_a_moment_that_has_passed_is_asked_for(workspace, manager, facebook):
    form = form_of(manager, url(workspace, "post_new"))
    said = {"title": "Hier", "day": "2020-01-01", "time": "09:00", f"c{facebook.pk}-on": "on"}
    assert send(manager, form, **said).status_code == 422
    assert send(manager, form, **said, past_ok="on").status_code == 302
    form = form_of(manager, Post.objects.get().get_absolute_url())
    assert send(manager, form, text="Plus tard").status_code == 302  # asked once


def test_what_is_published_stays_on_its_channel(workspace, manager, post, facebook):
    post.publications.update(state="published")
    send(manager, form_of(manager, post.get_absolute_url()), **{f"c{facebook.pk}-on": None})
    assert list(places(post)) == [facebook.pk]


# Steps -------------------------------------------------------------------------------------------------------------


def test_saved_in_a_dialog_of_the_calendar_the_calendar_stays(workspace, manager, facebook):
    form = form_of(manager, url(workspace, "post_new", day="2036-11-24"))
    data = form.data() | {"text": "Bonjour", f"c{facebook.pk}-on": "on"}
    shown = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{url(workspace, 'month', month='2036-11')}"}
    answer = manager.post(url(workspace, "post_new"), data, headers=shown)
    said = json.loads(answer.headers["HX-Trigger"])
    assert (answer.status_code, "HX-Redirect" in answer.headers) == (204, False)
    assert said.keys() == {"toast", "canvas:changed", "dialog:close", "composer:saved"}
    assert said["canvas:changed"]["focus"] == f"p{Post.objects.get().publications.get().pk}"
    elsewhere = manager.post(url(workspace, "post_new"), data, headers={"HX-Request": "true"})
    assert elsewhere.headers["HX-Redirect"] == url(workspace, "post", Post.objects.latest("pk").pk)


def test_saved_and_scheduled_at_once(workspace, manager, post):
    send(manager, form_of(manager, post.get_absolute_url()), "scheduled", text="Prêt ?")
    post.refresh_from_db()
    assert (post.text, post.status) == ("Prêt ?", "scheduled")


def test_what_a_network_would_refuse_is_stored_but_not_scheduled(workspace, manager, member, x):
    post = make_post(workspace, by=member("manager"), day="2036-11-24", channels=[x])
    answer = send(manager, form_of(manager, post.get_absolute_url()), "scheduled", text="a" * 281)
    post.refresh_from_db()
    assert (answer.status_code, len(post.text), post.status) == (302, 281, "draft")
    said = manager.get(post.get_absolute_url()).content.decode()
    assert "check-refused" in said and str(words.refusal("network_refuses")) in html.unescape(said)


def test_a_scheduled_post_cannot_become_what_a_network_refuses(workspace, manager, member, x):
    post = make_post(workspace, by=member("manager"), day="2036-11-24", channels=[x])
    send(manager, form_of(manager, post.get_absolute_url()), "scheduled")
    form = form_of(manager, post.get_absolute_url())
    assert send(manager, form, text="a" * 281).status_code == 422
    assert send(manager, form, "draft", text="a" * 281).status_code == 302
    post.refresh_from_db()
    assert (post.status, len(post.text)) == ("draft", 281)


def test_dropping_needs_a_reason(workspace, manager, post):
    send(manager, form_of(manager, post.get_absolute_url()), "dropped")
    post.refresh_from_db()
    assert post.status == "draft"
    send(manager, form_of(manager, post.get_absolute_url()), "dropped", reason="Annulé par la météo")
    post.refresh_from_db()
    assert (post.status, post.dropped_reason) == ("dropped", "Annulé par la météo")


@pytest.mark.parametrize("step", ["published", "nonsense"])
def test_no_other_step_is_taken(workspace, manager, post, step):
    assert send(manager, form_of(manager, post.get_absolute_url()), step).status_code == 422
    post.refresh_from_db()
    assert post.status == "draft"


# Two people --------------------------------------------------------------------------------------------------------


def test_the_second_to_save_sees_both_texts_and_loses_neither(workspace, manager, client_for, post):
    mine, theirs = form_of(manager, post.get_absolute_url()), form_of(client_for("lead"), post.get_absolute_url())
    send(client_for("lead"), theirs, text="Bonjour à toutes")
    answer = send(manager, mine, text="Bonsoir à tous")
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "<del>Bonjour</del>" in said and "<ins>Bonsoir</ins>" in said
    again = next(form for form in Page(said, mine.action).forms if form.multipart)
    assert again.data()["text"] == ["Bonsoir à tous"]
    assert Post.objects.get().text == "Bonjour à toutes"
    assert send(manager, again).status_code == 302
    assert Post.objects.get().text == "Bonsoir à tous"
    assert [row.content["post"]["text"] for row in post.revisions.all()][:2] == ["Bonsoir à tous", "Bonjour à toutes"]


# Checks while typing -----------------------------------------------------------------------------------------------


def test_the_count_follows_the_network(workspace, manager, x):
    form = form_of(manager, url(workspace, "post_new"))
    data = form.data() | {"text": "é" * 285 + " https://a.example/" + "b" * 90, f"c{x.pk}-on": "on"}
    said = manager.post(url(workspace, "post_check"), data, headers={"HX-Request": "true"}).content.decode()
    assert "309" in said and "280" in said
    assert 'class="preview-n over"' in said


def test_the_preview_shows_links_as_people_read_them(workspace, manager, x, facebook):
    Tracking.objects.create(workspace=workspace, channel=x, source="x", shorten=True)
    Tracking.objects.create(workspace=workspace, channel=facebook, source="facebook")
    form = form_of(manager, url(workspace, "post_new"))
    data = form.data() | {
        "text": "Venez",
        "link": "https://a.example/p",
        f"c{x.pk}-on": "on",
        f"c{facebook.pk}-on": "on",
    }
    said = manager.post(url(workspace, "post_check"), data, headers={"HX-Request": "true"}).content.decode()
    assert "/r/…</span>" in said and ">https://a.example/p</span>" in said
    assert "xxxx" not in said and "utm_content" not in said
    assert "paramètres UTM" not in said  # a short link leads to an address that has them
    assert 'data-count="x">38<' in said  # 5, an empty line, and the short address with its code


def test_the_checklist_knows_the_corpus(workspace, manager, facebook):
    term = CorpusTerm(workspace=workspace, text="usager", facet="identity", stance="avoid", say_instead="habitant")
    term.settle()
    term.save()
    data = {"text": "Chers usagers", f"c{facebook.pk}-on": "on"}
    said = manager.post(url(workspace, "post_check"), data, headers={"HX-Request": "true"}).content.decode()
    assert compose_words.remark(checklist.Remark("corpus_avoided", params={"n": 1})) in html.unescape(said)
    data["text"] = "Chers habitants"
    said = manager.post(url(workspace, "post_check"), data, headers={"HX-Request": "true"}).content.decode()
    assert compose_words.remark(checklist.Remark("corpus_unused", params={"n": 0})) in html.unescape(said)


def test_a_time_that_does_not_exist_is_said(workspace, manager, facebook):
    data = {"day": "2027-03-28", "time": "02:30", "zone": "Europe/Paris", f"c{facebook.pk}-on": "on"}
    said = manager.post(url(workspace, "post_check"), data, headers={"HX-Request": "true"}).content.decode()
    assert "03:30" in said


def test_the_pages_ask_the_database_a_constant_number_of_times(workspace, manager, member):
    asked = []
    for number in (1, 6):
        channels = [ChannelFactory(workspace=workspace, handle=f"{number}-{n}") for n in range(number)]
        post = make_post(workspace, by=member("manager"), day="2036-11-24", channels=channels)
        form = form_of(manager, post.get_absolute_url())
        send(manager, form, files=[upload() for _n in range(number)], file_alt=["Une salle"] * number)
        with CaptureQueriesContext(connection) as page:
            manager.get(post.get_absolute_url())
        with CaptureQueriesContext(connection) as check:
            manager.post(url(workspace, "post_check_of", post.pk), form.data())
        asked.append((len(page), len(check)))
    assert asked[0] == asked[1]
    assert asked[1][0] <= 34 and asked[1][1] <= 16


@pytest.mark.parametrize(("starts", "ends", "day"), [(-9, 9, 0), (-9, -2, -9), (3, 9, 3)])
def test_a_post_for_a_key_date_that_runs_is_for_the_days_left(workspace, manager, starts, ends, day):
    first, last, wanted = (workspace.today() + dt.timedelta(days=n) for n in (starts, ends, day))
    fair = KeyDate.objects.create(workspace=workspace, title="Exposition", start=first, end=last)
    form = form_of(manager, url(workspace, "post_new", key_date=fair.pk, day=first))
    assert (form.data()["title"], form.data()["day"]) == (["Exposition"], [wanted.isoformat()])


# Drafts ------------------------------------------------------------------------------------------------------------


def keep(client, form, path, **said):
    return client.post(path, form.data() | said)


def test_what_was_typed_and_not_saved_is_offered(workspace, manager, post):
    form = form_of(manager, post.get_absolute_url())
    assert keep(manager, form, url(workspace, "post_draft_of", post.pk), text="Bonsoir").status_code == 204
    page = manager.get(post.get_absolute_url()).content.decode()
    assert "<del>Bonjour" in page and "<ins>Bonsoir</ins>" in page
    assert not any(form.multipart for form in Page(page, "/").forms)
    back = form_of(manager, post.get_absolute_url() + "?draft=back")
    assert back.data()["text"] == ["Bonsoir"]
    send(manager, back)
    assert Post.objects.get().text == "Bonsoir"
    assert not Draft.objects.exists()


def test_a_draft_keeps_boxes_and_variants(workspace, manager, x, facebook):
    form = form_of(manager, url(workspace, "post_new"))
    said = {f"c{x.pk}-on": "on", f"c{x.pk}-own_text": "on", f"c{x.pk}-text": "Court", "spontaneous": "on"}
    keep(manager, form, url(workspace, "post_draft"), **said)
    back = form_of(manager, url(workspace, "post_new", draft="back")).data()
    assert {name: back[name][0] for name in said} == said
    assert f"c{facebook.pk}-on" not in back


def test_a_draft_is_discarded(workspace, manager, post):
    form, path = form_of(manager, post.get_absolute_url()), url(workspace, "post_draft_of", post.pk)
    keep(manager, form, path, text="Bonsoir")
    assert manager.post(path, {"discard": "1"}).url == post.get_absolute_url()
    assert form_of(manager, post.get_absolute_url()).data()["text"] == ["Bonjour à tous"]


def test_a_draft_is_discarded_in_the_dialog_which_stays(workspace, manager, post):
    form, path = form_of(manager, post.get_absolute_url()), url(workspace, "post_draft_of", post.pk)
    keep(manager, form, path, text="Bonsoir")
    answer = manager.post(path, {"discard": "1"}, headers={"HX-Request": "true"})
    assert (answer.status_code, "<html" in answer.content.decode()) == (200, False)
    assert "Bonjour à tous" in answer.content.decode()


def test_a_draft_is_its_authors_and_stands_for_its_version(workspace, manager, client_for, post):
    form = form_of(manager, post.get_absolute_url())
    keep(manager, form, url(workspace, "post_draft_of", post.pk), text="Bonsoir")
    send(client_for("lead"), form_of(client_for("lead"), post.get_absolute_url()), text="Bonjour à toutes")
    back = form_of(manager, post.get_absolute_url() + "?draft=back")
    assert send(manager, back).status_code == 409


def test_a_draft_that_says_what_is_stored_is_no_question(workspace, manager, post):
    form = form_of(manager, post.get_absolute_url())
    keep(manager, form, url(workspace, "post_draft_of", post.pk))
    assert form_of(manager, post.get_absolute_url()).data()["text"] == ["Bonjour à tous"]


def test_a_draft_that_was_saved_is_not_offered_after_the_next_change(workspace, manager, client_for, post):
    form = form_of(manager, post.get_absolute_url())
    keep(manager, form, url(workspace, "post_draft_of", post.pk))
    manager.get(post.get_absolute_url())
    send(client_for("lead"), form_of(client_for("lead"), post.get_absolute_url()), text="Bonjour à toutes")
    assert form_of(manager, post.get_absolute_url()).data()["text"] == ["Bonjour à toutes"]


def test_two_new_posts_in_two_tabs_are_kept_apart(workspace, manager):
    path, new = url(workspace, "post_draft"), url(workspace, "post_new")
    first, second = form_of(manager, new), form_of(manager, new)
    keep(manager, first, path, title="Conte")
    keep(manager, second, path, title="Atelier")
    keep(manager, first, path, title="Conte du soir")
    page = manager.get(new).content.decode()
    assert page.index("<ins>Conte du soir</ins>") < page.index("<ins>Atelier</ins>")
    assert form_of(manager, url(workspace, "post_new", draft="new")).data()["title"] == [""]
    back = form_of(manager, url(workspace, "post_new", draft="back", key=second.data()["key"][0]))
    assert back.data()["title"] == ["Atelier"]
    send(manager, back, text="Samedi")
    assert [draft.data["title"] for draft in Draft.objects.all()] == [["Conte du soir"]]
    manager.post(path, {"discard": "1", "key": first.data()["key"][0]})
    assert not Draft.objects.exists()


def test_of_many_unsaved_new_posts_the_newest_stay(workspace, manager):
    path = url(workspace, "post_draft")
    for n in range(12):
        manager.post(path, {"title": f"Conte {n}", "key": f"{n:016x}"})
    assert sorted(int(draft.key, 16) for draft in Draft.objects.all()) == list(range(2, 12))


def test_a_draft_has_a_size(workspace, manager):
    path = url(workspace, "post_draft")
    assert manager.post(path, {"text": "a" * 2_000_001}).status_code == 422
    assert manager.post(path, {"text": "a\x00"}).status_code == 422
    assert not Draft.objects.exists()


# Pictures ----------------------------------------------------------------------------------------------------------


def upload(name="photo.jpg", data=None):
    return SimpleUploadedFile(name, data or picture(), content_type="image/jpeg")


def test_a_picture_needs_words(workspace, manager, post):
    form = form_of(manager, post.get_absolute_url())
    assert send(manager, form, files=[upload()], file_alt=[" "]).status_code == 422
    assert send(manager, form, files=[upload(), upload("b.jpg")], file_alt=["Une salle"]).status_code == 422
    assert not Attachment.objects.exists()


def test_pictures_are_attached_ordered_described_removed(workspace, manager, facebook):
    form = form_of(manager, url(workspace, "post_new"))
    answer = send(
        manager, form, title="Salle", files=[upload("a.jpg"), upload("b.jpg")], file_alt=["La salle", "La scène"]
    )
    assert answer.status_code == 302
    post = Post.objects.get()
    a, b = post.attachments.all()
    assert [a.name, a.alt, b.alt, post.revisions.count()] == ["a.jpg", "La salle", "La scène", 1]
    form = form_of(manager, post.get_absolute_url())
    send(manager, form, **{f"a{a.pk}-position": "9", f"a{b.pk}-alt": "La scène vide"})
    assert [row["name"] for row in content_of(Post.objects.get())["attachments"]] == ["b.jpg", "a.jpg"]
    form = form_of(manager, post.get_absolute_url())
    send(manager, form, **{f"a{a.pk}-remove": "on"})
    assert [row["alt"] for row in content_of(Post.objects.get())["attachments"]] == ["La scène vide"]
    assert manager.get(url(workspace, "attachment", a.pk)).status_code == 200  # former versions show it


def test_a_refused_file_is_named_and_nothing_is_kept(workspace, manager, post, settings):
    form = form_of(manager, post.get_absolute_url())
    answer = send(manager, form, files=[upload("plan.svg", b"<svg xmlns=''></svg>")], file_alt=["Plan"], text="Gardé")
    assert answer.status_code == 422 and "plan.svg" in answer.content.decode()
    assert next(f for f in Page(answer.content.decode(), "/").forms if f.multipart).data()["text"] == ["Gardé"]
    assert not list(settings.MEDIA_ROOT.glob("**/*"))


def test_files_of_a_post_leave_as_what_they_are(workspace, manager, post, member):
    film = Attachment.objects.create(
        workspace=workspace, post=post, kind="video", mime="video/mp4", name="film.mp4", alt="Un film", size=3,
        digest="d", file=media.keep(workspace.pk, media.Medium("video", "video/mp4", b"mp4")), by=member("lead"),
    )  # fmt: skip
    send(manager, form_of(manager, post.get_absolute_url()), files=[upload()], file_alt=["Une salle"])
    image = Attachment.objects.get(kind="image")
    shown, small = (manager.get(url(workspace, "attachment", image.pk, **query)) for query in ({}, {"small": "1"}))
    assert shown["Content-Type"] == "image/jpeg" and small["Content-Type"] == "image/webp"
    answer = manager.get(url(workspace, "attachment", film.pk))
    assert answer["Content-Type"] == "video/mp4"
    for response in (shown, small, answer):
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"


def test_too_much_is_refused_before_it_is_read(workspace, manager, post, monkeypatch):
    monkeypatch.setattr("calendar_app.views.compose.BODY", 100)
    answer = manager.post(url(workspace, "post_save", post.pk), {"text": "a" * 200})
    assert answer.status_code == 413 and "<h1>" in answer.content.decode()
    within = manager.post(url(workspace, "post_new"), {"text": "a" * 200}, headers={"HX-Request": "true"})
    assert within.status_code == 413 and within["Content-Type"].startswith("text/plain")


# Who may -----------------------------------------------------------------------------------------------------------


def test_a_guest_reads_and_writes_nothing(workspace, client_for, post):
    guest = client_for("guest")
    page = guest.get(post.get_absolute_url()).content.decode()
    assert "Bonjour à tous" in page and "textarea" not in page
    for name in ("post_save", "post_check_of", "post_draft_of", "post_delete"):
        assert guest.post(url(workspace, name, post.pk)).status_code == 403
    assert guest.get(url(workspace, "post_new")).status_code == 403


def test_a_deleted_post_is_gone(workspace, manager, post):
    Post.objects.update(deleted_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert manager.get(post.get_absolute_url()).status_code == 404


def test_days_near_the_ends_of_time_are_refused(workspace, manager, facebook):
    form = form_of(manager, url(workspace, "post_new"))
    said = {f"c{facebook.pk}-on": "on", "zone": "Asia/Tokyo", "time": "00:00", "past_ok": "on"}
    assert send(manager, form, title="Conte", day="0001-01-01", **said).status_code == 422
    own = {f"c{facebook.pk}-own_when": "on", f"c{facebook.pk}-day": "9999-12-31", f"c{facebook.pk}-time": "23:59"}
    own |= {f"c{facebook.pk}-zone": "America/New_York"}
    assert send(manager, form, title="Conte", **said, **own).status_code == 422
    assert not Post.objects.exists()
