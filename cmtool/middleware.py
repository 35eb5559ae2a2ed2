"""Small behaviours that every response needs."""

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from cmtool import views
from cmtool.lib import bodies


class BodyLimitMiddleware:
    """Refuse, unread, what no form sends: Django limits the fields of a form, not the files put beside them.

    Stands before the CSRF check, which reads the body.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        own_limit = getattr(view, "takes_files", False)
        if not own_limit and bodies.length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return views.too_large(request)
        return None


class HtmxRedirectMiddleware:
    """Inside an htmx swap a redirect to the sign-in page would land in a fragment: leave the page instead."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])  # also what htmx did not ask for: a cache may keep it for htmx
        if not request.htmx:
            return response
        location = response.headers.get("Location", "")
        if response.status_code == 302 and location.startswith("/accounts/"):
            response = HttpResponse(status=204, headers={"HX-Redirect": location, "Vary": response.headers["Vary"]})
        return response
