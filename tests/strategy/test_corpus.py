"""The corpus in texts: what is found, what is not, and what every text and corpus must keep."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.corpus import Match, Matcher, Term, check, key, replace, top_words, words
from strategy.inflection import fold


def read_key():
    for line in Path(__file__).with_name("corpus_key.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            term, text, found = (part.strip() for part in line.replace("␣", "\u00a0").replace("⏎", "\n").split("|"))
            yield term, text, found.split(" + ") if found else []


KEY = list(read_key())


def surfaces(text, *terms):
    matcher = Matcher(Term(number, term) for number, term in enumerate(terms))
    return [match.surface for match in matcher.find(text)]


def test_the_key_is_long_enough_to_mean_something():
    assert len(KEY) > 230
    assert 60 < sum(not found for _, _, found in KEY) < 120


@pytest.mark.parametrize(("term", "text", "found"), KEY, ids=[f"{term}~{text}" for term, text, _ in KEY])
def test_the_key(term, text, found):
    assert surfaces(text, term) == found


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_key_in_one_corpus_whatever_the_encoding_of_accents(form):
    """Every term of the key at once: what one term finds, it also finds among the others."""
    matcher = Matcher(Term(number, term) for number, (term, _, _) in enumerate(KEY))
    for number, (_, text, found) in enumerate(KEY):
        text = unicodedata.normalize(form, text)
        mine = [match.surface for match in matcher.find(text, nested=True) if match.term_id == number]
        assert mine == [unicodedata.normalize(form, surface) for surface in found]
