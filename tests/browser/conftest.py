"""The app as it is served in production, the two workspaces of ``tests.world``, and Chromium."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import expect, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=20_000)  # ms: a busy machine is slow, not wrong


class Server:
    """One granian process on a free port, with a database and files of its own."""

    def __init__(self, place: Path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {
            **{name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}},
            "VAR_DIR": str(place),
            "BASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "cmtool.settings",
            "DATABASE_URL": self._database(place),
        }
        self.manage("migrate", "--verbosity", "0")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        said = json.loads(self.run("-m", "tests.browser.served"))
        self.paths, self.sessions = said["paths"], said["sessions"]
        self.process = None
        self.start()

    def _database(self, place: Path) -> str:
        url = os.environ.get("DATABASE_URL", "")
        if not url.startswith("postgres"):
            return f"sqlite:///{place}/browser.sqlite3"
        self.admin, name = url, f"browser_{uuid.uuid4().hex[:12]}"
        self._administer(f"CREATE DATABASE {name}")
        self.name = name
        return urlsplit(url)._replace(path=f"/{name}").geturl()

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(statement)

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=settings.BASE_DIR, env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def manage(self, *command: str) -> str:
        return self.run("manage.py", *command)

    def work(self) -> None:
        """What the worker would do now."""
        self.manage("shell", "--verbosity", "0", "-c", "from jobs.runner import run_pending; run_pending()")

    def start(self) -> None:
        command = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--port", str(self.port)]
        command += [
            "--workers",
            "1",
            "--blocking-threads",
            "2",
            "--no-ws",
            "--log-level",
            "error",
            "cmtool.wsgi:application",
        ]
        self.process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=self.env)
        for _try in range(200):
            try:
                urlopen(f"{self.url}/health").close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()

    def close(self) -> None:
        self.stop()
        if hasattr(self, "name"):
            self._administer(f"DROP DATABASE {self.name} WITH (FORCE)")


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the browser tests are left out")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server(browser, tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("served"))
    yield server
    server.close()


@pytest.fixture(scope="session")
def context_of(browser, server):
    """``context_of("admin")`` is a browser in which that person is signed in; ``None`` is nobody."""
    opened = []

    def make(person: str | None, **options):
        context = browser.new_context(locale="fr-FR", reduced_motion="reduce", **options)
        if person:
            context.add_cookies([{"name": "sessionid", "value": server.sessions[person], "url": server.url}])
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
