"""Figures as the networks gave them, and their sums by day.

Samples, their changes and the rollups are written in bulk by ``kpis.store`` and ``kpis.rollups`` only. Their keys
begin with workspace and day, because imports touch days and pages read periods. On SQLite they are WITHOUT ROWID tables
(see the second migration): the key is the table. A later migration that alters one must do so again.
"""

from django.db import models
from django_scopes import ScopedManager

from imports.models import Import
from kpis.catalogue import METRICS, Level
from strategy.models import Channel
from workspaces.models import Workspace

FOLLOWERS = METRICS["followers"].number


def _owner(model):
    # No database constraint on the hot tables: checking it would cost as much as the insertion.
    return models.ForeignKey(model, models.CASCADE, related_name="+", db_constraint=False, db_index=False)


class ExternalPost(models.Model):
    """A post found in an export, ready to be joined to the publication that planned it."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="external_posts")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="external_posts")
    external_id = models.CharField(max_length=120)  # the network's own id, as text
    permalink = models.CharField(max_length=1000, blank=True)
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=20, blank=True)  # image, video, reel… (kpis.formats)
    kind_raw = models.CharField(max_length=60, blank=True)  # as the network says it
    published_at = models.DateTimeField(null=True)
    day = models.DateField(null=True)  # of publication, in the workspace's time zone
    figures = models.JSONField(default=dict)  # per metric code: latest lifetime reading, else the sum of the daily ones
    readings = models.JSONField(default=dict)  # {"life": {code: latest}, "days": {code: sum}}: what figures come from
    engagements = models.BigIntegerField(null=True)  # the network's own figure, else the sum of its parts
    audience = models.BigIntegerField(null=True)  # reach, else impressions, else views
    created_by_import = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager(workspace="workspace")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "external_id"], name="external_post_once")]
        indexes = [models.Index(fields=["workspace", "day", "channel"], name="external_post_by_day")]

    def __str__(self):
        return self.text[:80] or self.external_id


class Ledger(models.Model):
    """Counts the times a workspace's figures changed: who prepared a change beside the lock learns if it still holds.

    Its row is also what two imports of the same workspace wait for each other on.
    """

    workspace = models.OneToOneField(Workspace, models.CASCADE, primary_key=True, related_name="+")
    version = models.BigIntegerField(default=0)

    objects = ScopedManager(workspace="workspace")


class Footprint(models.Model):
    """Where an applied import wrote: a channel, a level, a metric, and the first and last day of its readings there."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="footprints")
    import_record = models.ForeignKey(Import, models.CASCADE, related_name="footprints")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="+")
    level = models.SmallIntegerField()  # kpis.catalogue.Level
    metric = models.SmallIntegerField()  # kpis.catalogue.Metric.number
    first = models.DateField()
    last = models.DateField()
    changes = models.BigIntegerField()  # readings that are no longer as they were; 0 = it changed nothing

    objects = ScopedManager(workspace="workspace")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["import_record", "channel", "level", "metric"], name="footprint_once")
        ]


def built_upon(import_id: int) -> models.QuerySet[Import]:
    """The later imports that changed what ``import_id`` had brought: while one stands, that one cannot be undone.

    Readings of a whole channel meet in a metric on a day; readings of posts, and what is told of them, meet in a post.
    """
    over_readings = models.Exists(
        Footprint.objects.filter(
            import_record=import_id,
            changes__gt=0,
            level=Level.CHANNEL_DAY,
            channel=models.OuterRef("channel"),
            metric=models.OuterRef("metric"),
            pk__lt=models.OuterRef("pk"),
            first__lte=models.OuterRef("last"),
            last__gte=models.OuterRef("first"),
        )
    )
    readings = Footprint.objects.filter(over_readings, changes__gt=0, level=Level.CHANNEL_DAY)
    mine = PostChange.objects.filter(import_record=import_id)
    latest = models.Subquery(mine.order_by("-pk").values("pk")[:1])
    changed = PostChange.objects.filter(post__in=mine.values("post"), pk__gt=latest)
    brought = PostChange.objects.filter(post__created_by_import=import_id)
    later = models.Q()
    for changes in (readings, changed, brought):  # each by its own index
        later |= models.Q(pk__in=changes.values("import_record"))
    return Import.objects.filter(later).order_by("-applied_at", "-pk")


class PostChange(models.Model):
    """What a post was before an import changed it, or brought readings of it."""

    import_record = models.ForeignKey(Import, models.CASCADE, related_name="post_changes")
    post = models.ForeignKey(ExternalPost, models.CASCADE, related_name="+")
    before = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["import_record", "post"], name="post_change_once")]


class Sample(models.Model):
    """One reading of one metric. ``post`` is 0 at channel level."""

    pk = models.CompositePrimaryKey("workspace", "day", "channel", "metric", "level", "post")
    workspace = _owner(Workspace)
    day = models.DateField()
    channel = _owner(Channel)
    metric = models.SmallIntegerField()  # kpis.catalogue.Metric.number
    level = models.SmallIntegerField()  # kpis.catalogue.Level
    post = models.BigIntegerField(default=0)  # ExternalPost id
    value = models.FloatField()
    import_record = models.ForeignKey(Import, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)

    objects = ScopedManager(workspace="workspace")


class SampleChange(models.Model):
    """The reading that an import replaced: what undo puts back."""

    pk = models.CompositePrimaryKey("import_record", "day", "channel", "metric", "level", "post")
    import_record = models.ForeignKey(
        Import, models.CASCADE, related_name="sample_changes", db_constraint=False, db_index=False
    )
    day = models.DateField()
    channel = _owner(Channel)
    metric = models.SmallIntegerField()
    level = models.SmallIntegerField()  # kpis.catalogue.Level
    post = models.BigIntegerField(default=0)
    value = models.FloatField()
    previous_import = models.BigIntegerField()


class ChannelDay(models.Model):
    """Sum of the samples of a channel on a day, per metric and level."""

    pk = models.CompositePrimaryKey("workspace", "day", "channel", "metric", "level")
    workspace = _owner(Workspace)
    day = models.DateField()
    channel = _owner(Channel)
    metric = models.SmallIntegerField()
    level = models.SmallIntegerField()  # kpis.catalogue.Level
    total = models.FloatField()
    readings = models.IntegerField()

    objects = ScopedManager(workspace="workspace")

    class Meta:
        # Metrics that add by LAST: a page asks for the last reading of each channel before its period.
        indexes = [
            models.Index(
                fields=["workspace", "channel", "day"],
                condition=models.Q(metric=FOLLOWERS),
                name="channel_day_followers",
            )
        ]


class WorkspaceDay(models.Model):
    """Sum over the channels of a workspace on a day, per metric and level."""

    pk = models.CompositePrimaryKey("workspace", "day", "metric", "level")
    workspace = _owner(Workspace)
    day = models.DateField()
    metric = models.SmallIntegerField()
    level = models.SmallIntegerField()  # kpis.catalogue.Level
    total = models.FloatField()
    readings = models.IntegerField()

    objects = ScopedManager(workspace="workspace")
