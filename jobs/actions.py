"""What people and other apps do with jobs."""

import datetime as dt
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from workspaces import audit
from workspaces.models import User, Workspace

from . import bell
from .models import Job
from .registry import KINDS


@transaction.atomic
def enqueue(
    *,
    workspace: Workspace,
    kind: str,
    payload: dict[str, Any] | None = None,
    key: str = "",
    by: User | None,
    due_at: dt.datetime | None = None,
    result_url: str = "",
    again: bool = False,
) -> Job:
    """Put a job into the queue, in the caller's transaction; the workers hear of it on commit.

    ``payload`` holds ids only. A live job of the same ``kind`` and ``key`` is returned instead of a second one; with
    ``again``, one that is already running is followed by a fresh one, for work that must see what was just written.
    ``by`` is the person who asks, whose right is checked again when the job runs; None for the app itself.
    """
    if kind not in KINDS:
        raise ValueError(f"No kind of job is called {kind!r}.")
    wanted = Job(
        workspace=workspace,
        kind=kind,
        key=key,
        payload=payload or {},
        created_by=by,
        by_person=by is not None,
        due_at=due_at or timezone.now(),
        result_url=result_url,
    )
    job = _live(wanted, again) or _insert(wanted, again)
    if job is wanted and job.due_at <= timezone.now():
        transaction.on_commit(partial(bell.ring, job.pk))
    return job


def _live(wanted: Job, again: bool) -> Job | None:
    """The live job that ``wanted`` would double. Asked first: an insertion would wait for a job that is finishing."""
    if not wanted.key:
        return None
    same = Job.everywhere().filter(workspace=wanted.workspace, kind=wanted.kind, key=wanted.key)
    job = same.live().first()
    if job and again and job.state == Job.State.RUNNING:
        # none touched: it ended a moment ago, so that a fresh one can be inserted
        return job if same.filter(pk=job.pk, state=Job.State.RUNNING).update(again=True) else None
    return job


def _insert(wanted: Job, again: bool) -> Job:
    """Insert, or return the job that somebody else inserted in the same moment."""
    try:
        with transaction.atomic():
            wanted.save(force_insert=True)
            return wanted
    except IntegrityError:
        other = _live(wanted, again)
        if other is None:
            raise
        return other


@transaction.atomic
def cancel(*, job: Job, by: User) -> bool:
    """Stop a job: at once when it waits, at its next check when it runs. False when it has ended or is just ending."""
    jobs = Job.everywhere().filter(pk=job.pk)
    current = jobs.live().select_for_update(skip_locked=True).first()  # locked: it is finishing
    if current is None:
        return False
    if current.state == Job.State.WAITING:
        jobs.update(state=Job.State.CANCELLED, ended_at=timezone.now())
    else:
        jobs.update(cancel_requested=True)
    audit.record(job.workspace, "job.cancelled", by=by, target=job, kind=job.kind)
    return True


@transaction.atomic
def retry(*, job: Job, by: User) -> bool:
    """Give a parked job new attempts, under the rights of the person who asks.

    False when it is not parked, or when a live job of the same key does its work already.
    """
    parked = Job.everywhere().filter(pk=job.pk, state=Job.State.PARKED)
    now = timezone.now()
    try:
        with transaction.atomic():
            changed = parked.update(
                state=Job.State.WAITING,
                created_by=by,
                by_person=True,
                attempts=0,
                reason="",
                sentence="",
                sentence_params={},
                done=0,
                total=0,
                due_at=now,
                started_at=None,
                ended_at=None,
                cancel_requested=False,
            )
    except IntegrityError:
        return False
    if not changed:
        return False
    audit.record(job.workspace, "job.retried", by=by, target=job, kind=job.kind)
    transaction.on_commit(partial(bell.ring, job.pk))
    return True
