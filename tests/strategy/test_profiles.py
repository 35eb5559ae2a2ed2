"""Accounts: what an address names, what is one account, what can be kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy import profiles
from strategy.networks import NETWORKS


@pytest.mark.parametrize(
    ("address", "account"),
    [
        ("https://www.instagram.com/Lea.M/", ("instagram", "Lea.M")),
        ("instagram.com/lea.m?igsh=abc", ("instagram", "lea.m")),
        ("https://twitter.com/lea_m/status/12", ("x", "lea_m")),
        ("https://fr.linkedin.com/in/l%C3%A9a-martin/", ("linkedin", "léa-martin")),
        ("https://www.linkedin.com/company/mairie/", ("linkedin", "company/mairie")),
        ("https://www.facebook.com/profile.php?id=1000123", ("facebook", "1000123")),
        ("https://www.facebook.com/people/Lea-Martin/6155/", ("facebook", "6155")),
        ("https://m.facebook.com/mediatheque", ("facebook", "mediatheque")),
        ("https://www.youtube.com/@chaine/videos", ("youtube", "chaine")),
        ("https://www.youtube.com/channel/UC123456789012345678901a", ("youtube", "UC123456789012345678901a")),
        ("https://www.tiktok.com/@lea", ("tiktok", "lea")),
        ("https://bsky.app/profile/lea.bsky.social", ("bluesky", "lea.bsky.social")),
        ("https://piaille.fr/@lea", ("mastodon", "lea@piaille.fr")),
        ("https://social.val.example/@mediatheque", ("mastodon", "mediatheque@social.val.example")),
        ("https://www.pinterest.fr/lea/", ("pinterest", "lea")),
    ],
)
def test_an_address_of_a_profile_tells_network_and_handle(address, account):
    assert profiles.read_address(address) == account


@pytest.mark.parametrize(
    "text",
    ["", "lea", "@lea", "lea@piaille.fr", "https://example.org/lea", "https://x.com/", "https://x.com/home",
     "https://www.instagram.com/p/Cabc/", "https://[bad/", "javascript:alert(1)", "x.com"],
)  # fmt: skip
def test_what_is_no_profile_names_no_account(text):
    assert profiles.read_address(text) is None


@pytest.mark.parametrize(
    ("network", "typed", "handle"),
    [
        ("instagram", " @Lea.M ", "Lea.M"),
        ("instagram", "https://instagram.com/Lea.M", "Lea.M"),
        ("mastodon", "@lea@piaille.fr", "lea@piaille.fr"),
        ("x", "https://instagram.com/lea", ""),
        ("blog", "https://lea.example/blog", "https://lea.example/blog"),
    ],
)
def test_a_handle_is_kept_bare(network, typed, handle):
    assert profiles.clean_handle(network, typed) == handle


def test_case_does_not_make_another_account():
    assert profiles.key("Lea.M") == profiles.key("lea.m") != profiles.key("lea_m")


@pytest.mark.parametrize("handle", ["", "two words", "a|b", "a\nb", "x" * 101, "a\u202eb"])
def test_what_is_no_handle_is_refused(handle):
    assert not profiles.is_handle(handle)


@given(st.sampled_from(NETWORKS), st.from_regex(r"[a-z0-9_.]{3,30}", fullmatch=True))
def test_the_address_of_an_account_leads_back_to_it(network, handle):
    address = profiles.address(network.code, handle)
    if address and network.code not in {"mastodon"} and handle not in profiles._NOT_NAMES and handle != "status":
        assert profiles.read_address(address) == (network.code, handle)


@pytest.mark.parametrize(("text", "plain"), [("Zoé  Bœuf", "zoe boeuf"), ("ÉLISE", "elise"), ("ﬁn", "fin")])
def test_folding_takes_case_accents_and_ligatures_away(text, plain):
    assert profiles.folded(text) == plain
