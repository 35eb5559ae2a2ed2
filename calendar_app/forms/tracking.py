"""Forms of links and of the day of publication."""

from django import forms
from django.utils.translation import gettext_lazy as _

from calendar_app.forms.moves import DayField
from calendar_app.models import Publication, Tracking
from cmtool.lib.versions import VersionedForm


class TrackingForm(VersionedForm):
    """What a channel adds to its links."""

    class Meta:
        model = Tracking
        fields = ["active", "source", "medium", "campaign", "shorten"]
        labels = {"campaign": _("Campaign taken from")}
        help_texts = {
            "source": _("Where visitors come from, as your web statistics name it. Example: facebook."),
            "medium": _("What kind of place it is. Example: social."),
            "shorten": _("An address of this site that counts who follows it, without knowing who."),
        }

    def clean_source(self):
        return self.cleaned_data["source"].strip()

    def clean_medium(self):
        return self.cleaned_data["medium"].strip()


class PublishForm(forms.Form):
    """It went out; the address of the post may come later."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    permalink = forms.URLField(
        label=_("Address of the post"),
        max_length=Publication._meta.get_field("permalink").max_length,
        required=False,
        assume_scheme="https",
    )


class SkipForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(
        label=_("Why it was not published"), max_length=Publication._meta.get_field("skipped_reason").max_length
    )


class ExpiryForm(forms.Form):
    until = DayField(label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class MonthsForm(forms.Form):
    """How far back plan and life are told; what the address says wrongly counts as not said."""

    months = forms.TypedChoiceField(
        required=False, coerce=int, choices=[(3, _("3 months")), (6, _("6 months")), (12, _("12 months"))]
    )

    def asked(self) -> int:
        self.is_valid()
        return self.cleaned_data.get("months") or 6


class DaysForm(forms.Form):
    """Over how many days clicks are summed; what the address says wrongly counts as not said."""

    days = forms.TypedChoiceField(
        required=False, coerce=int, choices=[(7, _("7 days")), (30, _("30 days")), (365, _("365 days"))]
    )

    def asked(self) -> int:
        self.is_valid()
        return self.cleaned_data.get("days") or 30
