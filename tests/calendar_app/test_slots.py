import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from calendar_app import clock
from calendar_app.slots import free_on, next_free

PARIS = "Europe/Paris"
MONDAY, SUNDAY = 0, 6
MORNING, EVENING = dt.time(9), dt.time(18, 30)
TUESDAY_SLOTS = [(1, EVENING), (1, MORNING)]
TUESDAY = dt.date(2026, 11, 24)


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def test_the_earliest_slot_of_the_next_day_that_has_one():
    assert next_free(TUESDAY_SLOTS, set(), at("2026-11-22 12:00"), PARIS) == (TUESDAY, MORNING)


def test_a_slot_that_is_taken_is_passed_over():
    taken = {(TUESDAY, MORNING)}
    assert next_free(TUESDAY_SLOTS, taken, at("2026-11-22 12:00"), PARIS) == (TUESDAY, EVENING)
    taken.add((TUESDAY, EVENING))
    assert next_free(TUESDAY_SLOTS, taken, at("2026-11-22 12:00"), PARIS) == (dt.date(2026, 12, 1), MORNING)


def test_a_slot_of_today_counts_only_while_it_is_ahead_on_the_clocks_of_the_zone():
    assert next_free(TUESDAY_SLOTS, set(), at("2026-11-24 07:59"), PARIS) == (TUESDAY, MORNING)
    assert next_free(TUESDAY_SLOTS, set(), at("2026-11-24 08:00"), PARIS) == (TUESDAY, EVENING)
    assert next_free(TUESDAY_SLOTS, set(), at("2026-11-24 12:00"), "Pacific/Noumea") == (dt.date(2026, 12, 1), MORNING)


def test_no_slots_and_slots_that_are_all_full():
    assert next_free([], set(), at("2026-11-22 12:00"), PARIS) is None
    days = [TUESDAY + dt.timedelta(weeks=n) for n in range(60)]
    assert next_free([(1, MORNING)], {(day, MORNING) for day in days}, at("2026-11-22 12:00"), PARIS) is None


def test_the_free_slot_of_a_day():
    assert free_on(TUESDAY_SLOTS, {(TUESDAY, MORNING)}, TUESDAY) == EVENING
    assert free_on(TUESDAY_SLOTS, set(), dt.date(2026, 11, 25)) is None


@given(
    st.sets(st.tuples(st.integers(MONDAY, SUNDAY), st.sampled_from([dt.time(2, 30), MORNING, EVENING])), min_size=1),
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31), timezones=st.just(dt.UTC)),
    st.sampled_from([PARIS, "America/New_York", "Pacific/Noumea"]),
)
def test_filling_slot_after_slot_goes_forward_and_skips_none(slots, after, zone):
    taken, found = set(), []
    for _n in range(2 * len(slots)):
        place = next_free(slots, taken, after, zone)
        taken.add(place)
        found.append(place)
    assert found == sorted(found)
    assert all((day.weekday(), time) in slots and clock.moment(day, time, zone) > after for day, time in found)
    assert len(set(found)) == 2 * len(slots) and found[-1][0] - found[0][0] <= dt.timedelta(days=14)
