"""Guided creation: it grows by a section, forgets nothing, and creates an objective with its KPIs at once."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from jobs.models import Job
from kpis import actions
from kpis.models import Kpi
from strategy.models import NetworkDecision, Objective
from tests.factories import ChannelFactory, KpiFactory, ObjectiveFactory
from tests.kpis.readings import TODAY, daily

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def channel(workspace):
    channel = ChannelFactory(workspace=workspace, network="facebook", handle="Val")
    daily(channel, "reach", [100] * 90)
    daily(channel, "engagements", [5] * 90)
    return channel


@pytest.fixture
def lead(client_for):
    client = client_for("lead")
    client.cookies["django_language"] = "en"
    return client


def url(workspace, name="guide", *args):
    return reverse(f"kpis:{name}", args=[workspace.slug, *args])


def said(channel, shown=4, action="create", **changes):
    fields = {
        "shown": str(shown),
        "action": action,
        "intent": "visibility",
        "title": "Residents learn of every event from us first",
        "why": "They told us so",
        "channels": [str(channel.pk)],
        "metrics": ["reach", "engagement_rate_reach"],
        "baseline_reach": "3,000",
        "target_reach": "4,500",
        "baseline_engagement_rate_reach": "5",
        "target_engagement_rate_reach": "6.5",
        "due": "2027-06-30",
    }
    return fields | changes


class TestSections:
    def test_it_begins_with_the_intent_alone(self, workspace, lead):
        form = lead.get(url(workspace)).context["form"]
        assert list(form.fields) == ["intent"]

    def test_each_step_reveals_the_next_and_keeps_what_was_said(self, workspace, lead, channel):
        form = lead.post(url(workspace), said(channel, shown=1, action="continue")).context["form"]
        assert list(form.fields) == ["intent", "title", "why", "channels"]
        answer = lead.post(url(workspace), said(channel, shown=2, action="continue"))
        assert "Residents learn of every event" in answer.content.decode()
        assert answer.context["form"].shown == 3
        answer = lead.post(url(workspace), said(channel, shown=3, action="continue"))
        assert answer.context["form"].shown == 4
        assert 'value="4,500"' in answer.content.decode()

    @pytest.mark.parametrize(
        ("shown", "changes", "field"),
        [
            (1, {"intent": ""}, "intent"),
            (1, {"intent": "fame"}, "intent"),
            (2, {"title": " "}, "title"),
            (2, {"title": "x" * 161}, "title"),
            (2, {"channels": ["0"]}, "channels"),
            (3, {"metrics": []}, "metrics"),
            (3, {"metrics": ["conversions"]}, "metrics"),
            (3, {"metrics": ["reach", "engagements", "comments", "shares"]}, "metrics"),
            (4, {"target_reach": ""}, "target_reach"),
            (4, {"target_reach": "many"}, "target_reach"),
            (4, {"due": ""}, "due"),
            (4, {"due": "2026-11-22"}, "due"),
        ],
    )
    def test_what_is_missing_is_said_where_it_is(self, workspace, lead, channel, shown, changes, field):
        answer = lead.post(url(workspace), said(channel, shown, **changes))
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert not Objective.objects.exists()

    def test_going_back_to_another_metric_asks_for_its_target_without_blame(self, workspace, lead, channel):
        fields = said(channel, metrics=["reach", "engagements"])
        answer = lead.post(url(workspace), fields)
        assert answer.status_code == 200 and not answer.context["form"].errors
        assert answer.context["form"]["target_reach"].value() == "4,500"
        assert "target_engagements" in answer.context["form"].fields
        assert not Objective.objects.exists()

    def test_htmx_gets_the_form_alone(self, workspace, lead, channel):
        part = lead.post(url(workspace), said(channel, shown=1, action="continue"), headers=HTMX).content.decode()
        assert part.strip().startswith("<form") and "<html" not in part

    def test_the_channels_in_use_are_ticked_first(self, workspace, lead, channel):
        ChannelFactory(workspace=workspace, network="x", handle="aside")
        NetworkDecision.objects.create(workspace=workspace, network="x", verdict="rejected", reason="Non")
        form = lead.post(url(workspace), {"shown": "1", "action": "continue", "intent": "service"}).context["form"]
        assert form["channels"].value() == [channel.pk]
        form = lead.post(url(workspace), said(channel, shown=2, action="continue", channels=[])).context["form"]
        assert form["channels"].value() == []  # what was unticked stays so

    def test_an_example_becomes_the_statement(self, workspace, lead, channel):
        answer = lead.post(url(workspace), said(channel, shown=2, action="example-museum"))
        title = answer.context["form"]["title"].value()
        assert title.startswith("The families of the county")
        assert answer.context["form"].shown == 2

    def test_only_who_sets_targets_is_guided(self, workspace, client_for):
        address = url(workspace)
        assert client_for("manager").get(address).status_code == 403
        objectives = reverse("strategy:objectives", args=[workspace.slug])
        assert address in client_for("lead").get(objectives).content.decode()
        assert address not in client_for("manager").get(objectives).content.decode()


class TestMetrics:
    def offered(self, workspace, lead, channel, **changes):
        answer = lead.post(url(workspace), said(channel, shown=2, action="continue", **changes))
        groups = answer.context["form"].fields["metrics"].groups
        return {group["label"]: [option["code"] for option in group["options"]] for group in groups}

    def test_those_of_the_intent_that_have_figures_come_first(self, workspace, lead, channel):
        groups = self.offered(workspace, lead, channel)
        first, second, third, fourth = groups.values()
        assert first == ["reach"]
        assert second == ["engagements", "engagement_rate_reach"]
        assert third == ["views"]  # Facebook exports it, nothing was imported
        assert "comments" in fourth and not {"reach", "views", "engagements"} & set(fourth)

    def test_a_strategy_may_begin_before_there_is_any_channel(self, workspace, lead):
        fields = {
            "shown": "2",
            "action": "continue",
            "intent": "dialogue",
            "title": "Residents ask before each council",
        }
        form = lead.post(url(workspace), fields).context["form"]
        assert [option["code"] for option in form.fields["metrics"].groups[0]["options"]][:2] == ["comments", "replies"]
        assert "will be added" in form.fields["channels"].help_text

    def test_a_kpi_too_may_come_before_the_first_channel(self, workspace, lead):
        ObjectiveFactory(workspace=workspace)
        shown = lead.get(url(workspace, "kpi_new")).text
        assert '<option value="comments">' in shown

    def test_only_what_the_chosen_channels_carry(self, workspace, lead, channel):
        forum = ChannelFactory(workspace=workspace, network="forum", handle="forum")
        codes = {
            code for codes in self.offered(workspace, lead, channel, channels=[forum.pk]).values() for code in codes
        }
        assert codes == {"views", "replies", "likes", "follows"}

    def test_the_baseline_is_proposed_from_the_figures(self, workspace, lead, channel):
        fields = said(channel, shown=3, action="continue")
        for name in ("baseline_reach", "target_reach", "baseline_engagement_rate_reach"):
            del fields[name]
        answer = lead.post(url(workspace), fields)
        form = answer.context["form"]
        assert form["baseline_reach"].value() == "3000"
        assert form["baseline_engagement_rate_reach"].value() == "5"
        assert "Proposed: 3,000 (mean of 3 times 30 days" in answer.content.decode()


class TestCheck:
    def advice(self, workspace, lead, fields):
        return lead.post(url(workspace, "guide_check"), fields).content.decode()

    def test_the_words_are_checked_as_they_are_typed(self, workspace, lead, channel):
        vague = said(channel, shown=2, title="Donner plus de visibilité au musée")
        text = self.advice(workspace, lead, vague)
        assert "“plus de visibilité” has no figure yet." in text
        assert "No KPI yet" in text and "No date yet" in text

    def test_the_date_that_is_offered_counts_until_it_is_taken_away(self, workspace, lead, channel):
        fields = said(channel, shown=3, action="continue")
        due = fields.pop("due")
        assert "No date yet" not in lead.post(url(workspace), fields).text
        assert "No date yet" in self.advice(workspace, lead, said(channel, due=""))
        assert "No date yet" not in self.advice(workspace, lead, said(channel, due=due))

    def test_figures_settle_it(self, workspace, lead, channel):
        text = self.advice(workspace, lead, said(channel, title="Donner plus de visibilité au musée"))
        assert "has no figure" not in text and "alert-triangle" not in text
        text = self.advice(workspace, lead, said(channel, target_reach="2,000"))
        assert "Reach: the target goes the wrong way from the baseline." in text

    def test_markup_stays_text(self, workspace, lead, channel):
        text = self.advice(workspace, lead, said(channel, shown=2, title="<b>plus</b> de x"))
        assert "<b>" not in text


class TestCreate:
    def test_objective_and_kpis_at_once(self, workspace, lead, channel, member):
        answer = lead.post(url(workspace), said(channel))
        objective = Objective.objects.get()
        assert answer.status_code == 302 and answer.url.endswith(f"/objectives/{objective.pk}/")
        assert (objective.title, objective.intent) == ("Residents learn of every event from us first", "visibility")
        assert (objective.start, objective.due, objective.horizon) == (TODAY, dt.date(2027, 6, 30), "1y")
        assert (objective.owner, objective.why) == (member("lead"), "They told us so")
        reach, rate = objective.kpis.order_by("pk")
        assert (reach.metric, reach.aggregation, reach.baseline, reach.target) == ("reach", "sum", 3000, 4500)
        assert (rate.aggregation, rate.baseline, rate.target) == ("ratio", 0.05, pytest.approx(0.065))
        assert list(reach.channels.all()) == [channel] and reach.due == objective.due
        assert Job.objects.filter(kind="kpis.refresh").count() == 1
        verbs = list(workspace.audit_events.order_by("pk").values_list("verb", flat=True))
        assert verbs == ["objective.created", "kpi.created", "kpi.created"]

    def test_a_metric_that_should_fall(self, workspace, lead, channel):
        fields = said(channel, metrics=["unfollows"], target_unfollows="10", baseline_unfollows="")
        daily(channel, "unfollows", [1] * 90)
        lead.post(url(workspace), fields)
        kpi = Kpi.objects.get()
        assert (kpi.direction, kpi.baseline) == ("down", None)

    def test_all_or_nothing(self, workspace, member, monkeypatch):
        def broken(**kwargs):
            raise RuntimeError

        monkeypatch.setattr(actions, "save_kpi", broken)
        objective = ObjectiveFactory.build(workspace=workspace)
        kpi = KpiFactory.build(objective=objective, workspace=workspace)
        with pytest.raises(RuntimeError):
            actions.create_measured(objective=objective, kpis=[kpi], channels=[], by=member("lead"))
        assert not Objective.objects.exists()

    @pytest.mark.parametrize(("days", "horizon"), [(1, "6m"), (200, "6m"), (201, "1y"), (400, "1y"), (401, "2y")])
    def test_the_horizon_follows_the_date(self, days, horizon):
        assert actions.horizon(days) == horizon

    @pytest.mark.parametrize("number", ["9" * 23, "-" + "9" * 23, "²"])
    def test_a_channel_that_no_database_can_hold(self, workspace, lead, channel, number):
        answer = lead.post(url(workspace), said(channel, channels=[number]))
        assert answer.status_code == 422 and "channels" in answer.context["form"].errors

    @pytest.mark.parametrize("shown", ["0", "5", "x", "²", ""])
    def test_a_number_of_sections_that_makes_no_sense(self, workspace, lead, channel, shown):
        answer = lead.post(url(workspace), said(channel) | {"shown": shown})
        assert answer.context["form"].shown == 2 and not Objective.objects.exists()
