"""Days in the words of the reader, in templates and in code."""

import datetime as dt

import pytest
from django.template import engines
from django.utils import translation
from django.utils.formats import date_format

from calendar_app import words

FIRST = dt.date(2026, 11, 1)


@pytest.mark.parametrize(
    ("language", "day", "pattern", "said"),
    [
        ("fr", FIRST, "l j F Y", "dimanche 1er novembre 2026"),
        ("fr", FIRST, "D j N", "dim 1er nov."),
        ("fr", FIRST, "j F", "1er novembre"),
        ("fr", FIRST, "D j", "dim 1"),
        ("fr", FIRST, "j/m", "1/11"),
        ("fr", dt.date(2026, 11, 11), "j F Y", "11 novembre 2026"),
        ("fr", dt.datetime(2026, 12, 1, 1, 11), "j F Y, G:i", "1er décembre 2026, 1:11"),
        ("en", FIRST, "j F Y", "1 November 2026"),
    ],
)
def test_french_says_the_first_of_a_month_as_an_ordinal(language, day, pattern, said):
    template = engines["django"].from_string("{{ day|date:pattern }}")
    with translation.override(language):
        assert template.render({"day": day, "pattern": pattern}) == said
        assert words.formatted(day, pattern) == said


def test_the_calendar_s_own_sentences_say_it_too():
    with translation.override("fr"):
        assert words.day(FIRST) == "dimanche 1er novembre 2026"
        assert words.days(FIRST, dt.date(2026, 12, 1)) == "1er novembre – 1er décembre 2026"


@pytest.mark.parametrize(
    ("pattern", "said"),
    [("DATE_FORMAT", "2 December 2026"), ("SHORT_DATETIME_FORMAT", "2 Dec 2026, 15:11"), ("TIME_FORMAT", "15:11")],
)
def test_english_too_has_the_day_before_the_month(pattern, said):
    with translation.override("en"):
        assert date_format(dt.datetime(2026, 12, 2, 15, 11), pattern) == said
