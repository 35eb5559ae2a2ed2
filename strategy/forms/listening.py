"""Forms of communities, answers and evidence: they validate and convert, nothing else."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cmtool.lib.versions import Difference, VersionedForm
from imports.actions import clean_name
from strategy import evidence_files, networks
from strategy.models import Answer, Community, Evidence


class CommunityForm(VersionedForm):
    class Meta:
        model = Community
        fields = ["name", "who", "places", "interests", "values", "media", "words"]
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in fields[1:]}
        help_texts = {
            "name": _("Example: parents of young children in the town centre."),
            "who": _("Ages, occupations, what brings them together."),
            "places": _("Groups, pages, hashtags, forums, and places that are not on the web."),
            "words": _("The words they use themselves."),
        }


class AnswerForm(forms.ModelForm):
    """A new answer. ``seen`` is the id of the answer that the reader saw, 0 when there was none."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    networks = forms.MultipleChoiceField(
        label=_("Networks"),
        choices=lambda: [(network.code, network.name) for network in networks.NETWORKS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("They count as evidence when networks are chosen, in step 4."),
    )
    keep = forms.TypedMultipleChoiceField(
        label=_("Evidence that still holds"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("What you untick stays with the former answer, in the history."),
    )

    class Meta:
        model = Answer
        fields = ["text", "networks"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, former: Answer | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"seen": former.pk if former else 0}
        if former:
            self.initial |= {"text": former.text, "networks": former.networks}
        if self.instance.question != Answer.Question.NETWORKS:
            del self.fields["networks"]
        evidence = Evidence.objects.kept().filter(answer=former) if former else Evidence.objects.none()
        self.initial["keep"] = [each.pk for each in evidence]
        self.fields["keep"].choices = [(each.pk, str(each)) for each in evidence]
        if not evidence:
            del self.fields["keep"]

    def rebase(self, stored: Answer | None) -> None:
        """Show what the person typed again, ready to replace ``stored`` knowingly."""
        self.data = self.data.copy()
        self.data["seen"] = str(stored.pk if stored else 0)

    def differences(self, stored: Answer | None) -> list[Difference]:
        """What was typed against what somebody else answered meanwhile; None: they took the answer back."""
        stored = stored or Answer()
        rows = [Difference(str(self.fields["text"].label), self.instance.text, stored.text)]
        if "networks" in self.fields:
            rows.append(Difference(str(self.fields["networks"].label), _names(self.instance), _names(stored)))
        return [row for row in rows if row.yours != row.stored]


def _names(answer: Answer) -> str:
    return ", ".join(network.name for network in answer.network_infos)


# The fields of each kind of evidence, in their order: (name, required).
FIELDS = {
    "quote": {"text": True, "origin": False, "url": False},
    "link": {"url": True, "text": False},
    "file": {"file": True, "text": False},
    "message": {"text": True, "origin": False, "network": False},
    "figure": {"text": True, "origin": False, "url": False},
}
LABELS = {
    ("quote", "text"): _("What was said"),
    ("quote", "origin"): _("Who says it"),
    ("message", "text"): _("The message, as it was received"),
    ("message", "origin"): _("Its author"),
    ("figure", "text"): _("The figure and what it counts"),
    ("figure", "origin"): _("Its source"),
}


class EvidenceForm(forms.ModelForm):
    """One piece of evidence of the kind that its instance says."""

    url = forms.URLField(
        label=_("Address"),
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=False,
        max_length=255,
        help_text=_("An image (PNG, JPEG, GIF, WebP), a PDF, a text or a CSV, of 10 MB at most."),
    )

    class Meta:
        model = Evidence
        fields = ["text", "origin", "network", "url"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kind = self.instance.kind
        self.fields = {name: self.fields[name] for name in FIELDS[kind]}
        for name, required in FIELDS[kind].items():
            self.fields[name].required = required
            self.fields[name].label = LABELS.get((kind, name), self.fields[name].label)
        if kind == Evidence.Kind.FIGURE:
            self.fields["text"].help_text = _("Example: 1,240 members on 1 October.")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > evidence_files.LARGEST:
            raise forms.ValidationError(too_large())
        name, data = clean_name(file.name), file.read()
        kind = evidence_files.type_of(data, name)
        if not kind:
            raise forms.ValidationError(
                _("“%(name)s” is neither an image, a PDF, a text nor a CSV: it was not taken."), params={"name": name}
            )
        self.instance.file_name, self.instance.file_type = name, kind
        return data

    def clean(self):
        data = super().clean()
        figure = self.instance.kind == Evidence.Kind.FIGURE
        if figure and not self.errors and not (data.get("origin") or data.get("url")):
            self.add_error("origin", _("Say where the figure comes from: a source, or an address."))
        return data


def too_large() -> str:
    return _("The file is larger than %(n)s MB and was not taken.") % {"n": evidence_files.LARGEST // 1024**2}
