"""The proposed ranking of networks and the load of the channels, by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.ranking import Candidate, Load, Part, capacity, ranking

marks = st.none() | st.integers(1, 5)
counts = st.integers(0, 5000)
candidates = st.lists(
    st.builds(
        Candidate,
        network=st.uuids().map(str),
        answers=counts,
        people=counts,
        figures=counts,
        presence=marks,
        fit=marks,
        ease=marks,
        effort=marks,
    ),
    max_size=15,
)


def test_two_networks_by_hand():
    first, second = ranking(
        [
            Candidate("x", answers=1, people=0, fit=2, ease=4, effort=5),
            Candidate("facebook", answers=4, people=30, fit=5, ease=4, effort=2),
        ]
    )
    # Facebook has the most of each: 1 + 4 × 1. 4 × 5 + 3 × 5 + 2 × 4 + 1 × (6 − 2) = 47.
    assert (first.network, first.total) == ("facebook", 47)
    assert first.parts == (
        Part("presence", 5, 4, 20, "counted"),
        Part("fit", 5, 3, 15, "said"),
        Part("ease", 4, 2, 8, "said"),
        Part("effort", 2, 1, 4, "said"),
    )
    # X: a quarter of the answers, none of the people, no figures anywhere: 1 + 4 × 1/8 = 1.5, so 2.
    assert (second.network, second.total) == ("x", 4 * 2 + 3 * 2 + 2 * 4 + 1)
    assert second.evidence == (("answers", 1, 4), ("people", 0, 30), ("figures", 0, 0))


def test_what_nobody_said_is_assumed_in_the_middle():
    (only,) = ranking([Candidate("blog")])
    assert [(part.mark, part.source) for part in only.parts] == [(3, "assumed")] * 4
    assert only.total == 30


def test_what_a_person_says_of_the_presence_beats_the_counts():
    (only,) = ranking([Candidate("blog", people=9, presence=1)])
    assert only.parts[0] == Part("presence", 1, 4, 4, "said")


def test_at_equal_points_presence_then_evidence_then_the_order_given():
    tied = [
        Candidate("threads", people=0, presence=3),
        Candidate("forum", people=1, presence=3),
        Candidate("whatsapp", people=0, presence=3),
        Candidate("tiktok", people=0, presence=4, fit=3, ease=1, effort=3),
    ]
    assert [(one.network, one.total) for one in ranking(tied)] == [
        ("tiktok", 30),
        ("forum", 30),
        ("threads", 30),
        ("whatsapp", 30),
    ]


@pytest.mark.parametrize("mark", [-1, 0, 6])
def test_a_mark_is_from_1_to_5(mark):
    with pytest.raises(ValueError, match="fit"):
        ranking([Candidate("x", fit=mark)])


@given(candidates)
def test_every_network_is_ranked_and_its_parts_add_up(given_ones):
    found = ranking(given_ones)
    assert sorted(one.network for one in found) == sorted(one.network for one in given_ones)
    assert [one.total for one in found] == sorted((one.total for one in found), reverse=True)
    for one in found:
        assert one.total == sum(part.points for part in one.parts)
        assert 10 <= one.total <= 50


@given(candidates, st.integers(1, 100))
def test_more_evidence_never_lowers_the_place(given_ones, more):
    if not given_ones:
        return
    first, *others = given_ones
    fuller = Candidate(first.network, first.answers + more, *(getattr(first, name) for name in _REST))
    places = [[one.network for one in ranking([one, *others])].index(first.network) for one in (first, fuller)]
    assert places[1] <= places[0]


_REST = ("people", "figures", "presence", "fit", "ease", "effort")


@pytest.mark.parametrize(
    ("hours", "channels", "load"),
    [
        # 5 × 1 h + 3 × 2 h = 11 h of 8: only the first fits.
        (8, [(5, 1), (3, 2)], Load(11, 8, 1.375, True, 1)),
        (11, [(5, 1), (3, 2)], Load(11, 11, 1, False, 2)),
        (1, [(10, 0.1)], Load(1, 1, 1, False, 1)),
        (Decimal("7.5"), [(Decimal("2.5"), Decimal("1.25")), (None, 1)], Load(3.125, 7.5, 3.125 / 7.5, False, 2)),
        (0, [(1, 1)], Load(1, 0, None, True, 0)),
        (0, [], Load(0, 0, None, False, 0)),
        (None, [(4, 1.5)], Load(6, None, None, False, None)),
    ],
)
def test_the_load_of_the_channels(hours, channels, load):
    assert capacity(hours, channels) == load


def test_the_channels_advised_are_the_first_ones():
    """A light channel does not come before a heavier one that matters more."""
    assert capacity(4, [(6, 1), (1, 1)]).channels_advised == 0
    assert capacity(7, [(1, 1), (5, 1), (9, 1), (1, 0.5)]).channels_advised == 2


@given(st.integers(0, 100), st.lists(st.tuples(st.integers(0, 50), st.decimals(0, 20, places=2)), max_size=15))
def test_the_channels_advised_always_fit_and_one_more_never_does(hours, channels):
    load = capacity(hours, channels)
    assert not capacity(hours, channels[: load.channels_advised]).over
    assert load.over == (load.channels_advised < len(channels))
    if load.over:
        assert capacity(hours, channels[: load.channels_advised + 1]).over
