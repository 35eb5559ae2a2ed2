"""The feed, as other programs read it: followed across edits, moves and deletions."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine
from dateutil import rrule
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from calendar_app import feed, sharing
from calendar_app.actions import batches, posts, statuses
from calendar_app.contents import content_of, edited
from calendar_app.models import Post, Publication, Share
from tests import naughty
from tests.factories import ChannelFactory, make_post

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace)


@pytest.fixture
def post(workspace, member, channel):
    return make_post(workspace, by=member("manager"), day="2026-11-24", time="09:30", channels=[channel])


@pytest.fixture
def share(workspace, member):
    return Share.objects.create(workspace=workspace, kind="feed", name="Mon agenda", by=member("lead"))


def get(share, **headers):
    return Client().get(reverse("feed", args=[sharing.token(share)]), headers=headers)


def events(share):
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(get(share).content).walk("VEVENT")}


def only(share):
    [event] = events(share).values()
    return event


def change(post, by, **said):
    content = edited(content_of(post))
    for name, value in said.items():
        content["publications"][0 if name in ("day", "time", "zone") else -1][name] = value
    return posts.write(post=post, content=content, version=post.version, by=by)


def unfolded(body: bytes) -> dict[str, list[str]]:
    """A second reader, of our own and after RFC 5545 alone: name of each line → values."""
    found = {}
    for line in body.replace(b"\r\n ", b"").decode().split("\r\n"):
        name, _colon, value = line.partition(":")
        found.setdefault(name.partition(";")[0], []).append(value)
    return found


def test_a_publication_is_an_event(share, post, workspace):
    event = only(share)
    publication = post.publications.get()
    assert str(event["UID"]) == f"{publication.uid}@127.0.0.1"
    assert str(event["SUMMARY"]) == "Facebook · Coulisses du festival"
    assert event["DTSTART"].dt == dt.datetime(2026, 11, 24, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    assert event["DURATION"].dt == dt.timedelta(minutes=15)
    assert event["STATUS"] == "TENTATIVE"
    assert event["SEQUENCE"] == post.version
    assert [str(word) for word in event["CATEGORIES"].cats] == ["Facebook"]
    assert "Bonjour à tous" in event["DESCRIPTION"]
    assert event["URL"].endswith(f"/w/{workspace.slug}/calendar/posts/{post.pk}/")


def test_the_file_says_its_name_and_what_it_holds(share, post, workspace):
    calendar = Calendar.from_ical(get(share).content)
    assert calendar["X-WR-CALNAME"] == f"{workspace} · Mon agenda"
    assert "3000" in calendar["X-WR-CALDESC"]
    assert calendar["X-WR-TIMEZONE"] == "Europe/Paris"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]


def test_the_zone_in_the_file_moves_with_the_clock(share, workspace, member, channel):
    """Read with dateutil alone: its rules of the zone are those of the file."""
    for day in ("2026-11-24", "2027-03-27", "2027-03-28", "2027-07-14"):
        make_post(workspace, by=member("manager"), day=day, time="09:30", title=day, channels=[channel])
    zone = Calendar.from_ical(get(share).content).walk("VTIMEZONE")[0]
    turns = []
    for part in zone.subcomponents:
        offset = part["TZOFFSETTO"].td
        turns.append((part["DTSTART"].dt, offset))
        for name in ("RDATE",):
            for row in part[name] if isinstance(part.get(name), list) else [part.get(name)] if name in part else []:
                turns += [(each.dt, offset) for each in row.dts]
        if "RRULE" in part:
            start = part["DTSTART"].dt
            turns += [(each, offset) for each in rrule.rrulestr(part["RRULE"].to_ical().decode(), dtstart=start)]
    for publication in Publication.objects.all():
        wall = dt.datetime.combine(publication.day, publication.time)
        offset = max(turn for turn in turns if turn[0] <= wall)[1]
        assert wall - offset == publication.at.replace(tzinfo=None)


def test_days_without_a_time_are_whole_days(share, workspace, member, channel):
    make_post(workspace, by=member("manager"), day="2026-11-24", time=None, channels=[channel])
    event = only(share)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (dt.date(2026, 11, 24), dt.date(2026, 11, 25))


def test_an_edit_and_a_move_are_a_new_sequence_of_the_same_event(share, post, member):
    before = only(share)
    change(post, member("manager"), day="2026-11-26", time="18:00")
    after = only(share)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after["DTSTART"].dt.isoformat() == "2026-11-26T18:00:00+01:00"
    change(post, member("manager"), own_text=True, text="Autrement")
    assert "Autrement" in only(share)["DESCRIPTION"]


def test_statuses_are_told(share, post, member):
    def to(status, reason=""):
        fresh = Post.objects.get()
        statuses.set_status(post=fresh, status=status, version=fresh.version, by=member("manager"), reason=reason)
        return only(share)["STATUS"]

    assert to("scheduled") == "CONFIRMED"
    assert to("draft") == "TENTATIVE"
    assert to("dropped", "Annulé") == "CANCELLED"


def test_published_is_confirmed_and_leads_to_the_post(share, post, member):
    change(post, member("manager"), state="published", permalink="https://facebook.example/1")
    event = only(share)
    assert (event["STATUS"], event["URL"]) == ("CONFIRMED", "https://facebook.example/1")


def test_a_deleted_post_is_cancelled_and_comes_back(share, post, workspace, member):
    uid, sequence = only(share)["UID"], only(share)["SEQUENCE"]
    batch = batches.delete(workspace=workspace, posts=[post], by=member("manager"))
    gone = only(share)
    assert (gone["UID"], gone["STATUS"], gone.get("DESCRIPTION")) == (uid, "CANCELLED", None)
    assert gone["SEQUENCE"] > sequence
    batches.undo(batch=batch, by=member("manager"))
    back = only(share)
    assert (back["UID"], back["STATUS"]) == (uid, "TENTATIVE")
    assert back["SEQUENCE"] > gone["SEQUENCE"]
    batches.delete(workspace=workspace, posts=[Post.objects.get()], by=member("manager"))
    with time_machine.travel(NOW + dt.timedelta(days=61)):
        assert events(share) == {}


def test_ideas_and_far_days_stay_out(share, workspace, member, channel):
    common = {"by": member("manager"), "channels": [channel]}
    for day in ("2026-05-20", "2026-05-24", "2028-05-20", "2028-06-01"):
        make_post(workspace, day=day, title=day, **common)
    make_post(workspace, day="2026-12-01", title="Idée", status="idea", **common)
    assert set(events(share)) == {"Facebook · 2026-05-24", "Facebook · 2028-05-20"}


def test_the_nearest_are_kept_when_there_are_too_many(workspace, member, channel, monkeypatch):
    monkeypatch.setattr(feed, "MOST", 3)
    for day in ("2026-11-10", "2026-11-20", "2026-11-25", "2026-12-25"):
        make_post(workspace, by=member("manager"), day=day, channels=[channel])
    kept = feed.nearest(feed.in_window(Publication.objects.all(), NOW.date()), NOW.date())
    assert [str(each.day) for each in kept] == ["2026-11-20", "2026-11-25", "2026-12-25"]


def test_a_filter_that_names_what_is_gone_shows_nothing(share, post, channel):
    Share.objects.update(query=f"channel={channel.pk}")
    assert len(events(Share.objects.get())) == 1
    channel.delete()
    assert events(Share.objects.get()) == {}


def test_what_did_not_change_is_not_sent_again(share, post, member):
    first = get(share)
    again = get(share, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    change(post, member("manager"), time="10:00")
    assert get(share, **{"If-None-Match": first["ETag"]}).status_code == 200
    with time_machine.travel(NOW + dt.timedelta(days=1)):
        assert get(share, **{"If-None-Match": get(share)["ETag"]}).status_code == 304


def test_a_removed_place_changes_the_feed(share, post, workspace, member):
    other = ChannelFactory(workspace=workspace, network="instagram")
    content = edited(content_of(post))
    content["publications"].append({**content["publications"][0], "uid": "", "channel": other.pk})
    posts.write(post=post, content=content, version=post.version, by=member("manager"))
    tag = get(share)["ETag"]
    assert set(events(share)) == {"Facebook · Coulisses du festival", "Instagram · Coulisses du festival"}
    content = edited(content_of(post))
    del content["publications"][1]
    posts.write(post=post, content=content, version=post.version, by=member("manager"))
    assert set(events(share)) == {"Facebook · Coulisses du festival"}
    assert get(share)["ETag"] != tag


def test_the_feed_costs_a_few_queries_for_any_number(share, workspace, member, channel, django_assert_num_queries):
    for number in range(6):
        make_post(workspace, by=member("manager"), day="2026-11-24", title=f"N° {number}", channels=[channel])
    with django_assert_num_queries(5):
        assert get(share).content.count(b"BEGIN:VEVENT") == 6


# Any text ----------------------------------------------------------------------------------------------------------


def one(text: str) -> bytes:
    post = Post(title=text[:200], text=text, version=3, updated_at=NOW, created_at=NOW)
    post.workspace_id, post.pk = 1, 1
    post.get_absolute_url = lambda: "/w/a/calendar/posts/1/"
    publication = Publication(post=post, uid="abc", day=dt.date(2026, 11, 24), zone="Europe/Paris")
    calendar = Calendar()
    calendar.add("PRODID", "-")
    calendar.add("VERSION", "2.0")
    calendar.add_component(feed.event(publication))
    return calendar.to_ical()


def holds(text: str) -> None:
    body = one(text)
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert len(body.decode().splitlines()) == body.count(b"\r\n")  # no reader sees a line more
    assert len(Calendar.from_ical(body).walk("VEVENT")) == 1
    [said] = unfolded(body)["SUMMARY"]
    # RFC 5545, 3.3.11, read from left to right: the library takes a backslash before N for a line end.
    told = re.sub(r"\\(.)", lambda sign: "\n" if sign[1] in "nN" else sign[1], said)
    assert told.strip() == feed.clean(text[:200]).strip()
    assert len(unfolded(body)["BEGIN"]) == 2
    assert len(unfolded(body)["SUMMARY"]) == 1


@pytest.mark.parametrize("text", [text for text in naughty.OURS if text.strip()], ids=lambda text: repr(text[:20]))
def test_naughty_text_stays_inside_its_line(text):
    holds(text)


@given(st.text(min_size=1, max_size=300).filter(str.strip))
def test_any_text_stays_inside_its_line(text):
    holds(text)


def test_nobody_adds_lines_of_their_own():
    body = one("Bonjour\r\nEND:VEVENT\r\nBEGIN:VALARM\nATTACH:x\u2028STATUS:CONFIRMED\x85UID:1")
    assert unfolded(body)["BEGIN"] == ["VCALENDAR", "VEVENT"]
    assert unfolded(body)["STATUS"] == ["TENTATIVE"]
