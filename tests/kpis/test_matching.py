"""Which post of an export is which publication: rules without a database."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.matching import Found, How, Planned, address, likeness, pairs, words

DAY = dt.date(2026, 11, 20)
TEXT = "Samedi, les coulisses de la réserve : inscription gratuite à l’accueil, dix places"
OTHER = "Le ciné-club reprend jeudi soir avec un film de Jacques Tati, entrée libre"


def moment(hour, day=DAY):
    return dt.datetime.combine(day, dt.time(hour), dt.UTC)


def planned(number=1, text=TEXT, *, channel=1, day=DAY, hour=9, **said):
    return Planned(number, channel, text, day, moment(hour, day), **said)


def found(number=11, text=TEXT, *, channel=1, day=DAY, hour=9, **said):
    return Found(number, channel, text, day, moment(hour, day), **said)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://twitter.com/MediaVal/status/123456?s=20", "http://www.x.com/autre/status/123456/photo/1"),
        (
            "https://m.facebook.com/story.php?story_fbid=1&id=2&refid=9",
            "https://facebook.com/story.php?id=2&story_fbid=1",
        ),
        ("https://www.instagram.com/mediaval/reel/AbC_1/?igsh=x", "https://instagram.com/p/AbC_1/"),
        ("https://mastodon.example/@a/110/", "https://mastodon.example/@a/110#here"),
        ("https://www.threads.net/@a/post/X", "https://threads.com/@a/post/X"),
    ],
)
def test_addresses_of_the_same_post(one, other):
    assert address(one) == address(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.com/a/status/1234567", "https://x.com/a/status/1234568"),
        ("https://www.instagram.com/p/AbC/", "https://www.instagram.com/p/abc/"),
        ("https://facebook.com/story.php?story_fbid=1&id=2", "https://facebook.com/story.php?story_fbid=3&id=2"),
    ],
)
def test_addresses_of_two_posts(one, other):
    assert address(one) != address(other)


@pytest.mark.parametrize("text", ["", "abc", "javascript:alert(1)", "https://[", "https:///x"])
def test_what_is_no_address(text):
    assert address(text) == ""


def test_an_address_tells_whatever_the_words_are():
    link = "https://x.com/a/status/1234567"
    [pair] = pairs(
        [planned(text="a", permalink=link, day=DAY - dt.timedelta(days=90))], [found(text="b", permalink=link)]
    )
    assert (pair.how, pair.sure) == (How.PERMALINK, True)


def test_an_id_tells_also_inside_an_address():
    [pair] = pairs(
        [planned(text="a", permalink="https://x.com/a/status/1234567?s=1")], [found(text="b", external_id="1234567")]
    )
    assert (pair.how, pair.sure) == (How.ID, True)
    [pair] = pairs([planned(text="a", external_id="98765")], [found(text="b", external_id="98765")])
    assert pair.how == How.ID


def test_the_same_words_at_the_same_time_are_sure():
    [pair] = pairs([planned()], [found(text=TEXT.upper() + " https://example.org/?utm_source=x")])
    assert (pair.sure, pair.reasons) == (True, ("same_text", "same_time"))


def test_what_the_network_added_or_cut_does_not_matter():
    [pair] = pairs([planned()], [found(text=f"{TEXT} #Coulisses #Médiathèque")])
    assert (pair.sure, pair.reasons[0]) == (True, "part_of_text")
    [pair] = pairs([planned()], [found(text=TEXT[:60])])
    assert pair.sure


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (planned(), found(day=DAY + dt.timedelta(days=2)), "other_day"),
        (planned(text="Bonjour"), found(text="Bonjour", hour=20), "short"),
        (planned(out=False), found(), "not_out"),
    ],
)
def test_what_is_doubtful_is_asked(one, other, reason):
    [pair] = pairs([one], [other])
    assert not pair.sure
    assert reason in pair.reasons


def test_a_rival_makes_it_doubtful():
    found_ones = pairs([planned()], [found(11), found(12, hour=10)])
    [pair] = found_ones
    assert (pair.found, pair.sure) == (11, False)
    assert "rival" in pair.reasons


@pytest.mark.parametrize(
    "other",
    [
        found(text=OTHER),
        found(day=DAY + dt.timedelta(days=4)),
        found(channel=2),
        Found(11, 1, TEXT, None),
        found(text=""),
    ],
)
def test_what_is_not_alike_near_or_there_is_left_alone(other):
    assert pairs([planned()], [other]) == []


def test_what_was_refused_is_not_proposed_again():
    link = "https://x.com/a/status/1234567"
    one, other = planned(permalink=link), found(permalink=link)
    assert pairs([one], [other], [(1, 11)]) == []
    [pair] = pairs([one], [other, found(12)], [(1, 11)])
    assert pair.found == 12


texts = st.lists(st.sampled_from(TEXT.split() + OTHER.split()), max_size=12).map(" ".join)
somewhere = st.tuples(texts, st.integers(1, 2), st.integers(-4, 4), st.integers(0, 23))


@given(st.lists(somewhere, max_size=6), st.lists(somewhere, max_size=6))
def test_everything_is_joined_once_at_most_whatever_the_order(one, other):
    mine = [
        planned(n, text, channel=c, day=DAY + dt.timedelta(days=d), hour=h) for n, (text, c, d, h) in enumerate(one)
    ]
    theirs = [
        found(n, text, channel=c, day=DAY + dt.timedelta(days=d), hour=h) for n, (text, c, d, h) in enumerate(other)
    ]
    told = pairs(mine, theirs)
    assert len({pair.planned for pair in told}) == len({pair.found for pair in told}) == len(told)
    for pair in told:
        assert mine[pair.planned].channel == theirs[pair.found].channel
        assert abs((mine[pair.planned].day - theirs[pair.found].day).days) <= 3
    assert set(pairs(mine[::-1], theirs[::-1])) == set(told)


@given(texts, texts)
def test_likeness_is_the_same_both_ways(one, other):
    there, back = likeness(words(one), words(other)), likeness(words(other), words(one))
    assert there == back
    assert 0 <= there[0] <= 1
