"""What the plan adds elsewhere: words planned in the coverage of the corpus, objectives fed or not, step 5."""

import datetime as dt

import pytest
import time_machine

from calendar_app import whole
from calendar_app.actions import publishing
from calendar_app.models import KeyDate, Pillar, Publication
from jobs.models import Job
from jobs.runner import run_pending
from kpis import corpus_coverage
from kpis.models import CorpusCoverage, PostMatch
from kpis.watching import attention
from strategy import whole as strategy
from strategy.actions import corpus
from strategy.corpus_io import Draft
from tests.factories import ChannelFactory, ObjectiveFactory, make_post
from tests.kpis import readings

SUNDAY = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _sunday():
    with time_machine.travel(SUNDAY, tick=False):
        yield


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace, network="facebook", cadence=2)


@pytest.fixture
def post(workspace, member, channel):
    def make(**said):
        return make_post(workspace, by=member("manager"), **{"day": "2026-11-26", "channels": [channel]} | said)

    return make


# Coverage --------------------------------------------------------------------------------------------------------


@pytest.fixture
def covered(workspace, member):
    drafts = [
        Draft(text="heure du conte", facet="service"),
        Draft(text="usager", facet="identity", stance="avoid", say_instead="habitant"),
    ]
    corpus.add_terms(workspace=workspace, drafts=drafts, by=member("lead"))

    def run(period="30d"):
        corpus_coverage.ask(workspace, at_once=True)
        run_pending(workspace)
        return CorpusCoverage.objects.get(period=period).payload

    return run


def test_what_is_planned_counts_in_its_week(covered, post):
    post(text="L’heure du conte revient")
    post(text="L’heure du conte, encore", day="2027-02-15")
    payload = covered()
    [term] = payload["used"]
    assert term["cells"] == [["2026-11-23", "facebook", 1]]
    assert (payload["posts"], payload["planned"], payload["until"]) == (0, 1, "2026-11-26")
    assert payload["never"] == []
    assert covered("365d")["planned"] == 2


def test_ideas_and_what_was_dropped_do_not(covered, post):
    post(text="L’heure du conte", status="idea")
    post(text="L’heure du conte", status="dropped", dropped_reason="Non")
    assert covered()["used"] == []


def test_a_word_to_avoid_is_seen_before_it_goes_out(covered, post, workspace, client_for):
    planned = post(text="Chers usagers")
    [term] = covered()["avoided"]
    assert (term["faults"][0]["planned"], term["faults"][0]["post"]) == (True, planned.pk)
    page = client_for("guest").get(f"/w/{workspace.slug}/corpus/coverage/?period=30d").content.decode()
    assert f"/calendar/posts/{planned.pk}/" in page


def test_what_went_out_counts_once_with_its_figures_or_without(covered, post, workspace, channel, member):
    out = post(text="L’heure du conte", day="2026-11-20", status="approved")
    publishing.publish(publication=out.publications.get(), version=out.version, by=member("manager"))
    assert (covered()["posts"], covered()["used"][0]["uses"]) == (1, 1)
    external = readings.post(channel, 1, back=2, text="L’heure du conte")
    publication = Publication.objects.get()
    PostMatch.objects.update_or_create(
        publication=publication,
        external_post=external,
        defaults={"workspace": workspace, "state": "matched", "how": "text"},
    )
    assert (covered()["posts"], covered()["used"][0]["uses"]) == (1, 1)


def test_new_words_are_read_in_a_while(covered, post):
    Job.objects.all().delete()
    post(text="L’heure du conte")
    assert Job.objects.get(kind="kpis.coverage").due_at > SUNDAY


# Attention -------------------------------------------------------------------------------------------------------


def test_objectives_that_nothing_is_planned_for(workspace, post):
    fed, starved = ObjectiveFactory(workspace=workspace), ObjectiveFactory(workspace=workspace)
    assert attention(workspace)["unplanned"]["count"] == 0  # nobody plans here yet
    post(objective=fed.pk)
    assert attention(workspace)["unplanned"]["first"] == [starved]
    post(objective=starved.pk, day="2026-12-23")
    post(objective=starved.pk, status="dropped", dropped_reason="Non")
    assert attention(workspace)["unplanned"]["first"] == [starved]


def test_posts_that_serve_no_objective(workspace, post, client_for):
    aimless = post(title="Sans but")
    post(objective=ObjectiveFactory(workspace=workspace).pk)
    post(day="2026-11-01")
    assert attention(workspace)["aimless"]["first"] == [aimless]
    assert "Sans but" in client_for("guest").get(f"/w/{workspace.slug}/objectives/attention/").content.decode()


# Strategy on a page ----------------------------------------------------------------------------------------------


def test_step_five_tells_themes_cadences_and_dates(workspace, post, channel):
    Pillar.objects.create(workspace=workspace, name="Coulisses", why="Montrer", wish=30)
    KeyDate.objects.create(workspace=workspace, title="Fête", start="2026-12-01", end="2026-12-02")
    KeyDate.objects.create(workspace=workspace, title="Loin", start="2027-12-01", end="2027-12-02")
    post()
    post(day="2026-12-30")
    pillars, cadences, dates = whole.plan(workspace)
    assert pillars["rows"][0][:2] == ["Coulisses", "Montrer"]
    [(name, promised, planned)] = cadences["rows"]
    assert (name, promised[0], planned) == (str(channel), "2", "1")
    assert [item["term"] for item in dates["items"]] == ["Fête"]
    assert whole.plan in strategy._PARTS[5]
