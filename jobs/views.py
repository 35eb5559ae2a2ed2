"""The tasks of a workspace, and the fragment by which any page shows one of them at work."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from cmtool.lib.htmx import go, render_page, toast
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from . import actions, rights
from .forms import StateForm

PAGE = 25


@workspace_view(Permission.READ)
def job_list(request):
    form = StateForm(request.GET)
    jobs = form.filter(request.workspace.jobs.select_related("created_by").order_by("-pk"))
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        jobs = jobs.filter(pk__lt=int(before))
    rows = list(jobs[: PAGE + 1])
    context = {
        "section": "jobs",
        "form": form,
        "jobs": rows[:PAGE],
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "filtered": form.cleaned_data.get("state"),
        "first_page": not before,
    }
    return render_page(request, "jobs/list.html", context, fragment="rows")


@workspace_view(Permission.READ)
def progress(request, pk):
    """Polled while the job is live. With ``?follow`` its end takes the page along: to the result, or anew."""
    job = _job(request, pk)
    if not request.htmx:
        return redirect("jobs:list", request.workspace.slug)
    follow = bool(request.GET.get("follow"))
    if follow and job.ended:
        if job.state == job.State.DONE and job.result_url:
            return go(request, job.result_url)
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "jobs/_state.html", {"job": job, "follow": follow, "oob": job.ended})


@workspace_view(Permission.RUN_JOBS, methods=("POST",))
def cancel(request, pk):
    job = _job_to_run(request, pk)
    done = actions.cancel(job=job, by=request.user)
    return _answer(request, job, "" if done else gettext("This task has ended already, or is just ending."))


@workspace_view(Permission.RUN_JOBS, methods=("POST",))
def retry(request, pk):
    job = _job_to_run(request, pk)
    done = actions.retry(job=job, by=request.user)
    return _answer(request, job, "" if done else gettext("This task does not wait for another try."))


def _job(request, pk):
    return get_object_or_404(request.workspace.jobs, pk=pk)


def _job_to_run(request, pk):
    job = _job(request, pk)
    if not rights.can_run(request.membership, job):
        raise PermissionDenied
    return job


def _answer(request, job, problem):
    """The fragment as it is now, or the list for a browser without script."""
    if not request.htmx:
        if problem:
            messages.warning(request, problem)
        return redirect("jobs:list", request.workspace.slug)
    job.refresh_from_db()
    response = render(request, "jobs/_progress.html", {"job": job, "follow": bool(request.POST.get("follow"))})
    return toast(response, problem) if problem else response
