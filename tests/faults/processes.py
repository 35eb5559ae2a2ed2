"""Real processes for the tests that stop, freeze and kill them: a Celery worker with its beat, a Redis server."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlencode

import redis
from django.conf import settings
from django.db import connection


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> float:
    """Wait until the condition holds; how long that took, in seconds."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"{what}: not within {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - began


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def database_url() -> str:
    """The address of the database that this test uses."""
    db = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{db['NAME']}"
    user = quote(db["USER"]) + (f":{quote(db['PASSWORD'])}" if db["PASSWORD"] else "")
    return f"postgresql://{user}@/{quote(db['NAME'])}?{urlencode({'host': db['HOST'], 'port': db['PORT']})}"


def environment(folder: Path, **extra: str) -> dict[str, str]:
    """The environment of a process of the app that works on the test's database, with a folder of its own."""
    inherited = {
        name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "DJANGO_SETTINGS_MODULE"}
    }
    return inherited | {"DATABASE_URL": database_url(), "VAR_DIR": str(folder)} | extra


class Worker:
    """``celery worker --beat`` as the Procfile starts it, in a process group of its own."""

    def __init__(self, env: dict[str, str]):
        self.env, self.log = env, Path(env["VAR_DIR"]) / "worker.log"

    def start(self) -> "Worker":
        line = next(
            line for line in (settings.BASE_DIR / "Procfile").read_text().splitlines() if line.startswith("worker:")
        )
        options = line.partition(" worker ")[2].replace("${WORKERS:-2}", "2").replace("warning", "info").split()
        command = [sys.executable, "-m", "celery", "--app", "cmtool", "worker", *options]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*command, "--include", "tests.faults.worker_kinds"],
                env=self.env,
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self

    def kill(self) -> None:
        """-9 for the worker and everything that it started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def __enter__(self) -> "Worker":
        return self.start()

    def __exit__(self, *_) -> None:
        if self.process.poll() is None:
            self.kill()


class Redis:
    """A private Redis server on a free port, without persistence."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> "Redis":
        program = shutil.which("redis-server")
        assert program, "redis-server is not installed"
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
        wait_for(self._answers, 10, "Redis")
        return self

    def _answers(self) -> bool:
        try:
            return self.client().ping()
        except redis.ConnectionError:
            return False

    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port)

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(20)

    def __enter__(self) -> "Redis":
        return self.start()

    def __exit__(self, *_) -> None:
        self.kill()
