"""Files in: each import is kept with its file, what was understood of it, and how to undo it."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from imports import registry
from jobs.models import Job
from workspaces.models import Workspace


class ImportQuerySet(models.QuerySet):
    def history(self):
        return self.select_related("created_by", "job").order_by("-created_at", "-pk")

    def before(self, record):
        """What comes after ``record`` in the history, which begins with the latest."""
        return self.filter(
            models.Q(created_at__lt=record.created_at) | models.Q(created_at=record.created_at, pk__lt=record.pk)
        )

    def same_file_applied(self, record):
        """Earlier imports of the very same bytes that still hold."""
        return self.filter(sha256=record.sha256, kind=record.kind, state=Import.State.APPLIED).exclude(pk=record.pk)


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
    batch = models.CharField(max_length=16, blank=True)  # the same for the files dropped together, else empty
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

    def get_absolute_url(self):
        return reverse("imports:detail", args=[self.workspace.slug, self.pk])

    def asked_at(self) -> str:
        """Where its questions are: the page of the batch for a file that came with others, its own otherwise."""
        if self.batch:
            return reverse("imports:batch", args=[self.workspace.slug, self.batch])
        return self.get_absolute_url()

    @property
    def kind_info(self):
        """What its app says of this kind of file."""
        return registry.get(self.kind)

    @property
    def open_questions(self):
        """What the file does not say and nobody has answered yet; each answer has the file read again."""
        return self.summary.get("questions", [])

    @property
    def mapping_questions(self):
        """The tables of the file whose columns a person names, or named."""
        return [question for question in self.open_questions if question["code"] == "mapping"]

    def all_answers(self):
        """What was said of this file, and of earlier ones with the same header unless a person says it anew."""
        said = self.answers.get("mapping", {})
        mappings = self.workspace.column_mappings.filter(kind=self.kind) if "remap" not in self.answers else []
        remembered = {memory.signature: memory.mapping for memory in mappings}
        return {**self.answers, "mapping": {**remembered, **said}}

    @property
    def is_ready(self):
        """May be confirmed: nothing is left to ask, and there is something to bring in."""
        return self.state == self.State.PREVIEW and not self.open_questions and bool(self.summary["rows"])

    @property
    def has_questions(self):
        return self.state == self.State.PREVIEW and bool(self.open_questions)

    @property
    def in_progress(self):
        return self.state in {self.State.READING, self.State.APPLYING, self.State.UNDOING}


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
