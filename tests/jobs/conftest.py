"""A kind of job that tests fill with whatever they need."""

import pytest

from jobs.models import Job
from jobs.registry import KINDS, Kind
from workspaces.permissions import Permission


@pytest.fixture
def kind(monkeypatch):
    """``kind(handler, **options)`` registers ``handler`` as ``test.work`` for the length of the test."""

    def register(handler=lambda run: None, code="test.work", **options):
        settings = {"label": "Work", "permission": Permission.IMPORT, "max_attempts": 3, "timeout": 600} | options
        monkeypatch.setitem(KINDS, code, Kind(code=code, handler=handler, **settings))
        return code

    return register


@pytest.fixture
def fresh():
    """``fresh(job)`` is the job as the database has it now."""
    return lambda job: Job.everywhere().get(pk=job.pk)
