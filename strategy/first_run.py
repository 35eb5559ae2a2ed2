"""The first steps in an empty workspace: what is to be done, and strategies to start from."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from strategy import examples, transfer
from strategy.models import Objective
from workspaces.models import AuditEvent, User, Workspace

LABELS = {
    "town_hall": (_("Town hall"), "building-bank", _("Answer residents, hear them before decisions.")),
    "museum": (_("Museum"), "palette", _("Make the exhibition known, make visitors friends.")),
    "association": (_("Association"), "heart-handshake", _("Find volunteers, show what gifts make possible.")),
    "shop": (_("Shop"), "building-store", _("Be found in the neighbourhood, give advice.")),
}


def home(workspace: Workspace) -> str:
    """The URL name where a workspace without any objective opens."""
    return "" if Objective.objects.exists() else "strategy:start"


def start_from(*, workspace: Workspace, code: str, language: str, by: User) -> AuditEvent:
    """Bring the example ``code`` into the empty strategy. Raises ``transfer.Refused``."""
    document = examples.document(code, language=language, today=workspace.today())
    with override(language):
        return transfer.bring_in(workspace=workspace, document=document, by=by)
