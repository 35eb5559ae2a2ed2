"""Codes of the pure modules → sentences: what is wrong, and what to do.

``imports.readers``, ``imports.values``, ``imports.sandbox`` and the formats of the apps above never hold a sentence;
they say ``code`` and ``params``. A code without a sentence is a mistake that a test finds; a page survives it.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cmtool.templatetags.ui import number
from imports.uploads import shown

logger = logging.getLogger(__name__)

Params = Mapping[str, Any]
LabelOf = Callable[[str, str], str]
Wording = Mapping[str, Mapping[str, Any]]
NOTHING: Wording = {}

# A file that cannot be read: shown alone, so each says what to do.
ERRORS = {
    "empty_file": gettext_lazy("This file is empty. Export it again from the network, then drop it here."),
    "header_only": gettext_lazy(
        "This file has column names but no row below them. Choose a period with activity, export again, then drop the"
        " new file here."
    ),
    "lock_file": gettext_lazy(
        "This is the lock file that a spreadsheet leaves beside an open document, not the document. Close the document"
        " in the spreadsheet, then drop the file whose name has no “~” in front."
    ),
    "password_protected": gettext_lazy(
        "This file is protected by a password. Open it, save it without a password, then drop it here."
    ),
    "zip_bomb": gettext_lazy(
        "Once unpacked this file would take far more room than an export does, so it was not opened. Export it again"
        " from the network, as CSV if you can."
    ),
    "too_large": gettext_lazy(
        "This file is too large: it goes over %(limit)s. Export a shorter period, in several files if need be."
    ),
    "truncated": gettext_lazy(
        "This file is cut off before its end: the download was probably interrupted. Download it again, then drop it"
        " here."
    ),
    "damaged": gettext_lazy(
        "This file is damaged and cannot be opened. Download it again; if it still fails, open it in a spreadsheet and"
        " save it as CSV."
    ),
    "binary": gettext_lazy(
        "This is not a table: the file holds a picture, a document or a program. Drop the CSV or Excel file that the"
        " network exports."
    ),
    "not_a_table": gettext_lazy(
        "No table was found in this file: it holds running text or a web page. Export the figures as CSV or Excel, then"
        " drop that file here."
    ),
    "too_many_members": gettext_lazy(
        "This archive holds %(count)s files; the limit is %(limit)s. Split it into several archives."
    ),
    "nested_archive": gettext_lazy(
        "This archive holds another archive. Unpack it, then drop the files themselves here."
    ),
    "unsupported": gettext_lazy(
        "Files of this type (%(kind)s) cannot be imported. Export the figures as CSV or Excel (.xlsx), then drop that"
        " file here."
    ),
    "legacy_compressed": gettext_lazy(
        "This kind of compression (%(kind)s) cannot be opened. Unpack the file on your computer, or make an ordinary"
        " ZIP of it."
    ),
    "no_table": gettext_lazy("No table was found in this file. Export the figures as CSV or Excel, then drop it here."),
    "only_audience": gettext_lazy(
        "This file describes your audience (age, cities, countries) and holds no figure by day or by post. Export the"
        " results of the content instead."
    ),
    "two_formats": gettext_lazy(
        "Two different exports are mixed in this file (%(formats)s). Drop each export as a file of its own."
    ),
    "parted_days": gettext_lazy(
        "“%(sheet)s” has several rows for the same day (by network, country or source, for instance), so none of them"
        " is the figure of the day. Export the totals by day, then drop that file here."
    ),
    "torn_days": gettext_lazy(
        "“%(sheet)s” says something else than the rows before it about the same days. If it is about another account,"
        " drop it as a file of its own; else export the totals by day."
    ),
    "torn_posts": gettext_lazy(
        "“%(sheet)s” has several rows that say different things about the same posts. Export one row per post, then"
        " drop that file here."
    ),
    "no_dates": gettext_lazy(
        "No column of dates was found in this file, so its figures cannot be placed in time. Export the figures by day"
        " or by post, then drop that file here."
    ),
    "no_numbers": gettext_lazy(
        "No column of numbers was found in this file. Export the figures by day or by post, then drop that file here."
    ),
    "too_slow": gettext_lazy(
        "Reading this file took too long and was stopped. Export a shorter period, or save the file as CSV."
    ),
    "out_of_memory": gettext_lazy(
        "Reading this file took too much memory and was stopped. Export a shorter period, or save the file as CSV."
    ),
    "crashed": gettext_lazy(
        "Reading this file failed in an unexpected way. Open it in a spreadsheet, save it as CSV, then drop that file"
        " here."
    ),
}

# What is worth knowing of a file that was read all the same.
NOTES = {
    "encoding_guessed": gettext_lazy(
        "The file does not say how its letters are written; %(encoding)s was taken. Check the accents."
    ),
    "encoding_damaged": gettext_lazy("%(signs)s characters of the file are damaged and were replaced."),
    "unwrapped": gettext_lazy("Each record was wrapped in one quoted cell; the cells were taken apart."),
    "cut_short": gettext_lazy("The last row has %(cells)s cells of %(expected)s: the file may be cut off."),
    "no_header": gettext_lazy("The table has no row of column names."),
    "descriptions_skipped": gettext_lazy("The row of explanations under the column names was left out."),
    "lines_skipped": gettext_lazy("Lines that belong to no table, left out: %(lines)s."),
    "sheet_repeats": gettext_lazy("A sheet repeats others (%(sheets)s) and was not counted twice."),
    "ids_rounded": gettext_lazy("A spreadsheet has rounded the identifiers in %(columns)s."),
    "rounded_ids": gettext_lazy(
        "A spreadsheet has rounded the identifiers in “%(column)s”; %(rows)s posts were recognised by their address."
    ),
    "rows_apart": gettext_lazy(
        "The rows of “%(sheet)s” lie at least %(days)s days apart. If each one adds up a week or a month, its figures"
        " are kept on the one day it names."
    ),
    "member_skipped": gettext_lazy("“%(member)s” was left out of the archive: %(reason)s"),
    "total_rows_skipped": gettext_lazy("Rows of totals left out: %(rows)s."),
    "repeated_rows_skipped": gettext_lazy("Rows that repeat an earlier one, counted once: %(rows)s."),
    "description_rows_skipped": gettext_lazy("Rows of explanations left out: %(rows)s."),
    "account_rows_skipped": gettext_lazy("Rows of other accounts left out: %(rows)s."),
    "header_rows_skipped": gettext_lazy("Column names repeated in the middle of the table, left out: %(rows)s."),
    "repeated_column": gettext_lazy("The column “%(column)s” comes twice; the first one was taken."),
    "table_skipped": gettext_lazy("The table “%(sheet)s” was left out: it holds no figure by day or by post."),
    "audience_skipped": gettext_lazy("“%(title)s” describes the audience and was left out."),
    "counts_people_skipped": gettext_lazy("“%(title)s” counts people rather than actions and was left out."),
    "no_known_metric_skipped": gettext_lazy("“%(title)s” holds no figure that is known here and was left out."),
}

# Why one row was not taken.
REFUSALS = {
    "contradicts_earlier_row": gettext_lazy("says something else than an earlier row about the same day or post"),
    "too_many_fields": gettext_lazy("has %(fields)s fields where %(expected)s are expected"),
    "missing_date": gettext_lazy("has no date"),
    "not_a_date": gettext_lazy("is not a date"),
    "ambiguous_date": gettext_lazy("may be day first or month first: other rows are written in both ways"),
    "year_missing": gettext_lazy("does not say the year"),
    "not_a_number": gettext_lazy("is not a number"),
    "ambiguous_number": gettext_lazy("may be thousands or decimals"),
    "too_large_number": gettext_lazy("is too large to be a figure"),
    "not_a_duration": gettext_lazy("is not a duration"),
    "not_an_id": gettext_lazy("is not an identifier of this network"),
    "rounded_id": gettext_lazy("is an identifier that a spreadsheet has rounded"),
}

QUESTIONS = {
    "channel": gettext_lazy("Which of your accounts do these figures belong to?"),
    "network": gettext_lazy("Which network does “%(title)s” come from?"),
    "metric": gettext_lazy("What does “%(title)s” count?"),
    "account": gettext_lazy("“%(column)s” names several accounts. Whose figures are to be brought in?"),
    "date_order": gettext_lazy("In “%(column)s”, is %(example)s written day first or month first?"),
    "period": gettext_lazy("“%(column)s” has dates without a year (%(example)s). Which period is it?"),
    "facet": gettext_lazy("Which facet are the new terms of, where the file does not say?"),
    "mapping": gettext_lazy("What are the columns of this file?"),
}

ACCOUNTS = {"*": gettext_lazy("All of them, as one account")}
DATE_ORDERS = {"dmy": gettext_lazy("Day first"), "mdy": gettext_lazy("Month first")}


def error(code: str, params: Params, wording: Wording = NOTHING) -> str:
    """Why a file was refused; ``member`` names the file of an archive that it is about.

    ``wording``, here and below, is that of the file's kind (see ``imports.registry``).
    """
    sentence = _fill(_table("errors", ERRORS, wording), code, params)
    if member := params.get("member"):
        return _("In the archive, “%(member)s”: %(sentence)s") % {"member": member, "sentence": sentence}
    return sentence


def note(code: str, params: Params, wording: Wording = NOTHING) -> str:
    if code == "member_skipped":
        params = {**params, "reason": _fill(_table("errors", ERRORS, wording), params["code"], params)}
    return _fill(_table("notes", NOTES, wording), code, params)


def refusal(refused: Params, wording: Wording = NOTHING) -> str:
    """Why a row was not taken: ``refused`` has column, value, code and params."""
    reason = _fill(_table("refusals", REFUSALS, wording), refused["code"], refused["params"])
    if refused["value"] and refused["column"]:
        return _("%(column)s: “%(value)s” %(reason)s") % {**refused, "reason": reason}
    if refused["column"]:
        return _("%(column)s: the row %(reason)s") % {**refused, "reason": reason}
    return _("The row %(reason)s") % {"reason": reason}


def question(asked: Params, label_of: LabelOf, wording: Wording = NOTHING) -> str:
    if asked["code"] == "channel" and asked["about"]:
        return _("Which of your %(network)s accounts do these figures belong to?") % {
            "network": label_of("network", asked["about"])
        }
    return _fill(_table("questions", QUESTIONS, wording), asked["code"], asked["params"])


def option(asked: Params, code: str) -> str:
    """One of the answers that the file itself leaves open."""
    return str({"date_order": DATE_ORDERS, "account": ACCOUNTS}.get(asked["code"], {}).get(code, code))


def _table(name: str, common: Mapping[str, Any], wording: Wording) -> Mapping[str, Any]:
    return {**common, **wording.get(name, {})}


def _fill(table: Mapping[str, Any], code: str, params: Params) -> str:
    if code not in table:
        if settings.TESTING:
            raise KeyError(f"No sentence for {code!r}.")
        logger.error("no sentence for the code %s", code)
        return _("This could not be read (%(code)s).") % {"code": code}
    return str(table[code]) % _Shown(params)


class _Shown(dict):
    """Parameters as a reader wants them; one that is missing leaves a gap rather than an error page."""

    def __missing__(self, name: str) -> str:
        return "…"

    def __getitem__(self, name: str) -> str:
        value = super().__getitem__(name)
        if isinstance(value, (list, tuple)):
            return ", ".join(map(str, value))
        if isinstance(value, int) and not isinstance(value, bool):
            return self._amount(name, value)
        return str(value)

    def _amount(self, name: str, value: int) -> str:
        unit = self.get("what")
        if name in {"limit", "size"} and unit == "bytes":
            return shown(value)
        if name == "limit" and unit in {"rows", "columns", "cells"}:
            words = {
                "rows": ngettext("%(n)s row", "%(n)s rows", value),
                "columns": ngettext("%(n)s column", "%(n)s columns", value),
                "cells": ngettext("%(n)s cell", "%(n)s cells", value),
            }
            return words[unit] % {"n": number(value)}
        return number(value)
