"""Forms of the review: they validate and convert, nothing else."""

import datetime as dt

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField

from calendar_app.models import Approval, Comment, ReviewPolicy, Share
from cmtool.lib.versions import Difference, VersionedForm
from strategy.forms.people import PeopleField
from strategy.forms.widgets import DateInput
from strategy.models import Channel, SavedFilter
from workspaces.models import User

LONGEST = dt.timedelta(days=366)  # that an address for people outside may live


class DecisionForm(forms.Form):
    """A reviewer's word on the post as it was at ``version``."""

    decision = forms.ChoiceField(choices=Approval.Decision.choices, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note"), max_length=5000, required=False, widget=forms.Textarea({"rows": 3, "class": "form-control"})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def clean(self):
        data = super().clean()
        if data.get("decision") == Approval.Decision.CHANGES and not data.get("note"):
            self.add_error("note", _("Say what should change."))
        return data


class GuestForm(DecisionForm):
    """The same for somebody without an account, who gives a name once; or only a comment."""

    COMMENT = "comment"
    guest_name = forms.CharField(label=_("Your name"), max_length=Comment._meta.get_field("guest_name").max_length)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].label = _("Comment or note")
        self.fields["decision"].choices = [*Approval.Decision.choices, (self.COMMENT, "")]
        self.order_fields(["guest_name", "note"])

    def clean(self):
        data = super().clean()
        if data.get("decision") == self.COMMENT and not data.get("note"):
            self.add_error("note", _("Write your comment."))
        return data


class PolicyForm(VersionedForm):
    class Meta:
        model = ReviewPolicy
        fields = ["channel", "sensitivity", "need", "outside"]
        field_classes = {"channel": SafeModelChoiceField}
        help_texts = {
            "outside": _(
                "Somebody who answers through a review address that a team lead made. Enough where one is needed,"
                " required where all are."
            ),
        }

    reviewers = PeopleField(
        User.objects.none(),
        label=_("Reviewers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody named: the team leads and the administrators."),
    )
    trusted = PeopleField(
        User.objects.none(),
        label=_("Need no approval"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What they write themselves goes out without approval."),
    )

    def __init__(self, *args, workspace, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = Channel.objects.filter(archived_at=None)
        self.fields["channel"].empty_label = _("Every channel without a rule of its own")
        people = User.objects.filter(memberships__workspace=workspace).order_by("name", "pk")
        for name in ("reviewers", "trusted"):
            self.fields[name].queryset = people
            if self.instance.pk:
                self.initial[name] = [user.pk for user in getattr(self.instance, name).all()]
        if self.instance.pk:
            del self.fields["channel"], self.fields["sensitivity"]

    def differences(self, stored):
        rows = super().differences(stored)
        for name in ("reviewers", "trusted"):
            yours, theirs = self.cleaned_data[name], getattr(stored, name).all()
            if set(yours) != set(theirs):
                rows.append(Difference(str(self.fields[name].label), _names(yours), _names(theirs)))
        return rows


def _names(people) -> str:
    return ", ".join(str(user) for user in people) or "–"


class ShareForm(forms.ModelForm):
    """An address: for whom, what it opens, until when. The instance already says the post or the filter it is for."""

    class Meta:
        model = Share
        fields = ["kind", "name"]
        labels = {"kind": _("What it is for")}

    saved = forms.ModelChoiceField(None, label=_("What it shows"), required=False)
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=DateInput,
        help_text=_("The last day it works. A review address needs one."),
    )

    def __init__(self, *args, workspace, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.workspace = workspace
        filters = SavedFilter.objects.filter(Q(owner=user) | Q(owner=None), page="calendar")
        self.fields["saved"].queryset = filters
        self.fields["saved"].empty_label = _("The whole calendar")
        self.fields["kind"].choices = [("", _("Choose what it is for…")), *Share.Kind.choices]
        self.initial.setdefault("until", workspace.today() + dt.timedelta(days=30))
        if self.instance.post or self.instance.query:
            del self.fields["saved"]
        if self.instance.post:
            self.fields["kind"].choices = [(Share.Kind.REVIEW, Share.Kind.REVIEW.label)]

    def clean_until(self):
        until, today = self.cleaned_data["until"], self.workspace.today()
        if until and until < today:
            raise forms.ValidationError(_("This day has passed."))
        if until and until > today + LONGEST:
            raise forms.ValidationError(_("A year from today at most."))
        return until

    def clean(self):
        data = super().clean()
        if data.get("kind") == Share.Kind.REVIEW and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Say until when the address works."))
        return data

    def made(self) -> Share:
        """The share that the valid form says, not saved."""
        share, data = self.instance, self.cleaned_data
        if data.get("saved"):
            share.query = data["saved"].query
        if data["until"]:
            end = dt.datetime.combine(data["until"] + dt.timedelta(days=1), dt.time(), self.workspace.zone)
            share.expires_at = end.astimezone(dt.UTC)
        return share
