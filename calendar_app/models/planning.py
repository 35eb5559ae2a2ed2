"""The frame of the calendar: pillars, key dates, usual times, and posts that come back."""

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from imports.models import Import
from strategy.models import Channel, Objective
from workspaces.models import Workspace, valid_time_zone


class PillarQuerySet(models.QuerySet):
    def current(self):
        return self.filter(archived_at=None)


class Pillar(models.Model):
    """A theme that the community comes back for, and the share of the calendar it is wished to have."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="pillars")
    name = models.CharField(_("name"), max_length=80)
    why = models.TextField(_("what it is for"), max_length=2000, blank=True)
    objective = models.ForeignKey(
        Objective, models.SET_NULL, null=True, blank=True, related_name="pillars", verbose_name=_("objective")
    )
    wish = models.PositiveSmallIntegerField(
        _("wished share, in %"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(PillarQuerySet))

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="pillar_once")]

    def __str__(self):
        return self.name


class Wish(models.Model):
    """The share that a form, an origin or an objective is wished to have of the posts. Pillars hold their own."""

    class Subject(models.TextChoices):
        ORIGIN = "origin", _("Origin")
        FORM = "form", _("Form")
        AIM = "aim", _("Objective")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="wishes")
    subject = models.CharField(max_length=6, choices=Subject.choices)
    code = models.CharField(max_length=20)  # of Post.Origin or Post.Form; the number of an objective
    share = models.PositiveSmallIntegerField(validators=[MaxValueValidator(100)])  # percent

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["subject", "code"]
        constraints = [models.UniqueConstraint(fields=["workspace", "subject", "code"], name="wish_once")]

    def __str__(self):
        return f"{self.code}: {self.share}"


class KeyDateQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(hidden_at=None)

    def between(self, first: dt.date, last: dt.date):
        """Those that touch the days ``first`` to ``last``, both included."""
        return self.shown().filter(start__lte=last, end__gte=first)


class KeyDate(models.Model):
    """A day or a stretch of days that the calendar should know of: the organisation's own, or from a pack."""

    class Kind(models.TextChoices):
        OWN = "own", _("Ours")
        HOLIDAY = "holiday", _("Public holiday")
        SCHOOL = "school", _("School holidays")
        FEAST = "feast", _("Feast")
        WORLD = "world", _("International day")
        TRADE = "trade", _("Sales and trade")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="key_dates")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.OWN)
    title = models.CharField(_("title"), max_length=200)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"))  # included
    note = models.TextField(_("note"), max_length=5000, blank=True)
    link = models.URLField(_("link"), max_length=1000, blank=True)
    pack = models.CharField(max_length=20, blank=True, editable=False)  # calendar_app.packs; "" outside of packs
    code = models.CharField(max_length=300, blank=True, editable=False)  # its name in the pack, or UID in the file
    import_record = models.ForeignKey(
        Import, models.SET_NULL, null=True, blank=True, editable=False, related_name="key_dates"
    )
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)  # taken off the calendar
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(KeyDateQuerySet))

    class Meta:
        ordering = ["start", "end", "title", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(end__gte=models.F("start")), name="key_date_ends_after_start"),
            models.UniqueConstraint(
                fields=["workspace", "pack", "code", "start"], condition=~models.Q(code=""), name="key_date_once"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "start", "end"], name="key_date_by_day")]

    def __str__(self):
        return self.title


class ChosenPack(models.Model):
    """A pack of key dates (``calendar_app.packs``) that the workspace wants to see."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="chosen_packs")
    code = models.CharField(max_length=20)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["workspace", "code"], name="chosen_pack_once")]

    def __str__(self):
        return self.code


class Slot(models.Model):
    """A usual time of a channel: where the next post goes when nobody says a time."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="slots")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="slots", verbose_name=_("channel"))
    weekday = models.PositiveSmallIntegerField(_("day of the week"), choices=Weekday.choices)
    time = models.TimeField(_("time"))

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["channel", "weekday", "time"]
        constraints = [models.UniqueConstraint(fields=["channel", "weekday", "time"], name="slot_once")]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.time:%H:%M}"


class Series(models.Model):
    """A post that comes back by a rule. Its occurrences are posts like others, made ahead of time.

    ``rule`` is an RRULE (RFC 5545) without DTSTART; ``start`` and ``time`` are wall time in ``zone``. ``skipped`` holds
    the days (ISO) that a person took out. ``content`` is what each occurrence begins with (``contents.Content``).
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="series")
    rule = models.CharField(_("recurrence"), max_length=300)
    start = models.DateField(_("first day"))
    time = models.TimeField(_("time"), null=True, blank=True)
    zone = models.CharField(max_length=50, validators=[valid_time_zone])
    skipped = models.JSONField(default=list, blank=True)
    content = models.JSONField()
    made_until = models.DateField(null=True, blank=True, editable=False)  # occurrences up to here are posts
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")  # who last wrote it
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.content.get("post", {}).get("title", "") or self.rule
