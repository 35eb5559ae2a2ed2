"""Who has to agree before a post goes out, who did, and what is shown to people from outside."""

import datetime as dt
import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from strategy.models import Channel
from workspaces.models import Workspace

from .posts import Post


class ReviewPolicy(models.Model):
    """Who has to approve posts of a sensitivity on a channel. The row without a channel holds where none is said.

    Where neither says anything, posts other than ordinary ones need one lead or administrator (``review.needed``).
    """

    class Need(models.TextChoices):
        NONE = "none", _("Nobody")
        ONE = "one", _("One of them")
        ALL = "all", _("All of them")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="review_policies")
    channel = models.ForeignKey(
        Channel, models.CASCADE, null=True, blank=True, related_name="review_policies", verbose_name=_("channel")
    )
    sensitivity = models.CharField(_("sensitivity"), max_length=10, choices=Post.Sensitivity.choices)
    need = models.CharField(_("who has to approve"), max_length=4, choices=Need.choices)
    reviewers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("reviewers")
    )
    trusted = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("need no approval")
    )
    outside = models.BooleanField(_("a reviewer from outside counts as one of them"), default=False)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["channel", "sensitivity"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "channel", "sensitivity"], name="review_policy_once"),
            models.UniqueConstraint(
                fields=["workspace", "sensitivity"],
                condition=models.Q(channel=None),
                name="review_policy_default_once",
            ),
        ]

    def __str__(self):
        return f"{self.channel or '—'} · {self.get_sensitivity_display()}"


def new_nonce() -> str:
    return secrets.token_urlsafe(24)  # 192 bits


class Share(models.Model):
    """A secret address for people without an account: review, a page to read, or a calendar feed.

    The address holds ``pk`` and ``nonce`` signed with the secret key (``calendar_app.sharing``): a copy of the database
    opens nothing, and a new nonce revokes the former address.
    """

    class Kind(models.TextChoices):
        REVIEW = "review", _("Review link")
        PAGE = "page", _("Page to read")
        FEED = "feed", _("Calendar feed")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="shares")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    name = models.CharField(_("for whom"), max_length=120)
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="shares")
    query = models.CharField(max_length=1000, blank=True)  # the filter it shows, where ``post`` is empty
    nonce = models.CharField(max_length=43, default=new_nonce, editable=False)
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.name

    def is_open(self, now: dt.datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class Approval(models.Model):
    """What a reviewer said of a post as it was then. It holds for that content only (``content_digest``)."""

    class Decision(models.TextChoices):
        APPROVED = "approved", _("Approved")
        CHANGES = "changes", _("Changes asked")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="approvals")
    post = models.ForeignKey(Post, models.CASCADE, related_name="approvals")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    note = models.TextField(_("note"), max_length=5000, blank=True)
    version = models.PositiveIntegerField()  # of the post, as the reviewer saw it
    content_digest = models.CharField(max_length=64)  # contents.digest of what was seen
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    share = models.ForeignKey(Share, models.SET_NULL, null=True, blank=True, related_name="approvals")
    guest_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.get_decision_display()


class ReviewNotice(models.Model):
    """That the reviewers of a post were written to, and why: each reason once (``calendar_app.reminders``)."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="review_notices")
    post = models.ForeignKey(Post, models.CASCADE, related_name="review_notices")
    reason = models.CharField(max_length=80)  # asked:<content_digest>, due:<day>
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "reason"], name="review_notice_once")]

    def __str__(self):
        return self.reason
