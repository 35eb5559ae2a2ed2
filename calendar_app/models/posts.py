"""What is planned: posts, where and when each is published, what belongs to them, and what they were before."""

import datetime as dt
import secrets

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from imports.models import Import
from strategy.models import Channel, Community, Objective
from workspaces.models import Workspace, valid_time_zone

from .planning import Pillar, Series


def new_uid() -> str:
    """What a post or publication is called outside of cmtool (files, feeds): stays the same for ever."""
    return secrets.token_hex(8)


class PostTag(models.Model):
    """A word that the team puts on posts."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="post_tags")
    name = models.CharField(_("name"), max_length=40)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="post_tag_once")]

    def __str__(self):
        return self.name


class PostQuerySet(models.QuerySet):
    def live(self):
        """Without those that were deleted."""
        return self.filter(deleted_at=None)

    def ideas(self):
        return self.live().filter(status=Post.Status.IDEA)

    def with_deadline(self):
        """With ``deadline``, the day by which reviewers have to agree: the one said, else the first day planned."""
        # By way of the post: asked for the publications of a workspace, SQLite goes through all of them for each post.
        itself = Post.objects.filter(pk=models.OuterRef("pk")).order_by().values("pk")
        first = itself.annotate(first=models.Min("publications__day")).values("first")
        return self.annotate(deadline=Coalesce("due", models.Subquery(first)))

    def late_for_review(self, today: dt.date):
        """Those whose text should have been ready, or approved, by now."""
        before = [Post.Status.IDEA, Post.Status.DRAFT, Post.Status.REVIEW]
        return self.live().with_deadline().filter(status__in=before, deadline__lt=today)


class Post(models.Model):
    """Something to say: what, for whom, why. ``Publication`` says where and when, with the words for there."""

    class Status(models.TextChoices):
        IDEA = "idea", _("Idea")
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("Awaiting approval")
        APPROVED = "approved", _("Approved")
        SCHEDULED = "scheduled", _("Scheduled")
        PUBLISHED = "published", _("Published")
        DROPPED = "dropped", _("Dropped")

    class Form(models.TextChoices):
        TEXT = "text", _("Text")
        IMAGE = "image", _("Image")
        CAROUSEL = "carousel", _("Carousel")
        VIDEO = "video", _("Video")
        STORY = "story", _("Story")
        LIVE = "live", _("Live")
        POLL = "poll", _("Poll")
        QUESTION = "question", _("Question")
        LINK = "link", _("Link")
        EVENT = "event", _("Event")
        ARTICLE = "article", _("Article")
        CONTEST = "contest", _("Contest")

    class Origin(models.TextChoices):
        OWN = "own", _("Our own")
        CURATED = "curated", _("Curated")
        RELAY = "relay", _("Relay")

    class Sensitivity(models.TextChoices):
        ORDINARY = "ordinary", _("Ordinary")
        SENSITIVE = "sensitive", _("Sensitive")
        CRITICAL = "critical", _("Critical")

    #: What a version remembers of the post itself (``contents``), beside publications, attachments and tags.
    SAID = (
        "title", "text", "link", "note", "credit", "objective", "pillar", "community", "form", "origin", "spontaneous",
        "sensitivity", "owner", "due", "status", "dropped_reason", "evergreen", "cool_down", "season_start",
        "season_end",
    )  # fmt: skip

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="posts")
    uid = models.CharField(max_length=16, default=new_uid, editable=False)
    title = models.CharField(_("what"), max_length=200)
    text = models.TextField(_("text"), max_length=70_000, blank=True)  # what publications say until they differ
    link = models.URLField(_("link"), max_length=2000, blank=True)
    note = models.TextField(_("note for the team"), max_length=10_000, blank=True)
    credit = models.CharField(_("credit"), max_length=300, blank=True)  # where a curated or relayed content comes from
    objective = models.ForeignKey(
        Objective, models.SET_NULL, null=True, blank=True, related_name="posts", verbose_name=_("objective")
    )
    pillar = models.ForeignKey(
        Pillar, models.SET_NULL, null=True, blank=True, related_name="posts", verbose_name=_("pillar")
    )
    community = models.ForeignKey(
        Community, models.SET_NULL, null=True, blank=True, related_name="posts", verbose_name=_("community")
    )
    form = models.CharField(_("form"), max_length=10, choices=Form.choices, blank=True)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices, default=Origin.OWN)
    spontaneous = models.BooleanField(_("spontaneous"), default=False)
    sensitivity = models.CharField(
        _("sensitivity"),
        max_length=10,
        choices=Sensitivity.choices,
        default=Sensitivity.ORDINARY,
        help_text=_("Who lowers it needs the approval of those who approve the higher one."),
    )
    #: The highest sensitivity that the post had and that nobody who approves such posts has agreed to lower.
    guarded = models.CharField(max_length=10, choices=Sensitivity.choices, blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    worded_by = models.ForeignKey(  # who last changed what reviewers read
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    content_digest = models.CharField(max_length=64, blank=True, editable=False)  # contents.digest of the last version
    search = models.TextField(blank=True, editable=False)  # contents.searched of the last version
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    due = models.DateField(_("ready by"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    dropped_reason = models.CharField(_("why it was dropped"), max_length=300, blank=True)
    tags = models.ManyToManyField(PostTag, blank=True, related_name="posts", verbose_name=_("tags"))
    evergreen = models.BooleanField(_("evergreen"), default=False)
    cool_down = models.PositiveSmallIntegerField(
        _("days before it may come back"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    season_start = models.CharField(_("season begins"), max_length=5, blank=True)  # MM-DD
    season_end = models.CharField(_("season ends"), max_length=5, blank=True)  # MM-DD, included
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    series = models.ForeignKey(Series, models.SET_NULL, null=True, blank=True, related_name="posts")
    occurrence = models.DateField(null=True, blank=True, editable=False)  # its day by the series' rule
    import_record = models.ForeignKey(
        Import, models.SET_NULL, null=True, blank=True, editable=False, related_name="posts"
    )
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)  # gone from every page; Undo brings back
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(PostQuerySet))

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "uid"], name="post_uid_once"),
            models.UniqueConstraint(fields=["series", "occurrence"], name="post_occurrence_once"),
        ]
        indexes = [
            models.Index(fields=["workspace", "status", "due"], name="post_by_status"),
            models.Index(fields=["workspace", "status", "id"], name="post_newest_by_status"),
            models.Index(fields=["workspace", "objective"], name="post_by_objective"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("calendar:post", args=[self.workspace.slug, self.pk])


class PublicationQuerySet(models.QuerySet):
    def live(self):
        return self.filter(post__deleted_at=None)

    def between(self, first: dt.date, last: dt.date):
        """Those planned from the day ``first`` to the day ``last``, both included, in order of time."""
        return (
            self.live().filter(day__range=(first, last)).order_by("day", models.F("time").asc(nulls_first=True), "pk")
        )

    def with_post(self):
        return self.select_related("channel", "post__objective", "post__pillar", "post__owner")

    def to_publish(self, today: dt.date):
        """Those that may go out and whose day has come, or passed, without anybody marking them as published."""
        return self.live().filter(
            day__lte=today,
            channel__isnull=False,
            state=Publication.State.PLANNED,
            post__status__in=[Post.Status.APPROVED, Post.Status.SCHEDULED],
        )

    def overdue(self, now: dt.datetime, today: dt.date):
        """Those of ``to_publish`` whose time has passed, or whose day where they have no time."""
        return self.to_publish(today).filter(models.Q(at__lt=now) | models.Q(time=None, day__lt=today))


class Publication(models.Model):
    """A post on one channel: its own words where they differ, its day and time, what became of it.

    A post that is placed on a day before its channels are chosen has one publication without a channel, so that it
    never vanishes from the calendar. ``day``, ``time`` and ``zone`` are what the person chose; ``at`` is the moment
    they mean (``clock.moment``), empty while there is no time.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        PUBLISHED = "published", _("Published")
        SKIPPED = "skipped", _("Not published")

    #: What a version remembers of a publication, beside its channel.
    SAID = (
        "own_text", "text", "link", "own_media", "day", "time", "zone", "state", "skipped_reason", "permalink",
        "external_id",
    )  # fmt: skip

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="publications")
    post = models.ForeignKey(Post, models.CASCADE, related_name="publications")
    channel = models.ForeignKey(
        Channel, models.SET_NULL, null=True, blank=True, related_name="publications", verbose_name=_("channel")
    )
    uid = models.CharField(max_length=16, default=new_uid, editable=False)
    own_text = models.BooleanField(default=False)  # ``text`` replaces the post's
    text = models.TextField(_("text for this channel"), max_length=70_000, blank=True)
    link = models.URLField(_("link for this channel"), max_length=2000, blank=True)  # "": the post's
    own_media = models.BooleanField(default=False)  # ``media`` replaces the post's attachments
    media = models.ManyToManyField("Attachment", blank=True, related_name="publications")
    day = models.DateField(_("day"), null=True, blank=True)
    time = models.TimeField(_("time"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=50, validators=[valid_time_zone])
    at = models.DateTimeField(null=True, blank=True, editable=False)
    first_day = models.DateField(null=True, blank=True, editable=False)  # where it stood when it was first scheduled
    moves = models.PositiveSmallIntegerField(default=0, editable=False)  # times it changed day after that
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    skipped_reason = models.CharField(_("why it was not published"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    permalink = models.URLField(_("address of the post"), max_length=1000, blank=True)
    external_id = models.CharField(max_length=120, blank=True)  # the network's own id, as text
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(PublicationQuerySet))

    class Meta:
        ordering = ["day", "time", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "uid"], name="publication_uid_once"),
            models.UniqueConstraint(fields=["post", "channel"], name="publication_channel_once"),
        ]
        indexes = [
            models.Index(fields=["workspace", "day", "time"], name="publication_by_day"),
            models.Index(fields=["workspace", "state", "at"], name="publication_by_moment"),
        ]

    def __str__(self):
        return self.post.title

    @property
    def wording(self) -> str:
        """What is said on this channel."""
        return self.text if self.own_text else self.post.text

    @property
    def target(self) -> str:
        """The link that goes with it."""
        return self.link or self.post.link


class Attachment(models.Model):
    """An image or video of a post, with the text that stands for it where it cannot be seen."""

    class Kind(models.TextChoices):
        IMAGE = "image", _("Image")
        VIDEO = "video", _("Video")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="attachments")
    post = models.ForeignKey(Post, models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    file = models.CharField(max_length=300, editable=False)  # below MEDIA_ROOT (calendar_app.media)
    name = models.CharField(_("file name"), max_length=200)
    alt = models.TextField(_("text alternative"), max_length=2000)
    mime = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()  # bytes
    width = models.PositiveIntegerField(null=True)  # pixels
    height = models.PositiveIntegerField(null=True)
    digest = models.CharField(max_length=64)  # sha256 of the file
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)  # versions that had it still show it
    created_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(alt=""), name="attachment_has_alternative")]

    def __str__(self):
        return self.name


class Revision(models.Model):
    """A post as it was at one version, as ``contents.content_of`` says it."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="revisions")
    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()  # the post's version
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="revision_once")]

    def __str__(self):
        return f"{self.post_id} · {self.number}"


class Comment(models.Model):
    """A word on a post: for the team alone, or for reviewers from outside too."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="post_comments")
    post = models.ForeignKey(Post, models.CASCADE, related_name="comments")
    text = models.TextField(_("comment"), max_length=5000)
    internal = models.BooleanField(_("for the team only"), default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    guest_name = models.CharField(max_length=120, blank=True)  # of a reviewer from outside
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)  # those named in it had their mail
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return self.text[:80]


class Draft(models.Model):
    """What a person has typed in the composer and not saved yet; a crash loses nothing.

    One per person and post; of new posts, one per composer that was opened.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="post_drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="drafts")  # None: a new post
    key = models.CharField(max_length=16, blank=True, editable=False)  # of a new post's composer
    seen_version = models.PositiveIntegerField(default=0)  # of the post, when typing began
    data = models.JSONField(default=dict)  # name of the field → what was typed
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user", "post"], name="draft_once"),
            models.UniqueConstraint(
                fields=["workspace", "user", "key"], condition=models.Q(post=None), name="draft_of_new_post_once"
            ),
        ]

    def __str__(self):
        return str(self.data.get("title", ""))


class Batch(models.Model):
    """A change of one or several posts that can be put back as a whole (``actions.batches``)."""

    class Kind(models.TextChoices):
        MOVE = "move", _("Move")
        BULK = "bulk", _("Change of several posts")
        DUPLICATE = "duplicate", _("Copy")
        DELETE = "delete", _("Deletion")
        IMPORT = "import", _("Import")
        SERIES = "series", _("Recurrence")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="post_batches")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    import_record = models.OneToOneField(Import, models.CASCADE, null=True, related_name="post_batch")
    #: Per post {"id", "before", "version"}: ``before`` its content (null: it was not there), ``version`` that at which
    #: the change left it.
    changes = models.JSONField()
    #: What ``actions.series`` puts back with them; empty where no series was touched.
    series = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.get_kind_display()
