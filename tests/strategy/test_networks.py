import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy import counting, networks
from strategy.networks import NETWORKS, text_length

METRICS = {
    *("impressions", "reach", "views", "engagements", "reactions", "likes", "comments", "shares", "reposts", "replies"),
    *("saves", "clicks", "link_clicks", "profile_visits", "follows", "unfollows", "followers"),
}
ICONS = Path(__file__).parents[2] / "node_modules/@tabler/icons/icons/outline"
FAMILY = "👨‍👩‍👧‍👦"
PRIDE = "🏳️‍🌈"
SCOTLAND = "🏴󠁧󠁢󠁳󠁣󠁴󠁿"


def test_the_fifteen_networks_in_order():
    assert ",".join(network.code for network in NETWORKS) == (
        "facebook,instagram,x,linkedin,youtube,tiktok,mastodon,bluesky,threads,pinterest,snapchat,whatsapp,"
        "blog,forum,newsletter"
    )


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.code)
def test_each_network_is_complete(network):
    assert networks.get(network.code) is network
    assert set(network.metrics) <= METRICS
    assert len(set(network.metrics)) == len(network.metrics) > 0
    assert network.text.unit in counting.COUNTERS
    assert network.css_class == f"net-{network.code}"
    assert not network.auto_publish
    for sentences in (network.good_for, network.export_hint):
        assert set(sentences) == {"en", "fr"}
        assert all(sentence.endswith(".") for sentence in sentences.values())
    least, most = network.text.hashtags_advised
    assert least <= most <= (network.text.hashtags_limit or most)


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.code)
def test_french_sentences_use_french_typography(network):
    for sentence in (network.good_for["fr"], network.export_hint["fr"]):
        assert "'" not in sentence
        assert not re.search(r"[^\u202f\u00a0][;!?:]", sentence)


@pytest.mark.skipif(not ICONS.exists(), reason="npm packages are not installed")
@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.code)
def test_its_icon_exists(network):
    assert (ICONS / f"{network.icon}.svg").is_file()


def test_an_unknown_network_is_an_error():
    with pytest.raises(KeyError):
        networks.get("myspace")


@pytest.mark.parametrize(
    ("code", "handle", "address"),
    [
        ("facebook", "mairie.val", "https://www.facebook.com/mairie.val"),
        ("x", "@mairie_val", "https://x.com/mairie_val"),
        ("linkedin", "mairie-val", "https://www.linkedin.com/company/mairie-val/"),
        ("mastodon", "@mairie@social.example", "https://social.example/@mairie"),
        ("mastodon", "mairie", "https://mastodon.social/@mairie"),
        ("blog", "mairie", None),
    ],
)
def test_address_of_a_profile(code, handle, address):
    assert networks.get(code).profile_address(handle) == address


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Bonjour", 7),
        ("café", 4),
        ("cafe\u0301", 4),  # composed first
        ("l’été – « ici »", 15),  # general punctuation weighs 1
        ("日本語", 6),
        ("Привет", 6),
        ("…", 2),  # outside the light ranges
        ("10\u202f€", 6),  # so are the narrow space and the euro sign
        ("👾", 2),
        ("🙋🏽", 2),
        (FAMILY, 2),
        ("🇫🇷🇧🇪", 4),
        ("1️⃣", 2),
        ("❤️", 2),
        ("©", 1),
        ("©️", 2),
        ("http://test.com", 23),
        ("test.com", 23),
        ("https://a.fr/un/chemin/vraiment/tres/long?avec=des&parametres=1#et-une-ancre", 23),
        ("Test https://test.com test https://test.com test.com test", 86),
        ("Voir https://val.fr.", 29),  # the full stop is the sentence's
        ("(https://val.fr)", 25),
        ("https://fr.wikipedia.org/wiki/Val_(France)", 23),
        ("https://val.fr/café, oui", 28),
        ("日https://val.fr日", 27),
        ("moi@val.fr", 10),  # an e-mail address is no link
        ("Fini.Le reste", 13),  # nor is a missing space
    ],
)
def test_length_on_x(text, length):
    assert text_length("x", text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("e\u0301te\u0301", 3),
        (FAMILY, 1),
        (PRIDE, 1),
        (SCOTLAND, 1),
        ("🇫🇷🇧🇪🇨", 3),
        ("👍🏿", 1),
        ("3️⃣", 1),
        ("a\r\nb", 3),
        ("각", 1),
        ("한국", 2),
        ("a\u200bb", 3),
        ("https://val.example/x", 21),  # no rebate for links
    ],
)
def test_length_on_bluesky(text, length):
    assert text_length("bluesky", text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("https://val.example/un/chemin/tres/long/vraiment", 23),
        ("val.fr", 6),  # a bare domain is not a link there
        ("Merci @alice@social.example !", 14),
        ("@alice", 6),
        ("moi@val.example", 15),
        ("a" * 476 + " https://" + "b" * 30 + ".com/example", 500),
        ("a" * 475 + " @alice@" + "b" * 30 + ".com", 482),
        (FAMILY, 1),
    ],
)
def test_length_on_mastodon(text, length):
    assert text_length("mastodon", text) == length


@pytest.mark.parametrize(
    ("code", "text", "length"),
    [
        ("threads", "été 🎉", 8),  # an emoji counts for its bytes, an accent does not
        ("threads", "❤️", 6),
        ("tiktok", "été 🎉", 6),
        ("youtube", "été", 5),
        ("instagram", "été 🎉", 5),
        ("linkedin", "https://val.fr", 14),
    ],
)
def test_length_elsewhere(code, text, length):
    assert text_length(code, text) == length


ANY_TEXT = st.text(
    alphabet=st.sampled_from("aé \n.🙋🏽👨👩👧❤\u200d\ufe0f\u0301🇫🇷1\u20e3한각日@#:/…"), max_size=40
) | st.text(max_size=40)


@given(ANY_TEXT)
def test_graphemes_are_the_text_and_nothing_else(text):
    clusters = list(counting.graphemes(text))
    assert "".join(clusters) == text
    assert all(clusters)


@given(ANY_TEXT, st.sampled_from(["\u0301", "\u0323", "\ufe0f", "\u200d"]))
def test_a_combining_mark_adds_nothing(text, mark):
    text = text + "a"
    assert counting.grapheme_length(text + mark) == counting.grapheme_length(text)


@given(ANY_TEXT, st.sampled_from([network.code for network in NETWORKS]))
def test_a_new_line_separates_texts(text, code):
    assert text_length(code, f"{text}\n{text}") == 2 * text_length(code, text) + 1


@given(st.from_regex(r"/[a-z0-9_/=&?-]{0,80}[a-z0-9]", fullmatch=True), st.sampled_from(["x", "mastodon"]))
def test_a_link_costs_the_same_whatever_its_length(path, code):
    assert text_length(code, f"Lire https://val.example{path} demain") == 5 + 23 + 7


@given(st.lists(st.sampled_from([FAMILY, PRIDE, SCOTLAND, "🙋🏽", "👾", "❤️", "2️⃣"]), max_size=12))
def test_an_emoji_counts_once_however_it_is_made(emoji):
    text = " ".join(emoji)
    spaces = max(0, len(emoji) - 1)
    assert text_length("bluesky", text) == len(emoji) + spaces
    assert text_length("x", text) == 2 * len(emoji) + spaces


@pytest.mark.parametrize("row", ["a-", "a-b.", "a-" * 30 + "b."])
def test_long_rows_are_counted_at_once(row):
    start = time.process_time()
    for code in ("x", "mastodon", "bluesky"):
        text_length(code, (row * 70_000)[:70_000])
    assert time.process_time() - start < 3


def test_long_names_are_links_all_the_same():
    name = "-".join(["bibliotheque"] * 4) + ".ville.val.departement.region.fr"
    assert text_length("x", name) == text_length("x", f"https://{name}/a") == 23
