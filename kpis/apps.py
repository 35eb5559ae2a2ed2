from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KpisConfig(AppConfig):
    name = "kpis"

    def ready(self):
        from imports import registry
        from kpis.figures_kind import KIND  # models are ready only now
        from workspaces.audit import kind, verb

        registry.register(KIND)

        kind("kpi", _("KPIs"))
        verb("kpi.created", _("created the KPI “%(label)s”"))
        verb("kpi.edited", _("edited the KPI “%(label)s”"))
        verb("kpi.archived", _("archived the KPI “%(label)s”"))
        verb("kpi.restored", _("restored the KPI “%(label)s”"))
