"""Pages of step 2: the people, each of them, and their gestures."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from cmtool.lib.htmx import go, render_page
from cmtool.lib.versions import Stale
from strategy import people_list, people_words, score
from strategy.actions import people as actions
from strategy.actions import people_batches, people_erasure
from strategy.actions.people_settle import score_of, weights_of, yardstick
from strategy.forms import people as forms
from strategy.models import Distinct, Gesture, Person, SavedFilter
from workspaces.audit import activity_of
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .common import BOTH

SECTION = "listening"


def get_person(pk: int) -> Person:
    return get_object_or_404(Person.objects.known(), pk=pk)


@workspace_view(Permission.READ)
def people(request):
    return people_page(request, request.GET)


def people_page(request, query: QueryDict, *, bulk=None, status: int = 200) -> HttpResponse:
    """The list as ``query`` filters it, with what was wrong in ``bulk``, a change of several people."""
    form = forms.FilterForm(query)
    found = people_list.matching(Person.objects.all(), form.cleaned_data, request.workspace.today())
    after = query.get("after", "")
    rows, following = people_list.page(found, form.order, after)
    count, exact = people_list.count(found)
    context = {
        "section": SECTION,
        "filter": form,
        "people": rows,
        "next": form.address(after=following) if following else "",
        "first": form.address(),
        "first_page": not after,
        "home": reverse("strategy:people", args=[request.workspace.slug]),
        "count": count,
        "exact": exact,
        "segments": [(code, label) for code, (label, _wanted) in people_list.SEGMENTS.items()],
        "saved": list(_saved_filters(request)),
        "save_form": forms.SavedFilterForm(),
        "bulk": bulk or forms.BulkForm(),
        "query": query.urlencode(),
        "work": _work(request),
        "latest": people_list.latest_change(request.user),
        **rights(request),
    }
    return render_page(request, "strategy/people.html", context, fragment="list", status=status)


def back(request) -> str:
    """The list as it was filtered where a form was sent from it."""
    home = reverse("strategy:people", args=[request.workspace.slug])
    said = request.POST.get("back", "")
    return said if said.startswith(home) and url_has_allowed_host_and_scheme(said, None) else home


def asked(request) -> QueryDict:
    """The filter of that list."""
    return QueryDict(back(request).partition("?")[2])


def rights(request) -> dict[str, bool]:
    can = request.membership.can
    return {"can_edit": can(Permission.EDIT_STRATEGY), "can_erase": can(Permission.SET_TARGETS)}


def _work(request):
    """The latest change of many people that is still under way."""
    kinds = (people_batches.CHANGE, people_batches.PUT_BACK, people_erasure.ERASE)
    return request.workspace.jobs.live().filter(kind__in=kinds).order_by("-pk").first()


def _saved_filters(request):
    mine = SavedFilter.objects.filter(page="people", owner=request.user)
    return mine | SavedFilter.objects.filter(page="people", owner=None)


@workspace_view(Permission.READ)
def person(request, pk):
    return _person(request, get_person(pk))


def _person(request, person: Person, *, gesture_form=None, status: int = 200) -> HttpResponse:
    score_now = score_of(person, yardstick(request.workspace, [person]))
    gestures = list(person.gestures.kept().select_related("by")[:101])
    context = {
        "section": SECTION,
        "person": person,
        "handles": list(person.handles.all()),
        "tags": list(person.tags.all()),
        "stages": _ladder(person),
        "gestures": gestures[:100],
        "more_gestures": len(gestures) > 100,
        "gesture_form": gesture_form or forms.GestureForm(today=request.workspace.today()),
        "score": score_now,
        "parts": [(people_words.part_label(part.code), part) for part in score_now.parts],
        "merged": list(person.merged.all()),
        "apart": [(said.pk, said.than(person)) for said in Distinct.objects.of(person)],
        "events": activity_of(person)[:20],
        **rights(request),
    }
    return render_page(request, "strategy/person.html", context, status=status)


def _ladder(person: Person) -> list[tuple[str, str, bool]]:
    """The stages of a relation, (code, label, reached), from the first on."""
    at = Person.Stage.values.index(person.stage)
    return [(code, label, place <= at) for place, (code, label) in enumerate(Person.Stage.choices)]


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def person_new(request):
    form = forms.NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = actions.save_person(
            person=Person(workspace=request.workspace, name=data["name"], kind=data["kind"]),
            fields=[],
            version=0,
            accounts=[data["account"]] if data.get("account") else [],
            tags=data["tag_names"],
            by=request.user,
        )
        messages.success(request, gettext("Person added."))
        return go(request, made)
    context = {
        "section": SECTION,
        "form": form,
        "heading": gettext("New person"),
        "button": gettext("Add the person"),
        "address": request.path,
        "back": reverse("strategy:people", args=[request.workspace.slug]),
    }
    status = 422 if request.method == "POST" else 200
    return render_page(request, "strategy/person_form.html", context, fragment="dialog", status=status)


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def person_edit(request, pk):
    person = get_person(pk)
    form = forms.PersonForm(request.POST or None, instance=person)
    accounts = forms.accounts_of(person, request.POST or None)
    context = {
        "section": SECTION,
        "form": form,
        "formset": accounts,
        "heading": gettext("Edit the person"),
        "button": gettext("Save"),
        "address": request.path,
        "back": person.get_absolute_url(),
    }
    if request.method == "GET":
        return render_page(request, "strategy/person_form.html", context, fragment="dialog")
    if not (form.is_valid() & accounts.is_valid()):
        return render_page(request, "strategy/person_form.html", context, fragment="dialog", status=422)
    return _save(request, form, accounts, context)


def _save(request, form, accounts, context) -> HttpResponse:
    try:
        actions.save_person(
            person=form.instance,
            fields=form._meta.fields,
            version=form.cleaned_data["version"],
            accounts=accounts.accounts(),
            tags=form.cleaned_data["tag_names"],
            by=request.user,
        )
    except Stale:
        stored = get_person(form.instance.pk)
        context["differences"] = form.compared_with(accounts, stored)
        context["last_event"] = activity_of(stored).first()
        form.rebase(stored)
        return render_page(request, "strategy/person_form.html", context, fragment="dialog", status=409)
    messages.success(request, gettext("Person saved."))
    return go(request, form.instance)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def gesture_add(request, pk):
    person = get_person(pk)
    form = forms.GestureForm(request.POST, today=request.workspace.today())
    if not form.is_valid():
        return _person(request, person, gesture_form=form, status=422)
    gesture = actions.add_gesture(person=person, by=request.user, **form.cleaned_data)
    undo = reverse("strategy:gesture_remove", args=[request.workspace.slug, gesture.pk])
    messages.success(request, gettext("Noted."), extra_tags=undo)
    return go(request, person)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def gesture_remove(request, pk):
    gesture = get_object_or_404(Gesture.objects.select_related("person"), pk=pk)
    if actions.remove_gesture(gesture=gesture, by=request.user):
        undo = reverse("strategy:gesture_restore", args=[request.workspace.slug, gesture.pk])
        messages.success(request, gettext("The line is removed."), extra_tags=undo)
    return go(request, gesture.person)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def gesture_restore(request, pk):
    gesture = get_object_or_404(Gesture.objects.select_related("person"), pk=pk)
    if actions.restore_gesture(gesture=gesture, by=request.user):
        messages.success(request, gettext("The line is back."))
    return go(request, gesture.person)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def filter_save(request):
    form = forms.SavedFilterForm(request.POST)
    asked = forms.FilterForm(_query(request))
    if form.is_valid():
        said = {name: value for name, value in _query(request).items() if name in asked.fields and value}
        actions.save_filter(
            workspace=request.workspace,
            name=form.cleaned_data["name"],
            query=people_list.address(said),
            shared=form.cleaned_data["shared"],
            by=request.user,
        )
        messages.success(request, gettext("Filter saved."))
    else:
        messages.error(request, gettext("Give the filter a name of at most 60 characters."))
    return redirect(f"{reverse('strategy:people', args=[request.workspace.slug])}?{_query(request).urlencode()}")


def _query(request) -> QueryDict:
    """The filter that a form was sent from."""
    return QueryDict(request.POST.get("query", "")[:1000].lstrip("?"))


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def filter_remove(request, pk):
    saved = get_object_or_404(_saved_filters(request), pk=pk)
    actions.remove_filter(saved=saved, by=request.user)
    messages.success(request, gettext("The filter is removed."))
    return redirect("strategy:people", request.workspace.slug)


@workspace_view(Permission.READ)
def people_score(request):
    """How the score comes about, and its weights."""
    return render_page(request, "strategy/people_score.html", score_context(request))


def score_context(request, form=None) -> dict:
    labels = {code: people_words.part_label(code) for code in score.WEIGHTS}
    weights = weights_of(request.workspace)
    tables = {"kind": dict(Person.Kind.choices), "stage": dict(Person.Stage.choices)}
    form = form or forms.WeightsForm(weights=weights, labels=labels)
    lines = [
        (
            labels[share.code],
            share,
            people_words.rule_in_words(share.code, tables.get(share.code, {})),
            form[share.code],
        )
        for share in score.formula(weights)
    ]
    return {
        "section": SECTION,
        "lines": lines,
        "form": form,
        "can_set": request.membership.can(Permission.SET_TARGETS),
    }
