"""The canvas: every post can be reached, a constant number of queries, right tiles on right days."""

import datetime as dt
import gzip
import html
import re

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from calendar_app import canvas
from calendar_app.models import KeyDate, Post, Publication
from calendar_app.steps import calendar as step
from strategy.models import SavedFilter
from tests.factories import ChannelFactory, WorkspaceFactory, make_post


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace, handle="val")


@pytest.fixture
def url(workspace):
    return lambda name, *args: reverse(f"calendar:{name}", args=[workspace.slug, *args])


@pytest.fixture
def seen(client_for, url):
    """``seen("month", month="2026-11")`` is the page as text, as the manager reads it."""

    def get(name, role="manager", **query):
        response = client_for(role).get(url(name), query)
        assert response.status_code == 200
        return response.content.decode()

    return get


def many(workspace, channel, day, n, by=None):
    """``n`` posts on a day, written at once: the page is what is tried here."""
    posts = Post.objects.bulk_create(
        Post(workspace=workspace, title=f"Nº {i:04}", search=f"nº {i:04}", status="draft") for i in range(n)
    )
    Publication.objects.bulk_create(
        Publication(
            workspace=workspace, post=post, channel=channel, zone="Europe/Paris", day=day, time=dt.time(i % 24, i % 60)
        )
        for i, post in enumerate(posts)
    )
    return posts


# Days -------------------------------------------------------------------------------------------------------------


def test_a_month_has_42_days_from_the_start_of_the_week():
    weeks = canvas.weeks_of(dt.date(2026, 11, 1), 0)
    assert (weeks[0][0], weeks[-1][-1]) == (dt.date(2026, 10, 26), dt.date(2026, 12, 6))
    assert canvas.weeks_of(dt.date(2026, 11, 1), 6)[0][0] == dt.date(2026, 11, 1)
    assert [len(week) for week in weeks] == [7] * 6


@pytest.mark.parametrize(
    ("text", "month"),
    [("2027-02", "2027-02-01"), ("2027-13", "2026-11-01"), ("", "2026-11-01"), ("0000-01", "2026-11-01")],
)
def test_a_month_that_is_none_is_this_one(text, month):
    assert canvas.read_month(text, dt.date(2026, 11, 22)).isoformat() == month


def test_months_follow_each_other():
    assert canvas.other_month(dt.date(2026, 12, 1), 1) == dt.date(2027, 1, 1)
    assert canvas.other_month(dt.date(2026, 3, 1), -1) == dt.date(2026, 2, 1)


def test_bars_lie_over_their_days_and_never_on_each_other():
    days = canvas.weeks_of(dt.date(2026, 11, 1), 0)[3]  # 16 to 22 November
    on = lambda d: dt.date(2026, 11, d)  # noqa: E731
    rows = [
        (1, "Long", "own", on(10), on(18)),
        (2, "Mardi", "own", on(17), on(17)),
        (3, "Vendredi", "own", on(20), on(25)),
        (4, "Trois", "own", on(17), on(17)),
        (5, "Quatre", "own", on(17), on(17)),
        (6, "Ailleurs", "own", on(1), on(2)),
    ]
    week = canvas.over_a_week(days, rows)
    assert [[(bar.title, bar.start, bar.span) for bar in lane] for lane in week.lanes] == [
        [("Long", 1, 3), ("Vendredi", 5, 3)],
        [("Mardi", 2, 1)],
        [("Quatre", 2, 1)],
    ]
    assert week.hidden == {on(17): 1}


# Month ------------------------------------------------------------------------------------------------------------


def test_a_post_on_several_networks_at_one_time_is_titled_once(seen, workspace, channel):
    others = [ChannelFactory(workspace=workspace, network=network) for network in ("x", "instagram")]
    post = make_post(workspace, day="2026-11-24", time="18:00", channels=[channel, *others], title="Le conte")
    Publication.objects.filter(channel=others[1]).update(time=dt.time(19))
    make_post(workspace, day="2026-11-24", time="19:00", channels=[channel], title="Un autre")
    page = seen("month", month="2026-11")
    rows = Publication.objects.order_by("time", "pk").values_list("pk", flat=True)
    again = [" again" in re.search(rf'<li class="([^"]*)" id="p{pk}"', page)[1] for pk in rows]
    assert again == [False, True, False, False]
    assert page.count(f'data-post="{post.pk}"') == page.count('<b title="Le conte">Le conte</b>') == 3


def test_a_tile_says_time_network_and_status(seen, workspace, channel):
    make_post(workspace, day="2026-11-24", channels=[channel], title="Coulisses <b>")
    page = seen("month", month="2026-11")
    tile = page[page.index('class="tile') :].partition("</li>")[0]
    assert "09:00" in tile
    assert "Facebook · val" in tile
    assert str(Post.Status.DRAFT.label) in tile
    assert "Coulisses &lt;b&gt;" in tile
    assert "<b>Coulisses <b>" not in page


def test_an_empty_calendar_says_how_to_begin(seen, url, workspace, channel):
    begin = f'href="{url("packs")}" hx-get'
    assert begin in seen("month", month="2026-11")
    assert begin not in seen("month", role="guest", month="2026-11")
    make_post(workspace, day="2026-12-20", channels=[channel])
    page = seen("month", month="2026-11")
    assert begin not in page and 'class="nothing no-print"' in page
    assert 'class="nothing' not in seen("month", month="2026-12")


def test_nothing_is_lost_without_channel_or_day(seen, workspace, channel):
    make_post(workspace, day="2026-11-24", title="Sans réseau")
    make_post(workspace, title="Sans jour ni réseau")
    post = make_post(workspace, day="2026-11-24", channels=[channel], title="Sans jour")
    post.publications.update(day=None)
    page = seen("month", month="2026-11")
    for title in ("Sans réseau", "Sans jour ni réseau", "Sans jour"):
        assert f'title="{title}"' in page
    waiting = seen("waiting")
    assert 'title="Sans jour"' in waiting
    assert 'title="Sans réseau"' not in waiting


def test_more_leads_to_the_whole_day(seen, workspace, channel):
    many(workspace, channel, dt.date(2026, 11, 24), 7)
    page = seen("month", month="2026-11")
    assert page.count('class="tile ') == 5
    assert "+2" in page
    day = seen("day", day="2026-11-24")
    assert day.count('class="tile ') == 7
    assert seen("month", month="2026-11", all="1").count('class="tile ') == 7


def test_a_day_is_read_to_its_end(client_for, url, workspace, channel):
    titles = {post.title for post in many(workspace, channel, dt.date(2026, 11, 24), 120)}
    client, address, found = client_for("guest"), f"{url('day')}?day=2026-11-24", set()
    while address:
        page = client.get(address).content.decode()
        found |= {title for title in titles if f'title="{title}"' in page}
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following and html.unescape(following[1])
    assert found == titles


def test_key_dates_and_deleted_posts(seen, workspace, channel):
    days = {"start": dt.date(2026, 11, 20), "end": dt.date(2026, 11, 25)}
    KeyDate.objects.create(workspace=workspace, title="Salon du livre", **days)
    Post.objects.filter(pk=make_post(workspace, day="2026-11-24", title="Parti").pk).update(
        deleted_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    )
    page = seen("month", month="2026-11")
    assert page.count("Salon du livre</a>") == 2  # two weeks
    assert "Parti" not in page


def test_the_key_dates_of_a_week_come_day_by_day(seen, workspace):
    for title, start, end in (("Exposition", 16, 18), ("Vendredi noir", 20, 20), ("Mardi gras", 17, 17)):
        days = {"start": dt.date(2026, 11, start), "end": dt.date(2026, 11, end)}
        KeyDate.objects.create(workspace=workspace, title=title, **days)
    page = seen("month", month="2026-11")
    found = re.findall("(Exposition|Mardi gras|Vendredi noir)</a>", page)
    assert found == ["Exposition", "Mardi gras", "Vendredi noir"]


def test_filters_hold_in_every_view(seen, workspace, channel):
    make_post(workspace, day="2026-11-24", channels=[channel], title="Sur Facebook")
    make_post(workspace, day="2026-11-24", title="Nulle part")
    for view, period in (
        ("month", {"month": "2026-11"}),
        ("week", {"day": "2026-11-24"}),
        ("day", {"day": "2026-11-24"}),
        ("list", {"day": "2026-11-01"}),
        ("board", {}),
    ):
        page = seen(view, network="facebook", **period)
        assert 'title="Sur Facebook"' in page, view
        assert 'title="Nulle part"' not in page, view
        assert "network=facebook" in page


def test_the_guest_reads_and_cannot_act(seen, workspace, channel):
    make_post(workspace, day="2026-11-24", channels=[channel])
    page = seen("month", role="guest", month="2026-11")
    assert 'class="tile ' in page
    for control in ("data-bulk-one", "data-move", "data-new-post", 'class="add'):
        assert control not in page


def test_an_unknown_period_or_filter_is_no_error(seen):
    for view, query in (
        ("month", {"month": "9999-12"}),
        ("month", {"month": "é"}),
        ("week", {"day": "0001-01-01"}),
        ("week", {"day": "9999-12-31"}),
        ("list", {"after": "99999999999999999999"}),
        ("list", {"before": "x", "channel": "x"}),
        ("board", {"column": "zzz", "after": "-1"}),
        ("waiting", {"after": "²"}),
    ):
        seen(view, **query)


# List and board ---------------------------------------------------------------------------------------------------


def test_the_list_goes_both_ways_without_losing_any(workspace, channel):
    for day in (22, 23, 24):
        many(workspace, channel, dt.date(2026, 11, day), 40)
    Publication.objects.filter(time=dt.time(0, 0)).update(time=None)
    rows = Publication.objects.all()
    order = list(rows.order_by("day", canvas.NULLS_FIRST, "pk").values_list("pk", flat=True))
    start = dt.date(2026, 11, 24)
    page, forwards = canvas.listed(rows, start), []
    backwards = page
    while True:
        forwards += [tile.pk for tile in page.tiles]
        if not page.after:
            break
        page = canvas.listed(rows, start, after=page.after)
    earlier = []
    while backwards.before:
        backwards = canvas.listed(rows, start, before=backwards.before)
        earlier = [tile.pk for tile in backwards.tiles] + earlier
    assert earlier + forwards == order


def test_an_empty_future_leads_back_to_the_past(workspace, channel):
    many(workspace, channel, dt.date(2026, 11, 1), 3)
    page = canvas.listed(Publication.objects.all(), dt.date(2026, 12, 1))
    assert (page.tiles, page.before, page.after) == ([], "start", "")
    assert len(canvas.listed(Publication.objects.all(), dt.date(2026, 12, 1), before="start").tiles) == 3


def test_a_column_of_the_board_is_read_to_its_end(workspace, channel):
    posts = many(workspace, channel, dt.date(2026, 11, 24), 95)
    found, after = [], ""
    while True:
        (column,) = canvas.board(Post.objects.all(), ["draft"], after)
        found += [card.pk for card in column.cards]
        if not (after := column.after):
            break
    assert sorted(found) == [post.pk for post in posts]


# Cost -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("view", "most"), [("month", 12), ("week", 12), ("day", 12), ("list", 12), ("board", 19), ("waiting", 12)]
)
def test_a_thousand_posts_take_the_queries_of_ten(
    client_for, url, workspace, channel, django_assert_max_num_queries, view, most
):
    client, query = client_for("manager"), {"month": "2026-11", "day": "2026-11-24"}
    many(workspace, channel, dt.date(2026, 11, 24), 10)
    client.get(url(view), query)
    with django_assert_max_num_queries(most) as few:
        client.get(url(view), query)
    for day in range(1, 31):
        many(workspace, channel, dt.date(2026, 11, day), 33)
    with django_assert_max_num_queries(len(few)):
        page = client.get(url(view), query).content
    assert len(gzip.compress(page)) < 48_000


# Saved filters, step ----------------------------------------------------------------------------------------------


def test_a_filter_is_kept_for_one_or_for_all(client_for, url, seen, workspace, member):
    for name, shared in (("À moi", ""), ("À tous", "on")):
        data = {"name": name, "shared": shared, "query": "status=review&junk=1", "back": url("week")}
        response = client_for("manager").post(url("filter_save"), data)
        assert response.headers["Location"] == url("week")
    assert {row.query for row in SavedFilter.objects.filter(page="calendar")} == {"status=review"}
    assert "À moi" in seen("month")
    assert "À moi" not in seen("month", role="lead")
    assert "À tous" in seen("month", role="lead")
    mine = SavedFilter.objects.get(owner=member("manager"))
    assert client_for("lead").post(url("filter_remove", mine.pk)).status_code == 404
    client_for("manager").post(url("filter_remove", mine.pk))
    assert not SavedFilter.objects.filter(pk=mine.pk).exists()


def test_the_step_says_what_is_missing(workspace, django_assert_max_num_queries):
    today = workspace.today()
    facebook = ChannelFactory(workspace=workspace, cadence=3)
    x = ChannelFactory(workspace=workspace, network="x", cadence=1)
    assert step(workspace) == gettext("nothing planned in the coming week")
    make_post(workspace, day=today + dt.timedelta(days=6), channels=[facebook])
    assert "1" in step(workspace)
    make_post(workspace, day=today, channels=[x])
    with django_assert_max_num_queries(2):
        assert step(workspace) == ""


def test_another_workspace_sees_none_of_it(client_for, workspace, channel):
    other = WorkspaceFactory()
    assert client_for("admin").get(reverse("calendar:month", args=[other.slug])).status_code == 404


def test_a_workspace_may_be_called_zero(workspace, member, client_for):
    workspace.slug = "0"
    workspace.save()
    post = make_post(workspace, by=member("manager"), day=workspace.today())
    page = client_for("manager").get(reverse("calendar:month", args=["0"])).content.decode()
    assert f'href="/w/0/calendar/posts/{post.pk}/"' in page
