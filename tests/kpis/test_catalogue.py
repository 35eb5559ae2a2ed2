"""The metric catalogue: what the database and the command line rely on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis import catalogue
from kpis.catalogue import METRICS, Adds, Good, Level, Nature, Unit

CONTRACT = [
    "impressions", "reach", "views", "engagements", "reactions", "likes", "comments", "shares", "reposts",
    "replies", "saves", "clicks", "link_clicks", "profile_visits", "follows", "unfollows", "followers",
]  # fmt: skip

# Numbers are in the databases of the people who run cmtool: this list may only grow.
STORED = {
    1: "impressions", 2: "reach", 3: "views", 4: "engagements", 5: "reactions", 6: "likes", 7: "comments",
    8: "shares", 9: "reposts", 10: "replies", 11: "saves", 12: "clicks", 13: "link_clicks", 14: "profile_visits",
    15: "follows", 16: "unfollows", 17: "followers", 18: "posts", 19: "video_views", 20: "watch_seconds",
    21: "hashtag_clicks", 22: "detail_expands", 23: "permalink_clicks", 24: "media_views",
    25: "media_engagements", 26: "viewers", 27: "quotes", 28: "net_follows", 29: "visits", 30: "conversions",
    101: "engagement_rate_reach", 102: "engagement_rate_impressions", 103: "engagement_rate_followers",
    104: "share_rate", 105: "share_rate_impressions", 106: "click_rate",
}  # fmt: skip


def test_codes_of_the_contract_exist_in_its_order():
    assert list(METRICS)[: len(CONTRACT)] == CONTRACT


def test_stored_numbers_never_change():
    assert {metric.number: metric.code for metric in METRICS.values()} == STORED
    assert catalogue.BY_NUMBER[14].code == "profile_visits"


def test_every_metric_is_named_and_described_in_both_languages():
    for metric in METRICS.values():
        for words in (metric.names, metric.description):
            assert set(words) == {"en", "fr"}
            assert all(words.values())
    assert len({metric.names["fr"] for metric in METRICS.values()}) == len(METRICS)
    assert len({metric.names["en"] for metric in METRICS.values()}) == len(METRICS)


def test_followers_are_a_snapshot_and_no_success():
    assert METRICS["followers"].adds is Adds.LAST
    assert METRICS["followers"].good is Good.NEITHER
    assert METRICS["unfollows"].good is Good.DOWN


def test_names_by_language():
    assert catalogue.name("reach", "fr") == "Couverture"
    assert catalogue.name("reach", "fr-ca") == "Couverture"
    assert catalogue.name("reach", "de") == "Reach"


def test_ratios_name_parts_that_are_measured():
    measured = {metric.code for metric in catalogue.measured()}
    for metric in METRICS.values():
        if metric.adds is Adds.RATIO:
            assert {*metric.numerator, metric.denominator} <= measured
            assert metric.unit is Unit.PERCENT
        else:
            assert not metric.numerator
            assert not metric.denominator


def test_a_ratio_exists_only_with_its_denominator():
    codes = [metric.code for metric in catalogue.ratios_of(["engagements", "reach", "likes"])]
    assert codes == ["engagement_rate_reach"]
    assert catalogue.ratios_of(["reach"]) == ()


@pytest.mark.parametrize(
    ("code", "sums", "expected"),
    [
        ("engagement_rate_reach", {"engagements": 5, "reach": 200}, 0.025),
        ("engagement_rate_reach", {"engagements": 5, "reach": 0}, None),
        ("engagement_rate_reach", {"engagements": 5}, None),
        ("engagement_rate_reach", {"reach": 10}, None),
        ("engagement_rate_reach", {"engagements": 0, "reach": 10}, 0.0),
        ("share_rate", {"shares": 2, "reposts": 3, "reach": 10}, 0.5),
        ("share_rate", {"reposts": 3, "reach": 10}, 0.3),
    ],
)
def test_ratio(code, sums, expected):
    assert catalogue.ratio(code, sums) == expected


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_ratio_is_the_quotient(engagements, reach):
    value = catalogue.ratio("engagement_rate_reach", {"engagements": engagements, "reach": reach})
    assert value == engagements / reach


def test_nature_of_readings():
    assert catalogue.nature("reach", Level.POST) is Nature.CUMULATIVE
    assert catalogue.nature("reach", Level.POST_DAY) is Nature.DAILY
    assert catalogue.nature("reach", Level.CHANNEL_DAY) is Nature.DAILY
    assert catalogue.nature("followers", Level.CHANNEL_DAY) is Nature.SNAPSHOT


def test_levels_are_stored_as_numbers():
    assert [(level.code, int(level)) for level in Level] == [("channel_day", 1), ("post", 2), ("post_day", 3)]
