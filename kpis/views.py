"""Pages of step 8 (measure) and the dashboard."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from cmtool import frame
from cmtool.lib.csv_safe import csv_response
from cmtool.lib.htmx import go, render_page
from cmtool.lib.versions import Stale
from kpis import actions, boards, cards, channels, charts, dashboards, measure, posts, watching, words
from kpis.forms import DashboardFilter, KpiForm
from kpis.models import Kpi
from strategy.models import Channel, Objective
from workspaces.audit import activity_of
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

BOTH = ("GET", "POST")


# Dashboard -------------------------------------------------------------------------------------------------------


@workspace_view(Permission.READ)
def dashboard(request):
    asked, errors = boards.Asked(), None
    if request.GET:
        form = DashboardFilter(request.GET, workspace=request.workspace)
        asked, errors = form.asked(), form.errors
    html = dashboards.stored(request.workspace, asked, words.language()) if asked.usual else None
    if html is None:
        html = dashboards.live(request.workspace, asked, today=request.workspace.today())
    if not errors and not request.htmx:
        return frame.page(request, "kpis/dashboard.html", section="dashboard", html=html)
    context = {"section": "dashboard", "html": html, "errors": errors}
    return render_page(request, "kpis/dashboard.html", context, fragment="board")


@workspace_view(Permission.READ)
def dashboard_csv(request, code):
    """The numbers of one chart of the dashboard that has the same query string, or its posts."""
    workspace = request.workspace
    asked = DashboardFilter(request.GET, workspace=workspace).asked()
    board = boards.board(workspace, asked, today=workspace.today(), measured=())
    if board.get("empty"):
        raise Http404
    if code == "posts":
        rows = posts.download(workspace, board["span"], asked.channels)
    else:
        chart = next((board[name] for name in boards.CHARTS if name == code and board[name]), None)
        if chart is None:
            raise Http404
        rows = [chart["table"].head, *chart["table"].raw]
    return csv_response(f"{workspace.slug}-{code}.csv", rows)


# KPIs ------------------------------------------------------------------------------------------------------------


@workspace_view(Permission.READ)
def kpis(request):
    """The tracking table: every KPI under its objective; the objectives without one say so."""
    archived = request.GET.get("archived") == "1"
    rows = Kpi.objects.select_related("objective", "reading")
    rows = rows.exclude(archived_at=None) if archived else rows.current()
    shown, today = {}, request.workspace.today()
    for kpi in rows:
        shown.setdefault(kpi.objective, []).append(cards.card(kpi, _payload(kpi), today=today))
    if not archived:
        for objective in Objective.objects.current():
            shown.setdefault(objective, [])
    context = {
        "section": "measure",
        "archived": archived,
        "objectives": sorted(shown.items(), key=lambda row: (row[0].due, row[0].pk)),
        "can_edit": request.membership.can(Permission.SET_TARGETS),
    }
    return render_page(request, "kpis/kpis.html", context)


@workspace_view(Permission.READ)
def kpi(request, pk):
    kpi = get_object_or_404(Kpi.objects.select_related("objective", "reading").prefetch_related("channels"), pk=pk)
    payload = _payload(kpi)
    context = {
        "section": "measure",
        "kpi": kpi,
        "card": cards.card(kpi, payload, today=request.workspace.today()),
        "formula": words.formula(kpi),
        "chart": _series(kpi, payload),
        "events": activity_of(kpi)[:20],
        "can_edit": request.membership.can(Permission.SET_TARGETS),
    }
    if payload and payload["sources"]:
        channels = {channel.pk: channel for channel in Channel.objects.all()}
        context["sources"] = cards.sources(kpi, payload, channels)
        context["imports"] = measure.imports_behind(request.workspace, payload)[:20]
    return render_page(request, "kpis/kpi.html", context)


def _payload(kpi):
    return kpi.reading.payload if hasattr(kpi, "reading") else None


def _series(kpi, payload):
    """The KPI's chart with its target line and table, None with fewer than two points."""
    if not payload or len(payload["series"]) < 2:
        return None
    metric = kpi.metric_info
    points = [(dt.date.fromisoformat(day), value) for day, value in payload["series"]]
    line = [(dt.date.fromisoformat(day), value) for day, value in payload["line"]]
    figure = charts.target(charts.points(kpi.metric_name, points, metric.unit), gettext("Target line"), line)
    head = [gettext("Until"), kpi.metric_name, gettext("Target line")]
    both = [(day, value, aim) for (day, value), (_day, aim) in zip(points, line, strict=True)]
    table = charts.Table(
        head,
        [[words.day(day), words.value(value, metric), words.value(aim, metric)] for day, value, aim in both],
        [[day.isoformat(), value, aim] for day, value, aim in both],
    )
    return charts.chart("series", gettext("On the way to the target"), figure, table, charts.as_is)


@workspace_view(Permission.READ)
def kpi_csv(request, pk):
    kpi = get_object_or_404(Kpi.objects.select_related("objective", "reading"), pk=pk)
    chart = _series(kpi, _payload(kpi))
    if chart is None:
        raise Http404
    return csv_response(f"{request.workspace.slug}-kpi-{pk}.csv", [chart["table"].head, *chart["table"].raw])


@workspace_view(Permission.READ)
def objective_progress(request, pk):
    """The fragment that an objective's page loads: its KPIs in short."""
    objective = get_object_or_404(Objective, pk=pk)
    rows = Kpi.objects.filter(objective=objective, archived_at=None).select_related("objective", "reading")
    today = request.workspace.today()
    context = {
        "objective": objective,
        "cards": [cards.card(kpi, _payload(kpi), today=today) for kpi in rows],
        "can_edit": request.membership.can(Permission.SET_TARGETS),
    }
    return render(request, "kpis/_objective_progress.html", context)


@workspace_view(Permission.READ)
def attention(request):
    """The fragment above the objectives: what is measured for nothing, or not measured."""
    return render(request, "kpis/_attention.html", watching.attention(request.workspace))


@workspace_view(Permission.READ)
def channel_figures(request, pk):
    """The fragment that a channel's page loads: its main figures."""
    channel = get_object_or_404(Channel, pk=pk)
    return render(request, "kpis/_channel_figures.html", channels.figures(request.workspace, channel))


@workspace_view(Permission.SET_TARGETS, methods=BOTH)
def kpi_new(request):
    objective = Objective.objects.current().filter(pk=_number(request.GET.get("objective"))).first()
    instance = Kpi(workspace=request.workspace, objective=objective) if objective else Kpi(workspace=request.workspace)
    return _edit(request, instance, gettext("New KPI"), gettext("Create the KPI"))


@workspace_view(Permission.SET_TARGETS, methods=BOTH)
def kpi_edit(request, pk):
    instance = get_object_or_404(Kpi.objects.filter(archived_at=None).select_related("objective"), pk=pk)
    return _edit(request, instance, gettext("Edit the KPI"), gettext("Save"))


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def _edit(request, instance, heading, button):
    form = KpiForm(request.POST or None, instance=instance, workspace=request.workspace)
    context = {"section": "measure", "heading": heading, "button": button, "address": request.get_full_path()}
    status = 200
    if request.method == "POST" and not form.is_valid():
        status = 422
    elif request.method == "POST":
        try:
            return _saved(request, form)
        except Stale:
            stored = Kpi.objects.get(pk=instance.pk)
            context |= {"differences": form.differences(stored), "last_event": activity_of(stored).first()}
            form.rebase(stored)
            status = 409
    return render_page(request, "kpis/kpi_form.html", context | {"form": form}, fragment="dialog", status=status)


def _saved(request, form):
    data = form.cleaned_data
    fields = [name for name in form._meta.fields if name != "channels"]
    kpi = actions.save_kpi(
        kpi=form.instance, channels=data["channels"], fields=fields, version=data["version"], by=request.user
    )
    messages.success(request, gettext("KPI saved. Its value is being computed."))
    return go(request, "kpis:kpi", request.workspace.slug, kpi.pk)


@workspace_view(Permission.SET_TARGETS)
def baseline(request):
    """The fragment under the baseline's field: what the figures propose for the metric and channels chosen so far.

    With ``take``, the field itself with the proposal in it.
    """
    workspace = request.workspace
    proposal = _proposal(request.GET, workspace)
    if "take" in request.GET and proposal:
        form = KpiForm(instance=Kpi(workspace=workspace), initial={"baseline": proposal["typed"]}, workspace=workspace)
        return HttpResponse(form["baseline"])
    return render(request, "kpis/_baseline.html", {"proposal": proposal})


def _proposal(data, workspace):
    """The proposed baseline in words and as it would be typed; None while there is none to propose."""
    form = KpiForm(data, instance=Kpi(workspace=workspace), workspace=workspace)
    form.is_valid()  # what is missing besides does not matter
    given = form.cleaned_data
    if not all(given.get(name) for name in ("metric", "aggregation", "period")):
        return None
    kpi = Kpi(workspace=workspace, **{name: given[name] for name in ("metric", "aggregation", "period")})
    channels = [channel.pk for channel in given.get("channels", ())]
    found = measure.propose_baseline(kpi, channels, today=workspace.today())
    if found is None:
        return None
    share = bool(kpi.metric_info.numerator)
    return {
        "value": words.value(found["value"], kpi.metric_info),
        "how": words.baseline_method(found, kpi.aggregation, kpi.period),
        "typed": form.fields["baseline"].prepare_value(round(found["value"] * 100, 2) if share else found["value"]),
    }


@workspace_view(Permission.SET_TARGETS, methods=("POST",))
def kpi_archive(request, pk):
    kpi = get_object_or_404(Kpi, pk=pk)
    actions.archive_kpi(kpi=kpi, by=request.user)
    undo = reverse("kpis:kpi_restore", args=[request.workspace.slug, pk])
    messages.success(request, gettext("“%(name)s” is archived.") % {"name": kpi}, extra_tags=undo)
    return redirect("kpis:kpis", request.workspace.slug)


@workspace_view(Permission.SET_TARGETS, methods=("POST",))
def kpi_restore(request, pk):
    kpi = get_object_or_404(Kpi, pk=pk)
    actions.restore_kpi(kpi=kpi, by=request.user)
    messages.success(request, gettext("“%(name)s” is back.") % {"name": kpi})
    return redirect("kpis:kpi", request.workspace.slug, pk)
