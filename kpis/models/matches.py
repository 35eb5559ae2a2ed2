"""Posts of exports joined to the publications that planned them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from calendar_app.models import Publication
from kpis.models.figures import ExternalPost
from workspaces.models import Workspace


class PostMatch(models.Model):
    """A post of an export and a publication: the same, perhaps the same (``kpis.matching``), or not the same."""

    class State(models.TextChoices):
        MATCHED = "matched", _("The same")
        ASKED = "asked", _("To settle")
        REFUSED = "refused", _("Not the same")

    class How(models.TextChoices):
        PERMALINK = "permalink", _("by its address")
        ID = "id", _("by the network’s number")
        TEXT = "text", _("by its words and its time")
        PERSON = "person", _("by somebody of the team")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="post_matches")
    publication = models.ForeignKey(Publication, models.CASCADE, related_name="matches")
    external_post = models.ForeignKey(ExternalPost, models.CASCADE, related_name="matches")
    state = models.CharField(max_length=7, choices=State.choices)
    how = models.CharField(max_length=9, choices=How.choices)
    score = models.FloatField(default=1)
    reasons = models.JSONField(default=list)  # codes of kpis.matching
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "external_post"], name="post_match_once"),
            models.UniqueConstraint(
                fields=["publication"], condition=models.Q(state="matched"), name="post_match_one_post"
            ),
            models.UniqueConstraint(
                fields=["external_post"], condition=models.Q(state="matched"), name="post_match_one_publication"
            ),
        ]

    def __str__(self):
        return f"{self.publication_id} · {self.external_post_id}"
