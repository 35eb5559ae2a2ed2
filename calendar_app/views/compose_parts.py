"""What belongs to a post beside its text: its files, its versions, the words exchanged about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext

from calendar_app import difference_words, media
from calendar_app.actions import comments as actions
from calendar_app.actions import compose
from calendar_app.forms.compose import CommentForm
from calendar_app.models import Attachment, Comment, Post, Revision
from cmtool.lib.htmx import go, render_page
from cmtool.lib.versions import Stale
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .compose import SECTION, find

VERSIONS_SHOWN = 20
COMMENTS_SHOWN = 200


# -- files


@workspace_view(Permission.READ)
def attachment(request, pk):
    """A file of a post. Always a download where it is opened by itself; pages show images all the same."""
    row = get_object_or_404(Attachment, pk=pk, post__deleted_at=None)
    small = request.GET.get("small") == "1" and row.kind == Attachment.Kind.IMAGE
    return sent(row, small=small)


def sent(row: Attachment, *, small: bool = False) -> FileResponse:
    """The file as an answer; also for people without an account, once it is known that they may see it."""
    path = media.small_path(row.file) if small else media.path(row.file)
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=True, filename=row.name)
    response.headers["Content-Type"] = "image/webp" if small else row.mime
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


# -- versions


@workspace_view(Permission.READ)
def post_history(request, pk):
    post, before = find(pk), request.GET.get("before", "")
    rows = post.revisions.select_related("by")
    if before.isascii() and before.isdigit() and len(before) < 10:
        rows = rows.filter(number__lt=int(before))
    rows = list(rows[: VERSIONS_SHOWN + 1])
    names = difference_words.Names(request.workspace)
    following = zip(rows, [*rows[1:], None], strict=True)
    context = {
        "section": SECTION,
        "post": post,
        "versions": [(row, _what_changed(row, former, names)) for row, former in following][:VERSIONS_SHOWN],
        "next": rows[VERSIONS_SHOWN - 1].number if len(rows) > VERSIONS_SHOWN else None,
        "can_plan": request.membership.can(Permission.PLAN),
    }
    return render_page(request, "calendar_app/history.html", context, fragment="versions")


def _what_changed(row: Revision, former: Revision | None, names) -> list[difference_words.Line]:
    return difference_words.lines(former.content, row.content, names) if former else []


@workspace_view(Permission.PLAN, methods=("POST",))
def revision_restore(request, pk, number):
    post = find(pk)
    revision = get_object_or_404(post.revisions, number=number)
    try:
        compose.restore(post=post, revision=revision, by=request.user)
    except Stale:
        messages.warning(request, gettext("Somebody has just changed this post: look at it again first."))
    else:
        messages.success(request, gettext("Version %(n)s is back, as a new version.") % {"n": number})
    return go(request, "calendar:post", request.workspace.slug, pk)


# -- comments


@workspace_view(Permission.READ, methods=("GET", "POST"))
def comments(request, pk):
    post = find(pk)
    form = CommentForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            said = form.cleaned_data
            actions.add(post=post, text=said["text"], internal=said["internal"], by=request.user)
            if not request.htmx:
                return go(request, "calendar:post", request.workspace.slug, pk)
            form = CommentForm()
        else:
            status = 422
    return _comments_page(request, post, form, status)


def _comments_page(request, post: Post, form: CommentForm, status: int = 200):
    rows = list(post.comments.filter(removed_at=None).select_related("by").order_by("-at", "-pk")[:COMMENTS_SHOWN])
    members = request.workspace.memberships.exclude(user=request.user).select_related("user").order_by("user__name")
    context = {
        "section": SECTION,
        "post": post,
        "form": form,
        "comments": rows[::-1],
        "named": [each.user.name for each in members if each.user.name],
    }
    return render_page(request, "calendar_app/comments.html", context, fragment="comments", status=status)


@workspace_view(Permission.READ, methods=("POST",))
def comment_remove(request, pk):
    comment = _comment(pk)
    if comment.by_id != request.user.pk:
        messages.warning(request, gettext("Only its author can remove a comment."))
    else:
        actions.remove(comment=comment, by=request.user)
        undo = reverse("calendar:comment_restore", args=[request.workspace.slug, pk])
        messages.success(request, gettext("The comment was removed."), extra_tags=undo)
    return go(request, "calendar:post", request.workspace.slug, comment.post_id)


@workspace_view(Permission.READ, methods=("POST",))
def comment_restore(request, pk):
    comment = _comment(pk)
    if comment.by_id == request.user.pk:
        actions.restore(comment=comment, by=request.user)
        messages.success(request, gettext("The comment is back."))
    return go(request, "calendar:post", request.workspace.slug, comment.post_id)


def _comment(pk: int) -> Comment:
    rows = Comment.objects.select_related("post__workspace", "workspace")
    return get_object_or_404(rows, pk=pk, post__deleted_at=None)
