"""The import kind "terms": what its child is told, what a file would change, applying, undoing, and the words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cmtool.lib.formulas import RISKY
from imports import storage
from imports.models import Import
from imports.registry import Choice, ImportKind, Summary, Target
from jobs.registry import Run
from strategy import corpus_io, corpus_words
from strategy.actions import corpus as actions
from strategy.corpus_child import STAGED
from strategy.corpus_io import Comparison, Draft
from strategy.models import CorpusBatch, CorpusTerm
from strategy.people_file import words
from workspaces import audit
from workspaces.permissions import Permission

FORMATS = {
    "terms": gettext_lazy("Corpus exported by cmtool"),
    "mapped": gettext_lazy("Table with named columns"),
}
WORDING = {
    "errors": {
        "header_only": gettext_lazy("This file has column names but no term below them."),
        "unsupported": gettext_lazy(
            "Files of this type (%(kind)s) cannot be imported. Save the list as CSV or Excel (.xlsx), then drop that"
            " file here."
        ),
        "no_table": gettext_lazy("No table was found in this file. Save the list as CSV or Excel, then drop it here."),
        "not_a_table": gettext_lazy(
            "No table was found in this file: it holds running text or a web page. Save the list as CSV or Excel, then"
            " drop that file here."
        ),
    },
    "refusals": {
        "empty": gettext_lazy("has no term"),
        "too_long": gettext_lazy("is too long: %(limit)s characters at most"),
        "line_break": gettext_lazy("holds a line break"),
        "unwritable": gettext_lazy("holds a character that cannot be kept"),
        "no_replacement": gettext_lazy("is to be avoided and does not tell what to say instead"),
        "replaces_itself": gettext_lazy("says the very term to avoid"),
        "bar_in_variant": gettext_lazy("holds the sign “|” inside a variant"),
        "too_many_variants": gettext_lazy("has more than %(limit)s variants"),
        "not_a_hashtag": gettext_lazy("is not a hashtag"),
        "not_an_address": gettext_lazy("is not a web address"),
        "unknown_facet": gettext_lazy("is not a facet known here"),
        "unknown_stance": gettext_lazy("says neither to use nor to avoid"),
        "not_yes_or_no": gettext_lazy("is neither yes nor no"),
        "term_twice": gettext_lazy("is a term that row %(row)s has too, and says otherwise"),
    },
}


def options(record: Import) -> dict[str, Any]:
    return {"facets": words(CorpusTerm.Facet), "stances": words(CorpusTerm.Stance), "risky": RISKY.pattern}


def compare(record: Import) -> Comparison:
    """The staged rows beside the terms that are there now. Writes nothing."""
    rows = json.loads((storage.staged(record) / STAGED).read_text(encoding="utf-8"))
    drafts = [Draft(**{**row, **({"variants": tuple(row["variants"])} if "variants" in row else {})}) for row in rows]
    found = corpus_io.compare(drafts, actions.stored(draft.key for draft in drafts))
    facet = record.answers.get("facet", {}).get("")
    found.new = [replace(draft, facet=draft.facet or facet) for draft in found.new]
    return found


def plan(record: Import) -> Summary:
    """The counts, and the facet of new terms where neither the file nor a person has said it."""
    if record.summary["questions"]:
        return {"questions": []}
    found = compare(record)
    unsaid = any(draft.facet is None for draft in found.new)
    question = {"code": "facet", "about": "", "options": [], "suggested": "", "params": {}}
    return {"questions": [question] if unsaid else [], **_counts(found)}


def _counts(found: Comparison) -> Summary:
    return {"new": len(found.new), "changed": len(found.changed), "unchanged": len(found.unchanged)}


def apply(record: Import, run: Run) -> Callable[[], Summary]:
    run.progress(0, 2, gettext_noop("Comparing with what is already here"))

    def write() -> Summary:
        # Compared inside the transaction: what is written is what differs at that moment.
        actions.hold(record.workspace)
        found = compare(record)
        run.progress(1, 2, gettext_noop("Writing the terms"))
        actions.write(
            workspace=record.workspace,
            kind=CorpusBatch.Kind.IMPORT,
            new=found.new,
            changed=found.changed,
            by=record.created_by,
            record=record,
        )
        audit.record(record.workspace, "term.imported", by=record.created_by, **_counts(found))
        run.progress(2, 2, gettext_noop("Terms imported"))
        return _counts(found)

    return write


def undo(record: Import, run: Run) -> Callable[[], None]:
    run.progress(0, 1, gettext_noop("Putting back what was there before"))

    def write() -> None:
        if batch := CorpusBatch.objects.filter(import_record=record).first():
            actions.put_back(batch=batch, by=record.created_by)
        run.progress(1, 1, gettext_noop("Import undone"))

    return write


# -- words


def label_of(what: str, code: str) -> str:
    return str({"format": FORMATS}.get(what, {}).get(code, code))


def mapping_targets() -> list[Target]:
    fields = [Target(name, corpus_words.field(name)) for name in CorpusTerm.SAID]
    return [*fields, Target("ignore", _("Leave out"))]


def mapping_problem(columns: list[str], settings: dict[str, str]) -> str:
    """Why the columns named do not do, "" when they do."""
    return "" if "text" in columns else _("Say which column holds the term.")


def choices(record: Import, question: dict[str, Any]) -> list[Choice]:
    if question["code"] == "facet":
        return [Choice(code, str(label)) for code, label in CorpusTerm.Facet.choices]
    return []


KIND = ImportKind(
    code="terms",
    label=gettext_lazy("Corpus"),
    permission=Permission.IMPORT,
    child_module="strategy.corpus_child",
    options=options,
    plan=plan,
    apply=apply,
    undo=undo,
    can_undo=lambda record: "",
    result_url=lambda record: reverse("strategy:corpus", args=[record.workspace.slug]),
    mapping_targets=mapping_targets,
    label_of=label_of,
    choices=choices,
    title=gettext_lazy("Drop a list of terms here, or choose it"),
    help=gettext_lazy(
        "CSV or Excel, from cmtool or any other tool: you say what its columns are. Terms that are there already are"
        " recognised whatever their accents, capitals or plural; the whole can be undone."
    ),
    result_label=gettext_lazy("See the corpus"),
    result_icon="vocabulary",
    templates={"counts": "strategy/corpus_import_counts.html", "preview": "strategy/corpus_import.html"},
    mapping_problem=mapping_problem,
    wording=WORDING,
)
