"""Every code that the pure modules may say has a sentence, in both languages, whatever its parameters."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from imports import sentences

ROOT = Path(__file__).resolve().parents[2]
PURE = [
    *(ROOT / "imports").glob("readers/*.py"),
    *(ROOT / "imports").glob("values/*.py"),
    *(ROOT / "kpis").glob("formats/**/*.py"),
    ROOT / "imports" / "jobs.py",
]
# What is called, and which of its arguments is the code.
CALLS = {"Unreadable": 0, "Note": 0, "BadValue": 0, "Question": 0, "_ask": 0, "refuse": 2, "Refusal": 4}
TABLES = {
    "Unreadable": sentences.ERRORS,
    "Note": sentences.NOTES,
    "BadValue": sentences.REFUSALS,
    "refuse": sentences.REFUSALS,
    "Refusal": sentences.REFUSALS,
    "Question": sentences.QUESTIONS,
    "_ask": sentences.QUESTIONS,
}


def strings(node):
    """The texts that an argument may be: a literal, either side of an ``if``, or the holes of an f-string as ``*``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return strings(node.body) + strings(node.orelse)
    if isinstance(node, ast.JoinedStr):
        return ["".join(strings(part)[0] if isinstance(part, ast.Constant) else "*" for part in node.values)]
    return []


def said():
    """(what is called, code) for every call in the pure modules."""
    for path in PURE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            place = CALLS.get(name)
            if place is not None and place < len(node.args):
                yield from ((name, code) for code in strings(node.args[place]))


def test_the_search_finds_what_the_modules_say():
    found = set(said())
    assert len(found) > 40
    assert {("Unreadable", "zip_bomb"), ("Note", "encoding_guessed"), ("BadValue", "not_a_number")} <= found
    assert {("refuse", "too_many_fields"), ("Question", "mapping"), ("Note", "*_rows_skipped")} <= found


@pytest.mark.parametrize(("name", "code"), sorted(set(said())))
def test_every_code_said_has_a_sentence(name, code):
    pattern = re.compile(re.escape(code).replace(r"\*", ".+"))
    assert any(pattern.fullmatch(known) for known in TABLES[name]), f"{name}({code!r}) has no sentence"


def test_reasons_to_skip_have_a_sentence():
    reasons = set()
    for path in PURE:
        text = path.read_text(encoding="utf-8")
        reasons |= set(re.findall(r'skip="(\w+)"', text)) | set(re.findall(r'skip="(\w+)" if', text))
        reasons |= set(re.findall(r'skip="\w+" if .* else "(\w+)"', text))
    assert len(reasons) >= 3
    assert {f"{reason}_skipped" for reason in reasons} <= set(sentences.NOTES)


ALL = [
    *((sentences.error, code) for code in sentences.ERRORS),
    *((sentences.note, code) for code in sentences.NOTES),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("speak", "code"), ALL)
def test_a_sentence_bears_missing_parameters(speak, code, language):
    with translation.override(language):
        params = {"code": "empty_file", "member": "a.csv"} if code == "member_skipped" else {}
        sentence = speak(code, params)
    assert re.fullmatch(r".*[.…]", sentence, re.S)
    assert "%(" not in sentence


@pytest.mark.parametrize("code", sentences.ERRORS)
def test_every_refusal_of_a_file_says_what_is_wrong_and_what_to_do(code):
    with translation.override("en"):
        assert len(re.findall(r"[.:?,] ", sentences.error(code, {}) + " ")) >= 2


def test_an_unknown_code_is_a_mistake():
    with pytest.raises(KeyError):
        sentences.error("nobody_knows", {})


def test_an_unknown_code_spoils_no_page(settings):
    settings.TESTING = False
    with translation.override("en"):
        assert sentences.note("nobody_knows", {}) == "This could not be read (nobody_knows)."


def test_parameters_are_shown_as_people_write_them():
    with translation.override("en"):
        assert "goes over 50 MB" in sentences.error("too_large", {"what": "bytes", "limit": 50 * 1024**2})
        assert "goes over 2,000,000 rows" in sentences.error("too_large", {"what": "rows", "limit": 2_000_000})
        assert "(A, B)" in sentences.note("sheet_repeats", {"sheets": ["A", "B"]})
        assert "left out: 1,200." in sentences.note("total_rows_skipped", {"rows": 1200})
        assert sentences.error("empty_file", {"member": "a.csv"}).startswith("In the archive, “a.csv”: This file is")
        skipped = sentences.note("member_skipped", {"code": "lock_file", "member": "~$a.xlsx"})
        assert skipped.startswith("“~$a.xlsx” was left out of the archive: This is the lock file")


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        (("Reach", "beaucoup", "not_a_number", {"metric": "reach"}), "Reach: “beaucoup” is not a number"),
        (("Date", "", "missing_date", {}), "Date: the row has no date"),
        (("", "x", "too_many_fields", {"fields": 9, "expected": 7}), "The row has 9 fields where 7 are expected"),
        (("100 %", "50 %(n)s", "not_a_number", {}), "100 %: “50 %(n)s” is not a number"),
    ],
)
def test_a_refused_row_says_column_value_and_reason(refused, sentence):
    column, value, code, params = refused
    with translation.override("en"):
        assert sentences.refusal({"column": column, "value": value, "code": code, "params": params}) == sentence


def test_a_question_names_what_it_is_about():
    asked = {"code": "date_order", "about": "x", "params": {"column": "Jour", "example": "03/06/2026"}}
    channel = {"code": "channel", "about": "facebook", "params": {}}
    with translation.override("en"):
        assert sentences.question(asked, lambda *_: "") == "In “Jour”, is 03/06/2026 written day first or month first?"
        assert "your Facebook accounts" in sentences.question(channel, lambda what, code: code.capitalize())
        assert sentences.option(asked, "mdy") == "Month first"
        assert sentences.option({"code": "other"}, "raw") == "raw"
