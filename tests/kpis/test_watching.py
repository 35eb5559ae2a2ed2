"""What deserves a look on the objectives' page, and the figures that a channel's page and the decision table show."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from jobs.runner import run_pending
from kpis import channels, dashboards
from kpis.catalogue import Level
from kpis.models import Kpi
from kpis.watching import attention
from strategy import decisions
from strategy.models import Objective
from tests.factories import ChannelFactory, KpiFactory, ObjectiveFactory
from tests.kpis.readings import TODAY, daily


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace, network="facebook", handle="Val")


def measured(workspace):
    dashboards.ask_refresh(workspace)
    run_pending(workspace)


class TestAttention:
    def objective(self, workspace, **values):
        return ObjectiveFactory(workspace=workspace, **values)

    def test_an_objective_without_a_kpi_in_use(self, workspace, channel):
        bare, kept = self.objective(workspace), self.objective(workspace)
        KpiFactory(objective=bare, archived_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        daily(channel, "reach", [5] * 40)
        KpiFactory(objective=kept)
        measured(workspace)
        found = attention(workspace)
        assert found["bare"]["first"] == [bare]
        assert found["starved"]["count"] == found["orphans"]["count"] == 0

    def test_a_kpi_of_an_archived_objective(self, workspace):
        kpi = KpiFactory(objective=self.objective(workspace))
        Objective.objects.update(status="archived")
        found = attention(workspace)
        assert found["orphans"]["first"] == [kpi]
        assert found["bare"]["count"] == found["starved"]["count"] == 0
        Kpi.objects.update(archived_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        assert attention(workspace)["orphans"]["count"] == 0

    @pytest.mark.parametrize(("age", "starved"), [(30, 0), (31, 1)])
    def test_no_reading_for_thirty_days(self, workspace, channel, age, starved):
        objective = self.objective(workspace)
        KpiFactory(objective=objective, metric="reach")
        daily(channel, "reach", [5], until=TODAY - dt.timedelta(days=age))
        measured(workspace)
        assert attention(workspace)["starved"]["count"] == starved

    def test_one_kpi_that_is_fed_is_enough(self, workspace, channel):
        objective = self.objective(workspace)
        daily(channel, "reach", [5])
        KpiFactory(objective=objective, metric="comments")
        measured(workspace)
        assert attention(workspace)["starved"]["first"] == [objective]
        KpiFactory(objective=objective, metric="reach")
        measured(workspace)
        assert attention(workspace)["starved"]["count"] == 0

    def test_the_first_ones_are_named_and_the_rest_counted(self, workspace, client_for):
        for number in range(7):
            self.objective(workspace, title=f"Objectif {number}.")
        client = client_for("guest")
        client.cookies["django_language"] = "en"
        text = client.get(reverse("kpis:attention", args=[workspace.slug])).content.decode()
        assert "7 objectives without a KPI:" in text and "and 2 more" in text
        assert text.count("Objectif ") == 5

    def test_where_all_is_well_nothing_is_shown(self, workspace, client_for):
        assert client_for("guest").get(reverse("kpis:attention", args=[workspace.slug])).content.strip() == b""

    def test_as_many_queries_for_ten_as_for_one(self, workspace, django_assert_num_queries):
        for _ in range(10):
            KpiFactory(objective=self.objective(workspace))
        with django_assert_num_queries(4):
            attention(workspace)


class TestChannel:
    def page(self, workspace, client, channel):
        client.cookies["django_language"] = "en"
        return client.get(reverse("kpis:channel_figures", args=[workspace.slug, channel.pk])).content.decode()

    def test_its_main_figures_with_their_change(self, workspace, client_for, channel):
        daily(channel, "reach", [10] * 30 + [20] * 30)
        daily(ChannelFactory(workspace=workspace, handle="Autre"), "reach", [999] * 60)
        text = self.page(workspace, client_for("guest"), channel)
        assert '<p class="kv">600</p>' in text and "+100%" in text
        query = f"from=2026-10-24&amp;to=2026-11-22&amp;channel={channel.pk}"
        assert reverse("kpis:dashboard", args=[workspace.slug]) + f"?{query}" in text

    def test_the_period_ends_with_its_own_last_reading(self, workspace, client_for, channel):
        daily(channel, "reach", [7] * 5, until=TODAY - dt.timedelta(days=100))
        daily(ChannelFactory(workspace=workspace, handle="Autre"), "reach", [999])
        assert '<p class="kv">35</p>' in self.page(workspace, client_for("guest"), channel)

    def test_without_figures_it_says_so(self, workspace, client_for, channel):
        text = self.page(workspace, client_for("lead"), channel)
        assert "No figures of this channel yet" in text
        assert reverse("imports:list", args=[workspace.slug]) in text


class TestEvidence:
    def test_interactions_of_ninety_days_by_network(self, workspace, channel):
        daily(channel, "engagements", [3] * 100)
        daily(channel, "likes", [50])  # counted in the network's own sum already
        other = ChannelFactory(workspace=workspace, network="facebook", handle="Autre")
        daily(other, "comments", [2], level=Level.POST)
        daily(other, "likes", [4], level=Level.POST)
        daily(ChannelFactory(workspace=workspace, network="x"), "reach", [9])
        assert channels.interactions(workspace) == {"facebook": 276, "x": 0}

    def test_they_weigh_in_the_decision_table(self, workspace, channel):
        daily(channel, "engagements", [3])
        row = next(row for row in decisions.table(workspace) if row.network.code == "facebook")
        assert row.counts["figures"] == 3
        assert (row.proposal.parts[0].mark, row.proposal.parts[0].source) == (5, "counted")
