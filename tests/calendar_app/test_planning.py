import datetime as dt

import pytest
from django.utils import timezone

from calendar_app import slot_reads
from calendar_app.actions import packs, planning
from calendar_app.forms.planning import KeyDateForm, PillarForm, SlotsForm
from calendar_app.models import ChosenPack, KeyDate, Pillar, Slot
from cmtool.lib.versions import Stale
from tests.factories import ChannelFactory, make_post

pytestmark = pytest.mark.django_db
MORNING, EVENING = dt.time(9), dt.time(18, 30)


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace)


def add(channel, by, weekdays=(1,), times=(MORNING, EVENING)):
    return planning.add_slots(channel=channel, weekdays=weekdays, times=times, by=by)


# -- pillars


def test_two_people_edit_a_pillar_and_the_second_is_told(workspace, member):
    by = member("manager")
    pillar = planning.save_pillar(pillar=Pillar(workspace=workspace, name="Coulisses"), fields=[], version=0, by=by)
    planning.save_pillar(pillar=pillar, fields=["wish"], version=0, by=by)
    with pytest.raises(Stale):
        planning.save_pillar(pillar=pillar, fields=["wish"], version=0, by=by)
    assert list(workspace.audit_events.order_by("pk").values_list("verb", flat=True)) == [
        "pillar.created", "pillar.edited",
    ]  # fmt: skip


def test_an_archived_pillar_keeps_its_posts_and_comes_back(workspace, member):
    pillar = Pillar.objects.create(workspace=workspace, name="Coulisses")
    post = make_post(workspace, pillar=pillar.pk)
    assert planning.archive_pillar(pillar=pillar, by=member("manager"))
    assert not planning.archive_pillar(pillar=pillar, by=member("manager"))
    post.refresh_from_db()
    assert post.pillar == pillar and not Pillar.objects.current().exists()
    assert planning.restore_pillar(pillar=pillar, by=member("manager"))
    assert Pillar.objects.current().get() == pillar


def test_the_name_of_a_pillar_is_taken_once_also_by_an_archived_one(workspace):
    Pillar.objects.create(workspace=workspace, name="Coulisses", archived_at=timezone.now())
    form = PillarForm({"name": "COULISSES", "version": 0}, instance=Pillar(workspace=workspace))
    assert set(form.errors) == {"name"}
    assert PillarForm({"name": "Vie pratique", "version": 0}, instance=Pillar(workspace=workspace)).is_valid()


@pytest.mark.parametrize(("wish", "fine"), [("0", True), ("100", True), ("101", False), ("-1", False)])
def test_a_wish_is_a_share(workspace, wish, fine):
    form = PillarForm({"name": "Coulisses", "wish": wish, "version": 0}, instance=Pillar(workspace=workspace))
    assert form.is_valid() is fine


# -- usual times


@pytest.mark.parametrize(
    ("said", "times"),
    [
        ("9:00", [dt.time(9)]),
        ("9h, 12h30;18:05", [dt.time(9), dt.time(12, 30), dt.time(18, 5)]),
        ("18 h 30 9h", [dt.time(9), dt.time(18, 30)]),
        ("9:00 9h", [dt.time(9)]),
        ("9h 18:30", [dt.time(9), dt.time(18, 30)]),
        ("25:00", None),
        ("9:60", None),
        ("midi", None),
        ("9:00 " * 30, None),
    ],
)
def test_times_in_the_words_people_use(channel, said, times):
    form = SlotsForm({"channel": channel.pk, "weekday": ["0"], "time": said})
    assert form.is_valid() is (times is not None)
    if times:
        assert form.cleaned_data["time"] == times


def test_slots_that_are_there_already_are_not_doubled(channel, member):
    assert add(channel, member("manager")) == 2
    assert add(channel, member("manager"), weekdays=(1, 3)) == 2
    assert Slot.objects.count() == 4


def test_the_next_place_skips_what_is_planned_but_not_what_was_dropped(workspace, channel, member):
    add(channel, member("manager"))
    monday = dt.datetime(2027, 1, 4, 12, tzinfo=dt.UTC)
    tuesday = dt.date(2027, 1, 5)
    assert slot_reads.next_place(workspace, channel, monday) == (tuesday, MORNING)
    post = make_post(workspace, day=tuesday, time="09:00", channels=[channel])
    assert slot_reads.next_place(workspace, channel, monday) == (tuesday, EVENING)
    assert slot_reads.free_time(workspace, channel, tuesday) == EVENING
    type(post).objects.update(status="dropped")
    assert slot_reads.next_place(workspace, channel, monday) == (tuesday, MORNING)
    type(post).objects.update(status="draft", deleted_at=timezone.now())
    assert slot_reads.free_time(workspace, channel, tuesday) == MORNING


def test_another_channels_post_takes_no_slot(workspace, channel, member):
    add(channel, member("manager"))
    make_post(workspace, day="2027-01-05", time="09:00", channels=[ChannelFactory(workspace=workspace)])
    assert slot_reads.free_time(workspace, channel, dt.date(2027, 1, 5)) == MORNING


# -- key dates


def key_date(workspace, **said):
    return KeyDate.objects.create(
        **{"workspace": workspace, "title": "Fête du livre", "start": "2027-05-08", "end": "2027-05-09", **said}
    )


def test_between_finds_what_touches_the_days(workspace):
    fair = key_date(workspace)
    for first, last, found in (
        ("2027-05-01", "2027-05-07", []),
        ("2027-05-01", "2027-05-08", [fair]),
        ("2027-05-09", "2027-05-31", [fair]),
        ("2027-05-10", "2027-05-31", []),
    ):
        assert list(KeyDate.objects.between(dt.date.fromisoformat(first), dt.date.fromisoformat(last))) == found


def test_a_single_day_needs_no_last_day(workspace):
    form = KeyDateForm({"title": "Bal", "start": "2027-07-13", "version": 0}, instance=KeyDate(workspace=workspace))
    assert form.is_valid() and form.instance.end == dt.date(2027, 7, 13)
    for end in ("2027-07-12", "2028-07-15"):
        said = {"title": "Bal", "start": "2027-07-13", "end": end, "version": 0}
        assert set(KeyDateForm(said, instance=KeyDate(workspace=workspace)).errors) == {"end"}


def test_an_own_date_is_taken_off_and_put_back(workspace, member):
    fair, other = key_date(workspace), key_date(workspace)
    assert planning.hide_key_date(key_date=fair, by=member("manager"))
    assert list(KeyDate.objects.shown()) == [other]
    assert planning.show_key_date(key_date=fair, by=member("manager"))
    assert KeyDate.objects.shown().count() == 2


# -- packs


def rows(**wanted):
    return sorted(KeyDate.objects.filter(**wanted).values_list("pack", "code", "start", "end", "hidden_at"))


def choose(workspace, member, *codes):
    return packs.choose_packs(workspace=workspace, codes=codes, by=member("manager"))


def test_packs_fill_two_years_and_doing_it_again_changes_nothing(workspace, member):
    assert choose(workspace, member, "public", "feasts", "no-such-pack")
    before = rows()
    holidays = KeyDate.objects.filter(pack="public", start__gte=workspace.today())
    assert 22 <= holidays.count() <= 23 and {date.kind for date in holidays} == {"holiday"}
    assert packs.refresh(workspace=workspace) == 0 and not packs.is_behind(workspace)
    assert not choose(workspace, member, "feasts", "public")
    assert rows() == before
    assert sorted(ChosenPack.objects.values_list("code", flat=True)) == ["feasts", "public"]


def test_a_day_taken_off_stays_off_in_the_years_to_come(workspace, member):
    choose(workspace, member, "feasts")
    first = KeyDate.objects.filter(code="halloween", start__gte=workspace.today()).first()
    planning.hide_key_date(key_date=first, by=member("manager"))
    KeyDate.objects.filter(code="halloween", start__gt=first.start).delete()  # a year that had not come up yet
    assert packs.is_behind(workspace)
    packs.refresh(workspace=workspace)
    assert not KeyDate.objects.shown().filter(code="halloween", start__gte=first.start).exists()
    assert KeyDate.objects.filter(code="halloween", start__gt=first.start).exists()
    planning.show_key_date(key_date=first, by=member("manager"))
    assert KeyDate.objects.shown().filter(code="halloween", start__gte=first.start).count() == 2


def test_leaving_a_pack_out_keeps_what_was_hidden_in_mind(workspace, member):
    own = key_date(workspace)
    choose(workspace, member, "feasts", "trade")
    easter = KeyDate.objects.filter(code="easter").first()
    planning.hide_key_date(key_date=easter, by=member("manager"))
    choose(workspace, member, "trade")
    assert set(KeyDate.objects.shown().values_list("pack", flat=True)) == {"", "trade"}
    choose(workspace, member, "feasts")
    shown = KeyDate.objects.shown()
    assert set(shown.values_list("pack", flat=True)) == {"", "feasts"} and own in shown
    assert not shown.filter(code="easter").exists()


def test_a_pack_that_was_corrected_is_followed_but_the_past_stays(workspace, member):
    choose(workspace, member, "public")
    today = workspace.today()
    wrong = {"workspace": workspace, "pack": "public", "code": "wrong", "title": "Faux", "kind": "holiday"}
    for days in (-10, 10):
        day = today + dt.timedelta(days=days)
        KeyDate.objects.create(**wrong, start=day, end=day)
    KeyDate.objects.filter(code="noël").update(title="Noel")
    assert packs.is_behind(workspace)
    assert packs.refresh(workspace=workspace) >= 2
    assert [row[2] for row in rows(code="wrong")] == [today - dt.timedelta(days=10)]
    assert not KeyDate.objects.filter(title="Noel").exists()
