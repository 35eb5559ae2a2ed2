"""French spacing of the catalogue."""

import pytest
from babel.messages.catalog import Message

from cmtool.messages import misspaced

NARROW, WIDE = "\u202f", "\xa0"


@pytest.mark.parametrize(
    "text",
    [
        f"«{WIDE}Été{WIDE}»{WIDE}: non",
        f"Vraiment{NARROW}?!",
        f"Fini{NARROW}; à 18:30, 1{NARROW}240 membres, 3,5{WIDE}%",
        "Voir /w/demo/?page=2 (?)",
        ("%(n)s fichier", f"%(n)s fichiers{NARROW}!"),
    ],
)
def test_good_spacing_is_left_alone(text):
    assert misspaced(Message("x", text)) == []


@pytest.mark.parametrize(
    "text",
    [
        f"«{NARROW}Été{NARROW}»",
        f"« Été{WIDE}»",
        f"«{WIDE}Été»",
        "Vraiment ?",
        "Vraiment?",
        f"Vraiment{WIDE}!",
        "Fini; la suite",
        f"Rôle{NARROW}: lecture",
        "Rôle : lecture",
        f"1{NARROW}mois",
        f"3{NARROW}%",
        ("%(n)s fichier", "%(n)s fichiers !"),
    ],
)
def test_bad_spacing_is_named(text):
    assert misspaced(Message("x", text))
