"""Decisions on networks whose day to look again has come: the team leads are told, once for each."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from jobs.actions import enqueue
from jobs.run import Run
from strategy.models import NetworkDecision
from workspaces import audit
from workspaces.models import Workspace
from workspaces.permissions import Role

KIND = "strategy.review_reminders"


def _unsaid(workspace: Workspace):
    return NetworkDecision.objects.to_review(workspace.today()).filter(reminded_at=None)


@transaction.atomic
def ask(workspace: Workspace) -> bool:
    """Have the leads reminded, when there is something to review that they were not told of."""
    due = _unsaid(workspace).exists()
    if due:
        enqueue(workspace=workspace, kind=KIND, key="reviews", by=None)
    return due


def remind(run: Run) -> None:
    """One mail to each lead. It leaves within the transaction that notes it: where it cannot, nothing is noted, and
    the next attempt tries again."""
    workspace = run.workspace
    with run.finishing():
        decisions = list(_unsaid(workspace).order_by("review_on", "network"))
        run.progress(len(decisions), len(decisions), gettext_noop("Decisions to review: %(n)s"), n=len(decisions))
        if not decisions:
            return
        NetworkDecision.objects.filter(pk__in=[each.pk for each in decisions]).update(reminded_at=timezone.now())
        audit.record(workspace, "network.reminded", by=None, n=len(decisions))
        leads = workspace.memberships.filter(role=Role.LEAD, user__is_active=True).order_by("pk")
        for address in leads.values_list("user__email", flat=True):
            _mail(workspace, decisions, address)


def _mail(workspace: Workspace, decisions: list[NetworkDecision], address: str) -> None:
    link = settings.BASE_URL + reverse("strategy:networks", args=[workspace.slug])
    context = {"workspace": workspace, "decisions": decisions, "link": link}
    with translation.override(workspace.language):
        subject = " ".join(render_to_string("emails/reviews_subject.txt", context).split())
        body = render_to_string("emails/reviews.txt", context)
    EmailMessage(subject, body, to=[address]).send()
