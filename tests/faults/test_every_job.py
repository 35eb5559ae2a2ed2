"""Every kind of job, whoever wrote it: run twice, five at once, killed anywhere and resumed, it has one effect."""

import pytest

from jobs.models import Job
from jobs.registry import KINDS
from jobs.runner import run_job
from tests.factories import MembershipFactory
from tests.faults.killing import at_once, count_statements, run_and_die
from tests.jobs.scenarios import load
from workspaces.models import Workspace

SCENARIOS = load()
POINTS = 10  # statements at which each job is killed, spread over its length

pytestmark = pytest.mark.django_db(transaction=True)
every_kind = pytest.mark.parametrize("kind", sorted(KINDS))


def play(kind, act) -> tuple[str, object, object]:
    """Act on the kind's job in a workspace of its own: how the job ended, and the digest before and after."""
    admin = MembershipFactory(role="admin")
    with Workspace.objects.get(pk=admin.workspace_id).active() as workspace:
        job, digest = SCENARIOS[kind](workspace, admin.user)
        before = digest()
        act(job)
        state, reason = Job.objects.values_list("state", "reason").get(pk=job.pk)
        return state + reason, before, digest()


def rerun(job):
    run_job(job.pk)
    Job.objects.filter(pk=job.pk).update(state="waiting", lease="", ended_at=None)
    run_job(job.pk)


def killed_at(statement):
    def act(job):
        assert run_and_die(job.pk, statement)
        Job.objects.filter(pk=job.pk, state="running").update(leased_until=job.created_at)
        run_job(job.pk)

    return act


def raced(job):
    assert sorted(at_once(5, run_job, job.pk)) == [False, False, False, False, True]


@every_kind
def test_the_kind_has_a_scenario(kind):
    assert kind in SCENARIOS, f"write a scenario of {kind} in tests/{kind.partition('.')[0]}/job_scenarios.py"


@every_kind
def test_the_kind_does_something_and_twice_is_once(kind):
    state, before, once = play(kind, lambda job: run_job(job.pk))
    assert state == "done"
    assert once != before
    assert play(kind, rerun) == ("done", before, once)


@every_kind
def test_five_workers_at_once_have_one_effect(kind):
    expected = play(kind, lambda job: run_job(job.pk))
    assert play(kind, raced) == expected


@every_kind
def test_killed_anywhere_and_resumed_it_has_one_effect(kind):
    length = []
    expected = play(kind, lambda job: length.append(count_statements(run_job, job.pk)))
    for statement in sorted({1 + length[0] * point // POINTS for point in range(POINTS)}):
        assert play(kind, killed_at(statement)) == expected, f"killed at statement {statement} of {length[0]}"
