"""Claims a job, runs its handler under a lease that is kept warm, and writes down how it ended."""

import datetime as dt
import logging
import re
import secrets
import signal
import threading
import time
import traceback
from contextlib import contextmanager

from django.db import DatabaseError, connection
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone, translation

from workspaces.models import Membership, Workspace

from .models import LOST_LIMIT, Job
from .registry import KINDS, Kind
from .run import LEASE, Cancelled, Refused, Run, TimedOut

logger = logging.getLogger(__name__)

HEARTBEAT = 8.0  # seconds between two renewals of the lease
STUCK = 30.0  # seconds past the deadline after which a handler that cannot be interrupted loses its lease
BACKOFF = (dt.timedelta(seconds=5), dt.timedelta(seconds=30))


def claim(job_id: int) -> Job | None:
    """Take the job for this worker by one conditional update, or None when it is not due or somebody else has it."""
    now, lease = timezone.now(), secrets.token_hex(16)
    claimed = (
        Job.everywhere()
        .due(now)
        .filter(pk=job_id)
        .update(
            state=Job.State.RUNNING,
            lease=lease,
            leased_until=now + LEASE,
            attempts=F("attempts") + 1,
            started_at=Coalesce("started_at", now),
            again=False,  # this attempt reads what was written until now
        )
    )
    if not claimed:
        return None
    return Job.everywhere().select_related("workspace", "created_by").filter(pk=job_id, lease=lease).first()


def run_job(job_id: int) -> bool:
    """Claim and run one job to its end, whatever that is. False when there was nothing to claim."""
    job = claim(job_id)
    if job is None:
        return False
    began = time.monotonic()
    with job.workspace.active(), translation.override(job.workspace.language):
        _attempt(job)
    logger.info(
        "job %s %s: %s (attempt %s, %.1f s)", job.pk, job.kind, job.state, job.attempts, time.monotonic() - began
    )
    return True


def run_pending(workspace: Workspace | None = None, until_empty: bool = True) -> int:
    """Run what is due in this process, and what that brings (unless not ``until_empty``). Returns how many ran."""
    seen: set[int] = set()
    ran = 0
    while True:
        due = Job.everywhere().due().exclude(pk__in=seen).order_by("due_at", "pk")
        if workspace:
            due = due.filter(workspace=workspace)
        batch = list(due.values_list("pk", flat=True)[:100])
        for job_id in batch:
            ran += run_job(job_id)
        seen.update(batch)
        if not batch or not until_empty:
            return ran


def close_lost() -> int:
    """End what no worker will claim again: lost while being cancelled, or lost too often (a handler that kills)."""
    lost = Job.everywhere().filter(state=Job.State.RUNNING, leased_until__lt=timezone.now())
    ended = {"ended_at": timezone.now(), "lease": ""}
    cancelled = lost.filter(cancel_requested=True).update(state=Job.State.CANCELLED, **ended)
    parked = lost.filter(attempts__gte=LOST_LIMIT).update(state=Job.State.PARKED, reason="lost", **ended)
    return cancelled + parked


def _attempt(job: Job) -> None:
    kind = KINDS.get(job.kind)
    if kind is None:
        _end(job, Job.State.PARKED, reason="unknown")
    elif not _allowed(job, kind):
        _end(job, Job.State.PARKED, reason="permission")
    else:
        _run(Run(job, kind.timeout), kind)


def _allowed(job: Job, kind: Kind) -> bool:
    if not job.by_person:
        return True
    members = Membership.objects.filter(workspace=job.workspace, user=job.created_by_id, user__is_active=True)
    return any(member.can(kind.permission) for member in members)


def _run(run: Run, kind: Kind) -> None:
    job = run.job
    try:
        with _heartbeat(run), _alarm(run):
            kind.handler(run)
            if job.state != Job.State.DONE:
                with run.finishing():
                    pass
    except Cancelled:
        _end(job, Job.State.CANCELLED)
    except Refused as refusal:
        _end(job, Job.State.PARKED, reason="refused", sentence=refusal.sentence, sentence_params=refusal.params)
    except Exception as error:
        _fail(job, kind, error)
    except BaseException:  # this process is asked to go: the next one may begin at once
        _end(job, Job.State.WAITING, attempts=F("attempts") - 1, due_at=timezone.now())
        raise


def _fail(job: Job, kind: Kind, error: Exception) -> None:
    reason = "timeout" if isinstance(error, TimedOut) else describe(error)
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("job %s %s: attempt %s failed, %s\n%s", job.pk, job.kind, job.attempts, reason, frames)
    if job.attempts >= kind.max_attempts:
        _end(job, Job.State.PARKED, reason=reason)
    else:
        pause = BACKOFF[min(job.attempts, len(BACKOFF)) - 1]
        _end(job, Job.State.WAITING, reason=reason, due_at=timezone.now() + pause)


def describe(error: Exception) -> str:
    """Class and first line of the message, without what it quotes: a message may repeat what people wrote."""
    line = str(error).strip().partition("\n")[0]
    line = re.sub(r"""(["'«“‘]).*?(["'»”’]|$)""", "…", line)
    line = re.sub(r"\S+@\S+", "…", line)
    return f"{type(error).__name__}: {line}"[:300].removesuffix(": ")


def _end(job: Job, state: str, **fields) -> None:
    """Write the end of an attempt, if the lease is still ours. A cancelled job is not tried again."""
    if state != Job.State.WAITING:
        fields["ended_at"] = timezone.now()
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    mine = Job.everywhere().filter(pk=job.pk, lease=job.lease, state=Job.State.RUNNING)
    try:
        written = mine.update(state=state, lease="", leased_until=None, **fields)
    except DatabaseError as error:
        logger.error("job %s: its end was not written (%s); its lease will run out", job.pk, type(error).__name__)
        written = False
    job.state = state if written else "out of our hands"


@contextmanager
def _heartbeat(run: Run):
    """Renew the lease from a thread with its own connection while the handler is busy."""
    if connection.in_atomic_block:  # within somebody's transaction no other connection sees the job, nor claims it
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=(run, stop), name=f"job-{run.job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=2)


def _beat(run: Run, stop: threading.Event) -> None:
    pause = HEARTBEAT
    try:
        while not stop.wait(pause) and time.monotonic() < run.deadline + STUCK:
            try:
                run.renew()
                pause = HEARTBEAT
            except Cancelled as stopped:
                run.stopped = stopped
                return
            except DatabaseError as error:  # another writer holds the database, or it restarts
                logger.warning("job %s: lease not renewed (%s)", run.job.pk, type(error).__name__)
                connection.close()
                pause = 1.0
    finally:
        connection.close()


@contextmanager
def _alarm(run: Run):
    """Interrupt a handler whose time is over. Signals reach the main thread only; elsewhere ``check`` must do."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_):
        raise TimedOut

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(run.deadline - time.monotonic(), 0.001))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
