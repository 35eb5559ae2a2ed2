"""Guided creation of an objective with its KPIs: one form that grows, with advice in words beside it."""

from typing import Any

from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext

from cmtool.lib.htmx import go, render_page
from kpis import actions, guidance
from kpis.catalogue import METRICS, Unit
from kpis.guide_forms import SECTIONS, YEAR, GuideForm
from kpis.models import Kpi
from strategy.models import Objective
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

STATEMENT = 2  # the section from which there are words to advise on
_LISTS = {"channels": 2, "metrics": 3}  # names of several values, and the section that asks for them


@workspace_view(Permission.SET_TARGETS, methods=("GET", "POST"))
def guide(request):
    if request.method == "GET":
        intent = request.GET.get("intent", "")
        return _page(request, _blank(request, {"intent": intent} if intent in Objective.Intent.values else {}, 1))
    typed, shown = _typed(request)
    action = request.POST.get("action", "")
    form = GuideForm(request.POST, workspace=request.workspace, typed=typed, shown=shown)
    if action.startswith("example-"):
        sentences = {code: str(text) for code, _label, text in guidance.examples(typed.get("intent", ""))}
        typed["title"] = sentences.get(action.removeprefix("example-"), typed.get("title", ""))
        return _page(request, _blank(request, typed, shown))
    if form.unasked:
        return _page(request, _blank(request, typed, shown))
    if not form.is_valid():
        return _page(request, form, status=422)
    if action == "create" and shown == SECTIONS:
        return _create(request, form.cleaned_data)
    return _page(request, _blank(request, typed, min(shown + 1, SECTIONS)))


def _typed(request) -> tuple[dict[str, Any], int]:
    """What was said so far, as it was typed, and how many sections were shown."""
    number = request.POST.get("shown", "")
    shown = int(number) if number in {str(each) for each in range(1, SECTIONS + 1)} else 1
    typed: dict[str, Any] = {name: request.POST[name] for name in request.POST if name not in _LISTS}
    typed |= {name: request.POST.getlist(name) for name, section in _LISTS.items() if shown >= section}
    return typed, shown


def _blank(request, typed: dict[str, Any], shown: int) -> GuideForm:
    """The form with what was typed in it and proposals in the rest, without a word on what is missing."""
    return GuideForm(workspace=request.workspace, typed=typed, shown=shown, initial=typed)


def _page(request, form: GuideForm, *, status: int = 200):
    context = {
        "section": "objectives",
        "form": form,
        "last": form.shown == SECTIONS,
        "examples": guidance.examples(form.typed.get("intent", "")),
        "advice": _advice(request, form.typed, form.shown),
    }
    return render_page(request, "kpis/guide.html", context, fragment="guide", status=status)


def _advice(request, typed: dict[str, Any], shown: int) -> list[dict[str, Any]]:
    if shown < STATEMENT:
        return []
    offered = (request.workspace.today() + YEAR).isoformat() if shown == SECTIONS else ""
    said = GuideForm({"due": offered} | typed, workspace=request.workspace, typed=typed, shown=shown)
    return guidance.advice(said.findings())


@workspace_view(Permission.SET_TARGETS, methods=("POST",))
def guide_check(request):
    """The fragment beside the form: whether what is typed now is specific, measured and dated."""
    typed, shown = _typed(request)
    return render(request, "kpis/_advice.html", {"advice": _advice(request, typed, shown)})


def _create(request, data: dict[str, Any]):
    workspace = request.workspace
    today, due = workspace.today(), data["due"]
    objective = Objective(
        workspace=workspace,
        title=data["title"],
        intent=data["intent"],
        why=data["why"],
        start=today,
        due=due,
        horizon=actions.horizon((due - today).days),
        owner=request.user,
    )
    kpis = [_kpi(objective, code, data) for code in data["metrics"]]
    actions.create_measured(objective=objective, kpis=kpis, channels=data["channels"], by=request.user)
    messages.success(request, gettext("Objective created with its KPIs. Their values are being computed."))
    return go(request, "strategy:objective", workspace.slug, objective.pk)


def _kpi(objective: Objective, code: str, data: dict[str, Any]) -> Kpi:
    """Rates are typed in percent and kept as shares of 1."""
    metric = METRICS[code]
    baseline, target = data[f"baseline_{code}"], data[f"target_{code}"]
    if metric.unit is Unit.PERCENT:
        baseline, target = None if baseline is None else baseline / 100, target / 100
    return Kpi(
        workspace=objective.workspace,
        metric=code,
        aggregation=metric.adds.value,
        direction=Kpi.Direction.UP if guidance.measure_of(code, None, None).up else Kpi.Direction.DOWN,
        baseline=baseline,
        target=target,
        due=objective.due,
    )
