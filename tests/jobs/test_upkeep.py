"""What runs by the clock: sweeping, checkpoints, forgetting."""

import datetime as dt
import fcntl

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from jobs import bell, tasks, upkeep
from jobs.actions import enqueue
from jobs.beat import Scheduler
from jobs.models import Job
from jobs.runner import claim
from workspaces.models import AuditEvent, Workspace


def days_ago(days):
    return timezone.now() - dt.timedelta(days=days)


@pytest.fixture
def rung(monkeypatch):
    ids = []
    monkeypatch.setattr(bell, "ring", lambda job_id: ids.append(job_id) or True)
    return ids


def test_the_sweeper_rings_for_what_is_due_or_lost_and_for_nothing_else(workspace, kind, rung):
    kind()
    ask = lambda **fields: enqueue(workspace=workspace, kind="test.work", by=None, **fields)  # noqa: E731
    late, due, later, busy, lost, done = ask(due_at=days_ago(1)), ask(), ask(due_at=days_ago(-1)), ask(), ask(), ask()
    claim(busy.pk)
    claim(lost.pk)
    Job.objects.filter(pk=lost.pk).update(leased_until=days_ago(1), due_at=days_ago(2))
    Job.objects.filter(pk=done.pk).update(state="done")
    assert tasks.sweep() == 3
    assert rung == [lost.pk, late.pk, due.pk]
    assert later.pk not in rung


def test_the_sweeper_stops_at_the_first_ring_that_is_not_heard(workspace, kind, monkeypatch):
    kind()
    for _ in range(3):
        enqueue(workspace=workspace, kind="test.work", by=None)
    tried = []
    monkeypatch.setattr(bell, "ring", lambda job_id: tried.append(job_id))
    assert tasks.sweep() == 0
    assert len(tried) == 1


def test_the_sweeper_ends_what_nobody_will_claim(workspace, kind, rung, fresh):
    kind()
    job = enqueue(workspace=workspace, kind="test.work", by=None)
    claim(job.pk)
    Job.objects.filter(pk=job.pk).update(leased_until=days_ago(1), cancel_requested=True)
    tasks.sweep()
    assert (fresh(job).state, rung) == ("cancelled", [])


def test_the_task_runs_the_job_it_is_given(workspace, kind, fresh):
    kind()
    job = enqueue(workspace=workspace, kind="test.work", by=None)
    tasks.run(job.pk)
    tasks.run(job.pk)
    tasks.run(10**12)
    assert (fresh(job).state, fresh(job).attempts) == ("done", 1)


def test_every_entry_of_the_timetable_is_a_task_that_expires():
    from cmtool.celery import app

    app.loader.import_default_modules()
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        assert entry["task"] in app.tasks, name
        assert 0 < entry["options"]["expires"] <= 3600, name
        assert entry["schedule"] <= dt.timedelta(hours=1), name


def test_a_clock_that_starts_sends_every_entry_once_and_then_waits(monkeypatch):
    """A clock that is started again more often than an entry is due sends it all the same."""
    from cmtool.celery import app

    for _restart in range(2):
        sent = []
        clock = Scheduler(app)
        monkeypatch.setattr(clock, "apply_async", lambda entry, sent=sent, **kwargs: sent.append(entry.name))
        while clock.tick() == 0:
            pass
        assert sorted(sent) == sorted(settings.CELERY_BEAT_SCHEDULE)


@pytest.mark.django_db(transaction=True)
def test_a_checkpoint_empties_the_write_ahead_log():
    if connection.vendor != "sqlite":
        assert upkeep.checkpoint() is False
        return
    Workspace.objects.create(slug="a", name="A")
    log = settings.DATABASES["default"]["NAME"] + "-wal"
    name = connection.settings_dict["NAME"]
    with open(f"{name}-wal" if name else log, "rb") as wal:
        assert wal.seek(0, 2) > 0
        assert upkeep.checkpoint() is True
        assert wal.seek(0, 2) == 0


def test_two_checkpoints_never_meet(db, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    with open(tmp_path / "checkpoint.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert upkeep.checkpoint() is False


def test_ended_jobs_are_forgotten_after_thirty_days(workspace, kind, monkeypatch):
    monkeypatch.setattr(upkeep, "BATCH", 2)
    kind()
    jobs = [enqueue(workspace=workspace, kind="test.work", by=None) for _ in range(7)]
    old = [job.pk for job in jobs[:5]]
    Job.objects.filter(pk__in=old).update(state="done", ended_at=days_ago(31))
    Job.objects.filter(pk=jobs[5].pk).update(state="done", ended_at=days_ago(29))
    Job.objects.filter(pk=jobs[6].pk).update(created_at=days_ago(90))  # still waiting
    assert upkeep.drop_ended_jobs() == 5
    assert set(Job.objects.values_list("pk", flat=True)) == {jobs[5].pk, jobs[6].pk}


def test_each_workspaces_journal_ends_with_its_retention(workspace):
    workspace.retention_months = 2
    workspace.save(update_fields=["retention_months"])
    for days in (1, 61, 63):
        AuditEvent.objects.create(workspace=workspace, verb=f"test.{days}", at=days_ago(days))
    assert upkeep.drop_old_audit_events() == 1
    assert set(AuditEvent.objects.values_list("verb", flat=True)) == {"test.1", "test.61"}


def test_the_hourly_and_the_minutely_task_do_both(workspace, monkeypatch):
    done = []
    for name in ("checkpoint", "clear_folder", "drop_ended_jobs", "drop_old_audit_events"):
        monkeypatch.setattr(upkeep, name, lambda name=name: done.append(name))
    tasks.tidy()
    tasks.forget()
    assert done == ["checkpoint", "clear_folder", "drop_ended_jobs", "drop_old_audit_events"]
