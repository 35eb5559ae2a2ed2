"""Form by which a strategy comes in: first its file, then, once it was shown what it holds, its text."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST = 2_000_000  # bytes: it goes to the browser and back; the command takes more


class StrategyForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("A .json file made by “Download” in this app."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    document = forms.CharField(required=False, strip=False, max_length=MOST, widget=forms.HiddenInput)

    def clean(self) -> dict:
        data = super().clean()
        file = data.get("file")
        if file and file.size > MOST:
            sentence = _("The file is too large for this page; the administrator can bring it in on the server.")
            raise ValidationError(sentence)
        if not file and not data.get("document") and not self.errors:
            raise ValidationError(_("Choose a file."))
        return data

    @property
    def confirmed(self) -> bool:
        """The document comes back from the page that showed what it holds."""
        return not self.cleaned_data.get("file")

    def content(self) -> bytes:
        file = self.cleaned_data.get("file")
        return file.read() if file else self.cleaned_data["document"].encode("utf-8", "surrogatepass")
