"""What the demo published finds its figures again, and its pages have something to show."""

import datetime as dt

import pytest

from calendar_app import life
from calendar_app.models import Click, Publication, Tracking
from calendar_app.publication_day import told
from cmtool.management import demo_tracking
from demo import calendar_tracking as demo
from demo.posts import plan
from kpis.models import ExternalPost, PostMatch
from tests.factories import ChannelFactory, ObjectiveFactory


@pytest.fixture
def channels(workspace):
    return {network: ChannelFactory(workspace=workspace, network=network) for network in demo.LINKS}


@pytest.fixture
def loaded(workspace, channels, member):
    """The demo's posts as its files bring them in, then its calendar."""
    for each in plan(workspace.today())[-40:]:
        for network in each.networks:
            ExternalPost.objects.create(
                workspace=workspace,
                channel=channels[network],
                external_id=f"{each.code}-{each.published:%Y%m%d}",
                text=each.words(network),
                day=each.published.date(),
                published_at=each.published.replace(tzinfo=workspace.zone),
                engagements=12,
                audience=400,
            )
    ObjectiveFactory(workspace=workspace)
    demo_tracking.load(workspace, channels, member("manager"))


def test_what_went_out_is_found_and_the_rest_is_asked(workspace, loaded):
    out = Publication.objects.filter(state="published")
    assert out.count() >= 6
    assert PostMatch.objects.filter(state="matched").count() == out.count()
    assert PostMatch.objects.filter(state="asked").exists()


def test_links_are_set_and_were_followed(workspace, loaded):
    assert Tracking.objects.count() == len(demo.LINKS)
    assert Click.objects.filter(day__lte=workspace.today()).exists()
    assert not Click.objects.filter(day__gt=workspace.today()).exists()


def test_today_and_the_last_months_have_something_to_show(workspace, loaded):
    assert len(told(workspace, None)["due"]) >= 3
    counts = sum((month["all"] for month in life.told(workspace.today(), 3)), life.Counts())
    assert min(counts.planned, counts.moved, counts.spontaneous, counts.dropped) >= 1


@pytest.mark.parametrize("today", [dt.date(2026, 11, 22), dt.date(2026, 8, 10), dt.date(2027, 1, 2)])
def test_every_season_has_recent_posts_on_known_networks(today):
    recent = demo.published(today)
    assert recent
    assert {network for post, _life in recent for network in post.networks} <= set(demo.LINKS)
    assert not recent[-1][1].marked
