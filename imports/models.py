"""Files in: each import is kept with its file, what was understood of it, and how to undo it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from jobs.models import Job
from workspaces.models import Workspace


class ImportQuerySet(models.QuerySet):
    def history(self):
        return self.select_related("created_by", "job").order_by("-created_at", "-pk")


class Import(models.Model):
    """One uploaded file (or archive) on its way into the workspace: read → mapped → previewed → applied → undone."""

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        MAPPING = "mapping", _("Columns to be named")
        PREVIEW = "preview", _("To be confirmed")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")
        REFUSED = "refused", _("Refused")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="imports")
    kind = models.CharField(max_length=30)  # figures, later posts, people, terms: see imports.registry
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    name = models.CharField(max_length=255)  # as uploaded; the file on disk has a name of our own
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    answers = models.JSONField(default=dict)  # what a person decided: channel, order of dates, mapping…
    summary = models.JSONField(default=dict)  # what was understood: format, period, sums, counts…
    error = models.JSONField(default=dict)  # {"code", "params"} of a refused file
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(ImportQuerySet))

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["workspace", "-created_at"], name="import_by_time")]

    def __str__(self):
        return self.name


class ColumnMapping(models.Model):
    """What a person said of an unknown file's columns, remembered by the signature of its header."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="column_mappings")
    kind = models.CharField(max_length=30)
    signature = models.CharField(max_length=64)
    mapping = models.JSONField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind", "signature"], name="mapping_once"),
        ]

    def __str__(self):
        return self.signature
