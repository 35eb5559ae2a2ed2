"""Forms of the source directory: they validate and convert, nothing else."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cmtool.lib.versions import VersionedForm
from strategy import opml, profiles, sources
from strategy.actions.sources import known
from strategy.models import Source
from strategy.sources import Entry, Refused
from workspaces.models import Workspace

REASONS = {
    "too_long": _("too long"),
    "unwritable": _("it holds characters that cannot be kept"),
    "no_address": _("no address"),
    "not_an_address": _("this is not a web address"),
}
BAD_FILES = {
    "too_large": _("This file is larger than 2 MB; a list of sources is much smaller."),
    "not_xml": _("This file is not an OPML file: it cannot be read as XML. Ask your feed reader for its OPML export."),
    "forbidden": _(
        "This file holds a document type or entities, which a list of sources never needs. It was not read."
    ),
    "not_opml": _("This file is not an OPML file. Ask your feed reader for its OPML export."),
    "too_deep": _("The folders of this file are nested too deep to be read."),
    "too_many": _("This file holds more than 5,000 entries. Bring it in piece by piece."),
}


def reason(refused: Refused) -> str:
    """A line that was not taken, with its reason."""
    return f"{refused.text[:80]} – {REASONS[refused.code]}"


class SourceForm(VersionedForm):
    """``feed`` and ``address`` follow the rules of ``strategy.sources``, as those that come in by a file do."""

    feed = forms.CharField(
        label=_("Feed"), max_length=sources.ADDRESS, required=False, help_text=_("RSS or Atom, when it has one.")
    )

    class Meta:
        model = Source
        fields = ["kind", "title", "address", "feed", "folder", "why", "frequency"]
        help_texts = {
            "address": _("A web address; a hashtag, a search or a list can be written as it is."),
            "why": _("What you expect to learn from it."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["folder"].widget.attrs["list"] = "folders"
        self.folders = Source.objects.exclude(folder="").order_by("folder").values_list("folder", flat=True).distinct()

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        for name in ("address", "feed"):
            data[name] = sources.with_scheme(data[name])
        code = sources.refusal(Entry(**{name: data[name] for name in self._meta.fields}))
        if code:
            self._say(code, data)
        elif known(but=self.instance.pk).holds(data["address"], data["feed"]):
            self.add_error("address", _("This source is in the directory already, perhaps archived."))
        return data

    def _say(self, code: str, data: dict) -> None:
        if code == "unwritable":
            for name in [name for name, text in data.items() if isinstance(text, str) and sources.unwritable(text)]:
                self.add_error(name, _("This holds characters that cannot be kept, such as control characters."))
        elif code == "no_address":
            self.add_error("address", _("Give its address, or its feed."))
        else:
            wrong = "feed" if data["feed"] and not sources.sound(data["feed"]) else "address"
            self.add_error(wrong, _("This is not a web address. Example: https://example.org/news"))


class FilterForm(forms.Form):
    """What of the directory is shown; a wrong value filters nothing."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Search")}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All kinds")), *Source.Kind.choices], required=False)
    folder = forms.ChoiceField(label=_("Folder"), required=False)
    due = forms.ChoiceField(
        label=_("Reading"), choices=[("", _("Read or not")), ("1", _("To read today"))], required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        folders = Source.objects.exclude(folder="").order_by("folder").values_list("folder", flat=True).distinct()
        self.fields["folder"].choices = [("", _("All folders")), *((name, name) for name in folders[:200])]
        self.is_valid()

    def filter(self, rows: QuerySet[Source], workspace: Workspace) -> QuerySet[Source]:
        said = self.cleaned_data
        for word in profiles.folded(said.get("q") or "").split():
            rows = rows.filter(search__contains=word)
        for name in ("kind", "folder"):
            if said.get(name):
                rows = rows.filter(**{name: said[name]})
        return rows.due(workspace) if said.get("due") else rows


class BulkForm(forms.Form):
    """Addresses pasted one per line; what cannot be read is said line by line, and nothing is added meanwhile."""

    lines = forms.CharField(
        label=_("Addresses, one per line"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": "https://example.org\n#hashtag"}),
        help_text=_("Web addresses and hashtags. Those that are in the directory already are not doubled."),
    )
    folder = forms.CharField(label=_("Folder"), max_length=sources.FOLDER, required=False)
    why = forms.CharField(label=_("Why"), max_length=sources.WHY, required=False)
    frequency = forms.TypedChoiceField(label=_("Read"), choices=Source.Frequency.choices, coerce=int, initial=7)

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        common = {name: data[name] for name in ("folder", "why", "frequency")}
        self.entries, refused = sources.read_lines(data["lines"], **common)
        if len(self.entries) > sources.MOST:
            self.add_error("lines", _("More than 5,000 addresses at once. Bring them in piece by piece."))
        for each in refused[:10]:
            self.add_error("lines", _("Line %(n)s: %(reason)s.") % {"n": each.number, "reason": reason(each)})
        return data


class OpmlForm(forms.Form):
    """A list of sources out of a feed reader. ``entries`` and ``refused`` are what it holds."""

    file = forms.FileField(label=_("OPML file"), widget=forms.FileInput(attrs={"accept": ".opml,.xml"}))

    def clean_file(self):
        file = self.cleaned_data["file"]
        data = file.read() if file.size <= opml.LARGEST else b" " * (opml.LARGEST + 1)
        try:
            self.entries, self.refused = opml.read(data)
        except opml.BadOpml as error:
            raise forms.ValidationError(BAD_FILES[str(error)]) from error
        return file


class ConfirmForm(forms.Form):
    """What the preview showed, on its way back: read again by the same rules."""

    listed = forms.CharField(widget=forms.HiddenInput, max_length=4 * opml.LARGEST, strip=False)

    def clean_listed(self):
        try:
            self.entries, _refused = opml.read(self.cleaned_data["listed"].encode())
        except opml.BadOpml as error:
            raise forms.ValidationError(BAD_FILES[str(error)]) from error
        return self.cleaned_data["listed"]
