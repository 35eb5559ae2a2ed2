"""What an app says of the files it can take: one ``ImportKind`` each, registered when the app is ready.

The pipeline (``imports.jobs``) is the same for all: the kind's child module reads the file into a staged folder, away
from the database and under limits; then the kind plans (what is new, what remains to be asked), applies and undoes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

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

    ``options(record)`` is what the child needs to know, ready for JSON. Its output lies in
    ``imports.storage.staged(record)`` for the functions below, which read the database and leave it as it is until
    told otherwise:

    - ``plan(record)``: what applying would do, to be merged into ``record.summary``: ``new``, ``changed``,
      ``unchanged``, and the ``questions`` that the kind itself has;
    - ``apply(record, run)``: the long part of applying, with progress; the function it returns does the writing, in
      one short transaction that the caller opens, and returns the true counts;
    - ``undo(record, run)``: the same, for putting back what was there;
    - ``can_undo(record)``: a sentence that says why not, "" when it is possible; cheap enough for a page;
    - ``result_url(record)``: where to look at what was brought in;
    - ``choices(record, question)``: the answers to a question of the kind's own, and ``create_url`` where to make the
      one that is missing ("" when nobody can);
    - ``label_of(what, code)``: the name of a format, level, metric, network or locale in the reader's language;
    - ``mapping_repeats``: what several columns of a table may be at once;
    - ``mapping_settings``: what is asked of a table besides its columns ("level", "network", "decimal"), and whether it
      must be answered; ``mapping_problem(columns, settings)``: why what was said of a table does not do, or "".

    ``title`` and ``help`` stand on the place where files are dropped, ``result_label`` and ``result_icon`` on the way
    to ``result_url``; ``templates`` show the counts and the preview; ``wording`` holds the kind's own sentences by
    table of ``imports.sentences`` ("errors", "notes", "refusals", "questions") and code, before the common ones.
    """

    code: str
    label: str
    permission: Permission
    child_module: str
    options: Callable[[Import], dict[str, Any]]
    plan: Callable[[Import], Summary]
    apply: Callable[[Import, Run], Callable[[], Summary]]
    undo: Callable[[Import, Run], Callable[[], None]]
    can_undo: Callable[[Import], str]
    result_url: Callable[[Import], str]
    mapping_targets: Callable[[], Sequence[Target]]
    label_of: Callable[[str, str], str]
    choices: Callable[[Import, dict[str, Any]], Sequence[Choice]] = lambda record, question: ()
    create_url: Callable[[Import, dict[str, Any]], str] = lambda record, question: ""
    mapping_settings: Mapping[str, bool] = field(default_factory=dict)
    mapping_repeats: Collection[str] = frozenset()
    mapping_problem: Callable[[list[str], dict[str, str]], str] = lambda columns, settings: ""
    title: str = _("Drop your files here, or choose them")
    help: str = ""
    result_label: str = _("See the result")
    result_icon: str = "arrow-right"
    templates: Mapping[str, str] = field(default_factory=dict)
    wording: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


_KINDS: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> ImportKind:
    """Make a kind known. Registering the same code twice is a mistake, unless it is the same kind."""
    if _KINDS.setdefault(kind.code, kind) is not kind:
        raise ValueError(f"An import kind is already called {kind.code!r}.")
    return kind


def get(code: str) -> ImportKind:
    return _KINDS[code]


def find(code: str) -> ImportKind | None:
    """The kind of that code; the first one for "", None for an unknown one."""
    return _KINDS.get(code) if code else kinds()[0]


def kinds() -> list[ImportKind]:
    return list(_KINDS.values())
