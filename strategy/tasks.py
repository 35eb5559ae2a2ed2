"""What the timetable calls: one small step per workspace."""

from celery import shared_task
from django.db import transaction

from strategy import reviews
from strategy.actions.listening import forget_removed
from strategy.actions.people_batches import forget_old
from strategy.actions.people_scores import ask_scores
from strategy.models import Person
from strategy.people_list import review_limit
from workspaces import audit
from workspaces.models import Workspace

PROPOSED = "people.to_review"


@shared_task
def look_after_people() -> None:
    """Each day: scores move with it; who has been silent for too long is proposed, never erased."""
    for workspace in Workspace.objects.all():
        with workspace.active(), transaction.atomic():
            if Person.objects.exists() and not scored_today(workspace):
                ask_scores(workspace=workspace, by=None)
            forget_old()
            propose_review(workspace)


@shared_task
def remind_of_reviews() -> None:
    """Where a workspace's day has changed, decisions on networks may have come to their review."""
    for workspace in Workspace.objects.all():
        with workspace.active():
            reviews.ask(workspace)


@shared_task
def forget_evidence() -> None:
    """Evidence that was removed, and that nobody wanted back, goes with its files."""
    for workspace in Workspace.objects.all():
        with workspace.active():
            forget_removed()


def scored_today(workspace: Workspace) -> bool:
    """Whether all scores were taken since the workspace's day began (or that failed, and was said)."""
    return workspace.jobs.filter(kind="strategy.rescore", started_at__date=workspace.today()).exists()


def propose_review(workspace: Workspace) -> bool:
    """Say in the journal, once a month at most, how many people are to be reviewed."""
    month = workspace.today().replace(day=1)
    if workspace.audit_events.filter(verb=PROPOSED, at__date__gte=month).exists():
        return False
    if count := Person.objects.to_review(review_limit(workspace)).count():
        audit.record(workspace, PROPOSED, by=None, n=count)
    return bool(count)
