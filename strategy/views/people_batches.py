"""Pages of step 2: several people at once, and those who may be one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from cmtool.lib.htmx import go, render_page
from cmtool.templatetags.ui import number
from strategy.actions import people_alike as alike
from strategy.actions import people_batches as actions
from strategy.forms import people as forms
from strategy.models import Distinct, PeopleBatch, Person
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .common import BOTH
from .people import SECTION, asked, back, get_person, people_page, rights


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def people_bulk(request):
    """Tag, untag, change the kind or the relation of the people chosen; one undo for the lot."""
    form = forms.BulkForm(request.POST, asked=asked(request))
    if not form.is_valid():
        return people_page(request, form.asked, bulk=form, status=422)
    said = form.cleaned_data
    wish = actions.Wish(
        fields={name: said[name] for name in ("kind", "stage") if said[name]},
        tag=said["tag"],
        untag=said["untag"],
    )
    ids = form.ids(request.workspace.today())
    if len(ids) > actions.MANY:
        actions.ask_change(workspace=request.workspace, ids=ids, wish=wish, by=request.user, result_url=back(request))
        return redirect(back(request))
    batch = actions.change_people(workspace=request.workspace, ids=ids, wish=wish, by=request.user)
    if batch is None:
        messages.info(request, gettext("There was nothing to change."))
    else:
        n = batch.changes.count()
        text = ngettext("%(n)s person changed.", "%(n)s people changed.", n) % {"n": number(n)}
        undo = reverse("strategy:people_put_back", args=[request.workspace.slug, batch.pk])
        messages.success(request, text, extra_tags=undo)
    return redirect(back(request))


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def people_put_back(request, pk):
    """Undo a change of several people, or a merge; imports are undone on their own page."""
    batch = get_object_or_404(PeopleBatch.objects.exclude(kind=PeopleBatch.Kind.IMPORT), pk=pk)
    home = reverse("strategy:people", args=[request.workspace.slug])
    if batch.changes.count() > actions.MANY:
        actions.ask_back(batch=batch, by=request.user, result_url=home)
        return redirect(home)
    try:
        actions.put_back(batch=batch, by=request.user)
    except actions.TooLate:
        messages.error(request, gettext("This person has been merged again since. Undo that merge first."))
    else:
        messages.success(request, gettext("Put back as it was."))
    return redirect(home)


@workspace_view(Permission.READ)
def duplicates(request):
    context = {"section": SECTION, "groups": alike.duplicates(), **rights(request)}
    return render_page(request, "strategy/people_duplicates.html", context)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def person_apart(request, pk):
    """Remember that ``pk`` and ``other`` are two people."""
    person, other = get_person(pk), request.POST.get("other", "")
    if not other:
        return redirect("strategy:people_duplicates", request.workspace.slug)
    two = _other(person, other)
    if two is None:
        raise Http404
    said = alike.tell_apart(person=person, other=two, by=request.user)
    undo = reverse("strategy:apart_undo", args=[request.workspace.slug, said.pk])
    messages.success(request, gettext("Two people, then: they are not proposed any more."), extra_tags=undo)
    return redirect("strategy:people_duplicates", request.workspace.slug)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def apart_undo(request, pk):
    said = get_object_or_404(Distinct.objects.select_related("person"), pk=pk)
    alike.forget_apart(said=said, by=request.user)
    messages.success(request, gettext("The two may be one again."))
    return redirect("strategy:people_duplicates", request.workspace.slug)


def _other(person: Person, pk: str) -> Person | None:
    known = Person.objects.known().exclude(pk=person.pk)
    return known.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def person_merge(request, pk):
    """``pk`` stays; ``other`` (in the address, then in the form) is given to it. Says what, then does it."""
    stays = get_person(pk)
    other = request.POST.get("other") or request.GET.get("other", "")
    gone = _other(stays, other)
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
