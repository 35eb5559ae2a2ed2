"""What a handler holds while it works: its job, and the three things it may say (progress, check, finishing)."""

import datetime as dt
import time
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone, translation

from . import bell
from .models import Job

LEASE = dt.timedelta(seconds=30)
PROGRESS_EVERY = 0.5  # seconds between two writes of progress


class Cancelled(Exception):
    """Somebody asked to stop: leave everything as it is and let this pass."""


class LeaseLost(Cancelled):
    """Another worker has the job now (this one seemed dead): nothing may be written any more."""


class TimedOut(Exception):
    """The kind's time is over."""


class Refused(Exception):
    """The job cannot be done, trying again would not help: parked at once with this sentence.

    ``sentence`` is a msgid (``gettext_noop``), translated with ``params`` for whoever reads it.
    """

    def __init__(self, sentence: str, **params: Any):
        with translation.override(None):  # a lazy translation gives its msgid back
            self.sentence = str(sentence)
        self.params = params
        super().__init__(self.sentence)


class Run:
    """One attempt at a job, by the holder of its lease."""

    def __init__(self, job: Job, timeout: float):
        self.job, self.workspace, self.payload = job, job.workspace, job.payload
        self.deadline = time.monotonic() + timeout
        self.stopped: Cancelled | None = None  # set by the heartbeat, raised at the next check
        self._timeout = timeout
        self._finishing = False
        self._written = 0.0

    def progress(self, done: int, total: int, sentence: str = "", **params: Any) -> None:
        """Show how far the work is; ``sentence`` is a msgid. Cheap: written at most twice a second.

        Raises as ``check``. Inside ``finishing`` nothing shows before the end: a transaction is invisible.
        """
        job = self.job
        job.done, job.total, job.sentence, job.sentence_params = done, total, sentence, params
        self.check()

    def check(self) -> None:
        """Raise when the job was cancelled, its lease lost or its time is over; else renew the lease now and then."""
        if self.stopped:
            raise self.stopped
        if time.monotonic() > self.deadline:
            raise TimedOut
        if not self._finishing and time.monotonic() - self._written >= PROGRESS_EVERY:
            self.renew(**self._shown())
            self._written = time.monotonic()

    @contextmanager
    def finishing(self):
        """One transaction for the effects and the end of the job. Raises, undoing all, when the lease is lost.

        The job's row is changed first: whoever holds it is alone until the commit. Keep the block short.
        """
        with transaction.atomic():
            self._wait_longer()
            if not self._mine().filter(cancel_requested=False).update(state=Job.State.DONE, ended_at=timezone.now()):
                raise self._why()
            self._finishing = True
            try:
                yield
            finally:
                self._finishing = False
            Job.everywhere().filter(pk=self.job.pk).update(
                reason="", lease="", result_url=self.job.result_url, **self._shown()
            )
            self._again()
        self.job.state = Job.State.DONE

    def renew(self, **fields: Any) -> None:
        """Hold the lease for another while, and write ``fields``."""
        until = timezone.now() + LEASE
        if not self._mine().filter(cancel_requested=False).update(leased_until=until, **fields):
            raise self._why()

    def _mine(self):
        return Job.everywhere().filter(pk=self.job.pk, lease=self.job.lease, state=Job.State.RUNNING)

    def _why(self) -> Cancelled:
        return Cancelled() if self._mine().exists() else LeaseLost()

    def _shown(self) -> dict[str, Any]:
        return {name: getattr(self.job, name) for name in ("done", "total", "sentence", "sentence_params")}

    def _wait_longer(self) -> None:
        # The limits of the settings are those of a web request: bulk statements may take longer.
        if connection.vendor == "postgresql":
            limit = f"{int(self._timeout)}s"
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [limit])
                cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', %s, true)", [limit])

    def _again(self) -> None:
        """Asked for once more while it was running: what it has read may be old, so a fresh job follows."""
        job = self.job
        if Job.everywhere().filter(pk=job.pk, again=True).exists():
            names = ("workspace", "kind", "key", "payload", "created_by", "by_person", "result_url")
            follower = Job.everywhere().create(**{name: getattr(job, name) for name in names})
            transaction.on_commit(partial(bell.ring, follower.pk))
