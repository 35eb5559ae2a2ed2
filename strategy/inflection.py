"""Which written forms are one word in French and English: folding, number, gender, verb forms. Pure: no Django.

A stem alone is too coarse ("université" and "univers", "animation" and "animateur" can share one) and too fine
(the French stemmer parts "vidéo" from "vidéos"). So nouns and adjectives go by written rules of number and gender,
and stems (Snowball) are asked about verbs only, where the ending must be one that verbs really take.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

# Signs inside a word that show nothing: soft hyphen, zero-width space and joiners, byte order mark.
INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
# Accents written apart (decomposed Latin), then Hebrew and Arabic points.
MARKS = (
    "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\ufe20-\ufe2f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
)
LONGEST_WORD = 64  # what is longer is no word of any corpus, and stays out of the caches

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "’": "'", "ʼ": "'"})


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


STOP_WORDS = _listed(
    """
    a ai aie aient ainsi alors apres as assez au aucun aucune aujourd auquel aussi autre autres aux avaient avais avait
    avant avec avez avoir avons beaucoup bien bon bonjour c ca car ce ceci cela celle celles celui cependant ces cet
    cette ceux chaque chez ci comme comment d dans de deja depuis des deux devant doit donc dont du elle elles en
    encore enfin entre es est et etaient etais etait etant ete etes etre eu eux fait faire fois font grace hui ici il
    ils j je jusqu jusque l la laquelle le lequel les lesquels leur leurs lors lorsqu lorsque lui m ma mais me meme
    memes merci mes mettre mieux mis moi moins mon n ne ni nos notre nous on ont or ou par parce parfois pas pendant
    peu peut peuvent peux plus plusieurs plutot pour pourquoi puis puisqu puisque qu quand que quel quelle quelles
    quelqu quelque quelques quels qui quoi rien s sa sans sauf se sera serait seront ses seul si sinon soit sommes son
    sont sous souvent suis sur t ta tandis tant te tel telle tellement tels tes toi ton toujours tous tout toute toutes
    tres trop tu un une unes va vais vas vers voici voila vont vos votre vous vraiment vu y
    about after again all also am an and any are aren't at be because been before being both but by can can't could
    did didn't do does doesn't doing don't down during each few for from further get got had has have having he her
    here hers him his how i if in into is isn't it its just let ll me more most my no nor not now of off once only
    other our ours out over own please re same she should so some such than thank thanks that the their them then
    there these they this those through to too under until up us ve very was wasn't we were what when where which
    while who whom why will with won't would wouldn't you your yours
    """
)

# They end like a plural and are none, though the shorter form is a word as well (cour, pari, foi, new).
_INVARIABLE = _listed("cours fils fois mais mars moins mois news paris pas plus puis sans sens sous vers")

IRREGULAR = {
    form: lemma
    for lemma, forms in {
        "travail": "travaux",
        "vitrail": "vitraux",
        "oeil": "yeux",
        "monsieur": "messieurs",
        "madame": "mesdames",
        "nouveau": "nouvel nouvelle nouvelles",
        "beau": "bel belle belles",
        "vieux": "vieil vieille vieilles",
        "public": "publique publiques",
        "blanc": "blanche blanches",
        "franc": "franche franches",
        "grec": "grecque grecques",
        "turc": "turque turques",
        "frais": "fraiche fraiches",
        "sec": "seche seches",
        "doux": "douce douces",
        "fou": "folle folles",
        "neuf": "neuve neuves",
        "long": "longue longues",
        "gros": "grosse grosses",
        "gentil": "gentille gentilles",
        "child": "children",
        "woman": "women",
        "man": "men",
    }.items()
    for form in forms.split()
}

# Feminine endings and the masculine ones they answer.
_FEMININE = (
    ("trice", ("teur",)),
    ("euse", ("eur", "eux")),
    ("ive", ("if",)),
    ("enne", ("en",)),
    ("onne", ("on",)),
    ("elle", ("el",)),
    ("ere", ("er",)),
    ("ete", ("et",)),
)
# Masculines that take a bare -e: by their ending when they are long enough, one by one when they are short.
_TAKES_E = re.compile(
    r".*(?:é|.{3}(?:al|ant|ent|ain|ein|in|ais|ois|is|us|and|ond|ard|ert|ers|it|at|eur|il|[^aeo]i)|.{2}[^aeoq]u)"
)
_SHORT_TAKES_E = _listed(
    """
    ami bleu blond chaud court divers elu fini fort froid grand haut joli lourd noir petit plein pur rond saint sourd
    sur vert
    """
)

# One looks like a form of the other and is another word.
_APART = frozenset(
    frozenset(pair.split("/"))
    for pair in _listed(
        """
        argentin/argentine arret/arrete bassin/bassine camp/camping capital/capitale colon/colonne commun/commune
        concert/concerte crois/croise desert/deserte devis/devise droit/droite even/evening grain/graine habit/habite
        machin/machine magasin/magasine marin/marine medecin/medecine park/parking parti/partie retrait/retraite
        revu/revue statu/statue train/training train/traine travers/traverse
        """
    )
)

# Nouns that look like infinitives, beside another noun that looks like their verb (usager, usage).
_NO_VERB = _listed(
    """
    archer berger boucher bucher clocher etranger leger menager messager passager plancher potager rocher usager verger
    """
)
# Endings of the forms of a regular verb, by that of its infinitive; participles included, the present one aside:
# "habitant" and "participant" are people.
_VERB_ENDINGS = {
    "er": _listed(
        """
        er e es ee ees ons ez ent a as ai ais ait ions iez aient ames ates erent
        erai eras era erons erez eront erais erait erions eriez eraient
        eons ea eas eai eais eait eaient
        """
    ),
    "ir": _listed(
        """
        ir i ie ies is it e es ons ez ent ais ait ions iez aient
        issons issez issent issais issait issions issiez issaient
        irai iras ira irons irez iront irais irait irions iriez iraient
        """
    ),
    "re": _listed(
        """
        re s ons ez ent ais ait ions iez aient u ue us ues
        rai ras ra rons rez ront rais rait rions riez raient
        """
    ),
}
_INFINITIVE = re.compile(r".{2,}(?:er|ir|dre)")
_SIBILANT = ("ss", "us", "x", "z", "ch", "sh", "o")


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """One word without case, accents, ligatures and invisible signs: ``Œuvres`` → ``oeuvres``."""
    if word.isascii():
        return word.lower()
    bare = _bare(_bare(word).casefold()).translate(_LETTERS)
    return "".join(c for c in bare if c.isalnum() or c in "'_")


_stemmers = {language: snowballstemmer.stemmer(name) for language, name in (("fr", "french"), ("en", "english"))}
_stemming = threading.Lock()  # a stemmer keeps the word it works on in itself


@lru_cache(maxsize=1 << 16)
def stem(word: str, language: str) -> str:
    """Folded Snowball stem of a lower-case word; ``language``: ``fr`` or ``en``."""
    with _stemming:
        return fold(_stemmers[language].stemWord(word))


def _accented(word: str) -> str:
    """Lower case, composed; a final -ee(s) typed without accent is read as -ée(s)."""
    word = unicodedata.normalize("NFC", word).lower()
    return re.sub(r"(?<=..)ee(s?)$", r"ée\1", word)


def _keep_final_e(word: str) -> str:
    """Folded, save for the é of -é, -ée: it parts "entrée", the feminine of "entré", from "entre"."""
    body, e, rest = re.fullmatch(r"(.*?)(?:(é)(e?s?))?", _accented(word), re.DOTALL).groups("")
    return fold(body) + e + rest


def singulars(word: str) -> set[str]:
    """What the folded ``word`` may be the plural of, itself included when it may be none."""
    if word in _INVARIABLE or len(word) < 4:
        return {word}
    found = {word}
    if word.endswith("aux") and not word.endswith(("eaux", "yaux")):
        found |= {word[:-2] + "l", word[:-1]}
    elif word.endswith(("aux", "eux", "oux")) or (word.endswith("s") and not word.endswith("ss")):
        found.add(word[:-1])
    return found


def _english_bases(word: str) -> set[str]:
    """Bases of a regular plural or verb form: ``studies`` → study, ``planned`` → plan, ``sharing`` → shar, share.

    Three letters are too few to tell a verb form from another word ("bled", "blé"): they take a plural only.
    """
    bases: set[str] = set()
    if word.endswith(("ies", "ied")):
        bases.add(word[:-3] + "y")
    if word.endswith("ves"):
        bases |= {word[:-3] + "f", word[:-3] + "fe"}
    if word.endswith("es") and word[:-2].endswith(_SIBILANT):
        bases.add(word[:-2])
    for ending in ("ing", "ed"):
        body = word.removesuffix(ending)
        if body != word:
            bases |= {base for base in (body, body + "e") if len(base) > 3}
            if body[-1:] == body[-2:-1] and len(body) > 4:
                bases.add(body[:-1])
    return {base for base in bases if len(base) > 2}


def _masculines(word: str) -> set[str]:
    found = {word[: -len(ending)] + end for ending, ends in _FEMININE if word.endswith(ending) for end in ends}
    found = {masculine for masculine in found if len(masculine) > 3}
    body = word.removesuffix("e")
    if body != word and (body in _SHORT_TAKES_E or _TAKES_E.fullmatch(body)):
        found.add(body)
    return found - STOP_WORDS


@lru_cache(maxsize=1 << 16)
def lemmas(word: str, languages: tuple[str, ...]) -> frozenset[str]:
    """Dictionary forms that ``word`` may be a plural or a feminine of; two words that share one are the same word."""
    folded = fold(word)
    found = singulars(folded)
    if folded in _INVARIABLE or folded in STOP_WORDS:
        return frozenset(found)
    if "en" in languages:
        found |= _english_bases(folded)
    if "fr" in languages:
        for shape in singulars(_keep_final_e(word)):
            found |= _masculines(shape) | ({shape} if shape.endswith("é") else set())
    found |= {IRREGULAR[form] for form in tuple(found) if form in IRREGULAR}
    return frozenset(found)


def apart(one: str, other: str) -> bool:
    """Whether two folded words that look like forms of one word are known to be two."""
    return any(frozenset((a, b)) in _APART for a in singulars(one) for b in singulars(other))


# Endings that the stemmer leaves alone or cuts too deep (dépasse, répondre); it knows -ez.
_UNSURE_ENDING = re.compile(r"(?:(?<=d)re|ons|ent|es?|ue?s?)$")


def verb_stems(word: str) -> frozenset[str]:
    """French stems of ``word`` as a verb form, accents heeded and not: without accents the stemmer sees less."""
    word = re.sub(r"ge(?=[ao])", "g", _accented(word))
    forms = {word, _UNSURE_ENDING.sub("ez", word)}
    stems = {stem(form, "fr") for form in forms} | {stem(fold(form), "fr") for form in forms}
    return frozenset(found.removesuffix("i") for found in stems)  # publi-er, publ-iez


def is_infinitive(folded: str) -> bool:
    return len(folded) > 4 and folded not in _NO_VERB and _INFINITIVE.fullmatch(folded) is not None


def conjugates(infinitive: str, form: str) -> bool:
    """Whether the folded ``form``, of the same stem, ends as a form of the folded ``infinitive`` can."""
    root, form = infinitive[:-2].replace("y", "i"), form.replace("y", "i")
    ending = form.removeprefix(root)
    if ending[:1] in ("l", "t") and root.endswith(ending[0]):  # appeler, appelle
        ending = ending[1:]
    return form.startswith(root) and ending in _VERB_ENDINGS[infinitive[-2:]]
