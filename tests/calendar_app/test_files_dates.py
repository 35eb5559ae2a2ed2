"""Key dates out of calendars and tables; events as posts."""

import datetime as dt

import pytest
from django.urls import reverse

from calendar_app.models import KeyDate, Post
from imports import actions
from imports.models import Import
from tests.calendar_app.test_files_import import arrive, bring_in, confirm, counts, map_as_guessed, work
from tests.calendar_app.test_files_import import channels as channels  # a fixture
from tests.factories import WorkspaceFactory, make_post

pytestmark = pytest.mark.django_db

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//ville//agenda//FR
BEGIN:VEVENT
UID:livre@example.org
SUMMARY:Fête du livre\\, édition 2027
DTSTART;VALUE=DATE:20270514
DTEND;VALUE=DATE:20270517
DESCRIPTION:Trois jours
URL:https://example.org/livre
CATEGORIES:Temps fort,Lecture
STATUS:CONFIRMED
END:VEVENT
BEGIN:VEVENT
UID:conseil@example.org
SUMMARY:Conseil
DTSTART;TZID=Europe/Paris:{first}T190000
DTEND;TZID=Europe/Paris:{first}T220000
RRULE:FREQ=MONTHLY;COUNT=6
EXDATE;TZID=Europe/Paris:{third}T190000
END:VEVENT
BEGIN:VEVENT
UID:conseil@example.org
RECURRENCE-ID;TZID=Europe/Paris:{second}T190000
SUMMARY:Conseil reporté
DTSTART;TZID=Europe/Paris:{moved}T190000
DTEND;TZID=Europe/Paris:{moved}T220000
END:VEVENT
BEGIN:VEVENT
UID:nuit@example.org
SUMMARY:Nuit blanche
DTSTART:20270605T190000Z
DTEND:20270606T040000Z
END:VEVENT
BEGIN:VEVENT
UID:annule@example.org
SUMMARY:Annulé
STATUS:CANCELLED
DTSTART;VALUE=DATE:20270101
END:VEVENT
BEGIN:VEVENT
UID:souvent@example.org
SUMMARY:Trop souvent
DTSTART:20270101T000000Z
RRULE:FREQ=SECONDLY
END:VEVENT
BEGIN:VEVENT
UID:sans@example.org
SUMMARY:Sans date
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


@pytest.fixture
def days(workspace):
    """The tenth of this month and of the five that follow."""
    first = workspace.today().replace(day=10)
    months = [(first.year * 12 + first.month - 1 + n) for n in range(6)]
    return [dt.date(month // 12, month % 12 + 1, 10) for month in months]


@pytest.fixture
def calendar(days):
    said = {"first": days[0], "second": days[1], "third": days[2], "moved": days[1].replace(day=12)}
    return CALENDAR.format(**{name: f"{day:%Y%m%d}" for name, day in said.items()})


def stored():
    return [(each.title, each.start, each.end) for each in KeyDate.objects.order_by("title", "start")]


def test_events_become_key_dates(workspace, calendar, days):
    record = confirm(arrive(workspace, "agenda.ics", calendar, kind="key_dates"))
    assert record.state == Import.State.APPLIED
    assert [(row["value"], row["code"]) for row in record.summary["refused"]] == [
        ("Sans date", "missing_date"),
        ("FREQ=SECONDLY", "rule_too_frequent"),
    ]
    moved = days[1].replace(day=12)
    assert stored() == [
        *(("Conseil", day, day) for day in (days[0], *days[3:])),
        ("Conseil reporté", moved, moved),
        ("Fête du livre, édition 2027", dt.date(2027, 5, 14), dt.date(2027, 5, 16)),
        ("Nuit blanche", dt.date(2027, 6, 5), dt.date(2027, 6, 6)),
    ]
    book = KeyDate.objects.get(code="livre@example.org")
    assert (book.kind, book.note, book.link) == ("own", "Trois jours", "https://example.org/livre")


def test_the_same_calendar_again_changes_nothing_and_a_new_one_what_differs(workspace, calendar):
    first = confirm(arrive(workspace, "agenda.ics", calendar, kind="key_dates"))
    before = stored()
    again = arrive(workspace, "agenda.ics", calendar, kind="key_dates")
    assert (again.summary["new"], again.summary["changed"], again.summary["unchanged"]) == (0, 0, len(before))
    longer = confirm(arrive(workspace, "agenda.ics", calendar.replace("20270517", "20270518"), kind="key_dates"))
    assert longer.summary["changed"] == 1
    assert KeyDate.objects.get(code="livre@example.org").end == dt.date(2027, 5, 17)
    actions.undo(record=longer, by=None)
    work(longer)
    assert stored() == before
    KeyDate.objects.filter(title="Nuit blanche").update(version=1)  # somebody edited it since
    actions.undo(record=first, by=None)
    assert work(first).state == Import.State.UNDONE
    assert [title for title, _start, _end in stored()] == ["Fête du livre, édition 2027", "Nuit blanche"]


@pytest.mark.parametrize(
    "text, code",
    [
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n", "calendar_cut_off"),
        ("BEGIN:VCALENDAR\nceci n’est pas une ligne\nEND:VCALENDAR\n", "broken_calendar"),
        ("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "no_event"),
    ],
)
@pytest.mark.parametrize("kind", ["posts", "key_dates"])
def test_a_broken_calendar_says_what_is_wrong(workspace, client_for, text, code, kind):
    record = arrive(workspace, "agenda.ics", text, kind=kind)
    assert (record.state, record.error["code"]) == (Import.State.REFUSED, code)
    assert client_for("guest").get(record.get_absolute_url()).status_code == 200


def test_a_table_of_dates(workspace, client_for):
    table = (
        "Événement;Début;Fin;Lieu\nSalon;13/05/2027;16/05/2027;Halle\nBraderie;05/06/2027;;\n"
        ";01/01/2027;;\nInverse;05/06/2027;01/06/2027;\n"
    )
    record = map_as_guessed(arrive(workspace, "dates.csv", table, kind="key_dates"))
    assert [row["code"] for row in record.summary["refused"]] == ["no_title", "ends_before_it_starts"]
    assert client_for("guest").get(record.get_absolute_url()).status_code == 200
    confirm(record)
    assert stored() == [
        ("Braderie", dt.date(2027, 6, 5), dt.date(2027, 6, 5)),
        ("Salon", dt.date(2027, 5, 13), dt.date(2027, 5, 16)),
    ]
    assert KeyDate.objects.get(title="Salon").note == "Halle"
    again = arrive(workspace, "dates.csv", table, kind="key_dates")
    assert (again.summary["new"], again.summary["unchanged"]) == (0, 2)


def test_events_become_posts(workspace, calendar):
    record = confirm(arrive(workspace, "agenda.ics", calendar))
    assert record.state == Import.State.APPLIED
    book = Post.objects.get(title="Fête du livre, édition 2027")
    place = book.publications.get()
    assert (str(place.day), place.time, book.text, book.status) == ("2027-05-14", None, "Trois jours", "approved")
    assert sorted(tag.name for tag in book.tags.all()) == ["Lecture", "Temps fort"]
    night = Post.objects.get(title="Nuit blanche").publications.get()
    assert (str(night.day), str(night.time), night.zone) == ("2027-06-05", "21:00:00", "Europe/Paris")
    assert Post.objects.get(title="Annulé").status == "dropped"
    again = arrive(workspace, "agenda.ics", calendar)
    assert (again.summary["new"], again.summary["changed"]) == (0, 0)


def test_an_event_of_our_feed_that_was_moved_moves_its_publication(workspace, channels, client_for):
    post = make_post(workspace, day="2027-01-04", channels=[channels["facebook"]])
    uid = post.publications.get().uid
    event = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:{uid}@plan.example.org\nSUMMARY:Facebook · Autre\n"
        "DTSTART;TZID=Europe/Paris:20270105T103000\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    record = bring_in(workspace, "agenda.ics", event.format(uid=uid))
    assert (record.summary["new"], record.summary["changed"]) == (0, 1)
    post.refresh_from_db()
    place = post.publications.get()
    assert (post.title, str(place.day), str(place.time)) == ("Coulisses du festival", "2027-01-05", "10:30:00")
    other = WorkspaceFactory()
    with other.active():
        assert bring_in(other, "agenda.ics", event.format(uid=uid)).summary["new"] == 1


def test_the_pages_of_a_file_of_posts(workspace, channels, client_for):
    """Mapping, question, preview, result: each page answers, and says what is needed."""
    client = client_for("manager")
    page = client.get(reverse("imports:list", args=[workspace.slug]), {"kind": "posts"})
    assert page.status_code == 200
    record = arrive(
        workspace,
        "plan.csv",
        "Date,Plateformes,Légende,Note 1,Note 2,Objectif\n2027-01-04,Blog,<b>Ouverture</b>,a,b,\n,,,,,\n"
        "30/02/2027,X,y,,,\n",
    )
    assert "Légende" in client.get(record.get_absolute_url()).content.decode()
    form = {
        f"t0-c{column['index']}": "note" if column["header"].startswith("Note") else column["role"]
        for column in record.mapping_questions[0]["params"]["columns"]
    }
    assert client.post(reverse("imports:map", args=[workspace.slug, record.pk]), form).status_code == 302
    work(record)
    page = client.get(record.get_absolute_url()).content.decode()
    assert "Blog" in page and reverse("strategy:channel_new", args=[workspace.slug]) in page
    answer = client.post(reverse("imports:answer", args=[workspace.slug, record.pk]), {"q0": "none"})
    assert answer.status_code == 302
    work(record)
    page = client.get(record.get_absolute_url()).content.decode()
    assert "&lt;b&gt;Ouverture&lt;/b&gt;" in page and "<b>Ouverture" not in page
    assert counts(record) == {"rows": 1, "new": 1, "changed": 0, "unchanged": 0, "refused_count": 1}
    client.post(reverse("imports:confirm", args=[workspace.slug, record.pk]))
    work(record)
    page = client.get(record.get_absolute_url()).content.decode()
    assert f"{reverse('calendar:month', args=[workspace.slug])}?month=2027-01" in page
    assert Post.objects.get().note.split("\n")[:2] == ["a", "b"]
    assert client.get(reverse("imports:refused", args=[workspace.slug, record.pk])).status_code == 200
