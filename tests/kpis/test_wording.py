"""Advice on an objective: specific, measured, dated, in both languages."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.guidance import _ADVICE, ASPECTS, EXAMPLES, METRICS_FOR, ORGANISATIONS, advice, examples, measure_of
from kpis.wording import Measure, check, has_figure, vague
from strategy.models import Objective

TODAY = dt.date(2026, 11, 22)
DUE = dt.date(2027, 11, 22)
GOOD = Measure("reach", baseline=100, target=150)


def codes(statement="Les habitants apprennent tout d’abord ici", measures=(GOOD,), due=DUE):
    return [finding.code for finding in check(statement, measures, today=TODAY, due=due)]


@pytest.mark.parametrize(
    ("statement", "phrase"),
    [
        ("Donner plus de visibilité à la médiathèque", "plus de visibilité"),
        ("Avoir plus d’abonnés cette année", "plus d’abonnés"),
        ("Être plus visibles dans le quartier", "plus visibles"),
        ("Davantage d’échanges avec les lecteurs", "Davantage d’échanges"),
        ("Améliorer notre image auprès des jeunes", "Améliorer notre image"),
        ("Développer la notoriété du musée", "Développer la notoriété"),
        ("Renforcer l’engagement de la communauté", "Renforcer l’engagement"),
        ("Mieux communiquer avec les parents", "Mieux communiquer"),
        ("Gagner en notoriété dans la région", "Gagner en notoriété"),
        ("Une meilleure image pour la boutique", "meilleure image"),
        ("Faire le buzz avec la réouverture", "Faire le buzz"),
        ("Get more visibility for the museum", "more visibility"),
        ("Increase our engagement with residents", "Increase our engagement"),
        ("Have a better image among students", "better image"),
        ("Grow the community of the shop", "Grow the community"),
        ("Going viral with the new exhibition", "Going viral"),
    ],
)
def test_words_that_promise_without_a_figure(statement, phrase):
    assert vague(statement) == phrase
    found = check(statement, [], today=TODAY, due=DUE)[0]
    assert (found.code, found.about) == ("vague", phrase)


@pytest.mark.parametrize(
    "statement",
    [
        "Les habitants apprennent chaque événement ici d’abord",
        "La réponse arrive au plus tard le lendemain",
        "Plus de 300 familles viennent au festival",
        "Residents learn of every event from us first",
        "Answer more than half of the questions",
    ],
)
def test_words_that_promise_nothing(statement):
    assert vague(statement) == ""


@pytest.mark.parametrize(
    ("statement", "figure"),
    [
        ("Plus de visiteurs : 12 000", True),
        ("Doubler les inscriptions", True),
        ("Un habitant sur trois", True),
        ("Half of our visitors", True),
        ("+10 %", True),
        ("Plus de visibilité en 2027", False),
        ("Plus de visibilité avant le 12 mars", False),
        ("Plus de visibilité avant le 12/03/2027", False),
        ("More visibility by March 12", False),
        ("Plus de visibilité", False),
    ],
)
def test_a_date_is_no_figure(statement, figure):
    assert has_figure(statement) is figure


def test_a_figure_or_a_target_makes_it_specific():
    assert codes("Plus de visiteurs au musée", []) == ["vague", "no_kpi"]
    assert codes("Plus de visiteurs : 300 par mois", []) == ["no_kpi"]
    assert codes("Plus de visiteurs au musée", [Measure("reach")]) == ["vague", "no_target"]
    assert codes("Plus de visiteurs au musée") == []


@pytest.mark.parametrize(("statement", "code"), [("", "empty"), ("  \n", "empty"), ("Plus de visibilité", "short")])
def test_hardly_anything_is_said(statement, code):
    assert codes(statement) == [code]


@pytest.mark.parametrize(
    ("measures", "found"),
    [
        ([], ["no_kpi"]),
        ([Measure("reach")], ["no_target"]),
        ([Measure("reach", target=10)], ["no_baseline"]),
        ([Measure("reach", baseline=10, target=10)], ["same"]),
        ([Measure("reach", baseline=10, target=9)], ["backwards"]),
        ([Measure("unfollows", baseline=10, target=9, up=False)], []),
        ([Measure("unfollows", baseline=10, target=11, up=False)], ["backwards"]),
        ([Measure("reach", baseline=10, target=50)], []),
        ([Measure("reach", baseline=10, target=51)], ["far"]),
        ([Measure("reach", baseline=0, target=51)], []),
        ([Measure("followers", baseline=10, target=11, alone=True)], ["alone"]),
        ([Measure("followers", baseline=10, target=11, alone=True), GOOD], []),
        ([GOOD] * 4, ["too_many"]),
        ([GOOD] * 3, []),
    ],
)
def test_what_the_figures_lack(measures, found):
    assert codes(measures=measures) == found


@pytest.mark.parametrize(
    ("due", "found"),
    [
        (None, ["no_date"]),
        (TODAY, ["past"]),
        (TODAY + dt.timedelta(days=27), ["soon"]),
        (TODAY + dt.timedelta(days=28), []),
        (TODAY + dt.timedelta(days=732), []),
        (TODAY + dt.timedelta(days=733), ["late"]),
    ],
)
def test_when(due, found):
    assert codes(due=due) == found


@given(st.text(max_size=400))
def test_any_text_can_be_checked(text):
    assert vague(text) in text
    check(text, [], today=TODAY, due=None)


def test_every_code_has_a_sentence():
    """Each advice shows its subject, and an aspect without advice says that it is fine."""
    found = check("Plus de visibilité partout ici", [Measure("reach")], today=TODAY, due=TODAY)
    said = advice(found)
    assert [each["fine"] for each in said] == [False, False, False]
    assert "Plus de visibilité" in said[0]["sentences"][0]
    assert all(each["fine"] for each in advice([]))
    assert len(said) == len(ASPECTS)
    for measures, due in (
        ([], None),
        ([Measure("reach", 1, 1)], TODAY),
        ([GOOD] * 4, DUE),
        ([Measure("x", 9, 1)], DUE),
    ):
        for statement in ("", "Court", "Plus de choses à faire ici"):
            for finding in check(statement, measures, today=TODAY, due=due):
                assert finding.code in _ADVICE


def test_every_intent_has_examples_and_metrics():
    from kpis.catalogue import METRICS

    assert set(EXAMPLES) == set(METRICS_FOR) == set(Objective.Intent.values)
    for intent, codes in METRICS_FOR.items():
        assert set(codes) <= METRICS.keys()
        assert [code for code, *_ in examples(intent)] == list(ORGANISATIONS)
    for sentences in EXAMPLES.values():
        for sentence in sentences.values():
            assert 20 < len(str(sentence)) <= 160


def test_an_example_promises_nothing_vague():
    for sentences in EXAMPLES.values():
        for sentence in sentences.values():
            text = str(sentence)
            assert not vague(text) or has_figure(text), text


def test_a_measure_knows_its_metric():
    assert measure_of("unfollows", 2, 1) == Measure("unfollows", 2, 1, up=False)
    assert measure_of("followers", 2, 1).alone
