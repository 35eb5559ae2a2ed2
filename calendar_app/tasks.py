"""What the timetable calls: one small step per workspace; rows with their days are the truth."""

from celery import shared_task

from calendar_app import publication_mails, reminders
from workspaces.models import Workspace


@shared_task
def remind_reviewers() -> None:
    """What came to reviewers since, and what has to be decided by tomorrow."""
    for workspace in Workspace.objects.all():
        with workspace.active():
            reminders.ask(workspace)


@shared_task
def remind_of_publications() -> None:
    """What is to be put on its network by hand, and whose time has come."""
    for workspace in Workspace.objects.all():
        with workspace.active():
            publication_mails.ask(workspace)
