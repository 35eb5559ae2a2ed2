"""Rules of recurrence against a calendar that is walked day by day."""

import calendar
import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendar_app import clock
from calendar_app.recurrence import WORKING, Every, Rule, between, from_day, parse, up_to, upcoming

PARIS = "Europe/Paris"
ZONES = (PARIS, "America/New_York", "Australia/Lord_Howe")
TEN_YEARS, TWO_DAYS = dt.timedelta(days=3653), dt.timedelta(days=2)

weekdays = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
endings = st.one_of(
    st.fixed_dictionaries({}),
    st.fixed_dictionaries({"count": st.integers(1, 300)}),
    st.fixed_dictionaries({"until": st.dates(dt.date(2024, 1, 1), dt.date(2040, 12, 31))}),
)
kinds = st.one_of(
    st.fixed_dictionaries({"every": st.just(Every.DAY), "interval": st.integers(1, 40)}),
    st.fixed_dictionaries({"every": st.just(Every.WEEK), "interval": st.integers(1, 12), "weekdays": weekdays}),
    st.fixed_dictionaries({"every": st.just(Every.DATE), "interval": st.integers(1, 12), "date": st.integers(1, 31)}),
    st.fixed_dictionaries(
        {
            "every": st.just(Every.PLACE),
            "interval": st.integers(1, 12),
            "weekdays": st.one_of(st.integers(0, 6).map(lambda day: (day,)), st.just(WORKING)),
            "place": st.sampled_from([1, 2, 3, 4, -1]),
        }
    ),
)
rules = st.builds(lambda kind, end: Rule(**kind, **end), kinds, endings)
starts = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31))


def brute_force(rule, start, last):
    """Walk the calendar day by day and ask of each whether the rule means it."""
    found, day = [], start
    while day <= last and (rule.count is None or len(found) < rule.count) and day <= (rule.until or last):
        if meant(rule, start, day):
            found.append(day)
        day += dt.timedelta(days=1)
    return found


def meant(rule, start, day):
    if rule.every == Every.DAY:
        return (day - start).days % rule.interval == 0
    if rule.every == Every.WEEK:
        mondays = [each - dt.timedelta(days=each.weekday()) for each in (start, day)]
        return (mondays[1] - mondays[0]).days // 7 % rule.interval == 0 and day.weekday() in rule.weekdays
    if ((day.year - start.year) * 12 + day.month - start.month) % rule.interval:
        return False
    length = calendar.monthrange(day.year, day.month)[1]
    if rule.every == Every.DATE:
        return day.day == min(rule.date, length)
    counted = [n for n in range(1, length + 1) if day.replace(day=n).weekday() in rule.weekdays]
    return day.day == (counted[-1] if rule.place == -1 else counted[rule.place - 1])


def moments(rule, start, time, zone, last):
    return [clock.moment(day, time, zone) for day in between(rule, start, start, last)]


def first_moment(day, time, zone):
    """The first moment at which clocks show ``time`` on ``day``; where none does, that of the offset before."""
    naive = dt.datetime.combine(day, time)
    around = [naive.replace(tzinfo=dt.UTC) + dt.timedelta(days=n) for n in (-2, 2)]
    tried = [(naive - each.astimezone(ZoneInfo(zone)).utcoffset()).replace(tzinfo=dt.UTC) for each in around]
    showing = [each for each in tried if each.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == naive]
    return min(showing) if showing else tried[0]


@settings(deadline=None, max_examples=150)
@given(rules, starts, st.times().map(lambda time: time.replace(second=0, microsecond=0)))
def test_ten_years_equal_a_calendar_walked_day_by_day_in_three_zones(rule, start, time):
    last = start + TEN_YEARS
    expected = brute_force(rule, start, last)
    assert between(rule, start, start, last) == expected
    for zone in ZONES:
        assert moments(rule, start, time, zone, last) == [first_moment(day, time, zone) for day in expected]


@settings(deadline=None)
@given(rules)
def test_a_rule_is_stored_and_read_again(rule):
    assert parse(rule.text()) == rule


@settings(deadline=None, max_examples=60)
@given(rules, starts, st.integers(0, 30))
def test_a_series_cut_in_two_has_the_same_days(rule, start, place):
    last = start + dt.timedelta(days=1000)
    whole = between(rule, start, start, last)
    if not whole:
        return
    cut = whole[min(place, len(whole) - 1)]
    before = between(up_to(rule, cut - dt.timedelta(days=1)), start, start, last)
    after = between(from_day(rule, start, cut), cut, cut, last)
    assert before + after == whole


@settings(deadline=None, max_examples=60)
@given(rules, starts, st.integers(1, 400))
def test_nothing_is_left_of_a_rule_after_its_last_day(rule, start, later):
    last = start + TEN_YEARS
    if rule.count is None and rule.until is None:
        rule = replace(rule, count=later)
    whole = between(rule, start, start, last)
    if len(whole) == (rule.count or 0) or (rule.until and rule.until < last):
        day = max([*whole, rule.until or start]) + dt.timedelta(days=later)
        rest = parse(from_day(rule, start, day).text())
        assert upcoming(rest, day, day, 1) == []


def changes(zone):
    """(day, minutes by which clocks go forward; back, where it is less than none) of ten years."""
    day, found = dt.date(2026, 1, 1), []
    while day < dt.date(2036, 1, 1):
        offsets = [dt.datetime.combine(day + dt.timedelta(n), dt.time(), ZoneInfo(zone)).utcoffset() for n in (0, 1)]
        if offsets[0] != offsets[1]:
            found.append((day, (offsets[1] - offsets[0]) // dt.timedelta(minutes=1)))
        day += dt.timedelta(days=1)
    return found


#: The first minute that a change leaves out, or repeats, in each zone.
STRANGE = {PARIS: "02:00", "America/New_York": "02:00 01:00", "Australia/Lord_Howe": "02:00 01:30"}


@pytest.mark.parametrize("zone", ZONES)
def test_wall_time_is_kept_across_every_clock_change_of_ten_years(zone):
    assert len(changes(zone)) == 20
    starts = [dt.time.fromisoformat(each) for each in STRANGE[zone].split()]
    for day, minutes in changes(zone):
        first = starts[0] if minutes > 0 else starts[-1]
        strange = range(first.hour * 60 + first.minute, first.hour * 60 + first.minute + abs(minutes))
        for minute in range(0, 24 * 60, 10):
            time = dt.time(minute // 60, minute % 60)
            [before, at, after] = moments(Rule(Every.DAY), day - dt.timedelta(days=1), time, zone, day + TWO_DAYS)[:3]
            assert clock.wall(before, zone)[1] == clock.wall(after, zone)[1] == time
            moved = minutes if minutes > 0 and minute in strange else 0
            assert clock.wall(at, zone) == (day, dt.time((minute + moved) // 60, (minute + moved) % 60))
            expected = (clock.Exists.NEVER if minutes > 0 else clock.Exists.TWICE) if minute in strange else "once"
            assert clock.exists(day, time, zone) == expected
            if minute in strange:
                assert clock.wall(at - dt.timedelta(minutes=abs(minutes)), zone)[1] != time, "the first one is meant"


def test_rules_that_people_use():
    start = dt.date(2026, 11, 23)  # a Monday
    said = {
        "FREQ=WEEKLY;BYDAY=TU,TH;INTERVAL=1": ["11-24", "11-26", "12-01", "12-03"],
        "FREQ=WEEKLY;BYDAY=MO;INTERVAL=2;COUNT=3": ["11-23", "12-07", "12-21"],
        "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1;INTERVAL=1": ["12-01", "01-05", "02-02", "03-02"],
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;INTERVAL=1": ["11-30", "12-31", "01-29", "02-26"],
        "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1;INTERVAL=1": ["11-30", "12-31", "01-31", "02-28"],
        "FREQ=MONTHLY;BYMONTHDAY=15;INTERVAL=1;UNTIL=20270115": ["12-15", "01-15"],
    }
    for text, expected in said.items():
        assert [f"{day:%m-%d}" for day in upcoming(parse(text), start, start, 4)] == expected
        assert parse(text).text() == text


def test_what_comes_next_from_a_later_day():
    assert upcoming(Rule(Every.DAY, interval=3), dt.date(2026, 11, 1), dt.date(2026, 11, 5), 2) == [
        dt.date(2026, 11, 7),
        dt.date(2026, 11, 10),
    ]
