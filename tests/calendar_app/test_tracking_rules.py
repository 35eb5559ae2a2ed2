"""Addresses with parameters, and what counts as a machine: rules without a database."""

import time
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_app.machines import is_machine
from calendar_app.outgoing import in_text
from calendar_app.utm import bare, is_web, slug, tagged

SAID = {"source": "facebook", "medium": "social", "campaign": "ete-2026", "content": "ab12"}
TAIL = "utm_source=facebook&utm_medium=social&utm_campaign=ete-2026&utm_content=ab12"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org", f"https://example.org?{TAIL}"),
        ("https://example.org/a?x=1", f"https://example.org/a?x=1&{TAIL}"),
        ("https://example.org/a?x=1#b?c", f"https://example.org/a?x=1&{TAIL}#b?c"),
        ("https://example.org/a#b", f"https://example.org/a?{TAIL}#b"),
        ("https://example.org/?", f"https://example.org/?{TAIL}"),
        ("https://médiathèque.fr/été?q=é+è%20", f"https://médiathèque.fr/été?q=é+è%20&{TAIL}"),
        ("http://user@[::1]:8000/a;b", f"http://user@[::1]:8000/a;b?{TAIL}"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("https://", "https://"),
        ("https://[", "https://["),
        ("", ""),
    ],
)
def test_parameters_are_added_and_nothing_else_changes(address, expected):
    assert tagged(address, **SAID) == expected


def test_what_the_address_says_already_stays():
    kept = tagged("https://example.org/?UTM_Source=journal&x", **SAID)
    assert kept == "https://example.org/?UTM_Source=journal&x&utm_medium=social&utm_campaign=ete-2026&utm_content=ab12"


@pytest.mark.parametrize(
    ("address", "read_out"),
    [
        ("https://a.example/p?utm_source=x&UTM_content=y", "https://a.example/p"),
        ("https://a.example/p?id=3&utm_source=x&b#place", "https://a.example/p?id=3&b#place"),
        ("https://a.example/p#utm_source=x", "https://a.example/p#utm_source=x"),
    ],
)
def test_bare_addresses(address, read_out):
    assert bare(address) == read_out


def test_empty_parameters_are_left_out_and_values_are_quoted():
    assert tagged("https://a.example/", source="a b&c=é") == "https://a.example/?utm_source=a%20b%26c%3D%C3%A9"


addresses = st.builds(
    "https://example.org/{}{}{}".format,
    st.text("abé/%20-_", max_size=8),
    st.one_of(st.just(""), st.text("ab=&é+%20", max_size=10).map("?{}".format)),
    st.one_of(st.just(""), st.text("ab?=&#é", max_size=8).map("#{}".format)),
)


@given(addresses, st.text(max_size=20), st.text(max_size=20))
def test_tagging_is_idempotent_and_keeps_the_rest(address, source, campaign):
    once = tagged(address, source=source, campaign=campaign)
    assert tagged(once, source="other", campaign="other") == once or not (source and campaign)
    before, after = urlsplit(address), urlsplit(once)
    assert (before.path, before.fragment) == (after.path, after.fragment)
    kept = [pair for pair in parse_qsl(after.query, keep_blank_values=True) if not pair[0].startswith("utm_")]
    assert kept == parse_qsl(before.query, keep_blank_values=True)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Été des écoles !", "ete-des-ecoles"), ("  A_b--c ", "a-b-c"), ("読書", "読書"), ("!", "")],
)
def test_a_name_as_a_campaign(name, expected):
    assert slug(name) == expected


def test_only_whole_web_addresses_are_some():
    assert is_web("https://example.org/a")
    bad = (
        "ftp://example.org",
        "//example.org",
        "https:///a",
        "https://a b.example",
        "data:text/html,x",
        "https://a\n.b",
    )
    for address in bad:
        assert not is_web(address), address


def test_a_row_of_parentheses_takes_no_time():
    start = time.process_time()
    assert in_text("https://a.fr/(b" + ")" * 70_000) == [("https://a.fr/(b)", 0)]
    assert time.process_time() - start < 0.5


def test_addresses_of_a_text_without_the_sentence_around_them():
    text = "Voir https://a.example/x, (https://b.example/w_(y)) et « https://c.example »…"
    assert [address for address, _start in in_text(text)] == [
        "https://a.example/x",
        "https://b.example/w_(y)",
        "https://c.example",
    ]


PEOPLE = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS;FBAV/485.0]",
    "Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG 9) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36 Instagram 350.0.0.0",
]
MACHINES = [
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Twitterbot/1.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "LinkedInBot/1.0",
    "WhatsApp/2.23.20.0",
    "http.rb/5.1 (Mastodon/4.3; +https://mastodon.example/) Bot",
    "Slackbot-LinkExpanding 1.0",
    "curl/8.5.0",
    "python-requests/2.32",
    "Mozilla/5.0 HeadlessChrome/142",
    "",
]


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_count(agent):
    assert not is_machine("GET", {"user-agent": agent})
    assert is_machine("HEAD", {"user-agent": agent})
    assert is_machine("GET", {"user-agent": agent, "sec-purpose": "prefetch;prerender"})
    assert is_machine("GET", {"user-agent": agent, "x-moz": "prefetch"})


@pytest.mark.parametrize("agent", MACHINES)
def test_machines_do_not(agent):
    assert is_machine("GET", {"user-agent": agent})
