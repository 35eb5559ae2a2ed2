"""Step 1: what the community work is for, what it serves above it, and what can be invested."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from workspaces.models import Workspace


class Aim(models.Model):
    """A general objective of the organisation that objectives here align with."""

    class Kind(models.TextChoices):
        MARKETING = "marketing", _("Marketing")
        SERVICE = "service", _("Service")
        POLICY = "policy", _("Public policy")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="aims")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=160)
    why = models.TextField(_("what it asks for"), max_length=2000, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["kind", "title", "pk"]

    def __str__(self):
        return self.title


class Plan(models.Model):
    """What one can invest: time, people, money. One row per workspace."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="plan")
    hours_per_week = models.DecimalField(
        _("hours per week"), max_digits=5, decimal_places=1, null=True, blank=True, validators=[MaxValueValidator(999)]
    )
    people = models.PositiveSmallIntegerField(_("people"), null=True, blank=True)
    yearly_budget = models.DecimalField(
        _("yearly budget, in euros"), max_digits=10, decimal_places=0, null=True, blank=True
    )
    hours_per_post = models.DecimalField(
        _("hours per publication"),
        max_digits=4,
        decimal_places=2,
        default=1,
        help_text=_("From the idea to the answers it gets. The plan multiplies it by the cadence promised."),
    )
    score_weights = models.JSONField(default=dict, blank=True)  # of people: strategy.score.WEIGHTS overridden
    fans_target = models.PositiveIntegerField(_("true fans to reach"), default=1000)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager(workspace="workspace")

    def __str__(self):
        return f"{self.hours_per_week} h"


class ObjectiveQuerySet(models.QuerySet):
    def current(self):
        return self.exclude(status=Objective.Status.ARCHIVED)


class Objective(models.Model):
    """What the community work is for. Few, clear, dated; measured by the KPIs that ``kpis`` hangs on it."""

    class Intent(models.TextChoices):
        VISIBILITY = "visibility", _("Visibility")
        LOYALTY = "loyalty", _("Loyalty")
        ENGAGEMENT = "engagement", _("Engagement")
        SERVICE = "service", _("Service")
        DIALOGUE = "dialogue", _("Dialogue with citizens")
        BEHAVIOUR = "behaviour", _("Behaviour change")
        PROMOTION = "promotion", _("Promotion of an event or place")
        RECRUITMENT = "recruitment", _("Recruitment")

    class Horizon(models.TextChoices):
        SIX_MONTHS = "6m", _("6 months")
        ONE_YEAR = "1y", _("1 year")
        TWO_YEARS = "2y", _("2 years")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        REACHED = "reached", _("Reached")
        ARCHIVED = "archived", _("Archived")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="objectives")
    title = models.CharField(_("title"), max_length=160)
    intent = models.CharField(_("intent"), max_length=12, choices=Intent.choices)
    why = models.TextField(_("why"), max_length=2000, blank=True)
    horizon = models.CharField(_("horizon"), max_length=2, choices=Horizon.choices, default=Horizon.ONE_YEAR)
    start = models.DateField(_("start"))
    due = models.DateField(_("due date"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    aim = models.ForeignKey(
        Aim, models.SET_NULL, null=True, blank=True, related_name="objectives", verbose_name=_("serves")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    status_before_archive = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(ObjectiveQuerySet))

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(due__gt=models.F("start")), name="objective_due_after_start")
        ]
        indexes = [models.Index(fields=["workspace", "status", "due"], name="objective_by_due")]

    def __str__(self):
        return self.title


class Decision(models.Model):
    """A line of the strategy's own journal: what was decided, why, by whom. Written by people, never by the app."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="decisions")
    objective = models.ForeignKey(
        Objective, models.CASCADE, null=True, blank=True, related_name="decisions", verbose_name=_("objective")
    )
    day = models.DateField(_("day"))
    text = models.TextField(_("decision"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self):
        return self.text[:80]
