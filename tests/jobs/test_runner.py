"""How a job goes from waiting to its end, whatever its handler does."""

import datetime as dt
import time

import pytest
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from jobs.actions import cancel, enqueue
from jobs.models import LOST_LIMIT, Job
from jobs.registry import Cancelled, Refused
from jobs.run import LEASE
from jobs.runner import claim, close_lost, describe, run_job, run_pending
from workspaces.models import Workspace

PAST = dt.timedelta(seconds=1)


def ask(workspace, by=None, **fields):
    return enqueue(workspace=workspace, kind="test.work", by=by, **fields)


def lose(job):
    """Let the lease of the job run out, as if its worker had been killed."""
    Job.everywhere().filter(pk=job.pk).update(leased_until=timezone.now() - PAST)


def test_a_job_runs_once_and_is_done(workspace, kind, fresh):
    seen = []
    kind(lambda run: seen.append(run.payload["n"]))
    job = ask(workspace, payload={"n": 7})
    assert run_pending() == 1
    assert run_pending() == 0
    job = fresh(job)
    assert (seen, job.state, job.attempts, job.lease) == ([7], Job.State.DONE, 1, "")
    assert job.ended_at >= job.started_at


def test_a_claim_is_given_to_one_worker_only(workspace, kind):
    kind()
    job = ask(workspace)
    first = claim(job.pk)
    assert first.state == Job.State.RUNNING
    assert len(first.lease) == 32
    assert LEASE - PAST < first.leased_until - timezone.now() <= LEASE
    assert claim(job.pk) is None


def test_a_job_is_not_claimed_before_its_time(workspace, kind):
    kind()
    job = ask(workspace, due_at=timezone.now() + dt.timedelta(minutes=1))
    assert claim(job.pk) is None
    assert run_pending() == 0


def test_a_failure_is_tried_again_later_then_parked_with_its_reason(workspace, kind, fresh):
    kind(lambda run: 1 / 0)
    job = ask(workspace)
    for attempt, pause in ((1, 5), (2, 30)):
        run_job(job.pk)
        job = fresh(job)
        wait = job.due_at - timezone.now()
        assert (job.state, job.attempts, job.reason) == ("waiting", attempt, "ZeroDivisionError: division by zero")
        assert dt.timedelta(seconds=pause - 2) < wait <= dt.timedelta(seconds=pause)
        Job.objects.filter(pk=job.pk).update(due_at=timezone.now())
    run_job(job.pk)
    job = fresh(job)
    assert (job.state, job.attempts, job.reason) == ("parked", 3, "ZeroDivisionError: division by zero")
    assert job.ended_at is not None


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            ValueError("could not convert string to float: 'Jean Dupont'"),
            "ValueError: could not convert string to float: …",
        ),
        (ValueError('no "secret" in “text” or «prose»'), "ValueError: no … in … or …"),
        (KeyError("jean@example.org"), "KeyError: …"),
        (RuntimeError("write to jean@example.org failed"), "RuntimeError: write to … failed"),
        (RuntimeError("duplicate key\nDETAIL:  Key (email)=(jean@example.org)"), "RuntimeError: duplicate key"),
        (RuntimeError("it's Jean's"), "RuntimeError: it…s"),
        (RuntimeError(), "RuntimeError"),
        (RuntimeError("x" * 900), "RuntimeError: " + "x" * 286),
    ],
)
def test_a_reason_says_what_happened_without_what_people_wrote(error, reason):
    assert describe(error) == reason


def test_the_log_of_a_failure_has_ids_and_frames_and_no_contents(workspace, kind, caplog):
    content = "Jean " + "Dupont".upper()

    def handler(run):
        raise ValueError(f"unreadable: '{content}'")

    kind(handler)
    job = ask(workspace)
    run_job(job.pk)
    assert f"job {job.pk} test.work: attempt 1 failed, ValueError: unreadable: …" in caplog.text
    assert "in handler" in caplog.text
    assert "DUPONT" not in "".join(record.getMessage() for record in caplog.records)


def test_a_refusal_is_parked_at_once_with_a_sentence_for_its_reader(workspace, kind, fresh):
    def handler(run):
        raise Refused(gettext_noop("Waiting"))

    kind(handler)
    job = ask(workspace)
    run_job(job.pk)
    job = fresh(job)
    assert (job.state, job.attempts, job.reason, job.sentence) == ("parked", 1, "refused", "Waiting")


def test_a_refusal_keeps_the_msgid_of_a_lazy_sentence():
    with translation.override("fr"):
        assert Refused(translation.gettext_lazy("Close")).sentence == "Close"


def test_an_unknown_kind_is_parked(workspace, kind, fresh, monkeypatch):
    from jobs.registry import KINDS

    kind()
    job = ask(workspace)
    monkeypatch.delitem(KINDS, "test.work")
    run_job(job.pk)
    assert (fresh(job).state, fresh(job).reason) == ("parked", "unknown")


def test_effects_and_end_are_one(workspace, kind, fresh):
    def handler(run):
        with run.finishing():
            Workspace.objects.filter(pk=run.workspace.pk).update(name="Changed")
            raise ValueError("late")

    kind(handler)
    job = ask(workspace)
    run_job(job.pk)
    workspace.refresh_from_db()
    assert fresh(job).state == "waiting"
    assert workspace.name != "Changed"


def test_what_finishing_has_written_stays_when_the_handler_fails_after_it(workspace, kind, fresh):
    def handler(run):
        with run.finishing():
            run.job.result_url = "/there/"
        raise ValueError("too late to matter")

    kind(handler)
    job = ask(workspace)
    run_job(job.pk)
    job = fresh(job)
    assert (job.state, job.result_url, job.reason) == ("done", "/there/", "")


def test_the_holder_of_a_lost_lease_cannot_finish(workspace, kind, fresh):
    names = []

    def handler(run):
        first = not names
        names.append("first" if first else "second")
        if first:  # stalled: another worker takes the job, and does it
            lose(run.job)
            assert run_job(run.job.pk)
        with run.finishing():
            Workspace.objects.filter(pk=run.workspace.pk).update(name=f"By the {'first' if first else 'second'}")

    kind(handler)
    job = ask(workspace)
    assert run_job(job.pk)
    workspace.refresh_from_db()
    assert names == ["first", "second"]
    assert (fresh(job).state, fresh(job).attempts) == ("done", 2)
    assert workspace.name == "By the second"


def test_progress_of_a_lost_lease_stops_the_handler(workspace, kind, fresh, caplog):
    caplog.set_level("INFO", "jobs")
    after = []

    def handler(run):
        lose(run.job)
        claim(run.job.pk)
        run.progress(1, 2)
        after.append("went on")

    kind(handler)
    job = ask(workspace)
    run_job(job.pk)
    assert after == []
    assert fresh(job).state == "running"  # by the other one
    assert f"job {job.pk} test.work: out of our hands" in caplog.text


def test_progress_is_stored_as_a_sentence_to_translate(workspace, kind, fresh):
    seen = []

    def handler(run):
        run.progress(3, 10, gettext_noop("%(n)s posts read"), n=3)
        seen.append(fresh(run.job))

    kind(handler)
    run_job(ask(workspace).pk)
    (job,) = seen
    assert (job.done, job.total, job.sentence, job.sentence_params) == (3, 10, "%(n)s posts read", {"n": 3})


def test_progress_is_cheap(workspace, kind, django_assert_max_num_queries):
    def handler(run):
        run.progress(0, 1000)
        with django_assert_max_num_queries(0):
            for n in range(1000):
                run.progress(n, 1000)

    kind(handler)
    job = ask(workspace)
    run_job(job.pk)
    assert Job.objects.get(pk=job.pk).state == "done"


def test_a_waiting_job_is_cancelled_at_once(workspace, kind, member, fresh):
    kind()
    job = ask(workspace)
    assert cancel(job=job, by=member("manager"))
    assert fresh(job).state == "cancelled"
    assert run_pending() == 0
    assert not cancel(job=job, by=member("manager"))
    event = workspace.audit_events.get(verb="job.cancelled")
    assert (event.user, event.target_id, event.detail) == (member("manager"), str(job.pk), {"kind": "test.work"})


def test_a_running_job_stops_at_its_next_check(workspace, kind, member, fresh):
    after = []

    def handler(run):
        assert cancel(job=run.job, by=member("lead"))
        with pytest.raises(Cancelled):
            run.progress(1, 2)
        run.progress(1, 2)
        after.append("went on")

    kind(handler)
    job = ask(workspace)
    run_job(job.pk)
    assert (fresh(job).state, after) == ("cancelled", [])


def test_a_job_cancelled_before_its_end_has_no_effect(workspace, kind, member, fresh):
    def handler(run):
        cancel(job=run.job, by=member("lead"))
        with run.finishing():
            Workspace.objects.filter(pk=run.workspace.pk).update(name="Changed")

    kind(handler)
    job = ask(workspace)
    run_job(job.pk)
    workspace.refresh_from_db()
    assert (fresh(job).state, workspace.name == "Changed") == ("cancelled", False)


def test_a_job_lost_while_being_cancelled_is_cancelled(workspace, kind, member, fresh):
    kind()
    job = ask(workspace)
    claim(job.pk)
    cancel(job=job, by=member("lead"))
    lose(job)
    assert claim(job.pk) is None
    assert close_lost() == 1
    assert fresh(job).state == "cancelled"


def test_a_job_that_kills_its_workers_is_parked_in_the_end(workspace, kind, fresh):
    kind()
    job = ask(workspace)
    for _ in range(LOST_LIMIT):
        assert claim(job.pk)
        assert close_lost() == 0
        lose(job)
    assert claim(job.pk) is None
    assert close_lost() == 1
    assert (fresh(job).state, fresh(job).reason) == ("parked", "lost")


def test_time_is_limited(workspace, kind, fresh):
    kind(lambda run: time.sleep(5), timeout=0.1, max_attempts=1)
    job = ask(workspace)
    began = time.monotonic()
    run_job(job.pk)
    assert time.monotonic() - began < 4
    assert (fresh(job).state, fresh(job).reason) == ("parked", "timeout")


def test_a_worker_that_is_asked_to_go_gives_its_job_back(workspace, kind, fresh):
    def handler(run):
        raise SystemExit

    kind(handler)
    job = ask(workspace)
    with pytest.raises(SystemExit):
        run_job(job.pk)
    assert (fresh(job).state, fresh(job).attempts) == ("waiting", 0)


@pytest.mark.parametrize("loss", ["role", "membership", "account", "active"])
def test_rights_are_checked_when_the_job_runs(workspace, kind, member, fresh, loss):
    ran = []
    kind(lambda run: ran.append(1))
    person = member("manager")
    job = ask(workspace, by=person)
    if loss == "role":
        person.memberships.update(role="guest")
    elif loss == "membership":
        person.memberships.all().delete()
    elif loss == "account":
        person.delete()
    else:
        type(person).objects.filter(pk=person.pk).update(is_active=False)
    run_job(job.pk)
    assert (fresh(job).state, fresh(job).reason, ran) == ("parked", "permission", [])


def test_the_app_itself_needs_no_right(workspace, kind, fresh):
    kind()
    job = ask(workspace)
    run_job(job.pk)
    assert fresh(job).state == "done"


def test_the_handler_works_inside_its_workspace_and_language(workspace, kind, fresh):
    from django_scopes import get_scope

    seen = []
    kind(
        lambda run: seen.append(
            (get_scope()["workspace"], translation.get_language(), timezone.get_current_timezone_name())
        )
    )
    Workspace.objects.filter(pk=workspace.pk).update(language="en", time_zone="Indian/Reunion")
    run_job(ask(workspace).pk)
    assert seen == [(workspace, "en", "Indian/Reunion")]


def test_run_pending_keeps_to_one_workspace_when_asked(workspace, kind, fresh):
    from tests.factories import WorkspaceFactory

    kind()
    mine, other = ask(workspace), ask(WorkspaceFactory())
    assert run_pending(workspace) == 1
    assert (fresh(mine).state, fresh(other).state) == ("done", "waiting")


def test_run_pending_runs_what_jobs_bring_unless_told_not_to(workspace, kind):
    kind(lambda run: ask(workspace, payload={"n": run.payload["n"] - 1}) if run.payload["n"] else None)
    ask(workspace, payload={"n": 2})
    assert run_pending(until_empty=False) == 1
    assert run_pending() == 2


def test_bulk_statements_may_take_longer_than_a_page(workspace, kind):
    if connection.vendor != "postgresql":
        assert connection.settings_dict["OPTIONS"]["timeout"] == 20
        return
    seen = []

    def handler(run):
        with run.finishing(), connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            seen.extend(cursor.fetchone())

    kind(handler, timeout=77)
    run_job(ask(workspace).pk)
    assert seen == ["77s"]
