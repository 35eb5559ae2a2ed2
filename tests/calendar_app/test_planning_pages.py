"""The pages of planning, as people use them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from calendar_app import canvas, recurrence_words, words
from calendar_app.actions import packs
from calendar_app.models import ChosenPack, KeyDate, Pillar, Post, Series, Slot, Wish
from calendar_app.recurrence import WORKING, Every, Rule
from strategy.models import Objective
from tests.factories import ChannelFactory, ObjectiveFactory, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace, cadence=2)


@pytest.fixture
def manager(client_for):
    return client_for("manager")


@pytest.fixture
def to(workspace):
    return lambda name, *args: reverse(f"calendar:{name}", args=[workspace.slug, *args])


def text_of(response):
    return " ".join(response.content.decode().split())


def undo_of(client, address):
    """The address that the page's toast undoes with."""
    *_earlier, message = client.get(address).context["messages"]
    return message.extra_tags


# -- pillars and usual times


def test_a_pillar_from_its_form_to_the_archive_and_back(manager, to, workspace):
    manager.post(to("pillar_new"), {"name": "Coulisses", "wish": "40", "version": "0"})
    pillar = Pillar.objects.get()
    page = text_of(manager.get(to("pillars")))
    assert "Coulisses" in page and "40" in page
    manager.post(to("pillar_archive", pillar.pk))
    undo = undo_of(manager, to("pillars"))
    assert "Coulisses" not in text_of(manager.get(to("pillars")))
    manager.post(undo)
    assert Pillar.objects.current().get() == pillar


def test_a_pillar_that_somebody_else_changed(manager, to, workspace):
    pillar = Pillar.objects.create(workspace=workspace, name="Coulisses", version=3)
    response = manager.post(to("pillar_edit", pillar.pk), {"name": "En coulisse", "version": "2"})
    assert response.status_code == 409 and "En coulisse" in text_of(response)
    assert Pillar.objects.get().name == "Coulisses"


def test_slots_are_added_removed_and_put_back(manager, to, channel):
    said = {"channel": channel.pk, "weekday": ["1", "3"], "time": "9:00, 18h30"}
    assert manager.post(to("slots_add"), said).status_code == 302
    assert Slot.objects.count() == 4
    slot = Slot.objects.get(weekday=3, time=dt.time(18, 30))
    manager.post(to("slot_remove", slot.pk))
    assert Slot.objects.count() == 3
    manager.post(undo_of(manager, to("slots")))
    assert Slot.objects.filter(channel=channel, weekday=3, time=dt.time(18, 30)).exists()
    assert "18:30" in text_of(manager.get(to("slots")))


def test_slots_of_another_workspace_cannot_be_put_back_here(manager, to, channel):
    address = to("slots_put_back") + f"?channel={channel.pk + 1000}&weekday=1&time=09:00"
    assert manager.post(address).status_code == 302 and not Slot.objects.exists()


def test_the_next_free_slot_as_json(manager, to, channel, workspace):
    assert manager.get(to("next_slot"), {"channel": channel.pk}).json() == {"day": "", "time": "", "words": ""}
    tomorrow = workspace.today() + dt.timedelta(days=1)
    Slot.objects.create(workspace=workspace, channel=channel, weekday=tomorrow.weekday(), time=dt.time(9))
    found = manager.get(to("next_slot"), {"channel": channel.pk}).json()
    assert (found["day"], found["time"]) == (tomorrow.isoformat(), "09:00")
    for wrong in ("", "x", "0", "99999999999999999999", "9" * 5000):
        assert manager.get(to("next_slot"), {"channel": wrong}).json()["day"] == ""


# -- key dates


def test_an_own_key_date_of_several_days(manager, to, workspace):
    said = {"title": "Fête du livre", "start": "2027-05-08", "end": "2027-05-09", "version": "0"}
    response = manager.post(to("key_date_new"), said)
    assert response.url == to("key_dates") + "?year=2027"
    date = KeyDate.objects.get()
    assert "Fête du livre" in text_of(manager.get(response.url))
    manager.post(to("key_date_hide", date.pk))
    undo = undo_of(manager, response.url)
    assert "Fête du livre" not in text_of(manager.get(response.url))
    assert "Fête du livre" in text_of(manager.get(response.url + "&hidden=1"))
    manager.post(undo)
    assert KeyDate.objects.shown().get() == date


def test_packs_are_chosen_and_all_can_be_left_out(manager, to, workspace):
    manager.post(to("packs"), {"packs": ["feasts", "public-57"]})
    assert set(ChosenPack.objects.values_list("code", flat=True)) == {"feasts", "public-57"}
    year = workspace.today().year + 1
    assert "Pâques" in text_of(manager.get(to("key_dates"), {"year": year}))
    assert "Pâques" not in text_of(manager.get(to("key_dates"), {"year": year, "kind": "holiday"}))
    assert manager.post(to("packs"), {"packs": ["nothing"]}).status_code == 422
    manager.post(to("packs"), {})
    assert not KeyDate.objects.exists()


def test_what_a_pack_says_is_not_edited_by_hand(manager, to, workspace, member):
    packs.choose_packs(workspace=workspace, codes=["trade"], by=member("manager"))
    assert manager.get(to("key_date_edit", KeyDate.objects.first().pk)).status_code == 404


# -- series


def rule(workspace, **said):
    start = workspace.today() + dt.timedelta(days=1)
    blank = {
        "start": start.isoformat(),
        "time": "09:00",
        "every": "week",
        "interval": "1",
        "ends": "count",
        "count": "3",
    }
    return {**blank, "weekdays": [str(start.weekday())], **said}


@pytest.mark.parametrize(
    "said",
    [
        {"weekdays": ["1", "3"]},
        {"every": "place", "place": "1", "place_day": "1"},
        {"every": "place", "place": "-1", "place_day": "working"},
        {"every": "date", "date": "31"},
        {"every": "day", "interval": "2"},
    ],
)
def test_the_preview_shows_the_next_days(manager, to, workspace, said):
    response = manager.get(to("series_preview"), rule(workspace, **said))
    assert text_of(response).count("<li>") == 3


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule(Every.DAY), "Every day"),
        (Rule(Every.DAY, interval=2, count=1), "Every 2 days, 1 time"),
        (Rule(Every.WEEK, interval=2, weekdays=(1, 3), count=10), "Every 2 weeks on Tuesday and Thursday, 10 times"),
        (Rule(Every.DATE, date=15), "Every month on the date 15"),
        (Rule(Every.DATE, date=31), "Every month on the date 31, or the last day of shorter months"),
        (Rule(Every.PLACE, weekdays=(1,), place=1), "Every month on the first Tuesday"),
        (Rule(Every.PLACE, interval=3, weekdays=WORKING, place=-1), "Every 3 months on the last working day"),
        (
            Rule(Every.WEEK, weekdays=(1,), until=dt.date(2027, 1, 5)),
            "Every week on Tuesday, until Tuesday 5 January 2027",
        ),
    ],
)
def test_rules_in_words(rule, words):
    with translation.override("en"):
        assert recurrence_words.rule(rule) == words


def test_the_preview_tells_of_clock_changes(manager, to, workspace):
    march = dt.date(workspace.today().year + 1, 3, 31)
    sunday = march - dt.timedelta(days=(march.weekday() + 1) % 7)
    said = rule(workspace, start=sunday.isoformat(), time="02:30", weekdays=["6"])
    assert text_of(manager.get(to("series_preview"), said)).count('class="warn"') == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"weekdays": []}, "weekdays"),
        ({"every": "date"}, "date"),
        ({"every": "place", "place_day": ""}, "place"),
        ({"count": ""}, "count"),
        ({"ends": "until", "until": ""}, "until"),
        ({"ends": "until", "until": "2001-01-01"}, "until"),
        ({"start": "2001-01-01"}, "start"),
        ({"start": "2199-01-01"}, "start"),
        ({"interval": "0"}, "interval"),
        ({"title": ""}, "title"),
    ],
)
def test_what_a_series_form_refuses(manager, to, workspace, said, field):
    response = manager.post(to("series_new"), {"title": "Question", "version": "0", **rule(workspace), **said})
    assert response.status_code == 422 and field in response.context["form"].errors
    assert not Series.objects.exists()


def test_a_series_from_its_form_and_its_undo(manager, to, workspace, channel):
    said = {"title": "Question", "text": "Que lisez-vous ?", "channels": [channel.pk], "version": "0"}
    manager.post(to("series_new"), {**said, **rule(workspace)})
    assert Post.objects.live().count() == 3
    undo = undo_of(manager, to("series"))
    assert "Question" in text_of(manager.get(to("series")))
    manager.post(undo)
    assert not Post.objects.live().exists() and Series.objects.get().ended_at


def test_a_post_is_repeated_from_its_page(manager, to, workspace, channel):
    day = workspace.today() + dt.timedelta(days=3)
    post = make_post(workspace, day=day, channels=[channel], title="Le mot de la semaine")
    assert to("series_new") in text_of(manager.get(to("series_of", post.pk)))
    form = manager.get(to("series_new"), {"post": post.pk}).context["form"]
    assert (form.initial["title"], form.initial["start"]) == ("Le mot de la semaine", day)
    said = {"title": "Le mot de la semaine", "text": post.text, "channels": [channel.pk], "version": "0"}
    when = rule(workspace, start=day.isoformat(), weekdays=[str(day.weekday())])
    manager.post(to("series_new") + f"?post={post.pk}", {**said, **when})
    assert Post.objects.live().count() == 3
    post.refresh_from_db()
    assert post.occurrence == day
    page = text_of(manager.get(to("series_of", post.pk)))
    assert to("series_skip", post.pk) in page


@pytest.mark.parametrize("number", ["x", "0", "9" * 5000])
def test_no_post_is_no_page(manager, to, workspace, number):
    assert manager.get(to("series_new"), {"post": number}).status_code == 404


def test_a_series_is_not_followed_to_the_end_of_time(manager, to, workspace, channel):
    said = {"title": "Question", "channels": [channel.pk], "version": "0", **rule(workspace)}
    manager.post(to("series_new"), said)
    edit = to("series_edit", Series.objects.get().pk)
    form = manager.get(edit, {"from": "9999-12-31"}).context["form"]
    assert form.initial["start"] == manager.get(edit).context["form"].initial["start"]


def test_two_people_edit_a_series(manager, to, workspace, channel):
    said = {
        "title": "Question",
        "text": "Que lisez-vous ?",
        "channels": [channel.pk],
        "version": "0",
        **rule(workspace),
    }
    manager.post(to("series_new"), said)
    series = Series.objects.get()
    edit = to("series_edit", series.pk)
    assert manager.get(edit).context["form"].initial["count"] == 3
    assert manager.post(edit, {**said, "text": "Que regardez-vous ?"}).status_code == 302
    late = manager.post(edit, {**said, "text": "Qu’écoutez-vous ?"})
    assert late.status_code == 409 and "Que regardez-vous ?" in text_of(late)
    assert set(Post.objects.live().values_list("text", flat=True)) == {"Que regardez-vous ?"}
    again = {**said, "text": "Qu’écoutez-vous ?", "version": late.context["form"]["version"].value()}
    assert manager.post(edit, again).status_code == 302


def test_ending_and_skipping(manager, to, workspace, channel):
    said = {"title": "Question", "channels": [channel.pk], "version": "0", **rule(workspace)}
    manager.post(to("series_new"), said)
    first = Post.objects.live().order_by("occurrence").first()
    manager.post(to("series_skip", first.pk))
    assert Post.objects.live().count() == 2
    manager.post(to("series_end", Series.objects.get().pk))
    assert not Post.objects.live().exists()
    manager.post(undo_of(manager, to("series")))
    assert Post.objects.live().count() == 2


# -- planning help


def test_help_names_what_is_too_close_and_what_is_missing(manager, to, workspace, channel):
    objective = ObjectiveFactory(workspace=workspace, title="Être vus")
    pillar = Pillar.objects.create(workspace=workspace, name="Coulisses", wish=60)
    said = {"channels": [channel], "pillar": pillar.pk, "form": "image"}
    close = [
        make_post(workspace, day="2027-03-02", time=time, title=f"À {time}", **said) for time in ("09:00", "09:30")
    ]
    make_post(workspace, day="2027-03-03", time="09:00", channels=[channel], status="dropped", title="Abandonné")
    make_post(workspace, day="2027-03-04", time="09:00", channels=[channel], title="Sans pilier")
    period = {"from": "2027-03-01", "to": "2027-03-31"}
    page = text_of(manager.get(to("help"), period))
    for post in close:
        assert to("post", post.pk) in page
    assert "09:00, 09:30" in page and "Abandonné" not in page
    assert "Coulisses" in page and "100" in page and "60" in page
    assert objective.title in page  # nobody serves it: it shows with nothing
    context = manager.get(to("help"), period).context
    assert [notice.day.isoformat() for notice in context["warnings"]] == ["2027-03-02", "2027-03-02", "2027-03-05"]
    (held,) = context["held"]
    assert (held.kept, held.weeks) == (1, 4)
    filtered = manager.get(to("help"), {**period, "pillar": pillar.pk}).context["balances"]
    assert (filtered[0].missing, len(filtered[0].rows)) == (0, 1)


def test_help_opened_on_its_own_is_a_page(manager, to, workspace):
    this = words.days(first := workspace.today().replace(day=1), canvas.other_month(first, 1) - canvas.DAY)
    assert this in text_of(manager.get(to("help")))
    period = {"from": "2036-11-01", "to": "2036-11-30"}
    page = manager.get(to("help"), period).content.decode()
    assert "<html" in page and "1 – 30 novembre 2036" in page and "<details open" not in page
    fragment = manager.get(to("help"), period, headers={"HX-Request": "true"}).content.decode()
    assert fragment.strip().startswith("<details") and "<html" not in fragment


def test_help_asks_the_database_the_same_for_many_posts(manager, to, workspace):
    channels = [ChannelFactory(workspace=workspace, cadence=1) for _n in range(2)]
    period = {"from": "2027-03-01", "to": "2027-03-31"}

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert manager.get(to("help"), period).status_code == 200
        return len(captured)

    make_post(workspace, day="2027-03-02", channels=channels[:1])
    few = queries()
    for day in range(10, 22):
        make_post(workspace, day=f"2027-03-{day}", channels=channels)
    assert queries() == few


@pytest.mark.parametrize("period", [{}, {"from": "x", "to": "0001-01-01"}, {"from": "9999-12-31"}, {"channel": "x"}])
def test_help_survives_any_period(manager, to, channel, period):
    assert manager.get(to("help"), period).status_code == 200


def test_wished_shares_are_kept_and_replaced(manager, to, workspace):
    manager.post(to("wishes"), {"origin-own": "60", "origin-curated": "40", "form-video": "10"})
    assert Wish.objects.count() == 3
    manager.post(to("wishes"), {"origin-own": "70"})
    assert [(wish.code, wish.share) for wish in Wish.objects.all()] == [("own", 70)]
    assert manager.post(to("wishes"), {"origin-own": "70", "origin-relay": "40"}).status_code == 422
    make_post(workspace, day=workspace.today(), time="09:00", origin="relay")
    origins = manager.get(to("help")).context["balances"][1]
    assert {row[1].value: row[1].wish for row in origins.rows} == {"relay": None, "own": 0.7}


def test_the_balance_of_objectives_stands_beside_the_wish(manager, to, workspace):
    seen, loved, over = (ObjectiveFactory(workspace=workspace, title=title) for title in ("Être vus", "Aimés", "Passé"))
    Objective.objects.filter(pk=over.pk).update(status="archived")
    page = text_of(manager.get(to("wishes")))
    assert "Être vus" in page and "Passé" not in page
    manager.post(to("wishes"), {f"aim-{seen.pk}": "60", f"aim-{loved.pk}": "40", f"aim-{over.pk}": "30"})
    assert set(Wish.objects.values_list("subject", "code", "share")) == {
        ("aim", str(seen.pk), 60),
        ("aim", str(loved.pk), 40),
    }
    assert manager.post(to("wishes"), {f"aim-{seen.pk}": "60", f"aim-{loved.pk}": "41"}).status_code == 422
    for objective in (seen, seen, seen, over):
        make_post(workspace, day=workspace.today(), time="09:00", objective=objective.pk)
    aims = manager.get(to("help")).context["balances"][3]
    assert {words: (share.share, share.wish) for words, share in aims.rows} == {
        "Être vus": (0.75, 0.6),
        "Passé": (0.25, None),
        "Aimés": (0.0, 0.4),
    }


def test_evergreen_posts_on_their_page(manager, to, workspace, channel):
    ago = workspace.today() - dt.timedelta(days=200)
    post = make_post(workspace, day=ago, channels=[channel], evergreen=True, title="Nos horaires")
    page = text_of(manager.get(to("evergreen")))
    assert "Nos horaires" in page and to("plan_again", post.pk) in page
    Post.objects.update(deleted_at=timezone.now())
    assert "Nos horaires" not in text_of(manager.get(to("evergreen")))
