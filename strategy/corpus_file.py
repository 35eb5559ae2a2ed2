"""The corpus as rows of a file, which ``strategy.corpus_child`` reads back as they are."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from strategy.corpus_child import NO, OWN, YES
from strategy.corpus_io import SEPARATOR
from strategy.models import CorpusTerm


def rows_of(terms: QuerySet[CorpusTerm]) -> Iterator[list[Any]]:
    """Header and rows, in the reader's language."""
    yield header()
    for term in terms.iterator(chunk_size=500):
        yield row_of(term)


def header() -> list[str]:
    return [names[_language()] for names in OWN.values()]


def row_of(term: CorpusTerm) -> list[Any]:
    return [
        term.text,
        term.get_facet_display(),
        term.get_stance_display(),
        term.say_instead,
        f" {SEPARATOR} ".join(term.variants),
        term.hashtag,
        (YES if term.seo else NO)[_language()],
        term.page,
        term.quote,
        term.note,
    ]


def _language() -> str:
    return translation.get_language()[:2]
