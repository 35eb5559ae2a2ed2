"""Forms of step 1 around the objectives: what they serve, what can be invested, what was decided."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cmtool.lib.versions import VersionedForm
from strategy.models import Aim, Decision, Plan

from .widgets import DateInput


class AimForm(VersionedForm):
    class Meta:
        model = Aim
        fields = ["kind", "title", "why"]
        widgets = {"why": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"title": _("As it stands in the general plan. Example: make culture accessible to all.")}


class PlanForm(VersionedForm):
    class Meta:
        model = Plan
        fields = ["hours_per_week", "people", "yearly_budget", "hours_per_post"]
        help_texts = {"hours_per_week": _("All people together: writing, answering, listening.")}


class DecisionForm(forms.ModelForm):
    class Meta:
        model = Decision
        fields = ["day", "text"]
        widgets = {"day": DateInput, "text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, workspace, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("day", workspace.today())
