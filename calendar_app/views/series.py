"""Pages of posts that come back."""

import datetime as dt
from collections import defaultdict

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from calendar_app import recurrence_words
from calendar_app.actions import series as actions
from calendar_app.actions.batches import whole
from calendar_app.actions.statuses import Refused
from calendar_app.contents import content_of
from calendar_app.forms.series import LATEST, RuleForm, SeriesForm, blank_rule, content_initial, rule_initial
from calendar_app.models import Batch, Post, Series
from calendar_app.recurrence import parse, upcoming
from calendar_app.words import refusal
from cmtool.lib.htmx import go, render_page
from cmtool.lib.versions import Difference, Stale
from strategy.models import Channel
from strategy.views.common import BOTH
from workspaces.audit import activity_of
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .planning import SECTION, about_form

FORM = "calendar_app/series_form.html"
SHOWN = 6  # of the next days
LISTED = 100


@workspace_view(Permission.READ)
def series(request):
    rows = Series.objects.annotate(count=Count("posts", Q(posts__deleted_at=None)))[:LISTED]
    coming = _coming(request.workspace.today())
    channels = dict(Channel.objects.in_bulk())
    shown = [
        {
            "series": row,
            "words": recurrence_words.rule(parse(row.rule)),
            "channels": [channels[pk] for pk in _channels(row) if pk in channels],
            "coming": coming[row.pk][:SHOWN],
        }
        for row in rows
    ]
    context = {
        "section": SECTION,
        "running": [each for each in shown if _runs(each)],
        "over": [each for each in shown if not _runs(each)],
        "can_edit": request.membership.can(Permission.PLAN),
    }
    return render_page(request, "calendar_app/series.html", context)


def _coming(today: dt.date) -> dict[int, list[Post]]:
    found = defaultdict(list)
    posts = Post.objects.live().filter(occurrence__gte=today, series__ended_at=None)
    for post in posts.order_by("occurrence").only("title", "occurrence", "series"):
        found[post.series_id].append(post)
    return found


def _channels(row: Series) -> list[int]:
    return [each["channel"] for each in row.content.get("publications", ()) if each["channel"]]


def _runs(each: dict) -> bool:
    return bool(each["coming"]) and each["series"].ended_at is None


# -- new


@workspace_view(Permission.PLAN, methods=BOTH)
def series_new(request):
    """A series from a post (``?post=``), which becomes its first occurrence, or from nothing."""
    post = _post(request)
    content = content_of(post) if post else None
    form = SeriesForm(request.POST or None, today=request.workspace.today(), initial=_initial(request, post, content))
    if form.is_valid():
        return _start(request, form, content, post)
    heading = gettext("Repeat the post") if post else gettext("New series")
    return _form_page(request, form, heading, gettext("Start the series"))


def _post(request) -> Post | None:
    number = request.GET.get("post", "")
    if not number:
        return None
    known = number.isascii() and number.isdigit() and len(number) < 19
    return get_object_or_404(whole(Post.objects.live()), pk=int(number) if known else 0)


def _initial(request, post: Post | None, content) -> dict:
    today = request.workspace.today()
    if content is None:
        return blank_rule(today)
    placed = [row for row in post.publications.all() if row.day and row.day >= today]
    first = min(placed, key=lambda row: row.day, default=None)
    rule = blank_rule(first.day) | {"time": first.time} if first else blank_rule(today)
    return rule | content_initial(content)


def _start(request, form: SeriesForm, content, post: Post | None) -> HttpResponse:
    zone = request.workspace.time_zone
    said = form.cleaned_data
    begun = Series(
        workspace=request.workspace,
        rule=form.rule.text(),
        start=said["start"],
        time=said["time"],
        zone=zone,
        content=form.content_from(content, zone),
    )
    batch = actions.start_series(series=begun, by=request.user, post=post)
    made = len(batch.changes)
    words = ngettext(
        "The series has begun: %(n)s post is planned.", "The series has begun: %(n)s posts are planned.", made
    )
    return _done(request, words % {"n": made}, batch)


def _done(request, words: str, batch: Batch) -> HttpResponse:
    undo = reverse("calendar:undo", args=[request.workspace.slug, batch.pk])
    messages.success(request, words, extra_tags=undo)
    return go(request, "calendar:series", request.workspace.slug)


def _form_page(request, form: SeriesForm, heading: str, button: str, *, status: int = 0, **more) -> HttpResponse:
    context = about_form(request, heading, "series", button) | {"form": form} | more
    status = status or (422 if form.errors else 200)
    return render_page(request, FORM, context, fragment="dialog", status=status)


@workspace_view(Permission.PLAN)
def series_preview(request):
    """The rule in words and its next days, as the form stands."""
    form = RuleForm(request.GET, today=request.workspace.today())
    context = {"errors": form.errors}
    if form.is_valid():
        said = form.cleaned_data
        days = upcoming(form.rule, said["start"], said["start"], SHOWN)
        context |= {
            "words": recurrence_words.rule(form.rule),
            "days": recurrence_words.next_days(days, said["time"], request.workspace.time_zone),
        }
    return render(request, "calendar_app/_series_preview.html", context)


# -- changes


@workspace_view(Permission.PLAN, methods=BOTH)
def series_edit(request, pk):
    """The occurrences from ``?from=`` on (today when it is not said)."""
    row = get_object_or_404(Series.objects.filter(ended_at=None), pk=pk)
    since = _since(request)
    rest = actions.rest_of(row, since)
    content = actions.present(rest.content)
    initial = rule_initial(rest.rule, max(rest.start, since)) | content_initial(content)
    initial |= {"time": rest.time, "version": row.version}
    form = SeriesForm(request.POST or None, today=request.workspace.today(), initial=initial)
    heading = (
        gettext("Edit this occurrence and the following ones") if "from" in request.GET else gettext("Edit the series")
    )
    if not form.is_valid():
        return _form_page(request, form, heading, gettext("Save"))
    try:
        batch = _change(request, form, row, content, since)
    except Stale:
        row.refresh_from_db()
        return _conflict(request, form, row, heading)
    return _done(request, gettext("The series is changed. What was edited on its own stays as it is."), batch)


def _since(request) -> dt.date:
    """The day that the address names, as far ahead as occurrences are made; else today."""
    today = request.workspace.today()
    try:
        since = dt.date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        return today
    return since if today <= since <= today + dt.timedelta(days=LATEST) else today


def _change(request, form: SeriesForm, row: Series, content, since: dt.date) -> Batch:
    said = form.cleaned_data
    values = {
        "rule": form.rule.text(),
        "start": said["start"],
        "time": said["time"],
        "content": form.content_from(content, row.zone),
    }
    return actions.change_series(series=row, values=values, version=said["version"], by=request.user, since=since)


def _conflict(request, form: SeriesForm, row: Series, heading: str) -> HttpResponse:
    said, stored = form.cleaned_data, row.content["post"]
    pairs = [
        (gettext("Comes back"), recurrence_words.rule(form.rule), recurrence_words.rule(parse(row.rule))),
        (gettext("Time"), f"{said['time'] or ''}", f"{row.time or ''}"),
        (gettext("What"), said["title"], stored["title"]),
        (gettext("Text"), said["text"], stored["text"]),
    ]
    differences = [Difference(label, yours, theirs) for label, yours, theirs in pairs if yours != theirs]
    form.data = form.data.copy()
    form.data["version"] = str(row.version)
    more = {"differences": differences, "last_event": activity_of(row).first()}
    return _form_page(request, form, heading, gettext("Save"), status=409, **more)


@workspace_view(Permission.PLAN, methods=("POST",))
def series_end(request, pk):
    row = get_object_or_404(Series.objects.filter(ended_at=None), pk=pk)
    try:
        batch = actions.end_series(series=row, version=row.version, by=request.user)
    except Stale:
        messages.error(request, gettext("Somebody changed this series in the same moment; look at it again."))
        return redirect("calendar:series", request.workspace.slug)
    return _done(request, gettext("“%(title)s” no longer comes back.") % {"title": row}, batch)


@workspace_view(Permission.PLAN, methods=("POST",))
def series_skip(request, pk):
    """Take one occurrence out; ``pk`` is that of its post."""
    posts = whole(Post.objects.live().exclude(series=None).exclude(occurrence=None)).select_related(
        "series", "workspace"
    )
    post = get_object_or_404(posts, pk=pk)
    try:
        batch = actions.skip(post=post, by=request.user)
    except Refused as refused:
        messages.error(request, gettext("This cannot be skipped: %(why)s.") % {"why": refusal(refused.code)})
        return redirect(post)
    except Stale:
        messages.error(request, gettext("Somebody changed this series in the same moment; look at it again."))
        return redirect("calendar:series", request.workspace.slug)
    return _done(request, gettext("This occurrence of “%(title)s” is skipped.") % {"title": post}, batch)


@workspace_view(Permission.READ)
def series_of(request, pk):
    """What the post's page says of its series; ``pk`` is that of the post."""
    post = get_object_or_404(whole(Post.objects.live()).select_related("series", "workspace"), pk=pk)
    belongs = post.series and post.occurrence
    context = {
        "post": post,
        "series": post.series if belongs else None,
        "words": recurrence_words.rule(parse(post.series.rule)) if belongs else "",
        "apart": belongs and actions.is_apart(post),
        "running": belongs and post.series.ended_at is None,
        "coming": belongs and post.occurrence >= request.workspace.today(),
        "can_edit": request.membership.can(Permission.PLAN),
    }
    return render(request, "calendar_app/_series_of.html", context)
