"""Forms of posts that come back: the rule in the words people use, and what is said each time."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField

from calendar_app import recurrence_words
from calendar_app.actions.series import first_content
from calendar_app.contents import Content, edited, new_content, new_publication
from calendar_app.models import Pillar, Slot
from calendar_app.recurrence import WORKING, Every, Rule, parse, upcoming
from strategy.forms.widgets import CheckedTextarea, DateInput
from strategy.models import Channel, Objective

LATEST = 3 * 366  # days from today that a series may begin or end in
WORKING_DAY = "working"
ENDINGS = [("never", _("Never")), ("until", _("On a day")), ("count", _("After a number of times"))]


class RuleForm(forms.Form):
    """When it comes back. ``rule`` is what a valid form means."""

    start = forms.DateField(label=_("First day"), widget=DateInput)
    time = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    every = forms.ChoiceField(
        label=_("Comes back"),
        choices=[
            (Every.WEEK, _("Every week")),
            (Every.DATE, _("Every month, on a date")),
            (Every.PLACE, _("Every month, on a weekday")),
            (Every.DAY, _("Every day")),
        ],
    )
    interval = forms.IntegerField(
        label=_("Every how many"), min_value=1, max_value=52, initial=1, help_text=_("2: every other one.")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"),
        coerce=int,
        choices=Slot.Weekday.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    place = forms.TypedChoiceField(
        label=_("Which one"), coerce=int, choices=list(recurrence_words.PLACES.items()), required=False
    )
    place_day = forms.ChoiceField(
        label=_("Day"),
        choices=[*((str(code), label) for code, label in Slot.Weekday.choices), (WORKING_DAY, _("Working day"))],
        required=False,
    )
    date = forms.IntegerField(
        label=_("Date in the month"),
        min_value=1,
        max_value=31,
        required=False,
        help_text=_("29 to 31: the last day of shorter months."),
    )
    ends = forms.ChoiceField(label=_("Ends"), choices=ENDINGS, initial="never")
    until = forms.DateField(label=_("Last day"), widget=DateInput, required=False)
    count = forms.IntegerField(label=_("How many times"), min_value=1, max_value=1000, required=False)

    def __init__(self, *args, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_start(self) -> dt.date:
        return self._near(self.cleaned_data["start"])

    def clean_until(self) -> dt.date | None:
        until = self.cleaned_data["until"]
        return until and self._near(until)

    def _near(self, day: dt.date) -> dt.date:
        if day < self.today:
            raise forms.ValidationError(_("This day is past."))
        if (day - self.today).days > LATEST:
            raise forms.ValidationError(_("This is more than three years away."))
        return day

    def clean(self):
        data = super().clean()
        every = data.get("every")
        if every == Every.WEEK and not data.get("weekdays"):
            self._ask("weekdays", _("Choose at least one day."))
        if every == Every.DATE and not data.get("date"):
            self._ask("date", _("Say the date in the month."))
        if every == Every.PLACE and not (data.get("place") and data.get("place_day")):
            self._ask("place", _("Say which day of the month."))
        for ending in ("until", "count"):
            if data.get("ends") == ending and not data.get(ending):
                self._ask(ending, _("Say when it ends."))
        if not self.errors and not upcoming(self.rule, data["start"], data["start"], 1):
            self._ask("until", _("The rule has no day between the first day and its end."))
        return data

    def _ask(self, name: str, message: str) -> None:
        if name not in self.errors:
            self.add_error(name, message)

    @property
    def rule(self) -> Rule:
        data = self.cleaned_data
        every = Every(data["every"])
        said: dict[str, Any] = {"every": every, "interval": data["interval"]}
        if every == Every.WEEK:
            said["weekdays"] = tuple(sorted(data["weekdays"]))
        if every == Every.DATE:
            said["date"] = data["date"]
        if every == Every.PLACE:
            day = data["place_day"]
            said |= {"place": data["place"], "weekdays": WORKING if day == WORKING_DAY else (int(day),)}
        if data["ends"] != "never":
            said[data["ends"]] = data[data["ends"]]
        return Rule(**said)


def rule_initial(text: str, start: dt.date) -> dict[str, Any]:
    """What ``RuleForm`` shows for a stored rule."""
    rule = parse(text)
    return blank_rule(start) | {
        "every": rule.every,
        "interval": rule.interval,
        "weekdays": list(rule.weekdays) if rule.every == Every.WEEK else [start.weekday()],
        "place": rule.place or 1,
        "place_day": WORKING_DAY if rule.weekdays == WORKING else str((rule.weekdays or (start.weekday(),))[0]),
        "date": rule.date or start.day,
        "ends": "until" if rule.until else "count" if rule.count else "never",
        "until": rule.until,
        "count": rule.count,
    }


def blank_rule(start: dt.date) -> dict[str, Any]:
    day = start.weekday()
    return {"start": start, "every": Every.WEEK, "weekdays": [day], "place_day": str(day), "date": start.day}


class SeriesForm(RuleForm):
    """The whole series. ``content_from`` makes its content from the one it had, or from that of a post."""

    title = forms.CharField(label=_("What"), max_length=200)
    text = forms.CharField(
        label=_("Text"),
        max_length=70_000,
        required=False,
        widget=CheckedTextarea(rows=5),
        help_text=_("Each occurrence begins with it, and may be changed on its own."),
    )
    channels = forms.TypedMultipleChoiceField(
        label=_("Channels"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    pillar = SafeModelChoiceField(
        label=_("Pillar"), queryset=Pillar.objects.none(), required=False, empty_label=_("No pillar")
    )
    objective = SafeModelChoiceField(
        label=_("Objective"), queryset=Objective.objects.none(), required=False, empty_label=_("No objective")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["channels"].choices = [(channel.pk, str(channel)) for channel in Channel.objects.current()]
        self.fields["pillar"].queryset = Pillar.objects.current()
        self.fields["objective"].queryset = Objective.objects.exclude(status=Objective.Status.ARCHIVED)

    def content_from(self, former: Content | None, zone: str) -> Content:
        data = self.cleaned_data
        content = edited(former or new_content())
        content["post"] |= {
            "title": data["title"],
            "text": data["text"],
            "pillar": data["pillar"] and data["pillar"].pk,
            "objective": data["objective"] and data["objective"].pk,
        }
        there = {row["channel"]: row for row in content["publications"]}
        content["publications"] = [
            there.get(channel) or new_publication(channel=channel, zone=zone) for channel in data["channels"]
        ]
        return first_content(content, zone)


def content_initial(content: Content) -> dict[str, Any]:
    """What ``SeriesForm`` shows of a content."""
    said = content["post"]
    channels = [row["channel"] for row in content["publications"] if row["channel"]]
    return {name: said[name] for name in ("title", "text", "pillar", "objective")} | {"channels": channels}
