"""The decision table: what is counted, what is proposed, what a person decides and when it is looked at again."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from cmtool.lib.versions import Stale
from jobs.runner import run_pending
from strategy import decisions, reviews, steps
from strategy.actions import networks as actions
from strategy.models import Answer, Channel, Community, NetworkDecision, Plan
from tests.factories import ChannelFactory, PersonFactory

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=False):
        yield


def url(workspace, name, *args):
    return reverse(f"strategy:{name}", args=[workspace.slug, *args])


def fields(**changes):
    return {
        "verdict": "chosen",
        "reason": "Les familles y sont",
        "review_on": "2027-05-22",
        "evidence": "",
        "presence": "",
        "fit": "4",
        "ease": "",
        "effort": "2",
        "version": "0",
    } | changes


def decision(workspace, network="facebook", **values):
    values = {"verdict": "chosen", "reason": "Les familles y sont"} | values
    return NetworkDecision.objects.create(workspace=workspace, network=network, **values)


def communities_on(workspace, **networks):
    """``communities_on(workspace, Parents=["facebook"])``."""
    for name, codes in networks.items():
        community = Community.objects.create(workspace=workspace, name=name)
        Answer.objects.create(workspace=workspace, community=community, question="networks", text="Là", networks=codes)


def rows(workspace):
    return {row.network.code: row for row in decisions.table(workspace)}


class TestTable:
    def test_evidence_is_counted_per_network(self, workspace):
        communities_on(workspace, Parents=["facebook", "instagram"], Joueurs=["facebook"], Vieux=["facebook"])
        Community.objects.filter(name="Vieux").update(archived_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        PersonFactory(workspace=workspace, accounts=[("facebook", "lea"), ("x", "lea")])
        PersonFactory(workspace=workspace, accounts=[("facebook", "noa")])
        found = rows(workspace)
        assert [name for _pk, name in found["facebook"].communities] == ["Joueurs", "Parents"]
        assert found["facebook"].counts == {"answers": 2, "people": 2, "figures": 0}
        assert found["instagram"].counts == {"answers": 1, "people": 0, "figures": 0}

    def test_a_former_answer_counts_no_more(self, workspace):
        communities_on(workspace, Parents=["facebook"])
        Answer.objects.update(replaced_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        assert rows(workspace)["facebook"].communities == []

    def test_marks_make_the_points_and_the_order(self, workspace):
        decision(workspace, "forum", presence=5, fit=4, ease=3, effort=1)
        first = decisions.table(workspace)[0]
        assert first.network.code == "forum"
        assert [part.points for part in first.proposal.parts] == [20, 12, 6, 5]
        assert first.proposal.total == 43

    def test_nothing_is_proposed_where_nothing_is_known(self, workspace):
        assert not any(row.proposed for row in decisions.table(workspace))
        decision(workspace, "forum", fit=5)
        assert [row.network.code for row in decisions.table(workspace) if row.proposed] == ["forum"]

    def test_at_most_two_are_proposed(self, workspace):
        communities_on(workspace, A=["facebook", "x", "forum"], B=["facebook", "x", "forum"])
        assert sum(row.proposed for row in decisions.table(workspace)) == 2

    def test_the_page_shows_the_arithmetic(self, workspace, client_for):
        decision(workspace, presence=5, fit=4, ease=3, effort=1, reason="Tout le monde y est")
        page = client_for("guest").get(url(workspace, "networks")).content.decode()
        for words in ("4 × 5 = 20", "3 × 4 = 12", "2 × 3 = 6", "(6 − 1) = 5", "<strong>43</strong>", "Tout le monde"):
            assert words in page
        assert url(workspace, "network_decide", "facebook") not in page  # a guest decides nothing

    def test_the_page_asks_as_much_for_one_as_for_many(self, workspace, client_for, django_assert_max_num_queries):
        client = client_for("lead")
        decision(workspace)
        client.get(url(workspace, "networks"))
        for number, network in enumerate(("x", "tiktok", "forum", "blog", "threads")):
            decision(workspace, network)
            ChannelFactory(workspace=workspace, network=network)
            communities_on(workspace, **{f"C{number}": [network]})
        with django_assert_max_num_queries(14):
            client.get(url(workspace, "networks"))

    def test_more_channels_than_hours_is_said(self, workspace, client_for):
        Plan.objects.create(workspace=workspace, hours_per_week=5, hours_per_post=1)
        client = client_for("guest")
        client.cookies["django_language"] = "en"
        ChannelFactory(workspace=workspace, network="tiktok", cadence=4)
        decision(workspace, "tiktok", presence=5)
        assert "enough for" not in client.get(url(workspace, "networks")).content.decode()
        ChannelFactory(workspace=workspace, network="facebook", cadence=6)
        decision(workspace, "facebook", presence=1)
        text = client.get(url(workspace, "networks")).content.decode()
        assert "10 hours a week; there are 5: enough for 1 channel" in text  # TikTok, the first by points

    def test_an_unknown_network_is_not_found(self, workspace, client_for):
        for name in ("network", "network_decide"):
            assert client_for("lead").get(url(workspace, name, "myspace")).status_code == 404


class TestDecision:
    def test_it_is_recorded_with_its_author_and_can_be_undone(self, workspace, client_for, member):
        answer = client_for("manager").post(url(workspace, "network_decide", "facebook"), fields(), follow=True)
        made = NetworkDecision.objects.get()
        assert (made.verdict, made.fit, made.presence, made.by) == ("chosen", 4, None, member("manager"))
        assert url(workspace, "network_withdraw", made.pk) in answer.content.decode()
        client_for("manager").post(url(workspace, "network_withdraw", made.pk))
        assert not NetworkDecision.objects.exists()

    def test_a_new_one_replaces_the_former_which_stays(self, workspace, client_for):
        former = decision(workspace, reason="On essaie")
        lead = client_for("lead")
        lead.post(url(workspace, "network_decide", "facebook"), fields(verdict="rejected", version=str(former.pk)))
        current = NetworkDecision.objects.current().get()
        former.refresh_from_db()
        assert (current.verdict, former.verdict) == ("rejected", "chosen")
        assert former.replaced_at == current.at
        page = lead.get(url(workspace, "network", "facebook")).content.decode()
        assert "On essaie" in page and "Les familles y sont" in page

    def test_taking_it_back_brings_the_former_back(self, workspace, member):
        former = decision(workspace)
        new = actions.decide(
            decision=NetworkDecision(workspace=workspace, network="facebook", verdict="watch", reason="Bof"),
            seen=former.pk,
            by=member("lead"),
        )
        assert actions.withdraw(decision=new, by=member("lead"))
        assert NetworkDecision.objects.current().get() == former
        assert not actions.withdraw(decision=new, by=member("lead"))

    def test_a_decision_that_was_replaced_is_not_taken_back(self, workspace, member, client_for):
        former = decision(workspace)
        said = NetworkDecision(workspace=workspace, network="facebook", verdict="watch", reason="Bof")
        actions.decide(decision=said, seen=former.pk, by=member("lead"))
        client_for("lead").post(url(workspace, "network_withdraw", former.pk))
        assert NetworkDecision.objects.current().get().reason == "Bof"
        assert NetworkDecision.objects.count() == 2

    @pytest.mark.parametrize("seen", [True, False])
    def test_the_second_of_two_sees_the_difference(self, workspace, client_for, seen):
        """Whether both saw a former decision, or none."""
        before = decision(workspace, reason="On essaie").pk if seen else 0
        client = client_for("manager")
        client.post(url(workspace, "network_decide", "facebook"), fields(reason="Première", version=str(before)))
        late = fields(reason="Seconde", verdict="watch", version=str(before))
        answer = client_for("lead").post(url(workspace, "network_decide", "facebook"), late)
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Première" in page and "Seconde" in page
        assert NetworkDecision.objects.current().get().reason == "Première"
        version = re.search(r'name="version" value="(\d+)"', page).group(1)
        client_for("lead").post(url(workspace, "network_decide", "facebook"), late | {"version": version})
        assert NetworkDecision.objects.current().get().reason == "Seconde"

    def test_stale_leaves_everything_as_it_was(self, workspace, member):
        former = decision(workspace)
        said = NetworkDecision(workspace=workspace, network="facebook", verdict="watch", reason="Bof")
        for seen in (0, former.pk + 1):
            with pytest.raises(Stale):
                actions.decide(decision=said, seen=seen, by=member("lead"))
        assert NetworkDecision.objects.current().get() == former

    def test_what_followed_a_decision_taken_back_meanwhile_is_stale(self, workspace, member):
        former = decision(workspace)
        actions.withdraw(decision=former, by=member("lead"))
        said = NetworkDecision(workspace=workspace, network="facebook", verdict="watch", reason="Bof")
        with pytest.raises(Stale):
            actions.decide(decision=said, seen=former.pk, by=member("lead"))

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"reason": ""}, "reason"),
            ({"reason": "x" * 2001}, "reason"),
            ({"verdict": "maybe"}, "verdict"),
            ({"fit": "6"}, "fit"),
            ({"fit": "0"}, "fit"),
            ({"review_on": "2026-11-22"}, "review_on"),
            ({"review_on": "hier"}, "review_on"),
        ],
    )
    def test_what_cannot_be_is_refused(self, workspace, client_for, changes, field):
        answer = client_for("lead").post(url(workspace, "network_decide", "facebook"), fields(**changes))
        assert answer.status_code == 422 and field in answer.context["form"].errors
        assert not NetworkDecision.objects.exists()

    def test_a_review_that_is_due_proposes_a_new_day(self, workspace, client_for):
        decision(workspace, review_on=TODAY)
        page = client_for("lead").get(url(workspace, "network_decide", "facebook")).content.decode()
        assert 'value="2027-05-23"' in page


class TestReview:
    def test_the_badge_shows_from_the_day_on(self, workspace):
        decision(workspace, "x", review_on=TODAY)
        decision(workspace, "blog", review_on=TODAY + dt.timedelta(days=1))
        found = rows(workspace)
        assert found["x"].due and not found["blog"].due

    def test_the_leads_are_told_once(self, workspace):
        decision(workspace, "x", review_on=TODAY, reason="À trancher")
        decision(workspace, "blog", review_on=TODAY + dt.timedelta(days=1))
        assert reviews.ask(workspace)
        run_pending(workspace)
        (message,) = mail.outbox
        assert message.to == ["lead@example.org"]
        assert "À trancher" in message.body and "Blog" not in message.body
        assert url(workspace, "networks") in message.body
        assert not reviews.ask(workspace)

    def test_a_new_date_is_told_again(self, workspace, member):
        former = decision(workspace, "x", review_on=TODAY)
        reviews.ask(workspace)
        run_pending(workspace)
        later = NetworkDecision(workspace=workspace, network="x", verdict="watch", reason="Bof", review_on=TODAY)
        actions.decide(decision=later, seen=former.pk, by=member("lead"))
        assert reviews.ask(workspace)

    def test_a_mail_that_does_not_leave_is_tried_again(self, workspace, monkeypatch):
        decision(workspace, "x", review_on=TODAY)
        reviews.ask(workspace)

        def away(*args, **kwargs):
            raise OSError

        monkeypatch.setattr("strategy.reviews.EmailMessage.send", away)
        run_pending(workspace)
        assert NetworkDecision.objects.get().reminded_at is None


class TestState:
    """What is missing in step 4, in its order."""

    def test_until_a_network_is_chosen(self, workspace):
        empty = steps.channels(workspace)
        decision(workspace, verdict="watch")
        assert steps.channels(workspace) == empty != ""

    def test_each_chosen_network_needs_a_channel_with_an_offer(self, workspace):
        decision(workspace, "facebook")
        without = steps.channels(workspace)
        channel = ChannelFactory(workspace=workspace, network="facebook", talk_about="")
        silent = steps.channels(workspace)
        Channel.objects.filter(pk=channel.pk).update(talk_about="Les horaires")
        assert steps.channels(workspace) == ""
        assert "1" in without and "1" in silent and without != silent

    def test_every_channel_there_needs_its_offer(self, workspace):
        decision(workspace, "facebook")
        ChannelFactory(workspace=workspace, network="facebook", handle="a", talk_about="")
        ChannelFactory(workspace=workspace, network="facebook", handle="b", talk_about="Les horaires")
        ChannelFactory(workspace=workspace, network="x", talk_about="")
        assert "1" in steps.channels(workspace)

    def test_a_review_that_is_due(self, workspace):
        ChannelFactory(workspace=workspace, network="facebook")
        former = decision(workspace, "facebook", review_on=TODAY)
        assert "1" in steps.channels(workspace)
        NetworkDecision.objects.filter(pk=former.pk).update(review_on=TODAY + dt.timedelta(days=1))
        assert steps.channels(workspace) == ""
