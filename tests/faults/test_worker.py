"""A real worker on the folder broker, killed and started again."""

import os
import signal

import pytest

from jobs.models import Job
from tests.faults.processes import Worker, environment, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def env(tmp_path):
    return environment(tmp_path)


def state(job):
    return Job.everywhere().get(pk=job.pk).state


def done(*jobs):
    return lambda: all(state(job) == "done" for job in jobs)


def in_the_middle(job):
    return lambda: Job.everywhere().get(pk=job.pk).done > 5


def test_a_ring_starts_a_job_at_once(env, ask, effects, ring):
    with Worker(env) as worker:
        wait_for(lambda: "ready" in worker.log.read_text(), 90, "worker")
        job = ask()
        ring(env, job)
        assert wait_for(done(job), 4, "job") < 4  # before a sweep could have found it
    assert effects(job) == 1


def test_a_job_that_nobody_rang_for_is_found(env, ask, effects):
    job = ask()
    with Worker(env):
        wait_for(done(job), 90, "job")
    assert effects(job) == 1


def test_a_worker_killed_in_the_middle_is_followed_by_the_next(env, ask, effects, lose):
    job = ask(steps=40)
    with Worker(env) as worker:
        wait_for(in_the_middle(job), 90, "progress")
        worker.kill()
        assert state(job) == "running"
        lose(job)  # as if half a minute had passed; the long test below waits for it
        worker.start()
        wait_for(done(job), 25, "job")
    assert (effects(job), Job.everywhere().get(pk=job.pk).attempts) == (1, 2)


@pytest.mark.long
def test_a_killed_workers_job_is_resumed_within_45_seconds(env, ask, effects):
    job = ask(steps=40)
    with Worker(env) as worker:
        wait_for(in_the_middle(job), 90, "progress")
        worker.kill()
        worker.start()
        wait_for(lambda: Job.everywhere().get(pk=job.pk).attempts == 2, 45, "second attempt")
        wait_for(done(job), 10, "job")
    assert effects(job) == 1


def test_what_a_worker_started_does_not_outlive_it(env, ask):
    """-9 reaches the worker alone: its clock and its busy process would otherwise go on beside its successor."""
    job = ask(steps=400)
    with Worker(env) as worker:
        wait_for(in_the_middle(job), 90, "progress")
        os.kill(worker.process.pid, signal.SIGKILL)
        worker.process.wait(20)
        wait_for(lambda: not group_lives(worker.process.pid), 15, "end of the group")
    assert state(job) == "running"


def group_lives(group):
    try:
        os.killpg(group, 0)
        return True
    except ProcessLookupError:
        return False


def test_two_workers_with_two_clocks_do_each_thing_once(env, ask, effects, tmp_path):
    other = env | {"VAR_DIR": str(tmp_path / "other")}
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "broker").symlink_to(tmp_path / "broker")  # one broker for both
    (tmp_path / "broker").mkdir()
    jobs = [ask() for _ in range(200)]
    with Worker(env), Worker(other):
        wait_for(done(*jobs), 60, "jobs")
    assert {effects(job) for job in jobs} == {1}
    assert {job.attempts for job in Job.everywhere().filter(pk__in=[job.pk for job in jobs])} == {1}
