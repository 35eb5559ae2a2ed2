"""How much a request may bring: known from its headers, before a byte is read or kept on disk."""

from collections.abc import Callable

from django.http import HttpRequest

MB = 1024 * 1024
CUT = "The connection broke off within the body."


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


class _Whole:
    """A body that says so when it ends before the bytes that were announced."""

    def __init__(self, stream, announced: int):
        self.stream, self.left = stream, announced

    def read(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        parts, here = [], 0
        while here < wanted:
            part = self.stream.read(wanted - here)
            if not part:
                raise ConnectionResetError(CUT)
            parts.append(part)
            here += len(part)
        self.left -= here
        return b"".join(parts)

    def readline(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        line = self.stream.readline(wanted)
        if len(line) < wanted and not line.endswith(b"\n"):
            raise ConnectionResetError(CUT)
        self.left -= len(line)
        return line


def whole(application: Callable) -> Callable:
    """The WSGI application, which never takes the beginning of a form for the form.

    Where a connection breaks off the server hands on what came so far, as if it were all; fields that did not arrive
    would be stored as empty. Django takes the error for what it is and stores nothing.
    """

    def serve(environ, start_response):
        announced = environ.get("CONTENT_LENGTH", "")
        if announced.isascii() and announced.isdigit():
            environ["wsgi.input"] = _Whole(environ["wsgi.input"], int(announced))
        return application(environ, start_response)

    return serve
