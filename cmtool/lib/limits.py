"""How often a stranger may ask: counted in the cache, by windows of fixed length."""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def within(key: str, *, most: int, seconds: int) -> bool:
    """Count one more for ``key``; whether it is within ``most`` of its window. A cache that is away lets through."""
    if not settings.LIMITS:
        return True
    key = f"limit:{key}:{int(time.time() // seconds)}"
    if cache.add(key, 1, seconds):
        return True
    try:
        return cache.incr(key) <= most
    except ValueError:  # the window ended in between
        return True


def address_of(request: HttpRequest) -> str:
    """The visitor's address, behind as many proxies as the settings say."""
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    said = forwarded[-count].strip() if 0 < count <= len(forwarded) else ""
    return said or request.META.get("REMOTE_ADDR", "")
