"""What is missing in step 3: computed, never ticked by hand."""

from django.utils.translation import gettext

from strategy.models import CorpusTerm
from workspaces.models import Workspace


def state(workspace: Workspace) -> str:
    """Step 3 is complete once the offer, the identity and the community's own words are told, and what to avoid."""
    rows = CorpusTerm.objects.filter(workspace=workspace).order_by().values_list("facet", "stance").distinct()
    facets, stances = {facet for facet, _stance in rows}, {stance for _facet, stance in rows}
    if not facets:
        return gettext("no term yet")
    if CorpusTerm.Facet.COMMUNITY not in facets:
        return gettext("no word of the community yet")
    if missing := [str(label) for code, label in CorpusTerm.Facet.choices if code not in facets]:
        return gettext("nothing yet on: %(facets)s") % {"facets": ", ".join(missing).lower()}
    if CorpusTerm.Stance.AVOID not in stances:
        return gettext("no word to avoid yet")
    return ""
