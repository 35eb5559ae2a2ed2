"""Forms of objectives and channels: they validate and convert, nothing else."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from cmtool.lib.versions import VersionedForm
from workspaces.models import User

from . import networks
from .models import Channel, Objective


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class ObjectiveForm(VersionedForm):
    class Meta:
        model = Objective
        fields = ["title", "intent", "why", "horizon", "start", "due", "owner", "status"]
        widgets = {"start": DateInput, "due": DateInput, "why": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "title": _("One sentence that says what will have changed. Example: residents learn of every event here."),
            "why": _("Which need of the community or of the organisation it serves."),
        }

    def __init__(self, *args, workspace, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.filter(memberships__workspace=workspace)
        self.fields["owner"].empty_label = _("Nobody yet")
        statuses = [choice for choice in Objective.Status.choices if choice[0] != Objective.Status.ARCHIVED]
        self.fields["status"].choices = statuses
        if not self.instance.pk:
            today = workspace.today()
            self.initial.setdefault("start", today)
            self.initial.setdefault("due", today + dt.timedelta(days=365))

    def clean(self):
        data = super().clean()
        if data.get("start") and data.get("due") and data["due"] <= data["start"]:
            self.add_error("due", _("The due date must be after the start."))
        return data


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
