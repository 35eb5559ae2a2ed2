"""Addresses for people without an account: made, shown, ended by those who may set the review."""

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from calendar_app import sharing
from calendar_app.forms.canvas import PostFilter
from calendar_app.forms.review import ShareForm
from calendar_app.models import Post, Share
from cmtool.lib.htmx import go, render_page
from strategy.views.common import BOTH
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

SECTION = "calendar"


@workspace_view(Permission.SET_REVIEW)
def shares(request):
    now = timezone.now()
    rows = list(Share.objects.select_related("post", "by", "workspace")[:200])
    context = {
        "section": SECTION,
        "open": [(share, sharing.address(share), _chips(share)) for share in rows if share.is_open(now)],
        "closed": [share for share in rows if not share.is_open(now)][:20],
    }
    return render_page(request, "calendar_app/shares.html", context)


def _chips(share: Share):
    """What the share's filter says; one filter at a time, most shares have none."""
    return sharing.filter_of(share).chips() if share.query else []


@workspace_view(Permission.SET_REVIEW, methods=BOTH)
def share_new(request):
    """Of one post (``post``), of a view of the calendar (``query``), or of what the form says."""
    share = Share(workspace=request.workspace, kind=request.GET.get("kind", ""), post=_post(request))
    share.query = "" if share.post else _query(request)
    form = ShareForm(request.POST or None, instance=share, workspace=request.workspace, user=request.user)
    if request.method == "POST" and form.is_valid():
        sharing.create(share=form.made(), by=request.user)
        messages.success(request, gettext("The address is ready: copy it and send it."))
        return go(request, "calendar:shares", request.workspace.slug)
    context = {
        "section": SECTION,
        "form": form,
        "share": share,
        "chips": _chips(share),
        "heading": gettext("Address for people outside"),
        "button": gettext("Make the address"),
        "address": request.get_full_path(),
    }
    status = 422 if request.method == "POST" else 200
    return render_page(request, "calendar_app/share_form.html", context, fragment="dialog", status=status)


def _post(request) -> Post | None:
    said = request.GET.get("post", "")
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) < 19):
        raise Http404
    return get_object_or_404(Post.objects.live(), pk=said)


def _query(request) -> str:
    """The filter as it says it itself, so that nothing else travels in it. A wrong one never becomes no filter."""
    chosen = PostFilter(QueryDict(request.GET.get("query", "")), workspace=request.workspace)
    if chosen.errors:
        raise Http404
    return chosen.address()


@workspace_view(Permission.SET_REVIEW, methods=("POST",))
def share_revoke(request, pk):
    share = get_object_or_404(Share, pk=pk)
    sharing.revoke(share=share, by=request.user)
    undo = reverse("calendar:share_renew", args=[request.workspace.slug, pk])
    said = gettext("The address for “%(name)s” works no more. Undo makes a new one.") % {"name": share.name}
    messages.success(request, said, extra_tags=undo)
    return redirect("calendar:shares", request.workspace.slug)


@workspace_view(Permission.SET_REVIEW, methods=("POST",))
def share_renew(request, pk):
    share = sharing.renew(share=get_object_or_404(Share, pk=pk), by=request.user)
    messages.success(
        request, gettext("“%(name)s” has a new address; the former one works no more.") % {"name": share.name}
    )
    return redirect("calendar:shares", request.workspace.slug)
