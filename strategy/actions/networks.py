"""What is done to decisions on networks."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from cmtool.lib.versions import Stale
from strategy.models import NetworkDecision
from workspaces import audit
from workspaces.models import User


@transaction.atomic
def decide(*, decision: NetworkDecision, seen: int, by: User) -> NetworkDecision:
    """Store ``decision`` as a new one, in the place of the one numbered ``seen`` (0: there was none), which stays.

    ``Stale`` when somebody else decided on the network meanwhile.
    """
    now = timezone.now()
    current = NetworkDecision.objects.current().filter(network=decision.network)
    if seen and not current.filter(pk=seen).update(replaced_at=now):
        raise Stale
    made = NetworkDecision(workspace=decision.workspace, network=decision.network, by=by, at=now)
    for field in ("verdict", "reason", "review_on", "evidence", "presence", "fit", "ease", "effort"):
        setattr(made, field, getattr(decision, field))
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise Stale from None
    audit.record(made.workspace, "network.decided", by=by, target=made, verdict=made.verdict)
    return made


@transaction.atomic
def withdraw(*, decision: NetworkDecision, by: User) -> bool:
    """Take a decision back: the one it replaced holds again. False when it is not the latest any more."""
    rows = NetworkDecision.objects.current().filter(pk=decision.pk)
    if not rows.exists():
        return False
    audit.record(decision.workspace, "network.withdrawn", by=by, target=decision)
    rows.delete()
    former = NetworkDecision.objects.filter(network=decision.network, replaced_at=decision.at)
    former.update(replaced_at=None)
    return True
