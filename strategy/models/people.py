"""Step 2, the people: who matters to the community, how the team stands with them."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from imports.models import Import
from strategy import networks, profiles
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

    def with_accounts(self):
        return self.prefetch_related("handles", "tags")

    def to_review(self, limit):
        """Known people with whom nothing has happened since the day ``limit``: personal data is not kept for ever."""
        return self.known().filter(
            models.Q(last_contact=None) | models.Q(last_contact__lt=limit),
            models.Q(kept_on=None) | models.Q(kept_on__lt=limit),
            created_at__date__lt=limit,
        )

    def true_fans(self):
        return self.known().filter(
            models.Q(kind__in=[Person.Kind.FAN, Person.Kind.AMBASSADOR]) | models.Q(stage=Person.Stage.AMBASSADOR)
        )


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
    audience = models.PositiveBigIntegerField(null=True, editable=False)  # what was said, else the handles' followers
    audience_said = models.PositiveBigIntegerField(
        _("audience"), null=True, blank=True, help_text=_("Left empty: the followers of the accounts, added up.")
    )
    topics = models.CharField(_("topics"), max_length=300, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    notes = models.TextField(_("notes"), max_length=10000, blank=True)
    last_contact = models.DateField(null=True, editable=False)  # the later of what was said and of the gestures
    last_contact_said = models.DateField(_("last contact"), null=True, blank=True)
    kept_on = models.DateField(null=True, editable=False)  # when somebody last decided to keep what is known of them
    purpose = models.CharField(
        _("why we keep this"), max_length=200, blank=True, help_text=_("Personal data is kept for a purpose only.")
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="people", verbose_name=_("tags"))
    score = models.FloatField(default=0)  # strategy.score, kept so that lists sort by it
    gestures_count = models.PositiveIntegerField(default=0)
    folded_name = models.CharField(max_length=160, editable=False)  # without case and accents: sorts, finds namesakes
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
            models.Index(fields=["workspace", "folded_name", "id"], name="person_by_name"),
            models.Index(fields=["workspace", "kind", "-score", "id"], name="person_by_kind"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("strategy:person", args=[self.workspace.slug, self.pk])


class Handle(models.Model):
    """A person's account on a network."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="handles")
    network = models.CharField(_("network"), max_length=12, choices=network_choices)
    handle = models.CharField(_("handle"), max_length=100)
    key = models.CharField(max_length=200, editable=False)  # strategy.profiles.key: networks do not tell case apart
    audience = models.PositiveBigIntegerField(_("followers"), null=True, blank=True)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["network", "pk"]
        constraints = [models.UniqueConstraint(fields=["workspace", "network", "key"], name="handle_once")]
        indexes = [models.Index(fields=["workspace", "key"], name="handle_by_key")]

    def __str__(self):
        return self.handle

    @property
    def network_info(self):
        return networks.get(self.network)

    @property
    def address(self):
        """Where the profile is; None where only its owner knows."""
        return profiles.address(self.network, self.handle)


class GestureQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(removed_at=None)


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
    removed_at = models.DateTimeField(null=True, editable=False)  # until then the removal can be undone

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(GestureQuerySet))

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.day}"


class DistinctQuerySet(models.QuerySet):
    def of(self, person):
        """Those that tell ``person`` apart from somebody who is still known."""
        pairs = self.filter(models.Q(person=person) | models.Q(other=person)).select_related("person", "other")
        return pairs.filter(person__merged_into=None, other__merged_into=None)


class Distinct(models.Model):
    """Two people who look alike, and of whom somebody said that they are not one."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")  # the one who was added first
    other = models.ForeignKey(Person, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(DistinctQuerySet))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "other"], name="distinct_once")]

    def __str__(self):
        return f"{self.person_id} {self.other_id}"

    def than(self, person):
        """The other one."""
        return self.other if self.person == person else self.person


class PeopleBatch(models.Model):
    """Several people changed in one go, in a way that can be put back."""

    class Kind(models.TextChoices):
        BULK = "bulk", _("Several people at once")
        MERGE = "merge", _("Merge")
        IMPORT = "import", _("Import")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="people_batches")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    import_record = models.OneToOneField(Import, models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.kind} {self.at:%Y-%m-%d}"


class PersonChange(models.Model):
    """What a batch did to one person. It leaves with the person.

    ``said`` holds ``fields`` ({name: [before, after]}), the ids ``tags_added``, ``tags_removed``, ``handles_added``,
    ``handles`` ({id: [followers before, after]}), and for a merge ``handles_moved`` and ``gestures_moved``, from
    ``merged``.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    batch = models.ForeignKey(PeopleBatch, models.CASCADE, related_name="changes")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    created = models.BooleanField(default=False)  # it did not exist before
    said = models.JSONField(default=dict)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "person"], name="person_change_once")]

    def __str__(self):
        return f"{self.batch_id} {self.person_id}"


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
