"""What an app says of the files it can take: one ``ImportKind`` each, registered when the app is ready.

The pipeline (``imports.jobs``) is the same for all: the kind's child module reads the file into a staged folder, away
from the database and under limits; then the kind plans (what is new, what remains to be asked), applies and undoes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workspaces.permissions import Permission

if TYPE_CHECKING:
    from imports.models import Import
    from jobs.registry import Run

Summary = dict[str, Any]


@dataclass(frozen=True)
class Target:
    """What a column of an unknown file may be said to be. ``group`` gathers targets in the list to choose from."""

    code: str
    label: str
    group: str = ""


@dataclass(frozen=True)
class Choice:
    """One answer to a question of the kind's own, such as a channel."""

    value: str
    label: str


@dataclass(frozen=True)
class ImportKind:
    """What can be brought in, and the functions that do it.

    ``options(record)`` is what the child needs to know, ready for JSON; ``plan(record, staged)`` reads the staged
    folder and returns the summary shown before anything is written; ``apply(run, record, staged)`` writes all of it
    or nothing, calls ``done(summary)`` inside its last transaction, and may run twice; ``undo(run, record, done)``
    puts back what was there. ``why_not_undo(record)`` is a sentence, "" when undo is possible.
    ``result_url(record)`` is where to look at what was brought in.
    ``choices(record, question)`` lists the answers to a question whose options the child cannot know, and
    ``create_url(record, question)`` is where to make the missing one ("" when there is none to make).
    ``label_of(what, code)`` names a format, a level, a metric, a network or a locale in the reader's language.
    """

    code: str
    label: str
    permission: Permission
    child_module: str
    options: Callable[[Import], dict[str, Any]]
    plan: Callable[[Import, Path], Summary]
    apply: Callable[[Run, Import, Path, Callable[[Summary], None]], None]
    undo: Callable[[Run, Import, Callable[[], None]], None]
    why_not_undo: Callable[[Import], str]
    result_url: Callable[[Import], str]
    mapping_targets: Callable[[], Sequence[Target]]
    label_of: Callable[[str, str], str]
    choices: Callable[[Import, dict[str, Any]], Sequence[Choice]] = lambda record, question: ()
    create_url: Callable[[Import, dict[str, Any]], str] = lambda record, question: ""
    preview_template: str = "imports/_preview.html"


_KINDS: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> ImportKind:
    """Make a kind known. Registering the same code twice is a mistake, unless it is the same kind."""
    if _KINDS.setdefault(kind.code, kind) is not kind:
        raise ValueError(f"An import kind is already called {kind.code!r}.")
    return kind


def get(code: str) -> ImportKind:
    return _KINDS[code]


def kinds() -> list[ImportKind]:
    return list(_KINDS.values())
