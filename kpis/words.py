"""Codes and numbers of measures, in the reader's words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from babel.dates import format_date, format_interval
from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cmtool.templatetags.ui import NBSP, NNBSP, first_of_month
from kpis.arithmetic import Method, State
from kpis.catalogue import Level, Metric, Unit
from kpis.models import Kpi

MINUS = "−"


def language() -> str:
    return (get_language() or "fr")[:2]


def number(value: float | None, digits: int = 0) -> str:
    """``48 210`` or ``48,210``, with at most ``digits`` decimals; a dash when there is none."""
    if value is None:
        return "–"
    if float(value).is_integer() or not digits:  # a hundred times faster than Babel, and nearly all numbers are whole
        text = f"{round(value):,}".replace("-", MINUS)
        return text.replace(",", NNBSP) if language() == "fr" else text
    text = format_decimal(value, format="#,##0." + "#" * digits, locale=language())
    return text.replace("-", MINUS)


def _percent_sign() -> str:
    return f"{NBSP}%" if language() == "fr" else "%"


def share(value: float | None, digits: int = 2) -> str:
    """A share of 1 as a percentage: ``3,87 %``."""
    return "–" if value is None else number(value * 100, digits) + _percent_sign()


def duration(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    minutes = round(seconds / 60)
    if minutes < 60:
        return gettext("%(n)s min") % {"n": number(minutes)}
    return gettext("%(hours)s h %(minutes)02d") % {"hours": number(minutes // 60), "minutes": minutes % 60}


def value(figure: float | None, metric: Metric) -> str:
    """A figure of ``metric`` with its unit."""
    if metric.unit is Unit.PERCENT:
        return share(figure)
    if metric.unit is Unit.SECONDS:
        return duration(figure)
    return number(figure, 1 if figure is not None and abs(figure) < 100 else 0)


def signed(text: str, amount: float) -> str:
    return f"+{text}" if amount > 0 else text


def change(relative: float | None, now: float, earlier: float | None, metric: Metric) -> str:
    """``+12,4 %``, or for a rate the difference in points (``+0,6 pt``); empty without an earlier figure."""
    if earlier is None:
        return ""
    if metric.unit is Unit.PERCENT:
        points = round((now - earlier) * 100, 2)
        return gettext("%(points)s pt") % {"points": signed(number(points, 2), points)}
    if relative is None:
        return ""
    percents = round(relative * 100, 1)
    return signed(number(percents, 1), percents) + _percent_sign()


# Dates -----------------------------------------------------------------------------------------------------------


def _dated() -> str:
    """The locale of days: the day comes before the month in both languages."""
    return "en_GB" if language() == "en" else language()


def day(date: dt.date) -> str:
    """``12 novembre 2026``."""
    return first_of_month(format_date(date, "long", locale=_dated()))


def short_day(date: dt.date) -> str:
    """``12 nov.``."""
    return first_of_month(format_date(date, "d MMM", locale=_dated()))


def interval(first: dt.date, last: dt.date) -> str:
    """``1–30 nov. 2026``."""
    if first == last:
        return day(first)
    return first_of_month(format_interval(first, last, skeleton="yMMMd", locale=_dated()))


def ago(date: dt.date, today: dt.date) -> str:
    """How old the figures are, in words; empty when they are of yesterday or today."""
    days = (today - date).days
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": number(days)} if days > 1 else ""


# Codes -----------------------------------------------------------------------------------------------------------


_STATES = {
    State.NO_DATA: (_("No data"), "circle-dashed", "mut"),
    State.REACHED: (_("Reached"), "circle-check", "good"),
    State.AHEAD: (_("Ahead"), "circle-arrow-up", "good"),
    State.ON_TRACK: (_("On track"), "circle-dot", "steady"),
    State.BEHIND: (_("Behind"), "alert-triangle", "bad"),
}


def state(code: str) -> dict[str, str]:
    """Label, icon (a shape of its own for each) and tone of a state."""
    label, icon, tone = _STATES[State(code)]
    return {"code": code, "label": str(label), "icon": icon, "tone": tone}


def projection(payload: dict[str, Any], metric: Metric, due: dt.date) -> dict[str, str]:
    """The projected value with the method that found it, or why there is none."""
    found, method = payload["projection"], Method(payload["projection"]["method"])
    if method in {Method.LINEAR, Method.LEVEL}:
        return {
            "value": value(found["value"], metric),
            "on": gettext("on %(day)s") % {"day": day(due)},
            "how": _projected_how(method, payload["period"]["code"], found["points"]) % {"n": found["points"]},
        }
    if method is Method.PAST_DUE:
        return {"value": "", "on": "", "how": gettext("The due date has passed.")}
    return {"value": "", "on": "", "how": gettext("Too few comparable readings to project.")}


def _projected_how(method: Method, period: str, n: int) -> str:
    if method is Method.LEVEL and period == Kpi.Period.MONTH:
        return ngettext("mean of %(n)s month, no clear trend", "mean of the last %(n)s months, no clear trend", n)
    if method is Method.LEVEL:
        return ngettext("mean of %(n)s week, no clear trend", "mean of the last %(n)s weeks, no clear trend", n)
    if period == Kpi.Period.MONTH:
        return ngettext("straight line through %(n)s month", "straight line through the last %(n)s months", n)
    return ngettext("straight line through %(n)s week", "straight line through the last %(n)s weeks", n)


def level(code: str) -> str:
    """Where a channel's figures come from."""
    return {
        Level.CHANNEL_DAY.code: gettext("daily figures of the channel"),
        Level.POST_DAY.code: gettext("daily figures of its posts"),
        Level.POST.code: gettext("sum over the posts published"),
    }[code]


def baseline_method(proposal: dict[str, Any], aggregation: str, period: str) -> str:
    """How a proposed baseline was found."""
    if proposal["method"] == "zero":
        return gettext("a total begins at zero")
    if proposal["method"] == "latest":
        return gettext("latest reading, %(day)s") % {"day": day(proposal["to"])}
    over = {"over": interval(proposal["from"], proposal["to"])}
    if aggregation != Kpi.Aggregation.SUM:
        return gettext("mean over %(over)s") % over
    n = {"n": number(proposal["points"]), **over}
    if period == Kpi.Period.MONTH:
        return ngettext("one month, %(over)s", "mean of %(n)s months, %(over)s", proposal["points"]) % n
    if period == Kpi.Period.ROLLING_90:
        return gettext("90 days, %(over)s") % over
    return ngettext("30 days, %(over)s", "mean of %(n)s times 30 days, %(over)s", proposal["points"]) % n


def formula(kpi: Kpi) -> str:
    """What is computed, in one phrase: the first half of every number's explanation."""
    metric = kpi.metric_info
    if metric.numerator:
        return metric.description[language()]
    return {
        Kpi.Aggregation.SUM: gettext("Sum of the days: %(metric)s"),
        Kpi.Aggregation.MEAN: gettext("Mean per day with a reading, channels added up: %(metric)s"),
        Kpi.Aggregation.LAST: gettext("Latest reading of each channel, added up: %(metric)s"),
    }[kpi.aggregation] % {"metric": metric.names[language()]}


_KINDS = {
    "text": _("Text"),
    "image": _("Image"),
    "carousel": _("Carousel"),
    "video": _("Video"),
    "reel": _("Reel"),
    "story": _("Story"),
    "live": _("Live"),
    "link": _("Link"),
    "share": _("Shared post"),
    "reply": _("Reply"),
    "poll": _("Poll"),
    "event": _("Event"),
    "document": _("Document"),
    "media": _("Photo or video"),
    "other": _("Other"),
}


def kind(code: str) -> str:
    """The format of a post (kpis.formats.kinds)."""
    return str(_KINDS[code]) if code in _KINDS else gettext("Format not told")
