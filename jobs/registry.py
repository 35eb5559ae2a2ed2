"""The kinds of jobs: each app registers its own in ``<app>/jobs.py``, and its handler is given a ``Run``.

    @job_kind("imports.apply", label=gettext_lazy("Import of figures"), permission=Permission.IMPORT)
    def apply_import(run: Run) -> None:
        for n, part in enumerate(parts):
            run.progress(n, len(parts), gettext_noop("%(n)s parts read"), n=n)
        with run.finishing():
            ...  # the effects: written together with the state "done", or not at all

A handler must bear being killed at any line and started again: what it writes before ``finishing`` is either
idempotent or thrown away by the next attempt.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from workspaces.permissions import Permission

from .run import Cancelled, LeaseLost, Refused, Run, TimedOut

__all__ = ["KINDS", "Cancelled", "Kind", "LeaseLost", "Refused", "Run", "TimedOut", "job_kind"]


@dataclass(frozen=True)
class Kind:
    """One kind of job. ``permission`` is what the person who asks needs, also at the time it runs."""

    code: str
    label: str  # lazily translated
    permission: Permission
    handler: Callable[[Run], None]
    max_attempts: int
    timeout: int  # seconds


KINDS: dict[str, Kind] = {}


def job_kind(code: str, *, label: str, permission: Permission, max_attempts: int = 3, timeout: int = 600):
    """Register the decorated handler under ``code`` (``<app>.<verb>``)."""

    def register(handler: Callable[[Run], None]):
        if code in KINDS:
            raise ImproperlyConfigured(f"Two kinds of jobs are called {code}.")
        KINDS[code] = Kind(code, label, permission, handler, max_attempts, timeout)
        return handler

    return register


def label_of(code: str) -> str:
    """The name of a kind, or its code when it is gone."""
    return str(KINDS[code].label) if code in KINDS else code
