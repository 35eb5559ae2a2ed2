"""Forms of moves, of one post or several: they validate and convert, nothing else."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from calendar_app.actions.moves import Wish
from calendar_app.canvas import EARLIEST, LATEST
from calendar_app.models import Post
from strategy.forms.people import SavedFilterForm as SavedFilterForm
from strategy.forms.widgets import DateInput
from workspaces.models import User, Workspace

MOST_AT_ONCE = 500
FURTHEST = 3660  # days
#: What several posts may be made at once. That something went out is said of each publication, by itself.
STATUSES = [(code, label) for code, label in Post.Status.choices if code != Post.Status.PUBLISHED]


class DayField(forms.DateField):
    """A day that a calendar may hold."""

    widget = DateInput

    def clean(self, value):
        day = super().clean(value)
        if day and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("Choose a day between 1971 and 2999."))
        return day


class MoveForm(forms.Form):
    """Another day and time. ``keep`` is a drop on a day: the time stays, or becomes the channel's free slot."""

    day = DayField(label=_("Day"))
    time = forms.TimeField(label=_("Time"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)
    past = forms.BooleanField(required=False, widget=forms.HiddenInput)
    keep = forms.BooleanField(required=False, widget=forms.HiddenInput)
    #: The button pressed: "" to move, "slot" for the next free slot, "off" to take it off its day.
    to = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=[("", ""), ("slot", ""), ("off", "")])

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["day"].required = not (data and data.get("to"))


class Ids(forms.Field):
    """Ids of rows, as checkboxes send them."""

    widget = forms.MultipleHiddenInput
    default_validators = [MaxLengthValidator(MOST_AT_ONCE, _("At most %(limit_value)s posts at once."))]

    def to_python(self, value):
        if any(not (each.isascii() and each.isdecimal() and len(each) < 19) for each in value or []):
            raise forms.ValidationError(_("Choose posts of the calendar."))
        return [int(each) for each in value or []]


class BulkForm(forms.Form):
    """What to do to the posts chosen."""

    publications = Ids(required=False)
    posts = Ids(required=False)
    shift = forms.IntegerField(label=_("Move by days"), required=False, min_value=-FURTHEST, max_value=FURTHEST)
    day = DayField(label=_("Move to"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("Status")), *STATUSES])
    reason = forms.CharField(label=_("Why it is dropped"), max_length=300, required=False)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Person in charge"), required=False)
    tag = forms.CharField(label=_("Add a tag"), max_length=40, required=False)
    past = forms.BooleanField(required=False)
    to = forms.ChoiceField(required=False, choices=[("", ""), ("duplicate", ""), ("delete", "")])

    def __init__(self, data, *, workspace: Workspace):
        super().__init__(data)
        self.fields["owner"].queryset = User.objects.filter(memberships__workspace=workspace)

    def clean_tag(self):
        return " ".join(self.cleaned_data["tag"].replace(",", " ").split())

    def clean(self):
        data = super().clean()
        if not self.errors and not (data["publications"] or data["posts"]):
            raise forms.ValidationError(_("Choose at least one post."))
        return data

    @property
    def wish(self) -> Wish:
        said = self.cleaned_data
        return Wish(
            shift=said["shift"] or 0,
            day=said["day"],
            status=said["status"],
            reason=said["reason"],
            owner=said["owner"].pk if said["owner"] else None,
            tag=said["tag"],
        )
