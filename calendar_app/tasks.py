"""What the timetable calls: one small step per workspace; rows with their days are the truth."""

from celery import shared_task
from django.db import transaction

from calendar_app import ahead, publication_mails, reminders
from calendar_app.actions import retention
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


@shared_task
def make_ahead() -> None:
    """Occurrences of series, and key dates, that have come within reach."""
    for workspace in Workspace.objects.all():
        with workspace.active(), transaction.atomic():
            ahead.ask(workspace)


@shared_task
def forget_files() -> None:
    """Files of posts that nobody can want back."""
    for workspace in Workspace.objects.all():
        with workspace.active():
            retention.forget_files(workspace)
