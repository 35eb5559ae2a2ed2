"""The form of a decision on a network: it validates and converts, nothing else."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from cmtool.lib.versions import VersionedForm
from strategy.models import NetworkDecision
from strategy.ranking import LEAST, MOST

from .widgets import DateInput

HALF_A_YEAR = dt.timedelta(days=182)
MARKS = [("", _("Nobody has said")), *((mark, str(mark)) for mark in range(LEAST, MOST + 1))]


class NetworkDecisionForm(VersionedForm):
    class Meta:
        model = NetworkDecision
        fields = ["verdict", "reason", "review_on", "evidence", "presence", "fit", "ease", "effort"]
        widgets = {
            "reason": forms.Textarea(attrs={"rows": 2}),
            "evidence": forms.Textarea(attrs={"rows": 2}),
            "review_on": DateInput,
            **{mark: forms.Select(choices=MARKS) for mark in ("presence", "fit", "ease", "effort")},
        }
        help_texts = {
            "review_on": _("The team leads get a mail that day."),
            "evidence": _("What was seen there, beside what is counted: a group, a hashtag, a conversation."),
            "presence": _("1: hardly anybody, 5: everybody we want to serve. Left empty, it is counted."),
            "fit": _("1: far from what we have to say, 5: made for it."),
            "ease": _("1: everything is to be learnt, 5: we know how."),
            "effort": _("1: little time, 5: a lot of it."),
        }

    def __init__(self, *args, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["verdict"].choices = NetworkDecision.verdict.field.choices
        if not self.instance.review_on or self.instance.review_on <= today:
            self.initial["review_on"] = today + HALF_A_YEAR

    def clean_review_on(self):
        day = self.cleaned_data["review_on"]
        if day and day <= self.today:
            raise forms.ValidationError(_("The day must be to come."))
        return day
