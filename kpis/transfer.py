"""The KPIs in a strategy's document."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpis import dashboards
from kpis.catalogue import Adds
from kpis.models import Kpi
from strategy.transfer import Section


def _problem(row: Kpi) -> str:
    adds = row.metric_info.adds
    if row.aggregation not in ({"sum", "mean"} if adds is Adds.SUM else {adds.value}):
        return gettext("This metric does not add up that way.")
    if row.due <= row.objective.start:
        return gettext("The due date must be after the start of the objective.")
    return ""


SECTION = Section(
    name="kpis",
    label=_("KPIs"),
    model=Kpi,
    fields=(
        "objective", "name", "metric", "channels", "aggregation", "period", "baseline", "target", "due", "direction",
        "archived_at",
    ),
    problem=_problem,
    changed=dashboards.ask_refresh,
)  # fmt: skip
