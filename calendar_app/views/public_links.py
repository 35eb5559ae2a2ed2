"""Following a short link: no account, no cookie, nothing kept of who it was."""

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from calendar_app import outgoing, utm
from calendar_app.actions import links
from calendar_app.machines import is_machine
from workspaces.decorators import public_view

MINUTE = 60  # seconds
MISSES = 30  # codes that lead nowhere, per address and minute: more is guessing
CLICKS = 60  # of one link, counted per address and minute: a school or an office, not a loop


class Followed(HttpResponseRedirect):
    """Sends the visitor on; ``then`` is called once the answer has left."""

    allowed_schemes = ["http", "https"]

    def __init__(self, target: str, then):
        super().__init__(target)
        self.then = then
        self["Cache-Control"] = "private, no-store"
        self["X-Robots-Tag"] = "noindex"

    def close(self):
        self.then()
        super().close()


@public_view()
def short_link(request, code):
    visitor = _address(request)
    if _times("miss", visitor, add=False) > MISSES:
        return render(request, "429.html", status=429)
    link = links.find(code)
    target = link and outgoing.tagged(link.publication, link.target)
    if not target or not utm.is_web(target):
        _times("miss", visitor)
        raise Http404
    counts = not is_machine(request.method, request.headers) and _is_new(visitor, request, link)
    return Followed(target, (lambda: links.count(link)) if counts else (lambda: None))


def _address(request) -> str:
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:  # a proxy that does not say
        return ""


def _is_new(visitor: str, request, link) -> bool:
    """The same visitor counts once a minute. Only a digest is kept, for that minute, salted with the day."""
    seen = salted_hmac(f"links {timezone.now():%Y-%m-%d}", f"{visitor} {request.headers['User-Agent']} {link.pk}")
    return cache.add(f"click {seen.hexdigest()}", 1, MINUTE) and _times(f"click {link.pk}", visitor) <= CLICKS


def _times(what: str, visitor: str, *, add: bool = True) -> int:
    """How often it happened in this minute, this time included if it is to be added."""
    key = f"links {hashlib.sha256(f'{what} {visitor} {timezone.now():%H:%M}'.encode()).hexdigest()}"
    if not add:
        return cache.get(key, 0)
    cache.add(key, 0, MINUTE)
    try:
        return cache.incr(key)
    except ValueError:  # it expired in between
        return 1
