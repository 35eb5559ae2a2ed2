"""Figures for the browser: what plotly accepts, without colours, and the small lines of the cards."""

import datetime as dt
import json
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis import charts
from kpis.catalogue import Unit

D = dt.date(2026, 11, 1)
LINES = charts.lines([("Facebook", [1, None, 3]), ("X", [4, 5, 6])], D, 1, Unit.COUNT)
FIGURES = [
    LINES,
    charts.lines([("Facebook", [0.0312, 0.05])], D, 7, Unit.PERCENT),
    charts.bars(["Image", "Reel"], [("Publications", [3, 4]), ("Prévues", [2, 5])]),
    charts.target(charts.points("Reach", [(D, 1), (D + dt.timedelta(days=7), 2)], Unit.COUNT), "Target", [(D, 3)]),
]


@pytest.mark.parametrize("figure", FIGURES)
def test_the_worker_and_the_web_give_the_same_json(figure):
    assert json.loads(json.dumps(charts.checked(figure))) == json.loads(json.dumps(figure))


def test_plotly_refuses_what_it_does_not_know():
    with pytest.raises(ValueError, match="smoothness"):
        charts.checked({"data": [{**LINES["data"][0], "smoothness": 3}], "layout": {}})


@pytest.mark.parametrize("figure", FIGURES)
def test_colours_are_left_to_the_theme(figure):
    assert not re.search(r"#[0-9a-f]{3,8}\b|rgba?\(|colou?r", json.dumps(figure))


def test_series_differ_by_more_than_colour():
    dashes = [
        trace["line"]["dash"] for trace in charts.lines([(n, [1, 2]) for n in "abcdef"], D, 1, Unit.COUNT)["data"]
    ]
    assert len(set(dashes)) == 6
    shapes = [trace["marker"]["pattern"]["shape"] for trace in FIGURES[2]["data"]]
    assert len(set(shapes)) == 2


def test_gaps_stay_gaps_and_single_readings_show():
    broken, whole = LINES["data"]
    assert broken["y"] == [1, None, 3]
    assert "markers" in broken["mode"]
    assert whole["mode"] == "lines"


def test_dates_follow_from_the_start_and_the_step():
    weekly = charts.lines([("X", [1, 2])], D, 7, Unit.COUNT)["data"][0]
    assert (weekly["x0"], weekly["dx"]) == ("2026-11-01", 7 * 24 * 3600 * 1000)


class TestSparkline:
    def test_a_rise_goes_up_across_the_box(self):
        assert charts.sparkline([0, 10, 20]) == {"width": 2, "line": "M0 56 1 30 2 4", "target": ""}

    def test_the_target_line_shares_the_scale(self):
        spark = charts.sparkline([0, 10], [20, 20])
        assert (spark["line"], spark["target"]) == ("M0 56 1 30", "M0 4 1 4")

    def test_what_never_moves_runs_through_the_middle(self):
        assert charts.sparkline([5, 5])["line"] == "M0 30 1 30"

    def test_a_gap_is_crossed(self):
        assert charts.sparkline([0, None, 20])["line"] == "M0 56 2 4"

    def test_one_reading_is_no_line(self):
        assert charts.sparkline([5]) is None
        assert charts.sparkline([None, 5, None]) is None

    @given(st.lists(st.none() | st.floats(-1e9, 1e9), max_size=60))
    def test_it_stays_in_its_box(self, values):
        spark = charts.sparkline(values)
        for x, y in re.findall(r"(\d+) (\d+)", spark["line"] if spark else ""):
            assert 0 <= int(x) <= spark["width"]
            assert charts.MARGIN <= int(y) <= charts.HEIGHT - charts.MARGIN


def test_a_web_process_loads_no_plotly_pandas_or_numpy():
    code = (
        "import sys, cmtool.wsgi, kpis.views, imports.views, strategy.views, kpis.management.commands.kpi_values;"
        "print([name for name in ('plotly', 'pandas', 'numpy') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip().splitlines()[-1] == "[]"
