"""The list of tasks and the fragment that shows one at work."""

import datetime as dt
import re

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from jobs import words
from jobs.actions import enqueue
from jobs.models import Job
from jobs.registry import Refused
from jobs.runner import claim, run_job
from tests.factories import MembershipFactory, WorkspaceFactory
from workspaces.permissions import Permission

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def job(workspace, kind, member):
    kind()
    return enqueue(workspace=workspace, kind="test.work", by=member("manager"), result_url="/there/")


def url(name, job):
    return reverse(f"jobs:{name}", args=[job.workspace.slug, job.pk])


def set_to(job, **fields):
    Job.objects.filter(pk=job.pk).update(**fields)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def test_the_list_shows_who_asked_for_what_and_how_far_it_is(client_for, job):
    set_to(job, state="running", done=30, total=120, sentence="%(n)s posts read", sentence_params={"n": 1200})
    response = client_for("guest").get(reverse("jobs:list", args=[job.workspace.slug]))
    assert response.status_code == 200
    page = text(response)
    assert "Work" in page
    assert str(job.created_by) in page
    assert "25%" in page
    assert "1,200 posts read" in page


def test_the_list_is_filtered_and_paged(client_for, workspace, kind):
    kind()
    jobs = [enqueue(workspace=workspace, kind="test.work", by=None) for _ in range(30)]
    set_to(jobs[3], state="done", ended_at=timezone.now())
    client, address = client_for("lead"), reverse("jobs:list", args=[workspace.slug])
    shown = lambda query: [job.pk for job in client.get(address + query).context["jobs"]]  # noqa: E731
    ids = [job.pk for job in reversed(jobs)]
    assert shown("") == ids[:25]
    assert shown(f"?before={ids[24]}") == ids[25:]
    assert shown("?state=done") == [jobs[3].pk]
    assert shown("?state=live") == [pk for pk in ids if pk != jobs[3].pk][:25]
    assert shown("?state=nonsense&before=x") == ids[:25]


def test_the_list_costs_the_same_for_one_and_for_many(client_for, job, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, address = client_for("admin"), reverse("jobs:list", args=[job.workspace.slug])
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(10):
        enqueue(workspace=job.workspace, kind="test.work", by=job.created_by)
    with django_assert_max_num_queries(len(one)):
        client.get(address)


def test_htmx_gets_the_rows_alone(client_for, job):
    response = client_for("guest").get(reverse("jobs:list", args=[job.workspace.slug]), **HTMX)
    assert response.content.decode().lstrip().startswith('<section id="tasks"')


def test_an_empty_list_says_so(client_for, workspace):
    assert "No task yet" in text(client_for("guest").get(reverse("jobs:list", args=[workspace.slug])))


@pytest.mark.parametrize("name", ["progress", "cancel", "retry"])
def test_nobody_reaches_a_job_of_another_workspace(client_for, workspace, kind, name):
    kind()
    other = MembershipFactory(workspace=WorkspaceFactory(), role="admin")
    foreign = enqueue(workspace=other.workspace, kind="test.work", by=None)
    client = client_for("admin")
    call = client.get if name == "progress" else client.post
    assert call(reverse(f"jobs:{name}", args=[workspace.slug, foreign.pk]), **HTMX).status_code == 404
    assert call(url(name, foreign), **HTMX).status_code == 404
    assert Job.everywhere().get(pk=foreign.pk).state == "waiting"


@pytest.mark.parametrize("name", ["cancel", "retry"])
def test_acting_needs_the_right_to_run_jobs_and_that_of_the_kind(client_for, workspace, kind, name):
    kind(permission=Permission.SET_TARGETS)
    job = enqueue(workspace=workspace, kind="test.work", by=None)
    if name == "retry":
        set_to(job, state="parked")
    assert client_for("guest").post(url(name, job)).status_code == 403
    assert client_for("manager").post(url(name, job)).status_code == 403
    assert client_for("lead").get(url(name, job)).status_code == 405
    assert client_for("lead").post(url(name, job)).status_code == 302
    assert Job.objects.get(pk=job.pk).state == {"cancel": "cancelled", "retry": "waiting"}[name]


def test_a_live_job_is_polled_and_an_ended_one_is_not(client_for, job):
    client = client_for("guest")
    live = client.get(url("progress", job), **HTMX).content.decode()
    assert f'hx-get="{url("progress", job)}"' in live
    assert 'hx-trigger="every 1s"' in live
    set_to(job, state="done", ended_at=timezone.now())
    ended = client.get(url("progress", job), **HTMX).content.decode()
    assert "hx-trigger" not in ended
    assert "Work: done." in ended
    assert 'href="/there/"' in ended
    assert f'id="job-{job.pk}-actions" hx-swap-oob="true"' in ended


@pytest.mark.parametrize(("age", "seconds"), [(0, 1), (59, 1), (61, 3), (599, 3), (601, 10)])
def test_a_job_that_drags_on_is_asked_after_less_often(client_for, job, age, seconds):
    set_to(job, created_at=timezone.now() - dt.timedelta(seconds=age))
    assert f'"every {seconds}s"' in client_for("guest").get(url("progress", job), **HTMX).content.decode()


def test_steps_are_shown_silently_and_the_end_is_announced(client_for, job):
    page = client_for("guest").get(reverse("jobs:list", args=[job.workspace.slug])).content.decode()
    assert re.search(r'role="status">\s*<div class="job-state" aria-live="off"', page)
    set_to(job, state="cancelled")
    assert "aria-live" not in client_for("guest").get(url("progress", job), **HTMX).content.decode()


def test_a_page_that_follows_is_taken_along_at_the_end(client_for, job):
    client, address = client_for("guest"), url("progress", job) + "?follow=1"
    assert f'hx-get="{address}"' in client.get(address, **HTMX).content.decode()
    set_to(job, state="done")
    assert client.get(address, **HTMX).headers["HX-Redirect"] == "/there/"
    set_to(job, result_url="")
    assert client.get(address, **HTMX).headers["HX-Refresh"] == "true"
    set_to(job, state="parked", result_url="/there/")
    assert client.get(address, **HTMX).headers["HX-Refresh"] == "true"
    assert "HX-Redirect" not in client.get(url("progress", job), **HTMX).headers


def test_without_htmx_the_fragments_address_leads_to_the_list(client_for, job):
    response = client_for("guest").get(url("progress", job))
    assert (response.status_code, response.url) == (302, reverse("jobs:list", args=[job.workspace.slug]))


@pytest.mark.parametrize(("role", "offered"), [("guest", False), ("manager", True)])
def test_buttons_are_offered_to_those_who_may_use_them(client_for, job, role, offered):
    page = client_for(role).get(reverse("jobs:list", args=[job.workspace.slug])).content.decode()
    assert (url("cancel", job) in page) is offered
    set_to(job, state="parked")
    page = client_for(role).get(reverse("jobs:list", args=[job.workspace.slug])).content.decode()
    assert url("cancel", job) not in page
    assert (url("retry", job) in page) is offered


def test_cancelling_by_htmx_shows_the_job_as_it_is_now(client_for, job):
    response = client_for("manager").post(url("cancel", job), {"follow": "1"}, **HTMX)
    page = response.content.decode()
    assert page.lstrip().startswith(f'<div class="job" id="job-{job.pk}">')
    assert "Work: cancelled." in page
    late = client_for("manager").post(url("cancel", job), **HTMX)
    assert "ended already" in late.headers["HX-Trigger"]


def test_a_running_job_is_shown_stopping(client_for, job):
    claim(job.pk)
    page = client_for("manager").post(url("cancel", job), {"follow": "1"}, **HTMX).content.decode()
    assert "Stopping…" in page
    assert "?follow=1" in page
    assert url("cancel", job) not in page


def test_retrying_without_script_leads_to_the_list_with_a_word(client_for, job):
    response = client_for("manager").post(url("retry", job), follow=True)
    assert response.redirect_chain == [(reverse("jobs:list", args=[job.workspace.slug]), 302)]
    assert "does not wait for another try" in text(response)


def test_a_failure_says_when_it_is_tried_again_then_why_it_is_not(client_for, workspace, kind):
    kind(lambda run: 1 / 0, max_attempts=2)
    job = enqueue(workspace=workspace, kind="test.work", by=None)
    run_job(job.pk)
    assert "the next try is at" in text(client_for("guest").get(url("progress", job), **HTMX))
    set_to(job, due_at=timezone.now())
    run_job(job.pk)
    page = text(client_for("guest").get(url("progress", job), **HTMX))
    assert "Work: failed." in page
    assert "An unexpected error: ZeroDivisionError: division by zero" in page


def test_a_refusal_speaks_the_readers_language(workspace, kind):
    def handler(run):
        raise Refused(gettext_noop("Waiting"))

    kind(handler)
    job = enqueue(workspace=workspace, kind="test.work", by=None)
    run_job(job.pk)
    job.refresh_from_db()
    with translation.override("fr"):
        assert words.reason(job) == translation.gettext("Waiting")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("permission", "no longer has the right"),
        ("lost", "again and again"),
        ("timeout", "longer than it may"),
        ("", ""),
    ],
)
def test_reasons_are_sentences(code, said):
    with translation.override("en"):
        reason = words.reason(Job(kind="test.work", reason=code))
    assert said in reason
    assert bool(said) == bool(reason)


@pytest.mark.parametrize(
    ("sentence", "params", "shown"),
    [
        ("%(n)s rows of %(name)s", {"n": 48210, "name": "May"}, "48,210 rows of May"),
        ("%(n)s rows", {"n": True}, "True rows"),
        ("%(missing)s rows", {"n": 1}, "%(missing)s rows"),
        ("100 %", {}, "100 %"),
        ("", {}, ""),
    ],
)
def test_sentences_are_filled_in_and_never_break_the_page(sentence, params, shown):
    with translation.override("en"):
        assert words.sentence(Job(sentence=sentence, sentence_params=params)) == shown


def test_a_kind_that_is_gone_shows_its_code():
    assert words.label(Job(kind="old.work")) == "old.work"


def test_what_people_wrote_is_text_in_the_fragment(workspace, kind, member):
    kind()
    job = enqueue(workspace=workspace, kind="test.work", by=None)
    job.state, job.done, job.total, job.sentence, job.sentence_params = "running", 1, 2, "%(n)s", {"n": "<b>x</b>"}
    membership = workspace.memberships.get(role="guest")
    html = Template('{% include "jobs/_progress.html" %}').render(
        Context({"job": job, "workspace": workspace, "membership": membership})
    )
    assert "&lt;b&gt;x&lt;/b&gt;" in html


def test_the_journal_tells_of_it_in_words(client_for, job, workspace):
    client_for("manager").post(url("cancel", job))
    event = workspace.audit_events.get(verb="job.cancelled")
    with translation.override("en"):
        assert event.sentence == "cancelled the task “Work”"
