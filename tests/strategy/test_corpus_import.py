"""Terms in files: what the corpus exports comes back as it was, other lists are understood, all can be undone."""

import csv
import io
import json
import subprocess
import sys
import unicodedata

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cmtool.lib.formulas import RISKY, safe_cell
from imports import actions as imports
from imports.readers import read_file
from imports.tables import Table
from jobs.runner import run_pending
from strategy import columns as strategy_columns
from strategy import corpus_child, corpus_file, corpus_io
from strategy.actions import corpus as actions
from strategy.corpus_io import Draft
from strategy.models import CorpusTerm
from strategy.people_file import words

OPTIONS = {"facets": words(CorpusTerm.Facet), "stances": words(CorpusTerm.Stance), "risky": RISKY.pattern}


def table(*rows, header=None):
    """A file of others, as it is once read."""
    return Table(
        "mots.csv", "", "", header or ["Mot", "Rubrique"], [list(row) for row in rows], range(2, 2 + len(rows))
    )


def mapped(tables, **columns):
    """What is read of tables whose columns a person has named."""
    said = {strategy_columns.signature(each): {"columns": columns["columns"]} for each in tables}
    return corpus_child.read(tables, {**OPTIONS, "answers": {"mapping": said}})


def file_of(terms):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows(
        [safe_cell(cell) for cell in row] for row in [corpus_file.header(), *map(corpus_file.row_of, terms)]
    )
    return ("\ufeff" + text.getvalue()).encode()


# -- the round trip

letters = st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"])
line = st.text(letters, min_size=1, max_size=40).map(str.strip).filter(bool)
formula = st.sampled_from(
    ["=1+1", "@SUM(A1)", "+33", "-5", "'=x", "''=x", "'a", "1,5", "2026", "Oui", "n/a", "-", '"', ";", "#x"]
)
short = line | formula
long = st.lists(short, max_size=3).map("\n".join)


def _is_a_word(text: str) -> bool:
    """A first row of signs and figures alone reads like one more line of the heading, in anybody's file."""
    return any(char.isalpha() for char in text)


@st.composite
def drafts(draw):
    stance = draw(st.sampled_from(["use", "avoid"]))
    variant = short.filter(lambda text: "|" not in text)
    return Draft(
        text=draw(short.filter(_is_a_word)),
        facet=draw(st.sampled_from(CorpusTerm.Facet.values)),
        stance=stance,
        say_instead=draw(short) if stance == "avoid" else draw(st.just("") | short),
        variants=tuple(draw(st.lists(variant, max_size=3, unique=True))),
        hashtag=draw(st.sampled_from(["", "Nuit", "NuitDeLaLecture", "été_2026", "读书"])),
        seo=draw(st.booleans()),
        page=draw(st.sampled_from(["", "https://val.example/a?b=c,d", "http://val.example/é"])),
        quote=corpus_io.plain(draw(long)),
        note=corpus_io.plain(draw(long)),
    )


# The variants of the first face figures below, as a row that explains the columns would.
SAID = {"facet": "identity", "stance": "use", "say_instead": "", "hashtag": "", "seo": False, "page": "", "quote": ""}
FACING_FIGURES = [
    Draft(text=text, variants=said, note="", **SAID) for text, said in (("Un", ("a a", "b b")), ("Deux", ("0",)))
]


@settings(max_examples=150, deadline=None)
@example(FACING_FIGURES, "fr")
@given(st.lists(drafts(), min_size=1, max_size=6, unique_by=lambda draft: draft.key), st.sampled_from(["fr", "en"]))
def test_what_is_exported_is_read_as_it_was(tmp_path_factory, given_drafts, language):
    kept = [draft for draft in given_drafts if corpus_io.refusal(draft) is None]
    path = tmp_path_factory.mktemp("export") / "corpus.csv"
    with translation.override(language):
        path.write_bytes(file_of(CorpusTerm(**draft.said()) for draft in kept))
    if not kept:
        return
    found = corpus_child.read(read_file(path, "corpus.csv"), OPTIONS)
    assert found.refused == []
    assert found.terms == [draft.said() for draft in kept]


@given(drafts())
def test_a_draft_that_is_not_refused_fits_the_table(draft):
    if corpus_io.refusal(draft) is None:
        term = CorpusTerm(**draft.said())
        term.settle()
        term.clean_fields(exclude=["workspace", "variants"])
        assert term.key


# -- files of others


def test_columns_named_by_a_person_are_read_by_their_meaning():
    sheet = table(
        ["Médiathèque", "Service", "bib ; bibliothèque", "x", ""],
        ["usager", "IDENTITY", "", "", "habitant"],
        ["", "", "", "", ""],
        header=["Mot", "Rubrique", "Synonymes", "SEO", "Plutôt"],
    )
    roles = {"0": "text", "1": "facet", "2": "variants", "3": "seo", "4": "say_instead"}
    found = mapped([sheet], columns=roles)
    assert found.refused == []
    assert found.terms == [
        {"text": "Médiathèque", "facet": "service", "variants": ["bib", "bibliothèque"], "seo": True},
        {"text": "usager", "facet": "identity", "stance": "avoid", "say_instead": "habitant"},
    ]


def test_columns_are_guessed_by_their_names():
    (question,) = corpus_child.read([table(["a", "b"], header=["Mot-clé", "Catégorie"])], OPTIONS).questions
    assert question["code"] == "mapping"
    assert [column["role"] for column in question["params"]["columns"]] == ["text", "facet"]
    assert question["params"]["sample"] == [["a", "b"]]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["mot", "ailleurs"], "unknown_facet"),
        (["", "service"], "empty"),
        (["x" * 121, "service"], "too_long"),
        (["deux\nlignes", "service"], "line_break"),
        (["mot", "service", "trop"], "too_many_fields"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(row, code):
    found = mapped([table(row)], columns={"0": "text", "1": "facet"})
    assert [refused["code"] for refused in found.refused] == [code]
    assert found.terms == []


def test_the_same_term_twice_is_taken_once_and_refused_where_it_contradicts():
    found = mapped(
        [table(["Mot", "service"], ["Mot", "service"], ["mots", "vision"])], columns={"0": "text", "1": "facet"}
    )
    assert [term["text"] for term in found.terms] == ["Mot"]
    assert [(refused["row"], refused["code"], refused["params"]) for refused in found.refused] == [
        (4, "term_twice", {"row": 2})
    ]
    assert {"code": "repeated_rows_skipped", "params": {"rows": 1}} in found.notes


def test_the_child_needs_nothing_but_the_file(tmp_path):
    (tmp_path / "mots.csv").write_bytes(file_of([CorpusTerm(text="médiathèque", facet="service")]))
    (tmp_path / "options.json").write_text(json.dumps(OPTIONS))
    arguments = ["--input", str(tmp_path / "mots.csv"), "mots.csv", "--options", str(tmp_path / "options.json")]
    run = subprocess.run(
        [sys.executable, "-m", "strategy.corpus_child", *arguments, "--out", str(tmp_path / "out")],
        capture_output=True,
        check=True,
        env={"PATH": ""},
    )
    assert json.loads(run.stdout)["rows"] == 1
    assert json.loads((tmp_path / "out" / corpus_child.STAGED).read_text())[0]["text"] == "médiathèque"


def test_the_child_does_not_bring_django_along():
    code = "import strategy.corpus_child, sys; print([name for name in sys.modules if name.startswith('django')])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert run.stdout.strip() == "[]"


# -- the whole way


@pytest.fixture
def upload(workspace, member, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def send(content: bytes, name="corpus.csv"):
        (record,) = imports.receive(workspace=workspace, kind="terms", files=[(name, [content])], by=member("manager"))
        return after(record)

    return send


def after(record):
    run_pending(record.workspace)
    record.refresh_from_db()
    return record


def confirm(record, member):
    imports.confirm(record=record, by=member("manager"))
    return after(record)


def counts(record):
    return tuple(record.summary.get(name) for name in ("new", "changed", "unchanged", "refused_count"))


def rows():
    return list(CorpusTerm.objects.order_by("key").values("id", *CorpusTerm.SAID))


@pytest.fixture
def two_terms(workspace, member):
    drafts = [
        Draft(text="=1+1", facet="product", variants=("'=x", "a"), quote="« oui »\n=2"),
        Draft(text="usager", facet="service", stance="avoid", say_instead="habitant", seo=True),
    ]
    actions.add_terms(workspace=workspace, drafts=drafts, by=member("manager"))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_corpus_exported_and_imported_again_changes_nothing(
    workspace, member, client_for, upload, two_terms, language
):
    client = client_for("manager")
    client.cookies["django_language"] = language
    answer = client.get(reverse("strategy:corpus_csv", args=[workspace.slug]))
    before = rows()
    record = upload(b"".join(answer.streaming_content))
    assert (record.state, counts(record)) == ("preview", (0, 0, 2, 0))
    assert confirm(record, member).state == "applied"
    assert rows() == before


@pytest.mark.django_db
def test_a_file_adds_and_changes_and_is_undone(workspace, member, upload, two_terms):
    before = rows()
    record = upload("Terme,Facette,Note\nUsagers,Vision,lu\nmédiathèque,Service,\nautre,Nulle part,\n".encode())
    assert counts(record) == (1, 1, 0, 1)
    confirm(record, member)
    assert list(CorpusTerm.objects.order_by("key").values_list("text", "facet", "stance", "note")) == [
        ("=1+1", "product", "use", ""),
        ("médiathèque", "service", "use", ""),
        ("Usagers", "vision", "avoid", "lu"),
    ]
    imports.undo(record=record, by=member("manager"))
    assert after(record).state == "undone"
    assert rows() == before


@pytest.mark.django_db
def test_what_was_worked_on_since_stays_when_an_import_is_undone(workspace, member, upload, two_terms):
    record = confirm(upload("Terme,Facette\nmédiathèque,Service\nusager,Vision\n".encode()), member)
    term = CorpusTerm.objects.get(key="mediatheque")
    term.note = "à garder"
    actions.save_term(term=term, fields=["note"], version=0, by=member("lead"))
    imports.undo(record=record, by=member("manager"))
    after(record)
    assert dict(CorpusTerm.objects.values_list("text", "facet")) == {
        "=1+1": "product",
        "usager": "service",
        "médiathèque": "service",
    }


@pytest.mark.django_db
def test_an_unknown_file_goes_by_the_columns_then_by_the_facet(workspace, member, upload, client_for):
    record = upload("Vocable;Dire\nmédiathèque;\nusager;habitant\n".encode(), "liste.csv")
    assert record.state == "mapping"
    client = client_for("manager")
    assert client.get(record.get_absolute_url()).status_code == 200
    url = reverse("imports:map", args=[workspace.slug, record.pk])
    assert client.post(url, {"t0-c0": "ignore", "t0-c1": "note"}).status_code == 422
    assert client.post(url, {"t0-c0": "text", "t0-c1": "say_instead"}).status_code == 302
    record = after(record)
    (question,) = record.open_questions
    assert question["code"] == "facet"
    assert client.get(record.get_absolute_url()).status_code == 200
    imports.answer(record=record, answers={"facet": {"": "service"}}, by=member("manager"))
    record = confirm(after(record), member)
    assert set(CorpusTerm.objects.values_list("text", "facet", "stance", "say_instead")) == {
        ("médiathèque", "service", "use", ""),
        ("usager", "service", "avoid", "habitant"),
    }
    assert client.get(record.get_absolute_url()).status_code == 200


@pytest.mark.django_db
def test_a_long_list_comes_in_quickly_and_whole(workspace, member, upload):
    lines = "".join(f"mot {n} {unicodedata.lookup('LATIN SMALL LETTER E WITH ACUTE')},Service\n" for n in range(2000))
    record = confirm(upload(f"Terme,Facette\n{lines}".encode()), member)
    assert record.state == "applied"
    assert CorpusTerm.objects.count() == 2000


@pytest.mark.django_db
def test_files_of_terms_are_dropped_on_their_own_page(workspace, client_for):
    shown = client_for("manager").get(reverse("imports:list", args=[workspace.slug]) + "?kind=terms")
    assert shown.context["kind"].code == "terms"
