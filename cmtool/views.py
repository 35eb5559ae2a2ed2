"""Pages that belong to no app: the way in, the language, health and errors."""

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET
from django.views.i18n import set_language as django_set_language

from workspaces.decorators import public_view
from workspaces.models import User, Workspace


@public_view
@require_GET
def home(request):
    """The way in: first set-up, sign-in, or the person's workspace."""
    if not request.user.is_authenticated:
        return redirect("account_login" if User.objects.exists() else "first_admin")
    workspace = Workspace.objects.filter(memberships__user=request.user).first()
    return redirect(workspace or "workspaces_new")


@public_view
@require_GET
def health(request):
    """For load balancers and containers: the process answers and the database too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


set_language = public_view(django_set_language)


def _error(request, status: int) -> HttpResponse:
    return render(request, f"{status}.html", status=status)


def bad_request(request, exception=None):
    return _error(request, 400)


def forbidden(request, exception=None):
    return _error(request, 403)


def not_found(request, exception=None):
    return _error(request, 404)


def server_error(request):
    return _error(request, 500)
