"""Forms of step 1: they validate and convert, nothing else."""

import datetime as dt

from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField

from cmtool.lib.versions import VersionedForm
from strategy.models import Aim, Objective
from workspaces.models import User

from .widgets import CheckedTextarea, DateInput


class ObjectiveForm(VersionedForm):
    class Meta:
        model = Objective
        fields = ["title", "intent", "why", "aim", "horizon", "start", "due", "owner", "status"]
        widgets = {"start": DateInput, "due": DateInput, "why": CheckedTextarea()}
        field_classes = {"aim": SafeModelChoiceField}
        help_texts = {
            "title": _("One sentence that says what will have changed. Example: residents learn of every event here."),
            "why": _("Which need of the community or of the organisation it serves."),
        }

    def __init__(self, *args, workspace, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["aim"].queryset = Aim.objects.filter(archived_at=None)
        self.fields["aim"].empty_label = _("No general aim")
        self.fields["owner"].queryset = User.objects.filter(memberships__workspace=workspace)
        self.fields["owner"].empty_label = _("Nobody yet")
        statuses = [choice for choice in Objective.Status.choices if choice[0] != Objective.Status.ARCHIVED]
        self.fields["status"].choices = statuses
        if not self.instance.pk:  # the empty instance has put None for both
            start = self.initial["start"] or workspace.today()
            due = self.initial["due"] or start + dt.timedelta(days=365)
            self.initial |= {"start": start, "due": due}

    def clean(self):
        data = super().clean()
        if data.get("start") and data.get("due") and data["due"] <= data["start"]:
            self.add_error("due", _("The due date must be after the start."))
        return data
