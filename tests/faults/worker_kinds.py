"""Kinds of jobs for the workers that tests start as real processes (``celery worker --include``)."""

import time
from pathlib import Path

from django.db.models import F

from jobs.registry import Run, job_kind
from workspaces.models import Workspace
from workspaces.permissions import Permission


@job_kind("test.work", label="Work", permission=Permission.IMPORT, timeout=60)
def work(run: Run) -> None:
    """``steps`` steps of 50 ms, then an effect that can be counted. With a ``gate`` not before that file is there."""
    steps = run.payload.get("steps", 0)
    while not Path(run.payload.get("gate", "/")).exists():
        time.sleep(0.05)
    for n in range(steps):
        time.sleep(0.05)
        run.progress(n, steps)
    with run.finishing():
        Workspace.objects.filter(pk=run.workspace.pk).update(version=F("version") + 1)
