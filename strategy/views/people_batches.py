"""Pages of step 2: several people at once, and those who may be one."""

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext

from cmtool.lib.htmx import go, render_page
from cmtool.templatetags.ui import number
from strategy.actions import people_batches as actions
from strategy.forms import people as forms
from strategy.models import PeopleBatch, Person
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .common import BOTH
from .people import SECTION, get_person, people_page, rights


def _back(request) -> str:
    """The list as it was filtered."""
    home = reverse("strategy:people", args=[request.workspace.slug])
    asked = request.POST.get("back", "")
    return asked if asked.startswith(home) and url_has_allowed_host_and_scheme(asked, None) else home


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def people_bulk(request):
    """Tag, untag, change the kind or the relation of the people chosen; one undo for the lot."""
    form = forms.BulkForm(request.POST)
    if not form.is_valid():
        return people_page(request, QueryDict(_back(request).partition("?")[2]), bulk=form, status=422)
    said = form.cleaned_data
    wish = actions.Wish(
        fields={name: said[name] for name in ("kind", "stage") if said[name]},
        tag=said["tag"],
        untag=said["untag"],
    )
    ids = [person.pk for person in said["people"]]
    batch = actions.change_people(workspace=request.workspace, ids=ids, wish=wish, by=request.user)
    if batch is None:
        messages.info(request, gettext("There was nothing to change."))
    else:
        n = batch.changes.count()
        text = ngettext("%(n)s person changed.", "%(n)s people changed.", n) % {"n": number(n)}
        undo = reverse("strategy:people_put_back", args=[request.workspace.slug, batch.pk])
        messages.success(request, text, extra_tags=undo)
    return redirect(_back(request))


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def people_put_back(request, pk):
    """Undo a change of several people, or a merge; imports are undone on their own page."""
    batch = get_object_or_404(PeopleBatch.objects.exclude(kind=PeopleBatch.Kind.IMPORT), pk=pk)
    try:
        actions.put_back(batch=batch, by=request.user)
    except actions.TooLate:
        messages.error(request, gettext("This person has been merged again since. Undo that merge first."))
    else:
        messages.success(request, gettext("Put back as it was."))
    return redirect("strategy:people", request.workspace.slug)


@workspace_view(Permission.READ)
def duplicates(request):
    context = {"section": SECTION, "groups": actions.duplicates(), **rights(request)}
    return render_page(request, "strategy/people_duplicates.html", context)


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def person_merge(request, pk):
    """``pk`` stays; ``other`` (in the address, then in the form) is given to it. Says what, then does it."""
    stays = get_person(pk)
    other = request.POST.get("other") or request.GET.get("other", "")
    gone = Person.objects.known().exclude(pk=pk).filter(pk=other).first() if other.isdecimal() else None
    if request.method == "POST" and gone:
        batch = actions.merge(gone=gone, stays=stays, by=request.user)
        undo = reverse("strategy:people_put_back", args=[request.workspace.slug, batch.pk])
        messages.success(request, gettext("The two are one now."), extra_tags=undo)
        return go(request, stays)
    if other and gone is None:
        raise Http404
    context = {"section": SECTION, "stays": stays, "gone": gone, "query": request.GET.get("q", "")}
    if gone:
        context["plan"] = actions.plan_merge(gone, stays)
        context["changes"] = _in_words(stays, context["plan"])
    else:
        context["candidates"] = _candidates(stays, context["query"])
    return render_page(request, "strategy/person_merge.html", context)


def _in_words(stays: Person, plan: actions.MergePlan) -> list[tuple[str, str]]:
    """Each field that would change, with what it would say."""
    rows = []
    for name, (_before, after) in plan.fields.items():
        field = Person._meta.get_field(name)
        words = dict(field.flatchoices).get(after, after) if field.choices else after
        rows.append((str(field.verbose_name), words))
    return rows


def _candidates(stays: Person, query: str) -> list[Person]:
    from strategy.people_list import matching

    people = Person.objects.exclude(pk=stays.pk)
    if query:
        found = matching(people, {"q": query}, stays.workspace.today())
    else:
        found = people.known().filter(folded_name=stays.folded_name)
    return list(found.with_accounts().order_by("-score", "pk")[:10])
