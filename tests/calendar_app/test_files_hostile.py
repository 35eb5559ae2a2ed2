"""Files made to do harm: brought in without it, or refused with the reason."""

import json

import pytest
from django.urls import reverse

from calendar_app import feed
from calendar_app.actions import posts
from calendar_app.contents import content_of, edited
from calendar_app.models import Post, Publication, ReviewPolicy
from calendar_app.sheets import own
from imports import actions
from imports.models import Import
from tests.calendar_app.test_files_import import arrive, bring_in, confirm, work
from tests.factories import ChannelFactory, make_post

pytestmark = pytest.mark.django_db

UID = "0123456789abcdef"


@pytest.fixture
def channels(workspace):
    return [ChannelFactory(workspace=workspace, network=each, handle="mediatheque") for each in ("facebook", "x")]


def document(*said):
    every = [{"uid": "", "title": "Conte", "tags": [], "places": [], **each} for each in said]
    return json.dumps({"format": own.FORMAT, "version": own.VERSION, "posts": every})


def exported(client, workspace):
    answer = client.get(reverse("calendar:export", args=[workspace.slug]), {"format": "json"})
    return json.loads(b"".join(answer.streaming_content))


def test_signs_that_no_database_holds_are_left_out(workspace):
    said = {"title": "Con\u0000te\ud800", "note": "\udc00", "link": "https://a.example/\u0000", "tags": ["\ud800fête"]}
    assert bring_in(workspace, "posts.json", document(said)).state == Import.State.APPLIED
    post = Post.objects.get()
    assert (post.title, post.note, post.link) == ("Conte", "", "https://a.example/")
    assert [tag.name for tag in post.tags.all()] == ["fête"]


def test_addresses_are_kept_without_the_space_around_them_and_with_their_scheme(workspace):
    place = {"day": "2027-01-04", "permalink": "https://a.example/1\r\n", "link": " \nwww.b.example"}
    bring_in(workspace, "posts.json", document({"link": "c.example", "places": [place]}))
    publication = Publication.objects.select_related("post__workspace", "post__pillar", "channel").get()
    assert publication.permalink == "https://a.example/1"
    assert (publication.link, publication.post.link) == ("https://www.b.example", "https://c.example")
    assert b"\r\nURL:https://a.example/1\r\n" in feed.calendar(workspace, "Agenda", [publication])


def test_numbers_beyond_reason_are_refused(workspace):
    record = arrive(workspace, "posts.json", document({"cool_down": "9" * 5000}))
    assert [(row["row"], row["code"]) for row in record.summary["refused"]] == [(1, "not_a_number")]


def test_two_posts_of_a_file_may_not_share_the_name_of_a_place(workspace):
    place = {"uid": UID, "day": "2027-01-04"}
    said = document({"places": [place]}, {"title": "Autre", "places": [place]})
    assert bring_in(workspace, "posts.json", said).state == Import.State.APPLIED
    assert Publication.objects.count() == 2
    assert Publication.objects.filter(uid=UID).count() == 1


def test_places_may_change_their_channels_with_each_other(workspace, member, client_for, channels):
    post = make_post(workspace, by=member("manager"), day="2027-01-04", channels=channels)
    before = dict(post.publications.values_list("uid", "channel"))
    said = exported(client_for("manager"), workspace)
    one, two = said["posts"][0]["places"]
    one["network"], two["network"] = two["network"], one["network"]
    assert bring_in(workspace, "posts.json", json.dumps(said)).state == Import.State.APPLIED
    after = dict(post.publications.values_list("uid", "channel"))
    assert [after[uid] for uid in before] == list(reversed(before.values()))


def test_a_channel_is_not_taken_twice(workspace, member, client_for, channels):
    post = make_post(workspace, by=member("manager"), day="2027-01-04", channels=channels)
    said = exported(client_for("manager"), workspace)
    one, two = said["posts"][0]["places"]
    one["network"] = two["network"]
    said["posts"][0]["places"] = [one]
    assert bring_in(workspace, "posts.json", json.dumps(said)).state == Import.State.APPLIED
    assert set(post.publications.values_list("channel", flat=True)) == {channels[1].pk, None}


def test_undoing_the_file_of_somebody_trusted_lends_nobody_that_trust(workspace, member, client_for, channels):
    trusted, manager = member("lead"), member("manager")
    rule = ReviewPolicy.objects.create(workspace=workspace, channel=channels[0], sensitivity="ordinary", need="all")
    rule.reviewers.set([member("admin")])
    rule.trusted.set([trusted])
    post = make_post(workspace, by=manager, text="Du gérant", day="2027-01-04", channels=channels[:1])
    said = exported(client_for("manager"), workspace)
    said["posts"][0]["text"] = "De confiance"
    record = confirm(arrive(workspace, "posts.json", json.dumps(said), by=trusted))
    assert Post.objects.get().worded_by == trusted
    actions.undo(record=record, by=manager)
    work(record)
    post.refresh_from_db()
    assert (post.text, post.worded_by) == ("Du gérant", manager)
    content = edited(content_of(post))
    content["post"]["status"] = "scheduled"
    assert posts.write(post=post, content=content, version=post.version, by=manager).status == "review"
