"""What is made ahead of time and has to follow the days: occurrences of series, key dates of packs."""

from django.utils.translation import gettext_noop

from calendar_app.actions import packs, series
from jobs.actions import enqueue
from jobs.models import Job
from jobs.registry import Run
from workspaces.models import Workspace

KIND = "calendar.ahead"


def ask(workspace: Workspace) -> Job | None:
    """Have it done, where there is something to do."""
    if series.to_extend(workspace) or packs.is_behind(workspace):
        return enqueue(workspace=workspace, kind=KIND, key="ahead", by=None)
    return None


def make(run: Run) -> None:
    """Each series on its own: what is made stays made when the rest is done by a later attempt."""
    rows = series.to_extend(run.workspace)
    for done, row in enumerate(rows):
        run.progress(done, len(rows), gettext_noop("%(n)s series to go on with"), n=len(rows))
        series.extend(series=row)
    with run.finishing():
        packs.refresh(workspace=run.workspace)
        run.progress(len(rows), len(rows), gettext_noop("Posts and key dates made ahead"))
