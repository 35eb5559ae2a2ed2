"""What is missing in step 5: computed, never ticked by hand."""

import datetime as dt

from django.utils.translation import gettext, ngettext

from calendar_app import reminders, review
from calendar_app.models import Post, Publication
from strategy.models import Channel
from workspaces.models import Membership, Workspace

AHEAD = dt.timedelta(days=6)


def calendar(workspace: Workspace) -> str:
    """Step 5 is complete while every channel that promised a cadence has something in the coming seven days."""
    today = workspace.today()
    coming = Publication.objects.between(today, today + AHEAD).exclude(post__status=Post.Status.DROPPED)
    planned = set(coming.order_by().values_list("channel", flat=True).distinct())
    if not planned:
        return gettext("nothing planned in the coming week")
    promised = Channel.objects.held().filter(workspace=workspace, cadence__gt=0).values_list("pk", flat=True)
    if silent := sum(channel not in planned for channel in promised):
        without = ngettext(
            "%(n)s channel without a post in the coming week",
            "%(n)s channels without a post in the coming week",
            silent,
        )
        return without % {"n": silent}
    return ""


def to_review(membership: Membership) -> int:
    """How many posts wait for this person's word."""
    waiting = reminders.waiting()
    return review.Rules(membership.workspace).awaiting(waiting, membership.user).count() if waiting.exists() else 0
