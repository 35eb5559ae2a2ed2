"""Calendars of others brought in: read, mapped, asked, previewed, applied, recognised again, undone."""

import json

import pytest

from calendar_app.contents import content_of
from calendar_app.models import Pillar, Post, Publication
from imports import actions
from imports.models import Import
from jobs.runner import run_pending
from tests.factories import ChannelFactory, make_post

pytestmark = pytest.mark.django_db

SHEET = """Calendrier éditorial 2027,,,,,,,,,,,
Jour,Date,Heure,Réseaux,Pilier,Texte,Hashtags,Statut,Lien,Visuel,Responsable,Truc
lun,13/05/2027,9h30,"FB, IG",Coulisses,"Bonjour
à tous","#fete, ville",À valider,https://example.org/a,photo.jpg,Camille,zut
mar,14/05/2027,18h,Instagram story,Coulisses,Le son,,Brouillon,,,,
mer,15/05/2027,,LinkedIn,,,,,,,,
jeu,32/05/2027,10h,X,,Pas bon,,,,,,
"""


@pytest.fixture
def channels(workspace):
    return {
        network: ChannelFactory(workspace=workspace, network=network, handle="mediatheque")
        for network in ("facebook", "instagram")
    }


def arrive(workspace, name, data, by=None, kind="posts"):
    data = data if isinstance(data, bytes) else data.encode()
    [record] = actions.receive(workspace=workspace, kind=kind, files=[(name, [data])], by=by)
    return work(record)


def work(record):
    run_pending(record.workspace)
    record.refresh_from_db()
    return record


def answer(record, **answers):
    actions.answer(record=record, answers=answers, by=None)
    return work(record)


def map_as_guessed(record):
    said = {}
    for question in record.mapping_questions:
        columns = {str(c["index"]): c["role"] for c in question["params"]["columns"] if c["role"] != "ignore"}
        said[question["about"]] = {"columns": columns}
    return answer(record, mapping=said)


def confirm(record):
    actions.confirm(record=record, by=None)
    return work(record)


def bring_in(workspace, name, data, **answers):
    record = arrive(workspace, name, data)
    if record.mapping_questions:
        record = map_as_guessed(record)
    if answers:
        record = answer(record, **answers)
    assert record.open_questions == []
    return confirm(record)


def counts(record):
    return {name: record.summary[name] for name in ("rows", "new", "changed", "unchanged", "refused_count")}


def test_a_sheet_of_ones_own_becomes_posts(workspace, channels):
    record = map_as_guessed(arrive(workspace, "calendrier.csv", SHEET))
    assert counts(record) == {"rows": 2, "new": 2, "changed": 0, "unchanged": 0, "refused_count": 1}
    assert not Post.objects.exists()
    assert confirm(record).state == Import.State.APPLIED
    hello, sound = Post.objects.order_by("pk")
    assert (hello.title, hello.text) == ("Bonjour", "Bonjour\nà tous\n\n#fete #ville")
    assert (hello.status, hello.link, hello.pillar.name) == ("review", "https://example.org/a", "Coulisses")
    assert [(p.channel.network, str(p.day), str(p.time)) for p in hello.publications.order_by("pk")] == [
        ("facebook", "2027-05-13", "09:30:00"),
        ("instagram", "2027-05-13", "09:30:00"),
    ]
    assert [line.split(":")[1].strip() for line in hello.note.split("\n")] == ["photo.jpg", "zut", "Camille"]
    assert (sound.form, sound.pillar, sound.status) == ("story", hello.pillar, "draft")


def test_the_same_file_again_changes_nothing(workspace, channels):
    bring_in(workspace, "calendrier.csv", SHEET)
    before = [content_of(post) for post in Post.objects.order_by("pk")]
    again = arrive(workspace, "calendrier.csv", SHEET)  # its columns are remembered
    assert counts(again) == {"rows": 2, "new": 0, "changed": 0, "unchanged": 2, "refused_count": 1}
    assert confirm(again).state == Import.State.APPLIED
    assert [content_of(post) for post in Post.objects.order_by("pk")] == before


def test_what_differs_is_added_and_what_was_written_here_stays(workspace, channels):
    bring_in(workspace, "calendrier.csv", SHEET)
    Post.objects.filter(title="Le son").update(status="approved", note="Vu avec Léa")
    changed = SHEET.replace("Le son,,Brouillon,,", "Le son,,Brouillon,https://example.org/son,")
    record = bring_in(workspace, "calendrier.csv", changed)
    assert (record.summary["changed"], record.summary["unchanged"]) == (1, 1)
    post = Post.objects.get(title="Le son")
    assert (post.link, post.status, post.note) == ("https://example.org/son", "approved", "Vu avec Léa")


def test_undoing_leaves_what_was_there(workspace, channels, member):
    mine = make_post(workspace, by=member("manager"), day="2027-05-13", channels=[channels["facebook"]])
    before = content_of(mine)
    record = bring_in(workspace, "calendrier.csv", SHEET)
    assert Post.objects.live().count() == 3
    actions.undo(record=record, by=None)
    assert work(record).state == Import.State.UNDONE
    assert Post.objects.live().get() == mine
    assert content_of(mine) == before
    assert not Pillar.objects.current().exists()
    actions.again(record=record, by=None)
    assert confirm(work(record)).state == Import.State.APPLIED
    assert Post.objects.live().count() == 3
    assert Pillar.objects.current().get().name == "Coulisses"


def test_a_network_without_a_channel_is_asked(workspace, channels):
    ChannelFactory(workspace=workspace, network="facebook", handle="annexe")
    data = 'Date,Platforms,Caption\n2027-01-04,"Facebook, Blog, Gazette",Ouverture\n'
    record = map_as_guessed(arrive(workspace, "plan.csv", data))
    asked = {question["about"]: question for question in record.open_questions}
    assert set(asked) == {"facebook", "blog", "gazette"}
    assert asked["facebook"]["suggested"] == "none"
    assert [question["params"]["rows"] for question in asked.values()] == [1, 1, 1]
    record = answer(record, account={"facebook": str(channels["facebook"].pk), "blog": "none", "gazette": "none"})
    confirm(record)
    post = Post.objects.get()
    assert [p.channel for p in post.publications.order_by("pk")] == [channels["facebook"], None, None]
    assert "Gazette" in post.note
    again = arrive(workspace, "plan.csv", data)
    again = answer(again, account={"facebook": str(channels["facebook"].pk), "blog": "none", "gazette": "none"})
    assert (again.summary["unchanged"], again.summary["new"]) == (1, 0)


TOOLS = {
    "buffer": (
        '"Text","Image URL","Tags","Posting Time"\n"Salut\nà tous","https://a.example/x","a, b","2027-03-28 10:30"\n',
        {"text": "Salut\nà tous", "day": "2027-03-28", "time": "10:30", "tags": ["a", "b"], "note": "a.example/x"},
    ),
    "hootsuite": (
        '03/13/2027 14:30,"Bonjour, vous",https://example.org/a\n03/14/2027 09:00,Suite,\n',
        {"text": "Bonjour, vous", "day": "2027-03-13", "time": "14:30", "link": "https://example.org/a"},
    ),
    "metricool": (
        "Text,Date,Time,Draft,Facebook,Instagram,Picture Url 1,Alt text picture 1\n"
        "Salut,2027-01-05,10:30:00,FALSE,TRUE,FALSE,https://a.example/1.jpg,Une photo\n",
        {"text": "Salut", "time": "10:30", "status": "scheduled", "networks": ["facebook"], "note": "Une photo"},
    ),
    "publer": (
        "Date,Message,Link,Media,Title,Label(s)\n2027/02/01 10:00,Un || Deux,https://example.org/a,,Le titre,info\n",
        {"text": "Un", "title": "Le titre", "tags": ["info"], "note": "Deux"},
    ),
    "gohighlevel": (
        '"postAtSpecificTime (YYYY-MM-DD HH:mm:ss)",content,"link (OGmetaUrl)",imageUrls,gifUrl,videoUrls\n'
        "2027-02-01 10:00:00,Salut,https://example.org/a,https://x.example/a.png,,\n",
        {"text": "Salut", "day": "2027-02-01", "time": "10:00", "link": "https://example.org/a"},
    ),
    "postfast": (
        "scheduled_at,account_id,content,media_urls,first_comment\n2027-07-01T08:00:00+00:00,facebook,Salut,,Premier\n",
        {"text": "Salut", "day": "2027-07-01", "time": "10:00", "networks": ["facebook"], "note": "Premier"},
    ),
    "ayrshare": (
        'post,platforms,mediaUrls,scheduleDate\nSalut,"facebook,instagram",,2027-07-02 08:00\n',
        {"text": "Salut", "day": "2027-07-02", "time": "10:00", "networks": ["facebook", "instagram"]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("tool", TOOLS)
def test_files_of_tools_are_known(workspace, channels, tool):
    data, wanted = TOOLS[tool]
    record = bring_in(workspace, f"{tool}.csv", data)
    assert record.summary["formats"] == [tool]
    post = Post.objects.order_by("pk").first()
    place = post.publications.order_by("pk").first()
    found = {
        "text": post.text,
        "title": post.title,
        "link": post.link,
        "status": post.status,
        "tags": sorted(tag.name for tag in post.tags.all()),
        "networks": [p.channel.network for p in post.publications.order_by("pk") if p.channel],
        "day": str(place.day),
        "time": place.time.strftime("%H:%M"),
    }
    assert wanted.pop("note", "") in post.note
    assert {name: found[name] for name in wanted} == wanted
    again = arrive(workspace, f"{tool}.csv", data)
    assert (again.summary["new"], again.summary["changed"]) == (0, 0)


def test_words_that_are_a_formula_for_a_spreadsheet_stay_words(workspace):
    bring_in(workspace, "plan.csv", "Date,Status,Caption\n2027-01-04,draft,'=1+1\n2027-01-05,draft,@toi\n")
    assert sorted(Post.objects.values_list("text", flat=True)) == ["=1+1", "@toi"]


def test_a_column_per_network_holds_marks_times_or_words(workspace, channels):
    data = "Datum;Facebook;Instagram\n01.03.2027;Hallo zusammen;x\n02.03.2027;;Nur hier\n03.03.2027;18 Uhr;9 Uhr\n"
    record = map_as_guessed(arrive(workspace, "plan.csv", data))
    assert [row["code"] for row in record.summary["refused"]] == []
    confirm(record)
    first, second = Post.objects.order_by("pk")
    assert {p.channel.network: p.wording for p in first.publications.all()} == {
        "facebook": "Hallo zusammen",
        "instagram": "Hallo zusammen",
    }
    assert [(p.channel.network, p.wording) for p in second.publications.all()] == [("instagram", "Nur hier")]


def test_a_deleted_row_is_not_found_again(workspace, channels):
    bring_in(workspace, "calendrier.csv", SHEET)
    Publication.objects.all().delete()
    Post.objects.all().delete()
    assert arrive(workspace, "calendrier.csv", SHEET).summary["new"] == 2


def test_nothing_is_written_before_it_is_confirmed(workspace, channels):
    rows = "".join(f"2027-03-{n % 28 + 1:02d},{n % 24:02d}:00,Facebook,Texte {n}\n" for n in range(499))
    data = f"Date,Heure,Réseau,Texte\n{rows}2027-02-30,10:00,Facebook,Trop tard\n"
    record = map_as_guessed(arrive(workspace, "plan.csv", data))
    assert counts(record) == {"rows": 499, "new": 499, "changed": 0, "unchanged": 0, "refused_count": 1}
    assert not Post.objects.exists()
    [refused] = json.loads(json.dumps(record.summary["refused"]))
    assert (refused["row"], refused["column"], refused["value"]) == (501, "Date", "2027-02-30")
