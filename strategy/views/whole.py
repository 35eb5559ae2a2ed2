"""The strategy as a whole: on a page, as a PDF, as a document that comes and goes."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from cmtool import shell
from cmtool.lib import pdf
from cmtool.lib.htmx import go, render_page
from cmtool.templatetags.ui import spaced
from strategy import transfer
from strategy import whole as strategy
from strategy.forms.whole import StrategyForm
from workspaces import audit
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .common import BOTH

SECTION = "whole"


@workspace_view(Permission.READ)
def whole(request):
    context = {
        "section": SECTION,
        "page": strategy.document(request.workspace, shell.states(request.workspace)),
        "can_download": request.membership.can(Permission.READ_CONTACTS),
        "can_bring_in": request.membership.can(Permission.SET_TARGETS),
    }
    return render_page(request, "strategy/whole.html", context)


@workspace_view(Permission.READ)
def whole_pdf(request):
    page = strategy.document(request.workspace, shell.states(request.workspace))
    name = gettext("strategy-%(workspace)s.pdf") % {"workspace": request.workspace.slug}
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf.render(strategy.PRINTED, _spaced(page)), content_type="application/pdf", headers=headers)


def _spaced(value):
    """The document with the spacing that pages give to text at display."""
    if isinstance(value, str):
        return spaced(value)
    if isinstance(value, dict):
        return {name: _spaced(each) for name, each in value.items()}
    return [_spaced(each) for each in value] if isinstance(value, list) else value


@workspace_view(Permission.READ_CONTACTS)
def download(request):
    """The document; with the people where they are asked for (``?people=1``)."""
    people = request.GET.get("people") == "1"
    text = transfer.as_text(transfer.export(request.workspace, people=people))
    audit.record(request.workspace, "strategy.exported", by=request.user, people=people)
    name = gettext("strategy-%(workspace)s.json") % {"workspace": request.workspace.slug}
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json", headers=headers)


@workspace_view(Permission.SET_TARGETS, methods=BOTH)
def bring_in(request):
    """First the file, then what it holds, then done."""
    form = StrategyForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    context, status = {"section": SECTION, "form": form}, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                document = transfer.parse(form.content())
                if form.confirmed:
                    return _bring_in(request, document)
                transfer.preview(workspace=request.workspace, document=document)
            except transfer.Refused as refused:
                form.add_error(None, str(refused))
            else:
                text = json.dumps(document, ensure_ascii=False)
                context |= {"counts": transfer.counts(document), "confirm": StrategyForm(initial={"document": text})}
                status = 200
    return render_page(request, "strategy/whole_import.html", context, status=status)


def _bring_in(request, document):
    transfer.bring_in(workspace=request.workspace, document=document, by=request.user)
    undo = reverse("strategy:put_back", args=[request.workspace.slug])
    messages.success(request, gettext("The strategy is in place."), extra_tags=undo)
    return go(request, "strategy:start", request.workspace.slug)


@workspace_view(Permission.SET_TARGETS, methods=("POST",))
def put_back(request):
    try:
        transfer.put_back(workspace=request.workspace, by=request.user)
    except transfer.NotNow:
        messages.warning(request, gettext("Something was changed since: remove what you do not want one by one."))
    else:
        messages.success(request, gettext("The strategy is empty again."))
    return redirect("strategy:start", request.workspace.slug)
