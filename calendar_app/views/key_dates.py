"""Pages of key dates: those of the year, the organisation's own, and the packs that are chosen."""

import datetime as dt
from itertools import groupby

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext

from calendar_app.actions import packs, planning
from calendar_app.forms.planning import KeyDateForm, PacksForm
from calendar_app.models import KeyDate
from cmtool.lib.htmx import go, render_page
from strategy.views.common import BOTH, form_page
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .planning import FORM, SECTION, about_form

YEARS = range(2000, 2100)


@workspace_view(Permission.READ)
def key_dates(request):
    year, hidden = _year(request), request.GET.get("hidden") == "1"
    rows = KeyDate.objects.filter(start__year=year, hidden_at__isnull=not hidden)
    kind = request.GET.get("kind", "")
    if kind in KeyDate.Kind.values:
        rows = rows.filter(kind=kind)
    context = {
        "section": SECTION,
        "months": [(month, list(days)) for month, days in groupby(rows, key=lambda row: row.start.replace(day=1))],
        "year": year,
        "kinds": KeyDate.Kind.choices,
        "kind": kind,
        "hidden": hidden,
        "today": request.workspace.today(),
        "can_edit": request.membership.can(Permission.PLAN),
    }
    return render_page(request, "calendar_app/key_dates.html", context)


def _year(request) -> int:
    said = request.GET.get("year", "")
    year = int(said) if len(said) == 4 and said.isascii() and said.isdigit() else 0
    return year if year in YEARS else request.workspace.today().year


@workspace_view(Permission.PLAN, methods=BOTH)
def key_date_new(request):
    return _edit(request, KeyDate(workspace=request.workspace, start=_day(request)), gettext("New key date"))


def _day(request) -> dt.date | None:
    try:
        return dt.date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None


@workspace_view(Permission.PLAN, methods=BOTH)
def key_date_edit(request, pk):
    """Those of packs are not written by people: they can be taken off."""
    return _edit(request, get_object_or_404(KeyDate.objects.shown(), pk=pk, pack=""), gettext("Edit the key date"))


def _edit(request, instance, heading):
    form = KeyDateForm(request.POST or None, instance=instance)

    def save(key_date):
        version = form.cleaned_data["version"]
        planning.save_key_date(key_date=key_date, fields=form._meta.fields, version=version, by=request.user)
        messages.success(request, gettext("Key date saved."))
        return _to_year(request, key_date, by_htmx=True)

    return form_page(request, form, save, template=FORM, context=about_form(request, heading, "key_dates"))


def _to_year(request, key_date: KeyDate, *, by_htmx: bool = False):
    address = reverse("calendar:key_dates", args=[request.workspace.slug]) + f"?year={key_date.start.year}"
    return go(request, address) if by_htmx else redirect(address)


@workspace_view(Permission.PLAN, methods=("POST",))
def key_date_hide(request, pk):
    key_date = get_object_or_404(KeyDate, pk=pk)
    planning.hide_key_date(key_date=key_date, by=request.user)
    undo = reverse("calendar:key_date_show", args=[request.workspace.slug, pk])
    words = gettext("“%(title)s” is off the calendar.") % {"title": key_date}
    messages.success(request, words, extra_tags=undo)
    return _to_year(request, key_date)


@workspace_view(Permission.PLAN, methods=("POST",))
def key_date_show(request, pk):
    key_date = get_object_or_404(KeyDate, pk=pk)
    planning.show_key_date(key_date=key_date, by=request.user)
    messages.success(request, gettext("“%(title)s” is back.") % {"title": key_date})
    return _to_year(request, key_date)


@workspace_view(Permission.PLAN, methods=BOTH)
def packs_choose(request):
    posted = request.POST if request.method == "POST" else None  # nothing ticked posts nothing
    form = PacksForm(posted, initial={"packs": packs.chosen()})
    if form.is_valid():
        packs.choose_packs(workspace=request.workspace, codes=form.cleaned_data["packs"], by=request.user)
        messages.success(request, gettext("The packs are on the calendar as you chose."))
        return go(request, "calendar:key_dates", request.workspace.slug)
    context = about_form(request, gettext("Packs of key dates"), "key_dates") | {"form": form}
    status = 422 if form.errors else 200
    return render_page(request, FORM, context, fragment="dialog", status=status)
