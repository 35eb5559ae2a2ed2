"""Figures on the plan: what became of each publication, which posts are which, and when posts are met best."""

from django.contrib import messages
from django.db.models import F, Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext

from calendar_app import clicks
from calendar_app.models import Publication
from cmtool.lib.htmx import go, render_page
from kpis import match_words, matches, moments, reads
from kpis.match_forms import ChannelForm, ChoiceForm
from kpis.models import PostMatch
from strategy.models import Objective
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

SHOWN = 30


@workspace_view(Permission.READ)
def doubts(request):
    rows = list(matches.doubts()[: SHOWN + 1])
    context = {
        "section": "calendar",
        "rows": [(row, match_words.post(row.external_post), match_words.reasons(row.reasons)) for row in rows[:SHOWN]],
        "more": len(rows) > SHOWN,
        "can_plan": request.membership.can(Permission.PLAN),
    }
    return render_page(request, "kpis/matches.html", context)


def _match(pk) -> PostMatch:
    rows = PostMatch.objects.select_related("publication__post__workspace", "external_post", "workspace")
    return get_object_or_404(rows, pk=pk)


@workspace_view(Permission.PLAN, methods=("POST",))
def join(request, pk):
    match = _match(pk)
    matches.join(publication=match.publication, post=match.external_post, by=request.user)
    return _settled(request, gettext("They are the same: the figures are on the plan."), "kpis:match_ask", pk)


@workspace_view(Permission.PLAN, methods=("POST",))
def part(request, pk):
    matches.part(match=_match(pk), by=request.user)
    return _settled(request, gettext("They are not the same, and will not be proposed again."), "kpis:match_ask", pk)


@workspace_view(Permission.PLAN, methods=("POST",))
def ask_again(request, pk):
    matches.part(match=_match(pk), by=request.user, ask_again=True)
    messages.success(request, gettext("It is to be settled again."))
    return redirect("kpis:matches", request.workspace.slug)


def _settled(request, sentence, undo, pk):
    messages.success(request, sentence, extra_tags=reverse(undo, args=[request.workspace.slug, pk]))
    return redirect("kpis:matches", request.workspace.slug)


@workspace_view(Permission.PLAN, methods=("GET", "POST"))
def choose(request, pk):
    publications = Publication.objects.live().select_related("post__workspace", "channel", "workspace")
    publication = get_object_or_404(publications, pk=pk)
    form = ChoiceForm(request.POST or None, publication=publication)
    if request.method == "POST" and form.is_valid():
        match = matches.join(publication=publication, post=form.cleaned_data["external_post"], by=request.user)
        undo = reverse("kpis:match_ask", args=[request.workspace.slug, match.pk])
        messages.success(request, gettext("They are the same: the figures are on the plan."), extra_tags=undo)
        return go(request, publication.post)
    context = {
        "section": "calendar",
        "publication": publication,
        "form": form,
        "address": request.path,
        "back": publication.post.get_absolute_url(),
    }
    status = 422 if request.method == "POST" else 200
    return render_page(request, "kpis/match_choose.html", context, fragment="dialog", status=status)


@workspace_view(Permission.READ)
def post_outcome(request, pk):
    """The fragment of a publication: the figures of the post that it became."""
    publication = get_object_or_404(Publication.objects.live(), pk=pk)
    match = matches.of_publication(publication)
    context = {
        "publication": publication,
        "match": match,
        "post": match and match_words.post(match.external_post),
        "figures": match_words.figures(match.external_post) if match else [],
        "can_plan": request.membership.can(Permission.PLAN),
        "asked": not match and matches.doubts().filter(publication=publication).exists(),
    }
    return render(request, "kpis/_post_outcome.html", context)


@workspace_view(Permission.READ)
def objective_posts(request, pk):
    """The fragment of an objective: its published posts, with figures where they are known."""
    objective = get_object_or_404(Objective, pk=pk)
    known = PostMatch.objects.filter(state=matches.MATCHED).select_related("external_post")
    rows = Publication.objects.live().with_post().filter(post__objective=objective, state=Publication.State.PUBLISHED)
    rows = list(
        rows.prefetch_related(Prefetch("matches", known, to_attr="known")).order_by(
            F("published_at").desc(nulls_last=True), "-pk"
        )[:SHOWN]
    )
    followed = clicks.by_publication([row.pk for row in rows])
    told = [(row, row.known[0].external_post if row.known else None, followed.get(row.pk, 0)) for row in rows]
    context = {"objective": objective, "rows": told, "sums": match_words.sums([post for _r, post, _c in told if post])}
    return render(request, "kpis/_objective_posts.html", context)


@workspace_view(Permission.READ)
def best_moments(request):
    channels = list(request.workspace.channels.current().filter(pk__in=reads.channels_with_figures(request.workspace)))
    channel = ChannelForm(request.GET, channels=channels).asked()
    context = {"section": "calendar", "channels": channels, "channel": channel, "least": moments.LEAST}
    if channel:
        context |= _moments(moments.table(request.workspace, channel))
        context["zone"] = match_words.zone(request.workspace)
    return render_page(request, "kpis/moments.html", context, fragment="moments")


def _moments(table):
    rate = table["rate"]
    return {
        "table": table,
        "rows": [
            (WEEKDAYS[day], [(cell, match_words.moment(rate, cell.value)) for cell in cells])
            for day, cells in table["rows"]
        ],
        "best": [
            (WEEKDAYS[day], hour, match_words.moment(rate, cell.value), cell.posts)
            for (day, hour), cell in table["best"]
        ],
    }
