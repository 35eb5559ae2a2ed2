"""The one door to a workspace."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.views.decorators.http import require_http_methods

from . import security
from .models import Membership
from .permissions import Permission


def workspace_view(permission: Permission, *, methods: tuple[str, ...] = ("GET",)):
    """Give the view ``request.workspace`` and ``request.membership``, with the workspace's scope open.

    The URL names the workspace (``<slug:slug>``, taken off the arguments). A stranger gets 404, a member without the
    right 403, any other method 405. ``view.permission`` and ``view.methods`` say the policy, which a test compares
    with what every URL really answers. GET views answer HEAD too.
    """

    def decorate(view):
        @wraps(view)
        def door(request, slug, *args, **kwargs):
            membership = Membership.of(request.user, slug)
            if membership is None:
                raise Http404
            if not membership.can(permission):
                security.refused(request, membership)
                raise PermissionDenied
            request.membership, request.workspace = membership, membership.workspace
            with membership.workspace.active():
                response = view(request, *args, **kwargs)
                if hasattr(response, "render") and callable(response.render):
                    response = response.render()
            if response.streaming and not isinstance(response, FileResponse):
                response.streaming_content = _inside(membership.workspace, response.streaming_content)
            return response

        return _declare(door, permission, methods)

    return decorate


def _inside(workspace, pieces):
    """Downloads are sent after the view has returned, and may read the database piece by piece."""
    with workspace.active():
        yield from pieces


def public_view(*, methods: tuple[str, ...] = ("GET",)):
    """Mark a view that needs no sign-in, on purpose."""

    def decorate(view):
        wrapped = _declare(view, "public", methods)
        wrapped.login_required = False
        return wrapped

    return decorate


def personal_view(*, methods: tuple[str, ...] = ("GET",)):
    """Mark a view that any signed-in person may open, outside of workspaces."""
    return lambda view: _declare(view, "personal", methods)


def _declare(view, permission: str, methods: tuple[str, ...]):
    wrapped = require_http_methods([*methods, "HEAD"] if "GET" in methods else methods)(view)
    wrapped.permission, wrapped.methods = permission, tuple(methods)
    return wrapped
