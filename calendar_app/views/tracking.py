"""Pages of links, of the day of publication, and of plan and life."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from calendar_app import clicks, life, outgoing, publication_day, utm
from calendar_app.actions import links, publishing, statuses
from calendar_app.forms.tracking import DaysForm, ExpiryForm, MonthsForm, PublishForm, SkipForm, TrackingForm
from calendar_app.models import Post, Publication, ShortLink, Tracking
from cmtool.lib.csv_safe import csv_response
from cmtool.lib.htmx import go, render_page
from cmtool.lib.versions import Stale
from strategy.models import Channel, Objective
from strategy.views.common import BOTH, form_page
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

# Links -----------------------------------------------------------------------------------------------------------


def _days(request) -> tuple[int, dt.date, dt.date]:
    days, today = DaysForm(request.GET).asked(), request.workspace.today()
    return days, today - dt.timedelta(days=days - 1), today


@workspace_view(Permission.READ)
def tracking(request):
    days, first, last = _days(request)
    totals = clicks.by_channel(first, last)
    channels = list(Channel.objects.current().select_related("tracking"))
    context = {
        "section": "calendar",
        "channels": [(channel, _example(channel), totals.get(channel.pk, 0)) for channel in channels],
        "followed": clicks.most_followed(first, last),
        "days": days,
        "periods": DaysForm().fields["days"].choices,
        "can_plan": request.membership.can(Permission.PLAN),
    }
    return render_page(request, "calendar_app/tracking.html", context)


def _example(channel: Channel) -> str:
    tracking = getattr(channel, "tracking", None)
    if tracking is None or not tracking.active:
        return ""
    campaign = "" if tracking.campaign == Tracking.Campaign.NONE else "…"
    return utm.tagged(
        "https://example.org/page", source=tracking.source, medium=tracking.medium, campaign=campaign
    ).replace("%E2%80%A6", "…")


@workspace_view(Permission.READ)
def clicks_csv(request):
    _number, first, last = _days(request)
    return csv_response(f"{request.workspace.slug}-clicks.csv", clicks.rows(first, last))


@workspace_view(Permission.PLAN, methods=BOTH)
def tracking_edit(request, pk):
    channel = get_object_or_404(Channel.objects.current().select_related("tracking"), pk=pk)
    instance = getattr(channel, "tracking", None) or Tracking(
        workspace=request.workspace, channel=channel, source=channel.network
    )
    form = TrackingForm(request.POST or None, instance=instance)

    def save(tracking):
        links.save_tracking(
            tracking=tracking, fields=form._meta.fields, version=form.cleaned_data["version"], by=request.user
        )
        messages.success(request, gettext("Links of %(channel)s saved.") % {"channel": channel})
        return go(request, "calendar:tracking", request.workspace.slug)

    context = {"section": "calendar", "channel": channel, "address": request.path}
    stored = lambda: Tracking.objects.get(channel=channel)  # noqa: E731
    return form_page(
        request, form, save, template="calendar_app/tracking_form.html", context=context, stored_now=stored
    )


@workspace_view(Permission.PLAN, methods=("POST",))
def link_expiry(request, pk):
    link = get_object_or_404(ShortLink.objects.select_related("workspace", "publication__post"), pk=pk)
    form = ExpiryForm(request.POST)
    if form.is_valid():
        links.expire(link=link, until=form.cleaned_data["until"], by=request.user)
        messages.success(request, gettext("The short link ends as you said."))
    else:
        messages.error(request, gettext("Give a date, or none for a link that stays open."))
    return redirect("calendar:tracking", request.workspace.slug)


@workspace_view(Permission.READ)
def outcome(request, pk):
    """The fragment of a post, channel by channel: its link as it goes out, who followed it, and below, its figures."""
    post = get_object_or_404(Post.objects.live(), pk=pk)
    publications = list(outgoing.parts(Publication.objects.filter(post=post, channel__isnull=False)))
    days = clicks.by_day(publications)
    rows = [(each, outgoing.link_of(each), days.get(each.pk, [])) for each in publications]
    context = {"rows": [(each, link, told[:14], sum(n for _day, n in told)) for each, link, told in rows]}
    return render(request, "calendar_app/_outcome.html", context)


# The day of publication ------------------------------------------------------------------------------------------


@workspace_view(Permission.READ)
def today(request):
    return _today(request)


def _today(request, *, status: int = 200, **more):
    mine = request.GET.get("mine") == "1"
    context = {
        "section": "calendar",
        "mine": mine,
        "can_plan": request.membership.can(Permission.PLAN),
        **publication_day.told(request.workspace, request.user if mine else None),
        **more,
    }
    return render_page(request, "calendar_app/today.html", context, status=status)


def _marked(request, pk, form, act, sentence):
    """One round of saying what became of a publication: done with a way back, or why it was not."""
    publication = get_object_or_404(Publication.objects.live().select_related("post", "channel", "workspace"), pk=pk)
    if not form.is_valid():
        return _today(request, status=422, wrong=publication.pk, form=form)
    try:
        batch = act(publication, form.cleaned_data)
    except Stale:
        return _today(request, status=409, stale=publication.pk)
    except statuses.Refused as refused:
        return _today(request, status=409, refused=refused.code)
    undo = reverse("calendar:undo", args=[request.workspace.slug, batch.pk]) if batch else ""
    messages.success(request, sentence % {"title": publication.post.title}, extra_tags=undo)
    return go(request, "calendar:today", request.workspace.slug)


@workspace_view(Permission.PLAN, methods=("POST",))
def publish(request, pk):
    def act(publication, said):
        return publishing.publish(
            publication=publication, permalink=said["permalink"], version=said["version"], by=request.user
        )

    return _marked(request, pk, PublishForm(request.POST), act, gettext("“%(title)s” is published."))


@workspace_view(Permission.PLAN, methods=("POST",))
def skip(request, pk):
    def act(publication, said):
        return publishing.skip(publication=publication, reason=said["reason"], version=said["version"], by=request.user)

    return _marked(request, pk, SkipForm(request.POST), act, gettext("“%(title)s” is not published."))


@workspace_view(Permission.READ)
def overdue(request):
    """The fragment that says how many publications wait for somebody to publish them."""
    now, day = timezone.now(), request.workspace.today()
    count = Publication.objects.overdue(now, day).count()
    return render(request, "calendar_app/_overdue.html", {"count": count})


# What the strategy shows of the calendar -------------------------------------------------------------------------


@workspace_view(Permission.READ)
def of_objective(request, pk):
    """The fragment of an objective: what is planned for it, then its published posts with their figures."""
    objective = get_object_or_404(Objective, pk=pk)
    posts = Post.objects.live().filter(objective=objective).exclude(status=Post.Status.DROPPED)
    context = {
        "objective": objective,
        "planned": publication_day.ahead(posts, request.workspace.today()),
        "ideas": posts.filter(publications=None).exclude(status=Post.Status.PUBLISHED)[:5],
        "can_plan": request.membership.can(Permission.PLAN),
    }
    return render(request, "calendar_app/_of_objective.html", context)


@workspace_view(Permission.READ)
def life_page(request):
    months = MonthsForm(request.GET).asked()
    context = {
        "section": "calendar",
        "months": months,
        "periods": MonthsForm().fields["months"].choices,
        "told": life.told(request.workspace.today(), months),
    }
    return render_page(request, "calendar_app/life.html", context)
