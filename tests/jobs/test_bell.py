"""Ringing never raises and never keeps anybody waiting, whatever the broker does. Each in a process of its own."""

import os
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings

from jobs import bell

QUICK = 2.0  # seconds; measured: 0.5 with a broker that does not answer, 0.05 with none

PROGRAM = """
import time, django; django.setup()
from jobs import bell
def ring():
    began = time.monotonic(); rung = bell.ring(1); print(int(rung), time.monotonic() - began)
ring(); ring(); ring()
bell._silent_until = 0
ring()
"""


def ring_in_a_process(**env):
    """(rung, seconds) of three rings in a row and of a fourth after the silence."""
    clean = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    env = clean | {"DJANGO_SETTINGS_MODULE": "cmtool.settings"} | env
    run = [sys.executable, "-c", PROGRAM]
    result = subprocess.run(run, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    return [
        (rung == "1", float(seconds)) for rung, seconds in map(str.split, result.stdout.splitlines())
    ], result.stderr


@pytest.fixture
def deaf():
    """A port that takes connections and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(50)
        yield server.getsockname()[1]


def test_a_frozen_broker_costs_one_short_wait_then_none(deaf, tmp_path):
    rings, log = ring_in_a_process(REDIS_URL=f"redis://127.0.0.1:{deaf}/0", VAR_DIR=str(tmp_path))
    assert [rung for rung, _ in rings] == [False] * 4
    assert 0.3 < rings[0][1] < QUICK  # it was tried
    assert rings[1][1] + rings[2][1] < 0.1  # it was left alone
    assert 0.3 < rings[3][1] < QUICK  # it is tried again
    assert log.count("job 1: the broker does not answer") == 2


def test_a_dead_broker_costs_nothing(deaf, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    rings, log = ring_in_a_process(REDIS_URL=f"redis://127.0.0.1:{port}/0", VAR_DIR=str(tmp_path))
    assert [rung for rung, _ in rings] == [False] * 4
    assert max(seconds for _, seconds in rings) < QUICK
    assert log.count("the sweeper will ring") == 2


def test_a_folder_that_cannot_be_written_is_no_worse(tmp_path):
    """As with a full disk: the folder's name is taken by a file."""
    (tmp_path / "broker").mkdir()
    program = PROGRAM.replace(
        "ring(); ring()", "import shutil; shutil.rmtree(django.conf.settings.BROKER_DIR)\nring(); ring()"
    )
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "cmtool.settings", "VAR_DIR": str(tmp_path)}
    env.pop("REDIS_URL", None)
    run = [sys.executable, "-c", program.replace("import time, django;", "import time, django.conf;")]
    result = subprocess.run(run, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    assert [line[0] for line in result.stdout.splitlines()] == ["0"] * 4
    assert "job 1: the broker does not answer" in result.stderr


def test_the_folder_takes_a_ring_at_once(tmp_path):
    rings, _ = ring_in_a_process(VAR_DIR=str(tmp_path))
    assert [rung for rung, _ in rings] == [True] * 4
    assert len(list((tmp_path / "broker").glob("*.celery.msg"))) == 4


def test_a_failure_is_kept_quiet_for_a_while(monkeypatch):
    tries = []

    def send(*args, **kwargs):
        tries.append(args)
        raise OSError("no")

    monkeypatch.setattr(bell, "_silent_until", 0.0)
    monkeypatch.setattr(bell.current_app, "send_task", send, raising=False)
    assert [bell.ring(1), bell.ring(2)] == [False, False]
    assert len(tries) == 1
    assert 4 < bell._silent_until - time.monotonic() <= bell.SILENCE
