"""The arithmetic of KPIs: literals that a person can check, and rules that hold for any figures."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis import arithmetic
from kpis.arithmetic import Goal, Method, State, Timeline

D = dt.date
JUNE = (D(2026, 6, 1), D(2026, 6, 30))
YEAR = {"start": D(2026, 1, 1), "due": D(2026, 12, 31)}


JUNE_1 = D(2026, 6, 1)


def line(*figures, start=JUNE_1):
    return Timeline({start + dt.timedelta(days=n): figure for n, figure in enumerate(figures) if figure is not None})


class TestValue:
    def test_a_sum_adds_days_and_channels_inside_the_period(self):
        lines = {1: line(10, 20, 30), 2: line(1, 2, start=D(2026, 5, 31))}
        assert arithmetic.total(lines, JUNE) == 62

    def test_nothing_read_is_no_value_and_zero_is_one(self):
        assert arithmetic.total({1: line()}, JUNE) is None
        assert arithmetic.total({1: line(0)}, JUNE) == 0
        assert arithmetic.daily_mean({}, JUNE) is None
        assert arithmetic.latest({1: line()}, JUNE) is None

    def test_a_mean_counts_the_days_that_have_a_reading(self):
        lines = {1: line(10, None, 20), 2: line(100)}
        assert arithmetic.daily_mean(lines, JUNE) == 115

    def test_the_latest_figure_of_each_channel_even_from_before_the_period(self):
        lines = {1: line(500, 510), 2: line(90, start=D(2026, 4, 1)), 3: line(7, start=D(2026, 7, 1))}
        assert arithmetic.latest(lines, JUNE) == 600

    def test_a_ratio_divides_sums(self):
        shares, reposts, reach = {1: line(2)}, {1: line(1, 2)}, {1: line(40, 60)}
        assert arithmetic.ratio([shares, reposts], reach, JUNE) == 0.05
        assert arithmetic.ratio([shares], {1: line(0)}, JUNE) is None
        assert arithmetic.ratio([{}], reach, JUNE) is None

    def test_a_ratio_of_followers_divides_by_the_latest_number(self):
        assert arithmetic.ratio([{1: line(5, 5)}], {1: line(90, 100)}, JUNE, below_is_latest=True) == 0.1

    @given(st.lists(st.lists(st.integers(0, 10**9), max_size=30), max_size=4))
    def test_sums_are_exact(self, channels):
        lines = {n: line(*figures) for n, figures in enumerate(channels)}
        expected = sum(sum(figures) for figures in channels)
        assert arithmetic.total(lines, JUNE) == (expected if any(channels) else None)

    @given(st.lists(st.integers(0, 10**6), min_size=1, max_size=60), st.integers(1, 59))
    def test_a_period_cut_in_two_adds_up(self, figures, cut):
        lines, start = {1: line(*figures)}, D(2026, 6, 1)
        middle, end = start + dt.timedelta(days=cut), start + dt.timedelta(days=60)
        parts = [(start, middle - dt.timedelta(days=1)), (middle, end)]
        assert sum(arithmetic.total(lines, part) or 0 for part in parts) == arithmetic.total(lines, (start, end))


class TestPeriods:
    @pytest.mark.parametrize(
        ("period", "end", "expected"),
        [
            ("30d", D(2026, 6, 30), (D(2026, 6, 1), D(2026, 6, 30))),
            ("90d", D(2026, 3, 31), (D(2026, 1, 1), D(2026, 3, 31))),
            ("month", D(2026, 3, 15), (D(2026, 2, 1), D(2026, 2, 28))),
            ("month", D(2028, 2, 29), (D(2028, 2, 1), D(2028, 2, 29))),
            ("month", D(2026, 1, 30), (D(2025, 12, 1), D(2025, 12, 31))),
            ("total", D(2026, 6, 30), (D(2026, 1, 10), D(2026, 6, 30))),
            ("total", D(2025, 12, 1), (D(2025, 12, 1), D(2025, 12, 1))),
        ],
    )
    def test_window(self, period, end, expected):
        assert arithmetic.window(period, end, D(2026, 1, 10)) == expected

    def test_previous(self):
        assert arithmetic.previous("30d", JUNE) == (D(2026, 5, 2), D(2026, 5, 31))
        assert arithmetic.previous("month", (D(2026, 3, 1), D(2026, 3, 31))) == (D(2026, 2, 1), D(2026, 2, 28))
        assert arithmetic.previous("total", JUNE) is None

    @given(st.dates(D(2000, 1, 1), D(2100, 1, 1)), st.sampled_from(["30d", "90d", "month"]))
    def test_the_previous_period_ends_where_this_one_begins(self, end, period):
        span = arithmetic.window(period, end, end)
        first, last = arithmetic.previous(period, span)
        assert last + dt.timedelta(days=1) == span[0]
        assert span[1] <= end
        if period != "month":
            assert last - first == span[1] - span[0]

    def test_ends_of_a_series(self):
        weeks = arithmetic.ends("30d", D(2026, 6, 30), 3)
        assert weeks == [D(2026, 6, 16), D(2026, 6, 23), D(2026, 6, 30)]
        months = arithmetic.ends("month", D(2026, 3, 31), 3)
        assert months == [D(2026, 1, 31), D(2026, 2, 28), D(2026, 3, 31)]

    def test_a_period_before_the_first_readings_is_not_comparable(self):
        assert arithmetic.covered("30d", JUNE, D(2026, 6, 1))
        assert not arithmetic.covered("30d", JUNE, D(2026, 6, 2))
        assert arithmetic.covered("total", JUNE, D(2026, 6, 29))


class TestProgress:
    @pytest.mark.parametrize(
        ("value", "goal", "expected"),
        [
            (150, {"baseline": 100, "target": 200}, 0.5),
            (80, {"baseline": 100, "target": 200}, -0.2),
            (250, {"baseline": 100, "target": 200}, 1.5),
            (50, {"target": 200}, 0.25),
            (15, {"baseline": 20, "target": 10, "up": False}, 0.5),
            (20, {"target": 10, "up": False}, 0.5),
            (10, {"target": 10, "up": False}, 1.0),
            (0, {"target": 0, "up": False}, 1.0),
            (210, {"baseline": 200, "target": 200}, 1.0),
            (190, {"baseline": 200, "target": 200}, 0.0),
        ],
    )
    def test_attainment(self, value, goal, expected):
        assert arithmetic.attainment(value, Goal(**goal, **YEAR)) == expected

    @pytest.mark.parametrize(
        ("value", "as_of", "today", "expected"),
        [
            (None, D(2026, 7, 2), D(2026, 7, 2), State.NO_DATA),
            (200, D(2026, 1, 2), D(2026, 1, 2), State.REACHED),
            (165, D(2026, 7, 2), D(2026, 7, 2), State.AHEAD),  # half of the time gone, 65 % of the way
            (155, D(2026, 7, 2), D(2026, 7, 2), State.ON_TRACK),
            (145, D(2026, 7, 2), D(2026, 7, 2), State.ON_TRACK),
            (135, D(2026, 7, 2), D(2026, 7, 2), State.BEHIND),
            (135, D(2026, 4, 1), D(2026, 7, 2), State.AHEAD),  # read in April: compared with April
            (199, D(2026, 12, 31), D(2026, 12, 31), State.ON_TRACK),
            (199, D(2026, 12, 31), D(2027, 1, 1), State.BEHIND),  # the due date has passed
        ],
    )
    def test_state(self, value, as_of, today, expected):
        goal = Goal(baseline=100, target=200, **YEAR)
        assert arithmetic.state(value, goal, as_of=as_of, today=today) is expected

    @given(
        st.floats(0, 1e9), st.floats(0, 1e9), st.none() | st.floats(0, 1e9), st.booleans(),
        st.dates(D(2026, 1, 1), D(2027, 6, 1)),
    )  # fmt: skip
    def test_reached_exactly_when_the_target_is_met(self, value, target, baseline, up, day):
        goal = Goal(target=target, baseline=baseline, up=up, **YEAR)
        reached = value >= target if up else value <= target
        assert (arithmetic.state(value, goal, as_of=day, today=day) is State.REACHED) == reached

    @given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(1, 1e6))
    def test_more_is_never_less_attained(self, value, more, target):
        goal = Goal(target=target, baseline=0, **YEAR)
        assert arithmetic.attainment(value + more, goal) >= arithmetic.attainment(value, goal)

    def test_change(self):
        assert arithmetic.change(112.4, 100) == pytest.approx(0.124)
        assert arithmetic.change(-5, -10) == 0.5
        assert arithmetic.change(5, 0) is None
        assert arithmetic.change(None, 5) is None
        assert arithmetic.change(5, None) is None

    def test_target_line(self):
        goal = Goal(baseline=100, target=200, start=D(2026, 1, 1), due=D(2026, 1, 11))
        assert arithmetic.expected(D(2025, 12, 1), goal) == 100
        assert arithmetic.expected(D(2026, 1, 6), goal) == 150
        assert arithmetic.expected(D(2026, 2, 1), goal) == 200
        assert arithmetic.expected(D(2026, 1, 6), Goal(target=200, **YEAR)) == 200


class TestProjection:
    def test_a_steady_rise_goes_on(self):
        points = [(D(2026, 1, 1) + dt.timedelta(days=7 * n), 100.0 + 10 * n) for n in range(6)]
        projection = arithmetic.project(points, D(2026, 1, 1) + dt.timedelta(days=70))
        assert projection.method is Method.LINEAR
        assert projection.value == pytest.approx(200)
        assert projection.points == 6

    def test_a_line_is_followed_no_further_than_it_was_seen_unless_it_adds_up(self):
        points = [(D(2026, 1, 1) + dt.timedelta(days=7 * n), 100.0 + 10 * n) for n in range(6)]
        far = D(2028, 1, 1)
        assert arithmetic.project(points, far).value == pytest.approx(200)
        days = (far - points[-1][0]).days
        assert arithmetic.project(points, far, cumulative=True).value == pytest.approx(150 + 10 * days / 7)

    def test_without_a_line_the_mean_goes_on(self):
        waves = [10.0, 30.0, 12.0, 28.0, 11.0, 29.0, 9.0, 31.0]
        points = [(D(2026, 1, 1) + dt.timedelta(days=7 * n), value) for n, value in enumerate(waves)]
        projection = arithmetic.project(points, D(2027, 1, 1))
        assert projection.method is Method.LEVEL
        assert projection.value == pytest.approx(20)

    def test_only_the_latest_points_count(self):
        old = [(D(2025, 1, 1) + dt.timedelta(days=7 * n), 9000.0) for n in range(30)]
        new = [(D(2026, 1, 1) + dt.timedelta(days=7 * n), 50.0) for n in range(12)]
        projection = arithmetic.project(old + new, D(2026, 12, 31))
        assert projection.value == pytest.approx(50)
        assert projection.points == 12

    def test_too_few_points_or_a_date_gone_by_give_none(self):
        points = [(D(2026, 1, 1) + dt.timedelta(days=7 * n), 1.0) for n in range(4)]
        assert arithmetic.project(points[:3], D(2026, 12, 31)).method is Method.TOO_FEW
        assert arithmetic.project(points, points[-1][0]).method is Method.PAST_DUE
        assert arithmetic.project(points, points[-1][0]).value is None

    @given(st.lists(st.floats(0, 1), min_size=4, max_size=20), st.integers(1, 2000))
    def test_nothing_is_projected_below_zero(self, values, ahead):
        points = [(D(2026, 1, 1) + dt.timedelta(days=7 * n), value) for n, value in enumerate(values)]
        projection = arithmetic.project(points, points[-1][0] + dt.timedelta(days=ahead))
        assert projection.value >= 0


def test_a_series_leaves_out_what_has_no_value():
    spans = [(D(2026, 6, 1), D(2026, 6, day)) for day in (1, 2, 3)]
    values = {D(2026, 6, 1): 1.0, D(2026, 6, 3): 3.0}
    assert arithmetic.series(lambda span: values.get(span[1]), spans) == [(D(2026, 6, 1), 1.0), (D(2026, 6, 3), 3.0)]
