"""The import kind "people": what its child is told, what a file would change, applying, undoing, and the words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cmtool.lib.formulas import RISKY
from imports import storage
from imports.models import Import
from imports.registry import Choice, ImportKind, Summary, Target
from jobs.registry import Run
from strategy import networks, people_plan
from strategy.actions import people_batches, people_imports
from strategy.models import PeopleBatch, Person
from strategy.people_file import words
from workspaces.permissions import Permission

REFUSED_KEPT = 100  # as the pipeline keeps of the child's own

ROLES = {
    "name": gettext_lazy("Name"),
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "handle": gettext_lazy("Handle"),
    "network": gettext_lazy("Network of the handle"),
    "profile": gettext_lazy("Address of a profile or a site"),
    "followers": gettext_lazy("Followers"),
    "audience": gettext_lazy("Audience over all networks"),
    "kind": gettext_lazy("Kind of person"),
    "stage": gettext_lazy("Relation"),
    "topics": gettext_lazy("Topics"),
    "place": gettext_lazy("Place"),
    "tags": gettext_lazy("Tags"),
    "last_contact": gettext_lazy("Last contact"),
    "purpose": gettext_lazy("Why we keep this"),
    "notes": gettext_lazy("Notes"),
    "email": gettext_lazy("E-mail or telephone: not kept"),
    "ignore": gettext_lazy("Leave out"),
}
FORMATS = {
    "people": gettext_lazy("List of people exported by cmtool"),
    "mapped": gettext_lazy("Table with named columns"),
}
WORDING = {
    "errors": {
        "header_only": gettext_lazy("This file has column names but nobody below them."),
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
    "notes": {
        "contacts_left_out": gettext_lazy(
            "E-mail addresses and telephone numbers are not kept here; left out: %(columns)s."
        ),
    },
    "refusals": {
        "nobody": gettext_lazy("has neither a name nor an account"),
        "too_long": gettext_lazy("is too long: %(limit)s characters at most"),
        "too_many_tags": gettext_lazy("has more than %(limit)s tags"),
        "day_to_come": gettext_lazy("is a day yet to come"),
        "unknown_kind": gettext_lazy("is not a kind of person known here"),
        "unknown_stage": gettext_lazy("is not a stage of a relation known here"),
        "unknown_network": gettext_lazy("is not a network known here"),
        "not_a_handle": gettext_lazy("is not the name of an account"),
        "no_network": gettext_lazy("is an account whose network the file does not say"),
        "account_twice": gettext_lazy("is an account that row %(row)s has too"),
        "person_twice": gettext_lazy("is about the same person as row %(row)s"),
        "two_people": gettext_lazy("has accounts of two people known here: merge them first"),
        "several_people": gettext_lazy("may be about %(n)s people of this name: give an account"),
    },
}


def options(record: Import) -> dict[str, Any]:
    return {"kinds": words(Person.Kind), "stages": words(Person.Stage), "risky": RISKY.pattern}


def plan(record: Import) -> Summary:
    """The counts, once nothing is left to ask; rows that no one person answers to join the refused ones."""
    if record.summary["questions"]:
        return {"questions": []}
    found = people_plan.plan(record)
    file = storage.staged(record) / storage.REFUSED
    refused = [*json.loads(file.read_text(encoding="utf-8")), *found.refused]
    file.write_text(json.dumps(refused), encoding="utf-8")
    said = {"refused": refused[:REFUSED_KEPT], "refused_count": len(refused)}
    return {"questions": [], "rows": record.summary["rows"] - len(found.refused), **said, **found.counts()}


def apply(record: Import, run: Run) -> Callable[[], Summary]:
    run.progress(0, 2, gettext_noop("Comparing with what is already here"))

    def write() -> Summary:
        # Compared inside the transaction: what is written is what differs at that moment.
        found = people_plan.plan(record)
        run.progress(1, 2, gettext_noop("Writing the people"))
        people_imports.write(record, found, by=record.created_by)
        run.progress(2, 2, gettext_noop("People imported"))
        return found.counts()

    return write


def undo(record: Import, run: Run) -> Callable[[], None]:
    run.progress(0, 1, gettext_noop("Putting back what was there before"))

    def write() -> None:
        if batch := PeopleBatch.objects.filter(import_record=record).first():
            people_batches.put_back(batch=batch, by=record.created_by)
        run.progress(1, 1, gettext_noop("Import undone"))

    return write


# -- words


def label_of(what: str, code: str) -> str:
    if what == "network":
        return next((network.name for network in networks.NETWORKS if network.code == code), code)
    return str({"format": FORMATS}.get(what, {}).get(code, code))


def mapping_targets() -> list[Target]:
    accounts = [Target(f"handle:{each.code}", each.name, _("Account on")) for each in networks.NETWORKS]
    followers = [Target(f"followers:{each.code}", each.name, _("Followers on")) for each in networks.NETWORKS]
    return [*(Target(code, str(label)) for code, label in ROLES.items()), *accounts, *followers]


def mapping_problem(columns: list[str], settings: dict[str, str]) -> str:
    """Why the columns named do not do, "" when they do."""
    if "handle" in columns and "network" not in columns and not settings["network"]:
        return _("Say which network the handles are of, or which column names it.")
    if not any(role.partition(":")[0] in {"name", "first_name", "last_name", "handle", "profile"} for role in columns):
        return _("Say which column holds the name or an account.")
    return ""


def choices(record: Import, question: dict[str, Any]) -> list[Choice]:
    if question["code"] == "network":
        return [Choice(network.code, network.name) for network in networks.NETWORKS]
    return []


KIND = ImportKind(
    code="people",
    label=gettext_lazy("People"),
    permission=Permission.IMPORT,
    child_module="strategy.people_child",
    options=options,
    plan=plan,
    apply=apply,
    undo=undo,
    can_undo=lambda record: "",
    result_url=lambda record: reverse("strategy:people", args=[record.workspace.slug]),
    mapping_targets=mapping_targets,
    label_of=label_of,
    choices=choices,
    title=gettext_lazy("Drop a list of people here, or choose it"),
    help=gettext_lazy(
        "CSV or Excel, from cmtool or any other tool: you say what its columns are. What is empty in the file changes"
        " nothing here; tags and accounts are added; the whole can be undone."
    ),
    result_label=gettext_lazy("See the people"),
    result_icon="users-group",
    templates={"counts": "strategy/people_import_counts.html", "preview": "strategy/people_import.html"},
    mapping_settings={"network": False},
    mapping_problem=mapping_problem,
    wording=WORDING,
)
