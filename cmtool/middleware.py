"""Small behaviours that every response needs."""

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers


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
