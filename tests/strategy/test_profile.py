"""Rules of a channel's profile: the checklist with its days, the presentation written from the offer."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy import profile

TODAY = dt.date(2026, 11, 22)


def days(**ago):
    return {item: (TODAY - dt.timedelta(days=n)).isoformat() for item, n in ago.items()}


def test_an_item_grows_old_after_180_days():
    found = profile.look(days(photo=180, banner=181), TODAY)
    assert [(item.code, item.old) for item in found.items if item.day] == [("photo", False), ("banner", True)]
    assert found.done == 1
    assert found.looked_at == TODAY - dt.timedelta(days=180)


def test_a_profile_nobody_looked_at():
    found = profile.look({}, TODAY)
    assert [item.code for item in found.items] == ["photo", "banner", "description", "link", "contact", "pinned"]
    assert (found.done, found.looked_at) == (0, None)


def test_what_is_no_item_does_not_count():
    assert profile.look(days(logo=1), TODAY).looked_at is None


def bio(talk, ask, limit):
    return profile.bio(talk, ask, invitation="Demandez-nous : ", fits=lambda text: len(text) <= limit)


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (200, "Animations, Horaires, Nouveautés. Demandez-nous : réservations, un livre."),
        (60, "Animations, Horaires. Demandez-nous : réservations."),
        (45, "Animations. Demandez-nous : réservations."),
        (33, "Animations, Horaires, Nouveautés."),
        (15, "Animations."),
        (10, ""),
    ],
)
def test_as_much_of_the_offer_as_fits(limit, text):
    assert bio("Animations\nHoraires.\n\n Nouveautés ", "réservations; un livre", limit) == text


def test_an_offer_of_one_half():
    assert bio("", "réservations", 100) == "Demandez-nous : réservations."
    assert bio("Animations", "", 100) == "Animations."
    assert bio(" . ", "\n", 100) == ""


@given(st.text(max_size=300), st.text(max_size=300), st.integers(0, 200))
def test_it_always_fits(talk, ask, limit):
    assert len(bio(talk, ask, limit)) <= limit
