"""Pages of step 2: the true fans, personal data, the list as a file, the weights of the score."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from cmtool.lib.csv_safe import csv_response
from cmtool.lib.htmx import go, render_page
from cmtool.templatetags.ui import number
from strategy import people_fans, people_list, people_words, score
from strategy.actions import people as actions
from strategy.actions import people_erasure as erasure
from strategy.actions import people_scores
from strategy.actions.people_batches import MANY
from strategy.forms import people as forms
from strategy.mentions import Mentions
from strategy.models import Person
from strategy.people_file import rows_of
from workspaces import audit
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .common import BOTH
from .people import SECTION, asked, back, get_person, people_page, rights, score_context

REVIEWED = 50
NAMED = 10  # people whom the confirmation names


@workspace_view(Permission.READ)
def fans(request):
    """The true fans: how many of how many, since when, whom to thank next."""
    context = {"section": SECTION, **people_fans.overview(request.workspace), **rights(request)}
    return render_page(request, "strategy/people_fans.html", context)


@workspace_view(Permission.READ)
def review(request):
    """People with whom nothing has happened for as long as personal data is kept."""
    limit = people_list.review_limit(request.workspace)
    found = Person.objects.to_review(limit)
    count, exact = people_list.count(found)
    context = {
        "section": SECTION,
        "people": list(found.with_accounts().order_by("created_at", "pk")[:REVIEWED]),
        "count": count,
        "exact": exact,
        "limit": limit,
        **rights(request),
    }
    return render_page(request, "strategy/people_review.html", context)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def person_keep(request, pk):
    person = get_person(pk)
    actions.keep(person=person, by=request.user)
    messages.success(request, gettext("Kept for another period."))
    return redirect("strategy:people_review", request.workspace.slug)


@workspace_view(Permission.SET_TARGETS, methods=BOTH)
def person_erase(request, pk):
    """Confirmed by the name typed again: this cannot be undone."""
    person = get_person(pk)
    form = forms.EraseForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        return _erased(request, erasure.erase(person=person, by=request.user), 1)
    context = {
        "section": SECTION,
        "person": person,
        "form": form,
        "address": request.path,
        "back": person.get_absolute_url(),
        "mentions": erasure.mentions_of(request.workspace, [person.pk]),
    }
    status = 422 if request.method == "POST" else 200
    return render_page(request, "strategy/person_erase.html", context, status=status)


@workspace_view(Permission.SET_TARGETS, methods=("POST",))
def people_erase(request):
    """The people chosen in the list: first how many and who, then, by that number typed again, for good."""
    form = forms.EraseManyForm(request.POST, asked=asked(request))
    if not form.is_valid():
        return people_page(request, form.asked, bulk=form, status=422)
    ids = form.ids(request.workspace.today())
    if not ids:
        messages.info(request, gettext("Nobody like that"))
        return redirect(back(request))
    typed = "count" in request.POST
    if typed and form.confirms(len(ids)):
        if len(ids) > MANY:
            erasure.ask_erasure(workspace=request.workspace, ids=ids, by=request.user, result_url=back(request))
            return redirect(back(request))
        return _erased(request, erasure.erase_people(workspace=request.workspace, ids=ids, by=request.user), len(ids))
    context = {
        "section": SECTION,
        "form": form if typed else forms.EraseManyForm(),
        "n": len(ids),
        "first": list(Person.objects.filter(pk__in=ids[:NAMED]).order_by("pk")),
        "more": max(0, len(ids) - NAMED),
        "ids": [] if form.cleaned_data["all"] else ids,
        "address": request.path,
        "back": back(request),
        "mentions": erasure.mentions_of(request.workspace, ids),
    }
    return render_page(request, "strategy/people_erase.html", context, status=422 if typed else 200)


def _erased(request, mentions: Mentions, n: int) -> HttpResponse:
    """Back to the list; where texts of others still name them, a page that says which, this once."""
    if not mentions.count and not mentions.unread:
        text = ngettext(
            "Erased. Nothing here names this person any more.",
            "%(n)s people erased. Nothing here names them any more.",
            n,
        )
        messages.success(request, text % {"n": number(n)})
        return go(request, "strategy:people", request.workspace.slug)
    context = {"section": SECTION, "mentions": mentions, "n": n}
    return render_page(request, "strategy/people_erased.html", context)


@workspace_view(Permission.SET_TARGETS, methods=("POST",))
def person_copy(request, pk):
    """All that is kept of the person, for them to have. By POST: it leaves a line in the journal."""
    person = get_person(pk)
    response = JsonResponse(
        erasure.copy_of(person=person, by=request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response.headers["Content-Disposition"] = f'attachment; filename="person-{person.pk}.json"'
    return response


@workspace_view(Permission.EDIT_STRATEGY)
def people_csv(request):
    """The list as filtered, in a file that the import takes back unchanged."""
    form = forms.FilterForm(request.GET)
    found = people_list.matching(Person.objects.all(), form.cleaned_data, request.workspace.today())
    audit.record(request.workspace, "people.exported", by=request.user, n=people_list.count(found)[0])
    return csv_response(f"people-{request.workspace.slug}.csv", rows_of(found))


@workspace_view(Permission.SET_TARGETS, methods=("POST",))
def people_weights(request):
    """Set the weights of the score; a job takes every score anew."""
    labels = {code: people_words.part_label(code) for code in score.WEIGHTS}
    form = forms.WeightsForm(request.POST, weights=score.WEIGHTS, labels=labels)
    if not form.is_valid():
        return render_page(request, "strategy/people_score.html", score_context(request, form), status=422)
    weights = score.WEIGHTS if "usual" in request.POST else form.cleaned_data
    people_scores.set_weights(workspace=request.workspace, weights=weights, by=request.user)
    messages.success(request, gettext("Weights saved; the scores follow within a minute."))
    return redirect(reverse("strategy:people_score", args=[request.workspace.slug]))
