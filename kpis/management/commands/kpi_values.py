"""``kpi_values``: every KPI of a workspace with its value and the readings behind it, measured now."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kpis import measure
from kpis.models import Kpi
from workspaces.models import Workspace


class Command(BaseCommand):
    help = "Print the KPIs of a workspace: value, target, attainment, period, and the readings behind them."

    def add_arguments(self, parser):
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines of text")

    def handle(self, *, workspace, **options):
        found = Workspace.objects.filter(slug=workspace).first()
        if found is None:
            raise CommandError(f"There is no workspace “{workspace}”.")
        with found.active():
            rows = [_row(kpi) for kpi in Kpi.objects.current().filter(workspace=found).with_parts()]
        if options["json"]:
            self.stdout.write(json.dumps({"workspace": found.slug, "kpis": rows}, ensure_ascii=False, indent=2))
            return
        for row in rows:
            period = row["period"]
            over = f"{period['from']} … {period['to']}" if period else "-"
            self.stdout.write(f"{row['name']}: {row['value']} / {row['target']} ({row['state']}, {over})")


def _row(kpi: Kpi) -> dict[str, Any]:
    """Values of ratios are shares of 1; dates are ISO; no value means no reading."""
    found = measure.measure(kpi, today=kpi.workspace.today())
    names = {channel.pk: channel for channel in kpi.workspace.channels.all()}
    return {
        "id": kpi.pk,
        "name": kpi.name or kpi.metric,
        "objective": kpi.objective.title,
        "metric": kpi.metric,
        "aggregation": kpi.aggregation,
        "direction": kpi.direction,
        "channels": [channel.pk for channel in kpi.channels.all()],
        "value": found["value"],
        "baseline": found["baseline"],
        "target": found["target"],
        "due": found["due"],
        "attainment": found["attainment"],
        "period": found["period"],
        "as_of": found["as_of"],
        "state": found["state"],
        "previous": found["previous"],
        "projection": found["projection"],
        "readings": [
            {
                "channel": source["channel"],
                "network": names[source["channel"]].network,
                "handle": names[source["channel"]].handle,
                **{name: source[name] for name in ("level", "days", "from", "to", "sums")},
            }
            for source in found["sources"]
        ],
        "imports": [record.pk for record in measure.imports_behind(kpi.workspace, found)],
    }
