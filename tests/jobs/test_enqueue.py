"""Asking for work: once per key, in the caller's transaction."""

import pytest
from django.db import transaction

from jobs import bell
from jobs.actions import enqueue, retry
from jobs.models import Job
from jobs.runner import run_job, run_pending
from tests.factories import WorkspaceFactory


@pytest.fixture
def rung(monkeypatch):
    ids = []
    monkeypatch.setattr(bell, "ring", ids.append)
    return ids


def ask(workspace, by=None, **fields):
    return enqueue(workspace=workspace, kind="test.work", by=by, **fields)


def test_the_bell_rings_on_commit_only(workspace, kind, rung, django_capture_on_commit_callbacks):
    kind()
    with django_capture_on_commit_callbacks() as callbacks:
        job = ask(workspace)
        assert rung == []
    for callback in callbacks:
        callback()
    assert rung == [job.pk]


def test_an_unknown_kind_is_a_mistake_of_the_caller(workspace):
    with pytest.raises(ValueError, match=r"test\.nothing"):
        enqueue(workspace=workspace, kind="test.nothing", by=None)


def test_a_live_job_of_the_same_key_is_returned(workspace, kind):
    kind()
    first = ask(workspace, key="a")
    assert ask(workspace, key="a") == first
    assert ask(workspace, key="b") != first
    assert ask(WorkspaceFactory(), key="a") != first
    assert ask(workspace) != ask(workspace)
    run_job(first.pk)
    assert ask(workspace, key="a") != first


def test_a_race_for_one_key_leaves_the_callers_transaction_whole(workspace, kind, monkeypatch):
    """The other one's insertion becomes visible only after we have looked."""
    from jobs import actions

    kind()
    other = ask(workspace, key="a")
    look, looks = actions._live, []
    monkeypatch.setattr(actions, "_live", lambda *args: looks.append(1) or (look(*args) if len(looks) > 1 else None))
    with transaction.atomic():
        assert ask(workspace, key="a") == other
        workspace.name = "Still here"
        workspace.save(update_fields=["name"])
    workspace.refresh_from_db()
    assert (workspace.name, len(looks), Job.objects.count()) == ("Still here", 2, 1)


def test_asked_again_while_running_brings_one_fresh_run(workspace, kind):
    runs = []

    def handler(run):
        runs.append(run.job.pk)
        if len(runs) == 1:
            assert {ask(workspace, key="a", again=True).pk for _ in range(3)} == {run.job.pk}

    kind(handler)
    ask(workspace, key="a", again=True)
    assert run_pending() == 2
    assert len(set(runs)) == 2


def test_asked_again_during_an_attempt_that_fails_needs_no_run_but_the_next(workspace, kind, fresh):
    def handler(run):
        if run.job.attempts == 1:
            ask(workspace, key="a", again=True)
            raise ValueError

    kind(handler)
    job = ask(workspace, key="a")
    run_job(job.pk)
    Job.objects.filter(pk=job.pk).update(due_at=job.created_at)
    assert run_pending() == 1
    assert (fresh(job).state, Job.objects.count()) == ("done", 1)


def test_asked_again_before_it_runs_needs_no_second_run(workspace, kind):
    kind()
    ask(workspace, key="a", again=True)
    ask(workspace, key="a", again=True)
    assert run_pending() == 1


def test_a_parked_job_gets_new_attempts_under_the_rights_of_who_asks(workspace, kind, member, fresh):
    kind(lambda run: 1 / 0 if run.job.created_by is None else None, max_attempts=1)
    job = ask(workspace)
    assert not retry(job=job, by=member("manager"))
    run_job(job.pk)
    assert fresh(job).state == "parked"
    assert retry(job=job, by=member("manager"))
    assert not retry(job=job, by=member("manager"))
    assert (fresh(job).state, fresh(job).attempts, fresh(job).reason) == ("waiting", 0, "")
    assert workspace.audit_events.get(verb="job.retried").user == member("manager")
    run_pending()
    job = fresh(job)
    assert (job.state, job.attempts, job.created_by) == ("done", 1, member("manager"))


def test_a_parked_job_is_not_retried_beside_a_live_one_of_its_key(workspace, kind, member, fresh):
    kind(lambda run: 1 / 0, max_attempts=1)
    parked = ask(workspace, key="a")
    run_job(parked.pk)
    ask(workspace, key="a")
    assert not retry(job=parked, by=member("manager"))
    assert fresh(parked).state == "parked"
