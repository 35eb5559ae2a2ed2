"""Files of posts out; files in are brought in on the pages of imports."""

from django.http import StreamingHttpResponse

from calendar_app import exporting
from calendar_app.forms.files import ExportForm
from cmtool.lib.htmx import render_page
from workspaces import audit
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission


@workspace_view(Permission.READ)
def export_choose(request):
    """What to export, of what the calendar shows: its filter stands in the address."""
    return _choose(request, _unbound(request))


def _unbound(request) -> ExportForm:
    return ExportForm(None, workspace=request.workspace, initial={"format": "csv", **request.GET.dict()})


def _choose(request, form: ExportForm, status: int = 200):
    context = {
        "section": "calendar",
        "form": form,
        "is_lost": bool(form.filter.errors),  # a file of everything would be more than was meant
        "chips": [] if form.filter.errors else form.filter.chips(),
        "hidden": [(name, value) for name, value in request.GET.items() if name in form.filter.fields and value],
    }
    return render_page(request, "calendar_app/export.html", context, fragment="dialog", status=status)


@workspace_view(Permission.READ)
def export(request):
    """The file. Without a format that is known there is none: the choice comes again."""
    if "format" not in request.GET:
        return _choose(request, _unbound(request))
    form = ExportForm(request.GET, workspace=request.workspace)
    if not form.is_valid() or form.filter.errors:
        return _choose(request, form, status=422)
    name, pieces = exporting.export(request.workspace, form)
    audit.record(request.workspace, "posts.exported", by=request.user, n=form.posts().count())
    kind = exporting.TYPES[name.rpartition(".")[2]]
    response = StreamingHttpResponse(pieces, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
