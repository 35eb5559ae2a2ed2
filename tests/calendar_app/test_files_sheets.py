"""What columns and cells of a calendar mean, without a database."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_app.sheets import columns, own, words
from calendar_app.sheets.found import Found
from calendar_app.sheets.reading import read_tables
from calendar_app.sheets.tools import Line, bundled, files_of, picture_in
from calendar_app.sheets.when import read_days, read_time
from imports.readers import read_bytes
from imports.values import BadValue

TODAY = dt.date(2026, 11, 22)
OPTIONS = {"timezone": "Europe/Paris", "today": "2026-11-22", "answers": {}, "words": {}, "risky": "'*[=+@-]"}


def read(data, name="plan.csv"):
    """What is found in a table whose columns are what they seem to be."""
    tables = read_bytes(data if isinstance(data, bytes) else data.encode(), name)
    found = Found()
    read_tables(found, tables, OPTIONS)
    said = {}
    for question in found.questions:
        shown = question["params"]["columns"]
        said[question["about"]] = {"columns": {str(c["index"]): c["role"] for c in shown if c["role"] != "ignore"}}
    found = Found()
    read_tables(found, tables, {**OPTIONS, "answers": {"mapping": said}})
    return found


@pytest.mark.parametrize(
    "header, role",
    [
        ("Date de publication", "date"), ("Publish date *", "date"), ("Fecha publicación", "date"),
        ("Datum (TT.MM.)", "date"),
        ("Heure", "time"), ("Uhrzeit", "time"), ("Réseaux sociaux", "network"), ("Social Media Channel(s)", "network"),
        ("Légende", "text"), ("Post Copy", "text"), ("Caption [max 280]", "text"), ("Contenu du post", "text"),
        ("Facebook", "network:facebook"), ("Texte Instagram", "network:instagram"), ("Twitter/X", "network:x"),
        ("Statut", "status"), ("Estado", "status"), ("Visuel", "image"), ("Picture Url 10", "image"), ("Truc", ""),
        ("contentPillar", "pillar"), ("publish_date", "date"), ("Mots-clés", "tags"), ("Jour de la semaine", "weekday"),
    ],
)  # fmt: skip
def test_names_of_columns(header, role):
    assert words.role_of(header) == role


@pytest.mark.parametrize(
    "cell, found",
    [
        ("FB, IG", (["facebook", "instagram"], [], "")),
        ("Instagram Reel / TikTok", (["instagram", "tiktok"], [], "video")),
        ("IG story", (["instagram"], [], "story")),
        ("X/Twitter", (["x"], [], "")),
        ("FB/IG", (["facebook", "instagram"], [], "")),
        ("LinkedIn et Facebook", (["linkedin", "facebook"], [], "")),
        ("Facebook + Gazette", (["facebook"], ["Gazette"], "")),
        ("📘 Facebook", (["facebook"], [], "")),
        ("", ([], [], "")),
    ],
)
def test_networks_of_a_cell(cell, found):
    assert words.networks_in(cell) == found


@pytest.mark.parametrize(
    "word, status",
    [
        ("À valider", "review"), ("✅ Publié", "published"), ("In Progress", "draft"), ("Programado", "scheduled"),
        ("Freigegeben", "approved"), ("Annulé", "dropped"), ("IDEA", "idea"), ("Truc", ""), ("", ""),
    ],
)  # fmt: skip
def test_words_of_statuses(word, status):
    assert words.status_of(word) == status


@pytest.mark.parametrize(
    "cell, time",
    [
        ("9h", "09:00"), ("9h30", "09:30"), ("18.30", "18:30"), ("9:05 PM", "21:05"), ("12 am", "00:00"),
        ("14 Uhr", "14:00"),
        ("midi", "12:00"), (0.375, "09:00"), ("1430", "14:30"), (dt.time(8, 15), "08:15"), ("9h-10h", "09:00"),
        ("08:00:00", "08:00"),
    ],
)  # fmt: skip
def test_times(cell, time):
    assert read_time(cell)[0].strftime("%H:%M") == time


@pytest.mark.parametrize("cell", ["25:00", "9:75", "13 pm", "12/05"])
def test_what_is_no_time(cell):
    with pytest.raises(BadValue):
        read_time(cell)


def test_a_time_in_words_is_kept_as_words():
    assert read_time("matin") == (None, "matin")
    assert read_time("-") == (None, "")


@given(st.times().map(lambda time: time.replace(second=0, microsecond=0)))
def test_written_times_are_read(time):
    for pattern in ("%H:%M", "%Hh%M", "%I:%M %p", "%H.%M", "%H:%M:00"):
        assert read_time(time.strftime(pattern)) == (time, "")


def days(cells, **about):
    return [str(value) for value in read_days(cells, today=TODAY, **about).values]


def test_days_in_many_ways():
    assert days(["lun. 03/04/2027", "mar. 04/05/2027"]) == ["2027-04-03", "2027-05-04"]
    assert days(["3 mars", "12 avril"]) == ["2027-03-03", "2027-04-12"]
    assert days(["1er décembre", "24 déc."]) == ["2026-12-01", "2026-12-24"]
    assert days(["1", "Mar 2", 3.0], said=["Janvier", "plan 2027.xlsx"]) == ["2027-01-01", "2027-01-02", "2027-01-03"]
    assert days(["2026-11-30 00:00:00", "2026-12-01 00:00:00"]) == ["2026-11-30", "2026-12-01"]
    assert days(["12 March"], said=["Calendar 2025.csv"]) == ["2025-03-12"]


def test_the_order_of_day_and_month_is_told_by_the_days_of_the_week():
    asked = read_days(["03/04/2027", "04/04/2027"], today=TODAY)
    assert asked.asked
    told = read_days(["03/04/2027", "04/04/2027"], today=TODAY, weekdays=["samedi", "dimanche"])
    assert (told.asked, told.order) == (False, "dmy")
    told = read_days(["03/04/2027", "04/04/2027"], today=TODAY, weekdays=["Thursday", "Sunday"])
    assert (told.asked, told.order) == (False, "mdy")


def test_a_sheet_per_month():
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, text in (("Janvier 2027", "Vœux"), ("Février 2027", "Crêpes")):
        sheet = workbook.create_sheet(name)
        sheet.append([f"Calendrier {name}"])
        sheet.append([])
        sheet.append(["Jour", "Horaire", "Réseau", "Texte", "Image"])
        sheet.append([2, dt.time(9, 30), "Facebook", text, None])
        sheet.append([3, None, None, None, None])
        sheet.append([4, "18h", "Insta", f"{text} encore", "photo.jpg"])
    data = io.BytesIO()
    workbook.save(data)
    found = read(data.getvalue(), "plan.xlsx")
    assert [(post["title"], post["places"][0]["day"], post["places"][0]["time"]) for post in found.posts] == [
        ("Vœux", "2027-01-02", "09:30"),
        ("Vœux encore", "2027-01-04", "18:00"),
        ("Crêpes", "2027-02-02", "09:30"),
        ("Crêpes encore", "2027-02-04", "18:00"),
    ]
    assert found.refused == []
    assert {note["code"] for note in found.notes} == {"empty_days_skipped"}


def test_nothing_of_a_row_is_lost():
    found = read(
        "Date;Time;Platform;Copy;Hashtags;Link;Alt text;Campaign;CTA;Weird;Status\n"
        '03.01.2027;morning;Instagram;"Two\nlines";"one, two words";see www.example.org/a and b;A dog;Spring;'
        "Book now;42;Zorglub\n"
    )
    [post] = found.posts
    assert (post["text"], post["link"], post["tags"]) == (
        "Two\nlines\n\n#one #twowords",
        "https://www.example.org/a",
        ["Spring"],
    )
    assert post["places"] == [{"network": "instagram", "day": "2027-01-03", "time": None, "zone": "Europe/Paris"}]
    assert sorted(map(tuple, post["extras"])) == [
        ("Alt text", "A dog"), ("CTA", "Book now"), ("Link", "see www.example.org/a and b"), ("Status", "Zorglub"),
        ("Time", "morning"), ("Weird", "42"),
    ]  # fmt: skip
    assert "status" not in post


def test_rows_that_cannot_be_taken_say_why():
    found = read(
        "Date,Time,Status,Caption\n2027-01-04,25:00,,A\n2027-13-04,,,B\n2027-01-05,,Scheduled,\n2027-01-06,,,\n,,,C\n2027-01-07,,,,D\n"
    )
    assert [(row["row"], row["column"], row["value"], row["code"]) for row in found.refused] == [
        (2, "Time", "25:00", "not_a_time"),
        (3, "Date", "2027-13-04", "not_a_date"),
        (4, "", "", "no_words"),
        (7, "", "", "too_many_fields"),
    ]
    assert [(post["title"], post["places"]) for post in found.posts] == [("C", [])]


def test_times_of_another_zone_are_told_in_ours():
    found = read("Date,Caption\n2027-01-04T10:00:00Z,A\n2027-07-04T22:30:00-04:00,B\n")
    assert [(p["places"][0]["day"], p["places"][0]["time"]) for p in found.posts] == [
        ("2027-01-04", "11:00"),
        ("2027-07-05", "04:30"),
    ]
    found = read("Date,Time,Time zone,Caption\n2027-01-04,10:00,America/Montreal,A\n")
    assert found.posts[0]["places"][0] == {
        "network": "",
        "day": "2027-01-04",
        "time": "10:00",
        "zone": "America/Montreal",
    }


def test_a_column_that_nothing_names_is_told_by_what_it_holds():
    table = read_bytes(b"Wann;Zeug;Inhaltsidee\n01.03.2027;x;Ein langer Text\n02.03.2027;y;Noch ein Text\n", "a.csv")[0]
    assert [column.role for column in columns.guess(table).columns] == ["date", "extra", "text"]
    assert columns.guess(table).is_usable


NAMES = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda n: n == n.strip()), unique=True
)


@given(NAMES)
def test_names_in_one_cell_come_back(names):
    assert own.names_in(own.listed(names)) == names


@given(st.integers(0, 720), st.sampled_from(["hootsuite", "buffer"]))
def test_no_file_holds_more_than_its_tool_takes(count, tool):
    lines = [Line("facebook-a", "2027-01-04", "09:00", f"Texte {number}", "") for number in range(count)]
    most = {"hootsuite": 350, "buffer": 100}[tool]
    files = list(files_of(tool, lines))
    rows = [len(data.decode("utf-8-sig").splitlines()) - (tool == "buffer") for _name, data in files]
    assert sum(rows) == count and max(rows) <= most
    assert len(files) == max(1, -(-count // most)) == len({name for name, _data in files})
    assert bundled(files)[0].endswith(".zip" if len(files) > 1 else ".csv")


@pytest.mark.parametrize(
    "note, image",
    [
        ("Visuel : https://example.org/a.jpg\nAutre : https://example.org/b.png", "https://example.org/a.jpg"),
        ("Image: https://example.org/a.PNG?x=1, https://example.org/b.jpg", "https://example.org/a.PNG?x=1"),
        ("See https://example.org/page and photo.jpg", ""),
    ],
)
def test_a_file_for_buffer_gets_the_address_of_the_image_back(note, image):
    line = Line("instagram-a", "2027-01-04", "09:00", "Text", "", image=picture_in(note))
    [(_name, data)] = files_of("buffer", [line])
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1] == ["Text", image, "", "2027-01-04 09:00"]
