"""Calendar files as other programs write them."""

import datetime as dt

import pytest

from calendar_app.models import KeyDate, Post
from calendar_app.sheets import dates, reading
from tests.calendar_app.test_files_import import arrive, confirm

OPTIONS = {"timezone": "Europe/Paris", "today": "2026-11-22", "answers": {}, "words": {}, "risky": "'*[=+@-]"}


def event(*lines, uid="a@example.org"):
    return ["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"]


def calendar(*events, head=(), end="\r\n"):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *head, *(line for each in events for line in each), "END:VCALENDAR", ""]
    return end.join(lines)


@pytest.fixture
def key_dates(tmp_path):
    """(first day, last day, title) of each."""

    def read(data):
        path = tmp_path / "a.ics"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        found = dates.read_dates(path, "a.ics", OPTIONS)
        assert found.refused == []
        return [(each["start"], each["end"], each["title"]) for each in found.posts]

    return read


@pytest.fixture
def posts(tmp_path):
    def read(data):
        path = tmp_path / "a.ics"
        path.write_bytes(data.encode())
        return reading.read_posts(path, "a.ics", OPTIONS)

    return read


DAY = "DTSTART;VALUE=DATE:20261103"
ALONE = [("2026-11-03", "2026-11-03", "Été du conseil")]


@pytest.mark.parametrize(
    "data",
    [
        calendar(event(DAY, "SUMMARY:Été du conseil"), end="\r"),
        calendar(event(DAY, "SUMMARY:Été du conseil")).encode("latin-1"),
        calendar(event(DAY, "SUMMARY:Été du conseil")).encode("utf-16"),
        calendar(event(DAY, "SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=89t=C3=A9 =", "du conseil")),
        calendar(event(DAY, "SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:=C9t=E9 du=", " =20conseil")),
        calendar(event(DAY, "SUMMARY:Été du conseil", "DESCRIPTION:a", " BEGIN:VEVENT")),
        calendar(event(DAY, "SEQUENCE:0", "SUMMARY:Avant"), event(DAY, "SEQUENCE:2", "SUMMARY:Été du conseil")),
    ],
    ids=["line ends", "latin", "utf-16", "quoted", "quoted latin", "folded", "sequence"],
)
def test_one_event_in_many_ways(key_dates, data):
    assert key_dates(data) == ALONE


def test_an_occurrence_that_is_moved_is_told_in_any_zone(key_dates):
    weekly = event("DTSTART;TZID=Europe/Paris:20261102T090000", "RRULE:FREQ=WEEKLY;COUNT=2", "SUMMARY:A")
    moved = event("DTSTART;TZID=Europe/Paris:20261110T100000", "RECURRENCE-ID:20261109T080000Z", "SUMMARY:A bis")
    assert key_dates(calendar(weekly, moved)) == [
        ("2026-11-02", "2026-11-02", "A"),
        ("2026-11-10", "2026-11-10", "A bis"),
    ]


def test_times_without_a_zone_are_in_the_one_of_the_calendar(posts):
    data = calendar(event("DTSTART:20261103T093000", "SUMMARY:A"), head=["X-WR-TIMEZONE:America/Montreal"])
    [place] = posts(data).posts[0]["places"]
    assert (place["time"], place["zone"]) == ("09:30", "America/Montreal")


def test_a_zone_that_nobody_knows_is_said(posts):
    found = posts(calendar(event("DTSTART;TZID=Nowhere Time:20261103T093000", "SUMMARY:A")))
    assert found.posts[0]["places"][0]["time"] == "09:30"
    assert found.notes == [{"code": "zone_unknown", "params": {"zone": "Nowhere Time", "taken": "Europe/Paris"}}]


@pytest.mark.django_db
def test_an_event_that_was_moved_is_the_same_post_and_the_same_key_date(workspace):
    first = calendar(event(DAY, "SUMMARY:Fête", "DESCRIPTION:Venez"))
    later = calendar(event("DTSTART;TZID=Europe/Paris:20261105T180000", "SUMMARY:Grande fête"))

    def counts(record):
        return tuple(record.summary[name] for name in ("new", "changed", "unchanged"))

    for kind in ("posts", "key_dates"):
        assert counts(confirm(arrive(workspace, "a.ics", first, kind=kind))) == (1, 0, 0)
        assert counts(arrive(workspace, "a.ics", first, kind=kind)) == (0, 0, 1)
        assert counts(confirm(arrive(workspace, "a.ics", later, kind=kind))) == (0, 1, 0)
    post = Post.objects.get()
    assert (post.title, post.text) == ("Grande fête", "Venez")
    assert [(str(each.day), str(each.time)) for each in post.publications.all()] == [("2026-11-05", "18:00:00")]
    assert [(each.title, each.start) for each in KeyDate.objects.all()] == [("Grande fête", dt.date(2026, 11, 5))]
