"""What joins a post to the plan, and its figures, in words."""

from __future__ import annotations

from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpis import catalogue, words
from kpis.models import ExternalPost
from workspaces.models import Workspace

REASONS = {
    "same_text": _("the same words"),
    "near_text": _("words that are alike"),
    "part_of_text": _("one text is part of the other"),
    "same_time": _("at nearly the same time"),
    "same_day": _("on the same day"),
    "other_day": _("on another day"),
    "rival": _("another post is as likely"),
    "short": _("a text too short to tell"),
    "not_out": _("the plan does not say that it went out"),
}
EXCERPT = 200


def reasons(codes: list[str]) -> list[str]:
    return [str(REASONS[code]) for code in codes if code in REASONS]


def post(found: ExternalPost) -> dict[str, Any]:
    """A post of an export, for a page."""
    link = found.permalink
    return {
        "pk": found.pk,
        "text": Truncator(found.text or found.external_id).chars(EXCERPT),
        "link": link if link.startswith(("https://", "http://")) else "",
        "kind": words.kind(found.kind),
        "day": words.day(found.day) if found.day else "",
        "at": found.published_at,
    }


def figures(found: ExternalPost) -> list[dict[str, str]]:
    """Its figures in the order of the catalogue, its rate of interaction last."""
    language = words.language()
    told = [
        {"name": catalogue.name(code, language), "value": words.value(found.figures[code], metric)}
        for code, metric in catalogue.METRICS.items()
        if found.figures.get(code) is not None
    ]
    if found.engagements is not None and found.audience:
        told.append({"name": gettext("Rate of interaction"), "value": words.share(found.engagements / found.audience)})
    return told


def sums(posts: list[ExternalPost]) -> dict[str, str]:
    """Interactions and audience of several posts, those that tell them."""
    told = [each.engagements for each in posts if each.engagements is not None]
    return {"engagements": words.number(sum(told)) if told else "", "count": words.number(len(told))}


def moment(rate: bool, value: float | None) -> str:
    if value is None:
        return ""
    return words.share(value, 1) if rate else words.number(value, 1)


def zone(workspace: Workspace) -> str:
    return workspace.time_zone.replace("_", " ")
