"""Names found in texts: the very name, whatever its case and accents, and no part of a longer word."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.traces import Names, plain


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Zoé Bœuf", "Merci à ZOE BŒUF !", True),
        ("zoé", "Zoe\u0301 est là", True),
        ("Zoé Boeuf", "Zoé Bœuf", True),
        ("Ana", "Anabelle, Diana, banane", False),
        ("Ana", "(Ana), banane", True),
        ("lea_m", "vu chez @lea_m.", True),
        ("lea_m", "lea_m2", False),
        ("lea.m", "lea.m", True),
        ("lea.m", "lea m", False),
        ("@lea", "écrit par @Lea", True),
        ('Léo "le Grand"', '"Léo ""le Grand"""', True),
        ("🦊", "bravo 🦊🦊", True),
        ("", "rien", False),
    ],
)
def test_a_name_is_found_by_itself(name, text, found):
    assert Names([name]).are_in(text) is found


letters = st.text("abé .-_1", max_size=12)


@given(st.lists(letters, max_size=30), letters)
def test_many_names_are_found_as_one_by_one(names, text):
    said = plain(text)
    wanted = any(
        re.search(rf"(?<!\w)(?=\w){re.escape(word)}(?!\w)|(?!\w){re.escape(word)}(?!\w)", said)
        for name in names
        if (word := plain(name)) and re.search(r"\w", word) and re.search(r"\w$", word)
    )
    ends_in_words = [name for name in names if re.search(r"\w$", plain(name))]
    assert Names(ends_in_words).are_in(text) == wanted


def test_the_excerpt_is_as_it_was_written():
    text = "x " * 200 + "Merci à Zoé Bœuf, toujours là." + " y" * 200
    excerpt = Names(["ZOE BŒUF"]).excerpt(text)
    assert "Merci à Zoé Bœuf, toujours là." in excerpt
    assert excerpt[0] == excerpt[-1] == "…" and len(excerpt) < 250
    assert Names(["Zoé"]).excerpt("rien") == ""
