"""The frame of the calendar in a strategy's document: its pillars and its usual times."""

from django.utils.translation import gettext_lazy as _

from calendar_app.models import Pillar, Slot
from strategy.transfer import Section

SECTIONS = (
    Section(
        name="pillars",
        label=_("Pillars"),
        model=Pillar,
        fields=("name", "why", "objective", "wish", "archived_at"),
    ),
    Section(name="slots", label=_("Slots"), model=Slot, fields=("channel", "weekday", "time")),
)
