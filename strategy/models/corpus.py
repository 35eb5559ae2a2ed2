"""Step 3: the words of the organisation and of its community."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from imports.models import Import
from strategy import corpus, corpus_io
from strategy.inflection import fold
from workspaces.models import Workspace


class CorpusTermQuerySet(models.QuerySet):
    def saying(self, text: str):
        """Terms that hold each word of ``text``, in any case and with or without accents."""
        found = self
        for word in text.split():
            found = found.filter(search__contains=fold(word) or word.casefold())
        return found


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

    #: What a person says of a term, in the order of the form and of files.
    SAID = ("text", "facet", "stance", "say_instead", "variants", "hashtag", "seo", "page", "quote", "note")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="terms")
    text = models.CharField(_("term"), max_length=120)
    facet = models.CharField(_("facet"), max_length=10, choices=Facet.choices)
    stance = models.CharField(_("stance"), max_length=5, choices=Stance.choices, default=Stance.USE)
    say_instead = models.CharField(_("say instead"), max_length=120, blank=True)
    variants = models.JSONField(_("variants"), default=list, blank=True)  # list of texts
    hashtag = models.CharField(_("hashtag"), max_length=100, blank=True)  # without its #
    seo = models.BooleanField(_("keyword of the web site"), default=False)
    page = models.URLField(_("page"), max_length=300, blank=True)
    quote = models.TextField(_("source quote"), max_length=2000, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    key = models.CharField(max_length=corpus_io.KEY, editable=False)  # ``corpus.key``: what makes two terms the same
    search = models.TextField(editable=False)  # the folded texts that a search looks into
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(CorpusTermQuerySet))

    class Meta:
        ordering = ["key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="term_once"),
            models.CheckConstraint(
                condition=~models.Q(stance="avoid", say_instead="") | models.Q(stance="use"),
                name="term_avoided_says_instead",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "facet", "key"], name="term_by_facet")]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return reverse("strategy:corpus_term", args=[self.workspace.slug, self.pk])

    def get_variants_display(self):
        return ", ".join(self.variants)

    def get_seo_display(self):
        return gettext("Yes") if self.seo else gettext("No")

    @property
    def is_avoided(self) -> bool:
        return self.stance == self.Stance.AVOID

    @property
    def said(self) -> dict:
        return {name: getattr(self, name) for name in self.SAID}

    def settle(self) -> None:
        """Make what is derived from the texts again; before every save."""
        self.key = corpus_io.key(self.text)
        texts = (self.text, *self.variants, self.hashtag, self.say_instead)
        self.search = "\n".join(" ".join(fold(word) or word.casefold() for word in text.split()) for text in texts)

    def as_term(self) -> corpus.Term:
        return corpus.Term(
            self.pk, self.text, tuple(self.variants), self.hashtag, stance=self.stance, say_instead=self.say_instead
        )


class CorpusBatch(models.Model):
    """A change of terms that can be put back as a whole."""

    class Kind(models.TextChoices):
        DELETE = "delete", _("Deletion")
        BULK = "bulk", _("Change of several terms")
        PASTE = "paste", _("Pasted terms")
        IMPORT = "import", _("Import")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    import_record = models.OneToOneField(Import, models.CASCADE, null=True, related_name="corpus_batch")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    #: Per term {"id", "before", "version"}: ``before`` what was said of it (null: it was not there), ``version`` that
    #: at which the change left it (null: it is no longer there).
    changes = models.JSONField()

    objects = ScopedManager(workspace="workspace")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.get_kind_display()
