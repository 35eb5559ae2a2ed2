"""The import kind "key_dates": dates out of calendars and tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from calendar_app.actions import dates_import
from calendar_app.posts_kind import CALENDAR_ERRORS, CALENDAR_NOTES, CALENDAR_REFUSALS, FORMATS
from cmtool.lib.formulas import RISKY
from cmtool.templatetags.ui import first_of_month
from imports.models import Import
from imports.registry import ImportKind, Summary, Target
from jobs.registry import Run
from workspaces.permissions import Permission

SAMPLE = 8
ROLES = {
    "start": gettext_lazy("First day"),
    "end": gettext_lazy("Last day"),
    "title": gettext_lazy("Title"),
    "note": gettext_lazy("Note"),
    "link": gettext_lazy("Link"),
    "ignore": gettext_lazy("Leave out"),
}
_NO_TABLE = gettext_lazy(
    "No table of dates was found in this file. Save it as CSV, Excel (.xlsx) or iCalendar (.ics), then drop that file"
    " here."
)


def options(record: Import) -> dict[str, Any]:
    return {"what": "dates", "risky": RISKY.pattern}


def plan(record: Import) -> Summary:
    if record.summary["questions"]:
        return {"questions": []}
    found = dates_import.plan(record)
    shown = [*found.new, *(said for _stored, said in found.changed)][:SAMPLE]
    return {"questions": [], "sample": [_shown(said) for said in shown], **found.counts()}


def _shown(said: dict[str, Any]) -> dict[str, str]:
    start, end = (first_of_month(formats.date_format(said[name], "SHORT_DATE_FORMAT")) for name in ("start", "end"))
    return {"days": start if start == end else f"{start} – {end}", "title": said["title"]}


def apply(record: Import, run: Run) -> Callable[[], Summary]:
    run.progress(0, 1, gettext_noop("Writing the key dates"))

    def write() -> Summary:
        found = dates_import.plan(record)
        before = dates_import.bring_in(record=record, found=found, by=record.created_by)
        return {**found.counts(), "before": before}

    return write


def undo(record: Import, run: Run) -> Callable[[], None]:
    run.progress(0, 1, gettext_noop("Putting back what was there before"))

    def write() -> None:
        dates_import.take_back(record=record, before=record.summary.get("before", {}), by=record.created_by)

    return write


def label_of(what: str, code: str) -> str:
    return str({"format": FORMATS}.get(what, {}).get(code, code))


def mapping_problem(columns: list[str], settings: dict[str, str]) -> str:
    if not {"start", "title"} <= set(columns):
        return _("Say which columns hold the first day and the title.")
    return ""


KIND = ImportKind(
    code="key_dates",
    label=gettext_lazy("Key dates"),
    permission=Permission.IMPORT,
    child_module="calendar_app.sheets.reading",
    options=options,
    plan=plan,
    apply=apply,
    undo=undo,
    can_undo=lambda record: "",
    result_url=lambda record: reverse("calendar:key_dates", args=[record.workspace.slug]),
    mapping_targets=lambda: [Target(code, str(label)) for code, label in ROLES.items()],
    label_of=label_of,
    title=gettext_lazy("Drop a calendar of dates here, or choose it"),
    help=gettext_lazy(
        "iCalendar (.ics), CSV or Excel: the days that matter to you. Recurring events are followed for two years. The"
        " same file again doubles nothing; the whole can be undone."
    ),
    result_label=gettext_lazy("See the key dates"),
    result_icon="calendar",
    templates={"counts": "calendar_app/import_counts.html", "preview": "calendar_app/import_dates.html"},
    mapping_problem=mapping_problem,
    mapping_repeats=frozenset({"note", "ignore"}),
    wording={
        "errors": {**CALENDAR_ERRORS, "no_table": _NO_TABLE, "not_a_table": _NO_TABLE},
        "notes": CALENDAR_NOTES,
        "refusals": CALENDAR_REFUSALS,
    },
)
