"""Steps 1 to 4 of the strategy: objectives, and the channels where the organisation is present."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from workspaces.models import Workspace

from . import networks


def network_choices():
    return [(network.code, network.name) for network in networks.NETWORKS]


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


class ChannelQuerySet(models.QuerySet):
    def current(self):
        return self.filter(archived_at=None)


class Channel(models.Model):
    """The organisation's presence on one network."""

    class Verdict(models.TextChoices):
        CHOSEN = "chosen", _("Chosen")
        WATCH = "watch", _("To watch")
        REJECTED = "rejected", _("Rejected")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="channels")
    network = models.CharField(_("network"), max_length=12, choices=network_choices)
    handle = models.CharField(_("handle"), max_length=100)
    address = models.URLField(_("address"), max_length=300, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices, default=Verdict.CHOSEN)
    why = models.TextField(_("reason"), max_length=2000, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(ChannelQuerySet))

    class Meta:
        ordering = ["network", "handle", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "network", "handle"], name="channel_once"),
        ]

    def __str__(self):
        return f"{self.network_info.name} · {self.handle}"

    @property
    def network_info(self):
        return networks.get(self.network)
