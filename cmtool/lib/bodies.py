"""How much a request may bring: known from its headers, before a byte is read or kept on disk."""

from collections.abc import Callable

from django.http import HttpRequest

MB = 1024 * 1024


def length(request: HttpRequest) -> int:
    """The bytes that are announced. Without a number Django reads none."""
    try:
        return int(request.META.get("CONTENT_LENGTH", 0))
    except ValueError:
        return 0


def takes_files(view: Callable) -> Callable:
    """The view has a limit of its own, higher than what forms need; it keeps it before it reads the body."""
    view.takes_files = True
    return view
