"""Forms of KPIs and of the dashboard's filters: they validate and convert, nothing else."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField, SafeModelMultipleChoiceField

from cmtool.lib.versions import Difference, VersionedForm
from kpis import boards, catalogue, reads, words
from kpis.boards import Asked
from kpis.catalogue import METRICS, Adds, Good, Unit
from kpis.channels import exported
from kpis.models import Kpi
from strategy.forms.widgets import DateInput
from strategy.models import Channel, Objective
from workspaces.models import Workspace

SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009'’"))


class NumberField(forms.FloatField):
    """A number as people write it in their language: ``1 240,5`` in French, ``1,240.5`` in English."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    LARGEST = 10**12  # beyond it, and for fractions of a millionth, shares of the way would be infinite

    def __init__(self, **kwargs):
        super().__init__(min_value=-self.LARGEST, max_value=self.LARGEST, **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = value.translate(SPACES).removesuffix("%")
            french = (get_language() or "fr").startswith("fr")
            value = value.replace(",", ".") if french else value.replace(",", "")
        number = super().to_python(value)
        return round(number, 6) if number is not None and math.isfinite(number) else number

    def prepare_value(self, value):
        if not isinstance(value, float | int):
            return value
        text = f"{value:.10g}"
        return text.replace(".", ",") if (get_language() or "fr").startswith("fr") else text


class ChannelsField(SafeModelMultipleChoiceField):
    """An id too large for the database names no channel; SQLite would break the query instead."""

    def _check_values(self, value):
        try:
            return super()._check_values(value)
        except OverflowError:
            params = {"value": value[0]}
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", params) from None


class KpiForm(VersionedForm):
    """A KPI. Rates are typed in percent and kept as shares of 1; what is left empty follows from the metric."""

    baseline = NumberField(
        label=_("Baseline"),
        required=False,
        help_text=_("Where you start from. Rates in percent."),
        template_name="kpis/_baseline_field.html",
    )
    target = NumberField(label=_("Target"), help_text=_("Where you want to be on the due date. Rates in percent."))

    class Meta:
        model = Kpi
        fields = (
            "objective", "metric", "channels", "period", "aggregation",
            "direction", "baseline", "target", "due", "name",
        )  # fmt: skip
        field_classes = {"objective": SafeModelChoiceField, "channels": ChannelsField}
        widgets = {"due": DateInput, "channels": forms.CheckboxSelectMultiple}
        help_texts = {
            "channels": _("None ticked: all channels."),
            "due": _("Left empty: the objective’s due date."),
            "name": _("Left empty: the name of the metric."),
        }

    def __init__(self, *args, workspace: Workspace, **kwargs):
        super().__init__(*args, **kwargs)
        self.workspace = workspace
        self.fields["baseline"].proposals = reverse("kpis:baseline", args=[workspace.slug])
        self.with_figures = reads.available(workspace)
        objectives = Objective.objects.current().filter(workspace=workspace)
        channels = Channel.objects.filter(workspace=workspace)
        kept = self.instance.channels.values("pk") if self.instance.pk else []
        self.fields["objective"].queryset = objectives
        self.fields["objective"].empty_label = None
        self.fields["channels"].queryset = channels.current() | channels.filter(pk__in=kept)
        self.fields["metric"].choices = self._metrics()
        self.fields["due"].required = False
        self._optional("aggregation", _("As the metric adds up"), Kpi.Aggregation.choices)
        self._optional("direction", _("The metric’s good direction"), Kpi.Direction.choices)
        if self.instance.pk and self.instance.metric_info.unit is Unit.PERCENT:
            for name in ("baseline", "target"):
                stored = getattr(self.instance, name)
                self.initial[name] = None if stored is None else round(stored * 100, 8)

    def _optional(self, name: str, empty: str, choices: list) -> None:
        self.fields[name].required = False
        if not self.instance.pk:
            self.initial[name] = ""
        self.fields[name].choices = [("", empty), *choices]

    def _metrics(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """First what has figures, then what the networks of the workspace export."""
        have = {*self.with_figures, *(metric.code for metric in catalogue.ratios_of(self.with_figures))}
        could = {*exported(self.fields["channels"].queryset), self.instance.metric} - have
        language = get_language() or "fr"
        groups = [
            (gettext("With figures"), [code for code in METRICS if code in have]),
            (gettext("In the exports of your networks"), [code for code in METRICS if code in could]),
        ]
        return [(label, [(code, catalogue.name(code, language)) for code in codes]) for label, codes in groups if codes]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        metric = METRICS.get(data.get("metric", ""))
        if metric:
            self._settle(metric, data)
            self._carried(metric, data)
        objective = data.get("objective")
        if objective:
            data["due"] = data.get("due") or (None if self.errors.get("due") else objective.due)
            if data["due"] and data["due"] <= objective.start:
                self.add_error("due", _("The due date must be after the start of the objective."))
        return data

    def differences(self, stored: Kpi) -> list[Difference]:
        """Figures with their unit: a rate as it was typed, in percent."""
        figures = {str(self.fields[name].label): name for name in ("baseline", "target")}
        return [
            Difference(
                row.label,
                words.value(getattr(self.instance, figures[row.label]), self.instance.metric_info),
                words.value(getattr(stored, figures[row.label]), stored.metric_info),
            )
            if row.label in figures
            else row
            for row in super().differences(stored)
        ]

    def _settle(self, metric: catalogue.Metric, data: dict[str, Any]) -> None:
        """What the metric decides: how it adds up, which way is good, percents to shares."""
        allowed = [metric.adds.value] if metric.adds is not Adds.SUM else ["sum", "mean"]
        if not data.get("aggregation"):
            data["aggregation"] = allowed[0]
        elif data["aggregation"] not in allowed:
            self.add_error("aggregation", _("This metric does not add up that way."))
        if not data.get("direction"):
            data["direction"] = "down" if metric.good is Good.DOWN else "up"
        if metric.unit is Unit.PERCENT:
            for name in ("baseline", "target"):
                if data.get(name) is not None:
                    data[name] = data[name] / 100

    def _carried(self, metric: catalogue.Metric, data: dict[str, Any]) -> None:
        """A metric that no chosen channel can bring would stay empty for ever."""
        if metric.code in self.with_figures or not data.get("channels"):
            return
        carried = {code for channel in data["channels"] for code in channel.network_info.metrics}
        known = {*carried, *self.with_figures}
        if metric.code not in {*known, *(ratio.code for ratio in catalogue.ratios_of(known))}:
            self.add_error("metric", _("None of the chosen channels brings this metric."))


class DashboardFilter(forms.Form):
    """What the address of a dashboard may ask for."""

    period = forms.ChoiceField(choices=[(code, code) for code in boards.ROLLING], required=False)
    metric = forms.ChoiceField(choices=[(code, code) for code in METRICS], required=False)
    channel = ChannelsField(Channel.objects.none(), required=False)

    LONGEST = dt.timedelta(days=366 * 10)
    EARLIEST = dt.date(1900, 1, 1)  # the same number of days before it is a date too

    def __init__(self, data, *, workspace: Workspace):
        super().__init__(data)
        self.fields["channel"].queryset = Channel.objects.filter(workspace=workspace)
        for name in ("from", "to"):  # words of Python: not to be written as attributes
            self.fields[name] = forms.DateField(
                required=False, widget=DateInput, validators=[MinValueValidator(self.EARLIEST)]
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("from"), data.get("to")
        if bool(first) != bool(last) and not self.errors:
            raise forms.ValidationError(_("Give both dates, or none."))
        if first and last and not dt.timedelta(0) <= last - first <= self.LONGEST:
            raise forms.ValidationError(_("The dates must be in order, and at most ten years apart."))
        return data

    def asked(self) -> Asked:
        """What is asked for; the usual view where the address makes no sense."""
        if not self.is_valid():
            return Asked()
        data = self.cleaned_data
        return Asked(
            period=data["period"] or boards.DEFAULT,
            dates=(data["from"], data["to"]) if data["from"] else None,
            channels=tuple(sorted(channel.pk for channel in data["channel"])),
            metric=data["metric"],
        )
