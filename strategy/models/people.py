"""Step 2, the people: who matters to the community, how the team stands with them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from workspaces.models import Workspace

from .choices import network_choices


class Tag(models.Model):
    """A word that the team puts on people."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="tags")
    name = models.CharField(_("name"), max_length=40)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="tag_once")]

    def __str__(self):
        return self.name


class PersonQuerySet(models.QuerySet):
    def known(self):
        """Without those that a merge put into another."""
        return self.filter(merged_into=None)


class Person(models.Model):
    """A member of the community or of its surroundings."""

    class Kind(models.TextChoices):
        MEMBER = "member", _("Member")
        FAN = "fan", _("Core fan")
        AMBASSADOR = "ambassador", _("Ambassador")
        INFLUENCER = "influencer", _("Influencer")
        EXPERT = "expert", _("Expert")
        PRESS = "press", _("Press")
        PARTNER = "partner", _("Partner")
        COMPETITOR = "competitor", _("Competitor")
        PROSPECT = "prospect", _("Prospect")
        TROLL = "troll", _("Troll")

    class Stage(models.TextChoices):
        SPOTTED = "spotted", _("Spotted")
        FOLLOWED = "followed", _("Followed")
        CONTACT = "contact", _("In touch")
        AMBASSADOR = "ambassador", _("Ambassador")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="people")
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.MEMBER)
    stage = models.CharField(_("relation"), max_length=12, choices=Stage.choices, default=Stage.SPOTTED)
    audience = models.PositiveBigIntegerField(_("audience"), null=True, blank=True)  # sum of the handles' followers
    topics = models.CharField(_("topics"), max_length=300, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    notes = models.TextField(_("notes"), max_length=10000, blank=True)
    last_contact = models.DateField(_("last contact"), null=True, blank=True)
    purpose = models.CharField(
        _("why we keep this"), max_length=200, blank=True, help_text=_("Personal data is kept for a purpose only.")
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="people", verbose_name=_("tags"))
    score = models.FloatField(default=0)  # strategy.score, kept so that lists sort by it
    gestures_count = models.PositiveIntegerField(default=0)
    search = models.TextField(blank=True, editable=False)  # folded name, handles, topics, place
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, related_name="merged")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(PersonQuerySet))

    class Meta:
        ordering = ["-score", "pk"]
        indexes = [
            models.Index(fields=["workspace", "-score", "id"], name="person_by_score"),
            models.Index(fields=["workspace", "name", "id"], name="person_by_name"),
            models.Index(fields=["workspace", "kind", "-score", "id"], name="person_by_kind"),
        ]

    def __str__(self):
        return self.name


class Handle(models.Model):
    """A person's account on a network."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="handles")
    network = models.CharField(_("network"), max_length=12, choices=network_choices)
    handle = models.CharField(_("handle"), max_length=100)
    audience = models.PositiveBigIntegerField(_("followers"), null=True, blank=True)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["network", "pk"]
        constraints = [models.UniqueConstraint(fields=["workspace", "network", "handle"], name="handle_once")]

    def __str__(self):
        return self.handle


class Gesture(models.Model):
    """Something done for, or received from, a person: a reward, a thank-you, a relay, a meeting, a note."""

    class Kind(models.TextChoices):
        THANKS = "thanks", _("Thanks")
        REWARD = "reward", _("Reward")
        RELAY = "relay", _("Relay of their content")
        MEETING = "meeting", _("Meeting")
        CONTACT = "contact", _("Contact")
        NOTE = "note", _("Note")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="gestures")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    text = models.CharField(_("what"), max_length=500, blank=True)
    day = models.DateField(_("day"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.day}"


class SavedFilter(models.Model):
    """A filter of a list, kept by a person or for the whole workspace."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="saved_filters")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    page = models.CharField(max_length=30)  # people, calendar…
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
