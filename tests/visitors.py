"""Knocking at an address as somebody, leaving no trace: database and files are as before afterwards."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler

from tests.world import PEOPLE, World

SAFE = {"GET", "HEAD", "OPTIONS"}


class Visitors:
    """``visitors.ask("guest", "GET", "/…")``; ``None`` is somebody who is not signed in."""

    def __init__(self, world: World):
        self.world = world
        self._handlers: dict[bool, ClientHandler] = {}
        self.cookies = {person: self._sign_in(person) for person in PEOPLE}
        self.files = Path(settings.MEDIA_ROOT)
        self.kept = self.files.with_name("kept")
        shutil.copytree(self.files, self.kept)
        self.listing = self._list()

    def _sign_in(self, person: str | None) -> str:
        client = Client()
        if person is None:
            return ""
        user = self.world.people[person]
        client.force_login(user)
        session = client.session  # a moment ago, with a password: the account pages open without asking again
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "email": user.email}]
        session.save()
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def client(self, person: str | None, **options) -> Client:
        client = Client(**options)
        client.handler = self._handlers.setdefault(client.handler.enforce_csrf_checks, client.handler)  # loaded once
        if person is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[person]
        return client

    def ask(self, person: str | None, method: str, path: str, data=None, *, htmx: bool = False, headers=None):
        """The answer; an exception of the view is a 500."""
        client = self.client(person, raise_request_exception=False)
        headers = {**({"HX-Request": "true"} if htmx else {}), **(headers or {})}
        with self.undone(files=method not in SAFE):
            send = client.post if method == "POST" else client.get if method == "GET" else None
            if send:
                response = send(path, data, headers=headers)
            else:
                response = client.generic(method, path, headers=headers)
            response.body = body_of(response)
        return response

    @contextmanager
    def undone(self, *, files: bool = True):
        """What happens inside is undone: rows by a savepoint, files by putting the copies back."""
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        if files and self._list() != self.listing:
            shutil.rmtree(self.files)
            shutil.copytree(self.kept, self.files)

    def _list(self) -> set[tuple[str, int]]:
        return set(_sizes(str(self.files)))


def _sizes(folder: str) -> Iterator[tuple[str, int]]:
    """(path, bytes) of every file below ``folder``; asked after each request that may write."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _sizes(entry.path)
            else:
                yield entry.path, entry.stat().st_size


def body_of(response) -> bytes:
    """The whole body, also of an answer that is sent in pieces."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def told(response) -> str:
    """The status, and what broke when something did."""
    return f"{response.status_code} {response.exc_info[1]!r}" if response.exc_info else str(response.status_code)
