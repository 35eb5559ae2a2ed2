"""Posts out and back: our own files change nothing, other tools' files are cut as these want them."""

import csv
import io
import json
import sys
import zipfile

import icalendar
import openpyxl
import pytest
import python_calamine
from django.core.management import call_command
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from calendar_app.actions.posts import write
from calendar_app.contents import content_of, edited, new_content, new_publication
from calendar_app.models import Pillar, Post
from cmtool.lib import xlsx
from imports.readers import read_bytes
from strategy.models import Community, Objective
from tests.calendar_app.test_files_import import arrive, bring_in, confirm, counts
from tests.factories import ChannelFactory, ObjectiveFactory, WorkspaceFactory, make_post

pytestmark = pytest.mark.django_db

OWN = ("csv", "xlsx", "json")
NAUGHTY = [
    "=1+1", "'=1+1", "@toi", "-", "n/a", "  bords  ", 'guil"lemets, et; points', "ligne\nsuivante\r\nencore",
    "0012", "1e5", "2026-01-02",
    "TRUE", "é 😀 ‮x", "_x000D_", "\u2060mot", "Total", "#titre", "null", "& < >", "&amp;", "Ã©",
]  # fmt: skip


@pytest.fixture
def channels(workspace):
    return [ChannelFactory(workspace=workspace, network=network) for network in ("facebook", "instagram")]


@pytest.fixture
def posts(workspace, channels, member):
    """One post with everything said, one per difficult text, one idea without a place."""
    objective = ObjectiveFactory(workspace=workspace, title="Être vus")
    pillar = Pillar.objects.create(workspace=workspace, name="Coulisses")
    community = Community.objects.create(workspace=workspace, name="Parents")
    full = make_post(
        workspace,
        by=member("manager"),
        day="2027-03-28",
        time="02:30",
        channels=channels,
        tags=["a, b", "c"],
        objective=objective.pk,
        pillar=pillar.pk,
        community=community.pk,
        owner=member("lead").pk,
        form="video",
        origin="curated",
        spontaneous=True,
        sensitivity="sensitive",
        due="2027-03-01",
        note="Une note",
        credit="Léa",
        link="https://example.org/a",
        evergreen=True,
        cool_down=90,
        season_start="03-01",
        season_end="05-31",
    )
    content = edited(content_of(full))
    content["publications"][0] |= {
        "own_text": True,
        "text": "",
        "permalink": "https://example.org/p",
        "external_id": "0123",
    }
    content["publications"][1] |= {
        "link": "https://example.org/b",
        "day": "2027-10-31",
        "zone": "America/Montreal",
        "time": None,
    }
    write(post=full, content=content, version=full.version, by=member("lead"))
    for number, text in enumerate(NAUGHTY):
        make_post(
            workspace,
            by=None,
            day=f"2027-01-{number + 1:02d}",
            channels=channels[:1],
            title=text[:200],
            text=text,
            note=text,
        )
    make_post(workspace, by=None, status="idea", title="Sans lieu", text="")
    make_post(workspace, by=None, status="dropped", dropped_reason="Plus utile", day="2027-02-01", title="Lâchée")
    return Post.objects.order_by("pk")


def contents(workspace):
    with workspace.active():
        return [content_of(post) for post in Post.objects.live().order_by("pk")]


def exported(workspace, code, query=""):
    binary = io.BytesIO()
    out = io.TextIOWrapper(binary, encoding="utf-8")
    call_command("export_posts", workspace=workspace.slug, format=code, filter=query, stdout=out)
    out.flush()
    return binary.getvalue()


@pytest.mark.parametrize("code", [*OWN, "ics", "hootsuite", "buffer"])
def test_our_own_files_again_change_nothing(workspace, posts, code):
    before = contents(workspace)
    if code in ("hootsuite", "buffer"):  # what a person would read as nothing, or as spoilt
        Post.objects.filter(text__in=["-", "n/a", "null", "Ã©"]).update(status="idea")
        before = contents(workspace)
    record = arrive(workspace, f"plan.{code}", exported(workspace, code))
    found = counts(record)
    assert (found["new"], found["changed"], found["refused_count"]) == (0, 0, 0), record.summary
    assert found["unchanged"] == found["rows"] > 10
    confirm(record)
    assert contents(workspace) == before


@pytest.mark.parametrize("code", OWN)
def test_our_own_files_make_an_equal_calendar_elsewhere(workspace, posts, channels, code):
    data = exported(workspace, code)
    other = WorkspaceFactory()
    with other.active():
        Community.objects.create(workspace=other, name="Parents")
        ObjectiveFactory(workspace=other, title="Être vus")
        for channel in channels:
            ChannelFactory(workspace=other, network=channel.network, handle=channel.handle)
        for membership in workspace.memberships.all():
            membership.pk, membership.workspace = None, other
            membership.save()
        assert bring_in(other, f"plan.{code}", data).summary["changed"] == 0
        assert counts(arrive(other, f"plan.{code}", data))["unchanged"] == len(NAUGHTY) + 4
    if code != "xlsx":
        assert exported(other, code) == data
    else:
        assert rows_of(exported(other, code)) == rows_of(data)
    first = contents(other)[0]
    assert [p["uid"] for p in first["publications"]] == [p["uid"] for p in contents(workspace)[0]["publications"]]


def rows_of(data):
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)]


def test_a_file_changed_by_a_person_changes_just_that(workspace, posts):
    rows = list(csv.reader(io.StringIO(exported(workspace, "csv").decode("utf-8-sig"))))
    title = rows[0].index("Titre")
    for row in rows:
        if row[title] == "Sans lieu":
            row[title] = "Avec un titre"
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    record = bring_in(workspace, "plan.csv", text.getvalue())
    assert (record.summary["new"], record.summary["changed"]) == (0, 1)
    assert Post.objects.filter(title="Avec un titre").count() == 1


def test_rows_of_one_post_that_differ_are_refused(workspace, channels):
    make_post(workspace, day="2027-01-04", channels=channels)
    rows = list(csv.reader(io.StringIO(exported(workspace, "csv").decode("utf-8-sig"))))
    rows[2][rows[0].index("Titre")] = "Autre"
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    record = arrive(workspace, "plan.csv", text.getvalue())
    assert [row["code"] for row in record.summary["refused"]] == ["contradicts_earlier_row"]


def test_hootsuite_and_buffer_files_are_cut(workspace, channels):
    for number in range(103):
        make_post(
            workspace,
            day="2027-01-04",
            time=f"{number // 60 + 8:02d}:{number % 60:02d}",
            channels=channels[:1],
            text=f"=Texte {number}",
            tags=["t"],
        )
    make_post(workspace, day="2027-01-05", channels=channels[1:], text="Autre", link="https://example.org/a")
    make_post(workspace, day="2027-01-06", channels=channels[1:], status="idea")
    with zipfile.ZipFile(io.BytesIO(exported(workspace, "buffer"))) as archive:
        sizes = {
            name: len(list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))) - 1
            for name in archive.namelist()
        }
        [name] = [name for name in archive.namelist() if name.startswith("buffer-instagram")]
        assert archive.read(name).startswith(b'\xef\xbb\xbf"Text","Image URL","Tags","Posting Time"\r\n')
    assert sorted(sizes.values()) == [1, 3, 100]
    only = exported(workspace, "hootsuite", f"channel={channels[1].pk}").decode("utf-8-sig")
    assert only == "01/05/2027 09:00,Autre,https://example.org/a\r\n"
    every = exported(workspace, "hootsuite", f"channel={channels[0].pk}").decode("utf-8-sig")
    assert len(every.splitlines()) == 103
    assert not [line for line in csv.reader(io.StringIO(every)) if line[1].startswith("=")]


@pytest.mark.parametrize("code", ["hootsuite", "buffer"])
def test_a_post_on_several_channels_is_known_by_each_row(workspace, channels, code):
    make_post(workspace, day="2027-01-14", channels=channels, link="https://example.org/a")
    make_post(workspace, day="2027-01-14", channels=channels[:1], text="Autre chose")
    record = arrive(workspace, "plan.zip", exported(workspace, code))
    assert counts(record) == {"rows": 3, "new": 0, "changed": 0, "unchanged": 3, "refused_count": 0}


def test_rows_about_one_post_add_up(workspace, channels):
    make_post(workspace, day="2027-01-14", channels=channels)
    rows = '2027-01-14,09:00,"Bonjour à tous",{tag}\n'
    data = "Date,Time,Caption,Tags\n" + rows.format(tag="un") + rows.format(tag="deux")
    record = bring_in(workspace, "plan.csv", data)
    assert (record.summary["new"], record.summary["changed"]) == (0, 2)
    assert sorted(tag.name for tag in Post.objects.get().tags.all()) == ["deux", "un"]


def test_the_calendar_file_is_read_by_others(workspace, posts):
    calendar = icalendar.Calendar.from_ical(exported(workspace, "ics"))
    events = {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}
    assert len(events) == len(NAUGHTY) + 2
    assert events["Lâchée"]["STATUS"] == "CANCELLED"
    assert events["TRUE"]["DTSTART"].dt.isoformat() == "2027-01-12T09:00:00+01:00"


def test_a_spreadsheet_opens_ours(workspace, posts):
    rows = rows_of(exported(workspace, "xlsx"))
    assert rows[0][:3] == ["cmtool", "Jour", "Heure"]
    assert rows[1][1].date().isoformat() == "2027-03-28"
    assert {row[6] for row in rows} >= {"'=1+1", "é 😀 ‮x"}


def test_what_is_filtered_is_exported(workspace, posts, client_for):
    answer = client_for("guest").get(
        reverse("calendar:export", args=[workspace.slug]), {"format": "json", "status": "dropped"}
    )
    assert [post["title"] for post in json.loads(b"".join(answer.streaming_content))["posts"]] == ["Lâchée"]
    days = {"format": "json", "start": "2027-01-02", "end": "2027-01-03"}
    answer = client_for("guest").get(reverse("calendar:export", args=[workspace.slug]), days)
    assert len(json.loads(b"".join(answer.streaming_content))["posts"]) == 2
    answer = client_for("guest").get(reverse("calendar:export", args=[workspace.slug]), {"format": "docx"})
    assert answer.status_code == 422
    lost = {"format": "json", "channel": "987654321"}  # not everything, because a channel is gone
    assert client_for("guest").get(reverse("calendar:export", args=[workspace.slug]), lost).status_code == 422


def test_the_choice_keeps_the_filter(workspace, posts, client_for):
    page = client_for("guest").get(
        reverse("calendar:export_choose", args=[workspace.slug]), {"status": "dropped", "q": "x"}
    )
    assert page.status_code == 200
    assert b'<input type="hidden" name="status" value="dropped">' in page.content


def test_the_commands_speak_json(workspace, posts, tmp_path, capsys):
    path = tmp_path / "plan.csv"
    path.write_bytes(exported(workspace, "csv"))
    call_command("import_posts", path, workspace=workspace.slug, json=True, dry_run=True, stdout=sys.stdout)
    rows = len(NAUGHTY) + 4
    assert json.loads(capsys.readouterr().out) == {
        "format": "cmtool", "rows": rows, "refused": [], "new": 0, "changed": 0, "unchanged": rows,
    }  # fmt: skip
    path.write_text("Date,Réseau,Texte\n2027-05-01,facebook,Bonjour\n2027-02-30,facebook,Trop tard\n")
    call_command("import_posts", path, workspace=workspace.slug, json=True, stdout=sys.stdout)
    said = json.loads(capsys.readouterr().out)
    assert (said["format"], said["rows"], said["new"]) == ("mapped", 1, 1)
    assert [(row["row"], row["value"]) for row in said["refused"]] == [(3, "2027-02-30")]
    path.write_bytes(b"")
    with pytest.raises(SystemExit):
        call_command("import_posts", path, workspace=workspace.slug, json=True, stdout=sys.stdout)
    assert "error" in json.loads(capsys.readouterr().out)


# Properties --------------------------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t\x0b"), max_size=30)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=5))
def test_a_spreadsheet_keeps_every_text(rows):
    rows = [["A", "B", "C"], *([*row, "end"] for row in rows)]
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(xlsx.write(rows, sheet="x"))).get_sheet_by_index(
        0
    )
    assert sheet.to_python(skip_empty_area=False) == rows


@settings(
    deadline=None,
    max_examples=12,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(TEXTS.filter(lambda text: text.strip()), min_size=1, max_size=4), st.sampled_from(OWN))
def test_any_text_comes_back(workspace, texts, code):
    Post.objects.all().delete()
    for text in texts:
        content = new_content(title=text[:200], text=text, note=text)
        content["publications"] = [
            new_publication(channel=None, zone="Europe/Paris", day="2027-01-01", own_text=True, text=text)
        ]
        write(post=Post(workspace=workspace), content=content, version=0, by=None)
    record = arrive(workspace, f"plan.{code}", exported(workspace, code))
    assert counts(record) == {"rows": len(texts), "new": 0, "changed": 0, "unchanged": len(texts), "refused_count": 0}


def test_our_table_is_one_table(workspace, posts):
    [table] = read_bytes(exported(workspace, "csv"), "plan.csv")
    assert len(table.rows) == len(NAUGHTY) + 4
    assert Objective.objects.count() == 1
