"""Pages that belong to no app: the way in, the language, health and errors."""

from django.conf import settings
from django.db import connection
from django.http import HttpResponseServerError, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.i18n import set_language as django_set_language

from cmtool.lib import bodies
from workspaces.decorators import public_view
from workspaces.models import User, Workspace


@public_view()
def home(request):
    """The way in: first set-up, sign-in, or the person's workspace."""
    if not request.user.is_authenticated:
        return redirect("account_login" if User.objects.exists() else "first_admin")
    workspace = Workspace.objects.filter(memberships__user=request.user).first()
    return redirect(workspace or "workspaces_new")


@public_view()
def health(request):
    """For load balancers and containers: the process answers and the database too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@public_view()
def offline(request):
    """What the browser keeps to show when there is no answer."""
    return render(request, "offline.html")


@public_view()
def worker(request):
    """The service worker: served from the root, because its place is its scope."""
    return render(request, "worker.js", content_type="text/javascript")


set_language = public_view(methods=("POST",))(django_set_language)


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def too_large(request):
    context = {"limit": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // bodies.MB}
    return render(request, "413.html", context, status=413)


def server_error(request):
    """Rendered without the request: whatever failed (the database, a session) is not asked again."""
    return HttpResponseServerError(render_to_string("500.html"))
