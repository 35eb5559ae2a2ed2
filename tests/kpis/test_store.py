"""Imports of figures applied and undone, compared with the same told in plain dictionaries."""

import copy
from collections import defaultdict

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports.models import Import
from kpis import measure, rollups
from kpis.catalogue import BY_NUMBER, Level
from kpis.models import ChannelDay, ExternalPost, PostChange, Sample, SampleChange, WorkspaceDay, built_upon
from kpis.store import importing
from kpis.store.change import Change
from strategy.models import Channel
from tests.factories import KpiFactory
from tests.kpis.figures import Reading, day, post, stage

LIFE, DAYS, CHANNEL = Level.POST, Level.POST_DAY, Level.CHANNEL_DAY


@pytest.fixture
def channels(workspace):
    return {
        network: Channel.objects.create(workspace=workspace, network=network, handle="mediatheque").pk
        for network in ("facebook", "instagram")
    }


@pytest.fixture
def bring_in(workspace, channels, tmp_path):
    """``bring_in(readings, posts)`` applies an import; gives its record and its counts."""

    def apply(readings=(), posts=()):
        record = new_import(workspace)
        staged = stage(tmp_path / str(record.pk), readings, posts)
        planned = importing.plan(staged, workspace, channels)
        write = importing.apply(staged, workspace, channels, record.pk)
        with transaction.atomic():
            counts = write()
        assert counts == planned
        return record, counts

    return apply


def new_import(workspace):
    return Import.objects.create(workspace=workspace, kind="figures", name="export.csv", size=1, sha256="0" * 64)


def undo(workspace, record):
    with transaction.atomic():
        importing.hold(workspace)
        importing.undo(workspace, record.pk)


def stored():
    """All samples: (channel, level, metric, day, post key) → value."""
    keys = dict(ExternalPost.objects.values_list("pk", "external_id"))
    rows = Sample.objects.values_list("channel_id", "level", "metric", "day", "post", "value")
    return {
        (channel, level, BY_NUMBER[metric].code, day, keys[post] if post else ""): value
        for channel, level, metric, day, post, value in rows
    }


def everything():
    """All that an undo has to restore, as the database says it."""
    tables = ("kpis_sample", "kpis_samplechange", "kpis_channelday", "kpis_workspaceday", "kpis_footprint")
    posts = list(ExternalPost.objects.order_by("channel", "external_id").values())
    with connection.cursor() as cursor:
        return posts, {
            table: (cursor.execute(f"SELECT * FROM {table}") and None) or sorted(cursor.fetchall()) for table in tables
        }


def counts(new=0, changed=0, unchanged=0):
    return {"new": new, "changed": changed, "unchanged": unchanged}


# -- one import after the other


def test_first_import_is_all_new_and_the_same_again_changes_nothing(bring_in, channels):
    readings = [
        Reading(CHANNEL, "reach", 1, 120),
        Reading(LIFE, "likes", 2, 7, "p1"),
        Reading(DAYS, "likes", 3, 4, "p1"),
    ]
    posts = [post("p1", 2, text="Ouverture", permalink="https://example.org/p1", kind="image")]
    assert bring_in(readings, posts)[1] == counts(new=3)
    before = everything()
    assert bring_in(readings, posts)[1] == counts(unchanged=3)
    facebook = channels["facebook"]
    assert stored() == {
        (facebook, CHANNEL, "reach", day(1), ""): 120,
        (facebook, LIFE, "likes", day(2), "p1"): 7,
        (facebook, DAYS, "likes", day(3), "p1"): 4,
    }
    now = everything()
    assert now[0] == before[0]
    for table in ("kpis_sample", "kpis_samplechange", "kpis_channelday", "kpis_workspaceday"):
        assert now[1][table] == before[1][table]
    assert not PostChange.objects.exists()


def test_overlapping_file_counts_each_reading_once(bring_in, channels):
    bring_in([Reading(CHANNEL, "reach", number, 10 * number) for number in range(5)])
    _, found = bring_in([Reading(CHANNEL, "reach", number, 10 * number + (number == 4)) for number in range(3, 8)])
    assert found == counts(new=3, changed=1, unchanged=1)
    assert [value for _, value in sorted(stored().items())] == [0, 10, 20, 30, 41, 50, 60, 70]


def test_decimals_are_kept_as_they_were(bring_in):
    bring_in([Reading(CHANNEL, "watch_seconds", 1, 12.34)])
    assert list(stored().values()) == [12.34]
    assert bring_in([Reading(CHANNEL, "watch_seconds", 1, 12.34)])[1] == counts(unchanged=1)


def test_post_takes_what_the_file_knows_and_keeps_the_rest(bring_in):
    bring_in([Reading(LIFE, "likes", 2, 7, "p1")], [post("p1", 2, text="Ouverture", kind="image")])
    bring_in([Reading(LIFE, "reach", 2, 90, "p1")], [post("p1", 2, permalink="https://example.org/p1")])
    found = ExternalPost.objects.get()
    assert (found.text, found.kind, found.permalink) == ("Ouverture", "image", "https://example.org/p1")
    assert found.figures == {"likes": 7, "reach": 90}
    assert (found.engagements, found.audience, found.day) == (7, 90, day(2))


def test_lifetime_reading_goes_before_the_sum_of_days(bring_in):
    posts = [post("p1", 1)]
    bring_in([Reading(DAYS, "views", 1, 5, "p1"), Reading(DAYS, "views", 2, 6, "p1")], posts)
    assert ExternalPost.objects.get().figures == {"views": 11}
    bring_in([Reading(LIFE, "views", 1, 30, "p1"), Reading(DAYS, "views", 2, 8, "p1")], posts)
    assert ExternalPost.objects.get().figures == {"views": 30}
    assert ExternalPost.objects.get().readings == {"life": {"views": 30}, "days": {"views": 13}}


def test_post_that_changed_day_is_not_there_twice(bring_in, workspace, channels):
    bring_in([Reading(LIFE, "likes", 2, 7, "p1"), Reading(LIFE, "saves", 2, 3, "p1")], [post("p1", 2)])
    before = everything()
    record, found = bring_in([Reading(LIFE, "likes", 3, 7, "p1"), Reading(LIFE, "shares", 3, 1, "p1")], [post("p1", 3)])
    assert found == counts(new=1, changed=2)
    facebook = channels["facebook"]
    assert stored() == {
        (facebook, LIFE, "likes", day(3), "p1"): 7,
        (facebook, LIFE, "saves", day(3), "p1"): 3,
        (facebook, LIFE, "shares", day(3), "p1"): 1,
    }
    undo(workspace, record)
    assert everything() == before


def test_two_networks_of_one_file_may_go_to_one_channel(workspace, tmp_path, channels):
    same = {"facebook": channels["facebook"], "instagram": channels["facebook"]}
    readings = [
        Reading(LIFE, "likes", 2, value, "p1", network) for network, value in (("facebook", 1), ("instagram", 2))
    ]
    staged = stage(tmp_path, readings, [post("p1", 2), post("p1", 2, "instagram")])
    record = new_import(workspace)
    with transaction.atomic():
        assert importing.apply(staged, workspace, same, record.pk)() == counts(new=1)
    assert list(stored().values()) == [2]
    assert ExternalPost.objects.count() == 1


def test_text_that_no_database_takes_is_stored_without_the_fault(bring_in):
    bring_in((), [post("p\udc80", 2, text="a\0b\ud800", permalink="https://example.org/" + "x" * 2000)])
    found = ExternalPost.objects.get()
    assert (found.external_id, found.text, len(found.permalink)) == ("p?", "ab?", 1000)


def test_long_key_is_recognised_again(bring_in):
    address = "https://example.org/" + "x" * 300
    bring_in([Reading(LIFE, "likes", 2, 7, address)], [post(address, 2)])
    assert bring_in([Reading(LIFE, "likes", 2, 7, address)], [post(address, 2)])[1] == counts(unchanged=1)
    assert len(ExternalPost.objects.get().external_id) <= 120


# -- undo


def upon(record):
    return list(built_upon(record.pk))


def test_undo_is_refused_while_a_later_import_stands_on_it(bring_in, workspace):
    first, _ = bring_in([Reading(CHANNEL, "reach", number, 1) for number in range(4)])
    same, _ = bring_in([Reading(CHANNEL, "reach", number, 1) for number in range(4)])
    bring_in([Reading(CHANNEL, "reach", 2, 1, network="instagram")])
    bring_in([Reading(CHANNEL, "reach", 9, 1)])
    bring_in([Reading(CHANNEL, "likes", 3, 1)])
    assert upon(first) == []
    over, _ = bring_in([Reading(CHANNEL, "reach", 3, 2)])
    assert upon(first) == [over]
    assert upon(same) == []
    undo(workspace, over)
    assert upon(first) == []
    undo(workspace, first)
    assert {key[1:4] for key in stored()} == {
        (CHANNEL, "reach", day(2)),
        (CHANNEL, "reach", day(9)),
        (CHANNEL, "likes", day(3)),
    }


def test_an_import_is_built_upon_when_a_later_one_tells_of_its_posts(bring_in):
    first, _ = bring_in([Reading(LIFE, "likes", 1, 1, "p1")], [post("p1", 1), post("p2", 1)])
    bring_in([Reading(LIFE, "likes", 1, 5, "p3")], [post("p3", 1)])
    assert upon(first) == []
    words, _ = bring_in((), [post("p1", text="Ouverture")])
    assert upon(first) == [words]
    more, _ = bring_in([Reading(DAYS, "views", 300, 0, "p1")], [post("p1")])
    assert upon(words) == [more]
    assert set(upon(first)) == {words, more}


def test_readings_that_change_and_not_their_sum_are_a_change_of_their_post(bring_in):
    posts = [post("p1", 1)]
    first, _ = bring_in([Reading(DAYS, "views", 1, 5, "p1"), Reading(DAYS, "views", 2, 6, "p1")], posts)
    turned, _ = bring_in([Reading(DAYS, "views", 1, 6, "p1"), Reading(DAYS, "views", 2, 5, "p1")], posts)
    assert upon(first) == [turned]


POSTS_FILE = [Reading(level, "reach", 2, 40, "p1") for level in (LIFE, DAYS)], [post("p1", 2, text="Ouverture")]
DAILY_FILE = [Reading(CHANNEL, metric, number, 3) for metric in ("reach", "follows") for number in range(4)], ()


@pytest.mark.parametrize("files", [(POSTS_FILE, DAILY_FILE), (DAILY_FILE, POSTS_FILE)], ids=["posts", "daily"])
def test_other_figures_of_the_same_days_do_not_stand_in_the_way(bring_in, workspace, channels, files):
    """Undoing the earlier of two leaves what the later one alone would have brought; then nothing is left."""
    kpi = KpiFactory(objective__workspace=workspace, metric="reach", channels=[channels["facebook"]])

    def figures():
        """Readings, rollups, posts and what is measured with them, without ids that differ between imports."""
        by_channel = ChannelDay.objects.values_list("channel_id", "level", "metric", "day", "total", "readings")
        by_workspace = WorkspaceDay.objects.values_list("level", "metric", "day", "total", "readings")
        posts = ExternalPost.objects.values_list("channel_id", "external_id", "day", "text", "figures")
        measured = measure.measure(kpi, today=day(10))
        return stored(), sorted(by_channel), sorted(by_workspace), list(posts), measured

    empty = everything()
    alone, _ = bring_in(*files[1])
    expected = figures()
    undo(workspace, alone)
    assert everything() == empty
    first, _ = bring_in(*files[0])
    second, _ = bring_in(*files[1])
    assert upon(first) == []
    undo(workspace, first)
    assert figures() == expected
    undo(workspace, second)
    assert everything() == empty


def test_undo_twice_is_undo_once(bring_in, workspace):
    bring_in([Reading(CHANNEL, "reach", 1, 5)])
    before = everything()
    record, _ = bring_in([Reading(CHANNEL, "reach", 1, 6), Reading(LIFE, "likes", 1, 1, "p1")], [post("p1", 1)])
    undo(workspace, record)
    undo(workspace, record)
    assert everything() == before


@pytest.mark.parametrize("step", ["_write_posts", "_write_readings"])
def test_failure_in_the_middle_leaves_nothing(bring_in, workspace, monkeypatch, step):
    bring_in([Reading(LIFE, "likes", 1, 6, "p1")], [post("p1", 1)])
    before = everything()
    original = getattr(Change, step)

    def then_fail(self):
        original(self)
        raise OSError("no space left")

    monkeypatch.setattr(Change, step, then_fail)
    with pytest.raises(OSError):
        bring_in(
            [Reading(LIFE, "likes", 2, 7, "p1"), Reading(LIFE, "likes", 2, 9, "p2")], [post("p1", 2), post("p2", 2)]
        )
    assert everything() == before
    monkeypatch.undo()
    monkeypatch.setattr(rollups, "recompute", lambda *args: then_fail.missing)
    with pytest.raises(AttributeError):
        bring_in([Reading(LIFE, "likes", 2, 7, "p1")], [post("p1", 2)])
    assert everything() == before


def test_comparison_is_made_again_when_somebody_was_first(workspace, channels, tmp_path):
    one = stage(tmp_path / "1", [Reading(LIFE, "likes", 1, 5, "p1")], [post("p1", 1)])
    two = stage(tmp_path / "2", [Reading(LIFE, "likes", 1, 6, "p1")], [post("p1", 1)])
    first, second = new_import(workspace), new_import(workspace)
    writes = [importing.apply(one, workspace, channels, first.pk), importing.apply(two, workspace, channels, second.pk)]
    with transaction.atomic():
        assert writes[0]() == counts(new=1)
    with transaction.atomic():
        assert writes[1]() == counts(changed=1)
    assert list(stored().values()) == [6]


def test_other_workspaces_are_not_touched(bring_in, workspace, channels):
    record, _ = bring_in([Reading(CHANNEL, "reach", 1, 5)])
    other = workspace.pk + 1
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kpis_sample (workspace_id, day, channel_id, metric, level, post, value, import_record_id)"
            " VALUES (%s, %s, %s, 2, 1, 0, 8, %s)",
            [other, day(1), channels["facebook"], record.pk],
        )
    assert bring_in([Reading(CHANNEL, "reach", 1, 9)])[1] == counts(changed=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM kpis_sample WHERE workspace_id = %s", [other])
        assert cursor.fetchall() == [(8,)]


@pytest.mark.parametrize("model", [Sample, SampleChange, ChannelDay, WorkspaceDay])
def test_hot_tables_lie_in_the_order_of_their_key(db, model):
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
            assert cursor.fetchone()[0].endswith("WITHOUT ROWID")
            cursor.execute("SELECT name FROM pragma_table_info(%s) WHERE pk > 0 ORDER BY pk", [table])
            key = [name for (name,) in cursor.fetchall()]
        else:
            key = connection.introspection.get_primary_key_columns(cursor, table)
    assert key == [model._meta.get_field(name).column for name in model._meta.pk.field_names]
    assert key[1] == "day"


# -- any sequence of imports and undos

KEYS, NETWORKS, METRICS_USED = ["p1", "p2", "p3"], ["facebook", "instagram"], ["likes", "views", "followers"]
small, days, value = st.sampled_from(KEYS), st.integers(0, 5), st.integers(0, 3) | st.sampled_from([0.5, 2.25])


@st.composite
def files(draw):
    """Posts with their day of publication and readings of the three levels, each at most once."""
    posts = draw(st.dictionaries(st.tuples(st.sampled_from(NETWORKS), small), st.none() | days, max_size=4))
    dated = [name for name, published in posts.items() if published is not None]
    life = st.tuples(st.sampled_from(dated), st.sampled_from(METRICS_USED)) if dated else st.nothing()
    by_day = st.tuples(st.sampled_from(list(posts)), st.sampled_from(METRICS_USED), days) if posts else st.nothing()
    of_channel = st.tuples(st.sampled_from(NETWORKS), st.sampled_from(METRICS_USED), days)
    return {
        "posts": posts,
        LIFE: draw(st.dictionaries(life, value, max_size=4)) if dated else {},
        DAYS: draw(st.dictionaries(by_day, value, max_size=4)) if posts else {},
        CHANNEL: draw(st.dictionaries(of_channel, value, max_size=6)),
    }


class Told:
    """The same in dictionaries. Lifetime readings belong to their post, wherever its day goes."""

    def __init__(self):
        self.days, self.values = {}, {}

    def take(self, file):
        """What an import does; gives its counts and what to put back."""
        before, found = (dict(self.days), dict(self.values)), defaultdict(int)
        moved = {
            name
            for name, published in file["posts"].items()
            if published is not None and self.days.get(name) not in (None, published)
        }
        for name, published in file["posts"].items():
            self.days[name] = published if published is not None else self.days.get(name)
        said = {(level, *key): number for level in (LIFE, DAYS, CHANNEL) for key, number in file[level].items()}
        carried = {key for key in self.values if key[0] == LIFE and key[1] in moved}
        for key in said.keys() | carried:
            if key not in self.values:
                found["new"] += 1
            elif key in carried or self.values[key] != said[key]:
                found["changed"] += 1
            else:
                found["unchanged"] += 1
        self.values |= said
        return counts(**found), self.differences(*before)

    def differences(self, days, values):
        return [
            {
                key: then.get(key, "none")
                for key in then.keys() | now.keys()
                if then.get(key, "none") != now.get(key, "none")
            }
            for then, now in ((days, self.days), (values, self.values))
        ]

    def put_back(self, differences):
        for now, then in zip((self.days, self.values), differences, strict=True):
            for key, number in then.items():
                if number == "none":
                    del now[key]
                else:
                    now[key] = number

    def samples(self, channels):
        found = {}
        for (level, where, metric, *rest), number in self.values.items():
            network, key = (where, "") if level == CHANNEL else where
            on = self.days[where] if level == LIFE else rest[0]
            found[channels[network], level, metric, day(on), key] = number
        return found

    def figures(self, channels):
        """Posts with what pages show of them."""
        found = {}
        for (network, key), published in self.days.items():
            life = {k[2]: v for k, v in self.values.items() if k[0] == LIFE and k[1] == (network, key)}
            by_day = defaultdict(int)
            for k, v in self.values.items():
                if k[0] == DAYS and k[1] == (network, key):
                    by_day[k[2]] += v
            found[channels[network], key] = (day(published) if published is not None else None, {**by_day, **life})
        return found


def sums(samples, *positions):
    found = defaultdict(lambda: (0, 0))
    for key, number in samples.items():
        group = tuple(key[position] for position in positions)
        found[group] = (found[group][0] + number, found[group][1] + 1)
    return dict(found)


def check(told, channels):
    samples = told.samples(channels)
    assert stored() == samples
    posts = ExternalPost.objects.values_list("channel_id", "external_id", "day", "figures")
    assert {(channel, key): (on, figures) for channel, key, on, figures in posts} == told.figures(channels)
    by_channel = ChannelDay.objects.values_list("channel_id", "level", "metric", "day", "total", "readings")
    assert {(*row[:2], BY_NUMBER[row[2]].code, row[3]): row[4:] for row in by_channel} == sums(samples, 0, 1, 2, 3)
    by_workspace = WorkspaceDay.objects.values_list("level", "metric", "day", "total", "readings")
    assert {(row[0], BY_NUMBER[row[1]].code, row[2]): row[3:] for row in by_workspace} == sums(samples, 1, 2, 3)


def as_staged(file, folder):
    readings = [Reading(LIFE, metric, 0, number, name[1], name[0]) for (name, metric), number in file[LIFE].items()]
    readings += [Reading(DAYS, m, on, number, name[1], name[0]) for (name, m, on), number in file[DAYS].items()]
    readings += [Reading(CHANNEL, m, on, number, network=n) for (n, m, on), number in file[CHANNEL].items()]
    placed = [r if r.level != LIFE else r._replace(day=file["posts"][r.network, r.post]) for r in readings]
    return stage(folder, placed, [post(key, on, network) for (network, key), on in file["posts"].items()])


@given(steps=st.lists(files() | st.integers(0, 9), min_size=1, max_size=7))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_imports_and_undos_tell_the_same_as_dictionaries(steps, workspace, channels, tmp_path, monkeypatch):
    monkeypatch.setattr(rollups, "MANY_DAYS", 1)  # both ways of making rollups again
    with transaction.atomic():
        told, applied = Told(), []
        for number, step in enumerate(steps):
            if isinstance(step, int):
                if not applied:
                    continue
                record, differences = applied[step % len(applied)]
                if upon(record):
                    continue
                undo(workspace, record)
                told.put_back(differences)
                applied.remove((record, differences))
            else:
                record = new_import(workspace)
                write = importing.apply(as_staged(step, tmp_path / str(number)), workspace, channels, record.pk)
                expected, differences = told.take(copy.deepcopy(step))
                assert write() == expected
                applied.append((record, differences))
            check(told, channels)
        transaction.set_rollback(True)
