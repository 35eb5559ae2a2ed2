"""The rules of the composer: what networks count and refuse, what is advised, what differs between two versions."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_app import checklist, differences
from calendar_app.checklist import File, Place, Whole
from calendar_app.contents import edited, new_content, new_publication

FAMILY = "👩‍👩‍👧‍👦"
LINK = "https://mediatheque.example/agenda/heure-du-conte"

# network, text, link, length by the network's own rules
KNOWN = [
    ("x", "Bonjour", "", 7),
    ("x", "Bonjour", LINK, 9 + 23),  # an empty line, and a link for what every link counts
    ("x", f"Voir {LINK}", LINK, 5 + 23),  # it is there already
    ("x", FAMILY, "", 2),
    ("x", "社會", "", 4),
    ("mastodon", "Merci @lea@mastodon.example", "", 10),
    ("mastodon", FAMILY, "", 1),
    ("bluesky", "é" * 3, "", 3),
    ("facebook", "Bonjour", LINK, 9 + len(LINK)),
    ("instagram", "", LINK, len(LINK)),
]


@pytest.mark.parametrize(("network", "text", "link", "length"), KNOWN)
def test_each_network_counts_its_own_way(network, text, link, length):
    assert checklist.count(Place(network=network, text=text, link=link))[0] == length


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#Lecture et #été2026", ["#Lecture", "#été2026"]),
        ("On est #1, C# et &#233;", []),
        ("https://example.org/#haut", []),
        ("(#conte)", ["#conte"]),
        ("＃conte", ["＃conte"]),
    ],
)
def test_hashtags_are_found(text, tags):
    assert checklist.hashtags(text) == tags


def codes(remarks):
    return [remark.code for remark in remarks]


IMAGE = File("image", "image/png", 5_000, "Une conteuse devant des enfants")


FILM = File("video", "video/mp4", 5_000, "Une conteuse raconte")


@pytest.mark.parametrize(
    ("place", "refused"),
    [
        (Place(network="x", text="a" * 280), []),
        (Place(network="x", text="a" * 281), ["too_long"]),
        (Place(network="x", text=" "), ["nothing_said"]),
        (Place(network="x", text="", files=(IMAGE,)), []),
        (Place(network="x", text="Vu", files=(IMAGE,) * 5), ["too_many_images"]),
        (Place(network="instagram", text="#a #b #c #d #e #f", files=(IMAGE,)), ["too_many_hashtags"]),
        (Place(network="x", text="Vu", files=(File("image", "image/png", 1, " "),)), ["no_alt"]),
        (Place(network="mastodon", text="Vu", files=(FILM, IMAGE)), ["mixed"]),
        (Place(network="bluesky", text="Vu", files=(FILM, FILM)), ["too_many_videos"]),
        (Place(network="x", text="Vu", files=(FILM, IMAGE)), []),
        (Place(network="blog", text="a" * 70_000), []),
    ],
)
def test_only_what_the_network_would_refuse_is_refused(place, refused):
    assert codes(checklist.refusals(place)) == refused


def test_what_could_be_better_is_said():
    place = Place(network="x", text="Venez", link=LINK)
    found = checklist.advice(
        Whole(objective=False, community=False, form="", used=0, avoided=2, missing=3, places=[place])
    )
    assert codes(found) == [
        "no_objective", "no_community", "no_form", "corpus_avoided", "corpus_unused", "seo_missing", "no_image",
        "no_question", "hashtags_few", "link_untracked",
    ]  # fmt: skip
    assert not any(remark.good for remark in found)


def test_what_is_well_is_said_too():
    place = Place(network="x", text="Qui vient ? #conte", link=f"{LINK}?utm_source=x", files=(IMAGE,))
    found = checklist.advice(Whole(objective=True, community=True, form="image", used=1, places=[place]))
    assert codes(found) == ["objective", "community", "form", "corpus_used", "image", "question", "hashtags"]
    assert all(remark.good for remark in found)


def test_a_question_mark_in_an_address_asks_nothing():
    place = Place(network="x", text=f"{LINK}?a=1")
    found = checklist.advice(Whole(objective=True, community=True, form="link", places=[place]))
    assert "no_question" in codes(found)


def test_files_that_a_network_may_not_take_are_advice():
    heavy = File("image", "image/webp", 9_000_000, "b" * 30)
    place = Place(network="instagram", text="Vu", files=(heavy,))
    found = codes(checklist.advice(Whole(objective=True, community=True, form="image", places=[place])))
    assert {"file_format", "file_heavy"} <= set(found)
    assert checklist.refusals(place) == []


@pytest.mark.parametrize(
    ("size", "good"),
    [((1080, 1350), True), ((1080, 566), True), ((1080, 1080), True), ((1080, 1400), False), ((1080, 500), False)],
)
def test_shapes_that_a_network_crops_are_advice(size, good):
    file = File("image", "image/jpeg", 5_000, "Une salle", *size)
    place = Place(network="instagram", text="Vu", files=(file,))
    found = codes(checklist.advice(Whole(objective=True, community=True, form="image", places=[place])))
    assert ("image_shape" not in found) == good
    assert checklist.refusals(place) == []


@pytest.mark.parametrize(
    ("network", "files", "missing"),
    [("instagram", (), "picture_needed"), ("youtube", (IMAGE,), "video_needed"), ("instagram", (FILM,), None)],
)
def test_networks_of_pictures_ask_for_one(network, files, missing):
    place = Place(network=network, text="Vu", files=files)
    found = codes(checklist.advice(Whole(objective=True, community=True, form="image", places=[place])))
    assert [code for code in found if code.endswith("_needed")] == [code for code in [missing] if code]


# Differences -------------------------------------------------------------------------------------------------------

TEXTS = st.text(alphabet=st.sampled_from("ab é\n.👩\u202e"), max_size=60)


@given(TEXTS, TEXTS)
def test_the_pieces_make_both_texts_again(before, after):
    pieces = differences.words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert (before == after) == all(piece.kind == "same" for piece in pieces)


def test_words_are_marked_one_by_one():
    assert differences.words("Venez samedi à dix heures", "Venez dimanche à dix heures") == [
        ("same", "Venez "),
        ("gone", "samedi"),
        ("new", "dimanche"),
        ("same", " à dix heures"),
    ]


def test_changes_beside_each_other_read_as_one():
    assert differences.words("Venez voir, vite !", "Passez lire, vite !") == [
        ("gone", "Venez voir"),
        ("new", "Passez lire"),
        ("same", ", vite !"),
    ]


def test_very_long_texts_take_no_time():
    before, after = " ".join(map(str, range(9_000))), " ".join(map(str, range(9_000, 0, -1)))
    kinds = [piece.kind for piece in differences.words(before, after)]
    assert kinds.count("gone") == kinds.count("new") == 1


def test_texts_that_repeat_themselves_take_no_time():
    start = time.process_time()
    differences.words("a b " * 750, "a c " * 750)
    assert time.process_time() - start < 2


@pytest.fixture
def content():
    made = new_content(title="Conte", text="Venez")
    made["attachments"] = [{"id": 1, "name": "a.jpg", "alt": "Une salle", "digest": "d", "position": 0}]
    made["publications"] = [{**new_publication(channel=7, zone="Europe/Paris"), "uid": "u"}]
    return made


def test_equal_contents_do_not_differ(content):
    assert differences.compare(content, edited(content)) == []


def test_each_difference_is_told_once(content):
    after = edited(content)
    after["post"]["title"] = "Contes"
    after["tags"] = ["été"]
    after["attachments"][0]["alt"] = "La salle"
    after["publications"][0]["day"] = "2026-12-01"
    after["publications"].append(new_publication(channel=8, zone="Europe/Paris"))
    told = [(c.part, c.how, c.field, c.of) for c in differences.compare(content, after)]
    assert told == [
        ("post", "changed", "title", None),
        ("tags", "changed", "tags", None),
        ("attachment", "changed", "alt", "a.jpg"),
        ("publication", "changed", "day", 7),
        ("publication", "added", "", 8),
    ]
    assert [c.how for c in differences.compare(after, content)][-1] == "removed"
