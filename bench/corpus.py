"""CORPUS: words of posts matched against 500 terms, in one thread; beside it, one pass of a plain ``\\w+`` over them.

The words follow the law of real texts: few are frequent, every post brings some never seen. "New" is the first time
that a process meets them, "known" the next ones.
"""

import itertools
import random
import re

from bench.clock import ROUNDS, Result, medians
from strategy import inflection, reading
from strategy.corpus import Matcher, Term

TERMS, WORDS, VOCABULARY = 500, 200_000, 20_000
LEAST_WORDS_PER_SECOND = 50_000
GOALS = {"known": 25, "new": 75}  # at most so many times the plain pass
SYLLABLES = (
    "ba bi bou cha co cré da dé di é fa fê gra ja jeu la lé li ma mé mi mu na no nu pa pé plan po ra ré ri ro sa"
)
ENDINGS = "ment tion teur trice té que l le er ée s ve ge nt x"
SMALL = "le la les de des du à en et pour avec sur une un dans vous nous ce qui"


def measure() -> list[Result]:
    chance = random.Random(1)
    vocabulary = _vocabulary(chance)
    matcher = Matcher(_terms(chance, vocabulary))
    text = _posts(chance, vocabulary)
    plain = re.compile(r"\w+")
    words = len(plain.findall("\n".join(text)))

    def new():
        for cache in (inflection.fold, inflection.stem, inflection.lemmas, reading.camel):
            cache.cache_clear()
        fresh = Matcher(matcher.terms)
        for post in text:
            fresh.find(post)

    def known():
        for post in text:
            matcher.find(post)

    def limit():
        for post in text:
            plain.findall(post)

    *ours, least = medians(new, known, limit, rounds=ROUNDS)
    found = []
    for state, seconds in zip(("new", "known"), ours, strict=True):
        rate = f"{words / seconds:,.0f} words/s"
        found += [
            Result("CORPUS", "none", rf"{TERMS} terms, {state} words, {rate} / \w+", seconds, least, GOALS[state]),
            Result(
                "CORPUS",
                "none",
                f"{TERMS} terms, {state} words, {rate} / {LEAST_WORDS_PER_SECOND:,}",
                seconds,
                words / LEAST_WORDS_PER_SECOND,
                1,
            ),
        ]
    return found


def _vocabulary(chance: random.Random) -> list[str]:
    syllables, endings = SYLLABLES.split(), ENDINGS.split()
    made = (
        "".join(chance.choices(syllables, k=chance.choice((1, 2, 2, 3)))) + chance.choice(endings)
        for _ in itertools.count()
    )
    return list(itertools.islice(dict.fromkeys(itertools.islice(made, 5 * VOCABULARY)), VOCABULARY))


def _terms(chance: random.Random, vocabulary: list[str]) -> list[Term]:
    """Half single words, half expressions of two or three, one in ten to avoid."""
    texts = []
    for number in range(TERMS):
        first, second = chance.sample(vocabulary[:5000], 2)
        texts.append((first, f"{first} {second}", first, f"{first} de {second}")[number % 4])
    return [
        Term(number, text, stance="avoid" if number % 10 == 0 else "use", say_instead="autrement")
        for number, text in enumerate(texts)
    ]


def _posts(chance: random.Random, vocabulary: list[str]) -> list[str]:
    """Posts of forty words: one in three is a small word, the n-th of the others is as frequent as 1/n."""
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))
    words = chance.choices(vocabulary, cum_weights=weights, k=WORDS)
    small = SMALL.split()
    for index in range(0, WORDS, 3):
        words[index] = chance.choice(small)
    return [
        f"{' '.join(words[start : start + 38]).capitalize()}. #{words[start + 38].capitalize()} https://exemple.fr/{start}"
        for start in range(0, WORDS - 39, 39)
    ]
