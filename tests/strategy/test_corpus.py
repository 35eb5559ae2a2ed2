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


def found(text, *terms, nested=False):
    return [(match.term_id, match.surface) for match in Matcher(terms).find(text, nested=nested)]


def test_a_match_says_where_what_and_how():
    matcher = Matcher([Term(7, "médiathèque", variants=("biblio municipale",), hashtag="#MediaVal")])
    text = "Œuvres : 2 MÉDIATHÈQUES, la Biblio-municipale, la mediatheque #mediaval #Médiathèque"
    assert matcher.find(text) == [
        Match(7, 11, 23, "MÉDIATHÈQUES", "médiathèque", "inflected"),
        Match(7, 28, 45, "Biblio-municipale", "biblio municipale", "exact"),
        Match(7, 50, 61, "mediatheque", "médiathèque", "exact"),
        Match(7, 62, 71, "#mediaval", "#MediaVal", "hashtag"),
        Match(7, 72, 84, "#Médiathèque", "médiathèque", "hashtag"),
    ]


def test_the_hashtag_of_a_term_is_no_word():
    assert found("mediaval, media val", Term(1, "médiathèque", hashtag="MediaVal")) == []


def test_the_longest_wins_wherever_it_begins():
    terms = [Term(1, "heure du conte"), Term(2, "conte"), Term(3, "conte de Noël pour enfants")]
    assert found("L’heure du conte de Noël pour enfants", *terms) == [(3, "conte de Noël pour enfants")]
    assert found("L’heure du conte, un conte", *terms) == [(1, "heure du conte"), (2, "conte")]


def test_nested_matches_of_other_terms_on_demand():
    terms = [Term(1, "heure du conte"), Term(2, "conte", variants=("contes",))]
    assert found("heure du conte", *terms, nested=True) == [(1, "heure du conte"), (2, "conte")]


def test_on_the_same_words_the_one_to_avoid_wins():
    use, avoid = Term(1, "usager"), Term(2, "usager", stance="avoid", say_instead="habitant")
    assert found("un usager", use, avoid) == found("un usager", avoid, use) == [(2, "usager")]


def test_a_longer_expression_in_use_shields_a_word_to_avoid():
    use, avoid = Term(1, "accueil des usagers"), Term(2, "usager", stance="avoid", say_instead="habitant")
    assert found("accueil des usagers, usagers", use, avoid) == [(1, "accueil des usagers"), (2, "usagers")]


def test_on_the_same_words_the_one_written_so_wins():
    terms = Term(1, "habitante"), Term(2, "habitant")
    assert found("l’habitant, l’habitante", *terms) == [(2, "habitant"), (1, "habitante")]


def test_languages_can_be_left_out():
    assert [match.surface for match in Matcher([Term(1, "share")], languages=("fr",)).find("sharing, shares")] == [
        "shares"
    ]
    assert [match.surface for match in Matcher([Term(1, "animer")], languages=("en",)).find("animez")] == []
    assert [match.surface for match in Matcher([Term(1, "local")], languages=("en",)).find("locale")] == []


@pytest.mark.parametrize("text", ["🎉", "!!!", "https://ville.fr", "@ville", "C++", "   ", "#"])
def test_a_term_without_a_word_to_look_for_finds_nothing(text):
    assert found(f"{text} ville c", Term(1, text)) == []


@pytest.mark.parametrize(
    "unit", ["a.", "a@", "a-", "#", "_a", "a.fr", "a\u0301", "a\u00ad", "a·", "www.", "aB", "a'", "conte ", "#conte"]
)
def test_a_hostile_text_takes_a_time_that_goes_with_its_length(unit):
    """Not timed: a time that goes with the square of the length would take hours here."""
    Matcher([Term(1, "conte"), Term(2, "conte du conte")]).find(unit * 30_000)


# duplicates


@pytest.mark.parametrize(
    "same",
    [
        ("Médiathèques", "mediatheque", "MÉDIATHÈQUE", " médiathèque "),
        ("heure du conte", "Heures du conte", "l’heure du conte", "L'Heure-du-Conte", "#HeureDuConte"),
        ("journal", "Journaux"),
        ("noyau", "noyaux"),
        ("œuvre", "OEUVRES"),
        ("library", "libraries"),
        ("bougie", "bougies"),
        ("box", "boxes"),
        ("jeu vidéo", "jeux vidéos"),
        ("vie", "vies"),
        ("🎉", " 🎉 "),
        ("C++", "c ++"),
    ],
)
def test_duplicates_are_caught(same):
    assert len({key(text) for text in same}) == 1


@pytest.mark.parametrize(
    "others",
    [
        ("animation", "animateur"),
        ("organe", "organisation"),
        ("université", "univers"),
        ("C", "C++", "C#"),
        ("La Poste", "poste"),
        ("livre", "livrer"),
        ("habitant", "habitante"),
        ("cour", "cours"),
        ("🎉", "🎈", "https://ville.fr"),
        ("RD", "R&D", "R D"),
    ],
)
def test_what_is_no_duplicate(others):
    assert len({key(text) for text in others}) == len(others)


# an editor


CORPUS = [
    Term(1, "heure du conte"),
    Term(2, "usager", stance="avoid", say_instead="habitant"),
    Term(3, "médiathèque"),
    Term(4, "conte"),
]


def test_a_check_of_a_text():
    checked = check("Chers Usagers, l’heure du conte", Matcher(CORPUS), seo=(1, 3, 4))
    assert [match.surface for match in checked.used] == ["heure du conte"]
    assert [(match.surface, instead) for match, instead in checked.avoided] == [("Usagers", "habitant")]
    assert checked.seo_missing == (3,)


@pytest.mark.parametrize(
    ("text", "instead", "replaced"),
    [
        ("un usager content", "habitant", "un habitant content"),
        ("Usager content", "habitant", "Habitant content"),
        ("CHER USAGER", "habitant du Val", "CHER HABITANT DU VAL"),
        ("usager", "Val d’Azun", "Val d’Azun"),
        ("#Usager", "habitant du Val", "#HabitantDuVal"),
        ("#usager !", "l’habitant", "#LHabitant !"),
        ("#ParoleUsager", "habitant", "#ParoleHabitant"),
    ],
)
def test_a_replacement_keeps_the_case(text, instead, replaced):
    (match,) = Matcher(CORPUS).find(text)
    assert replace(text, match, instead) == replaced


def test_a_replacement_in_a_text_that_changed_is_refused():
    (match,) = Matcher(CORPUS).find("un usager")
    with pytest.raises(ValueError, match="changed"):
        replace("nos usagers", match, "habitant")


# the words of others


def test_words_are_folded_and_without_addresses():
    assert words("L’ŒUVRE de @ville : https://ville.fr #HeureDuConte") == ["l", "oeuvre", "de", "heure", "du", "conte"]


def test_top_words_are_counted_over_their_forms_and_shown_as_mostly_written():
    top = top_words(["La biblio est fermée", "Les Biblios !", "biblio et biblio", "fermée le lundi"])
    assert [(word.key, word.surface, word.count, word.texts) for word in top] == [
        ("biblio", "biblio", 4, 3),
        ("fermee", "fermée", 2, 2),
    ]


def test_of_two_usual_spellings_the_one_with_accents_is_shown():
    assert [word.surface for word in top_words(["numerique", "numérique"])] == ["numérique"]


def test_top_expressions_take_the_place_of_their_words():
    texts = [
        "la carte de lecteur",
        "ma carte de lecteur ?",
        "cartes de lecteur",
        "un lecteur",
        "un lecteur",
        "un lecteur",
    ]
    assert [(word.surface, word.count) for word in top_words(texts)] == [("lecteur", 6), ("carte de lecteur", 3)]


def test_top_expressions_do_not_cross_a_sentence():
    top = top_words(["Le parking. Gratuit ?", "Parking, gratuit"])
    assert [word.key for word in top] == ["gratuit", "parking"]


def test_top_words_leave_out_our_own():
    texts = ["L’heure du conte à la biblio", "Heures du conte, biblio"]
    assert [word.surface for word in top_words(texts, Matcher(CORPUS))] == ["biblio"]


def test_top_words_are_limited_and_rare_ones_left_out():
    texts = ["tram tram tram", "bus bus", "vélo"]
    assert [word.surface for word in top_words(texts, limit=1)] == ["tram"]
    assert {word.surface for word in top_words(texts, least=1)} >= {"vélo", "bus"}


# what holds for every corpus and text


TERMS = sorted({term for term, _, _ in KEY})
PIECES = st.sampled_from([text for _, text, _ in KEY] + TERMS) | st.text(max_size=12)
TEXTS = st.lists(PIECES, max_size=6).map(" ".join) | st.lists(PIECES, max_size=6).map("".join)
CORPORA = st.lists(st.sampled_from(TERMS) | st.text(min_size=1, max_size=12), max_size=12)


def corpus_of(texts):
    return [Term(number, text, stance="avoid" if number % 3 == 0 else "use") for number, text in enumerate(texts)]


@given(CORPORA, TEXTS)
def test_spans_are_slices_in_order_and_apart(terms, text):
    matches = Matcher(corpus_of(terms)).find(text)
    end = 0
    for match in matches:
        assert end <= match.start < match.end <= len(text)
        assert text[match.start : match.end] == match.surface
        end = match.end


@given(CORPORA, TEXTS)
def test_no_match_begins_or_ends_inside_a_word(terms, text):
    for match in Matcher(corpus_of(terms)).find(text):
        if match.how != "hashtag":
            assert not text[match.start - 1 : match.start].isalnum()
            assert not text[match.end : match.end + 1].isalnum()


@given(CORPORA, TEXTS)
def test_an_exact_match_is_the_variant_but_for_case_accents_and_gaps(terms, text):
    def letters(phrase):
        return "".join(words(phrase)).replace("'", "")

    for match in Matcher(corpus_of(terms)).find(text):
        if match.how == "exact" and "·" not in match.surface:
            assert letters(match.variant).endswith(letters(match.surface))


@given(CORPORA, st.sampled_from(TERMS), TEXTS)
def test_one_more_term_takes_nothing_away_but_by_overlap(terms, more, text):
    fewer, all_terms = corpus_of(terms), [*corpus_of(terms), Term(99, more)]
    before, after = Matcher(fewer).find(text, nested=True), Matcher(all_terms).find(text, nested=True)
    assert before == [match for match in after if match.term_id != 99]
    kept = Matcher(all_terms).find(text)
    for match in Matcher(fewer).find(text):
        assert match in kept or any(other.start < match.end and match.start < other.end for other in kept)


@given(TEXTS)
def test_a_key_is_its_own_key(text):
    assert key(key(text)) == key(text)


@given(st.text(max_size=40))
def test_a_fold_is_its_own_fold(text):
    assert fold(fold(text)) == fold(text)


@given(st.sampled_from(TERMS), st.sampled_from(["NFC", "NFD"]))
def test_a_term_is_found_in_itself_and_in_capitals(term, form):
    if not Matcher([Term(1, term)]).find(term):
        assert term in ("C++",)
    else:
        for written in (term, term.upper()):
            assert found(unicodedata.normalize(form, written), Term(1, term))
