"""Moving posts: one by drag, dialog or key; several by the bar; and the one way back of each."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext

from calendar_app import clock, slot_reads, slots, words
from calendar_app.actions import batches, moves
from calendar_app.actions.statuses import Refused
from calendar_app.forms import moves as forms
from calendar_app.models import Batch, Post, Publication
from cmtool.lib.htmx import render_page
from cmtool.lib.versions import Stale
from cmtool.templatetags.ui import number, spaced
from workspaces.audit import activity_of
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .canvas import SECTION

BOTH = ("GET", "POST")
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of a field
CANVAS = {f"calendar:{view}" for view in ("month", "week", "day", "list", "board", "waiting")}


@dataclass(frozen=True)
class Spot:
    """What is moved: a publication, or a post that has none yet."""

    post: Post
    publication: Publication | None

    @property
    def key(self) -> str:
        return f"p{self.publication.pk}" if self.publication else f"o{self.post.pk}"

    @property
    def zone(self) -> str:
        return self.publication.zone if self.publication else self.post.workspace.time_zone

    @property
    def day(self) -> dt.date | None:
        return self.publication.day if self.publication else None

    @property
    def time(self) -> dt.time | None:
        return self.publication.time if self.publication else None

    @property
    def channel(self):
        return self.publication.channel if self.publication else None

    @cached_property
    def next_slot(self) -> slots.Place | None:
        """The channel's next free slot: after where the post stands, if that is to come, else from now on."""
        if self.channel is None:
            return None
        now = timezone.now()
        stands = clock.moment(self.day, self.time or dt.time(), self.zone) if self.day else now
        return slot_reads.next_place(self.post.workspace, self.channel, max(now, stands))

    def put(self, *, day, time, version, by) -> Batch | None:
        if self.publication:
            return moves.move(publication=self.publication, day=day, time=time, version=version, by=by)
        return moves.place(post=self.post, day=day, time=time, version=version, by=by)


@workspace_view(Permission.PLAN, methods=BOTH)
def move(request, pk):
    rows = Publication.objects.live().select_related("post__workspace", "channel")
    publication = get_object_or_404(rows, pk=pk)
    return _move(request, Spot(publication.post, publication))


@workspace_view(Permission.PLAN, methods=BOTH)
def place(request, pk):
    """A post that stands nowhere yet."""
    post = get_object_or_404(Post.objects.live().select_related("workspace"), pk=pk)
    return _move(request, Spot(post, post.publications.select_related("channel").filter(day=None).first()))


def _move(request, spot: Spot) -> HttpResponse:
    form = forms.MoveForm(request.POST if request.method == "POST" else None, initial=_initial(request, spot))
    if request.method == "GET" or not form.is_valid():
        return _dialog(request, spot, form, status=422 if request.method == "POST" else 200)
    said = form.cleaned_data
    target = _target(spot, said)
    if target is None:
        form.add_error(None, gettext("This channel has no free slot. Give it usual times, or choose a day and time."))
        return _dialog(request, spot, form, status=422)
    day, time = target
    if day and not said["past"] and moves.is_past(day, time, spot.zone, timezone.now()):
        return _ask_about_the_past(request, spot, day, time, said["version"])
    try:
        batch = spot.put(day=day, time=time, version=said["version"], by=request.user)
    except Stale:
        return _conflict(request, spot, day, time)
    except Refused as refused:
        form.add_error(None, gettext("This cannot be moved: %(why)s.") % {"why": words.refusal(refused.code)})
        return _dialog(request, spot, form, status=422)
    return done(request, _sentence(spot, day, time), batch, focus=spot.key)


def _initial(request, spot: Spot) -> dict:
    asked = request.GET.get("day", "")
    return {"day": asked or spot.day or request.workspace.today(), "time": spot.time, "version": spot.post.version}


def _target(spot: Spot, said: dict) -> tuple[dt.date | None, dt.time | None] | None:
    """Where to; None when the free slot that was asked for does not exist."""
    workspace = spot.post.workspace
    if said["to"] == "off":
        return None, None
    if said["to"] == "slot":
        return spot.next_slot
    if not said["keep"]:
        return said["day"], said["time"]
    if spot.time is None and spot.channel:
        return said["day"], slot_reads.free_time(workspace, spot.channel, said["day"])
    return said["day"], spot.time


def _sentence(spot: Spot, day: dt.date | None, time: dt.time | None) -> str:
    sentence = gettext("“%(title)s”: %(when)s.") % {"title": spaced(spot.post.title), "when": words.when(day, time)}
    return " ".join(part for part in (sentence, words.clock_change(day, time, spot.zone)) if part)


def _dialog(request, spot: Spot, form: forms.MoveForm, *, status: int) -> HttpResponse:
    context = {
        "section": SECTION,
        "form": form,
        "spot": spot,
        "stands": words.when(spot.day, spot.time),
        "other_zone": spot.zone if spot.zone != request.workspace.time_zone else "",
        "slot": words.when(*spot.next_slot) if spot.next_slot else "",
        "address": request.path,
        "back": _home(request),
    }
    return _into_dialog(render_page(request, "calendar_app/move.html", context, fragment="dialog", status=status))


def _into_dialog(response: HttpResponse) -> HttpResponse:
    """A drop has no dialog open: what it is asked appears in the page's."""
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#dialog", "innerHTML"
    return response


def _ask(request, *, status: int, **context) -> HttpResponse:
    """Say why nothing was done, and offer to do it all the same with ``hidden``, when there is a button."""
    context |= {"section": SECTION, "back": _home(request)}
    context.setdefault("address", request.path)
    return _into_dialog(render_page(request, "calendar_app/ask.html", context, fragment="dialog", status=status))


def _ask_about_the_past(request, spot: Spot, day: dt.date, time: dt.time | None, version: int) -> HttpResponse:
    when = {"title": spaced(spot.post.title), "when": words.when(day, time)}
    return _ask(
        request,
        status=422,
        heading=gettext("This is in the past"),
        sentences=[gettext("“%(title)s” would stand on a moment that is gone: %(when)s.") % when],
        button=gettext("Move it there all the same"),
        hidden=[*_hidden(day, time, version), ("past", "1")],
    )


def _hidden(day: dt.date | None, time: dt.time | None, version: int) -> list[tuple[str, str]]:
    said = [
        ("day", day.isoformat() if day else ""),
        ("time", f"{time:%H:%M}" if time else ""),
        ("version", str(version)),
    ]
    return said if day else [*said, ("to", "off")]


def _conflict(request, spot: Spot, day: dt.date | None, time: dt.time | None) -> HttpResponse:
    """Somebody was quicker: both words, and who; the move can be repeated knowingly."""
    post = get_object_or_404(Post.objects.live(), pk=spot.post.pk)
    stored = post.publications.filter(pk=spot.publication.pk).first() if spot.publication else post.publications.first()
    last = activity_of(post).first()
    sentences = [
        gettext("“%(title)s” has changed since you opened the page: nothing was moved.")
        % {"title": spaced(post.title)},
        gettext("It stands now: %(when)s.") % {"when": words.when(stored and stored.day, stored and stored.time)},
        gettext("You wanted: %(when)s.") % {"when": words.when(day, time)},
    ]
    if last:
        who = {"who": str(last.user or gettext("cmtool")), "what": last.sentence}
        sentences.insert(1, gettext("%(who)s %(what)s.") % who)
    return _ask(
        request,
        status=409,
        heading=gettext("Somebody changed this post"),
        sentences=sentences,
        button=gettext("Move it all the same"),
        hidden=[*_hidden(day, time, post.version), ("past", "1")],
    )


# Several ----------------------------------------------------------------------------------------------------------


@workspace_view(Permission.PLAN, methods=("POST",))
def bulk(request):
    """Move, change, copy or delete the posts chosen; one undo for the lot."""
    form = forms.BulkForm(request.POST, workspace=request.workspace)
    if not form.is_valid():
        return _refused(request, [error for errors in form.errors.values() for error in errors])
    said = form.cleaned_data
    choice = moves.choose(said["posts"], said["publications"])
    if choice is None:
        return _refused(request, [gettext("Some of these posts are gone. Load the page again.")])
    try:
        return _done_to(request, form, choice)
    except Stale:
        sentence = gettext("Somebody changed some of these posts in the same moment: nothing was done.")
        return _refused(request, [sentence], status=409)


def _done_to(request, form: forms.BulkForm, choice: moves.Choice) -> HttpResponse:
    said = form.cleaned_data
    if said["to"] == "delete":
        batch = batches.delete(workspace=request.workspace, posts=choice.posts, by=request.user)
        return _counted(request, batch, gettext("Nothing to delete."), _deleted)
    if said["to"] == "duplicate":
        batch = moves.duplicate(workspace=request.workspace, posts=choice.posts, by=request.user)
        return _counted(request, batch, gettext("Nothing to copy."), _copied)
    return _change(request, form, choice)


def _change(request, form: forms.BulkForm, choice: moves.Choice) -> HttpResponse:
    try:
        targets = moves.days_after(choice, form.wish)
    except OverflowError:
        return _refused(request, [gettext("Too far away.")])
    now = timezone.now()
    gone = sum(moves.is_past(*target, now) for target in targets)
    if gone and not form.cleaned_data["past"]:
        return _ask_about_several(request, gone)
    try:
        batch = moves.change_several(workspace=request.workspace, choice=choice, wish=form.wish, by=request.user)
    except moves.Blocked as blocked:
        said = ({"title": spaced(post.title), "why": words.refusal(code)} for post, code in blocked.posts[:20])
        return _refused(request, [gettext("“%(title)s”: %(why)s.") % each for each in said])
    changes = {words.clock_change(*target) for target in targets} - {""}
    return _counted(request, batch, gettext("There was nothing to change."), _changed, sorted(changes))


def _typed(request) -> list[tuple[str, str]]:
    """What was sent, to be sent again."""
    return [(name, value) for name, values in request.POST.lists() for value in values if name != TOKEN]


def _refused(request, sentences: list[str], *, status: int = 422) -> HttpResponse:
    """Nothing was done; what was typed is kept, for when the reason is gone."""
    heading, again = gettext("Nothing was changed"), gettext("Try again")
    return _ask(request, status=status, heading=heading, sentences=sentences, button=again, hidden=_typed(request))


def _ask_about_several(request, gone: int) -> HttpResponse:
    sentence = ngettext(
        "%(n)s publication would stand on a moment that is gone.",
        "%(n)s publications would stand on a moment that is gone.",
        gone,
    )
    return _ask(
        request,
        status=422,
        heading=gettext("This is in the past"),
        sentences=[sentence % {"n": number(gone)}],
        button=gettext("Move them there all the same"),
        hidden=[*_typed(request), ("past", "1")],
    )


def _changed(n: int) -> str:
    return ngettext("%(n)s post changed.", "%(n)s posts changed.", n)


def _copied(n: int) -> str:
    return ngettext("%(n)s copy made, as a draft without a day.", "%(n)s copies made, as drafts without a day.", n)


def _deleted(n: int) -> str:
    return ngettext("%(n)s post deleted.", "%(n)s posts deleted.", n)


def _counted(request, batch: Batch | None, nothing: str, sentence, more: Sequence[str] = ()) -> HttpResponse:
    """How many it was; ``more`` is what else is worth knowing once it is done."""
    if batch is None:
        return done(request, nothing, None)
    n = len(batch.changes)
    return done(request, " ".join((sentence(n) % {"n": number(n)}, *more)), batch)


# The way back -----------------------------------------------------------------------------------------------------


@workspace_view(Permission.PLAN, methods=("POST",))
def undo(request, pk):
    batch = get_object_or_404(Batch, pk=pk)
    if batch.undone_at:
        return done(request, gettext("This was put back already."), None)
    undone = batches.undo(batch=batch, by=request.user)
    return done(request, " ".join(words.undone(undone)), None)


def done(request, message: str, batch: Batch | None, *, focus: str = "") -> HttpResponse:
    """Say what was done, with its way back. A page of the canvas fetches itself anew; others are loaded again."""
    undo = reverse("calendar:undo", args=[request.workspace.slug, batch.pk]) if batch else ""
    if on_canvas(request):
        return told_on_canvas(message, undo=undo, focus=focus)
    messages.success(request, message, extra_tags=undo)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect(back_to(request))


def told_on_canvas(message: str, *, undo: str = "", focus: str = "", **more) -> HttpResponse:
    """The dialog closes, the canvas fetches itself anew, and a toast says what happened; ``more`` are other events."""
    said = {"toast": {"message": message, "undo": undo}, "canvas:changed": {"focus": focus}, "dialog:close": {}, **more}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(said)})


def on_canvas(request) -> bool:
    """Whether what is answered was asked for from a page of the canvas that is still open."""
    if not request.htmx:
        return False
    try:
        match = resolve((request.htmx.current_url_abs_path or "").partition("?")[0])
    except Resolver404:
        return False
    return match.view_name in CANVAS


def _home(request) -> str:
    return reverse("calendar:month", args=[request.workspace.slug])


def back_to(request) -> str:
    """The page of the calendar that the form was sent from."""
    home = _home(request)
    asked = request.POST.get("back", "")
    if not asked:
        referrer = request.headers.get("Referer", "")
        asked = referrer[referrer.find(home) :] if home in referrer else ""
    return asked if asked.startswith(home) and url_has_allowed_host_and_scheme(asked, None) else home
