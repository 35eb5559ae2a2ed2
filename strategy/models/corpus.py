"""Step 3: the words of the organisation and of its community."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from workspaces.models import Workspace


class CorpusTerm(models.Model):
    """A word or an expression to use, or to avoid and say otherwise."""

    class Facet(models.TextChoices):
        PRODUCT = "product", _("Product")
        SERVICE = "service", _("Service")
        IDENTITY = "identity", _("Identity")
        COMMITMENT = "commitment", _("Commitment")
        VISION = "vision", _("Vision")
        COMMUNITY = "community", _("The community’s words")

    class Stance(models.TextChoices):
        USE = "use", _("To use")
        AVOID = "avoid", _("To avoid")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="terms")
    text = models.CharField(_("term"), max_length=120)
    facet = models.CharField(_("facet"), max_length=10, choices=Facet.choices)
    stance = models.CharField(_("stance"), max_length=5, choices=Stance.choices, default=Stance.USE)
    say_instead = models.CharField(_("say instead"), max_length=120, blank=True)
    variants = models.JSONField(_("variants"), default=list, blank=True)  # list of texts
    hashtag = models.CharField(_("hashtag"), max_length=100, blank=True)
    seo = models.BooleanField(_("keyword of the web site"), default=False)
    page = models.URLField(_("page"), max_length=300, blank=True)
    quote = models.TextField(_("source quote"), max_length=2000, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    key = models.CharField(max_length=160, editable=False)  # folded and stemmed: what makes two terms the same
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["text", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="term_once"),
            models.CheckConstraint(
                condition=~models.Q(stance="avoid", say_instead="") | models.Q(stance="use"),
                name="term_avoided_says_instead",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "facet", "text", "id"], name="term_by_facet")]

    def __str__(self):
        return self.text
