"""The import kind "posts": what its child is told, what a file would change, applying, undoing, and the words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from calendar_app import posts_plan
from calendar_app.actions import posts_import
from calendar_app.models import Batch, Post, Publication
from calendar_app.posts_names import ALL, NONE
from calendar_app.sheets.columns import REPEATED
from cmtool.lib.formulas import RISKY
from cmtool.templatetags.ui import first_of_month
from imports.models import Import
from imports.registry import Choice, ImportKind, Summary, Target
from jobs.registry import Run
from strategy import networks
from strategy.models import Channel
from strategy.people_file import words
from workspaces.permissions import Permission

SAMPLE = 8

ROLES = {
    "date": gettext_lazy("Day, or day and time"),
    "time": gettext_lazy("Time"),
    "zone": gettext_lazy("Time zone"),
    "network": gettext_lazy("Networks"),
    "text": gettext_lazy("Text"),
    "title": gettext_lazy("Title"),
    "hashtags": gettext_lazy("Hashtags, put below the text"),
    "link": gettext_lazy("Link"),
    "status": gettext_lazy("Status"),
    "draft": gettext_lazy("Draft: yes or no"),
    "pillar": gettext_lazy("Pillar"),
    "category": gettext_lazy("Pillar if it is one, else tag"),
    "tags": gettext_lazy("Tags, campaign"),
    "form": gettext_lazy("Form"),
    "objective": gettext_lazy("Objective"),
    "community": gettext_lazy("Community"),
    "owner": gettext_lazy("Owner"),
    "due": gettext_lazy("Ready by"),
    "permalink": gettext_lazy("Address of the published post"),
    "credit": gettext_lazy("Credit"),
    "note": gettext_lazy("Note for the team"),
    "image": gettext_lazy("Image or video: its address, kept in the note"),
    "alt": gettext_lazy("Text alternative, kept in the note"),
    "extra": gettext_lazy("Keep in the note, with the name of the column"),
    "ignore": gettext_lazy("Leave out"),
}
FORMATS = {
    "cmtool": gettext_lazy("Posts exported by cmtool"),
    "cmtool_json": gettext_lazy("Posts exported by cmtool (JSON)"),
    "ics": gettext_lazy("Calendar (iCalendar)"),
    "hootsuite": "Hootsuite",
    "buffer": "Buffer",
    "metricool": "Metricool",
    "gohighlevel": "GoHighLevel",
    "postfast": "PostFast",
    "ayrshare": "Ayrshare",
    "publer": "Publer",
    "postsider": "PostSider",
    "brightbean": "BrightBean",
    "mapped": gettext_lazy("Table with named columns"),
}
_NO_TABLE = gettext_lazy(
    "No table of posts was found in this file. Save the calendar as CSV, Excel (.xlsx) or iCalendar (.ics), then drop"
    " that file here."
)
CALENDAR_ERRORS = {
    "header_only": gettext_lazy("This file has column names but nothing below them."),
    "broken_calendar": gettext_lazy(
        "This iCalendar file is broken: a line of it is no line of a calendar (%(detail)s). Export the calendar again,"
        " then drop the new file here."
    ),
    "calendar_cut_off": gettext_lazy(
        "This iCalendar file is cut off before its end: the download was probably interrupted. Download it again, then"
        " drop it here."
    ),
    "no_event": gettext_lazy("This iCalendar file holds no event."),
}
CALENDAR_NOTES = {
    "zone_unknown": gettext_lazy("The time zone “%(zone)s” is not known: its times were taken as those of %(taken)s."),
    "years_guessed": gettext_lazy(
        "“%(column)s” does not say the year: the dates nearest to come were taken. Check them below."
    ),
    "occurrences_cut": gettext_lazy("“%(title)s” comes back very often: its first %(limit)s dates were taken."),
    "cancelled_skipped": gettext_lazy("“%(title)s” is cancelled in the file and was left out."),
}
LAYOUT_NOTES = {
    "grid_read": gettext_lazy(
        "“%(sheet)s” is drawn as a grid, with the days as columns. Posts read from it: %(posts)s. Check their days"
        " below."
    ),
    "grid_outside": gettext_lazy("Beside the days of the grid, left out: %(texts)s."),
    "merged_read": gettext_lazy(
        "“%(sheet)s” has cells that stand for several rows: what they hold counts for each of them (%(rows)s rows)."
    ),
    "headings_read": gettext_lazy(
        "Lines that say the day, the week, the month or the network of the rows below them: %(rows)s."
    ),
    "filled_down": gettext_lazy(
        "“%(column)s” stands on the first row of each group only: the rows below took it over (%(rows)s rows)."
    ),
    "dated_by_week": gettext_lazy("Days told by their week and their day of the week: %(rows)s rows."),
    "network_of_title": gettext_lazy("No column says the network; “%(text)s” does: %(network)s."),
    "hidden_read": gettext_lazy("“%(sheet)s” has hidden rows or columns (%(count)s): they were read like the others."),
    "comments_read": gettext_lazy(
        "“%(sheet)s” has comments on its cells (%(count)s): they are kept in the notes of the posts."
    ),
}
CALENDAR_REFUSALS = {
    "too_long": gettext_lazy("is too long: %(limit)s characters at most"),
    "no_title": gettext_lazy("has no title"),
    "rule_too_frequent": gettext_lazy("comes back too often to be a date"),
    "not_a_rule": gettext_lazy("is no recurrence that can be followed"),
    "ends_before_it_starts": gettext_lazy("ends before it begins"),
}
WORDING = {
    "errors": {
        **CALENDAR_ERRORS,
        "no_table": _NO_TABLE,
        "not_a_table": _NO_TABLE,
        "unsupported": gettext_lazy(
            "Files of this type (%(kind)s) cannot be imported. Save the calendar as CSV, Excel (.xlsx) or iCalendar"
            " (.ics), then drop that file here."
        ),
        "other_version": gettext_lazy("This file was made by another version of cmtool (%(version)s)."),
    },
    "notes": {
        **CALENDAR_NOTES,
        "empty_days_skipped": gettext_lazy("Days without any words, left out: %(rows)s."),
        **LAYOUT_NOTES,
        "images_in_note": gettext_lazy(
            "Addresses of images or videos, kept in the note of %(rows)s posts: add the files themselves in the"
            " composer. A file for Buffer gets the first one back."
        ),
        "no_header": gettext_lazy("The table has no row of column names: they were told by what they hold."),
    },
    "refusals": {
        **CALENDAR_REFUSALS,
        "no_words": gettext_lazy("says where and when, but not what"),
        "not_a_time": gettext_lazy("is not a time of day"),
        "not_an_address": gettext_lazy("is not the address of a page"),
        "not_yes_or_no": gettext_lazy("is neither yes nor no"),
        "unknown_word": gettext_lazy("is none of the words that this column may hold"),
        "unknown_network": gettext_lazy("is not a network known here"),
        "unknown_zone": gettext_lazy("is not a time zone known here"),
        "contradicts_earlier_row": gettext_lazy("says something else than an earlier row about the same post"),
        "place_twice": gettext_lazy("comes twice for the same post"),
        "not_a_post": gettext_lazy("is not a post as cmtool writes it"),
    },
    "questions": {"account": gettext_lazy("Which of your channels is “%(network)s”? Rows of the file: %(rows)s.")},
}


def options(record: Import) -> dict[str, Any]:
    codes = {
        "status": Post.Status,
        "state": Publication.State,
        "form": Post.Form,
        "origin": Post.Origin,
        "sensitivity": Post.Sensitivity,
    }
    return {"what": "posts", "words": {role: words(each) for role, each in codes.items()}, "risky": RISKY.pattern}


def plan(record: Import) -> Summary:
    """The counts and a few rows, once the child has nothing left to ask."""
    if record.summary["questions"]:
        return {"questions": []}
    found = posts_plan.plan(record)
    changes = [*found.new, *found.changed][:SAMPLE]
    names = dict(Channel.objects.values_list("pk", "network"))
    return {
        "questions": found.questions,
        "sample": [_shown(change, names) for change in changes],
        "pillars": found.pillars(),
        **found.counts(),
    }


def _shown(change: posts_plan.Change, channels: dict[int, str]) -> dict[str, Any]:
    """A post as the preview shows it, in the language of the workspace."""
    post, places = change.content["post"], change.content["publications"]
    day = next((Publication._meta.get_field("day").to_python(each["day"]) for each in places if each["day"]), None)
    return {
        "day": first_of_month(formats.date_format(day, "SHORT_DATE_FORMAT")) if day else "",
        "time": next((each["time"][:5] for each in places if each["time"]), ""),
        "where": ", ".join(networks.get(channels[each["channel"]]).name for each in places if each["channel"]),
        "title": post["title"],
        "status": str(Post.Status(post["status"]).label),
        "is_new": change.before is None,
    }


def apply(record: Import, run: Run) -> Callable[[], Summary]:
    run.progress(0, 2, gettext_noop("Comparing with what is already here"))

    def write() -> Summary:
        # Compared inside the transaction: what is written is what differs at that moment.
        found = posts_plan.plan(record)
        run.progress(1, 2, gettext_noop("Writing the posts"))
        made = posts_import.bring_in(record=record, found=found, by=record.created_by)
        run.progress(2, 2, gettext_noop("Posts imported"))
        return {**found.counts(), "made_pillars": made}

    return write


def undo(record: Import, run: Run) -> Callable[[], None]:
    run.progress(0, 1, gettext_noop("Putting back what was there before"))

    def write() -> None:
        made = record.summary.get("made_pillars", [])
        posts_import.take_back(
            record=record, pillars=made, by=run.job.created_by
        )  # who asked for it, not whose file it was
        run.progress(1, 1, gettext_noop("Import undone"))

    return write


def can_undo(record: Import) -> str:
    if Batch.objects.filter(import_record=record).exclude(undone_at=None).exists():
        return _("It was put back from the calendar already.")
    return ""


# -- words


def label_of(what: str, code: str) -> str:
    if what == "network":
        return next((network.name for network in networks.NETWORKS if network.code == code), code)
    return str({"format": FORMATS}.get(what, {}).get(code, code))


def mapping_targets() -> list[Target]:
    own = [
        Target(f"network:{each.code}", each.name, _("For one network: yes, a time, or its text"))
        for each in networks.NETWORKS
    ]
    return [*(Target(code, str(label)) for code, label in ROLES.items()), *own]


def mapping_problem(columns: list[str], settings: dict[str, str]) -> str:
    """Why the columns named do not do, "" when they do."""
    if not any(role in {"text", "title"} or role.startswith("network:") for role in columns):
        return _("Say which column holds the text or the title.")
    return ""


def choices(record: Import, question: dict[str, Any]) -> list[Choice]:
    """The channels, those of the same network first, and to go without."""
    if question["code"] != "account":
        return []
    code = question["params"].get("code", "")
    channels = sorted(Channel.objects.current(), key=lambda channel: (channel.network != code, str(channel)))
    found = [Choice(NONE, _("None yet: keep it without a channel"))]
    found += [Choice(str(channel.pk), str(channel)) for channel in channels]
    return [*found, Choice(ALL, _("All channels"))] if len(channels) > 1 else found


def result_url(record: Import) -> str:
    slug = record.workspace.slug
    first = (record.summary.get("period") or {}).get("from", "")
    return reverse("calendar:month", args=[slug]) + (f"?month={first[:7]}" if first else "")


KIND = ImportKind(
    code="posts",
    label=gettext_lazy("Posts"),
    permission=Permission.IMPORT,
    child_module="calendar_app.sheets.reading",
    options=options,
    plan=plan,
    apply=apply,
    undo=undo,
    can_undo=can_undo,
    result_url=result_url,
    mapping_targets=mapping_targets,
    label_of=label_of,
    choices=choices,
    create_url=lambda record, question: reverse("strategy:channel_new", args=[record.workspace.slug]),
    title=gettext_lazy("Drop a content calendar here, or choose it"),
    help=gettext_lazy(
        "CSV, Excel, JSON or iCalendar: exported by cmtool, Hootsuite, Buffer, Metricool, Publer and others, or your"
        " own sheet, a list whose columns you name once or a month drawn as a grid. The same file again doubles"
        " nothing; the whole can be undone."
    ),
    result_label=gettext_lazy("See the calendar"),
    result_icon="calendar",
    templates={"counts": "calendar_app/import_counts.html", "preview": "calendar_app/import_posts.html"},
    mapping_problem=mapping_problem,
    mapping_repeats=REPEATED,
    wording=WORDING,
)
