"""The strategy on a page and as a PDF; the document that is downloaded and brought in."""

import json
import re
import subprocess
import sys
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from cmtool.lib import pdf
from cmtool.templatetags.ui import spaced
from strategy import first_run, transfer
from strategy import whole as strategy
from strategy.models import CorpusTerm, Objective, Person
from tests.factories import ObjectiveFactory, WorkspaceFactory

HOSTILE = "#let x = 1 $y$ \\ @a <b> *c* _d_ `e` // f «é» \u202eابج 🧑‍🚀 \u0000 #panic() " + "w" * 400


@pytest.fixture
def filled(workspace, member):
    first_run.start_from(workspace=workspace, code="museum", language="fr", by=member("lead"))
    return workspace


def address(name, workspace):
    return reverse(f"strategy:{name}", args=[workspace.slug])


def letters(data: bytes) -> set[str]:
    """The letters that can be copied out of the PDF, from the tables that its fonts come with."""
    streams = [_inflated(each) for each in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.S)]
    codes = [
        code
        for stream in streams
        for table in re.findall(rb"beginbfchar(.*?)endbfchar", stream, re.S)
        for code in re.findall(rb"<[0-9a-fA-F]+>\s*<([0-9a-fA-F]+)>", table)
    ]
    return set("".join(bytes.fromhex(code.decode()).decode("utf-16-be") for code in codes))


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_the_page_tells_every_step(filled, client_for):
    page = client_for("guest").get(address("whole", filled)).content.decode()
    for said in (
        "Faire des visiteurs les amis du musée",
        "Familles du dimanche",
        "dispositif de médiation",
        "Les œuvres y parlent d’elles-mêmes",
        "Clics vers la billetterie par mois",
    ):
        assert said in page
    assert "strategy.json" not in page  # a guest does not download e-mail addresses


def test_people_are_counted_not_named(filled, client_for):
    Person.objects.create(workspace=filled, name="Ana Secret", kind="press")
    page = client_for("guest").get(address("whole", filled)).content.decode()
    assert re.search(r"Presse? \(1\)", page)
    assert "Ana Secret" not in page


def test_long_lists_end_with_how_many_more():
    assert strategy.some(["a", "b"]) == "a, b"
    assert strategy.some(["a"] * 33).startswith("a, a")
    assert "3" in strategy.some(["a"] * 33).rsplit(", ", 1)[1]


def test_the_pdf_holds_the_texts(filled, client_for):
    response = client_for("guest").get(address("whole_pdf", filled))
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-1.")
    assert set("éœ’Faq") <= letters(response.content)


def test_french_is_set_in_our_own_font():
    said = "« Où ? Ça ; cœur Œuvre : 5 € »"
    with translation.override("fr"):
        data = pdf.render(
            strategy.PRINTED, {"heading": "", "title": spaced(said), "date": "", "language": "fr", "steps": []}
        )
    assert set("ùÇœŒ€«»\u202f\u00a0") <= letters(data)
    assert {name.split(b"-")[0] for name in re.findall(rb"/BaseFont ?/[A-Z]{6}\+(\w+-\w+)", data)} == {b"Inter"}


def test_hostile_text_is_set_as_it_is():
    blocks = [
        strategy.block(HOSTILE, text=HOSTILE, items=[(HOSTILE, HOSTILE)], columns=["a", "b"], rows=[[HOSTILE] * 2])
    ]
    steps = [{"number": 1, "label": HOSTILE, "missing": "", "blocks": blocks}]
    data = pdf.render(
        strategy.PRINTED, {"heading": HOSTILE, "title": HOSTILE, "date": "", "language": "fr", "steps": steps}
    )
    assert data.startswith(b"%PDF")
    assert set("#$\\@<>*_`/") <= letters(data)


def test_an_empty_strategy_has_its_page_and_its_pdf(workspace, client_for):
    assert client_for("guest").get(address("whole", workspace)).status_code == 200
    assert client_for("guest").get(address("whole_pdf", workspace)).content.startswith(b"%PDF")


def test_fonts_are_made_once(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    folder = pdf.prepare_fonts()
    made = {each.name: each.stat().st_mtime_ns for each in folder.iterdir()}
    assert sorted(made)[:2] == ["inter-latin-400.ttf", "inter-latin-600.ttf"]
    assert len(made) == 6
    pdf.prepare_fonts()
    assert {each.name: each.stat().st_mtime_ns for each in folder.iterdir()} == made


def test_the_web_server_starts_without_typst():
    start = "import sys, django; django.setup(); import cmtool.urls; "
    code = start + "print([name for name in ('typst', 'fontTools') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -- download and bring in


def test_a_lead_downloads_and_brings_in(filled, client_for, member):
    client = client_for("lead")
    data = client.get(address("download", filled)).content
    assert json.loads(data)["objectives"][0]["title"].startswith("Faire connaître")
    other = WorkspaceFactory()
    other.memberships.create(user=member("lead"), role="lead")
    shown = client.post(address("bring_in", other), {"file": SimpleUploadedFile("s.json", data)})
    assert shown.status_code == 200
    text = shown.context["confirm"].initial["document"]
    with other.active():
        assert not Objective.objects.exists()
    done = client.post(address("bring_in", other), {"document": text})
    assert done.url == address("start", other)
    with other.active():
        assert transfer.as_text(transfer.export(other)).encode() == data


def test_people_come_along_only_when_asked_for(filled, client_for):
    Person.objects.create(workspace=filled, name="Ana")
    assert b"Ana" not in client_for("lead").get(address("download", filled)).content
    assert b"Ana" in client_for("lead").get(address("download", filled) + "?people=1").content


@pytest.mark.parametrize("role, status", [("guest", 403), ("manager", 403), ("lead", 200), ("admin", 200)])
def test_leads_and_administrators_only(role, status, workspace, client_for):
    assert client_for(role).get(address("download", workspace)).status_code == status
    assert client_for(role).get(address("bring_in", workspace)).status_code == status


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"document": "nothing"},
        {"document": '{"format": "cmtool-strategy", "version": 1, "aims": [{"kind": "glory"}]}'},
        {"file": SimpleUploadedFile("s.json", b"\xff\x00")},
        {"file": SimpleUploadedFile("s.json", b"[" * 5000)},
    ],
)
def test_what_cannot_come_in_is_said(sent, workspace, client_for):
    response = client_for("lead").post(address("bring_in", workspace), sent)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()


def test_a_workspace_that_holds_something_refuses_at_the_preview(workspace, client_for):
    data = transfer.as_text(transfer.export(workspace)).encode()
    ObjectiveFactory(workspace=workspace)
    response = client_for("lead").post(address("bring_in", workspace), {"file": SimpleUploadedFile("s.json", data)})
    assert response.status_code == 422
    assert Objective.objects.count() == 1
    assert not CorpusTerm.objects.exists()
