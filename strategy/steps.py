"""What is missing in the steps that this app holds: computed, never ticked by hand."""

from django.utils.translation import gettext

from workspaces.models import Workspace

from .models import Channel


def channels(workspace: Workspace) -> str:
    """Step 4 is complete once a network is chosen, with its reason."""
    chosen = Channel.objects.current().filter(verdict=Channel.Verdict.CHOSEN)
    reasons = list(chosen.values_list("why", flat=True))
    if not reasons:
        return gettext("no network chosen yet")
    without = sum(not why for why in reasons)
    if without:
        return gettext("%(n)s without a reason") % {"n": without}
    return ""
