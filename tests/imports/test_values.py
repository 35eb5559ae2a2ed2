"""Numbers, dates, durations, texts and headers, each read for its column as a whole."""

import datetime as dt
import time
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from imports.values import (
    BadValue,
    clean_text,
    clean_texts,
    decimal_mark,
    is_date,
    is_number,
    normalise_header,
    parse_dates,
    parse_duration,
    parse_number,
    parse_numbers,
    unique_header,
)

UTC = dt.UTC


# -- numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,938", 1938),
        ("1.938", 1938),
        ("1 938", 1938),
        ("1\xa0938", 1938),
        ("1\u202f938", 1938),
        ("1\u2009938", 1938),
        ("1'938", 1938),
        ("1’938’000", 1938000),
        ("1938.0", 1938),
        ("3,87 %", Decimal("3.87")),
        ("3.87%", Decimal("3.87")),
        ("< 1%", 1),
        ("1.2K", 1200),
        ("12 k", 12000),
        ("3M", 3_000_000),
        ("1,5 Mio.", 1_500_000),
        ("−5", -5),
        ("(12)", -12),
        ("+7", 7),
        ("1.234.567", 1234567),
        ("1.234,50", Decimal("1234.5")),
        ("1,234.50", Decimal("1234.5")),
        ("12,34,567", 1234567),
        ("1 234,50 €", Decimal("1234.5")),
        ("$1,234.50", Decimal("1234.5")),
        ("0.024", Decimal("0.024")),
        (".5", Decimal("0.5")),
        ("1e3", 1000),
        (" 42 ", 42),
        (12.0, 12),
        (0.1, Decimal("0.1")),
        (7, 7),
        ("17841446494080465123", 17841446494080465123),
    ],
)
def test_number(text, number):
    value = parse_number(text)
    assert value == number
    assert type(value) is type(number)


@pytest.mark.parametrize(
    "cell", ["", " ", None, "-", "--", "—", "–", "NAN", "nan", "N/A", "undefined", "null", float("nan")]
)
def test_missing_number(cell):
    assert parse_number(cell) is None


@pytest.mark.parametrize(
    "cell", ["abc", "1.2.3", "1,2,3", "12 34", "5 likes", "1_000", True, float("inf"), "9" * 50, "2026-01-01"]
)
def test_no_number(cell):
    with pytest.raises(BadValue) as caught:
        parse_number(cell)
    assert (caught.value.code, caught.value.value) == ("not_a_number", cell)


def test_the_column_decides_its_decimal_mark():
    assert parse_numbers(["1.500", "12.000", "3"]) == ([1500, 12000, 3], {})
    assert parse_numbers(["1.500", "0.5"]) == ([Decimal("1.5"), Decimal("0.5")], {})
    assert parse_numbers(["1,500", "2.5"]) == ([1500, Decimal("2.5")], {})
    assert parse_numbers(["1.500", "1.234.567"]) == ([1500, 1234567], {})


def test_a_doubtful_column_follows_the_hint_then_the_kind_of_metric():
    assert parse_numbers(["1.500"], decimal=".")[0] == [Decimal("1.5")]
    assert parse_numbers(["1.500"], decimal=",")[0] == [1500]
    assert parse_numbers(["1.500"], whole=False)[0] == [Decimal("1.5")]
    assert parse_numbers(["1.500", "2,5"], decimal=".")[0] == [1500, Decimal("2.5")], "proof beats the hint"


def test_in_a_torn_column_what_leaves_a_doubt_is_an_error():
    values, errors = parse_numbers(["1.500", "1,5", "2.5", "7"])
    assert values == [None, Decimal("1.5"), Decimal("2.5"), 7]
    assert {index: error.code for index, error in errors.items()} == {0: "ambiguous_number"}
    assert parse_numbers(["1,5", "2.5"], decimal=".")[0] == [Decimal("1.5"), Decimal("2.5")]
    assert parse_numbers(["1,5 €", "2.5 €"], decimal=".")[0] == [Decimal("1.5"), Decimal("2.5")]


def test_errors_keep_their_place_among_numbers_and_texts():
    values, errors = parse_numbers([1.0, "2", None, "x", dt.date(2026, 1, 1)])
    assert values == [1, 2, None, None, None]
    assert {index: (error.code, error.value) for index, error in errors.items()} == {
        3: ("not_a_number", "x"),
        4: ("not_a_number", dt.date(2026, 1, 1)),
    }


def test_decimal_mark_of_other_columns():
    assert decimal_mark(["1,5", "3", "x"]) == ","
    assert decimal_mark(["1.234,5"]) == ","
    assert decimal_mark(["1.500", "12"]) is None
    assert decimal_mark(["1.5", "1,5"]) is None


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1), st.sampled_from(["fr", "en", "de", "de_CH"]))
def test_whole_numbers_come_back_in_every_language(numbers, locale):
    written = [format_decimal(number, locale=locale) for number in numbers]
    assert parse_numbers(written) == (numbers, {})


@given(
    st.lists(st.decimals(-(10**6), 10**6, places=2), min_size=1),
    st.sampled_from(["fr", "en", "de", "es", "it", "pt"]),
)
def test_decimals_come_back_in_every_language(numbers, locale):
    written = [format_decimal(number, format="#,##0.00", locale=locale) for number in numbers]
    assert parse_numbers(written) == (numbers, {})


@given(
    st.lists(st.from_regex(r"[-+]?[0-9]{1,4}([., \u202f][0-9]{1,4}){0,3}( ?%)?", fullmatch=True), min_size=1),
    st.booleans(),
)
def test_spaces_around_change_nothing(texts, whole):
    def read(cells):
        values, errors = parse_numbers(cells, whole=whole)
        return values, {index: error.code for index, error in errors.items()}

    assert read(texts) == read([f" {text} " for text in texts])


def test_looks_like_a_number():
    assert all(map(is_number, ["5", "1,938", "3 %", 4.5]))
    assert not any(map(is_number, ["five", "", "2026-01-01", True, None]))


# -- dates


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-10", dt.date(2026, 5, 10)),
        ("2026-05-10T00:00:00", dt.datetime(2026, 5, 10)),
        ("2026-05-10T01:02:03Z", dt.datetime(2026, 5, 10, 1, 2, 3, tzinfo=UTC)),
        ("2023-04-21T14:51:11+0300", dt.datetime(2023, 4, 21, 14, 51, 11, tzinfo=dt.timezone(dt.timedelta(hours=3)))),
        ("2026-08-15 12:00 +0000", dt.datetime(2026, 8, 15, 12, tzinfo=UTC)),
        ("2026-05-10T01:02-0530", dt.datetime(2026, 5, 10, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=-5.5)))),
        ("2026/05/10", dt.date(2026, 5, 10)),
        ("20260510", dt.date(2026, 5, 10)),
        ("2026-05", dt.date(2026, 5, 1)),
        ("05/14/2026 07:13", dt.datetime(2026, 5, 14, 7, 13)),
        ("14/05/2026", dt.date(2026, 5, 14)),
        ("5/14/26 10:59 PM", dt.datetime(2026, 5, 14, 22, 59)),
        ("01.10.2026", dt.date(2026, 10, 1)),
        ("Tue, Jul 14, 2026", dt.date(2026, 7, 14)),
        ("Jun 7, 2020", dt.date(2020, 6, 7)),
        ("14 juil. 2026", dt.date(2026, 7, 14)),
        ("mar. 14 juil. 2026", dt.date(2026, 7, 14)),
        ("1er août 2026", dt.date(2026, 8, 1)),
        ("3. März 2026", dt.date(2026, 3, 3)),
        ("14 de julho de 2026", dt.date(2026, 7, 14)),
        ("14-Jul-26", dt.date(2026, 7, 14)),
        ("Jul 14, 2026, 3:05 PM", dt.datetime(2026, 7, 14, 15, 5)),
        ("14 juillet 2026 à 15h05", dt.datetime(2026, 7, 14, 15, 5)),
        (46154.0, dt.date(2026, 5, 12)),
        (46154.5, dt.datetime(2026, 5, 12, 12)),
        (20260510.0, dt.date(2026, 5, 10)),
        (dt.date(2026, 5, 10), dt.date(2026, 5, 10)),
    ],
)
def test_date(text, moment):
    column = parse_dates([text])
    assert column.errors == {}
    assert column.values == [moment]
    assert type(column.values[0]) is type(moment)


@pytest.mark.parametrize(
    "text", ["Lifetime", "Total", "2026-02-30", "31/31/2026", "May", "text 12", "11:30", "5", 5, True, "25:00"]
)
def test_no_date(text):
    column = parse_dates([text])
    assert column.values == [None]
    assert column.errors[0].code == "not_a_date"


def test_the_column_decides_day_or_month_first():
    day_first = parse_dates(["03/06/2026 19:00", "13/06/2026 19:00"])
    assert (day_first.order, day_first.ambiguous) == ("dmy", False)
    assert day_first.values[0] == dt.datetime(2026, 6, 3, 19)
    month_first = parse_dates(["03/06/2026", "", "03/28/2026"])
    assert (month_first.order, month_first.ambiguous) == ("mdy", False)
    assert month_first.values == [dt.date(2026, 3, 6), None, dt.date(2026, 3, 28)]


def test_a_column_that_reads_both_ways_is_said_to_until_settled():
    cells = ["03/06/2026", "04/06/2026", "05/06/2026"]
    assert parse_dates(cells).ambiguous
    assert parse_dates(cells).order == "dmy", "three days in a row are likelier than three months"
    asked = parse_dates(cells, order="mdy")
    assert (asked.values[0], asked.ambiguous) == (dt.date(2026, 3, 6), False)
    dated = parse_dates(cells, year_hint=(dt.date(2026, 6, 1), dt.date(2026, 6, 30)))
    assert (dated.values[0], dated.ambiguous) == (dt.date(2026, 6, 3), False)
    assert parse_dates([*cells, "13/06/2026"], order="mdy").order == "dmy", "the values beat the wish"


def test_the_same_day_and_month_leaves_no_doubt():
    assert not parse_dates(["05/05/2026", "06/06/2026"]).ambiguous


def test_one_wrong_date_does_not_turn_the_others():
    column = parse_dates(["13/06/2026", "14/06/2026", "06/15/2026"])
    assert column.values == [dt.date(2026, 6, 13), dt.date(2026, 6, 14), None]
    assert column.errors[2].code == "not_a_date"


def test_years_are_given_by_the_period_across_new_year():
    period = dt.date(2025, 12, 15), dt.date(2026, 1, 15)
    column = parse_dates(["December 31", "January 1", "31 déc."], year_hint=period)
    assert column.values == [dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2025, 12, 31)]
    assert parse_dates(["August 31"]).errors[0].code == "year_missing"
    assert parse_dates(["February 29"], year_hint=period).values == [dt.date(2024, 2, 29)]


@pytest.mark.parametrize("step", [1, -1])
def test_rows_in_order_tell_the_years_of_a_long_period_apart(step):
    days = [dt.date(2024, 7, 1) + dt.timedelta(days=n) for n in range(560)]
    cells = [f"{day:%B} {day.day}" for day in days][::step]
    assert parse_dates(cells, year_hint=(days[0], days[-1])).values == days[::step]


def test_texts_are_serials_only_all_together():
    assert parse_dates(["46154", "46155"]).values == [dt.date(2026, 5, 12), dt.date(2026, 5, 13)]
    assert parse_dates(["46154", "many"]).values == [None, None]


def test_a_zone_is_given_to_moments_that_have_none():
    zone = dt.timezone(dt.timedelta(hours=2))
    column = parse_dates(["2026-05-10T10:00:00", "2026-05-10T10:00:00Z", "2026-05-10"], tz=zone)
    assert [getattr(value, "tzinfo", None) for value in column.values] == [zone, UTC, None]


DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))


@given(
    st.lists(DAYS, min_size=1), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y", "%Y-%m-%dT00:00:00Z"])
)
def test_dates_come_back_in_each_form_of_digits(days, style):
    values = parse_dates([day.strftime(style) for day in days]).values
    assert [dt.date(value.year, value.month, value.day) for value in values] == days


@given(
    st.lists(DAYS, min_size=1),
    st.sampled_from(["en", "fr", "de", "es", "pt", "it"]),
    st.sampled_from(["medium", "long", "full", "d MMM y", "EEE d MMM y"]),
)
def test_dates_come_back_in_each_language(days, locale, style):
    column = parse_dates(
        [format_date(day, style, locale=locale) for day in days], order="mdy" if locale == "en" else "dmy"
    )
    assert (column.values, column.errors) == (days, {})


@given(st.lists(DAYS, min_size=1), st.sampled_from(["dmy", "mdy"]), st.sampled_from("/-"))
def test_an_order_found_without_doubt_is_the_right_one(days, order, mark):
    style = mark.join(["%d", "%m", "%Y"] if order == "dmy" else ["%m", "%d", "%Y"])
    column = parse_dates([day.strftime(style) for day in days])
    assert column.ambiguous or column.values == days
    assert parse_dates([day.strftime(style) for day in days], order=order).values == days


def test_looks_like_a_date():
    assert all(map(is_date, ["2026-05-10", "August 31", "Jul 14, 2026", dt.date(2026, 1, 1)]))
    assert not any(map(is_date, ["18-24", "1938.05", "Reels 3", "", 46154.0, None]))


# -- durations


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("0:13:29", 809),
        ("2:31", 151),
        ("1:02:03.5", Decimal("3723.5")),
        ("1h 02m 03s", 3723),
        ("2 min", 120),
        ("45", 45),
        (12.5, Decimal("12.5")),
        (dt.time(0, 13, 29), 809),
        (dt.timedelta(hours=30), 108000),
        ("", None),
        ("--", None),
    ],
)
def test_duration(cell, seconds):
    assert parse_duration(cell) == seconds


@pytest.mark.parametrize("cell", ["long", "1:2:3:4"])
def test_no_duration(cell):
    with pytest.raises(BadValue, match="not_a_duration"):
        parse_duration(cell)


# -- texts


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "@someone +1",
        "<b>hello</b>",
        " two\nlines ",
        "déjà vu ’ — €",
        "🙂‍↔️",
        "Ã la carte",
        "voilÃ  le cafÃ©",
        "ÂÂ",
        "À É È",
    ],
)
def test_text_is_kept(text):
    assert clean_text(text) == text
    assert clean_texts([text]) == [text]


def test_mojibake_is_repaired_when_certain():
    assert clean_text("FranÃ§ois donâ€™t") == "François don’t"
    assert clean_text("cafÃ©") == "café"


@given(st.text(alphabet="abcdéèàçôœ’« »—€ ", min_size=1))
def test_what_was_not_spoilt_is_not_repaired(text):
    assert clean_text(text) == text


def test_entities_are_undone_where_the_whole_column_shows_them():
    assert clean_texts(["Michelle &amp; I", "Tom &amp;amp; Jerry", "plain"]) == [
        "Michelle & I",
        "Tom &amp; Jerry",
        "plain",
    ]
    assert clean_texts(["R&D", "Michelle &amp; I"]) == ["R&D", "Michelle &amp; I"]
    assert clean_texts(["<p>a &amp; b</p>"]) == ["<p>a &amp; b</p>"]


def test_numbers_as_texts():
    assert [clean_text(cell) for cell in (None, 12.0, 1.5, 7)] == ["", "12", "1.5", "7"]


# -- headers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Durée\xa0(s) :", "duree (s)"),
        ("J’aime", "J'AIME"),
        ("Phone number clicks ", "phone number clicks"),
        ("Taux de clics\n(%)", "taux de clics (%)"),
        ("\ufeff“Date”", "date"),
        ("3‑second views", "3-second views"),
        ("Reactions,  comments and shares.", "reactions, comments and shares"),
    ],
)
def test_headers_of_one_spelling(one, other):
    assert normalise_header(one) == normalise_header(other) == other.casefold().replace("é", "e")


def test_headers_that_stay_apart():
    assert normalise_header("Reactions") != normalise_header("Reactions, comments and shares")


@pytest.mark.parametrize(
    ("header", "names"),
    [
        (["Views", "Reach", "Views"], ["Views", "Reach", "Views (2)"]),
        (["Views", "Views", "Views (2)"], ["Views", "Views (3)", "Views (2)"]),
        (["", "Women", ""], ["A", "Women", "C"]),
        (["B", "", "B"], ["B", "B (2)", "B (3)"]),
    ],
)
def test_unique_header(header, names):
    assert unique_header(header) == names


@given(st.lists(st.sampled_from(["", "A", "B", "Views", "Views (2)", "A (2)"]), max_size=12))
def test_unique_header_is_unique(header):
    names = unique_header(header)
    assert len(set(names)) == len(names) == len(header)


@pytest.mark.parametrize("text", ["01/01/0001", "31/12/9999", "31/12/9999 24:00", "01/01/0001 00:30"])
def test_a_year_out_of_all_reason_is_no_date(text):
    column = parse_dates([text, "15/02/2026"], order="dmy", tz=UTC)
    assert column.errors[0].code == "not_a_date" and column.values[1] is not None


def test_a_year_out_of_all_reason_is_no_date_in_a_spreadsheet_either():
    column = parse_dates([dt.datetime(9999, 12, 31, 23, 59), dt.date(2026, 2, 15)])
    assert (list(column.errors), column.values) == ([0], [None, dt.date(2026, 2, 15)])


def test_a_long_header_is_looked_up_at_once():
    """A search from each of its signs to the end would take minutes."""
    name = ":" * 200_000 + "x"
    began = time.perf_counter()
    assert normalise_header(f"{name} :,. *") == name
    assert time.perf_counter() - began < 2
