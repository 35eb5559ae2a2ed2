"""KPIs: what they measure and from which figures, how they are written, what the command line says of them."""

import datetime as dt
import io
import json

import pytest
import time_machine
from django.core.management import CommandError, call_command

from cmtool.lib.versions import Stale
from jobs.models import Job
from jobs.runner import run_pending
from kpis import actions, measure, steps
from kpis.catalogue import METRICS, Level
from kpis.forms import KpiForm
from kpis.models import Footprint, Kpi, KpiReading
from tests.factories import ChannelFactory, KpiFactory, ObjectiveFactory
from tests.kpis.readings import TODAY, daily
from workspaces.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def objective(workspace):
    return ObjectiveFactory(workspace=workspace)


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace)


def measured(kpi):
    return measure.measure(kpi, today=TODAY)


class TestMeasure:
    def test_a_sum_over_thirty_days_ends_with_the_last_reading(self, objective, channel):
        daily(channel, "reach", range(1, 101), until=TODAY - dt.timedelta(days=2))
        found = measured(KpiFactory(objective=objective, baseline=1000, target=3000))
        assert found["value"] == sum(range(71, 101)) == 2565
        assert found["period"] == {"code": "30d", "from": "2026-10-22", "to": "2026-11-20"}
        assert found["as_of"] == "2026-11-20"
        assert found["attainment"] == pytest.approx(0.7825)
        assert found["previous"] == {"value": sum(range(41, 71)), "from": "2026-09-22", "to": "2026-10-21"}
        assert found["change"] == pytest.approx(2565 / 1665 - 1)

    def test_only_the_channels_chosen_count(self, objective, channel):
        other = ChannelFactory(workspace=objective.workspace)
        daily(channel, "reach", [5, 5])
        daily(other, "reach", [7, 7])
        assert measured(KpiFactory(objective=objective, channels=[other]))["value"] == 14
        assert measured(KpiFactory(objective=objective))["value"] == 24

    def test_one_level_per_channel_never_two(self, objective, channel):
        other = ChannelFactory(workspace=objective.workspace)
        daily(channel, "reach", [10])
        daily(channel, "reach", [99], level=Level.POST)
        daily(other, "reach", [3, None, 4], level=Level.POST)
        found = measured(KpiFactory(objective=objective))
        assert found["value"] == 17
        assert [(row["level"], row["days"], row["sums"]) for row in found["sources"]] == [
            ("channel_day", 1, {"reach": 10}),
            ("post", 2, {"reach": 7}),
        ]

    def test_a_rate_needs_both_its_parts_at_one_level(self, objective, channel):
        kpi = KpiFactory(objective=objective, metric="engagement_rate_reach", aggregation="ratio", target=0.05)
        daily(channel, "engagements", [2, 3], level=Level.POST)
        assert measured(kpi)["value"] is None
        daily(channel, "reach", [1000, 1000])
        assert measured(kpi)["value"] is None
        daily(channel, "reach", [100, 150], level=Level.POST)
        assert measured(kpi)["value"] == 0.02

    def test_a_rate_of_followers_takes_their_latest_number(self, objective, channel):
        kpi = KpiFactory(objective=objective, metric="engagement_rate_followers", aggregation="ratio", target=0.05)
        daily(channel, "engagements", [4, 6], level=Level.POST)
        daily(channel, "followers", [80, 200], until=TODAY - dt.timedelta(days=50))
        assert measured(kpi)["value"] == 0.05

    def test_no_reading_is_no_data_and_no_zero(self, objective, channel):
        found = measured(KpiFactory(objective=objective))
        assert (found["value"], found["state"], found["sources"]) == (None, "no_data", [])

    def test_followers_are_the_latest_reading_of_each_channel(self, objective, channel):
        other = ChannelFactory(workspace=objective.workspace)
        daily(channel, "followers", [100, 110])
        daily(other, "followers", [30], until=TODAY - dt.timedelta(days=45))
        kpi = KpiFactory(objective=objective, metric="followers", aggregation="last", target=200)
        assert measured(kpi)["value"] == 140

    def test_a_total_counts_from_the_start_of_the_objective(self, objective, channel):
        daily(channel, "link_clicks", [1] * 400)
        kpi = KpiFactory(objective=objective, metric="link_clicks", period="total", target=1000)
        found = measured(kpi)
        assert found["value"] == 326  # 1 January to 22 November
        assert found["previous"] is None
        assert found["projection"]["value"] == pytest.approx(366)  # to 1 January: one a day

    def test_a_channel_that_came_late_is_not_taken_for_a_rise(self, objective, channel):
        late = ChannelFactory(workspace=objective.workspace)
        daily(channel, "reach", [10] * 200)
        daily(late, "reach", [500] * 40)
        found = measured(KpiFactory(objective=objective))
        assert found["previous"] is None
        assert {value for _day, value in found["series"]} == {15300}
        assert found["projection"]["method"] == "too_few"

    def test_whole_figures_stay_whole(self, objective, channel):
        daily(channel, "reach", [2**40, 1])
        assert json.dumps(measured(KpiFactory(objective=objective))["value"]) == str(2**40 + 1)


class TestProposal:
    def proposal(self, objective, channels=(), **fields):
        kpi = Kpi(workspace=objective.workspace, **{"metric": "reach", "aggregation": "sum", "period": "30d", **fields})
        return measure.propose_baseline(kpi, [channel.pk for channel in channels], today=TODAY)

    def test_a_mean_of_three_times_thirty_days(self, objective, channel):
        daily(channel, "reach", [10] * 30 + [20] * 30 + [30] * 30)
        found = self.proposal(objective)
        assert (found["method"], found["value"], found["points"]) == ("mean", 600, 3)
        assert found["from"] == TODAY - dt.timedelta(days=89)

    def test_only_whole_periods_count(self, objective, channel):
        daily(channel, "reach", [10] * 40)
        assert self.proposal(objective)["value"] == 300
        assert self.proposal(objective)["points"] == 1

    def test_the_latest_reading_of_followers(self, objective, channel):
        daily(channel, "followers", [90, 95])
        found = self.proposal(objective, metric="followers", aggregation="last")
        assert (found["method"], found["value"], found["to"]) == ("latest", 95, TODAY)

    def test_a_total_begins_at_zero_and_no_figures_propose_nothing(self, objective, channel):
        assert self.proposal(objective, period="total")["value"] == 0
        assert self.proposal(objective) is None


class TestActions:
    def save(self, kpi, member, **options):
        fields = ["target", "metric", "aggregation"]
        return actions.save_kpi(kpi=kpi, channels=[], fields=fields, by=member("lead"), **{"version": 0, **options})

    def test_a_new_kpi_is_recorded_and_measured(self, objective, channel, member):
        daily(channel, "reach", [70])
        kpi = self.save(KpiFactory.build(objective=objective, workspace=objective.workspace), member)
        assert AuditEvent.objects.get(verb="kpi.created").target_id == str(kpi.pk)
        run_pending(objective.workspace)
        assert KpiReading.objects.get(kpi=kpi).payload["value"] == 70

    def test_an_edit_of_an_old_version_writes_nothing(self, objective, member):
        kpi = KpiFactory(objective=objective, target=10)
        kpi.target = 20
        self.save(kpi, member)
        kpi.target = 30
        with pytest.raises(Stale):
            self.save(kpi, member, version=0)
        assert Kpi.objects.get().target == 20
        assert AuditEvent.objects.filter(verb="kpi.edited").count() == 1

    def test_archive_and_restore_happen_once(self, objective, member):
        kpi = KpiFactory(objective=objective)
        assert actions.archive_kpi(kpi=kpi, by=member("lead"))
        assert not actions.archive_kpi(kpi=kpi, by=member("lead"))
        assert not Kpi.objects.current().exists()
        assert actions.restore_kpi(kpi=kpi, by=member("lead"))
        assert Kpi.objects.current().exists()
        assert list(AuditEvent.objects.values_list("verb", flat=True)) == ["kpi.restored", "kpi.archived"]

    def test_changes_in_a_row_ask_for_one_refresh(self, objective, member):
        kpi = KpiFactory(objective=objective)
        actions.archive_kpi(kpi=kpi, by=member("lead"))
        actions.restore_kpi(kpi=kpi, by=member("lead"))
        assert Job.objects.filter(kind="kpis.refresh").count() == 1


class TestForm:
    def form(self, parent, **data):
        data = {"objective": parent.pk, "metric": "reach", "period": "30d", "target": "1000", "version": 0, **data}
        return KpiForm(data, instance=Kpi(workspace=parent.workspace), workspace=parent.workspace)

    def test_what_is_left_empty_follows_from_the_metric(self, objective, channel):
        form = self.form(objective, metric="reach")
        assert form.is_valid(), form.errors
        kpi = form.instance
        assert (kpi.aggregation, kpi.direction, kpi.due) == ("sum", "up", objective.due)

    def test_a_rate_is_typed_in_percent_in_french(self, objective, channel):
        daily(channel, "reach", [10])
        daily(channel, "engagements", [1])
        form = self.form(objective, metric="engagement_rate_reach", baseline="2,5 %", target="4")
        assert form.is_valid(), form.errors
        assert (form.instance.baseline, form.instance.target) == (0.025, 0.04)
        assert form.instance.aggregation == "ratio"
        form.instance.save()
        again = KpiForm(instance=form.instance, workspace=objective.workspace)
        assert 'value="2,5"' in str(again["baseline"])

    @pytest.mark.parametrize("target", ["1e308", "-1e308", "1e13", "nan", "inf"])
    def test_figures_that_no_metric_reaches_are_refused(self, objective, channel, target):
        assert set(self.form(objective, target=target).errors) == {"target"}

    def test_a_way_too_short_to_be_measured_is_no_way(self, objective, channel):
        form = self.form(objective, baseline="0", target="1e-320")
        assert form.is_valid(), form.errors
        assert form.instance.target == 0

    def test_thousands_may_be_spaced(self, objective, channel):
        form = self.form(objective, target="1\u202f240,5")
        assert form.is_valid(), form.errors
        assert form.instance.target == 1240.5

    @pytest.mark.parametrize(
        ("field", "data"),
        [
            ("aggregation", {"metric": "followers", "aggregation": "sum"}),
            ("due", {"due": "2025-12-31"}),
            ("target", {"target": "beaucoup"}),
            ("target", {"target": "inf"}),
            ("metric", {"metric": "nothing"}),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, objective, channel, field, data):
        daily(channel, "followers", [5])
        form = self.form(objective, **data)
        assert not form.is_valid()
        assert set(form.errors) == {field}

    def test_metrics_with_figures_come_first_then_those_the_networks_export(self, objective, channel):
        daily(channel, "followers", [5])
        (_, have), (_, could) = self.form(objective).fields["metric"].choices
        assert [code for code, _name in have] == ["followers"]
        assert "comments" in dict(could)
        assert "watch_seconds" not in {**dict(have), **dict(could)}

    def test_a_metric_that_no_chosen_channel_brings_is_refused(self, objective):
        blog = ChannelFactory(workspace=objective.workspace, network="blog")
        ChannelFactory(workspace=objective.workspace, network="facebook")
        form = self.form(objective, metric="reactions", channels=[blog.pk])
        assert set(form.errors) == {"metric"}

    def test_another_workspaces_objects_are_not_choices(self, objective, channel):
        foreign = ObjectiveFactory()
        assert set(self.form(objective, objective=foreign.pk).errors) == {"objective"}
        with foreign.workspace.active():
            stranger = ChannelFactory(workspace=foreign.workspace)
        assert set(self.form(objective, channels=[stranger.pk]).errors) == {"channels"}


class TestSteps:
    def test_the_first_step_asks_for_objectives_then_for_their_kpis(self, workspace):
        assert steps.objectives(workspace)
        objective = ObjectiveFactory(workspace=workspace)
        assert "1" in steps.objectives(workspace)
        kpi = KpiFactory(objective=objective)
        assert steps.objectives(workspace) == ""
        Kpi.objects.filter(pk=kpi.pk).update(archived_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        assert "1" in steps.objectives(workspace)

    def test_the_last_step_asks_for_figures_that_are_not_too_old(self, workspace, channel):
        assert steps.measure(workspace)
        daily(channel, "reach", [1], until=TODAY - dt.timedelta(days=40))
        assert "40" in steps.measure(workspace)
        daily(channel, "reach", [1], until=TODAY - dt.timedelta(days=35))
        assert steps.measure(workspace) == ""

    def test_one_query_each(self, workspace, django_assert_num_queries):
        for step in (steps.objectives, steps.measure):
            with django_assert_num_queries(1):
                step(workspace)


class TestCommand:
    def test_every_kpi_with_what_is_behind_it(self, objective, channel):
        from imports.models import Import

        daily(channel, "reach", [40, 60])
        workspace, span = objective.workspace, {"first": TODAY - dt.timedelta(days=1), "last": TODAY}
        record, *others = (
            Import.objects.create(workspace=workspace, kind="figures", name=name, size=1, sha256="0") for name in "abc"
        )
        for one, metric, level in (
            (record, "reach", Level.CHANNEL_DAY),
            (others[0], "likes", Level.CHANNEL_DAY),
            (others[1], "reach", Level.POST),
        ):
            series = {"channel": channel, "level": level, "metric": METRICS[metric].number}
            Footprint.objects.create(workspace=workspace, import_record=one, changes=2, **series, **span)
        KpiFactory(objective=objective, name="Être vus", baseline=0, target=200, channels=[channel])
        out = io.StringIO()
        call_command("kpi_values", workspace=objective.workspace.slug, json=True, stdout=out)
        (kpi,) = json.loads(out.getvalue())["kpis"]
        assert kpi["name"] == "Être vus"
        assert (kpi["value"], kpi["target"], kpi["attainment"], kpi["state"]) == (100, 200, 0.5, "behind")
        assert kpi["period"] == {"code": "30d", "from": "2026-10-24", "to": "2026-11-22"}
        assert kpi["readings"] == [
            {
                "channel": channel.pk, "network": "facebook", "handle": channel.handle, "level": "channel_day",
                "days": 2, "from": "2026-11-21", "to": "2026-11-22", "sums": {"reach": 100},
            }
        ]  # fmt: skip
        assert kpi["imports"] == [record.pk]

    def test_an_unknown_workspace_is_named(self):
        with pytest.raises(CommandError, match="nowhere"):
            call_command("kpi_values", workspace="nowhere")
