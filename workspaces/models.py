"""Who works where, with what right."""

import datetime as dt
import hashlib
import secrets
import zoneinfo
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager, scope

from .hours import hours_in_words
from .permissions import Permission, Role, allowed
from .verbs import sentence_of

INVITATION_LIFETIME = dt.timedelta(days=7)


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person. Signs in with an e-mail address; rights come from memberships only."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self):
        return self.name or self.email

    def clean(self):
        super().clean()
        self.email = self.email.lower()

    def workspaces(self):
        return Workspace.objects.filter(memberships__user=self)


def valid_time_zone(name):
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone."), params={"name": name})


def default_business_hours():
    """Minutes of the day, Monday first: [[540, 1080], …]; ``None`` is a closed day."""
    return [[540, 1080]] * 5 + [None, None]


class Workspace(models.Model):
    """One organisation's community work: everything else belongs to exactly one workspace."""

    class WeekStart(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        SUNDAY = 6, _("Sunday")

    slug = models.SlugField(
        _("address"),
        max_length=50,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Small letters, digits and hyphens only."))],
        help_text=_("The last part of the web address: small letters, digits and hyphens."),
    )
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Paris", validators=[valid_time_zone])
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fr")
    week_start = models.PositiveSmallIntegerField(
        _("week starts on"), choices=WeekStart.choices, default=WeekStart.MONDAY
    )
    business_hours = models.JSONField(_("business hours"), default=default_business_hours)
    retention_months = models.PositiveSmallIntegerField(
        _("retention, in months"),
        default=36,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("How long personal data and the journal are kept."),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("workspaces:home", args=[self.slug])

    @property
    def zone(self):
        return zoneinfo.ZoneInfo(self.time_zone)

    def today(self):
        return timezone.now().astimezone(self.zone).date()

    def get_business_hours_display(self) -> str:
        return hours_in_words(self.business_hours)

    @contextmanager
    def active(self):
        """Queries on tenant tables see this workspace only, and local times are its own."""
        with scope(workspace=self), timezone.override(self.zone):
            yield self


class Membership(models.Model):
    """A person's role in a workspace."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["workspace", "user"], name="membership_once")]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()}"

    def can(self, permission: Permission) -> bool:
        return allowed(self.role, permission)

    # Written out: every page asks this, and the ORM takes ten times as long to put the same query together.
    OF_USER = """
        SELECT workspace.*, membership.id AS membership_id, membership.role AS membership_role, (
            SELECT id FROM workspaces_auditevent WHERE workspace_id = workspace.id ORDER BY at DESC, id DESC LIMIT 1
        ) AS newest_event
        FROM workspaces_membership membership
        JOIN workspaces_workspace workspace ON workspace.id = membership.workspace_id
        WHERE workspace.slug = %s AND membership.user_id = %s
    """

    @classmethod
    def of(cls, user: User, slug: str) -> "Membership | None":
        """The user's membership, with its workspace, in the workspace that ``slug`` names.

        ``workspace.newest_event`` is the id of the journal's last line, None in an empty one.
        """
        for workspace in Workspace.objects.raw(cls.OF_USER, [slug, user.pk]):
            row = {"id": workspace.membership_id, "workspace_id": workspace.pk, "user_id": user.pk}
            row["role"] = workspace.membership_role
            membership = cls.from_db(workspace._state.db, list(row), list(row.values()))
            membership.workspace, membership.user = workspace, user
            return membership
        return None


class InvitationQuerySet(models.QuerySet):
    def pending(self):
        """Neither used nor revoked; they can be sent again even once expired."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self):
        return self.pending().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A link sent by e-mail. The link's token is known to its reader only; here is its hash."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(InvitationQuerySet))

    class Meta:
        ordering = ["-created_at"]

    def __str__(self):
        return self.email

    @staticmethod
    def hash(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    def new_token(self) -> str:
        """Set a fresh token and date of expiry; the token itself is returned once and stored nowhere."""
        token = secrets.token_urlsafe(32)
        self.token_hash = self.hash(token)
        self.expires_at = timezone.now() + INVITATION_LIFETIME
        return token


class AuditEvent(models.Model):
    """Who did what, when. Rows are only ever added (and dropped when the retention ends)."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="audit_events")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    verb = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=40, blank=True)
    label = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["workspace", "-at"], name="audit_by_time"),
            models.Index(fields=["workspace", "target_type", "target_id", "-at"], name="audit_by_target"),
        ]

    def __str__(self):
        return f"{self.verb} {self.label}"

    @property
    def sentence(self) -> str:
        """What was done, in words that follow the person's name."""
        return sentence_of(self.verb, self.label, self.detail)
