"""Jobs of the kind that the real workers of these tests know."""

import datetime as dt
import subprocess
import sys

import pytest
from django.conf import settings
from django.utils import timezone

from jobs.actions import enqueue
from jobs.models import Job
from jobs.registry import KINDS, Kind
from tests.factories import WorkspaceFactory
from workspaces.models import Workspace
from workspaces.permissions import Permission


@pytest.fixture
def ask(monkeypatch):
    """``ask(steps=40)`` enqueues a job of the kind ``test.work`` (see ``worker_kinds``) in a workspace of its own."""
    kind = Kind("test.work", "Work", Permission.IMPORT, lambda run: None, max_attempts=3, timeout=60)
    monkeypatch.setitem(KINDS, "test.work", kind)
    return lambda **payload: enqueue(workspace=WorkspaceFactory(), kind="test.work", payload=payload, by=None)


@pytest.fixture
def effects():
    """``effects(job)``: how often the job has had its effect."""
    return lambda job: Workspace.objects.get(pk=job.workspace_id).version


@pytest.fixture
def lose():
    """``lose(job)``: its lease has run out, as if its worker had been dead for half a minute."""

    def expire(job):
        Job.everywhere().filter(pk=job.pk).update(leased_until=timezone.now() - dt.timedelta(seconds=1))

    return expire


@pytest.fixture
def ring():
    """``ring(env, *jobs)`` rings for them from another process, as a web server does: seconds that each ring took."""
    program = (
        "import sys, time, django; django.setup(); from jobs import bell\n"
        "for job in sys.argv[1:]:\n"
        "    began = time.monotonic(); bell.ring(int(job)); print(time.monotonic() - began)"
    )

    def call(env, *jobs):
        command = [sys.executable, "-c", program, *(str(job.pk) for job in jobs)]
        env = env | {"DJANGO_SETTINGS_MODULE": "cmtool.settings"}
        result = subprocess.run(command, env=env, cwd=settings.BASE_DIR, check=True, capture_output=True, text=True)
        return [float(line) for line in result.stdout.split()]

    return call
