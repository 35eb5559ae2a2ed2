"""Forms of pillars, usual times and key dates: they validate and convert, nothing else."""

import datetime as dt
import re

from django import forms
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField

from calendar_app import packs
from calendar_app.models import KeyDate, Pillar, Post, Slot, Wish
from cmtool.lib.versions import VersionedForm
from strategy.forms.widgets import DateInput
from strategy.models import Channel, Objective

TIME = re.compile(r"(\d{1,2})(?:[:hH.](\d{2})?)?")
INSIDE = re.compile(r"(?<=\d)\s+(?=[hH:])|(?<=[hH:])\s+(?=\d\d(?:[\s,;/]|$))")  # the spaces of "18 h 30"
TIMES_AT_ONCE = 24
LONGEST = 366  # days that a key date may last


class PillarForm(VersionedForm):
    class Meta:
        model = Pillar
        fields = ["name", "why", "objective", "wish"]
        widgets = {"why": forms.Textarea(attrs={"rows": 3})}
        field_classes = {"objective": SafeModelChoiceField}
        help_texts = {
            "name": _("A theme that comes back. Example: behind the scenes."),
            "wish": _("Of the posts that have a pillar. The planning help compares it with what is planned."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["objective"].queryset = Objective.objects.exclude(status=Objective.Status.ARCHIVED)
        self.fields["objective"].empty_label = _("No objective")

    def clean_name(self):
        name = self.cleaned_data["name"]
        if Pillar.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a pillar of this name already, perhaps among the archived ones."))
        return name


class TimesField(forms.CharField):
    """One or several times of the day in the words people use: ``9:00, 12h30 18h``. Sorted, each once."""

    def to_python(self, value) -> list[dt.time]:
        said = [piece for piece in re.split(r"[,;/\s]+", INSIDE.sub("", super().to_python(value))) if piece]
        if len(said) > TIMES_AT_ONCE:
            raise forms.ValidationError(_("That is too many at once."))
        return sorted({self._time(piece) for piece in said})

    def _time(self, piece: str) -> dt.time:
        match = TIME.fullmatch(piece)
        try:
            return dt.time(int(match[1]), int(match[2] or 0))
        except (TypeError, ValueError) as error:
            message = _("“%(piece)s” is not a time of the day. Example: 9:00, 18:30.")
            raise forms.ValidationError(message, params={"piece": piece}) from error


class SlotsForm(forms.Form):
    channel = SafeModelChoiceField(label=_("Channel"), queryset=Channel.objects.none())
    weekday = forms.TypedMultipleChoiceField(
        label=_("Days"), coerce=int, choices=Slot.Weekday.choices, widget=forms.CheckboxSelectMultiple
    )
    time = TimesField(
        label=_("Times"), max_length=200, help_text=_("Several are separated by commas. Example: 9:00, 18:30.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = Channel.objects.current()


class KeyDateForm(VersionedForm):
    link = forms.URLField(label=_("Link"), max_length=1000, required=False, assume_scheme="https")

    class Meta:
        model = KeyDate
        fields = ["title", "start", "end", "note", "link"]
        widgets = {"start": DateInput, "end": DateInput, "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"end": _("Leave empty for a single day.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["end"].required = False

    def clean(self):
        data = super().clean()
        start = data.get("start")
        if start and not data.get("end") and "end" not in self.errors:
            data["end"] = start
        if start and data.get("end"):
            if data["end"] < start:
                self.add_error("end", _("The last day is before the first."))
            elif (data["end"] - start).days > LONGEST:
                self.add_error("end", _("A key date lasts a year at most."))
        return data


def pack_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """[(group, [(code, label)])]"""
    whole = {
        "public": _("Public holidays of the whole of France"),
        "feasts": _("Feasts: Easter, Mother’s Day, Halloween…"),
        "world": _("International and European days"),
        "trade": _("Sales, Black Friday…"),
    }
    regions = [(f"public-{code}", place) for code, place in packs.REGIONS.items()]
    sales = [(f"sales-{code}", place) for code, (place, _days) in packs.SALES.items()]
    zones = [(f"school-{zone}", _("Zone %(zone)s") % {"zone": zone}) for zone in packs.ZONES]
    return [
        (_("For all"), list(whole.items())),
        (_("School holidays"), zones),
        (_("Additional public holidays"), regions),
        (_("Sales on days of their own"), sales),
    ]


class PacksForm(forms.Form):
    packs = forms.MultipleChoiceField(
        label=_("On the calendar"),
        choices=pack_choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "School holidays are known for zones A, B and C. Corsica and overseas have days of their own, which no"
            " maintained list gives: bring in the calendar (.ics) of your académie."
        ),
    )


class WishesForm(forms.Form):
    """The share, in percent, that each origin, form and objective is wished to have; empty where nothing is wished."""

    template_name = "calendar_app/_wishes.html"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.wishable = {f"{subject}-{code}": (subject, code, label) for subject, code, label in _wishable()}
        for name, (_subject, _code, label) in self.wishable.items():
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=100, required=False)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """[(what the shares are of, its fields)]"""
        return [
            (subject.label, [self[name] for name, (kind, _code, _label) in self.wishable.items() if kind == subject])
            for subject in Wish.Subject
            if any(kind == subject for kind, _code, _label in self.wishable.values())
        ]

    def clean(self):
        data = super().clean()
        for subject in Wish.Subject.values:
            if sum(share for (kind, _code), share in self._said(data).items() if kind == subject) > 100:
                self.add_error(None, _("The shares of one kind add up to more than 100%."))
        return data

    def shares(self) -> dict[tuple[str, str], int]:
        """(subject, code) → percent, of those that are wished."""
        return self._said(self.cleaned_data)

    def _said(self, data: dict) -> dict[tuple[str, str], int]:
        found = {(subject, code): data.get(name) for name, (subject, code, _label) in self.wishable.items()}
        return {key: share for key, share in found.items() if share is not None}


def _wishable():
    aims = Objective.objects.filter(status=Objective.Status.ACTIVE).values_list("pk", "title")
    subjects = (
        (Wish.Subject.ORIGIN, Post.Origin.choices),
        (Wish.Subject.FORM, Post.Form.choices),
        (Wish.Subject.AIM, [(str(pk), title) for pk, title in aims]),
    )
    for subject, choices in subjects:
        for code, label in choices:
            yield subject.value, code, label
