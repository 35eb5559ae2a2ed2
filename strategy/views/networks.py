"""Pages of step 4: the decision table, each network with the history of its decisions."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext

from cmtool.lib.htmx import go, render_page
from strategy import decisions
from strategy import networks as catalogue
from strategy.actions import networks as actions
from strategy.forms.networks import NetworkDecisionForm
from strategy.models import NetworkDecision, Plan
from strategy.profile_words import part_label, source_label
from strategy.ranking import LEAST, MOST, WEIGHTS
from strategy.workload import workload
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .common import BOTH, form_page

SECTION = "channels"


def _network(code: str) -> catalogue.Network:
    try:
        return catalogue.get(code)
    except KeyError:
        raise Http404 from None


@workspace_view(Permission.READ)
def networks(request):
    rows = decisions.table(request.workspace)
    chosen = [row for row in rows if row.chosen]
    load = workload(request.workspace, [row.network.code for row in rows])
    context = {
        "section": SECTION,
        "rows": [_shown(row) for row in rows if row.known],
        "others": [(row, row.network.good_for[_language()]) for row in rows if not row.known],
        "marks": [part_label(code) for code in WEIGHTS],
        "formula": _formula(),
        "most": MOST * sum(WEIGHTS.values()),
        "chosen": len(chosen),
        "due": sum(row.due for row in rows),
        "load": load,
        "plan": Plan.objects.exists(),
        "unpromised": sum(channel.cadence is None for row in chosen for channel in row.channels),
        "can_edit": request.membership.can(Permission.EDIT_STRATEGY),
    }
    return render_page(request, "strategy/networks.html", context)


def _formula() -> str:
    """``points = 4 × presence + …``, as ``strategy.ranking`` counts."""
    parts = {code: part_label(code).lower() for code in WEIGHTS}
    parts["effort"] = f"({LEAST + MOST} − {parts['effort']})"
    return gettext("points = %(sum)s") % {"sum": " + ".join(_product(WEIGHTS[code], parts[code]) for code in WEIGHTS)}


def _shown(row: decisions.Row) -> dict:
    """A row with its arithmetic in words."""
    parts = [
        {
            "label": part_label(part.code),
            "mark": part.mark,
            "sum": f"{_product(part.weight, _worth(part))} = {part.points}",
            "source": source_label(part.source),
            "said": part.source == "said",
        }
        for part in row.proposal.parts
    ]
    return {"row": row, "parts": parts, "counts": row.counts, "total": row.proposal.total}


def _worth(part) -> str:
    return f"({LEAST + MOST} − {part.mark})" if part.code == "effort" else str(part.mark)


def _product(weight: int, worth: str) -> str:
    """``4 × 5``; a weight of 1 goes without saying."""
    return worth if weight == 1 else f"{weight} × {worth}"


def _language() -> str:
    return (get_language() or "fr")[:2]


@workspace_view(Permission.READ)
def network(request, code):
    network = _network(code)
    row = next(row for row in decisions.table(request.workspace) if row.network is network)
    history = NetworkDecision.objects.filter(network=code).select_related("by")
    context = {
        "section": SECTION,
        "network": network,
        "good_for": network.good_for[_language()],
        "shown": _shown(row),
        "row": row,
        "former": history.exclude(replaced_at=None)[:50],
        "most": MOST * sum(WEIGHTS.values()),
        "can_edit": request.membership.can(Permission.EDIT_STRATEGY),
    }
    return render_page(request, "strategy/network.html", context)


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def decide(request, code):
    network = _network(code)
    current = NetworkDecision.objects.current().filter(network=code)
    instance = current.first() or NetworkDecision(workspace=request.workspace, network=code)
    form = NetworkDecisionForm(request.POST or None, instance=instance, today=request.workspace.today())

    def save(decision):
        made = actions.decide(decision=decision, seen=form.cleaned_data["version"], by=request.user)
        undo = reverse("strategy:network_withdraw", args=[request.workspace.slug, made.pk])
        text = gettext("Decision on %(network)s recorded.") % {"network": network.name}
        messages.success(request, text, extra_tags=undo)
        return go(request, "strategy:networks", request.workspace.slug)

    context = {
        "section": SECTION,
        "heading": gettext("Decision on %(network)s") % {"network": network.name},
        "button": gettext("Record the decision"),
        "address": request.path,
    }
    return form_page(
        request,
        form,
        save,
        template="strategy/channel_form.html",
        context=context,
        stored_now=lambda: current.first() or NetworkDecision(network=code),
    )


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def withdraw(request, pk):
    decision = get_object_or_404(NetworkDecision, pk=pk)
    if actions.withdraw(decision=decision, by=request.user):
        messages.success(request, gettext("The decision on %(network)s is taken back.") % {"network": decision})
    else:
        messages.warning(request, gettext("Another decision came after this one: it stays in the history."))
    return redirect("strategy:networks", request.workspace.slug)
