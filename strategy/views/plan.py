"""Pages of step 1 around the objectives: general aims, resources, decisions."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext

from cmtool.lib.htmx import go, render_page
from strategy.actions import plan as actions
from strategy.forms.plan import AimForm, DecisionForm, PlanForm
from strategy.models import Aim, Decision, Objective
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .common import BOTH, form_page

TEMPLATE = "strategy/objective_form.html"


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def plan_edit(request):
    form = PlanForm(request.POST or None, instance=actions.plan_of(request.workspace))

    def save(plan):
        version = form.cleaned_data["version"]
        actions.save_plan(plan=plan, fields=form._meta.fields, version=version, by=request.user)
        messages.success(request, gettext("Resources saved."))
        return go(request, "strategy:objectives", request.workspace.slug)

    context = {
        "section": "objectives",
        "heading": gettext("What can be invested"),
        "button": gettext("Save"),
        "address": request.path,
    }
    return form_page(request, form, save, template=TEMPLATE, context=context)


@workspace_view(Permission.READ)
def aims(request):
    archived = request.GET.get("archived") == "1"
    context = {
        "section": "objectives",
        "aims": Aim.objects.filter(archived_at__isnull=not archived).prefetch_related("objectives"),
        "archived": archived,
        "can_edit": request.membership.can(Permission.EDIT_STRATEGY),
    }
    return render_page(request, "strategy/aims.html", context)


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def aim_new(request):
    return _edit_aim(request, Aim(workspace=request.workspace), gettext("New general aim"), gettext("Create"))


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def aim_edit(request, pk):
    aim = get_object_or_404(Aim, pk=pk, archived_at=None)
    return _edit_aim(request, aim, gettext("Edit the general aim"), gettext("Save"))


def _edit_aim(request, instance, heading, button):
    form = AimForm(request.POST or None, instance=instance)

    def save(aim):
        actions.save_aim(aim=aim, fields=form._meta.fields, version=form.cleaned_data["version"], by=request.user)
        messages.success(request, gettext("General aim saved."))
        return go(request, "strategy:aims", request.workspace.slug)

    context = {"section": "objectives", "heading": heading, "button": button, "address": request.path}
    return form_page(request, form, save, template=TEMPLATE, context=context)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def aim_archive(request, pk):
    aim = get_object_or_404(Aim, pk=pk)
    actions.archive_aim(aim=aim, by=request.user)
    undo = reverse("strategy:aim_restore", args=[request.workspace.slug, pk])
    messages.success(request, gettext("“%(title)s” is archived.") % {"title": aim.title}, extra_tags=undo)
    return redirect("strategy:aims", request.workspace.slug)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def aim_restore(request, pk):
    aim = get_object_or_404(Aim, pk=pk)
    actions.restore_aim(aim=aim, by=request.user)
    messages.success(request, gettext("“%(title)s” is back.") % {"title": aim.title})
    return redirect("strategy:aims", request.workspace.slug)


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def decision_new(request, pk):
    """A line of an objective's journal: what was decided, when, by whom."""
    objective = get_object_or_404(Objective, pk=pk)
    decision = Decision(workspace=request.workspace, objective=objective)
    form = DecisionForm(request.POST or None, instance=decision, workspace=request.workspace)

    def save(decision):
        actions.decide(decision=decision, by=request.user)
        messages.success(request, gettext("Decision recorded."))
        return go(request, "strategy:objective", request.workspace.slug, objective.pk)

    context = {
        "section": "objectives",
        "heading": gettext("Record a decision"),
        "button": gettext("Record"),
        "address": request.path,
    }
    return form_page(request, form, save, template=TEMPLATE, context=context)
