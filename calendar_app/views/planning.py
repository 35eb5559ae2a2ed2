"""Pages of pillars and usual times."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from calendar_app import slot_reads, words
from calendar_app.actions import planning as actions
from calendar_app.forms.planning import PillarForm, SlotsForm
from calendar_app.models import Pillar, Slot
from cmtool.lib.htmx import go, render_page
from strategy.models import Channel
from strategy.views.common import BOTH, form_page
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

SECTION = "calendar"
FORM = "calendar_app/planning_form.html"


# -- pillars


@workspace_view(Permission.READ)
def pillars(request):
    archived = request.GET.get("archived") == "1"
    rows = Pillar.objects.filter(archived_at__isnull=not archived).select_related("objective")
    rows = list(rows.annotate(count=Count("posts", Q(posts__deleted_at=None))))
    context = {
        "section": SECTION,
        "pillars": rows,
        "archived": archived,
        "wished": sum(pillar.wish or 0 for pillar in rows),
        "can_edit": request.membership.can(Permission.PLAN),
    }
    return render_page(request, "calendar_app/pillars.html", context)


@workspace_view(Permission.PLAN, methods=BOTH)
def pillar_new(request):
    return _edit_pillar(request, Pillar(workspace=request.workspace), gettext("New pillar"))


@workspace_view(Permission.PLAN, methods=BOTH)
def pillar_edit(request, pk):
    return _edit_pillar(request, get_object_or_404(Pillar.objects.current(), pk=pk), gettext("Edit the pillar"))


def _edit_pillar(request, instance, heading):
    form = PillarForm(request.POST or None, instance=instance)

    def save(pillar):
        version = form.cleaned_data["version"]
        actions.save_pillar(pillar=pillar, fields=form._meta.fields, version=version, by=request.user)
        messages.success(request, gettext("Pillar saved."))
        return go(request, "calendar:pillars", request.workspace.slug)

    return form_page(request, form, save, template=FORM, context=about_form(request, heading, "pillars"))


def about_form(request, heading, back, button=""):
    return {
        "section": SECTION,
        "heading": heading,
        "button": button or gettext("Save"),
        "address": request.get_full_path(),
        "back": reverse(f"calendar:{back}", args=[request.workspace.slug]),
    }


@workspace_view(Permission.PLAN, methods=("POST",))
def pillar_archive(request, pk):
    pillar = get_object_or_404(Pillar, pk=pk)
    actions.archive_pillar(pillar=pillar, by=request.user)
    undo = reverse("calendar:pillar_restore", args=[request.workspace.slug, pk])
    messages.success(request, gettext("“%(title)s” is archived.") % {"title": pillar}, extra_tags=undo)
    return redirect("calendar:pillars", request.workspace.slug)


@workspace_view(Permission.PLAN, methods=("POST",))
def pillar_restore(request, pk):
    pillar = get_object_or_404(Pillar, pk=pk)
    actions.restore_pillar(pillar=pillar, by=request.user)
    messages.success(request, gettext("“%(title)s” is back.") % {"title": pillar})
    return redirect("calendar:pillars", request.workspace.slug)


# -- usual times


@workspace_view(Permission.READ)
def slots(request):
    days = Slot.Weekday.choices
    start = request.workspace.week_start
    context = {
        "section": SECTION,
        "channels": [(channel, _week(channel, days[start:] + days[:start])) for channel in _channels()],
        "can_edit": request.membership.can(Permission.PLAN),
    }
    return render_page(request, "calendar_app/slots.html", context)


def _channels():
    return Channel.objects.current().prefetch_related("slots")


def _week(channel, days):
    """[(name of the day, its slots)]"""
    there = list(channel.slots.all())
    return [(label, [slot for slot in there if slot.weekday == weekday]) for weekday, label in days]


@workspace_view(Permission.PLAN, methods=BOTH)
def slots_add(request):
    form = SlotsForm(request.POST or None, initial={"channel": request.GET.get("channel")})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            added = _add(form, request.user)
            messages.success(request, ngettext("%(n)s slot added.", "%(n)s slots added.", added) % {"n": added})
            return go(request, "calendar:slots", request.workspace.slug)
        status = 422
    context = about_form(request, gettext("Usual times"), "slots", gettext("Add")) | {"form": form}
    return render_page(request, FORM, context, fragment="dialog", status=status)


def _add(form: SlotsForm, by) -> int:
    said = form.cleaned_data
    return actions.add_slots(channel=said["channel"], weekdays=said["weekday"], times=said["time"], by=by)


@workspace_view(Permission.PLAN, methods=("POST",))
def slot_remove(request, pk):
    slot = get_object_or_404(Slot.objects.select_related("channel", "workspace"), pk=pk)
    said = {"channel": slot.channel_id, "weekday": slot.weekday, "time": f"{slot.time:%H:%M}"}
    actions.remove_slot(slot=slot, by=request.user)
    undo = reverse("calendar:slots_put_back", args=[request.workspace.slug]) + "?" + urlencode(said)
    messages.success(request, gettext("“%(title)s” is removed.") % {"title": slot}, extra_tags=undo)
    return redirect("calendar:slots", request.workspace.slug)


@workspace_view(Permission.PLAN, methods=("POST",))
def slots_put_back(request):
    """Undo of a removal; the address says what was removed."""
    form = SlotsForm(request.GET)
    if form.is_valid():
        _add(form, request.user)
        messages.success(request, gettext("The slot is back."))
    else:
        messages.error(request, gettext("This slot cannot be put back: its channel is no longer there."))
    return redirect("calendar:slots", request.workspace.slug)


@workspace_view(Permission.READ)
def next_slot(request):
    """JSON ``{"day", "time", "words"}`` of the next free slot of ``?channel=``, all "" when there is none."""
    number = request.GET.get("channel", "")
    known = number.isascii() and number.isdigit() and len(number) < 19
    channel = Channel.objects.filter(pk=int(number)).first() if known else None
    place = slot_reads.next_place(request.workspace, channel) if channel else None
    if place is None:
        return JsonResponse({"day": "", "time": "", "words": ""})
    day, time = place
    return JsonResponse({"day": day.isoformat(), "time": f"{time:%H:%M}", "words": words.when(day, time)})
