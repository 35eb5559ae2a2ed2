from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KpisConfig(AppConfig):
    name = "kpis"

    def ready(self):
        from calendar_app.actions.posts import posts_written
        from imports import registry
        from kpis import channels, corpus_coverage, matches, transfer, whole
        from kpis.figures_kind import KIND  # models are ready only now
        from strategy import presence
        from strategy import whole as strategy
        from strategy.actions.corpus import corpus_changed
        from strategy.transfer import register
        from workspaces.audit import kind, verb

        registry.register(KIND)
        register(transfer.SECTION)
        strategy.register(1, whole.targets)
        strategy.register(8, whole.standing)
        corpus_changed.connect(corpus_coverage.on_corpus_changed, dispatch_uid="kpis.coverage")
        posts_written.connect(corpus_coverage.on_posts_written, dispatch_uid="kpis.coverage_of_plan")
        posts_written.connect(matches.on_posts_written, dispatch_uid="kpis.matches")
        presence.register("figures", channels.interactions)

        kind("kpi", _("KPIs"))
        verb("kpi.created", _("created the KPI “%(label)s”"))
        verb("kpi.edited", _("edited the KPI “%(label)s”"))
        verb("kpi.archived", _("archived the KPI “%(label)s”"))
        verb("kpi.restored", _("restored the KPI “%(label)s”"))
        kind("match", _("Published posts found again"))
        verb("match.joined", _("said which published post “%(label)s” became"))
        verb("match.parted", _("said that a published post is not “%(label)s”"))
