"""What the timetable calls: one small step per workspace."""

from celery import shared_task

from kpis import corpus_coverage, dashboards
from workspaces.models import Workspace


@shared_task
def refresh_old() -> None:
    """Dashboards and coverage move with the day: where a workspace's day has changed, have them made again."""
    for workspace in Workspace.objects.all():
        with workspace.active():
            dashboards.ask_where_old(workspace)
            corpus_coverage.ask_where_old(workspace)
