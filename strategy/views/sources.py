"""Pages of step 2: the source directory."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from cmtool.lib import bodies
from cmtool.lib.bodies import takes_files
from cmtool.lib.htmx import go, render_page, toast
from strategy import listening_reads, opml, sources
from strategy.actions import sources as actions
from strategy.forms import sources as forms
from strategy.listening_words import read_words
from strategy.models import Source, SourceReading
from workspaces.audit import activity_of
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .common import BOTH, form_page

SECTION = "listening"
BODY = 4 * opml.LARGEST
REFUSED_SHOWN = 20


@workspace_view(Permission.READ)
def sources_list(request):
    return _list(request)


def _list(request) -> HttpResponse:
    form = forms.FilterForm(request.GET)
    archived = request.GET.get("archived") == "1"
    rows = form.filter(Source.objects.filter(archived_at__isnull=not archived), request.workspace)
    after = request.GET.get("after", "")
    found, following = listening_reads.page(rows.select_related("last_read_by"), after)
    context = {
        "section": SECTION,
        "filter": form,
        "filtered": any(form.cleaned_data.values()),
        "sources": [(source, read_words(source)) for source in found],
        "archived": archived,
        "next": following,
        "first_page": not after,
        "following": listening_reads.following(request.workspace),
        "here": reverse("strategy:sources", args=[request.workspace.slug]),
        "can_edit": request.membership.can(Permission.EDIT_STRATEGY),
    }
    return render_page(request, "strategy/sources.html", context, fragment="list")


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def source_new(request):
    instance = Source(workspace=request.workspace)
    return _edit(request, instance, gettext("New source"), gettext("Add the source"))


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def source_edit(request, pk):
    instance = get_object_or_404(Source.objects.current(), pk=pk)
    return _edit(request, instance, gettext("Edit the source"), gettext("Save"))


def _edit(request, instance, heading, button):
    form = forms.SourceForm(request.POST or None, instance=instance)

    def save(source):
        actions.save_source(
            source=source, fields=form._meta.fields, version=form.cleaned_data["version"], by=request.user
        )
        messages.success(request, gettext("Source saved."))
        return go(request, "strategy:sources", request.workspace.slug)

    context = {"section": SECTION, "heading": heading, "button": button, "address": request.path}
    if instance.pk:
        context["events"] = activity_of(instance)[:10]
    return form_page(request, form, save, template="strategy/source_form.html", context=context)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def source_archive(request, pk):
    source = get_object_or_404(Source, pk=pk)
    actions.archive_source(source=source, by=request.user)
    undo = reverse("strategy:source_restore", args=[request.workspace.slug, pk])
    messages.success(request, gettext("“%(title)s” is archived.") % {"title": source}, extra_tags=undo)
    return redirect("strategy:sources", request.workspace.slug)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def source_restore(request, pk):
    source = get_object_or_404(Source, pk=pk)
    actions.restore_source(source=source, by=request.user)
    messages.success(request, gettext("“%(title)s” is back.") % {"title": source})
    return redirect("strategy:sources", request.workspace.slug)


# -- reading


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def source_read(request, pk):
    """Read now: one click. The list, as it is filtered in the address, comes back in its place."""
    source = get_object_or_404(Source.objects.current(), pk=pk)
    reading = actions.mark_read(source=source, by=request.user)
    undo = reverse("strategy:reading_undo", args=[request.workspace.slug, reading.pk])
    said = gettext("“%(title)s” is read.") % {"title": source}
    if request.htmx:
        return toast(_list(request), said, undo=undo)
    messages.success(request, said, extra_tags=undo)
    return redirect("strategy:sources", request.workspace.slug)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def reading_undo(request, pk):
    reading = get_object_or_404(SourceReading.objects.select_related("source"), pk=pk)
    actions.undo_reading(reading=reading, by=request.user)
    messages.success(request, gettext("“%(title)s” is no longer counted as read.") % {"title": reading.source})
    return redirect("strategy:sources", request.workspace.slug)


# -- many at once


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def sources_add(request):
    form = forms.BulkForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            return _add(request, form.entries)
    context = {
        "section": SECTION,
        "heading": gettext("Add several sources"),
        "button": gettext("Add"),
        "address": request.path,
        "form": form,
    }
    return render_page(request, "strategy/listening_form.html", context, fragment="dialog", status=status)


def _add(request, entries: list[sources.Entry]) -> HttpResponse:
    batch, added = actions.add_sources(workspace=request.workspace, entries=entries, by=request.user)
    if not added:
        messages.info(request, gettext("All of them are in the directory already."))
        return go(request, "strategy:sources", request.workspace.slug)
    said = ngettext("%(n)s source added.", "%(n)s sources added.", added) % {"n": added}
    if double := len(entries) - added:
        again = ngettext("%(n)s was there already.", "%(n)s were there already.", double) % {"n": double}
        said = f"{said} {again}"
    undo = reverse("strategy:sources_put_back", args=[request.workspace.slug, batch])
    messages.success(request, said, extra_tags=undo)
    return go(request, "strategy:sources", request.workspace.slug)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def sources_put_back(request, batch):
    if not Source.objects.filter(batch=batch).exists():
        raise Http404
    gone, kept = actions.put_back(workspace=request.workspace, batch=batch, by=request.user)
    said = ngettext("%(n)s source taken out again.", "%(n)s sources taken out again.", gone) % {"n": gone}
    if kept:
        why = ngettext(
            "%(n)s stays: somebody has read or changed it since.",
            "%(n)s stay: somebody has read or changed them since.",
            kept,
        )
        said = f"{said} {why % {'n': kept}}"
    messages.success(request, said)
    return redirect("strategy:sources", request.workspace.slug)


# -- OPML


@takes_files
@csrf_exempt  # checked by _import, once the size of the body is known to be bearable
@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def sources_import(request):
    """A file is shown before anything is kept; what was shown comes back to be confirmed."""
    if bodies.length(request) > BODY:
        return _import_page(request, forms.OpmlForm(), status=422, error=forms.BAD_FILES["too_large"])
    return _import(request)


@csrf_protect
def _import(request) -> HttpResponse:
    if request.method != "POST":
        return _import_page(request, forms.OpmlForm())
    confirmed = "listed" in request.POST
    form = forms.ConfirmForm(request.POST) if confirmed else forms.OpmlForm(request.POST, request.FILES)
    if not form.is_valid():
        return _import_page(request, form, status=422)
    return _add(request, form.entries) if confirmed else _preview(request, form)


def _import_page(request, form, *, status: int = 200, error: str = "", **preview) -> HttpResponse:
    context = {
        "section": SECTION,
        "form": form,
        "error": error or " ".join(str(each) for errors in form.errors.values() for each in errors),
        "address": reverse("strategy:sources_import", args=[request.workspace.slug]),
        "back": reverse("strategy:sources", args=[request.workspace.slug]),
        **preview,
    }
    return render_page(request, "strategy/sources_import.html", context, status=status)


def _preview(request, form: forms.OpmlForm) -> HttpResponse:
    new = list(actions.known().news(form.entries))
    return _import_page(
        request,
        form,
        preview=True,
        name=form.cleaned_data["file"].name,
        new=new,
        doubles=len(form.entries) - len(new),
        refused_count=len(form.refused),
        refused=[forms.reason(each) for each in form.refused[:REFUSED_SHOWN]],
        listed=_written(new, request.workspace.name).decode(),
    )


def _written(entries, title: str) -> bytes:
    clean = "".join(letter for letter in title if not sources.unwritable(letter))
    return opml.write(entries, title=clean, made=timezone.localtime())


@workspace_view(Permission.READ)
def sources_opml(request):
    """The directory as OPML, without what is archived."""
    entries = [
        sources.Entry(**values)
        for values in Source.objects.current().values("title", "address", "feed", "kind", "folder", "why", "frequency")
    ]
    title = gettext("Sources of %(name)s") % {"name": request.workspace.name}
    response = HttpResponse(_written(entries, title), content_type="text/x-opml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="sources-{request.workspace.slug}.opml"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
