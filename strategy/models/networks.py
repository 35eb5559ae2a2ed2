"""Step 4: where to be, why, and what is offered there."""

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from strategy import networks
from workspaces.models import Workspace

from .choices import network_choices


def mark(label):
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )


class Verdict(models.TextChoices):
    CHOSEN = "chosen", _("Chosen")
    WATCH = "watch", _("To watch")
    REJECTED = "rejected", _("Rejected")


class NetworkDecisionQuerySet(models.QuerySet):
    def current(self):
        return self.filter(replaced_at=None)

    def to_review(self, today: dt.date):
        return self.current().filter(review_on__lte=today)


class NetworkDecision(models.Model):
    """What was decided of a network, and when to look again. A new decision replaces the former, which stays."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="network_decisions")
    network = models.CharField(_("network"), max_length=12, choices=network_choices)
    evidence = models.TextField(_("evidence that the community is there"), max_length=2000, blank=True)
    presence = mark(_("presence of the community"))
    effort = mark(_("effort"))
    ease = mark(_("ease"))
    fit = mark(_("fit"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    reason = models.TextField(_("reason"), max_length=2000)
    review_on = models.DateField(_("to review on"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)  # the leads were told of ``review_on``

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(NetworkDecisionQuerySet))

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "network"],
                condition=models.Q(replaced_at=None),
                name="network_decision_current_once",
            )
        ]

    def __str__(self):
        return self.network_info.name

    @property
    def network_info(self):
        return networks.get(self.network)

    @property
    def version(self) -> int:
        """Which decision the reader saw: a new one follows it, and takes a number of its own."""
        return self.pk or 0


class ChannelQuerySet(models.QuerySet):
    def current(self):
        return self.filter(archived_at=None)

    def held(self):
        """Those in use: the network was not put aside since."""
        aside = NetworkDecision.objects.current().exclude(verdict=Verdict.CHOSEN)
        return self.current().exclude(network__in=aside.values("network"))


class Channel(models.Model):
    """The organisation's presence on one network."""

    class Address(models.TextChoices):
        FORMAL = "vous", _("Formal (vous)")
        FAMILIAR = "tu", _("Familiar (tu)")
        MIXED = "mixed", _("Depending on the person")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="channels")
    network = models.CharField(_("network"), max_length=12, choices=network_choices)
    handle = models.CharField(_("handle"), max_length=100)
    address = models.URLField(_("address"), max_length=300, blank=True)
    talk_about = models.TextField(_("what we talk about"), max_length=2000, blank=True)
    ask_about = models.TextField(_("what they can talk to us about"), max_length=2000, blank=True)
    bio = models.TextField(_("presentation on the network"), max_length=2000, blank=True)
    link = models.URLField(_("link of the profile"), max_length=300, blank=True)
    tone = models.CharField(_("tone"), max_length=300, blank=True)
    form_of_address = models.CharField(_("form of address"), max_length=5, choices=Address.choices, blank=True)
    cadence = models.DecimalField(
        _("publications promised per week"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(200)],
    )
    uses = models.TextField(_("uses"), max_length=2000, blank=True)
    checklist = models.JSONField(default=dict, blank=True)  # item of strategy.profile.CHECKLIST: day it was checked
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
