"""Numbers, dates and codes in the reader's words."""

import datetime as dt

import pytest
from django.utils import translation

from kpis import words
from kpis.arithmetic import State
from kpis.catalogue import METRICS, Level
from kpis.formats.kinds import KINDS

D = dt.date
THIN = "\u2009"  # around the dash, in some versions of Unicode's data


@pytest.mark.parametrize(
    ("language", "value", "digits", "expected"),
    [
        ("fr", 48210, 0, "48\u202f210"),
        ("en", 48210, 0, "48,210"),
        ("fr", 3.25, 1, "3,2"),
        ("en", 1234.5, 1, "1,234.5"),
        ("fr", -1500.0, 2, "−1\u202f500"),
        ("en", 2.6, 0, "3"),
        ("fr", None, 0, "–"),
        ("fr", 0, 0, "0"),
    ],
)
def test_numbers(language, value, digits, expected):
    with translation.override(language):
        assert words.number(value, digits) == expected


@pytest.mark.parametrize(
    ("language", "metric", "value", "expected"),
    [
        ("fr", "engagement_rate_reach", 0.0387, "3,87\u00a0%"),
        ("en", "engagement_rate_reach", 0.0387, "3.87%"),
        ("en", "reach", 12.44, "12.4"),
        ("en", "reach", 1240.4, "1,240"),
        ("en", "watch_seconds", 150, "2 min"),
        ("en", "watch_seconds", 3900, "1 h 05"),
        ("en", "watch_seconds", None, "–"),
    ],
)
def test_values_carry_their_unit(language, metric, value, expected):
    with translation.override(language):
        assert words.value(value, METRICS[metric]) == expected


def test_a_rate_changes_by_points_and_a_count_by_percent():
    with translation.override("en"):
        assert words.change(0.124, 112.4, 100, METRICS["reach"]) == "+12.4%"
        assert words.change(-0.5, 50, 100, METRICS["reach"]) == "−50%"
        assert words.change(0.5, 0.03, 0.02, METRICS["click_rate"]) == "+1 pt"
        assert words.change(None, 5, 0, METRICS["reach"]) == ""
        assert words.change(None, 5, None, METRICS["reach"]) == ""


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (D(2026, 11, 1), D(2026, 11, 30), "1er–30 nov. 2026"),
        (D(2026, 6, 1), D(2026, 11, 21), "1er juin–21 nov. 2026"),
        (D(2026, 5, 21), D(2026, 7, 1), "21 mai–1er juil. 2026"),
        (D(2026, 11, 11), D(2026, 11, 11), "11 novembre 2026"),
        (D(2026, 12, 1), D(2026, 12, 1), "1er décembre 2026"),
    ],
)
def test_french_dates(first, last, expected):
    with translation.override("fr"):
        text = words.interval(first, last)
    assert text.replace(THIN, "") == expected


def test_english_dates():
    with translation.override("en"):
        assert words.day(D(2026, 11, 1)) == "1 November 2026"
        assert words.short_day(D(2026, 11, 1)) == "1 Nov"


def test_every_code_has_words_and_every_state_its_own_shape():
    states = [words.state(state.value) for state in State]
    assert len({state["icon"] for state in states}) == len({state["label"] for state in states}) == len(State)
    assert all(words.level(level.code) for level in Level)
    with translation.override("en"):
        assert len({words.kind(code) for code in KINDS}) == len(KINDS)
        assert words.kind("") == words.kind("hologram") == "Format not told"
