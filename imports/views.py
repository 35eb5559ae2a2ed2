"""Files in: where they are dropped, what each is found to hold, and the steps until it is applied or undone."""

import json
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import TooManyFilesSent
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from cmtool.lib.bodies import takes_files
from cmtool.lib.csv_safe import csv_response
from cmtool.lib.htmx import go, render_page
from imports import actions, presenting, registry, sentences, storage, uploads
from imports.forms import FilterForm, QuestionsForm, table_forms
from imports.models import Import
from workspaces import audit
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

PER_PAGE = 25
State = Import.State


def _get(request: HttpRequest, pk: int) -> Import:
    record = get_object_or_404(request.workspace.imports.select_related("job", "created_by"), pk=pk)
    record.workspace = request.workspace
    return record


# -- the history, and dropping files onto it


@workspace_view(Permission.READ)
def history(request):
    return _history(request)


def _history(request, *, errors: list[str] = (), status: int = 200) -> HttpResponse:
    kind = registry.find(request.GET.get("kind", ""))
    if kind is None:
        raise Http404
    form = FilterForm(request.GET)
    records = form.filter(request.workspace.imports.history())
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19 and (last := request.workspace.imports.filter(pk=before).first()):
        records = records.before(last)
    page = list(records[: PER_PAGE + 1])
    context = {
        "section": "imports",
        "kind": kind,
        "kinds": registry.kinds(),
        "filter": form,
        "records": [_line(record) for record in page[:PER_PAGE]],
        "next": page[PER_PAGE - 1].pk if len(page) > PER_PAGE else None,
        "first_page": not before,
        "errors": errors,
        "can_import": request.membership.can(kind.permission),
        "limits": {"file": uploads.shown(uploads.MAX_FILE), "body": uploads.shown(uploads.MAX_BODY)},
        "max_file": uploads.MAX_FILE,
        "max_files": uploads.MAX_FILES,
        "max_body": uploads.MAX_BODY,
    }
    return render_page(request, "imports/list.html", context, fragment="history", status=status)


def _line(record: Import) -> dict:
    """One line of the history."""
    said = record.summary
    return {
        "record": record,
        "error": presenting.error(record),
        "rows": None if record.state == State.MAPPING else said.get("rows"),
        "counts": {name: said[name] for name in ("new", "changed", "unchanged") if said.get(name)},
        "refused": presenting.refused_count(record),
    }


@takes_files
@csrf_exempt  # checked by _receive, once the size of the body is known to be bearable
@workspace_view(Permission.IMPORT, methods=("POST",))
def upload(request):
    """Take files in. The page answers at once: they are read by a job."""
    if uploads.body_too_large(request):
        return _history(request, errors=[uploads.too_much()], status=413)
    capped = uploads.CappedFiles(request)
    request.upload_handlers.insert(0, capped)
    try:
        return _receive(request, capped)
    except TooManyFilesSent:
        return _history(request, errors=[uploads.too_many()], status=422)


@csrf_protect
def _receive(request, capped: uploads.CappedFiles) -> HttpResponse:
    files = request.FILES.getlist("files")
    errors = [uploads.too_large(actions.clean_name(name)) for name in capped.too_large]
    if not files:
        return _history(request, errors=errors or [_("Choose at least one file.")], status=422)
    for error in errors:
        messages.error(request, error)
    kind = registry.find(request.GET.get("kind", ""))
    if kind is None or not request.membership.can(kind.permission):
        raise Http404
    records = actions.receive(
        workspace=request.workspace,
        kind=kind.code,
        files=[(file.name, file.chunks()) for file in files],
        by=request.user,
    )
    if len(records) == 1:
        return go(request, records[0])
    return go(request, "imports:batch", request.workspace.slug, records[0].batch)


# -- several files dropped together


@workspace_view(Permission.READ)
def batch(request, batch):
    """The files of one drop, on one page: confirmed together when nothing is left to ask."""
    records = list(request.workspace.imports.filter(batch=batch).history().order_by("pk")[: uploads.MAX_FILES])
    if not records:
        raise Http404
    for record in records:
        record.workspace = request.workspace
    context = {
        "section": "imports",
        "batch": batch,
        "lines": [{**_line(record), **presenting.summary(record)} for record in records],
        "in_progress": any(record.in_progress for record in records),
        "ready": sum(record.is_ready for record in records),
        "questions": next((QuestionsForm(record) for record in records if record.has_questions), None),
        "applied": [record for record in records if record.state == State.APPLIED],
        "can_import": request.membership.can(Permission.IMPORT),
        "kind": records[0].kind_info,
        "result_url": records[0].kind_info.result_url(records[0]),
    }
    return render_page(request, "imports/batch.html", context, fragment="files")


@workspace_view(Permission.IMPORT, methods=("POST",))
def batch_confirm(request, batch):
    records = list(request.workspace.imports.filter(batch=batch))
    if not records:
        raise Http404
    count = sum(actions.confirm(record=record, by=request.user) for record in records if record.is_ready)
    if count:
        sentence = ngettext("%(n)s file is being applied.", "%(n)s files are being applied.", count)
        messages.success(request, sentence % {"n": count})
    return go(request, "imports:batch", request.workspace.slug, batch)


# -- one file


@workspace_view(Permission.READ)
def detail(request, pk):
    return _detail(request, _get(request, pk))


def _detail(request, record: Import, *, status: int = 200, **bound) -> HttpResponse:
    """The page of a file: what it shows depends on the state only."""
    kind = registry.get(record.kind)
    context = {
        "section": "imports",
        "record": record,
        "kind": kind,
        "error": presenting.error(record),
        "summary": presenting.summary(record),
        "can_import": request.membership.can(Permission.IMPORT),
        "stopped": record.job is None or record.job.ended_at is not None,
    }
    if record.state == State.MAPPING:
        context["tables"] = bound.get("tables") or table_forms(record)
    elif record.state == State.PREVIEW:
        context["questions"] = bound.get("questions") or QuestionsForm(record)
        context["same_file"] = request.workspace.imports.same_file_applied(record).first()
    elif record.state == State.APPLIED:
        context["result_url"] = kind.result_url(record)
        context["why_not_undo"] = kind.can_undo(record)
    return render_page(request, "imports/detail.html", context, status=status)


@workspace_view(Permission.IMPORT, methods=("POST",))
def answer(request, pk):
    """Answers to the questions of a preview."""
    record = _get(request, pk)
    form = QuestionsForm(record, request.POST)
    if record.state == State.PREVIEW and not form.is_valid():
        return _detail(request, record, status=422, questions=form)
    if record.state == State.PREVIEW and form.asked:
        siblings = form.cleaned_data.get("siblings", False)
        actions.answer(record=record, answers=form.answers(), by=request.user, siblings=siblings)
    return go(request, record.asked_at())


@workspace_view(Permission.IMPORT, methods=("POST",))
def map_columns(request, pk):
    """What the columns of an unknown file are."""
    record = _get(request, pk)
    tables = table_forms(record, request.POST)
    if record.state != State.MAPPING:
        return go(request, record)
    if [form for form in tables if not form.is_valid()]:  # all of them, so that each shows its errors
        return _detail(request, record, status=422, tables=tables)
    answers: dict[str, dict] = {}
    for form in tables:
        for code, said in form.answers().items():
            answers.setdefault(code, {}).update(said)
    actions.answer(record=record, answers=answers, by=request.user)
    return go(request, record)


def _step(request, pk: int, act: Callable[..., bool], too_late: str) -> HttpResponse:
    """Take one step with a file, and say so when it cannot be taken (any more)."""
    record = _get(request, pk)
    try:
        if not act(record=record, by=request.user):
            messages.info(request, too_late)
    except actions.NotNow as refusal:
        messages.error(request, str(refusal))
    return go(request, record)


@workspace_view(Permission.IMPORT, methods=("POST",))
def confirm(request, pk):
    return _step(request, pk, actions.confirm, _("This file was already confirmed."))


@workspace_view(Permission.IMPORT, methods=("POST",))
def undo(request, pk):
    return _step(request, pk, actions.undo, _("This import was already undone."))


@workspace_view(Permission.IMPORT, methods=("POST",))
def again(request, pk):
    return _step(request, pk, actions.again, _("This file is already being read again."))


@workspace_view(Permission.IMPORT, methods=("POST",))
def remap(request, pk):
    return _step(request, pk, actions.remap, _("This file is already being read again."))


@workspace_view(Permission.IMPORT, methods=("POST",))
def resume(request, pk):
    return _step(request, pk, actions.resume, _("There is nothing to take up again."))


@workspace_view(Permission.IMPORT, methods=("POST",))
def cancel(request, pk):
    record = _get(request, pk)
    if not actions.cancel(record=record, by=request.user):
        messages.info(request, _("This file was already confirmed."))
        return go(request, record)
    messages.success(request, _("“%(name)s” was put aside; nothing of it is kept.") % {"name": record.name})
    return go(request, "imports:list", request.workspace.slug)


# -- downloads


@workspace_view(Permission.READ)
def refused(request, pk):
    """The rows that were not taken, with the reason of each."""
    record = _get(request, pk)
    full = storage.staged(record) / storage.REFUSED
    rows = json.loads(full.read_text(encoding="utf-8")) if full.is_file() else record.summary.get("refused", [])
    if not rows:
        raise Http404
    wording = record.kind_info.wording
    header = [_("Sheet"), _("Row"), _("Column"), _("Value"), _("Reason")]
    lines = [[row["sheet"], row["row"], row["column"], row["value"], sentences.refusal(row, wording)] for row in rows]
    return csv_response(f"import-{record.pk}-refused.csv", [header, *lines])


@workspace_view(Permission.IMPORT)
def file(request, pk):
    """The file as it was uploaded, always as a download."""
    record = _get(request, pk)
    path = storage.source(record)
    if not path.is_file():
        raise Http404
    audit.record(request.workspace, "import.downloaded", by=request.user, target=record)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=record.name)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
