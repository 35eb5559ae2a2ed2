"""The strategy on a page: the same words for the screen, the printer and the PDF.

Each step is made of blocks ``{"title", "text", "items": [{"term", "text"}], "columns", "rows"}``, all texts. Apps
above this one add blocks to a step.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.db.models import Count
from django.utils import formats
from django.utils.translation import get_language, gettext, ngettext

from cmtool.templatetags.ui import first_of_month, number
from strategy import networks
from strategy.models import Aim, Channel, Community, CorpusTerm, NetworkDecision, Objective, Person, Plan, Source
from workspaces.models import Workspace

Block = dict[str, Any]
Part = Callable[[Workspace], Iterable[Block]]

PRINTED = Path(__file__).parent / "typst" / "whole.typ"
MOST = 30  # of a kind: a page is no inventory
_PARTS: dict[int, list[Part]] = {}


def register(step: int, part: Part) -> None:
    """Add the blocks of ``part(workspace)`` to the step of that number, after those that are there."""
    parts = _PARTS.setdefault(step, [])
    if part not in parts:
        parts.append(part)


def block(title: str = "", *, text: str = "", items=(), columns=(), rows=()) -> Block:
    items = [{"term": term, "text": said} for term, said in items]
    return {"title": title, "text": text, "items": items, "columns": list(columns), "rows": [list(row) for row in rows]}


def day(date) -> str:
    return first_of_month(formats.date_format(date, "DATE_FORMAT")) if date else ""


def document(workspace: Workspace, steps: Iterable[tuple[Any, str]]) -> dict[str, Any]:
    """``steps``: (``cmtool.shell.Item``, what is missing) of each step that is to be told."""
    told = [
        {
            "number": item.number,
            "label": str(item.label),
            "missing": missing,
            "blocks": [each for part in _PARTS.get(item.number, ()) for each in part(workspace)],
        }
        for item, missing in steps
    ]
    return {
        "heading": gettext("Strategy on a page"),
        "title": workspace.name,
        "date": day(workspace.today()),
        "language": (get_language() or "fr")[:2],
        "steps": told,
    }


def some(texts: Iterable[str], separator: str = ", ") -> str:
    """The first of the texts, and how many more there are."""
    texts = list(texts)
    more = len(texts) - MOST
    if more <= 0:
        return separator.join(texts)
    rest = ngettext("and %(n)s more", "and %(n)s more", more) % {"n": number(more)}
    return separator.join([*texts[:MOST], rest])


# Step 1 -----------------------------------------------------------------------------------------------------------


def _objectives(workspace: Workspace) -> Iterable[Block]:
    aims = [(str(aim), f"({aim.get_kind_display().lower()})") for aim in Aim.objects.filter(archived_at=None)[:MOST]]
    if aims:
        yield block(gettext("What the organisation wants"), items=aims)
    found = Objective.objects.current().select_related("owner", "aim")[:MOST]
    if found:
        columns = [gettext("Objective"), gettext("Why"), gettext("Due date"), gettext("Owner")]
        rows = [[each.title, each.why, day(each.due), str(each.owner or "")] for each in found]
        yield block(columns=columns, rows=rows)
    plan = Plan.objects.first()
    if plan and plan.hours_per_week is not None:
        yield block(gettext("Resources"), text=_resources(plan))


def _resources(plan: Plan) -> str:
    said = [gettext("%(n)s h a week") % {"n": number(plan.hours_per_week, 1)}]
    if plan.people:
        said.append(ngettext("%(n)s person", "%(n)s people", plan.people) % {"n": number(plan.people)})
    if plan.yearly_budget is not None:
        said.append(gettext("€%(n)s a year") % {"n": number(plan.yearly_budget)})
    return " · ".join(said)


# Step 2 -----------------------------------------------------------------------------------------------------------


def _listening(workspace: Workspace) -> Iterable[Block]:
    communities = Community.objects.current()[:MOST]
    if communities:
        columns = [gettext("Community"), gettext("Who they are"), gettext("Where they talk"), gettext("Words")]
        rows = [[each.name, each.who, each.places, each.words] for each in communities]
        yield block(columns=columns, rows=rows)
    sources = Source.objects.current()[: MOST + 1]
    if sources:
        yield block(gettext("What we read"), text=some([each.title for each in sources], " · "))
    kinds = dict(Person.objects.known().order_by().values_list("kind").annotate(Count("pk")))
    if kinds:  # how many, not who: the page is printed and passed on
        said = [f"{label} ({number(kinds[code])})" for code, label in Person.Kind.choices if code in kinds]
        yield block(gettext("People we know"), text=" · ".join(said))


# Step 3 -----------------------------------------------------------------------------------------------------------


def _corpus(workspace: Workspace) -> Iterable[Block]:
    by_facet: dict[str, list[str]] = {}
    for facet, text in CorpusTerm.objects.filter(stance=CorpusTerm.Stance.USE).values_list("facet", "text"):
        by_facet.setdefault(facet, []).append(text)
    if by_facet:
        items = [(str(label), some(by_facet[code])) for code, label in CorpusTerm.Facet.choices if code in by_facet]
        yield block(gettext("Words to use"), items=items)
    avoided = CorpusTerm.objects.filter(stance=CorpusTerm.Stance.AVOID).values_list("text", "say_instead")[:MOST]
    if avoided:
        yield block(gettext("Words to avoid"), columns=[gettext("Rather than"), gettext("Say instead")], rows=avoided)


# Step 4 -----------------------------------------------------------------------------------------------------------


def _networks(workspace: Workspace) -> Iterable[Block]:
    decisions = NetworkDecision.objects.current().order_by("verdict", "network")[: len(networks.NETWORKS)]
    if decisions:
        columns = [gettext("Network"), gettext("Verdict"), gettext("Reason"), gettext("To review on")]
        rows = [[str(each), each.get_verdict_display(), each.reason, day(each.review_on)] for each in decisions]
        yield block(columns=columns, rows=rows)
    channels = Channel.objects.held()[:MOST]
    if channels:
        columns = [gettext("Channel"), gettext("We talk about"), gettext("They can talk to us about"), gettext("Tone")]
        rows = [[_channel(each), each.talk_about, each.ask_about, each.tone] for each in channels]
        yield block(gettext("What we offer there"), columns=columns, rows=rows)


def _channel(channel: Channel) -> str:
    if channel.cadence is None:
        return str(channel)
    promised = gettext("%(n)s a week") % {"n": number(channel.cadence, 1)}
    return f"{channel} ({promised})"


for _number, _part in ((1, _objectives), (2, _listening), (3, _corpus), (4, _networks)):
    register(_number, _part)
