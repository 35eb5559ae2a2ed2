"""What Celery calls: doors, not rooms. The timetable is ``CELERY_BEAT_SCHEDULE`` in the settings."""

from celery import shared_task

from . import bell, runner, upkeep
from .models import Job

BATCH = 500


@shared_task(ignore_result=True)
def run(job_id: int) -> None:
    """Somebody rang for this job."""
    runner.run_job(job_id)


@shared_task(ignore_result=True)
def sweep() -> int:
    """Ring for what is due: its ring was lost, its time has come, or its worker has died.

    A job may be rung for several times (two sweepers, a queue that is long): only one claim succeeds, the others cost
    one query. The queue cannot fill up with rings: a sweep waits its turn behind those of the one before, and expires
    when they take longer than two rounds.
    """
    runner.close_lost()
    due = Job.everywhere().due().order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH]
    rung = 0
    for job_id in due:
        if not bell.ring(job_id):
            break
        rung += 1
    return rung


@shared_task(ignore_result=True)
def tidy() -> None:
    """Each minute: what would otherwise grow with every write."""
    upkeep.checkpoint()
    upkeep.clear_folder()


@shared_task(ignore_result=True)
def forget() -> None:
    """Each hour: rows whose time is over."""
    upkeep.drop_ended_jobs()
    upkeep.drop_old_audit_events()
