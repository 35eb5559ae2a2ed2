"""Forms of workspaces, members and the journal: they validate, nothing else."""

import datetime as dt

from django import forms
from django.contrib.auth import password_validation
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cmtool.lib.versions import VersionedForm

from . import hours, zones
from .models import Invitation, User, Workspace, default_business_hours
from .permissions import ROLE_MEANINGS, Role
from .verbs import kinds


class NewPasswordField(forms.CharField):
    """A password chosen now; the form calls ``check_password`` once it knows whose it is."""

    def __init__(self):
        super().__init__(
            label=_("Password"),
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            help_text=_("At least 10 characters; a sentence is easy to remember."),
        )


def check_password(form: forms.Form, *, email: str) -> None:
    password = form.cleaned_data.get("password")
    if not password:
        return
    try:
        password_validation.validate_password(password, User(email=email, name=form.cleaned_data.get("name", "")))
    except forms.ValidationError as error:
        form.add_error("password", error)


class FirstAdminForm(forms.Form):
    code = forms.CharField(
        label=_("One-time code"),
        help_text=_("Printed in the terminal when cmtool starts."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = NewPasswordField()
    workspace = forms.CharField(
        label=_("Name of the workspace"),
        max_length=120,
        help_text=_("The organisation or team whose community you look after."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def clean(self):
        check_password(self, email=self.cleaned_data.get("email", ""))
        return self.cleaned_data


class JoinForm(forms.Form):
    """The account of an invited person; the address comes from the invitation, never from the form."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = NewPasswordField()

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        check_password(self, email=self.email)
        return self.cleaned_data


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "single_keys"]
        help_texts = {
            "name": _("As the other members see it."),
            "single_keys": _("Such as n for new, / for search. Switch them off if you dictate or use a screen reader."),
        }
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class WorkspaceForm(forms.ModelForm):
    slug = forms.SlugField(
        label=_("Address"),
        max_length=50,
        required=False,
        help_text=_("Last part of the web address, such as “media-library”. Left empty, it is made from the name."),
        validators=Workspace._meta.get_field("slug").validators,
    )

    class Meta:
        model = Workspace
        fields = ["name", "slug"]


class HoursInput(forms.Widget):
    """Seven rows: open or closed, from, to. Its value is seven dicts ``{"open", "start", "end"}``."""

    template_name = "workspaces/_hours.html"
    use_fieldset = True

    def value_from_datadict(self, data, files, name):
        return [
            {
                "open": f"{name}_{number}_open" in data,
                "start": data.get(f"{name}_{number}_start", ""),
                "end": data.get(f"{name}_{number}_end", ""),
            }
            for number in range(7)
        ]

    def value_omitted_from_data(self, data, files, name):
        return False

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["rows"] = [
            {"day": WEEKDAYS[number], "name": f"{name}_{number}", **row} for number, row in enumerate(value)
        ]
        return context

    def id_for_label(self, id_):
        return ""


class HoursField(forms.Field):
    widget = HoursInput

    def prepare_value(self, value):
        if value and isinstance(value[0], dict):
            return value
        rows = []
        for day, usual in zip(value, default_business_hours(), strict=True):
            start, end = day or usual or [540, 1080]
            rows.append({"open": bool(day), "start": hours.clock(start), "end": hours.clock(end % hours.END_OF_DAY)})
        return rows

    def has_changed(self, initial, data):
        try:
            return self.clean(data) != initial
        except forms.ValidationError:
            return True

    def clean(self, value):
        return [self._day(number, row) for number, row in enumerate(value)]

    def _day(self, number: int, row: dict) -> list[int] | None:
        if not row["open"]:
            return None
        try:
            start, end = hours.minutes(row["start"]), hours.minutes(row["end"]) or hours.END_OF_DAY
        except ValueError:
            start = end = 0
        if start >= end:
            raise forms.ValidationError(
                _("%(day)s: give an opening time and a later closing time."), params={"day": WEEKDAYS[number]}
            )
        return [start, end]


class SettingsForm(VersionedForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Type the first letters of the city once the list is open.")
    )
    business_hours = HoursField(
        label=_("Business hours"), help_text=_("When somebody answers. 00:00 as closing time is midnight.")
    )

    class Meta:
        model = Workspace
        fields = ["name", "language", "time_zone", "week_start", "business_hours", "retention_months"]
        help_texts = {"language": _("Of the mails that the workspace sends; each person chooses their own pages.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = zones.zone_choices((get_language() or "fr")[:2])
        stored = self.instance.time_zone
        if stored not in {*zones.zone_names(), "UTC"}:
            choices = [(stored, stored), *choices]
        self.fields["time_zone"].choices = choices


class InviteForm(forms.ModelForm):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.MANAGER, widget=forms.RadioSelect)

    class Meta:
        model = Invitation
        fields = ["email", "role"]
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "off"})}

    def __init__(self, *args, workspace: Workspace, **kwargs):
        super().__init__(*args, **kwargs)
        self.workspace = workspace
        self.fields["role"].choices = roles_with_meanings()

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if self.workspace.memberships.filter(user__email__iexact=email).exists():
            raise forms.ValidationError(_("This person is a member already."))
        if Invitation.objects.open().filter(email=email).exists():
            raise forms.ValidationError(_("This person is invited already: send the invitation again from the list."))
        return email


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_with_meanings()


def roles_with_meanings() -> list[tuple[str, str]]:
    return [(code, f"{label} – {ROLE_MEANINGS[code]}") for code, label in Role.choices]


class JournalForm(forms.Form):
    """Filters of the journal; a value that is not on offer filters nothing."""

    PERIODS = [("7", _("7 days")), ("30", _("30 days")), ("90", _("90 days")), ("365", _("12 months"))]

    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"), required=False, empty_label=_("Everybody"))
    kind = forms.ChoiceField(label=_("About"), required=False)
    days = forms.ChoiceField(label=_("Period"), required=False, choices=[("", _("All dates")), *PERIODS])

    def __init__(self, *args, workspace: Workspace, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.filter(memberships__workspace=workspace).order_by("name")
        self.fields["kind"].choices = [("", _("Everything")), *kinds()]

    def filter(self, events):
        self.full_clean()
        chosen = self.cleaned_data
        if person := chosen.get("person"):
            events = events.filter(user=person)
        if kind := chosen.get("kind"):
            events = events.filter(verb__startswith=f"{kind}.")
        if days := chosen.get("days"):
            events = events.filter(at__gte=timezone.now() - dt.timedelta(days=int(days)))
        return events
