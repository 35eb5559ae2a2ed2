"""Links that can be counted: what is added to addresses, short addresses, and who followed them (in numbers)."""

import datetime as dt
import secrets
import string

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from strategy.models import Channel
from workspaces.models import Workspace

from .posts import Publication

ALPHABET = string.ascii_letters + string.digits


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _n in range(7))


class Tracking(models.Model):
    """What is added to the links of a channel (UTM parameters), and whether they are shortened."""

    class Campaign(models.TextChoices):
        NONE = "none", _("No campaign")
        PILLAR = "pillar", _("The pillar")
        OBJECTIVE = "objective", _("The objective")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="trackings")
    channel = models.OneToOneField(Channel, models.CASCADE, related_name="tracking")
    active = models.BooleanField(_("add the parameters to links"), default=True)
    source = models.CharField(_("source"), max_length=60)
    medium = models.CharField(_("medium"), max_length=60, default="social")
    campaign = models.CharField(_("campaign"), max_length=9, choices=Campaign.choices, default=Campaign.OBJECTIVE)
    shorten = models.BooleanField(_("shorten links"), default=False)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager(workspace="workspace")

    def __str__(self):
        return self.source


class ShortLink(models.Model):
    """A short address ``/r/<code>`` to an address that a publication holds. Nobody else can make one."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="short_links")
    publication = models.ForeignKey(Publication, models.CASCADE, related_name="short_links")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    target = models.URLField(max_length=2000)
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # the publication no longer holds the address
    created_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["publication", "target"], name="short_link_once")]

    def __str__(self):
        return self.code

    def is_open(self, now: dt.datetime) -> bool:
        return self.closed_at is None and (self.expires_at is None or now < self.expires_at)

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it leads anywhere, in the workspace's time."""
        return self.expires_at and timezone.localtime(self.expires_at - dt.timedelta(seconds=1)).date()


class Click(models.Model):
    """How often a short link was followed on a day, machines not counted."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="clicks")
    link = models.ForeignKey(ShortLink, models.CASCADE, related_name="clicks")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "day"], name="click_day_once")]

    def __str__(self):
        return f"{self.day}: {self.count}"
