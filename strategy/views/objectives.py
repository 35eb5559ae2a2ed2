"""Pages of step 1: objectives."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext

from cmtool.lib.htmx import go, render_page
from strategy.actions import objectives as actions
from strategy.forms.objectives import ObjectiveForm
from strategy.models import Objective, Plan
from strategy.workload import workload
from workspaces.audit import activity_of
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .common import BOTH, form_page


@workspace_view(Permission.READ)
def objectives(request):
    archived = request.GET.get("archived") == "1"
    rows = Objective.objects.select_related("owner", "aim")
    rows = rows.filter(status=Objective.Status.ARCHIVED) if archived else rows.current()
    context = {
        "section": "objectives",
        "objectives": rows,
        "archived": archived,
        "plan": Plan.objects.first(),
        "load": workload(request.workspace),
        "can_edit": request.membership.can(Permission.EDIT_STRATEGY),
        "can_measure": request.membership.can(Permission.SET_TARGETS),
    }
    return render_page(request, "strategy/objectives.html", context)


@workspace_view(Permission.READ)
def objective(request, pk):
    objective = get_object_or_404(Objective.objects.select_related("owner", "aim"), pk=pk)
    context = {
        "section": "objectives",
        "objective": objective,
        "decisions": objective.decisions.select_related("by")[:50],
        "events": activity_of(objective)[:20],
        "can_edit": request.membership.can(Permission.EDIT_STRATEGY),
    }
    return render_page(request, "strategy/objective.html", context)


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def objective_new(request):
    instance = Objective(workspace=request.workspace)
    return _edit_objective(request, instance, gettext("New objective"), gettext("Create the objective"))


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def objective_edit(request, pk):
    instance = get_object_or_404(Objective.objects.current(), pk=pk)
    return _edit_objective(request, instance, gettext("Edit the objective"), gettext("Save"))


def _edit_objective(request, instance, heading, button):
    form = ObjectiveForm(request.POST or None, instance=instance, workspace=request.workspace)

    def save(objective):
        actions.save_objective(
            objective=objective, fields=form._meta.fields, version=form.cleaned_data["version"], by=request.user
        )
        messages.success(request, gettext("Objective saved."))
        return go(request, "strategy:objective", request.workspace.slug, objective.pk)

    context = {"section": "objectives", "heading": heading, "button": button, "address": request.path}
    return form_page(request, form, save, template="strategy/objective_form.html", context=context)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def objective_archive(request, pk):
    objective = get_object_or_404(Objective, pk=pk)
    actions.archive_objective(objective=objective, by=request.user)
    undo = reverse("strategy:objective_restore", args=[request.workspace.slug, pk])
    messages.success(request, gettext("“%(title)s” is archived.") % {"title": objective.title}, extra_tags=undo)
    return redirect("strategy:objectives", request.workspace.slug)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def objective_restore(request, pk):
    objective = get_object_or_404(Objective, pk=pk)
    actions.restore_objective(objective=objective, by=request.user)
    messages.success(request, gettext("“%(title)s” is back.") % {"title": objective.title})
    return redirect("strategy:objective", request.workspace.slug, pk)
