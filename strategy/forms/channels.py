"""Forms of channels: they validate and convert, nothing else."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cmtool.lib.versions import VersionedForm
from strategy import networks
from strategy.models import Channel

from .widgets import CheckedTextarea


class ChannelForm(VersionedForm):
    """The account itself."""

    address = forms.URLField(
        label=_("Address"),
        max_length=300,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("Left empty, it is made from the network and the handle."),
    )

    class Meta:
        model = Channel
        fields = ["network", "handle", "address"]
        help_texts = {
            "handle": _("The account’s name on the network, without @."),
        }

    def clean_handle(self):
        handle = self.cleaned_data["handle"].strip().lstrip("@").strip()
        if not handle:
            raise forms.ValidationError(_("Give the name of the account."))
        return handle

    def clean(self):
        data = super().clean()
        network, handle = data.get("network"), data.get("handle")
        if network and handle:
            same = Channel.objects.filter(network=network, handle__iexact=handle).exclude(pk=self.instance.pk)
            if same.exists():
                self.add_error("handle", _("This channel exists already."))
            elif not data.get("address"):
                data["address"] = networks.get(network).profile_address(handle) or ""
        return data


class OfferForm(VersionedForm):
    """The digital service offer, and the presentation that is written from it."""

    link = forms.URLField(
        label=_("Link of the profile"),
        max_length=300,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    class Meta:
        model = Channel
        fields = ["talk_about", "ask_about", "bio", "link"]
        widgets = {name: CheckedTextarea() for name in ("talk_about", "ask_about", "bio")}
        help_texts = {
            "talk_about": _("One subject per line, the most useful first."),
            "ask_about": _("What one may ask, book or report here, and get an answer to."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bio"].template_name = "strategy/channel_bio_field.html"
        self.fields["bio"].help_url = reverse(
            "strategy:channel_bio", args=[self.instance.workspace.slug, self.instance.pk]
        )


class VoiceForm(VersionedForm):
    """How one speaks there, how often, and what for."""

    class Meta:
        model = Channel
        fields = ["tone", "form_of_address", "cadence", "uses"]
        widgets = {"uses": CheckedTextarea()}
        help_texts = {
            "tone": _("A few words. Example: warm, precise, never ironic."),
            "cadence": _("What can be kept in a busy week. The plan counts its hours."),
            "uses": _("What this channel is for, and what it is not for."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form_of_address"].choices = [("", _("Not settled yet")), *Channel.Address.choices]
