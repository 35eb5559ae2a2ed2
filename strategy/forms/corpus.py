"""Forms of step 3: they validate and convert, nothing else."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cmtool.lib.versions import VersionedForm
from strategy import corpus_io, corpus_words
from strategy.corpus_io import Draft
from strategy.models import CorpusTerm

LONGEST_TEXT = 20_000


class LinesField(forms.CharField):
    """A list of texts, one per line."""

    widget = forms.Textarea

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        lines = (line.strip() for line in corpus_io.plain(super().to_python(value)).split("\n"))
        return list(dict.fromkeys(line for line in lines if line))


class TermForm(VersionedForm):
    variants = LinesField(
        label=_("Variants"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Other ways to say it, one per line. Plurals, accents and capitals are found without."),
    )
    page = forms.URLField(
        label=_("Page"),
        max_length=corpus_io.LIMITS["page"],
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("Where the web site is about it."),
    )

    class Meta:
        model = CorpusTerm
        fields = list(CorpusTerm.SAID)
        widgets = {
            "stance": forms.RadioSelect,
            "quote": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "say_instead": _("Needed for a term to avoid; one click then puts it in its place."),
            "hashtag": _("Without the #."),
            "quote": _("Who says it so: a sentence as you heard or read it."),
        }

    def clean_hashtag(self):
        return self.cleaned_data["hashtag"].lstrip("#＃").strip()

    def clean_quote(self):
        return corpus_io.plain(self.cleaned_data["quote"])

    def clean_note(self):
        return corpus_io.plain(self.cleaned_data["note"])

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        draft = Draft(**{**data_of(data), "variants": tuple(data["variants"])})
        if refused := corpus_io.refusal(draft):
            self.add_error(refused.field, corpus_words.refusal(refused))
        elif same := CorpusTerm.objects.filter(key=draft.key).exclude(pk=self.instance.pk).first():
            self.is_taken(same)
        return data

    def is_taken(self, same: CorpusTerm) -> None:
        text = format_html('<a href="{}">{}</a>', same.get_absolute_url(), same.text)
        sentence = format_html(
            gettext("This term is there already: {}. Accents, capitals and plurals make no other."), text
        )
        self.add_error("text", sentence)


def data_of(cleaned: dict) -> dict:
    return {name: cleaned[name] for name in CorpusTerm.SAID}


class FilterForm(forms.Form):
    """Which terms the list shows: all of it stands in the address."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Search")}),
    )
    facet = forms.ChoiceField(
        label=_("Facet"), required=False, choices=[("", _("All facets")), *CorpusTerm.Facet.choices]
    )
    stance = forms.ChoiceField(
        label=_("Stance"), required=False, choices=[("", _("To use and to avoid")), *CorpusTerm.Stance.choices]
    )
    seo = forms.ChoiceField(
        label=_("Web site"),
        required=False,
        choices=[("", _("With or without the web site")), ("1", _("Keywords of the web site")), ("0", _("The others"))],
    )

    def matching(self, terms):
        """Those of ``terms`` that the valid part of the filter wants."""
        self.is_valid()
        said = self.cleaned_data
        for name in ("facet", "stance"):
            if said.get(name):
                terms = terms.filter(**{name: said[name]})
        if said.get("seo"):
            terms = terms.filter(seo=said["seo"] == "1")
        return terms.saying(said.get("q", ""))

    @property
    def is_narrow(self) -> bool:
        return any(self.cleaned_data.values())


class BulkForm(forms.Form):
    """What to say of the terms chosen in the list."""

    facet = forms.ChoiceField(
        label=_("Facet"), required=False, choices=[("", _("Facet as it is")), *CorpusTerm.Facet.choices]
    )
    stance = forms.ChoiceField(
        label=_("Stance"), required=False, choices=[("", _("Stance as it is")), *CorpusTerm.Stance.choices]
    )

    def said(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}


class PasteForm(forms.Form):
    facet = forms.ChoiceField(label=_("Facet"), choices=CorpusTerm.Facet.choices)
    lines = forms.CharField(
        label=_("Terms"),
        max_length=400_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "true"}),
        help_text=_(
            "One per line. A term to avoid is followed by a semicolon and what to say instead; a hashtag may end the"
            " line."
        ),
    )

    def clean_lines(self):
        lines = corpus_io.plain(self.cleaned_data["lines"])
        if lines.count("\n") >= corpus_io.MOST:
            raise forms.ValidationError(
                _("At most %(limit)s lines at once; a file can hold more."), params={"limit": corpus_io.MOST}
            )
        return lines

    def read(self) -> list[corpus_io.Line]:
        return corpus_io.read_lines(self.cleaned_data["lines"], self.cleaned_data["facet"])


class CheckForm(forms.Form):
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean_text(self):
        return self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
