import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_app.packs import PACKS, mothers_day, summer_sales, winter_sales

YEARS = st.integers(2020, 2060)


def days(code, year):
    return {d.code: d.start for d in PACKS[code].between(dt.date(year, 1, 1), dt.date(year, 12, 31))}


def titles(code, year):
    return {d.title for d in PACKS[code].between(dt.date(year, 1, 1), dt.date(year, 12, 31))}


def test_eleven_public_holidays_in_the_whole_of_france():
    found = PACKS["public"].between(dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    assert [f"{d.start:%m-%d}" for d in found] == [
        "01-01", "03-29", "05-01", "05-06", "05-08", "05-17", "07-14", "08-15", "11-01", "11-11", "12-25",
    ]  # fmt: skip
    assert "Lundi de Pâques" in titles("public", 2027) and "'" not in "".join(titles("public", 2027))


def test_regions_add_their_own_and_never_repeat_the_national_ones():
    alsace = PACKS["public-57"].between(dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    assert [d.start for d in alsace] == [dt.date(2027, 3, 26), dt.date(2027, 12, 26)]
    assert set(days("public-974", 2027).values()) == {dt.date(2027, 12, 20)}
    national = set(days("public", 2027).values())
    for code in (code for code in PACKS if code.startswith("public-")):
        assert days(code, 2027) and not set(days(code, 2027).values()) & national


def test_school_holidays_are_stretches_by_zone():
    winter = {zone: next(d for d in PACKS[f"school-{zone}"].between(dt.date(2027, 2, 1), dt.date(2027, 2, 28)))
              for zone in "ABC"}  # fmt: skip
    assert {zone: (d.start, d.end) for zone, d in winter.items()} == {
        "A": (dt.date(2027, 2, 13), dt.date(2027, 2, 28)),
        "B": (dt.date(2027, 2, 20), dt.date(2027, 3, 7)),
        "C": (dt.date(2027, 2, 6), dt.date(2027, 2, 21)),
    }
    assert winter["B"].title == "Vacances d’hiver (zone B)"


def test_school_holidays_that_began_the_year_before_are_found():
    (christmas,) = PACKS["school-A"].between(dt.date(2027, 1, 1), dt.date(2027, 1, 5))
    assert (christmas.start, christmas.end) == (dt.date(2026, 12, 19), dt.date(2027, 1, 3))


def test_years_that_the_ministry_has_not_published_are_empty():
    assert PACKS["school-A"].between(dt.date(2045, 1, 1), dt.date(2045, 12, 31)) == []


@pytest.mark.parametrize(
    ("year", "day"),
    [(2023, "2023-06-04"), (2024, "2024-05-26"), (2026, "2026-05-31"), (2027, "2027-05-30"), (2028, "2028-05-28")],
)
def test_mothers_day_gives_way_to_pentecost(year, day):
    assert mothers_day(year) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("year", "winter", "summer"),
    [
        (2023, "2023-01-11", "2023-06-28"),
        (2024, "2024-01-10", "2024-06-26"),
        (2025, "2025-01-08", "2025-06-25"),
        (2026, "2026-01-07", "2026-06-24"),
    ],
)
def test_sales_begin_when_the_code_says(year, winter, summer):
    assert (winter_sales(year).isoformat(), summer_sales(year).isoformat()) == (winter, summer)


def test_sales_last_four_weeks():
    sales = next(d for d in PACKS["trade"].between(dt.date(2026, 1, 1), dt.date(2026, 1, 31)))
    assert (sales.start, sales.end) == (dt.date(2026, 1, 7), dt.date(2026, 2, 3))
    assert "départements" in sales.note


def test_movable_feasts():
    found = days("feasts", 2027)
    known = {
        "epiphany": "01-06", "shrove-tuesday": "02-09", "easter": "03-28", "pentecost": "05-16", "neighbours": "05-28",
        "fathers": "06-20", "heritage": "09-18", "advent": "11-28", "summer-time": "03-28", "winter-time": "10-31",
        "grandmothers": "03-07", "grandfathers": "10-03",
    }  # fmt: skip
    assert {code: f"{found[code]:%m-%d}" for code in known} == known
    trade = days("trade", 2027)
    assert (trade["black-friday"], trade["cyber-monday"]) == (dt.date(2027, 11, 26), dt.date(2027, 11, 29))
    assert trade["giving-tuesday"] == dt.date(2027, 11, 30)


@given(YEARS)
def test_rules_hold_in_every_year(year):
    feasts = days("feasts", year)
    for sunday in ("easter", "pentecost", "mothers", "fathers", "advent"):
        assert feasts[sunday].weekday() == 6
    assert feasts["mothers"] != feasts["pentecost"]
    assert dt.date(year, 11, 27) <= feasts["advent"] <= dt.date(year, 12, 3)
    assert winter_sales(year).weekday() == summer_sales(year).weekday() == 2
    assert 6 <= winter_sales(year).day <= 12 and 22 <= summer_sales(year).day <= 28


@given(YEARS, st.sampled_from(sorted(PACKS)))
def test_a_pack_says_each_day_once_and_ends_after_it_starts(year, code):
    found = PACKS[code].between(dt.date(year, 1, 1), dt.date(year, 12, 31))
    assert len({(d.code, d.start) for d in found}) == len(found)
    assert all(d.start <= d.end for d in found)


@pytest.mark.parametrize(
    ("place", "name", "known"),
    [
        ("lorraine", "winter-sales", ["2014-01-02", "2017-01-02", "2022-01-03"]),
        ("06-66", "summer-sales", ["2014-07-02", "2015-07-01", "2019-07-03"]),
        ("corse", "summer-sales", ["2014-07-09", "2015-07-08", "2018-07-11", "2019-07-10"]),
        ("971", "winter-sales", ["2014-01-04", "2017-01-07"]),
        ("971", "summer-sales", ["2014-09-27", "2015-09-26", "2018-09-29", "2019-09-28"]),
        ("972", "summer-sales", ["2014-10-02", "2015-10-01", "2018-10-04", "2019-10-03"]),
        ("974", "summer-sales", ["2014-02-01", "2017-02-04", "2018-02-03"]),
        ("974", "winter-sales", ["2014-09-06", "2015-09-05", "2019-09-07"]),
        ("975", "winter-sales", ["2014-01-22", "2017-01-18"]),
        ("975", "summer-sales", ["2014-07-16", "2015-07-15", "2018-07-18", "2019-07-17"]),
        ("977-978", "winter-sales", ["2014-05-03", "2017-05-06"]),
        ("977-978", "summer-sales", ["2014-10-11", "2015-10-10", "2018-10-13"]),
    ],
)
def test_sales_on_days_of_their_own(place, name, known):
    assert [str(days(f"sales-{place}", int(day[:4]))[name]) for day in known] == known
