"""The words of the demo: each can be taken, none comes twice, and its own posts show what the coverage is for."""

import datetime as dt
from dataclasses import asdict

import pytest

from demo import corpus, posts
from strategy import corpus_io
from strategy.corpus import Matcher, Term
from strategy.corpus_io import Draft
from strategy.models import CorpusTerm

DRAFTS = [Draft(**asdict(term)) for term in corpus.TERMS]


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft.text)
def test_each_term_can_be_taken(draft):
    assert corpus_io.refusal(draft) is None
    assert draft.facet in CorpusTerm.Facet.values


def test_no_term_comes_twice_and_every_facet_is_told():
    assert len({draft.key for draft in DRAFTS}) == len(DRAFTS)
    assert {draft.facet for draft in DRAFTS} == set(CorpusTerm.Facet.values)


def test_the_posts_use_some_terms_not_all_and_some_to_avoid():
    matcher = Matcher(
        Term(place, draft.text, draft.variants, draft.hashtag, stance=draft.stance, say_instead=draft.say_instead)
        for place, draft in enumerate(DRAFTS)
    )
    texts = [post.long for post in posts.plan(dt.date(2026, 11, 22))]
    found = {match.term_id for text in texts for match in matcher.find(text)}
    said = {"use": 0, "avoid": 0}
    for place in found:
        said[DRAFTS[place].stance] += 1
    assert 15 <= said["use"] <= 30 < sum(draft.stance == "use" for draft in DRAFTS)
    assert said["avoid"] == 3
