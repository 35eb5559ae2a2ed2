"""Step 4: where to be, why, and what is offered there."""

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

    objects = ScopedManager(workspace="workspace")

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
        return f"{self.network} {self.verdict}"


class ChannelQuerySet(models.QuerySet):
    def current(self):
        return self.filter(archived_at=None)


class Channel(models.Model):
    """The organisation's presence on one network."""

    class Address(models.TextChoices):
        FORMAL = "vous", _("Formal (vous)")
        FAMILIAR = "tu", _("Familiar (tu)")
        MIXED = "mixed", _("Depending on the person")

    Verdict = Verdict

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="channels")
    network = models.CharField(_("network"), max_length=12, choices=network_choices)
    handle = models.CharField(_("handle"), max_length=100)
    address = models.URLField(_("address"), max_length=300, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices, default=Verdict.CHOSEN)
    why = models.TextField(_("reason"), max_length=2000, blank=True)
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
