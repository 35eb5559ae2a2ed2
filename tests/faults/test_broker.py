"""Redis emptied, frozen and killed while jobs are asked for: none is lost, and asking stays quick."""

import time

import pytest

from jobs.models import Job
from tests.faults.processes import Redis, Worker, environment, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

QUICK = 2.0  # seconds that a ring may take at most, on a busy machine


@pytest.fixture
def redis(tmp_path):
    with Redis(tmp_path) as server:
        yield server


@pytest.fixture
def env(tmp_path, redis):
    return environment(tmp_path, REDIS_URL=redis.url)


@pytest.fixture
def worker(env, redis):
    with Worker(env) as worker:
        wait_for(lambda: "ready" in worker.log.read_text(), 90, "worker")
        yield worker


def all_done(jobs):
    ids = [job.pk for job in jobs]
    return lambda: Job.everywhere().filter(pk__in=ids, state="done").count() == len(ids)


def test_the_ordinary_day(env, worker, ask, ring, effects):
    job = ask()
    ring(env, job)
    wait_for(all_done([job]), 4, "job")
    assert effects(job) == 1


def test_an_emptied_broker_loses_nothing(env, redis, worker, ask, ring, effects, tmp_path):
    gate = tmp_path / "gate"  # closed, the first jobs keep the worker busy, and the rings of the others wait in Redis
    jobs = [ask(steps=4, gate=str(gate)) for _ in range(20)]
    ring(env, *jobs)
    assert redis.client().llen("celery") > 0
    redis.client().flushall()
    gate.touch()
    wait_for(all_done(jobs), 90, "jobs")
    assert {effects(job) for job in jobs} == {1}


def test_a_killed_broker_that_comes_back_empty_loses_nothing(env, redis, worker, ask, ring, effects):
    jobs = [ask(steps=4) for _ in range(5)]
    ring(env, *jobs)
    redis.kill()
    jobs += [ask() for _ in range(5)]
    assert sum(ring(env, *jobs[5:])) < QUICK
    time.sleep(3)
    redis.start()
    wait_for(all_done(jobs), 45, "jobs")
    assert {effects(job) for job in jobs} == {1}


def test_a_frozen_broker_delays_nobody_and_loses_nothing(env, redis, worker, ask, ring, effects):
    jobs = [ask() for _ in range(5)]
    redis.freeze()
    assert sum(ring(env, *jobs)) < QUICK
    time.sleep(5)
    redis.thaw()
    wait_for(all_done(jobs), 45, "jobs")
    assert {effects(job) for job in jobs} == {1}


@pytest.mark.long
@pytest.mark.parametrize("fault", ["frozen", "killed"])
def test_a_broker_that_is_away_for_a_minute_loses_nothing(env, redis, worker, ask, ring, effects, fault):
    jobs = [ask(steps=4) for _ in range(40)]
    ring(env, *jobs)
    redis.freeze() if fault == "frozen" else redis.kill()
    slowest = 0.0
    until = time.monotonic() + 60
    while time.monotonic() < until:
        jobs.append(ask())
        slowest = max(slowest, *ring(env, jobs[-1]))
        time.sleep(2)
    redis.thaw() if fault == "frozen" else redis.start()
    wait_for(all_done(jobs), 60, "jobs")
    assert {effects(job) for job in jobs} == {1}
    assert slowest < QUICK
