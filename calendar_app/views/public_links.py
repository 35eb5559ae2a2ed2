"""Following a short link: no account, no cookie, nothing kept of who it was."""

import time

from django.core.cache import cache
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from calendar_app import outgoing, utm
from calendar_app.actions import links
from calendar_app.machines import is_machine
from cmtool.lib import limits
from workspaces.decorators import public_view

MINUTE = 60  # seconds
MISSES = 30  # codes that lead nowhere, per visitor's address and minute: more is guessing
CLICKS = 60  # of one link that are counted, per visitor's address and minute: an office, not a loop


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
    link = links.find(code)
    target = link and outgoing.tagged(link.publication, link.target)
    if not target or not utm.is_web(target):
        if limits.within(f"miss:{_digest(limits.address_of(request))}", most=MISSES, seconds=MINUTE):
            raise Http404
        return render(request, "429.html", status=429)
    counts = not is_machine(request.method, request.headers) and _is_new(request, link)
    return Followed(target, (lambda: links.count(link)) if counts else (lambda: None))


def _is_new(request, link) -> bool:
    """The same visitor counts once a minute."""
    place = limits.address_of(request)
    visitor = _digest(f"{place} {request.headers['User-Agent']} {link.pk}")
    within = limits.within(f"click:{link.pk}:{_digest(place)}", most=CLICKS, seconds=MINUTE)
    return within and cache.add(f"click:{visitor}:{int(time.time() // MINUTE)}", 1, MINUTE)


def _digest(visitor: str) -> str:
    """Says nothing of who it was, and something else tomorrow; it is kept for a minute."""
    return salted_hmac(f"short link {timezone.now():%Y-%m-%d}", visitor, algorithm="sha256").hexdigest()
