"""The few things that views say to htmx, said once."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


def render_page(
    request: HttpRequest, template: str, context: dict | None = None, *, fragment: str = "", status: int = 200
) -> HttpResponse:
    """The page, or only its partial named ``fragment`` when htmx asks for it: same URL, same context."""
    partial = fragment and request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    return render(request, f"{template}#{fragment}" if partial else template, context, status=status)


def go(request: HttpRequest, to, *args, **kwargs) -> HttpResponse:
    """Redirect the whole page, also when the request came from htmx."""
    response = redirect(to, *args, **kwargs)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": response.headers["Location"]})
    return response


def toast(response: HttpResponse, message: str, *, undo: str = "") -> HttpResponse:
    """Show a toast once the response arrives by htmx; ``undo`` is the address that a POST undoes with."""
    response.headers["HX-Trigger"] = json.dumps({"toast": {"message": str(message), "undo": undo}})
    return response
