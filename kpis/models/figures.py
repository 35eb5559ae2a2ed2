"""Figures as the networks gave them, and their sums by day.

Samples, their changes and the rollups are written in bulk by ``kpis.store`` only. Their keys begin with workspace and
day, because imports touch days and pages read periods. On SQLite they are WITHOUT ROWID tables (see the first
migration): the key is the table.
"""

from django.db import models
from django_scopes import ScopedManager

from imports.models import Import
from strategy.models import Channel
from workspaces.models import Workspace


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
    figures = models.JSONField(default=dict)  # latest lifetime reading per metric code
    engagements = models.BigIntegerField(null=True)  # the network's own figure, else the sum of its parts
    audience = models.BigIntegerField(null=True)  # reach, else impressions, else views
    created_by_import = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager(workspace="workspace")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "external_id"], name="external_post_once")]
        indexes = [models.Index(fields=["workspace", "day", "channel"], name="external_post_by_day")]

    def __str__(self):
        return self.text[:80] or self.external_id


class PostChange(models.Model):
    """What a post was before an import changed it."""

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
