"""Filters of the calendar that a person, or the team, keeps under a name."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext

from calendar_app.forms.canvas import PostFilter
from calendar_app.forms.moves import SavedFilterForm
from strategy.actions.people import remove_filter, save_filter
from strategy.models import SavedFilter
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .moves import back_to


@workspace_view(Permission.PLAN, methods=("POST",))
def filter_save(request):
    form = SavedFilterForm(request.POST)
    asked = PostFilter(QueryDict(request.POST.get("query", "")[:1000]), workspace=request.workspace)
    if form.is_valid() and not asked.errors:
        save_filter(
            workspace=request.workspace,
            page="calendar",
            name=form.cleaned_data["name"],
            query=asked.address(),
            shared=form.cleaned_data["shared"],
            by=request.user,
        )
        messages.success(request, gettext("Filter saved."))
    else:
        messages.error(request, gettext("Give the filter a name of at most 60 characters."))
    return redirect(back_to(request))


@workspace_view(Permission.PLAN, methods=("POST",))
def filter_remove(request, pk):
    rows = SavedFilter.objects.filter(page="calendar")
    saved = get_object_or_404(rows.filter(owner=request.user) | rows.filter(owner=None), pk=pk)
    remove_filter(saved=saved, by=request.user)
    messages.success(request, gettext("The filter is removed."))
    return redirect(back_to(request))
