"""Forms of channels: they validate and convert, nothing else."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cmtool.lib.versions import VersionedForm
from strategy import networks
from strategy.models import Channel


class ChannelForm(VersionedForm):
    address = forms.URLField(
        label=_("address"),
        max_length=300,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("Left empty, it is made from the network and the handle."),
    )

    class Meta:
        model = Channel
        fields = ["network", "handle", "address", "verdict", "why"]
        widgets = {
            "why": forms.Textarea(attrs={"rows": 3}),
            "address": forms.URLInput(attrs={"placeholder": "https://"}),
        }
        help_texts = {
            "handle": _("The account’s name on the network, without @."),
        }

    def __init__(self, *args, workspace, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.workspace = workspace

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
