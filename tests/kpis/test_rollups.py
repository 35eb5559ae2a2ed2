"""Rollups made again from samples, and what pages read of them."""

from collections import defaultdict

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpis import catalogue, reads, rollups
from kpis.catalogue import METRICS, Level
from kpis.models import ChannelDay, WorkspaceDay
from kpis.models.figures import FOLLOWERS
from kpis.store import backend
from kpis.store.tables import SAMPLE
from strategy.models import Channel
from tests.factories import WorkspaceFactory
from tests.kpis.figures import day

LIFE, DAYS, CHANNEL = Level.POST, Level.POST_DAY, Level.CHANNEL_DAY
PREFERRED = (CHANNEL, DAYS, LIFE)


@pytest.fixture
def channels(workspace):
    handles = [("facebook", "a"), ("facebook", "b"), ("x", "c")]
    made = [Channel.objects.create(workspace=workspace, network=n, handle=h) for n, h in handles]
    return [channel.pk for channel in made]


def put(workspace, rows):
    """``rows`` are (channel id, level, metric, day number, post id, value)."""
    channel, level, metric, on, post, value = zip(*rows, strict=True)
    columns = {
        "day": [day(number).toordinal() for number in on],
        "channel_id": channel,
        "metric": [METRICS[code].number for code in metric],
        "level": level,
        "post": post,
        "value": [float(number) for number in value],
    }
    arrays = {name: np.array(column) for name, column in columns.items()}
    backend.path().insert(SAMPLE, {"workspace_id": workspace.pk, **arrays, "import_record_id": 1})
    rollups.recompute(workspace)


# -- which level counts


def test_channel_days_go_before_days_of_posts_before_posts(workspace, channels):
    a, *_ = channels
    put(workspace, [(a, LIFE, "views", 1, 1, 100), (a, DAYS, "views", 2, 1, 10), (a, CHANNEL, "views", 9, 0, 1)])
    assert reads.daily(workspace, ["views"], day(0), day(9)) == {"views": [(day(9), 1)]}
    assert reads.daily(workspace, ["views"], day(0), day(8)) == {"views": [(day(2), 10)]}
    assert reads.daily(workspace, ["views"], day(0), day(1)) == {"views": [(day(1), 100)]}
    assert reads.daily(workspace, ["views"], day(3), day(8)) == {}


def test_level_is_chosen_for_each_channel_and_metric(workspace, channels):
    a, b, _ = channels
    rows = [(a, CHANNEL, "views", 1, 0, 5), (a, LIFE, "views", 1, 1, 70), (b, LIFE, "views", 1, 2, 30)]
    put(workspace, [*rows, (a, LIFE, "likes", 2, 1, 4)])
    found = reads.totals(workspace, ["views", "likes"], day(0), day(9))
    assert found == {
        "views": reads.Total(35, 2, day(1), day(1)),
        "likes": reads.Total(4, 1, day(2), day(2)),
    }
    by_channel = reads.totals_by_channel(workspace, ["views", "likes"], day(0), day(9))
    assert by_channel == {
        (a, "views"): reads.Total(5, 1, day(1), day(1), CHANNEL),
        (b, "views"): reads.Total(30, 1, day(1), day(1), LIFE),
        (a, "likes"): reads.Total(4, 1, day(2), day(2), LIFE),
    }
    assert reads.daily_by_channel(workspace, ["views"], day(0), day(9), [b]) == {(b, "views"): [(day(1), 30)]}
    assert reads.totals(workspace, ["views"], day(0), day(9), [a])["views"].value == 5
    assert reads.totals(workspace, ["views"], day(0), day(9), []) == {}


# -- followers: the latest reading of each channel


def test_followers_are_carried_from_the_last_reading_of_each_channel(workspace, channels):
    a, b, c = channels
    rows = [(a, CHANNEL, "followers", 1, 0, 100), (a, CHANNEL, "followers", 4, 0, 110)]
    rows += [(b, CHANNEL, "followers", 3, 0, 50), (c, CHANNEL, "followers", 8, 0, 7)]
    put(workspace, rows)
    assert reads.daily(workspace, ["followers"], day(0), day(5)) == {
        "followers": [(day(1), 100), (day(3), 150), (day(4), 160)]
    }
    assert reads.daily(workspace, ["followers"], day(4), day(6)) == {"followers": [(day(4), 160)]}
    assert reads.daily(workspace, ["followers"], day(5), day(6)) == {"followers": [(day(5), 160)]}
    assert reads.totals(workspace, ["followers"], day(5), day(9))["followers"].value == 167
    assert reads.totals(workspace, ["followers"], day(5), day(9), [b])["followers"].value == 50
    assert reads.totals(workspace, ["followers"], day(0), day(0)) == {}
    assert reads.totals_by_channel(workspace, ["followers"], day(5), day(9)) == {
        (a, "followers"): reads.Total(110, 1, day(5), day(5), CHANNEL),
        (b, "followers"): reads.Total(50, 1, day(5), day(5), CHANNEL),
        (c, "followers"): reads.Total(7, 1, day(8), day(8), CHANNEL),
    }


def test_followers_alone_add_by_last():
    # The index behind their reads holds no other metric.
    assert [metric.number for metric in catalogue.measured() if metric.adds is catalogue.Adds.LAST] == [FOLLOWERS]


def test_what_is_available(workspace, channels):
    a, b, _ = channels
    put(workspace, [(a, CHANNEL, "views", 1, 0, 5), (b, LIFE, "views", 6, 1, 7), (b, LIFE, "likes", 3, 1, 7)])
    assert reads.available(workspace) == {"views": (day(1), day(6)), "likes": (day(3), day(3))}
    assert reads.channels_with_figures(workspace) == [a, b]


# -- made again


def test_only_what_is_asked_is_made_again(workspace, channels):
    a, b, _ = channels
    put(workspace, [(channel, CHANNEL, "views", number, 0, 5) for channel in (a, b) for number in (1, 2, 3)])
    ChannelDay.objects.update(total=0)
    WorkspaceDay.objects.update(total=0)
    rollups.recompute(workspace, [day(1), day(3)], [b])
    rows = ChannelDay.objects.order_by("channel", "day").values_list("channel", "day", "total")
    assert list(rows) == [
        (a, day(1), 0),
        (a, day(2), 0),
        (a, day(3), 0),
        (b, day(1), 5),
        (b, day(2), 0),
        (b, day(3), 5),
    ]
    assert list(WorkspaceDay.objects.order_by("day").values_list("total", flat=True)) == [5, 0, 5]
    rollups.recompute(workspace, [])
    rollups.recompute(workspace)
    assert list(WorkspaceDay.objects.order_by("day").values_list("total", "readings")) == [(10, 2)] * 3


def test_rollups_of_other_workspaces_stay(workspace, channels):
    other = WorkspaceFactory()
    put(other, [(channels[0], CHANNEL, "views", 1, 0, 5)])
    rollups.recompute(workspace)
    with other.active():
        assert list(ChannelDay.objects.values_list("total", flat=True)) == [5]
        assert list(WorkspaceDay.objects.values_list("total", flat=True)) == [5]


METRIC = st.sampled_from(["views", "likes", "followers"])
ROW = st.tuples(st.integers(0, 2), st.sampled_from(PREFERRED), METRIC, st.integers(0, 6), st.integers(1, 2))


@given(
    rows=st.dictionaries(ROW, st.integers(0, 9), min_size=1, max_size=25),
    chosen=st.none() | st.lists(st.integers(0, 2), unique=True),
    period=st.tuples(st.integers(0, 6), st.integers(0, 6)).map(sorted),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reads_agree_with_counting_by_hand(rows, chosen, period, workspace, channels):
    samples = [(channels[c], level, metric, on, post, v) for (c, level, metric, on, post), v in rows.items()]
    asked = None if chosen is None else [channels[number] for number in chosen]
    start, end = period
    with transaction.atomic():
        put(workspace, samples)
        for code in ("views", "likes"):
            expected = by_hand(samples, code, asked, start, end)
            daily = reads.daily(workspace, [code], day(start), day(end), asked)
            assert daily == ({code: sorted(expected.items())} if expected else {})
            total = reads.totals(workspace, [code], day(start), day(end), asked).get(code)
            assert (total.value if total else 0) == sum(expected.values())
        followers = reads.totals(workspace, ["followers"], day(start), day(end), asked).get("followers")
        assert (followers.value if followers else None) == latest_by_hand(samples, asked, start, end)
        transaction.set_rollback(True)


def by_hand(samples, code, asked, start, end):
    """Day → sum over the channels, each at its preferred level of the period."""
    groups = defaultdict(list)
    for channel, level, metric, on, _, value in samples:
        if metric == code and start <= on <= end and (asked is None or channel in asked):
            groups[channel].append((PREFERRED.index(level), day(on), value))
    sums = defaultdict(int)
    for readings in groups.values():
        best = min(rank for rank, _, _ in readings)
        for rank, on, value in readings:
            if rank == best:
                sums[on] += value
    return sums


def latest_by_hand(samples, asked, start, end):
    """The latest reading of each channel: within the period at its preferred level there, else before it."""
    total = None
    for channel in {row[0] for row in samples if row[2] == "followers" and (asked is None or row[0] in asked)}:
        mine = [
            (PREFERRED.index(level), on, v) for c, level, m, on, _, v in samples if (c, m) == (channel, "followers")
        ]
        within = [row for row in mine if start <= row[1] <= end]
        if within:
            best = min(rank for rank, _, _ in within)
            last = max(on for rank, on, _ in within if rank == best)
        else:
            before = [row for row in mine if row[1] < start]
            if not before:
                continue
            last = max(on for _, on, _ in before)
            best = min(rank for rank, on, _ in before if on == last)
        total = (total or 0) + sum(v for rank, on, v in mine if (rank, on) == (best, last))
    return total
