"""The page of the corpus in what was published, from the row that the worker keeps."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cmtool.lib.csv_safe import csv_response
from cmtool.lib.htmx import render_page
from kpis import words
from kpis.models import CorpusCoverage
from strategy import networks
from strategy.models import CorpusTerm
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

SHOWN = 60  # terms in the table; the file holds all
HEATS = 4
#: From how large a share of the weeks on, in words.
OFTEN = ((0.75, _("nearly every week")), (0.4, _("often")), (0.15, _("now and then")), (0, _("rarely")))


class PeriodForm(forms.Form):
    """What the address asks for; what it says wrongly counts as not said."""

    period = forms.ChoiceField(
        required=False,
        choices=[("30d", _("30 days")), ("90d", _("90 days")), ("365d", _("365 days"))],
    )
    network = forms.ChoiceField(
        required=False, choices=[("", ""), *((network.code, network.name) for network in networks.NETWORKS)]
    )

    def asked(self) -> tuple[str, str]:
        self.is_valid()
        return self.cleaned_data.get("period") or "90d", self.cleaned_data.get("network") or ""


@workspace_view(Permission.READ)
def coverage(request):
    form = PeriodForm(request.GET)
    period, network = form.asked()
    stored = CorpusCoverage.objects.filter(period=period).first()
    context = {
        "section": "corpus",
        "period": period,
        "periods": form.fields["period"].choices,
        "network": network,
        "can_edit": request.membership.can(Permission.EDIT_STRATEGY),
    }
    if stored:
        context |= {"computed_at": stored.computed_at, **_shown(request.workspace, stored.payload, network)}
    return render_page(request, "kpis/corpus_coverage.html", context, fragment="coverage")


@workspace_view(Permission.READ)
def coverage_csv(request):
    """Uses per term, week and network; then the terms that were never used, with 0."""
    period, network = PeriodForm(request.GET).asked()
    stored = CorpusCoverage.objects.filter(period=period).first()
    rows = _rows(stored.payload if stored else {}, network)
    return csv_response(f"{request.workspace.slug}-corpus-{period}.csv", rows)


def _rows(payload: dict[str, Any], network: str) -> Iterator[list[Any]]:
    yield [gettext("Term"), gettext("Stance"), gettext("Week of"), gettext("Network"), gettext("Uses")]
    stances, used = dict(CorpusTerm.Stance.choices), set()
    for stance, name in (("use", "used"), ("avoid", "avoided")):
        for term in payload.get(name, ()):
            used.add(term["id"])
            for week, code, n in _cells(term, network):
                yield [term["text"], stances[stance], week, networks.get(code).name, n]
    if payload:
        for pk, text in CorpusTerm.objects.filter(stance="use").values_list("pk", "text").iterator(chunk_size=1000):
            if pk not in used:
                yield [text, stances["use"], "", "", 0]


def _cells(term: dict[str, Any], network: str) -> list[list[Any]]:
    return [cell for cell in term["cells"] if not network or cell[1] == network]


# -- the page


def _shown(workspace, payload: dict[str, Any], network: str) -> dict[str, Any]:
    first, last, until = (dt.date.fromisoformat(payload[name]) for name in ("first", "last", "until"))
    weeks = _weeks(first, until)
    lines = [line for term in payload["used"] if (line := _line(term, weeks, network))]
    lines.sort(key=lambda line: -line["uses"])
    most = max((cell for line in lines for cell in line["cells"]), default=1)
    for line in lines[:SHOWN]:
        line["cells"] = [(n, _heat(n, most)) for n in line["cells"]]
    return {
        "payload": payload,
        "first": first,
        "last": last,
        "weeks": [(week, week > last) for week in weeks],
        "networks": [networks.get(code) for code in payload["networks"]],
        "lines": lines[:SHOWN],
        "more": max(0, len(lines) - SHOWN),
        "avoided": [_avoided(term) for term in payload["avoided"] if _cells(term, network)],
        "never": [term | {"facet": dict(CorpusTerm.Facet.choices).get(term["facet"], "")} for term in payload["never"]],
        "behind": _behind(payload["gap"]["sources"]),
        "gap": payload["gap"],
    }


def _weeks(first: dt.date, last: dt.date) -> list[dt.date]:
    """The Mondays of the weeks of a period."""
    monday = first - dt.timedelta(days=first.weekday())
    return [monday + dt.timedelta(weeks=n) for n in range((last - monday).days // 7 + 1)]


def _line(term: dict[str, Any], weeks: list[dt.date], network: str) -> dict[str, Any] | None:
    by_week, by_network = Counter(), Counter()
    for week, code, n in _cells(term, network):
        by_week[week] += n
        by_network[code] += n
    if not by_week:
        return None
    share = len(by_week) / len(weeks)
    return {
        **term,
        "uses": by_week.total(),
        "often": next(word for least, word in OFTEN if share >= least),
        "networks": [(networks.get(code), n) for code, n in by_network.most_common()],
        "cells": [by_week[week.isoformat()] for week in weeks],
    }


def _heat(n: int, most: int) -> int:
    """0 for none, else 1 to 4."""
    return -(-n * HEATS // most) if n else 0


def _avoided(term: dict[str, Any]) -> dict[str, Any]:
    faults = [
        fault | {"network": networks.get(fault["network"]), "day": dt.date.fromisoformat(fault["day"])}
        for fault in term["faults"]
    ]
    return term | {"faults": faults, "hidden": term["posts"] - len(faults)}


def _behind(sources: dict[str, int]) -> str:
    """Which texts of the community are behind its words, in words."""
    parts = [
        sentence % {"n": words.number(sources[kind])}
        for kind, sentence in (
            ("answer", ngettext("%(n)s answer on listening", "%(n)s answers on listening", sources.get("answer", 0))),
            ("evidence", ngettext("%(n)s piece of evidence", "%(n)s pieces of evidence", sources.get("evidence", 0))),
            ("community", ngettext("%(n)s community", "%(n)s communities", sources.get("community", 0))),
            ("term", ngettext("%(n)s term of the community", "%(n)s terms of the community", sources.get("term", 0))),
        )
        if sources.get(kind)
    ]
    return ", ".join(parts)
