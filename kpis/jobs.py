"""Long work of this app."""

from django.utils.translation import gettext_lazy as _

from jobs.registry import Run, job_kind
from kpis import corpus_coverage, dashboards, matches
from workspaces.permissions import Permission


@job_kind("kpis.refresh", label=_("KPIs and dashboards"), permission=Permission.READ)
def refresh(run: Run) -> None:
    dashboards.refresh(run.workspace, run)


@job_kind("kpis.coverage", label=_("Coverage of the corpus"), permission=Permission.READ)
def coverage(run: Run) -> None:
    corpus_coverage.refresh(run.workspace, run)


@job_kind(matches.KIND, label=_("Published posts found again"), permission=Permission.READ)
def match(run: Run) -> None:
    matches.settle(run)
