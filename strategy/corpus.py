"""Finding the words of a corpus in texts, and the words that a corpus lacks. Pure: no Django.

What matches: the same word in any case, with or without accents, in the plural or the feminine, and, for a French
infinitive, conjugated (regular verbs); an expression whatever spaces, hyphens or apostrophes stand between its words,
with or without its first article; a hashtag, word by word or as a whole. What does not: a part of a word, and what
stands in addresses of pages or people (``strategy.reading``). Words of one or two letters and acronyms take no ending.

Overlap: of matches that share a character, the longest is kept, then that of a word to avoid, then the one written
exactly, then the term given first. So a longer expression in use shields a word to avoid inside it. With
``nested=True`` only matches of one same term are rivals, for counts that want "conte" inside "heure du conte" too.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise, product, zip_longest
from typing import Literal, NamedTuple

from strategy.inflection import (
    IRREGULAR,
    LONGEST_WORD,
    STOP_WORDS,
    apart,
    conjugates,
    fold,
    is_infinitive,
    lemmas,
    singulars,
    verb_stems,
)
from strategy.reading import HYPHENS, Token, joins, read, words

__all__ = ["Check", "Match", "Matcher", "Term", "TopWord", "check", "key", "replace", "top_words", "words"]

_ARTICLES = frozenset(("le", "la", "les", "l", "un", "une", "des", "the", "a", "an"))
_LONGEST_TAG = 140
_HEAD = 3  # inflection leaves so many first letters alone


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of the corpus. ``say_instead`` goes with the stance ``avoid``; ``hashtag`` with or without its #."""

    id: int
    text: str
    variants: tuple[str, ...] = ()
    hashtag: str = ""
    stance: Literal["use", "avoid"] = "use"
    say_instead: str = ""


class Match(NamedTuple):
    """``text[start:end] == surface``; ``variant`` is what the corpus holds; ``how``: exact, inflected or hashtag."""

    term_id: int
    start: int
    end: int
    surface: str
    variant: str
    how: str


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the corpus. ``fixed``: takes no ending; ``shouted``: only in capitals (IT, SI: else a small word)."""

    written: str
    folded: str
    fixed: bool
    shouted: bool


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One way to write a term: its words and what stands between them ("" for the usual gaps)."""

    rank: int  # of the term in the corpus
    term: Term
    variant: str
    words: tuple[int, ...]
    gaps: tuple[str, ...]
    joined: str


@dataclass(slots=True)
class _Node:
    edges: dict[tuple[str, int], _Node] = field(default_factory=dict)
    ends: list[_Pattern] = field(default_factory=list)


def _word(surface: str) -> _Word:
    folded = fold(surface)
    acronym = surface.isupper() and 1 < len(surface) <= 6
    return _Word(
        written=surface.lower(),
        folded=folded,
        fixed=acronym or len(folded) < 3,
        shouted=acronym and folded in STOP_WORDS,
    )


def _verb_head(folded: str) -> str:
    return folded[:_HEAD].replace("y", "i")  # payer, paie


def _gap(text: str, before: Token, after: Token) -> str:
    """What stands between two words: "" where an expression may have it, else the signs themselves."""
    gap = text[before.right : after.left]
    return "" if joins(gap) else gap.strip() or gap


def _without_article(surfaces: Sequence[str]) -> bool:
    """Whether the first word is an article one may leave out: not in a short name (La Poste)."""
    return len(surfaces) > 1 and fold(surfaces[0]) in _ARTICLES and (len(surfaces) > 2 or not surfaces[1][:1].isupper())


def _spellings(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """Words and gaps of a term: as given, with its hyphens closed up (co-working, coworking), without its article."""
    tokens, _ = read(text)
    if not tokens:
        return
    if len(tokens) == 1 and len(tokens[0].surface) == 1 and tokens[0].surface != text.strip():
        return  # C++ would be found in every c
    hyphens = [text[before.right : after.left] in HYPHENS for before, after in pairwise(tokens)]
    choices = [(False, True) if hyphen and sum(hyphens) < 3 else (False,) for hyphen in hyphens]
    for closed in product(*choices):
        surfaces, gaps = [tokens[0].surface], []
        for (before, after), close in zip(pairwise(tokens), closed, strict=True):
            if close:
                surfaces[-1] += after.surface
            else:
                surfaces.append(after.surface)
                gaps.append(_gap(text, before, after))
        yield surfaces, gaps
        if _without_article(surfaces):
            yield surfaces[1:], gaps[1:]


class Matcher:
    """A corpus compiled once, to be asked about any number of texts; may be shared between threads.

    Time goes with the number of words of the text, hardly with that of the terms: a word form is looked up once and
    remembered, and only forms that can be of the corpus are followed further.
    """

    def __init__(self, terms: Iterable[Term], languages: Sequence[str] = ("fr", "en")):
        self.terms = tuple(terms)
        self._languages = tuple(languages)
        self._words: list[_Word] = []
        self._numbers: dict[_Word, int] = {}
        self._by_form: dict[str, list[int]] = defaultdict(list)
        self._by_lemma: dict[str, list[int]] = defaultdict(list)
        self._infinitives: dict[str, list[int]] = defaultdict(list)  # by their first letters
        self._root = _Node()
        self._by_head: dict[str, list[_Pattern]] = defaultdict(list)
        self._hashtags: dict[str, list[tuple[int, Term]]] = defaultdict(list)
        for rank, term in enumerate(self.terms):
            self._add(rank, term)
        self._heads = {lemma[:_HEAD] for lemma in self._by_lemma}
        self._numbers_of = lru_cache(maxsize=1 << 16)(self._look_up)
        self._patterns_of = lru_cache(maxsize=1 << 12)(self._spelt_by)

    # compiling

    def _add(self, rank: int, term: Term) -> None:
        for variant in dict.fromkeys((term.text, *term.variants)):
            for surfaces, gaps in _spellings(variant):
                numbers = tuple(self._number(_word(surface)) for surface in surfaces)
                joined = "".join(self._words[number].folded for number in numbers)
                self._insert(_Pattern(rank, term, variant, numbers, ("", *gaps), joined))
        if tag := fold(term.hashtag.strip().lstrip("#＃")).replace("_", ""):
            self._hashtags[tag].append((rank, term))

    def _insert(self, pattern: _Pattern) -> None:
        node = self._root
        for edge in zip(pattern.gaps, pattern.words, strict=True):
            node = node.edges.setdefault(edge, _Node())
        node.ends.append(pattern)
        if len(pattern.words) > 1:
            self._by_head[pattern.joined[:2]].append(pattern)

    def _number(self, word: _Word) -> int:
        if (number := self._numbers.get(word)) is not None:
            return number
        number = self._numbers[word] = len(self._words)
        self._words.append(word)
        self._by_form[word.folded].append(number)
        if not word.fixed:
            for lemma in lemmas(word.written, self._languages):
                self._by_lemma[lemma].append(number)
            if "fr" in self._languages and is_infinitive(word.folded):
                self._infinitives[_verb_head(word.folded)].append(number)
        return number

    # one word form

    def _look_up(self, surface: str) -> tuple[int, ...]:
        """Numbers of the words of the corpus that ``surface`` is a form of."""
        if len(surface) > LONGEST_WORD:
            return ()
        folded = fold(surface)
        found = {
            number for number in self._by_form.get(folded, ()) if not self._words[number].shouted or surface.isupper()
        }
        if folded[:_HEAD] in self._heads or folded in IRREGULAR:
            found |= {n for lemma in lemmas(surface.lower(), self._languages) for n in self._by_lemma.get(lemma, ())}
        # The stems last: they cost a hundred times the rest.
        found |= {
            number
            for number in self._infinitives.get(_verb_head(folded), ())
            if conjugates(self._words[number].folded, folded)
            and verb_stems(self._words[number].written) & verb_stems(surface)
        }
        return tuple(sorted(number for number in found if not apart(self._words[number].folded, folded)))

    # one hashtag

    def _spelt_by(self, tag: str) -> list[tuple[_Pattern, int]]:
        """Patterns that a hashtag without its # spells as a whole, a year after it apart, and the length they take."""
        found = []
        for written in dict.fromkeys((tag, tag.rstrip("0123456789"))):
            letters = written.replace("_", "")
            if 0 < len(letters) <= _LONGEST_TAG:
                found += [(pattern, len(written)) for pattern in self._spelt(letters)]
        return found

    def _spelt(self, letters: str) -> Iterator[_Pattern]:
        folded = fold(letters)
        for rank, term in self._hashtags.get(folded, ()):
            yield _Pattern(rank, term, term.hashtag, (), (), folded)
        for number in self._numbers_of(letters):
            if node := self._root.edges.get(("", number)):
                yield from node.ends
        for pattern in self._by_head.get(folded[:2], ()):
            if self._spells(folded, pattern.words):
                yield pattern

    def _spells(self, letters: str, numbers: tuple[int, ...]) -> bool:
        """Whether ``letters`` is the words one after the other, each in any of its forms."""
        if not numbers:
            return not letters
        size = len(self._words[numbers[0]].folded)
        return any(
            numbers[0] in self._numbers_of(letters[:length]) and self._spells(letters[length:], numbers[1:])
            for length in range(max(1, size - 4), min(size + 4, len(letters)) + 1)
        )

    # one text

    def _steps(self, text: str, tokens: list[Token]) -> list[list[tuple[int, tuple[int, ...]]]]:
        """For each token, the words of the corpus that begin there: (index of the token after, their numbers)."""
        steps = []
        for token, follower in zip_longest(tokens, tokens[1:]):
            numbers = self._numbers_of(token.surface)
            here = [(len(steps) + 1, numbers)] if numbers else []
            if follower and text[token.right : follower.left] in HYPHENS:
                numbers = self._numbers_of(token.surface + follower.surface)
                here += [(len(steps) + 2, numbers)] if numbers else []
            steps.append(here)
        return steps

    def _walk(self, text, tokens, steps, node: _Node, gap: str, at: int) -> Iterator[tuple[_Pattern, int]]:
        """Patterns that go on from ``node`` with the token ``at``, and the index of the token after each."""
        for after, numbers in steps[at]:
            for number in numbers:
                if (found := node.edges.get((gap, number))) is None:
                    continue
                for pattern in found.ends:
                    yield pattern, after
                if found.edges and after < len(tokens):
                    between = _gap(text, tokens[after - 1], tokens[after])
                    yield from self._walk(text, tokens, steps, found, between, after)

    def _how(self, pattern: _Pattern, used: Sequence[Token]) -> str:
        if used[0].tag and used[0].tag == used[-1].tag:
            return "hashtag"
        return "exact" if "".join(fold(token.surface) for token in used) == pattern.joined else "inflected"

    def _candidates(self, text: str) -> Iterator[tuple[_Pattern, Match]]:
        tokens, tags = read(text)
        steps = self._steps(text, tokens)
        for index, here in enumerate(steps):
            for pattern, after in self._walk(text, tokens, steps, self._root, "", index) if here else ():
                used = tokens[index:after]
                start, end = used[0].start, used[-1].end
                how = self._how(pattern, used)
                yield pattern, Match(pattern.term.id, start, end, text[start:end], pattern.variant, how)
        for start, end in tags:
            for pattern, length in self._patterns_of(text[start + 1 : end]):
                stop = start + 1 + length
                yield pattern, Match(pattern.term.id, start, stop, text[start:stop], pattern.variant, "hashtag")

    def find(self, text: str, *, nested: bool = False) -> list[Match]:
        """Matches in order of appearance, no two of them sharing a character; if ``nested``, no two of one term."""
        found: list[Match] = []
        taken: dict[int | None, bytearray] = defaultdict(lambda: bytearray(len(text)))
        for _, match in sorted(self._candidates(text), key=_preference):
            rivals = taken[match.term_id if nested else None]
            if rivals.find(1, match.start, match.end) < 0:
                rivals[match.start : match.end] = b"\1" * (match.end - match.start)
                found.append(match)
        return sorted(found, key=lambda match: (match.start, -match.end, match.term_id))


def _preference(candidate: tuple[_Pattern, Match]) -> tuple:
    pattern, match = candidate
    avoided_first, exact_first = pattern.term.stance != "avoid", match.how == "inflected"
    return match.start - match.end, avoided_first, exact_first, pattern.rank, match.start


_SIGNS = re.compile(r"[+#&@%€$]+")


_SINGULAR_ENDINGS = (("ie", "y"), ("sse", "ss"), ("che", "ch"), ("she", "sh"), ("xe", "x"), ("ze", "z"))


def _shorter(folded: str) -> str:
    if (singular := min(singulars(folded), key=lambda form: (len(form), not form.endswith("l")))) != folded:
        return singular
    for ending, end in _SINGULAR_ENDINGS:
        if folded.endswith(ending):
            return folded.removesuffix(ending) + end
    return folded


def _singular(folded: str) -> str:
    """One form for singular and plural, of both languages: ``libraries`` as ``library``, ``bougies`` as ``bougie``."""
    while len(folded) > _HEAD and (shorter := _shorter(folded)) != folded:
        folded = shorter
    return folded


def key(text: str) -> str:
    """What two entries of a corpus have in common when they are one: ``Médiathèques`` and ``mediatheque``.

    Accents, case, number, punctuation and the article of an expression are set aside; gender, verb forms and signs as
    in ``C++`` are not: "animation" and "animateur" share a stem and are two entries, so are "La Poste" and "poste".
    """
    tokens, _ = read(text)
    if not tokens:
        return " ".join(text.casefold().split())
    while len(tokens) > 2 and fold(tokens[0].surface) in _ARTICLES:
        tokens = tokens[1:]
    parts = []
    position = tokens[0].left
    for token in tokens:
        parts += _SIGNS.findall(text[position : token.left])
        parts.append(_singular(fold(token.surface)))
        position = token.right
    return " ".join((*parts, *_SIGNS.findall(text[position:])))


@dataclass(frozen=True, slots=True)
class Check:
    """What an editor shows beside a text. ``avoided`` goes with what to say instead; ``seo_missing`` are term ids."""

    used: tuple[Match, ...]
    avoided: tuple[tuple[Match, str], ...]
    seo_missing: tuple[int, ...]


def check(text: str, matcher: Matcher, seo: Collection[int] = ()) -> Check:
    """Terms used and avoided in ``text``; ``seo``: ids of the terms that search engines should find in it."""
    terms = {term.id: term for term in matcher.terms}
    found = matcher.find(text)
    present = {match.term_id for match in matcher.find(text, nested=True)}
    return Check(
        used=tuple(match for match in found if terms[match.term_id].stance == "use"),
        avoided=tuple(
            (match, terms[match.term_id].say_instead) for match in found if terms[match.term_id].stance == "avoid"
        ),
        seo_missing=tuple(term for term in seo if term not in present),
    )


def _hashtag(phrase: str) -> str:
    parts = [token.surface for token in read(phrase)[0]]
    return "".join(part[:1].upper() + part[1:] for part in parts)


def _cased_like(surface: str, phrase: str) -> str:
    letters = [char for char in surface if char.isalpha()]
    if len(letters) > 1 and surface.isupper():
        return phrase.upper()
    if letters and letters[0].isupper():
        return phrase[:1].upper() + phrase[1:]
    return phrase


def replace(text: str, match: Match, say_instead: str) -> str:
    """``text`` with ``say_instead`` in place of ``match``, in its case; inside a hashtag, as a part of a hashtag.

    ValueError when the text is no longer the one in which the match was found.
    """
    if text[match.start : match.end] != match.surface:
        raise ValueError("the text has changed since")
    if match.how == "hashtag":
        new = ("#" if match.surface[0] in "#＃" else "") + _hashtag(say_instead)
    else:
        new = _cased_like(match.surface, say_instead)
    return text[: match.start] + new + text[match.end :]


class TopWord(NamedTuple):
    """A frequent word or expression: its key, how it is mostly written, how often, in how many texts."""

    key: str
    surface: str
    count: int
    texts: int


def _is_content(folded: str) -> bool:
    return len(folded) > 2 and folded not in STOP_WORDS and not folded.isdigit()


def _runs(text: str, exclude: Matcher | None) -> Iterator[list[Token]]:
    """Words of ``text`` that stand together and that no match of ``exclude`` covers."""
    covered = bytearray(len(text))
    for match in exclude.find(text) if exclude else ():
        covered[match.start : match.end] = b"\1" * (match.end - match.start)
    run: list[Token] = []
    for token in read(text)[0]:
        hidden = covered.find(1, token.start, token.end) >= 0
        if run and (hidden or not joins(text[run[-1].right : token.left])):
            yield run
            run = []
        if not hidden:
            run.append(token)
    if run:
        yield run


class _Tally:
    """Counts of keys, with their written forms and the texts they are in."""

    def __init__(self):
        self.count: Counter[str] = Counter()
        self.texts: Counter[str] = Counter()
        self.surfaces: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, found: Iterable[tuple[str, str]]) -> None:
        """The (key, surface) pairs of one text."""
        seen = set()
        for name, surface in found:
            self.count[name] += 1
            self.surfaces[name][surface] += 1
            seen.add(name)
        self.texts.update(seen)

    def top(self, name: str) -> TopWord:
        surface = min(self.surfaces[name].items(), key=lambda item: (-item[1], item[0].isascii(), item[0]))[0]
        return TopWord(name, surface, self.count[name], self.texts[name])


def _singles(text: str, exclude: Matcher | None) -> Iterator[tuple[str, str]]:
    for run in _runs(text, exclude):
        for token in run:
            folded = fold(token.surface)
            if _is_content(folded) and len(folded) <= LONGEST_WORD:
                yield _singular(folded), token.surface.lower()


def _expressions(text: str, exclude: Matcher | None, frequent: Collection[str]) -> Iterator[tuple[str, str]]:
    """Two or three words of which the first and the last are frequent; a small word may stand between them."""
    for run in _runs(text, exclude):
        names = [_singular(fold(token.surface)) for token in run]
        for start, end in ((start, start + size) for size in (2, 3) for start in range(len(run) - size + 1)):
            if names[start] in frequent and names[end - 1] in frequent:
                yield " ".join(names[start:end]), text[run[start].start : run[end - 1].end].lower()


def top_words(
    texts: Collection[str], exclude: Matcher | None = None, *, limit: int = 50, least: int = 2
) -> list[TopWord]:
    """Most frequent words and expressions of two or three words of ``texts``, small words and ``exclude`` set aside.

    ``texts`` is gone through twice. A word that is mostly said within one expression of the list (four times in five)
    gives way to it.
    """
    singles, expressions = _Tally(), _Tally()
    for text in texts:
        singles.add(_singles(text, exclude))
    frequent = {name for name, count in singles.count.items() if count >= least}
    for text in texts:
        expressions.add(_expressions(text, exclude, frequent))
    found = [singles.top(name) for name in frequent]
    found += [expressions.top(name) for name, count in expressions.count.items() if count >= least]
    inside: Counter[str] = Counter()
    for word in found:
        parts = word.key.split(" ")
        for part in {" ".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)} - {
            word.key
        }:
            inside[part] = max(inside[part], word.count)
    kept = [word for word in found if inside[word.key] < 0.8 * word.count]
    return sorted(kept, key=lambda word: (-word.count, -word.texts, word.key))[:limit]
