"""What is measured: the KPIs of the objectives, and the dashboards made from them."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from kpis import catalogue
from strategy.models import Channel, Objective
from workspaces.models import Workspace


def metric_choices():
    language = (get_language() or "fr")[:2]
    return [(code, catalogue.name(code, language)) for code in catalogue.METRICS]


class KpiQuerySet(models.QuerySet):
    def current(self):
        """Neither archived nor of an archived objective."""
        return self.filter(archived_at=None).exclude(objective__status=Objective.Status.ARCHIVED)

    def with_parts(self):
        """With what measuring and naming them needs."""
        return self.select_related("objective", "workspace").prefetch_related("channels")


class Kpi(models.Model):
    """An objective's measure: one metric, over some channels, from a baseline to a target at a date."""

    class Aggregation(models.TextChoices):
        SUM = "sum", _("Sum")
        MEAN = "mean", _("Daily mean")
        LAST = "last", _("Latest reading")
        RATIO = "ratio", _("Ratio")

    class Period(models.TextChoices):
        ROLLING_30 = "30d", _("Last 30 days")
        ROLLING_90 = "90d", _("Last 90 days")
        MONTH = "month", _("Calendar month")
        TOTAL = "total", _("Since the start of the objective")

    class Direction(models.TextChoices):
        UP = "up", _("Increase")
        DOWN = "down", _("Decrease")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="kpis")
    objective = models.ForeignKey(Objective, models.CASCADE, related_name="kpis", verbose_name=_("objective"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    metric = models.CharField(_("metric"), max_length=40, choices=metric_choices)
    channels = models.ManyToManyField(Channel, blank=True, related_name="kpis", verbose_name=_("channels"))  # none: all
    aggregation = models.CharField(_("aggregation"), max_length=5, choices=Aggregation.choices)
    period = models.CharField(_("period"), max_length=5, choices=Period.choices, default=Period.ROLLING_30)
    baseline = models.FloatField(_("baseline"), null=True, blank=True)
    target = models.FloatField(_("target"))
    due = models.DateField(_("due date"))
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices, default=Direction.UP)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(KpiQuerySet))

    class Meta:
        ordering = ["objective", "created_at", "pk"]

    def __str__(self):
        return self.name or self.metric_name

    @property
    def metric_info(self):
        return catalogue.METRICS[self.metric]

    @property
    def metric_name(self):
        """The metric's name in the reader's language."""
        return catalogue.name(self.metric, get_language() or "fr")


class KpiReading(models.Model):
    """A KPI's state as last computed: everything the pages show of it, in one row."""

    kpi = models.OneToOneField(Kpi, models.CASCADE, primary_key=True, related_name="reading")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    computed_at = models.DateTimeField()
    payload = models.JSONField()  # value, attainment, trend, projection, state, period, series, readings behind it

    objects = ScopedManager(workspace="workspace")


class Dashboard(models.Model):
    """A dashboard made ahead by the worker for one period over all channels: the page reads this row and no other."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="dashboards")
    period = models.CharField(max_length=10)  # 7d, 30d, 90d, 12m
    language = models.CharField(max_length=2)
    computed_at = models.DateTimeField()
    payload = models.JSONField()

    objects = ScopedManager(workspace="workspace")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "period", "language"], name="dashboard_once")]


class CorpusCoverage(models.Model):
    """The corpus in the posts of one period, as the worker found it: the page reads this row and no other."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    period = models.CharField(max_length=10)  # 30d, 90d, 365d
    computed_at = models.DateTimeField()
    payload = models.JSONField()  # see kpis.corpus_coverage

    objects = ScopedManager(workspace="workspace")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "period"], name="corpus_coverage_once")]
