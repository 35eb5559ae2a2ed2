"""Posts that stay true, and may come back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext

from calendar_app.actions import moves
from calendar_app.actions.batches import whole
from calendar_app.evergreen_reads import families
from calendar_app.models import Post
from cmtool.lib.htmx import render_page
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .planning import SECTION

SHOWN = 100


@workspace_view(Permission.READ)
def evergreen(request):
    found = families(request.workspace)
    context = {
        "section": SECTION,
        "ready": [family for family in found if family.ready][:SHOWN],
        "resting": [family for family in found if not family.ready][:SHOWN],
        "today": request.workspace.today(),
        "can_edit": request.membership.can(Permission.PLAN),
    }
    return render_page(request, "calendar_app/evergreen.html", context)


@workspace_view(Permission.PLAN, methods=("POST",))
def plan_again(request, pk):
    """A draft of the same words, to be placed and, where it is needed, brought up to date."""
    post = get_object_or_404(whole(Post.objects.live()), pk=pk)
    batch = moves.duplicate(workspace=request.workspace, posts=[post], by=request.user)
    undo = reverse("calendar:undo", args=[request.workspace.slug, batch.pk])
    messages.success(request, gettext("Here is the draft: say when it goes out."), extra_tags=undo)
    return redirect("calendar:post", request.workspace.slug, batch.changes[0]["id"])
