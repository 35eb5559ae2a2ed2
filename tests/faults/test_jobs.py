"""The machinery of jobs itself under the treatment that ``test_every_job`` gives to every kind."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from jobs import runner
from jobs.actions import cancel, enqueue
from jobs.models import Job
from jobs.registry import KINDS, Kind, LeaseLost
from jobs.runner import run_job
from tests.factories import WorkspaceFactory
from tests.faults.killing import at_once, count_statements, run_and_die
from workspaces.models import AuditEvent, Workspace
from workspaces.permissions import Permission

pytestmark = pytest.mark.django_db(transaction=True)


def careful(run):
    """Effects that cannot be repeated (a counter), all inside ``finishing``."""
    run.progress(1, 2)
    with run.finishing():
        Workspace.objects.filter(pk=run.workspace.pk).update(version=F("version") + 1)
        AuditEvent.objects.create(workspace=run.workspace, verb="test.done")


def careless(run):
    """The same effects before ``finishing``: killed in between, they are repeated."""
    Workspace.objects.filter(pk=run.workspace.pk).update(version=F("version") + 1)
    run.progress(1, 2)


@pytest.fixture
def job(monkeypatch):
    def make(handler):
        kind = Kind("test.work", "Work", Permission.IMPORT, handler, max_attempts=3, timeout=60)
        monkeypatch.setitem(KINDS, "test.work", kind)
        return enqueue(workspace=WorkspaceFactory(), kind="test.work", by=None)

    return make


def effects(job):
    with job.workspace.active() as workspace:
        return Workspace.objects.get(pk=workspace.pk).version, AuditEvent.objects.count()


def lose(job):
    Job.everywhere().filter(pk=job.pk).update(leased_until=timezone.now() - dt.timedelta(seconds=1))


def killed_everywhere(job, handler):
    length = count_statements(run_job, job(handler).pk)
    found = set()
    for statement in range(1, length + 1):
        victim = job(handler)
        assert run_and_die(victim.pk, statement)
        lose(victim)
        run_job(victim.pk)
        found.add((Job.everywhere().get(pk=victim.pk).state, *effects(victim)))
    return length, found


def test_killed_before_any_of_its_statements_a_careful_job_has_one_effect(job):
    length, found = killed_everywhere(job, careful)
    assert length >= 6
    assert found == {("done", 1, 1)}


def test_the_same_treatment_finds_a_careless_job(job):
    _, found = killed_everywhere(job, careless)
    assert found == {("done", 1, 0), ("done", 2, 0)}


def test_ten_workers_at_once_have_one_effect(job):
    work = job(careful)
    assert sorted(at_once(10, run_job, work.pk)) == [False] * 9 + [True]
    assert effects(work) == (1, 1)


def test_a_worker_that_was_only_slow_loses_to_the_one_that_took_over(job):
    """Both are in the middle of the work, in two threads; the slow one wakes up first and must not write."""
    asleep, took_over = threading.Event(), threading.Event()
    losses = []

    def handler(run):
        if run.job.attempts == 1:
            asleep.set()
            assert took_over.wait(20)
            try:
                careful(run)
            except LeaseLost as lost:
                losses.append(lost)
                raise
        else:
            took_over.set()
            slow.join(20)
            careful(run)

    work = job(handler)
    slow = threading.Thread(target=at_once, args=(1, run_job, work.pk))
    slow.start()
    assert asleep.wait(20)
    lose(work)
    assert run_job(work.pk)
    assert len(losses) == 1
    assert effects(work) == (1, 1)


def test_the_lease_is_kept_warm_while_the_handler_is_silent(job, monkeypatch):
    monkeypatch.setattr(runner, "HEARTBEAT", 0.05)
    seen = []

    def handler(run):
        lose(run.job)
        for _ in range(100):
            threading.Event().wait(0.05)
            if Job.everywhere().get(pk=run.job.pk).leased_until > timezone.now():
                seen.append("renewed")
                return

    assert run_job(job(handler).pk)
    assert seen == ["renewed"]


def test_a_silent_handler_hears_of_its_cancellation(job, monkeypatch):
    monkeypatch.setattr(runner, "HEARTBEAT", 0.05)
    heard = []

    def handler(run):
        Job.everywhere().filter(pk=run.job.pk).update(cancel_requested=True)
        for _ in range(100):
            threading.Event().wait(0.05)
            if run.stopped:
                heard.append("stop")
                run.check()

    work = job(handler)
    run_job(work.pk)
    assert heard == ["stop"]
    assert Job.everywhere().get(pk=work.pk).state == "cancelled"


def test_two_people_asking_at_once_get_the_same_job(job):
    workspace = job(careful).workspace
    ids = at_once(8, lambda: enqueue(workspace=workspace, kind="test.work", key="a", by=None).pk)
    assert len(set(ids)) == 1
    assert Job.everywhere().filter(key="a").count() == 1


def test_nobody_stumbles_over_a_job_that_is_finishing(job):
    """PostgreSQL has its row locked and answers at once; SQLite has one writer, so that others wait their turn."""
    inside, leave = threading.Event(), threading.Event()

    def handler(run):
        with run.finishing():
            inside.set()
            assert leave.wait(20)

    work = job(handler)
    Job.everywhere().filter(pk=work.pk).update(key="a")
    worker = threading.Thread(target=at_once, args=(1, run_job, work.pk))
    worker.start()
    assert inside.wait(20)
    if connection.vendor == "sqlite":
        threading.Timer(0.5, leave.set).start()
    asked = enqueue(workspace=work.workspace, kind="test.work", key="a", by=None)
    stopped = cancel(job=work, by=None)
    leave.set()
    worker.join()
    assert (asked == work) == (connection.vendor == "postgresql")
    assert not stopped
    assert Job.everywhere().get(pk=work.pk).state == "done"
