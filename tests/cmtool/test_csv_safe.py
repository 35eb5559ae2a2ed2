"""CSV that a spreadsheet shows and never runs."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmtool.lib.csv_safe import STARTERS, csv_response, safe_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+33 6", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "  =1", "\u00a0=1"]
)
def test_text_that_a_spreadsheet_would_run_is_kept_as_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["Bonjour", "a=b", "", "3", "l’été", -2, -0.5, None])
def test_other_cells_are_left_alone(cell):
    assert safe_cell(cell) == cell


@given(st.text())
def test_no_text_begins_a_formula_and_none_is_lost(text):
    safe = safe_cell(text)
    assert not safe.startswith(STARTERS)
    assert safe.removeprefix("'") == text or safe == text


def test_the_download_reads_back_as_rows():
    rows = [["Nom", "Valeur"], ["=cmd", 3], ['deux\nlignes; et “guillemets”, "doubles"', -1.5]]
    response = csv_response("releve.csv", rows)
    text = b"".join(response.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))) == [
        ["Nom", "Valeur"],
        ["'=cmd", "3"],
        ['deux\nlignes; et “guillemets”, "doubles"', "-1.5"],
    ]
    assert response.headers["Content-Disposition"] == 'attachment; filename="releve.csv"'
