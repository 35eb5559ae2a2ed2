"""The form of the guided creation: it grows by a section once the one before is filled."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpis import catalogue, guidance, measure, wording, words
from kpis.catalogue import METRICS
from kpis.channels import exported
from kpis.forms import ChannelsField, NumberField
from kpis.models import ChannelDay, Kpi
from strategy.forms.widgets import DateInput
from strategy.models import Channel, Objective
from workspaces.models import Workspace

SECTIONS = 4
YEAR = dt.timedelta(days=365)


class Section(NamedTuple):
    number: int
    title: str
    fields: list[forms.BoundField]


class GuideForm(forms.Form):
    """Intent, statement and channels, metrics, figures: the first ``shown`` of these sections.

    ``typed`` is what the person has said so far, as it was typed: it decides which metrics are offered and which
    figures are asked for.
    """

    TITLES = (
        _("What is it for?"),
        _("What will have changed, and where?"),
        _("What will show it?"),
        _("From where to where, by when?"),
    )

    def __init__(self, data=None, *, workspace: Workspace, typed: dict[str, Any], shown: int, **kwargs):
        super().__init__(data, **kwargs)
        self.workspace, self.typed, self.shown = workspace, typed, shown
        self.names: list[list[str]] = []
        for add in (self._intent, self._statement, self._metrics, self._figures)[:shown]:
            before = set(self.fields)
            add()
            self.names.append([name for name in self.fields if name not in before])

    def _intent(self) -> None:
        self.fields["intent"] = forms.ChoiceField(
            label=_("Intent"), choices=Objective.Intent.choices, widget=forms.RadioSelect
        )

    def _statement(self) -> None:
        self.fields["title"] = forms.CharField(
            label=_("Statement"), max_length=160, help_text=_("One sentence, as you would say it to a colleague.")
        )
        self.fields["why"] = forms.CharField(
            label=_("Why"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
        self.fields["channels"] = ChannelsField(
            Channel.objects.none(),
            label=_("Channels"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("None ticked: all channels."),
            initial=[channel.pk for channel in Channel.objects.held()],
        )
        self.fields["channels"].queryset = current = Channel.objects.current()
        if not current:
            self.fields["channels"].help_text = _("No channel yet: all those that will be added count.")

    def _metrics(self) -> None:
        groups = self._offered()
        self.fields["metrics"] = field = forms.MultipleChoiceField(
            label=_("One to three KPIs"),
            choices=[(code, code) for _label, codes in groups for code in codes],
            template_name="kpis/_metrics_field.html",
            error_messages={"invalid_choice": _("None of the chosen channels brings this metric.")},
        )
        field.groups = [self._group(label, codes) for label, codes in groups]

    def _group(self, label: str, codes: list[str]) -> dict[str, Any]:
        chosen, language = set(self.typed.get("metrics", ())), words.language()
        options = [
            {
                "code": code,
                "name": catalogue.name(code, language),
                "about": METRICS[code].description[language],
                "chosen": code in chosen,
            }
            for code in codes
        ]
        return {"label": label, "options": options, "chosen": any(option["chosen"] for option in options)}

    def _figures(self) -> None:
        for code in self.typed.get("metrics", ()):
            if code in METRICS:
                name, proposal = catalogue.name(code, words.language()), self._proposal(code)
                self.fields[f"baseline_{code}"] = NumberField(
                    label=_("%(metric)s: baseline") % {"metric": name},
                    required=False,
                    help_text=proposal["words"] if proposal else _("No figures yet to propose a baseline from."),
                    initial=proposal and proposal["typed"],
                )
                self.fields[f"target_{code}"] = NumberField(label=_("%(metric)s: target") % {"metric": name})
        self.fields["due"] = forms.DateField(
            label=_("Due date"), widget=DateInput, initial=self.workspace.today() + YEAR
        )

    # What is offered ---------------------------------------------------------------------------------------------

    def _channels(self) -> list[Channel]:
        """The chosen channels; all of them when none is."""
        wanted = {pk for pk in self.typed.get("channels", ()) if str(pk).isdecimal()}
        current = list(Channel.objects.current())
        return [channel for channel in current if str(channel.pk) in wanted] or current

    def _offered(self) -> list[tuple[str, list[str]]]:
        """Codes of metrics by group, the most telling first."""
        channels = self._channels()
        since = self.workspace.today() - YEAR
        rows = ChannelDay.objects.filter(workspace=self.workspace, channel__in=channels, day__gte=since)
        have = {catalogue.BY_NUMBER[number].code for number in rows.values_list("metric", flat=True).distinct()}
        have |= {metric.code for metric in catalogue.ratios_of(have)}
        could = exported(channels) - have
        suited = guidance.METRICS_FOR.get(self.typed.get("intent", ""), ())
        groups = [
            (gettext("Suited to this intent"), [code for code in suited if code in have]),
            (gettext("With figures"), [code for code in METRICS if code in have and code not in suited]),
            (
                gettext("Suited to this intent, no figures of the last year"),
                [code for code in suited if code in could],
            ),
            (
                gettext("In the exports of the networks, no figures of the last year"),
                [code for code in METRICS if code in could and code not in suited],
            ),
        ]
        return [(label, codes) for label, codes in groups if codes]

    def _proposal(self, code: str) -> dict[str, Any] | None:
        """A baseline from the figures of the chosen channels, in words and as it would be typed."""
        kpi = Kpi(workspace=self.workspace, metric=code, aggregation=METRICS[code].adds.value)
        chosen = [channel.pk for channel in self._channels()] if self.typed.get("channels") else []
        found = measure.propose_baseline(kpi, chosen, today=self.workspace.today())
        if found is None:
            return None
        share = bool(METRICS[code].numerator)
        how = words.baseline_method(found, kpi.aggregation, kpi.period)
        value = {"value": words.value(found["value"], METRICS[code]), "how": how}
        return {
            "words": gettext("Proposed: %(value)s (%(how)s)") % value,
            "typed": round(found["value"] * 100, 2) if share else found["value"],
        }

    # Answers -----------------------------------------------------------------------------------------------------

    def clean_metrics(self) -> list[str]:
        chosen = self.cleaned_data["metrics"]
        if len(chosen) > wording.MOST_KPIS:
            raise forms.ValidationError(_("Three at most: what you would look at every week."))
        return chosen

    def clean_due(self) -> dt.date:
        if self.cleaned_data["due"] <= self.workspace.today():
            raise forms.ValidationError(_("The day must be to come."))
        return self.cleaned_data["due"]

    @property
    def sections(self) -> list[Section]:
        return [
            Section(number, title, [self[name] for name in names])
            for number, (title, names) in enumerate(zip(self.TITLES, self.names, strict=False), start=1)
        ]

    @property
    def unasked(self) -> bool:
        """Whether a field is shown now that the person has not seen yet, such as the target of one more metric."""
        return any(name not in self.typed for name in self.fields if name.startswith("target_"))

    def measures(self) -> list[wording.Measure]:
        """The KPIs as far as they are said. Call it once the form is cleaned."""
        known = self.cleaned_data
        codes = [code for code in self.typed.get("metrics", ()) if code in METRICS]
        return [guidance.measure_of(code, known.get(f"baseline_{code}"), known.get(f"target_{code}")) for code in codes]

    def findings(self) -> list[wording.Finding]:
        self.is_valid()  # what is missing besides does not matter
        due = self.cleaned_data.get("due") if self.shown >= SECTIONS else None
        title = self.typed.get("title", "")
        return wording.check(title, self.measures(), today=self.workspace.today(), due=due)
