import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from calendar_app.evergreen import Season, back_on
from calendar_app.evergreen_reads import families
from calendar_app.models import Post
from tests.factories import ChannelFactory, make_post

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("last", "rest", "season", "expected"),
    [
        (None, None, Season(), "2026-11-22"),
        ("2026-11-01", 21, Season(), "2026-11-22"),
        ("2026-11-02", 21, Season(), "2026-11-23"),
        ("2026-11-22", None, Season(), "2027-02-20"),
        ("2025-01-01", 30, Season("12-01", "02-28"), "2026-12-01"),
        ("2026-12-10", 10, Season("12-01", "12-15"), "2027-12-01"),
        ("2025-01-01", 30, Season("06-01", ""), "2026-11-22"),
        ("2025-01-01", 30, Season("", "06-30"), "2027-01-01"),
        ("2025-01-01", 30, Season("11-01", "02-01"), "2026-11-22"),
        ("2025-01-01", 30, Season("02-29", "02-29"), "2028-02-29"),
        ("2025-01-01", 30, Season("02-30", "02-30"), "2026-11-22"),
    ],
)
def test_the_first_day_that_it_may_come_back_on(last, rest, season, expected):
    last = last and dt.date.fromisoformat(last)
    assert back_on(last, rest, season, TODAY).isoformat() == expected


@given(st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)), st.sampled_from(["01-01", "03-15", "07-01", "12-31"]),
       st.sampled_from(["01-01", "03-15", "07-01", "12-31"]))  # fmt: skip
def test_a_season_and_the_rest_of_the_year(day, start, end):
    if start != end:
        inside = Season(start, end).holds(day)
        edges = f"{day:%m-%d}" in (start, end)
        assert inside if edges else inside != Season(end, start).holds(day)


# -- families


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace)


def evergreen(workspace, channel, days_ago, **said):
    day = workspace.today() - dt.timedelta(days=days_ago)
    return make_post(workspace, day=day, channels=[channel], evergreen=True, **{"cool_down": 30, **said})


def said(workspace):
    return [
        (each.post.title, each.last and (workspace.today() - each.last).days, each.ready)
        for each in families(workspace)
    ]


@pytest.mark.django_db
def test_those_that_have_rested_come_first_the_longest_ago_first(workspace, channel):
    evergreen(workspace, channel, 10, title="Hier encore")
    evergreen(workspace, channel, 31, title="Reposé")
    evergreen(workspace, channel, 90, title="Oublié")
    evergreen(workspace, channel, 90, title="Abandonné", status="dropped")
    make_post(workspace, day=workspace.today() - dt.timedelta(days=90), channels=[channel], title="Daté")
    assert said(workspace) == [("Oublié", 90, True), ("Reposé", 31, True), ("Hier encore", 10, False)]


@pytest.mark.django_db
def test_a_copy_that_is_planned_is_the_last_time_of_its_family(workspace, channel):
    post = evergreen(workspace, channel, 90, title="Horaires")
    copy = evergreen(workspace, channel, -5, title="Horaires")
    Post.objects.filter(pk=copy.pk).update(copied_from=post)
    assert said(workspace) == [("Horaires", -5, False)]


@pytest.mark.django_db
def test_plan_again_makes_a_draft_of_the_same_words(workspace, channel, client_for):
    post = evergreen(workspace, channel, 90, title="Horaires", text="Ouvert jusqu’à 19 h")
    response = client_for("manager").post(reverse("calendar:plan_again", args=[workspace.slug, post.pk]))
    copy = Post.objects.get(copied_from=post)
    assert response.status_code == 302
    assert response.url == reverse("calendar:post", args=[workspace.slug, copy.pk])
    assert (copy.text, copy.status, copy.evergreen) == ("Ouvert jusqu’à 19 h", "draft", True)
    assert copy.publications.get().day is None
