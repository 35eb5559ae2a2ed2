"""The corpus in what was published: what the worker finds, and the page that shows it."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import translation

from jobs.models import Job
from jobs.runner import run_pending
from kpis import corpus_coverage
from kpis.models import CorpusCoverage
from strategy.actions import corpus as actions
from strategy.corpus_io import Draft
from strategy.models import Answer, Community, CorpusTerm, Evidence
from tests.factories import ChannelFactory
from tests.kpis import readings

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(monkeypatch):
    """A Sunday: its week began on 16 November."""
    now = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    monkeypatch.setattr("kpis.corpus_coverage.timezone.now", lambda: now)
    return now.date()


@pytest.fixture
def corpus(workspace, member):
    drafts = [
        Draft(text="heure du conte", facet="service"),
        Draft(text="conte", facet="service"),
        Draft(text="nuit de la lecture", facet="product"),
        Draft(text="usager", facet="identity", stance="avoid", say_instead="habitant"),
        Draft(text="usager averti", facet="identity"),
    ]
    actions.add_terms(workspace=workspace, drafts=drafts, by=member("lead"))


@pytest.fixture
def posts(workspace, today):
    facebook = ChannelFactory(workspace=workspace, network="facebook")
    x = ChannelFactory(workspace=workspace, network="x")
    texts = [
        (facebook, 0, "Heure du conte ce soir, un conte pour tous"),
        (x, 1, "Les #Usagers aiment l’heure du conte"),
        (facebook, 8, "Un usager averti en vaut deux"),
        (facebook, 60, "Chers usagers, la nuit de la lecture approche"),
        (facebook, 400, "Heure du conte d’autrefois"),
        (facebook, 2, ""),
    ]
    for number, (channel, back, text) in enumerate(texts):
        readings.post(channel, number, back=back, text=text, permalink=f"https://x.example/{number}")


@pytest.fixture
def computed(workspace, corpus, posts):
    def run():
        corpus_coverage.ask(workspace, at_once=True)
        run_pending(workspace)
        return {row.period: row.payload for row in CorpusCoverage.objects.all()}

    return run


def uses(payload, name="used"):
    return {term["text"]: (term["uses"], term["posts"]) for term in payload[name]}


def test_uses_are_counted_per_period(computed):
    found = computed()
    assert uses(found["30d"]) == {"conte": (3, 2), "heure du conte": (2, 2), "usager averti": (1, 1)}
    assert uses(found["90d"]) == {**uses(found["30d"]), "nuit de la lecture": (1, 1)}
    assert uses(found["365d"]) == uses(found["90d"])
    assert [found[period]["posts"] for period in ("30d", "90d", "365d")] == [3, 4, 4]


def test_uses_are_placed_by_week_and_network(computed):
    cells = {term["text"]: term["cells"] for term in computed()["30d"]["used"]}
    assert cells["heure du conte"] == [["2026-11-16", "facebook", 1], ["2026-11-16", "x", 1]]
    assert cells["usager averti"] == [["2026-11-09", "facebook", 1]]


def test_a_term_to_avoid_comes_with_its_posts_unless_a_longer_one_shields_it(computed):
    (term,) = computed()["90d"]["avoided"]
    assert (term["text"], term["instead"], term["uses"]) == ("usager", "habitant", 2)
    assert [(fault["day"], fault["network"], fault["surface"], fault["link"]) for fault in term["faults"]] == [
        ("2026-11-21", "x", "#Usagers", "https://x.example/1"),
        ("2026-09-23", "facebook", "usagers", "https://x.example/3"),
    ]


def test_terms_that_no_post_holds_are_named(computed):
    found = computed()
    assert [term["text"] for term in found["30d"]["never"]] == ["nuit de la lecture"]
    assert found["30d"]["never_count"] == 1
    assert found["90d"]["never"] == []


def test_the_gap_is_between_what_they_say_and_what_we_post(workspace, computed):
    community = Community.objects.create(workspace=workspace, name="Parents", words="doudou, poussette")
    answer = Answer.objects.create(
        workspace=workspace, community=community, question="words", text="Le doudou d’abord, puis la bibliothèque."
    )
    Answer.objects.create(
        workspace=workspace, community=community, question="media", text="ancien ancien ancien", replaced_at=answer.at
    )
    Evidence.objects.create(workspace=workspace, answer=answer, kind="quote", text="Et le conte du soir, le doudou ?")
    Evidence.objects.create(
        workspace=workspace, answer=answer, kind="quote", text="effacé effacé effacé", removed_at=answer.at
    )
    gap = computed()["90d"]["gap"]
    assert gap["sources"] == {"answer": 1, "evidence": 1, "community": 1}
    assert [(row["word"], row["count"], row["ours"], row["term"]) for row in gap["theirs"]] == [("doudou", 3, 0, None)]
    assert "usagers" in {row["word"] for row in gap["ours"]}


def test_words_of_the_community_that_the_corpus_holds_are_said_to_be_in_it(workspace, member, computed):
    drafts = [Draft(text=f"conte {word}", facet="community", quote="le conte") for word in ("bleu", "vert", "gris")]
    actions.add_terms(workspace=workspace, drafts=drafts, by=member("lead"))
    gap = computed()["90d"]["gap"]
    (row,) = [row for row in gap["theirs"] if row["word"] == "conte"]
    assert row["term"] == CorpusTerm.objects.get(text="conte").pk
    assert row["ours"] == 3


def test_it_is_computed_again_when_the_corpus_changes_or_the_day_does(workspace, member, computed, today):
    computed()
    assert not corpus_coverage.ask_where_old(workspace)
    actions.delete_terms(workspace=workspace, ids=[CorpusTerm.objects.get(text="conte").pk], by=member("lead"))
    job = Job.objects.get(kind="kpis.coverage", state="waiting")
    assert job.due_at > dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    assert "conte" not in uses(computed()["30d"])
    CorpusCoverage.objects.update(payload={"day": "2026-11-21"})
    assert corpus_coverage.ask_where_old(workspace)


def test_a_workspace_without_terms_asks_for_nothing(workspace):
    assert not corpus_coverage.ask_where_old(workspace)


def test_the_page_reads_one_row(workspace, computed, client_for, django_assert_max_num_queries):
    computed()
    client, url = client_for("guest"), reverse("kpis:corpus_coverage", args=[workspace.slug])
    client.get(url)
    with django_assert_max_num_queries(6):
        answer = client.get(url)
    lines = {line["text"]: line for line in answer.context["lines"]}
    assert [heat for heat in lines["conte"]["cells"] if heat[0]] == [(3, 4)]
    assert [(network.code, n) for network, n in lines["conte"]["networks"]] == [("facebook", 2), ("x", 1)]
    with translation.override("en"):
        assert str(lines["conte"]["often"]) == "rarely"
    shown = answer.content.decode()
    assert "https://x.example/1" in shown
    assert "nuit de la lecture" in shown


def test_the_page_of_a_network_leaves_the_others_out(workspace, computed, client_for):
    computed()
    url = reverse("kpis:corpus_coverage", args=[workspace.slug])
    context = client_for("guest").get(f"{url}?network=x&period=30d").context
    assert {line["text"]: line["uses"] for line in context["lines"]} == {"conte": 1, "heure du conte": 1}
    assert [term["text"] for term in context["avoided"]] == ["usager"]


@pytest.mark.parametrize("query", ["", "?period=1d&network=myspace", "?period=%00"])
def test_the_page_without_a_row_says_how_it_will_come(workspace, client_for, query):
    answer = client_for("guest").get(reverse("kpis:corpus_coverage", args=[workspace.slug]) + query)
    assert answer.status_code == 200
    assert "payload" not in answer.context


def test_the_file_holds_each_use_and_each_term_never_used(workspace, computed, client_for):
    computed()
    client = client_for("guest")
    client.cookies["django_language"] = "en"
    answer = client.get(reverse("kpis:corpus_coverage_csv", args=[workspace.slug]) + "?period=30d")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Term", "Stance", "Week of", "Network", "Uses"]
    assert ["heure du conte", "To use", "2026-11-16", "X", "1"] in rows
    assert ["usager", "To avoid", "2026-11-16", "X", "1"] in rows
    assert ["nuit de la lecture", "To use", "", "", "0"] in rows
    assert len(rows) == 1 + 2 + 2 + 1 + 1 + 1
