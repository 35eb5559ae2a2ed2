"""How many mails invitations may send. Counted in the journal: the same for every process, and after a restart."""

import datetime as dt

from django.utils import timezone
from django_scopes import scopes_disabled

from .models import AuditEvent, User, Workspace

VERBS = ("invitation.sent", "invitation.resent")
PER_PERSON = 30  # an hour, over all workspaces
PER_WORKSPACE = 100  # a day
PER_ADDRESS = 5  # a day, in one workspace
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


class TooManyInvitations(Exception):
    """``reason``: ``person``, ``workspace`` or ``address``, whichever has had enough mails for now."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def check(*, workspace: Workspace, email: str, by: User) -> None:
    """Raise ``TooManyInvitations`` when one more mail would be too many."""
    with scopes_disabled():
        sent = AuditEvent.objects.filter(verb__in=VERBS)
        of_today = sent.filter(workspace=workspace, at__gt=timezone.now() - DAY)
        counts = {
            "address": (of_today.filter(label=email[:200]), PER_ADDRESS),
            "person": (sent.filter(user=by, at__gt=timezone.now() - HOUR), PER_PERSON),
            "workspace": (of_today, PER_WORKSPACE),
        }
        for reason, (mails, limit) in counts.items():
            if mails.count() >= limit:
                raise TooManyInvitations(reason)
