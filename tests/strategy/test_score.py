"""The score of a person: its parts add up, each by the rule that the page shows."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.score import RULES, WEIGHTS, BadWeightsError, Count, Days, Facts, Log, Table, checked, formula, score

TODAY = dt.date(2026, 11, 2)
BEST = Facts("ambassador", "fan", gestures=5, last_contact=TODAY, audience=1_000_000, topics=5)
WORST = Facts("", "troll")

facts = st.builds(
    Facts,
    stage=st.sampled_from(["spotted", "followed", "contact", "ambassador", "unheard of"]),
    kind=st.sampled_from(["member", "fan", "press", "troll", "unheard of"]),
    gestures=st.integers(0, 1000),
    last_contact=st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)),
    audience=st.none() | st.integers(0, 10**12),
    topics=st.integers(0, 300),
)
weights = st.fixed_dictionaries(
    {}, optional={code: st.integers(0, 100) | st.floats(0, 100, allow_subnormal=False) for code in WEIGHTS}
).filter(lambda chosen: any({**WEIGHTS, **chosen}.values()))


def points(person, **own):
    return {part.code: part.points for part in score(person, own, TODAY).parts}


def test_the_best_and_the_worst():
    assert score(BEST, {}, TODAY).total == 100
    assert score(WORST, {}, TODAY).total == 0


def test_a_person_by_hand():
    """A journalist in touch, 999 followers, two gestures, seen 186 days ago, one topic in common."""
    person = Facts("contact", "press", gestures=2, last_contact=dt.date(2026, 4, 30), audience=999, topics=1)
    # 25 × 0.75, 20 × 0.8, 20 × 2/5, 15 × (365 − 186) / 358, 10 × log 1000 / log 1000001, 10 × 1/5
    assert points(person) == {
        "stage": 18.7,
        "kind": 16.0,
        "gestures": 8.0,
        "recency": 7.5,
        "audience": 5.0,
        "topics": 2.0,
    }
    assert score(person, {}, TODAY).total == 57.2


def test_only_the_share_of_a_weight_matters():
    assert score(BEST, dict.fromkeys(WEIGHTS, 3), TODAY) != score(BEST, {}, TODAY)
    assert points(BEST, **dict.fromkeys(WEIGHTS, 0) | {"topics": 1}) == dict.fromkeys(WEIGHTS, 0) | {"topics": 100}


@pytest.mark.parametrize(
    ("last_contact", "value"),
    [(TODAY, 1), (dt.date(2026, 10, 26), 1), (dt.date(2025, 11, 2), 0), (dt.date(2024, 1, 1), 0), (None, 0)],
)
def test_recency_fades_over_a_year(last_contact, value):
    found = score(Facts("", "", last_contact=last_contact), {}, TODAY)
    assert next(part.value for part in found.parts if part.code == "recency") == value
    assert found.total == 15 * value


@pytest.mark.parametrize(
    ("own", "reason", "code"),
    [
        ({"fame": 3}, "unknown", "fame"),
        ({"kind": "3"}, "number", "kind"),
        ({"kind": True}, "number", "kind"),
        ({"kind": None}, "number", "kind"),
        ({"kind": -1}, "range", "kind"),
        ({"kind": 100.5}, "range", "kind"),
        ({"kind": float("nan")}, "range", "kind"),
        (dict.fromkeys(WEIGHTS, 0), "all_zero", ""),
    ],
)
def test_bad_weights_are_refused_with_a_reason(own, reason, code):
    with pytest.raises(BadWeightsError) as refused:
        checked(own)
    assert (refused.value.reason, refused.value.code) == (reason, code)


def test_weights_left_out_are_the_usual_ones():
    assert checked({"topics": 0}) == WEIGHTS | {"topics": 0}


def test_the_formula_tells_the_most_points_and_the_rule_of_each_part():
    assert [(share.code, share.most) for share in formula({})] == [(code, weight) for code, weight in WEIGHTS.items()]
    assert [type(share.rule) for share in formula({})] == [Table, Table, Count, Days, Log, Count]
    assert {share.code: share.most for share in formula({"stage": 100})}["stage"] == 57.1
    assert set(RULES) == set(WEIGHTS)


@given(facts, weights)
def test_the_parts_add_up_and_stay_in_bounds(person, own):
    found = score(person, own, TODAY)
    assert 0 <= found.total <= 100
    assert round(sum(part.points for part in found.parts), 1) == found.total
    most = {share.code: share.most for share in formula(own)}
    for part in found.parts:
        assert 0 <= part.value <= 1
        assert abs(part.points - part.value * most[part.code]) < 0.2


@given(facts, st.integers(1, 100))
def test_one_gesture_more_never_lowers_a_score(person, more):
    fuller = Facts(
        person.stage, person.kind, person.gestures + more, person.last_contact, person.audience, person.topics
    )
    assert score(fuller, {}, TODAY).total >= score(person, {}, TODAY).total
