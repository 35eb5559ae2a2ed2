"""Export formats: which one a table is of, and the figures of a file, whatever its format.

Adding a format: one module with a ``Format``, its headers in ``aliases``, one line in ``FORMATS``, its tests.
Pure: no Django. Codes only; sentences are made where they are shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from imports.tables import Note, Table, Unreadable
from kpis.catalogue import METRICS
from kpis.formats import mapped, meta_daily, meta_facebook_posts, meta_instagram_posts, x_overview, x_posts
from kpis.formats.base import Format, Recognition
from kpis.formats.engine import Engine
from kpis.formats.figures import Batch, Figures, Post, Question, Section
from kpis.formats.mapped import Mapping, guess_mapping, header_signature

__all__ = [
    "FORMATS",
    "Batch",
    "Figures",
    "Format",
    "Mapping",
    "Post",
    "Question",
    "Recognition",
    "Section",
    "guess_mapping",
    "header_signature",
    "parse",
    "recognise",
]

FORMATS: tuple[Format, ...] = (
    x_posts.FORMAT,
    x_overview.FORMAT,
    meta_facebook_posts.FORMAT,
    meta_facebook_posts.CLASSIC_FORMAT,
    meta_instagram_posts.FORMAT,
    meta_daily.FORMAT,
)


def recognise(table: Table) -> Recognition | None:
    """The format of a table, by its set of headers; None for one that a person must map."""
    found = [recognition for candidate in FORMATS if (recognition := candidate.recognise(table))]
    return max(found, key=lambda r: (r.weight, len(r.columns) + len(r.metrics)), default=None)


def parse(
    tables: Iterable[Table], *, timezone: str, answers: dict[str, Any] | None = None, today: dt.date | None = None
) -> Figures:
    """The figures of the tables of one import.

    ``timezone`` (IANA name) is that of times without one, and of the days posts are counted in. ``answers`` holds what
    a person replied to the questions of an earlier parse, by code then by ``Question.about``: ``date_order``,
    ``mapping``, ``network``, ``metric``, ``decimal``; and ``period`` ({"from", "to"}) for dates without a year.
    ``today``, when the file came in, dates those that nothing else does, and rules out days yet to come.
    Raises ``Unreadable`` with ``no_table``, ``header_only``, ``only_audience``, ``two_formats``, ``no_dates`` or
    ``no_numbers``.
    """
    answers = answers or {}
    engine = Engine(timezone, answers, today, _format_of)
    read = [(table, _recognise_with(table, answers)) for table in tables]
    if not read:
        raise Unreadable("no_table")
    _refuse_two_formats(read)
    known = [(table, found) for table, found in read if found and not found.skip]
    for table, found in read:
        engine.figures.notes.extend(note for note in table.notes if note not in engine.figures.notes)
        if found is None:
            _pass_over(engine.figures, table, [other for other, _ in known])
        elif found.skip:
            name = found.title or table.sheet
            engine.figures.notes.append(Note(f"{found.skip}_skipped", {"title": name, "sheet": name}))
        elif table.rows:
            _add(engine, table, found, answers)
    _refuse_nothing(engine.figures, read, known)
    return engine.figures


def _recognise_with(table: Table, answers: dict[str, Any]) -> Recognition | None:
    mapping = answers.get("mapping", {}).get(header_signature(table))
    if mapping == "ignore":
        return Recognition(mapped.FORMAT, "", "", mapped.FORMAT.level, title=table.sheet, skip="table")
    return (mapped.recognition(table, mapping) if mapping else None) or recognise(table)


def _format_of(header: Sequence[str]) -> str:
    """The code of the format whose header this row of cells is, "" when it is none."""
    found = recognise(Table(file="", sheet="", title="", header=list(header), rows=[], row_numbers=[]))
    return found.format.code if found else ""


def _refuse_two_formats(read: list[tuple[Table, Recognition | None]]) -> None:
    """Tables of one file belong together; files of several formats may come in one archive."""
    codes: dict[str, set[str]] = {}
    for table, found in read:
        if found and not found.skip and table.rows:
            codes.setdefault(table.file, set()).add(found.format.code)
    for file, formats in codes.items():
        if len(formats) > 1:
            raise Unreadable("two_formats", file=file, formats=sorted(formats))


def _add(engine: Engine, table: Table, found: Recognition, answers: dict[str, Any]) -> None:
    figures = engine.figures
    found = _completed(figures, table, found, answers)
    if found.format.code not in figures.formats:
        figures.formats.append(found.format.code)
    figures.locale = figures.locale or found.locale
    if found.metrics and all(code in METRICS for _, code in found.metrics):
        engine.add(table, found, header_signature(table))


def _completed(figures: Figures, table: Table, found: Recognition, answers: dict[str, Any]) -> Recognition:
    """Fill in what the file does not say from the answers, or ask for it."""
    (column, metric), *_ = found.metrics or ((0, "-"),)
    if not metric:
        metric = _answer(answers, "metric", found.origin)
        found = replace(found, metrics=((column, metric),))
        if not metric:
            figures.questions.append(Question("metric", found.origin, params={"title": found.title}))
    if not found.network:
        network = _answer(answers, "network", found.origin)
        found = replace(found, network=network)
        if not network:
            suggested = meta_daily.network_in_file_name(table.file)
            index = figures.network_index("", found.origin)
            question = Question("network", found.origin, (), suggested, {"title": found.title, "index": index})
            if not any((known.code, known.about) == ("network", found.origin) for known in figures.questions):
                figures.questions.append(question)
    return found


def _answer(answers: dict[str, Any], code: str, about: str) -> str:
    """The answer to a question; a text alone answers it for the whole file."""
    given = answers.get(code) or ""
    return given if isinstance(given, str) else given.get(about, "")


def _pass_over(figures: Figures, table: Table, known: list[Table]) -> None:
    """Ask how to read an unknown table, or leave it where its file is known by its other tables."""
    if any(other.file == table.file for other in known):
        figures.notes.append(Note("table_skipped", {"sheet": _name(table)}))
        return
    guess = guess_mapping(table)
    if any((asked.code, asked.about) == ("mapping", guess.signature) for asked in figures.questions):
        return
    if table.rows and guess.has_dates and guess.has_numbers:
        figures.questions.append(
            Question("mapping", guess.signature, params={"sheet": table.sheet, "file": table.file, **guess.as_json()})
        )
    else:
        figures.notes.append(Note("table_skipped", {"sheet": _name(table)}))


def _name(table: Table) -> str:
    """What to call a table: its sheet, its title, else its first columns."""
    return table.sheet or table.title or ", ".join(filter(None, table.header[:3]))


def _refuse_nothing(figures: Figures, read, known: list[tuple[Table, Recognition]]) -> None:
    """Say why a file brings nothing, when there is nothing to ask either."""
    if figures.rows or figures.refused or figures.questions:
        return
    if known or not any(table.rows for table, _ in read):
        raise Unreadable("header_only", format=known[0][1].format.code if known else "")
    if any(found for _, found in read):
        raise Unreadable("only_audience")
    guesses = [guess_mapping(table) for table, _ in read if table.rows]
    raise Unreadable("no_numbers" if any(guess.has_dates for guess in guesses) else "no_dates")
