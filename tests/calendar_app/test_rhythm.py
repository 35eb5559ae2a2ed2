import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_app.rhythm import (
    Gap,
    Period,
    Placed,
    Regularity,
    balance,
    conflicts,
    gaps,
    heavy_weeks,
    in_a_row,
    regularity,
)

NOVEMBER = Period(dt.date(2026, 11, 1), dt.date(2026, 11, 30))  # the 1st is a Sunday


def placed(*texts, channel=1, first=0):
    """ "24 09:00" is the 24 November 2026 at 9; "24" has no time."""
    rows = []
    for number, text in enumerate(texts, start=first):
        day, _space, time = text.partition(" ")
        rows.append(Placed(number, channel, dt.date(2026, 11, int(day)), dt.time.fromisoformat(time) if time else None))
    return rows


def ids(groups):
    return [[each.id for each in group] for group in groups]


def november(first, last, pace, channel=1):
    return Gap(channel, dt.date(2026, 11, first), dt.date(2026, 11, last), pace)


def test_less_than_an_hour_apart_on_one_channel():
    rows = placed("24 09:00", "24 09:59", "24 10:58", "24 11:58", "25 09:00", "24")
    assert ids(conflicts(rows)) == [[0, 1, 2]]
    assert conflicts(placed("24 09:00") + placed("24 09:00", channel=2, first=1)) == []
    assert conflicts([]) == []


def test_midnight_does_not_hide_a_conflict():
    assert ids(conflicts(placed("24 23:45", "25 00:15"))) == [[0, 1]]


def test_ten_within_a_day_are_in_a_row():
    nine = [f"24 {hour:02}:00" for hour in range(8, 17)]
    assert in_a_row(placed(*nine)) == []
    assert ids(in_a_row(placed(*nine, "25 07:59"))) == [list(range(10))]
    assert in_a_row(placed(*nine, "25 08:00")) == []
    twelve = [*nine, "24 18:00", "24 19:00", "25 09:30"]
    assert ids(in_a_row(placed("20 09:00", *twelve))) == [list(range(1, 13))]
    assert in_a_row(placed(*nine) + placed("24 17:00", channel=2, first=9)) == []


def test_weeks_with_more_than_was_promised():
    rows = placed("23 09:00", "25 09:00", "29 09:00", "30 09:00")
    (heavy,) = heavy_weeks(rows, {1: 2.0}, NOVEMBER)
    assert (heavy.week, [each.id for each in heavy.placed]) == (dt.date(2026, 11, 23), [0, 1, 2])
    assert heavy_weeks(rows, {1: 2.5}, NOVEMBER) == []
    assert heavy_weeks(rows, {1: None}, NOVEMBER) == heavy_weeks(rows, {}, NOVEMBER) == []
    sundays = Period(NOVEMBER.first, NOVEMBER.last, week_start=6)
    assert heavy_weeks(rows, {1: 2.0}, sundays) == []


@pytest.mark.parametrize(
    ("days", "cadence", "found"),
    [
        (range(2, 31, 7), 1, []),
        ((2, 9, 30), 1, [november(10, 29, 7)]),
        ((2, 9, 18, 27), 1, []),
        ((2, 9, 19, 27), 1, [november(10, 18, 7)]),
        ([day for day in range(2, 31) if day % 7 in (2, 3, 4, 5, 6)], 5, []),  # Monday to Friday
        ((), 1, [november(1, 30, 7)]),
        ((15,), 1, [november(1, 14, 7), november(16, 30, 7)]),
        ((15,), 0.5, []),
        ((), None, []),
        ((), 0, []),
    ],
)
def test_silences_longer_than_the_cadence_allows(days, cadence, found):
    assert gaps(placed(*map(str, days)), {1: cadence}, NOVEMBER) == found


def test_what_came_before_the_period_shortens_or_lengthens_the_first_silence():
    row = placed("10")
    assert gaps(row, {1: 1}, Period(dt.date(2026, 11, 12), dt.date(2026, 11, 17))) == []
    (gap,) = gaps(row, {1: 1}, Period(dt.date(2026, 11, 18), dt.date(2026, 11, 22)))
    assert (gap.first, gap.last, gap.days) == (dt.date(2026, 11, 11), dt.date(2026, 11, 22), 12)


def test_regularity_counts_weeks_that_are_mostly_in_the_period():
    assert [f"{week:%m-%d}" for week in NOVEMBER.weeks()] == ["11-02", "11-09", "11-16", "11-23"]
    rows = placed("2", "4", "9", "16", "18", "20")
    assert regularity(rows, {1: 2, 2: None}, NOVEMBER) == [Regularity(1, 2, 4, 2, 1), Regularity(2, 0, 4, 1, 1)]
    assert regularity(rows, {1: 2.5}, NOVEMBER) == [Regularity(1, 2, 4, 2, 1)]
    assert regularity(rows, {1: None}, NOVEMBER) == [Regularity(1, 3, 4, 1, 1)]


def test_a_promise_below_once_a_week_is_looked_at_over_several():
    assert regularity(placed("3", "17"), {1: 0.5}, NOVEMBER) == [Regularity(1, 4, 4, 1, 2)]
    assert regularity(placed("10"), {1: 0.5}, NOVEMBER) == [Regularity(1, 2, 4, 1, 2)]


def test_shares_are_of_what_says_anything_and_wishes_not_met_show():
    shares = balance(["a", "a", "a", "b", None, ""], {"a": 0.5, "c": 0.2})
    assert [(s.value, s.count, s.share, s.wish) for s in shares] == [
        ("a", 3, 0.75, 0.5),
        ("b", 1, 0.25, None),
        ("c", 0, 0.0, 0.2),
    ]
    assert balance([], {}) == [] and balance([], {"a": 1.0})[0].share == 0


rows = st.lists(
    st.builds(
        Placed,
        id=st.integers(0, 10**6),
        channel=st.integers(1, 2),
        day=st.dates(dt.date(2026, 11, 1), dt.date(2026, 11, 30)),
        time=st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    ),
    max_size=40,
    unique_by=lambda each: each.id,
)


@given(rows)
def test_two_are_in_conflict_when_a_neighbour_is_less_than_an_hour_away(rows):
    crowded = {each.id for group in conflicts(rows) for each in group}
    near = dt.timedelta(hours=1)
    for each in rows:
        others = [o for o in rows if o.channel == each.channel and o is not each and abs(o.at - each.at) < near]
        assert (each.id in crowded) == bool(others)


@given(rows, st.sampled_from([0.25, 0.5, 1, 2, 3.5, 7, 20]))
def test_gaps_hold_no_publication_and_lie_in_reach_of_the_period(rows, cadence):
    for gap in gaps(rows, {1: cadence, 2: cadence}, NOVEMBER):
        assert not [each for each in rows if each.channel == gap.channel and gap.first <= each.day <= gap.last]
        assert gap.days >= gap.pace + 2 and gap.last <= NOVEMBER.last


@given(st.lists(st.sampled_from(["own", "curated", "relay"]), min_size=1))
def test_shares_add_up(values):
    assert sum(share.share for share in balance(values, {})) == pytest.approx(1)
