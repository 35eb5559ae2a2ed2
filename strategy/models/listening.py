"""Step 2, listening: communities, what is known of them and from where, and the sources to read."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from strategy import networks, profiles
from strategy.sources import is_web
from workspaces.models import Workspace

from .choices import network_choices


class ArchivableQuerySet(models.QuerySet):
    def current(self):
        return self.filter(archived_at=None)


class Community(models.Model):
    """People who already talk to each other, wherever they do."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="communities")
    name = models.CharField(_("name"), max_length=120)
    who = models.TextField(_("who they are"), max_length=2000, blank=True)
    places = models.TextField(_("where they talk"), max_length=2000, blank=True)
    interests = models.TextField(_("interests"), max_length=2000, blank=True)
    values = models.TextField(_("values"), max_length=2000, blank=True)
    media = models.TextField(_("preferred media"), max_length=2000, blank=True)
    words = models.TextField(_("words"), max_length=2000, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(ArchivableQuerySet))

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class AnswerQuerySet(models.QuerySet):
    def current(self):
        return self.filter(replaced_at=None)

    def former(self):
        return self.exclude(replaced_at=None)


class Answer(models.Model):
    """What is known of one of the six questions, for a community; a new answer replaces the former, which stays."""

    class Question(models.TextChoices):
        NETWORKS = "networks", _("On which networks do they talk?")
        WORDS = "words", _("In which words, about which aspects of our offer?")
        QUESTIONS = "questions", _("Which questions come back most?")
        MEDIA = "media", _("Which media do they like and share?")
        VALUES = "values", _("Which interests and values do they share?")
        LEADERS = "leaders", _("Who are the leaders of opinion, and on which media?")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    community = models.ForeignKey(Community, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=10, choices=Question.choices)
    text = models.TextField(_("answer"), max_length=5000)
    networks = models.JSONField(default=list, blank=True)  # codes, for the first question: evidence for step 4
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True, blank=True)  # null: the answer of today

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(AnswerQuerySet))

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "question"], condition=models.Q(replaced_at=None), name="answer_current_once"
            )
        ]

    def __str__(self):
        return self.text[:80]

    @property
    def network_infos(self):
        return [networks.get(code) for code in self.networks]


class EvidenceQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(removed_at=None)


class Evidence(models.Model):
    """Where an answer comes from."""

    class Kind(models.TextChoices):
        QUOTE = "quote", _("Quote")
        LINK = "link", _("Link")
        FILE = "file", _("File")
        MESSAGE = "message", _("Message")
        FIGURE = "figure", _("Figure")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    text = models.TextField(_("what it says"), max_length=2000, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    origin = models.CharField(_("who says it, or where it stands"), max_length=200, blank=True)
    network = models.CharField(_("network"), max_length=12, choices=network_choices, blank=True)
    file_name = models.CharField(max_length=255, blank=True)  # as uploaded; on disk it has a name of our own
    file_key = models.CharField(max_length=64, blank=True)
    file_type = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)  # until then the removal can be undone

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(EvidenceQuerySet))

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return self.text[:80] or self.url or self.file_name

    @property
    def network_info(self):
        return networks.get(self.network) if self.network else None


class SourceQuerySet(ArchivableQuerySet):
    def due(self, workspace: Workspace):
        """Those whose turn it is: a weekly source read on Monday is due again on the next."""
        today = workspace.today()
        turn = models.Q(last_read_at=None)
        for days in Source.Frequency.values:
            turn |= models.Q(frequency=days, last_read_at__lt=_morning(today - dt.timedelta(days=days - 1), workspace))
        return self.filter(turn)


def _morning(day: dt.date, workspace: Workspace) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, workspace.zone)


class Source(models.Model):
    """Something to read regularly, and why."""

    class Kind(models.TextChoices):
        SITE = "site", _("Site")
        FEED = "feed", _("Feed")
        HASHTAG = "hashtag", _("Hashtag")
        SEARCH = "search", _("Search")
        LIST = "list", _("List of accounts")
        COMPETITOR = "competitor", _("Competitor")
        CURATED = "curated", _("To relay")

    class Frequency(models.IntegerChoices):
        DAILY = 1, _("Every day")
        WEEKLY = 7, _("Every week")
        MONTHLY = 30, _("Every month")
        QUARTERLY = 90, _("Every quarter")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="sources")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    address = models.CharField(_("address"), max_length=1000, blank=True)  # a web address, a hashtag, a query
    feed = models.URLField(_("feed"), max_length=1000, blank=True)
    folder = models.CharField(_("folder"), max_length=120, blank=True)
    why = models.CharField(_("why"), max_length=300, blank=True)
    frequency = models.PositiveSmallIntegerField(_("read"), choices=Frequency.choices, default=Frequency.WEEKLY)
    last_read_at = models.DateTimeField(null=True, blank=True)
    last_read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=0)
    search = models.TextField(editable=False, default="")  # folded, to be searched in whatever the accents
    batch = models.CharField(max_length=32, blank=True)  # came in with others, to be put back together

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(SourceQuerySet))

    class Meta:
        ordering = ["folder", "title", "pk"]

    def __str__(self):
        return self.title

    def fold(self) -> None:
        """Set ``search`` from the other fields, unsaved."""
        self.search = profiles.folded("\n".join([self.title, self.address, self.feed, self.folder, self.why]))

    @property
    def link(self) -> str:
        """Where to read it; empty for a hashtag or a query."""
        return next((each for each in (self.address, self.feed) if is_web(each)), "")

    @property
    def unread_days(self) -> int | None:
        """Days since it was read, by the calendar of the active workspace; None when it never was."""
        return (
            None if self.last_read_at is None else (timezone.localdate() - timezone.localdate(self.last_read_at)).days
        )

    @property
    def is_due(self) -> bool:
        return self.last_read_at is None or self.unread_days >= self.frequency


class SourceReading(models.Model):
    """Somebody read a source: what the figure of the week is made of, and what an undo takes back."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="source_readings")
    source = models.ForeignKey(Source, models.CASCADE, related_name="readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["workspace", "at"], name="source_reading_by_day")]

    def __str__(self):
        return f"{self.source_id} {self.at:%Y-%m-%d}"
