from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StrategyConfig(AppConfig):
    name = "strategy"

    def ready(self):
        from workspaces.audit import kind, verb  # models are ready only now

        kind("objective", _("Objectives"))
        kind("channel", _("Networks"))
        kind("aim", _("General aims"))
        verb("objective.created", _("created the objective “%(label)s”"))
        verb("objective.edited", _("edited the objective “%(label)s”"))
        verb("objective.archived", _("archived the objective “%(label)s”"))
        verb("objective.restored", _("restored the objective “%(label)s”"))
        verb("plan.edited", _("said what can be invested"))
        verb("aim.created", _("created the general aim “%(label)s”"))
        verb("aim.edited", _("edited the general aim “%(label)s”"))
        verb("aim.archived", _("archived the general aim “%(label)s”"))
        verb("aim.restored", _("restored the general aim “%(label)s”"))
        verb("decision.recorded", _("recorded a decision on “%(label)s”"))
        verb("channel.created", _("created the channel “%(label)s”"))
        verb("channel.edited", _("edited the channel “%(label)s”"))
        verb("channel.archived", _("archived the channel “%(label)s”"))
        verb("channel.restored", _("restored the channel “%(label)s”"))
