"""Pages of step 3: the corpus, each of its terms, several at once, the corpus as a file."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext

from cmtool.lib.csv_safe import csv_response
from cmtool.lib.htmx import go, render_page
from cmtool.templatetags.ui import number
from strategy import corpus_check, corpus_file, corpus_words
from strategy.actions import corpus as actions
from strategy.forms import corpus as forms
from strategy.models import CorpusBatch, CorpusTerm
from workspaces import audit
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .common import BOTH, form_page

SECTION = "corpus"
PER_PAGE = 50
MOST_CHOSEN = 1000


def rights(request) -> dict[str, bool]:
    can = request.membership.can
    return {"can_edit": can(Permission.EDIT_STRATEGY), "can_import": can(Permission.IMPORT)}


@workspace_view(Permission.READ)
def terms(request):
    form = forms.FilterForm(request.GET)
    found = form.matching(CorpusTerm.objects.all()).order_by("key")
    after = request.GET.get("after", "").replace("\x00", "")
    rows = list((found.filter(key__gt=after) if after else found)[: PER_PAGE + 1])
    facets = _facets()
    context = {
        "section": SECTION,
        "filter": form,
        "terms": rows[:PER_PAGE],
        "next": rows[PER_PAGE - 1].key if len(rows) > PER_PAGE else "",
        "first_page": not after,
        "facets": facets,
        "count": found.count(),
        "total": sum(count for _code, _label, count in facets),
        "bulk": forms.BulkForm(),
        "check_form": forms.CheckForm(),
        **rights(request),
    }
    return render_page(request, "strategy/corpus.html", context, fragment="list")


def _facets() -> list[tuple[str, str, int]]:
    """Each facet with its number of terms."""
    counts = dict(CorpusTerm.objects.order_by().values_list("facet").annotate(Count("pk")))
    return [(code, label, counts.get(code, 0)) for code, label in CorpusTerm.Facet.choices]


# -- one term


@workspace_view(Permission.READ)
def term(request, pk):
    term = get_object_or_404(CorpusTerm, pk=pk)
    events = audit.activity_of(term)[:20]
    context = {"section": SECTION, "term": term, "events": events, **rights(request)}
    return render_page(request, "strategy/corpus_term.html", context)


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def term_new(request):
    text = request.GET.get("text", "").replace("\x00", "")[:120]
    facet = request.GET.get("facet", "")
    instance = CorpusTerm(workspace=request.workspace)
    initial = {"text": text, "facet": facet if facet in CorpusTerm.Facet.values else ""}
    return _edit(request, instance, gettext("New term"), gettext("Add the term"), initial)


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def term_edit(request, pk):
    return _edit(request, get_object_or_404(CorpusTerm, pk=pk), gettext("Edit the term"), gettext("Save"))


def _edit(request, instance, heading, button, initial=None) -> HttpResponse:
    form = forms.TermForm(request.POST or None, instance=instance, initial=initial)
    context = {"section": SECTION, "heading": heading, "button": button, "address": request.path}
    template = "strategy/corpus_term_form.html"

    def save(term):
        try:
            actions.save_term(
                term=term, fields=form._meta.fields, version=form.cleaned_data["version"], by=request.user
            )
        except actions.Taken as taken:
            form.is_taken(taken.term)
            return render_page(request, template, context | {"form": form}, fragment="dialog", status=422)
        messages.success(request, gettext("“%(term)s” is saved.") % {"term": term.text})
        return go(request, _back(request))

    return form_page(request, form, save, template=template, context=context)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def term_delete(request, pk):
    term = get_object_or_404(CorpusTerm, pk=pk)
    _delete(request, [term.pk])
    return go(request, _back(request, term))


def _back(request, gone: CorpusTerm | None = None) -> str:
    """The list as it was filtered, where the request comes from it."""
    home = reverse("strategy:corpus", args=[request.workspace.slug])
    asked = request.POST.get("back", "") or request.headers.get("HX-Current-URL", "")
    path = asked.removeprefix(f"{request.scheme}://{request.get_host()}")
    if gone and path == gone.get_absolute_url():
        return home
    return path if path.startswith(home) and url_has_allowed_host_and_scheme(path, None) else home


# -- several terms


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def bulk(request):
    """Change the facet or the stance of the terms chosen, or delete them; one way back for the lot."""
    form, ids = forms.BulkForm(request.POST), _chosen(request)
    if not ids or not form.is_valid():
        messages.error(request, gettext("Choose at least one term, then what to do."))
    elif "delete" in request.POST:
        _delete(request, ids)
    else:
        _change(request, ids, form.said())
    return go(request, _back(request))


def _chosen(request) -> list[int]:
    """The ids of the terms ticked that are there, or of all that the list's filter finds.

    None of those ticked being there is as good as no such page.
    """
    if "all" in request.POST:
        asked = forms.FilterForm(QueryDict(_back(request).partition("?")[2]))
        return list(asked.matching(CorpusTerm.objects.all()).values_list("pk", flat=True))
    said = request.POST.getlist("term")
    numbers = [int(pk) for pk in said if pk.isdecimal() and len(pk) < 19][:MOST_CHOSEN]
    there = list(CorpusTerm.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    if said and not there:
        raise Http404
    return there


def _undo(request, batch: CorpusBatch) -> str:
    return reverse("strategy:corpus_put_back", args=[request.workspace.slug, batch.pk])


def _delete(request, ids) -> None:
    batch = actions.delete_terms(workspace=request.workspace, ids=ids, by=request.user)
    if batch is None:
        messages.info(request, gettext("These terms were already deleted."))
        return
    n = len(batch.changes)
    text = ngettext("“%(term)s” is deleted.", "%(n)s terms are deleted.", n)
    said = {"n": number(n), "term": batch.changes[0]["before"]["text"]}
    messages.success(request, text % said, extra_tags=_undo(request, batch))


def _change(request, ids: list[int], said: dict[str, str]) -> None:
    batch, left = actions.change_terms(workspace=request.workspace, ids=ids, said=said, by=request.user)
    if batch:
        n = len(batch.changes)
        text = ngettext("%(n)s term changed.", "%(n)s terms changed.", n) % {"n": number(n)}
        messages.success(request, text, extra_tags=_undo(request, batch))
    elif not left:
        messages.info(request, gettext("There was nothing to change."))
    if left:
        text = ngettext(
            "%(n)s term stays to be used: say first what to say instead.",
            "%(n)s terms stay to be used: say first what to say instead.",
            left,
        )
        messages.warning(request, text % {"n": number(left)})


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def put_back(request, pk):
    """Undo a deletion, a change of several terms, or a paste; imports are undone on their own page."""
    batch = get_object_or_404(CorpusBatch.objects.exclude(kind=CorpusBatch.Kind.IMPORT), pk=pk)
    left = actions.put_back(batch=batch, by=request.user)
    if left:
        text = ngettext(
            "Put back, except %(n)s term that was changed since.",
            "Put back, except %(n)s terms that were changed since.",
            left,
        )
        messages.success(request, text % {"n": number(left)})
    else:
        messages.success(request, gettext("Put back as it was."))
    return go(request, _back(request))


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def paste(request):
    """Many terms at once: read, shown as what they would bring, then added."""
    form = forms.PasteForm(request.POST or None, initial={"facet": request.GET.get("facet", "")})
    context = {"section": SECTION, "form": form}
    if request.method == "GET" or not form.is_valid():
        return render_page(request, "strategy/corpus_paste.html", context, status=422 if form.is_bound else 200)
    lines = form.read()
    if "add" in request.POST:
        return _add(request, lines)
    return render_page(request, "strategy/corpus_paste.html", context | _preview(lines))


def _preview(lines) -> dict:
    """What pasted lines would bring: new terms, those that are there, those twice in the lines, those refused."""
    drafts = [line for line in lines if line.draft]
    there = actions.stored(line.draft.key for line in drafts)
    first: dict[str, object] = {}
    for line in drafts:
        first.setdefault(line.draft.key, line)
    return {
        "preview": True,
        "new": [line for line in first.values() if line.draft.key not in there],
        "known": [(line, there[line.draft.key]) for line in drafts if line.draft.key in there],
        "twice": [
            (line, first[line.draft.key])
            for line in drafts
            if line.draft.key not in there and first[line.draft.key] is not line
        ],
        "refused": [(line, corpus_words.refusal(line.refused)) for line in lines if line.refused],
    }


def _add(request, lines) -> HttpResponse:
    drafts = [line.draft for line in lines if line.draft]
    batch = actions.add_terms(workspace=request.workspace, drafts=drafts, by=request.user)
    if batch:
        n = len(batch.changes)
        text = ngettext("%(n)s term added.", "%(n)s terms added.", n) % {"n": number(n)}
        messages.success(request, text, extra_tags=_undo(request, batch))
    else:
        messages.info(request, gettext("There was nothing to add."))
    return go(request, "strategy:corpus", request.workspace.slug)


# -- as a file, and against a text


@workspace_view(Permission.READ)
def terms_csv(request):
    """The list as filtered, in a file that the import takes back unchanged."""
    found = forms.FilterForm(request.GET).matching(CorpusTerm.objects.all()).order_by("key")
    audit.record(request.workspace, "term.exported", by=request.user, n=found.count())
    return csv_response(f"corpus-{request.workspace.slug}.csv", corpus_file.rows_of(found))


@workspace_view(Permission.READ, methods=BOTH)
def check(request):
    """Which terms a text uses and which it should not; by htmx only the answer, shown beside fields elsewhere."""
    form = forms.CheckForm(request.POST if request.method == "POST" else None)
    context = {"section": SECTION, "check_form": form, "beside": bool(request.POST.get("beside"))}
    status = 200
    if form.is_bound and form.is_valid():
        context["checked"] = corpus_check.check(request.workspace, form.cleaned_data["text"])
    elif form.is_bound:
        status = 422
    return render_page(request, "strategy/corpus_check.html", context, fragment="answer", status=status)
