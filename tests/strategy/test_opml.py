"""OPML in and out, and the rules of the source directory."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy import opml, sources
from strategy.sources import Entry, Known, Refused

MADE = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
READER = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.1"><head><title>Abonnements</title></head><body>
  <outline text="Presse locale">
    <outline text="Ouest" title="Ouest">
      <outline type="rss" text="Le Val &amp; vous" xmlUrl="https://leval.example/rss" htmlUrl="https://leval.example/"/>
    </outline>
    <outline title="Gazette" XMLURL="feed://gazette.example/atom.xml"/>
  </outline>
  <outline type="link" text="Ville" url="https://ville.example/agenda"/>
  <outline text="Un dossier vide"/>
  <outline text="Piège" xmlUrl="javascript:alert(1)"/>
</body></opml>"""


def document(body: str) -> bytes:
    return f"<opml version='2.0'><head/><body>{body}</body></opml>".encode()


def test_nested_outlines_become_folders():
    entries, refused = opml.read(READER.encode())
    assert entries == [
        Entry(
            title="Le Val & vous",
            address="https://leval.example/",
            feed="https://leval.example/rss",
            kind="feed",
            folder="Presse locale / Ouest",
        ),
        Entry(title="Gazette", feed="http://gazette.example/atom.xml", kind="feed", folder="Presse locale"),
        Entry(title="Ville", address="https://ville.example/agenda", kind="site"),
    ]
    assert refused == [Refused("Piège", "not_an_address")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_other_encodings_are_read(encoding):
    text = READER.replace("UTF-8", "utf-8" if encoding == "utf-8-sig" else encoding)
    entries, _refused = opml.read(text.encode(encoding))
    assert entries[0].folder == "Presse locale / Ouest"


def test_an_outline_without_a_name_is_called_after_its_address():
    entries, _refused = opml.read(document("<outline xmlUrl='https://www.val.example/blog/rss/'/>"))
    assert entries[0].title == "val.example/blog/rss"


BOMB = '<!DOCTYPE o [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml><body><outline text="&b;"/></body></opml>'
OUTSIDE = '<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/hostname">]><opml><body><outline text="&x;"/></body></opml>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_xml"),
        (b"<opml><body><outline text='x'", "not_xml"),
        (b"Date,Reach\n2026-01-01,1", "not_xml"),
        (b"\x89PNG\r\n\x1a\n\x00", "not_xml"),
        (b"<?xml version='1.0' encoding='no-such'?><opml/>", "not_xml"),
        (b"<rss><channel/></rss>", "not_opml"),
        (b"<opml version='2.0'><head/></opml>", "not_opml"),
        (BOMB.encode(), "forbidden"),
        (OUTSIDE.encode(), "forbidden"),
        (b"<!DOCTYPE opml SYSTEM 'https://elsewhere.example/o.dtd'><opml><body/></opml>", "forbidden"),
        (document("<outline text='a'>" * 60 + "</outline>" * 60), "too_deep"),
        (b"<opml>" + b"<x>" * 100_000, "too_deep"),
        (document("<outline/>" * (sources.MOST + 1)), "too_many"),
        (b" " * (opml.LARGEST + 1), "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_or_foreign_file_is_refused_with_its_reason(data, code):
    with pytest.raises(opml.BadOpml, match=f"^{code}$"):
        opml.read(data)


def test_what_is_too_long_is_refused_by_name_and_the_rest_is_taken():
    wrong = f"<outline text='{'a' * 201}' xmlUrl='https://a.example/'/>"
    deep = f"<outline text='{'d' * 121}'><outline text='b' xmlUrl='https://b.example/'/></outline>"
    right = "<outline text='c' xmlUrl='https://c.example/'/>"
    entries, refused = opml.read(document(wrong + deep + right))
    assert [entry.title for entry in entries] == ["c"]
    assert refused == [Refused("a" * 200, "too_long"), Refused("b", "too_long")]


def text(most: int, least: int = 0):
    letters = st.text(min_size=least, max_size=most).map(str.strip)
    return letters.filter(lambda value: not sources.unwritable(value) and len(value) >= least)


hosts = st.from_regex(r"[a-z]{1,12}\.example", fullmatch=True)
paths = st.from_regex(r"(/[a-zA-Z0-9_%&=?.-]{0,12}){0,3}", fullmatch=True)
webs = st.builds("https://{}{}".format, hosts, paths)
folders = st.one_of(text(120), st.lists(text(20), max_size=4).map(opml.BETWEEN.join).map(str.strip))
entries = st.one_of(
    st.builds(
        Entry,
        title=text(200, 1),
        address=st.one_of(st.just(""), webs),
        feed=webs,
        kind=st.sampled_from(sources.KINDS),
        folder=folders,
        why=text(300),
        frequency=st.sampled_from(sources.FREQUENCIES),
    ),
    st.builds(Entry, title=text(200, 1), address=webs, kind=st.sampled_from(sources.KINDS), folder=folders),
    st.builds(
        Entry,
        title=text(200, 1),
        address=text(100, 1).filter(lambda value: not sources.is_web(value)),
        kind=st.sampled_from(("hashtag", "search", "list")),
        folder=folders,
        why=text(300),
    ),
)


@given(st.lists(entries, max_size=8))
def test_what_goes_out_comes_back_the_same(said):
    back, refused = opml.read(opml.write(said, title="Écoute <&>", made=MADE))
    assert (sorted(back, key=repr), refused) == (sorted(said, key=repr), [])


def test_the_file_is_one_that_other_readers_know():
    said = Entry(title="Le Val", feed="https://leval.example/rss", address="https://leval.example", kind="feed")
    written = opml.write([said], title="Veille", made=MADE).decode()
    assert '<opml version="2.0"' in written
    assert (
        '<outline text="Le Val" type="rss" xmlUrl="https://leval.example/rss" htmlUrl="https://leval.example"'
        in written
    )
    assert "<dateCreated>Sun, 22 Nov 2026 09:30:00 +0000</dateCreated>" in written


@pytest.mark.parametrize("name", ["title", "address", "folder", "why"])
@pytest.mark.parametrize("letter", ["\x07", "\x1b", "\ufffe", "\ud800"], ids=ascii)
def test_what_could_never_leave_again_does_not_come_in(name, letter):
    fields = {"title": "Le Val", "address": "leval", "kind": "search"}
    assert sources.refusal(Entry(**fields | {name: f"a{letter}b"})) == "unwritable"
    assert sources.refusal(Entry(**fields | {name: "a\tb\n\x85\U0001f30a"})) == ""


# -- the same address, the same source


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://Val.example/", "http://val.example"),
        ("https://val.example/a/#haut", "https://val.example/a"),
        (" #Médiathèque ", "#médiathèque"),
        ("livre  Caen", "Livre caen"),
    ],
)
def test_addresses_that_lead_to_the_same_place(one, other):
    assert sources.key(one) == sources.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://val.example/A", "https://val.example/a"),
        ("https://val.example/?p=1", "https://val.example/?p=2"),
        ("#val", "val"),
        ("https://[val", "https://val"),
    ],
)
def test_addresses_that_do_not(one, other):
    assert sources.key(one) != sources.key(other)


def test_a_source_is_known_by_its_feed_and_by_its_address_where_there_is_no_feed():
    known = Known.of([("https://val.example", "https://val.example/rss"), ("https://bare.example", "")])
    assert known.holds("", "https://val.example/rss")
    assert known.holds("https://val.example/rss", "")  # pasted as an address
    assert known.holds("https://val.example/", "")
    assert known.holds("https://bare.example", "https://bare.example/rss")
    assert not known.holds("https://val.example", "https://val.example/sports.rss")  # another feed of the site


@given(st.lists(st.sampled_from([("a.x", ""), ("a.x", "f.x"), ("a.x", "g.x"), ("", "f.x"), ("f.x", "")]), max_size=5))
def test_the_same_list_twice_brings_nothing_new(pairs):
    said = [Entry(title="x", address=address, feed=feed) for address, feed in pairs]
    known = Known()
    taken = list(known.news(said))
    assert bool(taken) == bool(said)
    assert all(known.holds(entry.address, entry.feed) for entry in said)
    assert list(known.news(said)) == []


def test_pasted_lines():
    found, refused = sources.read_lines(
        "https://www.val.example/presse/\n\n  leval.example/rss \n#MédiathèqueDuVal\n"
        "pas une adresse\njavascript:alert(1)",
        folder="Presse",
    )
    assert found == [
        Entry(title="val.example/presse", address="https://www.val.example/presse/", kind="site", folder="Presse"),
        Entry(title="leval.example/rss", address="https://leval.example/rss", kind="site", folder="Presse"),
        Entry(title="#MédiathèqueDuVal", address="#MédiathèqueDuVal", kind="hashtag", folder="Presse"),
    ]
    assert refused == [
        Refused("pas une adresse", "not_an_address", 5),
        Refused("javascript:alert(1)", "not_an_address", 6),
    ]


def test_a_line_that_is_too_long_is_refused():
    assert sources.read_lines("https://val.example/" + "a" * 1000)[1][0].code == "too_long"
