"""Around the objectives: general aims, resources, decisions."""

import datetime as dt

import pytest
from django.urls import reverse

from cmtool.lib.versions import Stale
from strategy.actions import plan as actions
from strategy.models import Aim, Decision, NetworkDecision, Plan
from strategy.workload import workload
from tests.factories import ChannelFactory, ObjectiveFactory


def url(workspace, name, *args):
    return reverse(f"strategy:{name}", args=[workspace.slug, *args])


def test_an_objective_serves_a_general_aim_and_the_list_says_so(workspace, client_for):
    client = client_for("manager")
    fields = {"kind": "policy", "title": "La culture pour tous", "why": "", "version": 0}
    assert client.post(url(workspace, "aim_new"), fields).status_code == 302
    aim = Aim.objects.get()
    ObjectiveFactory(workspace=workspace, title="Faire venir", aim=aim)
    assert "La culture pour tous" in client.get(url(workspace, "objectives")).content.decode()
    assert "Faire venir" in client.get(url(workspace, "aims")).content.decode()


def test_an_archived_aim_is_not_offered_and_comes_back(workspace, client_for):
    client, aim = client_for("manager"), Aim.objects.create(workspace=workspace, kind="service", title="Guichet")
    client.post(url(workspace, "aim_archive", aim.pk))
    assert aim not in client.get(url(workspace, "objective_new")).context["form"].fields["aim"].queryset
    client.post(url(workspace, "aim_restore", aim.pk))
    assert aim in client.get(url(workspace, "objective_new")).context["form"].fields["aim"].queryset


def test_two_people_say_what_can_be_invested(workspace, client_for):
    fields = {"hours_per_week": "12.5", "people": "2", "yearly_budget": "3000", "hours_per_post": "1.5", "version": 0}
    assert client_for("lead").post(url(workspace, "plan_edit"), fields).status_code == 302
    assert Plan.objects.get().hours_per_week == 12.5
    assert (
        client_for("lead").post(url(workspace, "plan_edit"), fields | {"people": "3", "version": 1}).status_code == 302
    )
    late = client_for("manager").post(url(workspace, "plan_edit"), fields | {"people": "9", "version": 1})
    assert late.status_code == 409
    assert Plan.objects.get().people == 3


def test_two_first_answers_at_once_leave_one_plan(workspace, client_for):
    first, second = actions.plan_of(workspace), actions.plan_of(workspace)
    lead = workspace.memberships.get(role="lead").user
    first.people, second.people = 1, 2
    actions.save_plan(plan=first, fields=["people"], version=0, by=lead)
    with pytest.raises(Stale):
        actions.save_plan(plan=second, fields=["people"], version=0, by=lead)
    assert Plan.objects.get().people == 1


def test_the_plan_warns_when_the_channels_promise_more_than_the_hours(workspace, client_for):
    Plan.objects.create(workspace=workspace, hours_per_week=10, hours_per_post=2)
    ChannelFactory(workspace=workspace, network="facebook", cadence=3)
    assert not workload(workspace).over
    ChannelFactory(workspace=workspace, network="x", cadence=4)
    load = workload(workspace)
    assert (load.promised_hours, load.over, load.channels_advised) == (14, True, 1)
    client = client_for("guest")
    client.cookies["django_language"] = "en"
    assert "asks for 14 hours a week; there are 10" in client.get(url(workspace, "objectives")).content.decode()
    ChannelFactory(workspace=workspace, network="tiktok", cadence=9)
    NetworkDecision.objects.create(workspace=workspace, network="tiktok", verdict="rejected", reason="Trop")
    assert workload(workspace).promised_hours == 14


def test_nobody_said_how_many_hours(workspace):
    assert workload(workspace) is None


def test_a_decision_stands_in_the_journal_of_its_objective(workspace, client_for, member):
    objective = ObjectiveFactory(workspace=workspace)
    fields = {"day": "2026-11-20", "text": "On arrête les lives du lundi"}
    assert client_for("manager").post(url(workspace, "decision_new", objective.pk), fields).status_code == 302
    decision = Decision.objects.get()
    assert (decision.by, decision.day) == (member("manager"), dt.date(2026, 11, 20))
    page = client_for("guest").get(url(workspace, "objective", objective.pk)).content.decode()
    assert "On arrête les lives du lundi" in page
