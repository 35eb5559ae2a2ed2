"""What is missing in the steps that this app holds: computed, never ticked by hand."""

from django.utils.translation import gettext, ngettext

from strategy import listening_reads
from workspaces.models import Workspace

from .models import Channel, Community, NetworkDecision, Source
from .models.networks import Verdict


def listening(workspace: Workspace) -> str:
    """Step 2 is complete once each community is known, from somewhere, and there is something to read."""
    rows = listening_reads.communities(Community.objects.current().filter(workspace=workspace))
    counted = list(rows.values_list("answered", "bare"))
    if not counted:
        return gettext("no community yet")
    if unknown := sum(listening_reads.QUESTIONS - answered for answered, _bare in counted):
        without = ngettext("%(n)s question without an answer", "%(n)s questions without an answer", unknown)
        return without % {"n": unknown}
    if not Source.objects.current().filter(workspace=workspace).exists():
        return gettext("no source to read yet")
    if bare := sum(bare for _answered, bare in counted):
        return ngettext("%(n)s answer without evidence", "%(n)s answers without evidence", bare) % {"n": bare}
    return ""


def channels(workspace: Workspace) -> str:
    """Step 4 is complete once networks are chosen, none is to be reviewed, and each has a channel with its offer."""
    decisions = NetworkDecision.objects.current().values_list("network", "verdict", "review_on")
    chosen = {network for network, verdict, _day in decisions if verdict == Verdict.CHOSEN}
    if not chosen:
        return gettext("no network chosen yet")
    today = workspace.today()
    if due := sum(day is not None and day <= today for _network, _verdict, day in decisions):
        return ngettext("%(n)s decision to review", "%(n)s decisions to review", due) % {"n": due}
    offers = list(Channel.objects.current().filter(network__in=chosen).values_list("network", "talk_about"))
    if without := len(chosen - {network for network, _offer in offers}):
        return ngettext("%(n)s network without a channel", "%(n)s networks without a channel", without) % {"n": without}
    silent = sum(not offer for _network, offer in offers)
    if silent:
        return ngettext("%(n)s channel without an offer", "%(n)s channels without an offer", silent) % {"n": silent}
    return ""
