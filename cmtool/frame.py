"""A page whose middle is ready: the shell around it is rendered once per reader and kept.

Rendering the shell costs several times what a bare page does; a page that only shows a stored row would spend its time
on it. What differs from one request to the next (the CSRF token, the middle) is put into marked places.
"""

import secrets
from functools import lru_cache

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language

MIDDLE, TOKEN = secrets.token_hex(16), secrets.token_hex(16)  # drawn anew by each process: nobody can write them


def page(request: HttpRequest, template: str, *, section: str, html: str) -> HttpResponse:
    """``template`` with ``html`` in it; the template shows ``{{ html|safe }}`` and nothing else that changes.

    Only for a workspace's pages. Every change in a workspace leaves a line in the journal: the newest one says whether
    the states of the steps in the navigation still hold.
    """
    if len(get_messages(request)):  # shown once, and gone: never kept
        return HttpResponse(render_to_string(template, {"section": section, "html": html}, request))
    user, membership = request.user, request.membership
    workspace = membership.workspace
    key = (
        *(template, section, get_language(), request.COOKIES.get("theme", ""), request.get_full_path()),
        *(user.pk, str(user), user.single_keys, membership.role),
        *(workspace.pk, workspace.slug, workspace.name, workspace.today(), workspace.newest_event),
    )
    before, after = _around(_Key(request, key))
    token = get_token(request)
    return HttpResponse(before.replace(TOKEN, token) + html + after.replace(TOKEN, token))


class _Key(tuple):
    """What the shell depends on; carries the request into the cached function."""

    def __new__(cls, request: HttpRequest, values: tuple):
        key = super().__new__(cls, values)
        key.request = request
        return key


@lru_cache(maxsize=512)
def _around(key: _Key) -> tuple[str, str]:
    """The page before and after its middle."""
    request, key.request = key.request, None  # the cache keeps the key, and must not keep the request
    template, section = key[:2]
    rendered = render_to_string(template, {"section": section, "html": MIDDLE, "csrf_token": TOKEN}, request)
    before, _, after = rendered.partition(MIDDLE)
    return before, after
