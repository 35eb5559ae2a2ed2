"""Dashboards: what the figures allow to say, what the worker stores, what a page reads."""

import datetime as dt
import json

import pytest
import time_machine
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from jobs.runner import run_pending
from kpis import arithmetic, boards, charts, dashboards, posts
from kpis.boards import Asked, Buckets
from kpis.catalogue import METRICS, Level
from kpis.models import Dashboard, ExternalPost, Footprint, KpiReading
from tests.factories import ChannelFactory, KpiFactory, ObjectiveFactory
from tests.kpis.readings import TODAY, daily, post

DAY = dt.timedelta(days=1)
WEEK = (TODAY - 6 * DAY, TODAY)


@pytest.fixture(autouse=True)
def today(request):
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace, handle="Val")


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def board(workspace, **asked):
    return boards.board(workspace, Asked(**asked), today=TODAY, measured=())


def figure(shown, code):
    return next((figure for figure in shown["figures"] if figure["code"] == code), None)


class TestBuckets:
    def test_a_month_goes_by_day_and_a_year_by_week(self):
        assert (Buckets((TODAY - 29 * DAY, TODAY)).step, Buckets((TODAY - 29 * DAY, TODAY)).count) == (1, 30)
        year = Buckets((TODAY - 363 * DAY, TODAY))
        assert (year.step, year.count, year.starts()[-1]) == (7, 52, TODAY - 6 * DAY)

    @given(st.integers(1, 800), st.data())
    def test_no_reading_is_lost_or_counted_twice(self, length, data):
        span = (TODAY - (length - 1) * DAY, TODAY)
        readings = data.draw(st.dictionaries(st.integers(0, length - 1), st.integers(0, 10**6), max_size=40))
        points = [(span[0] + n * DAY, value) for n, value in sorted(readings.items())]
        filled = Buckets(span).fill(points, METRICS["reach"])
        assert sum(value for value in filled if value is not None) == sum(readings.values())

    def test_followers_of_a_week_are_its_last_ones(self):
        span = (TODAY - 363 * DAY, TODAY)
        filled = Buckets(span).fill([(TODAY - 2 * DAY, 50), (TODAY, 60)], METRICS["followers"])
        assert filled[-1] == 60


@pytest.mark.django_db
@pytest.mark.usefixtures("english")
class TestFigures:
    def test_the_period_ends_with_the_last_figures(self, workspace, channel):
        daily(channel, "reach", [1, 2, 4], until=TODAY - 100 * DAY)
        shown = board(workspace, period="7d")
        assert figure(shown, "reach")["value"] == "7"
        assert shown["span"] == (TODAY - 106 * DAY, TODAY - 100 * DAY)
        assert shown["ago"] == "100 days ago"

    def test_a_change_against_the_period_before(self, workspace, channel):
        daily(channel, "reach", [10] * 7 + [15] * 7)
        assert figure(board(workspace, period="7d"), "reach")["delta"] == {
            "text": "+50%", "icon": "trending-up", "tone": "good",
        }  # fmt: skip

    def test_no_change_where_the_source_changed(self, workspace, channel):
        daily(channel, "reach", [10] * 7, until=TODAY - 7 * DAY, level=Level.POST)
        daily(channel, "reach", [15] * 7)
        assert not figure(board(workspace, period="7d"), "reach")["delta"]

    def test_no_change_where_a_channel_was_not_there(self, workspace, channel):
        daily(channel, "reach", [10] * 14)
        daily(ChannelFactory(workspace=workspace), "reach", [10] * 7)
        assert not figure(board(workspace, period="7d"), "reach")["delta"]

    def test_no_change_where_a_channel_is_gone(self, workspace, channel):
        daily(channel, "reach", [10] * 14)
        daily(ChannelFactory(workspace=workspace), "reach", [10] * 7, until=TODAY - 7 * DAY)
        assert not figure(board(workspace, period="7d"), "reach")["delta"]

    def test_no_change_against_half_a_period(self, workspace, channel):
        daily(channel, "reach", [10] * 11)
        assert not figure(board(workspace, period="7d"), "reach")["delta"]

    def test_a_channel_read_by_posts_may_have_been_silent(self, workspace, channel):
        other = ChannelFactory(workspace=workspace)
        daily(channel, "reach", [10] * 14)
        daily(other, "reach", [None, 70], level=Level.POST)
        assert not figure(board(workspace, period="7d"), "reach")["delta"]
        from imports.models import Import

        record = Import.objects.create(workspace=workspace, kind="figures", name="a.csv", size=1, sha256="0")
        series = {"channel": other, "level": Level.POST, "metric": METRICS["reach"].number}
        Footprint.objects.create(
            workspace=workspace, import_record=record, **series, first=TODAY - 90 * DAY, last=TODAY, changes=1
        )
        assert figure(board(workspace, period="7d"), "reach")["delta"]["text"] == "+100%"

    def test_followers_are_never_a_success(self, workspace, channel):
        daily(channel, "followers", [100] * 7 + [150] * 7)
        followers = figure(board(workspace, period="7d"), "followers")
        assert (followers["value"], followers["delta"]["tone"]) == ("150", "even")

    def test_a_rate_names_its_denominator_and_needs_it(self, workspace, channel):
        daily(channel, "engagements", [5])
        assert [one["code"] for one in board(workspace)["figures"]] == ["engagements"]
        daily(channel, "impressions", [200])
        rate = figure(board(workspace), "engagement_rate_impressions")
        assert (rate["name"], rate["value"]) == ("Engagement rate (of impressions)", "2.5%")

    def test_a_rate_leaves_out_channels_that_lack_a_part(self, workspace, channel):
        daily(channel, "engagements", [5])
        daily(channel, "reach", [100])
        daily(ChannelFactory(workspace=workspace), "engagements", [1000])
        assert figure(board(workspace), "engagement_rate_reach")["value"] == "5%"

    def test_a_rate_does_not_divide_posts_by_days(self, workspace, channel):
        daily(channel, "engagements", [5], level=Level.POST)
        daily(channel, "reach", [100])
        assert figure(board(workspace), "engagement_rate_reach") is None

    def test_channels_filter(self, workspace, channel):
        other = ChannelFactory(workspace=workspace)
        daily(channel, "reach", [1])
        daily(other, "reach", [10])
        assert figure(board(workspace, channels=(other.pk,)), "reach")["value"] == "10"

    def test_dates_win_over_the_period(self, workspace, channel):
        daily(channel, "reach", [1, 2, 4, 8])
        shown = board(workspace, dates=(TODAY - 2 * DAY, TODAY - DAY))
        assert figure(shown, "reach")["value"] == "6"
        assert figure(board(workspace, dates=(TODAY - 90 * DAY, TODAY - 80 * DAY)), "reach") is None

    def test_a_channel_whose_figures_stop_is_named(self, workspace, channel):
        daily(channel, "reach", [1], until=TODAY - 5 * DAY)
        daily(ChannelFactory(workspace=workspace, handle="Late"), "reach", [1])
        assert board(workspace)["late"] == ["Facebook · Val: figures until 17 November 2026"]

    def test_no_figures_at_all(self, workspace):
        assert board(workspace)["empty"]


@pytest.mark.django_db
@pytest.mark.usefixtures("english")
class TestSeries:
    def test_the_largest_channel_comes_first_and_the_table_says_the_same(self, workspace, channel):
        other = ChannelFactory(workspace=workspace, network="x", handle="Val")
        daily(channel, "reach", [1, 2])
        daily(other, "reach", [10, None, 20])
        chart = board(workspace, period="7d")["series"]
        drawn = json.loads(chart["figure"])["data"]
        assert [trace["name"] for trace in drawn] == ["X · Val", "Facebook · Val"]
        assert drawn[0]["y"] == [None, None, None, None, 10, None, 20]
        assert chart["table"].head == ["Day", "X · Val", "Facebook · Val"]
        assert chart["table"].raw[-1] == ["2026-11-22", 20, 2]
        assert chart["table"].rows[-1] == ["22 Nov", "20", "2"]

    def test_a_day_without_a_post_is_a_zero_of_its_posts(self, workspace, channel):
        daily(channel, "reach", [5, None, 7], level=Level.POST)
        assert json.loads(board(workspace, period="7d")["series"]["figure"])["data"][0]["y"] == [0, 0, 0, 0, 5, 0, 7]

    def test_a_rate_by_channel(self, workspace, channel):
        daily(channel, "engagements", [1, 2])
        daily(channel, "reach", [10, 50])
        chart = board(workspace, period="7d", metric="engagement_rate_reach")["series"]
        assert json.loads(chart["figure"])["data"][0]["y"][-2:] == [0.1, 0.04]
        assert chart["table"].rows[-1][1] == "4%"

    def test_a_year_goes_by_week(self, workspace, channel):
        daily(channel, "reach", [1] * 14)
        values = json.loads(board(workspace, period="12m")["series"]["figure"])["data"][0]["y"]
        assert len(values) == 52
        assert values[-3:] == [None, 7, 7]

    def test_only_the_largest_are_drawn(self, workspace, channel):
        for size in range(8):
            daily(ChannelFactory(workspace=workspace), "reach", [size + 1])
        chart = board(workspace)["series"]
        assert len(json.loads(chart["figure"])["data"]) == 6
        assert len(chart["table"].head) == 9
        assert chart["note"]


@pytest.mark.django_db
@pytest.mark.usefixtures("english")
class TestPosts:
    def test_formats_best_and_quiet_ones(self, workspace, channel):
        daily(channel, "reach", [1])
        for n, engagements in enumerate([0, 0, 3, 9, 4, 5, 6, None]):
            post(channel, n, engagements=engagements, audience=100, kind="reel" if n < 3 else "image", text=f"Post {n}")
        shown = board(workspace)
        assert shown["formats"]["table"].raw == [["Image", 5], ["Reel", 3]]
        assert shown["format_engagement"]["table"].raw == [["Image", 4, 24, 6.0], ["Reel", 3, 3, 1.0]]
        assert [one["text"] for one in shown["best"]] == ["Post 3", "Post 6", "Post 5", "Post 4", "Post 2"]
        assert [one["text"] for one in shown["least"]] == ["Post 0", "Post 1"]
        assert shown["unnoticed"].startswith("2 posts")
        assert shown["best"][0]["rate"] == "9%"

    def test_huge_figures_add_up(self, workspace, channel):
        """On SQLite a sum of whole numbers beyond 64 bits is an error."""
        huge = 2**53 - 1
        ExternalPost.objects.bulk_create(
            ExternalPost(
                workspace=workspace, channel=channel, external_id=str(n), kind="photo", day=TODAY, engagements=huge
            )
            for n in range(1100)
        )
        rows = posts.summary(workspace, (TODAY, TODAY), (), {channel.pk: channel}, charts.as_is)
        assert rows["format_engagement"]["table"].raw[0][1:3] == [1100, int(1100 * float(huge))]

    def test_a_post_of_a_format_that_nobody_told(self, workspace, channel):
        daily(channel, "reach", [1])
        post(channel, 1)
        shown = board(workspace)
        assert shown["formats"]["table"].raw == [["Format not told", 1]]
        assert shown["format_engagement"] is None
        assert (shown["best"], shown["least"], shown["unnoticed"]) == ([], [], "")

    def test_an_address_is_a_link_only_on_the_web(self, workspace, channel):
        daily(channel, "reach", [1])
        post(channel, 1, engagements=1, permalink="javascript:alert(1)")
        post(channel, 2, engagements=2, permalink="https://example.org/p/2")
        assert [one["link"] for one in board(workspace)["best"]] == ["https://example.org/p/2", ""]

    def test_the_download_holds_all_posts_of_the_period(self, workspace, channel):
        for n in range(7):
            post(channel, n, back=n * 10)
        rows = list(posts.download(workspace, (TODAY - 30 * DAY, TODAY), ()))
        assert len(rows) == 1 + 4


@pytest.mark.django_db
class TestStored:
    def refresh(self, workspace):
        dashboards.ask_refresh(workspace)
        assert run_pending(workspace) == 1

    def test_every_period_in_every_language(self, workspace, channel):
        daily(channel, "reach", [3])
        self.refresh(workspace)
        rows = set(Dashboard.objects.values_list("period", "language"))
        assert rows == {(period, language) for period in boards.ROLLING for language in ("fr", "en")}
        assert "Couverture" in dashboards.stored(workspace, Asked(), "fr")
        assert "Reach" in dashboards.stored(workspace, Asked(), "en")

    def test_what_is_stored_is_what_the_page_would_build(self, workspace, channel):
        daily(channel, "reach", range(1, 60))
        post(channel, 1, engagements=3, audience=10, kind="image", text="Un <b>titre</b> & « lui »")
        KpiFactory(objective=ObjectiveFactory(workspace=workspace))
        self.refresh(workspace)
        for period in boards.ROLLING:
            with translation.override("fr"):
                live = dashboards.live(workspace, Asked(period), today=TODAY)
            assert dashboards.stored(workspace, Asked(period), "fr") == live

    def test_twice_changes_nothing(self, workspace, channel):
        daily(channel, "reach", [3])
        KpiFactory(objective=ObjectiveFactory(workspace=workspace))
        self.refresh(workspace)
        before = list(Dashboard.objects.order_by("period", "language").values_list("payload", flat=True))
        reading = KpiReading.objects.get().payload
        self.refresh(workspace)
        assert list(Dashboard.objects.order_by("period", "language").values_list("payload", flat=True)) == before
        assert KpiReading.objects.get().payload == reading

    def test_new_figures_show_after_a_refresh(self, workspace, channel):
        daily(channel, "reach", [3], until=TODAY - DAY)
        self.refresh(workspace)
        daily(channel, "reach", [7000])
        self.refresh(workspace)
        assert "7\u202f003" in dashboards.stored(workspace, Asked(), "fr")

    def test_a_row_of_another_address_or_version_is_not_shown(self, workspace, channel, monkeypatch):
        self.refresh(workspace)
        assert dashboards.stored(workspace, Asked(), "fr")
        workspace.slug = "elsewhere"
        assert dashboards.stored(workspace, Asked(), "fr") is None
        workspace.refresh_from_db()
        monkeypatch.setattr(dashboards, "layout", lambda: "newer")
        assert dashboards.stored(workspace, Asked(), "fr") is None

    def test_the_timetable_asks_only_where_the_day_has_changed(self, workspace):
        from kpis.tasks import refresh_old

        refresh_old()
        assert run_pending(workspace) == 1
        refresh_old()
        assert run_pending(workspace) == 0
        with time_machine.travel(dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC), tick=False):
            refresh_old()  # already the 23rd in Paris
            assert run_pending(workspace) == 1

    def test_a_kpi_deleted_meanwhile_does_not_come_back(self, workspace):
        kpi = KpiFactory(objective=ObjectiveFactory(workspace=workspace))
        measured = [(kpi, {"value": 1})]
        type(kpi).objects.filter(pk=kpi.pk).delete()
        dashboards._write(workspace, measured, [], dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
        assert not KpiReading.objects.exists()


def test_the_periods_compare_whole_weeks():
    assert boards.ROLLING["12m"] % 7 == 0
    span = Asked("12m").span(TODAY)
    assert arithmetic.before(span)[1] == span[0] - DAY
