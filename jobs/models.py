"""Long work as rows: the database is the truth, Celery only rings the bell."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from workspaces.models import Workspace

# A worker may be killed for reasons that are not the job's: more patience than with failures, yet a limit, because a
# job that eats the memory kills its worker each time.
LOST_LIMIT = 10


class JobQuerySet(models.QuerySet):
    def live(self):
        """Not finished in any way: waiting, running, or to be tried again."""
        return self.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])

    def due(self, now=None):
        """What a worker may claim now: waiting and due, or leased by a worker that stopped answering."""
        now = now or timezone.now()
        lost = models.Q(state=Job.State.RUNNING, leased_until__lt=now, attempts__lt=LOST_LIMIT, cancel_requested=False)
        return self.filter(models.Q(state=Job.State.WAITING, due_at__lte=now) | lost)


class Job(models.Model):
    """One piece of long work: kind, what it works on, and how far it is."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("In progress")
        DONE = "done", _("Done")
        PARKED = "parked", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=60)
    key = models.CharField(
        max_length=120, blank=True, help_text="A live job of the same kind and key exists only once."
    )
    payload = models.JSONField(default=dict)  # ids only, never contents
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_person = models.BooleanField(default=False)  # asked for by created_by, whose right is checked when it runs
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True)  # who holds it: a random name per claim
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    again = models.BooleanField(default=False)  # asked for once more while running: a fresh job follows
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    sentence = models.CharField(max_length=200, blank=True)  # msgid of the sentence under the progress bar
    sentence_params = models.JSONField(default=dict)
    reason = models.TextField(blank=True)  # why the last attempt failed
    result_url = models.CharField(max_length=200, blank=True)  # where to go when done

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(JobQuerySet))

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "key"],
                condition=models.Q(state__in=["waiting", "running"]) & ~models.Q(key=""),
                name="job_live_once",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="job_waiting"),
            models.Index(fields=["leased_until"], condition=models.Q(state="running"), name="job_running"),
            models.Index(fields=["workspace", "-created_at"], name="job_by_time"),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def ended(self):
        return self.state not in {self.State.WAITING, self.State.RUNNING}

    @property
    def share(self):
        """How much is done, from 0 to 1; None when nobody knows."""
        return min(self.done / self.total, 1) if self.total else None

    @property
    def poll_seconds(self):
        """How often a page asks for news: each second at first, less often as it drags on."""
        age = (timezone.now() - self.created_at).total_seconds()
        return 1 if age < 60 else 3 if age < 600 else 10

    @classmethod
    def everywhere(cls):
        """The jobs of all workspaces, for the machinery that runs them."""
        return cls.objects.with_scopes_disabled()
