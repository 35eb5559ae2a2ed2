"""What people without an account see: a review, a page to read, a feed. Nothing else of the workspace."""

import calendar as weeks
import datetime as dt
from collections import defaultdict
from functools import wraps
from urllib.parse import quote, unquote

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, gettext

from calendar_app import feed as ical
from calendar_app import media, review_reads, sharing
from calendar_app.actions import review as actions
from calendar_app.forms.review import GuestForm
from calendar_app.models import Approval, Attachment, Post, Share
from cmtool.lib import limits
from cmtool.lib.versions import Stale
from workspaces.decorators import public_view

BOTH = ("GET", "POST")
MOST = 300  # posts of one page
GUEST = "guest"  # the cookie that holds the name a guest gave
YEAR = 60 * 60 * 24 * 365


def by_token(*kinds):
    """Open the share that the address holds for the view, in its workspace's scope and language.

    Unknown, expired, revoked, of another kind: one answer. Robots are told to stay away, caches to keep nothing, and
    the referrer, which would hold the address, goes to no other site (``SECURE_REFERRER_POLICY``; with "no-referrer"
    browsers would hide where the forms of this page come from).
    """

    def decorate(view):
        @wraps(view)
        def door(request, token, **kwargs):
            address = limits.address_of(request)
            share = sharing.opened(token)
            if share is None or share.kind not in kinds:
                few = limits.within(f"closed:{address}", most=30, seconds=600)
                return _private(render(request, "calendar_app/shared_closed.html", status=410 if few else 429))
            if not _allowed(request, share, address):
                return _private(render(request, "429.html", status=429))
            with share.workspace.active(), translation.override(_language(request, share)):
                sharing.note_use(share)
                return _private(view(request, share, **kwargs))

        return door

    return decorate


def _allowed(request, share: Share, address: str) -> bool:
    if share.kind == Share.Kind.FEED:  # apps ask once in a while; the file takes a while to write
        return limits.within(f"feed:{share.pk}:{address}", most=20, seconds=60)
    if request.method == "POST":
        return limits.within(f"share-post:{share.pk}:{address}", most=30, seconds=600)
    return limits.within(f"share:{share.pk}:{address}", most=240, seconds=60)


def _language(request, share: Share) -> str:
    """The one that the visitor chose, else the workspace's."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return chosen if chosen in dict(settings.LANGUAGES) else share.workspace.language


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers.setdefault("Cache-Control", "private, no-store")
    response.headers["Content-Language"] = get_language()
    patch_vary_headers(response, ["Cookie"])
    return response


# -- pages


@public_view()
@by_token(Share.Kind.REVIEW, Share.Kind.PAGE, Share.Kind.FEED)
def shared(request, share):
    if share.kind == Share.Kind.FEED:
        context = _about(share) | {"feed": sharing.address(share), "text": ical.about()}
        return render(request, "calendar_app/shared_feed.html", context)
    if share.kind == Share.Kind.PAGE:
        return _month(request, share)
    if share.post_id:
        return _post_page(request, share, share.post_id)
    posts = _whole(share).order_by("deadline", "pk")
    rank = {Post.Status.REVIEW: 0, Post.Status.DRAFT: 1}
    context = _about(share) | {"posts": sorted(posts[:MOST], key=lambda post: rank.get(post.status, 2))}
    return render(request, "calendar_app/shared_review.html", context)


def _about(share: Share) -> dict:
    return {"workspace": share.workspace, "share": share, "token": sharing.token(share)}


def _whole(share: Share):
    return review_reads.whole(sharing.posts_of(share).with_deadline())


def _month(request, share):
    """A month as weeks of days, and the same as a list."""
    workspace, today = share.workspace, share.workspace.today()
    first = _first_day(request.GET.get("month", ""), today)
    days = weeks.Calendar(workspace.week_start).monthdatescalendar(first.year, first.month)
    shown = sharing.publications_of(share).between(days[0][0], days[-1][-1])
    held = defaultdict(list)
    for publication in shown.select_related("channel", "post")[: MOST * 4]:
        held[publication.day].append(publication)
    listed = [(day, held[day]) for day in sorted(held) if day.month == first.month]
    begins = today if first == today.replace(day=1) else first  # what is over is folded in the running month
    context = _about(share) | {
        "first": first,
        "weeks": [[(day, held.get(day, [])) for day in week] for week in days],
        "past": [(day, rows) for day, rows in listed if day < begins],
        "listed": [(day, rows) for day, rows in listed if day >= begins],
        "before": first - dt.timedelta(days=1),
        "after": first + dt.timedelta(days=31),
        "today": today,
    }
    return render(request, "calendar_app/shared_month.html", context)


def _first_day(said: str, today: dt.date) -> dt.date:
    """The first of the month that the address names, within reason; else of this one."""
    try:
        first = dt.datetime.strptime(said, "%Y-%m").date()  # noqa: DTZ007  a month has no time
    except ValueError:
        first = today.replace(day=1)
    return first if abs(first.year - today.year) <= 20 else today.replace(day=1)


@public_view(methods=BOTH)
@by_token(Share.Kind.REVIEW)
def shared_post(request, share, pk):
    return _decide(request, share, pk) if request.method == "POST" else _post_page(request, share, pk)


def _post_page(request, share, pk, *, form=None, status=200, **more):
    """The post; ``more`` says why what was sent was not taken."""
    post = _whole(share).filter(pk=pk).first()
    if post is None:  # deleted, or no longer in the view: the address itself is not closed
        return render(request, "calendar_app/shared_gone.html", _about(share), status=410)
    form = form or GuestForm(initial={"version": post.version, "guest_name": _guest(request)})
    context = _about(share) | {
        "post": post,
        "wordings": review_reads.wordings(post),
        "rows": review_reads.since_approval(post),
        "comments": post.comments.filter(internal=False, removed_at=None).select_related("by"),
        "decisions": post.approvals.filter(share=share),
        "awaited": post.status == Post.Status.REVIEW,
        "form": form,
        **more,
    }
    return render(request, "calendar_app/shared_post.html", context, status=status)


def _guest(request) -> str:
    try:
        return unquote(request.get_signed_cookie(GUEST, default="", salt="calendar.guest"))
    except signing.BadSignature:
        return ""


def _decide(request, share, pk):
    post = _whole(share).filter(pk=pk).first()
    form = GuestForm(request.POST)
    if post is None or not form.is_valid():
        return _post_page(request, share, pk, form=form, status=422)
    said = dict(form.cleaned_data)
    try:
        if said["decision"] == GuestForm.COMMENT:
            actions.comment_from_outside(post=post, text=said["note"], share=share, guest_name=said["guest_name"])
            messages.success(request, gettext("Comment sent."))
        else:
            actions.decide(post=post, share=share, **said)
            messages.success(request, _thanks(said["decision"]))
    except Stale:
        changed = review_reads.since(post, said["version"])
        return _post_page(request, share, pk, form=_again(form, post), status=409, changed=changed, stale=True)
    except actions.NotAsked:
        return _post_page(request, share, pk, form=_again(form, post), status=409, not_asked=True)
    response = redirect("shared_post", sharing.token(share), pk)
    response.set_signed_cookie(
        GUEST,
        quote(said["guest_name"]),  # a header holds plain letters only
        salt="calendar.guest",
        max_age=YEAR,
        path="/s/",
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )
    return response


def _thanks(decision: str) -> str:
    if decision == Approval.Decision.APPROVED:
        return gettext("Thank you: your approval is noted.")
    return gettext("Thank you: your note goes to the team.")


def _again(form, post):
    """What was typed, ready to be sent about the post as it is now."""
    form.data = form.data.copy()
    form.data["version"] = Post.objects.get(pk=post.pk).version
    return form


@public_view()
@by_token(Share.Kind.REVIEW)
def shared_file(request, share, pk):
    """An image or video of a post that the share opens; images as the small picture that pages show."""
    attachment = Attachment.objects.filter(pk=pk, removed_at=None, post__in=sharing.posts_of(share)).first()
    if attachment is None:
        return render(request, "calendar_app/shared_gone.html", _about(share), status=410)
    image = attachment.kind == Attachment.Kind.IMAGE
    path = media.small_path(attachment.file) if image else media.path(attachment.file)
    if not path.is_file():  # lost on disk
        raise Http404
    kind = "image/webp" if image else attachment.mime
    response = FileResponse(path.open("rb"), content_type=kind, as_attachment=True, filename=attachment.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


# -- feed


@public_view()
@by_token(Share.Kind.FEED)
def feed(request, share):
    """The calendar file; an app that has it already is told so in a few bytes."""
    workspace = share.workspace
    today = workspace.today()
    publications = ical.in_window(_of_feed(share), today)
    tag = ical.etag(publications, sharing.token(share), share.name, str(workspace), str(today), get_language())
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    else:
        name = f"{workspace} · {share.name}"
        body = ical.calendar(workspace, name, ical.nearest(publications, today))
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _of_feed(share: Share):
    """Every publication that the filter names, those of deleted posts too."""
    return sharing.filter_of(share).filter(share.workspace.publications.exclude(day=None))
