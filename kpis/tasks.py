"""What the timetable calls: one small step per workspace."""

from celery import shared_task

from kpis import dashboards
from workspaces.models import Workspace


@shared_task
def refresh_old() -> None:
    """Dashboards move with the day: where a workspace's day has changed, have them made again."""
    for workspace in Workspace.objects.all():
        with workspace.active():
            dashboards.ask_where_old(workspace)
