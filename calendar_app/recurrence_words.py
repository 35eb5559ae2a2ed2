"""Rules of recurrence in words."""

import datetime as dt

from babel.lists import format_list
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from calendar_app import words
from calendar_app.recurrence import WORKING, Every, Rule

PLACES = {1: _("First"), 2: _("Second"), 3: _("Third"), 4: _("Fourth"), -1: _("Last")}
SHORT_MONTHS = 29


def rule(value: Rule) -> str:
    """ "Every 2 weeks on Tuesday and Thursday, 10 times"."""
    n = value.interval
    said = {"n": n, "days": _days(value.weekdays), "date": value.date, "place": _place(value)}
    sentence = {
        Every.DAY: ngettext("Every day", "Every %(n)s days", n),
        Every.WEEK: ngettext("Every week on %(days)s", "Every %(n)s weeks on %(days)s", n),
        Every.DATE: ngettext("Every month on the date %(date)s", "Every %(n)s months on the date %(date)s", n),
        Every.PLACE: ngettext("Every month on the %(place)s", "Every %(n)s months on the %(place)s", n),
    }[value.every] % said
    return ", ".join(part for part in (sentence, _short_months(value), _end(value)) if part)


def _days(weekdays: tuple[int, ...]) -> str:
    names = [str(WEEKDAYS[weekday]).lower() if _french() else str(WEEKDAYS[weekday]) for weekday in weekdays]
    return format_list(names, locale=get_language() or "fr")


def _french() -> bool:
    return (get_language() or "fr").startswith("fr")


def _place(value: Rule) -> str:
    if not value.place:
        return ""
    day = gettext("working day") if value.weekdays == WORKING else _days(value.weekdays)
    return f"{str(PLACES[value.place]).lower()} {day}"


def _short_months(value: Rule) -> str:
    return gettext("or the last day of shorter months") if value.date >= SHORT_MONTHS else ""


def _end(value: Rule) -> str:
    if value.until:
        return gettext("until %(day)s") % {"day": words.day(value.until)}
    return ngettext("%(n)s time", "%(n)s times", value.count) % {"n": value.count} if value.count else ""


def next_days(days: list[dt.date], time: dt.time | None, zone: str) -> list[tuple[str, str]]:
    """[(day and time, what a clock change makes of it)]"""
    return [(words.when(day, time) if time else words.day(day), words.clock_change(day, time, zone)) for day in days]
