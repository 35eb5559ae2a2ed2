"""Members, invitations, settings and journal of a workspace."""

from django.shortcuts import redirect

from .decorators import workspace_view
from .permissions import Permission


@workspace_view(Permission.READ)
def home(request):
    return redirect("kpis:dashboard", request.workspace.slug)
