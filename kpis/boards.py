"""What a dashboard says for a period, some channels and a metric, in ready words and figures.

The worker stores it for the usual periods (``kpis.dashboards``); a filtered view builds it on the request, from the
rollups only, without plotly.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext

from kpis import arithmetic, cards, catalogue, charts, measure, posts, reads, words
from kpis.arithmetic import Span
from kpis.catalogue import METRICS, Adds, Level, Metric
from kpis.charts import Draw, Table
from kpis.models import Footprint, Kpi
from strategy.models import Channel
from workspaces.models import Workspace

ROLLING = {"7d": 7, "30d": 30, "90d": 90, "12m": 364}  # days; 12 months are 52 whole weeks, so that weekdays compare
DEFAULT = "30d"
DAILY_UP_TO = 92  # days; longer charts go by week
MOST_LINES = 6
MOST_CARDS = 8
CHARTS = ("series", "formats", "format_engagement")
AUDIENCE = ("reach", "impressions", "views", "viewers", "video_views", "visits")  # the first that has figures
LATE = 3  # days by which a channel's last figures may lag before the page says so

# What each small form of the filters keeps of the address: all but what it asks itself.
KEPT = {"dates": ("dates", "period"), "metric": ("metric",), "channel": ("channel",)}


@dataclass(frozen=True)
class Asked:
    """What the reader wants to see. ``dates`` win over ``period``; no channels means all; no metric the first one."""

    period: str = DEFAULT
    dates: Span | None = None
    channels: tuple[int, ...] = ()
    metric: str = ""

    def span(self, last: dt.date) -> Span:
        return self.dates or (last - dt.timedelta(days=ROLLING[self.period] - 1), last)

    def parameters(self, *leave_out: str) -> list[tuple[str, str]]:
        """The address's parameters, without those named (``period``, ``dates``, ``channel``, ``metric``)."""
        pairs = [("period", self.period)] if self.dates is None and "period" not in leave_out else []
        if self.dates and "dates" not in leave_out:
            pairs = [("from", self.dates[0].isoformat()), ("to", self.dates[1].isoformat())]
        if self.metric and "metric" not in leave_out:
            pairs.append(("metric", self.metric))
        if "channel" not in leave_out:
            pairs += [("channel", str(channel)) for channel in self.channels]
        return pairs

    def query(self, **changes: Any) -> str:
        """The query string of the view that differs by ``changes``."""
        return "?" + urlencode(replace(self, **changes).parameters())

    @property
    def usual(self) -> bool:
        """One of the periods that are stored, without any filter."""
        return not (self.dates or self.channels or self.metric)


def board(
    workspace: Workspace,
    asked: Asked,
    *,
    today: dt.date,
    measured: Iterable[tuple[Kpi, dict[str, Any] | None]],
    draw: Draw = charts.as_is,
) -> dict[str, Any]:
    """The context of ``kpis/_dashboard.html``. ``measured`` are the KPIs with their readings' payloads."""
    channels = {channel.pk: channel for channel in Channel.objects.filter(workspace=workspace)}
    shown = {
        "workspace": workspace,
        "asked": asked,
        "periods": _periods(asked),
        "channels": [channel for channel in channels.values() if channel.archived_at is None],
        "cards": [cards.card(kpi, payload, today=today) for kpi, payload in list(measured)[:MOST_CARDS]],
    }
    available = reads.available(workspace)
    if not available:
        return shown | {"empty": True}
    last = min(max(last for _first, last in available.values()), today)
    span = asked.span(last)
    options = [code for code in METRICS if code in _offered(available)]
    metric = METRICS[asked.metric if asked.metric in options else main_metric(available)]
    period = Period(workspace, span, asked.channels, headline_metrics(available), metric)
    return shown | {
        "over": words.interval(*span),
        "against": words.interval(*arithmetic.before(span)),
        "span": span,
        "as_of": words.day(last),
        "ago": words.ago(last, today),
        "metrics": [(code, catalogue.name(code, words.language())) for code in options],
        "metric": metric.code,
        "chips": _chips(asked, channels),
        "kept": {name: asked.parameters(*drop) for name, drop in KEPT.items()},
        "download": {
            code: reverse("kpis:dashboard_csv", args=[workspace.slug, code]) + asked.query()
            for code in (*CHARTS, "posts")
        },
        "late": late_channels(period, channels, min(last, span[1])),
        "figures": [figure for figure in map(period.headline, headline_metrics(available)) if figure],
        "silent": not period.now,
        "series": channel_series(period, channels, draw),
        **posts.summary(workspace, span, asked.channels, channels, draw),
    }


def _periods(asked: Asked) -> list[dict[str, Any]]:
    labels = [
        ("7d", gettext("7 d"), gettext("Last 7 days")),
        ("30d", gettext("30 d"), gettext("Last 30 days")),
        ("90d", gettext("90 d"), gettext("Last 90 days")),
        ("12m", gettext("12 mo"), gettext("Last 12 months")),
    ]
    return [
        {
            "label": label,
            "title": title,
            "query": asked.query(period=code, dates=None),
            "current": asked.dates is None and asked.period == code,
        }
        for code, label, title in labels
    ]


def _chips(asked: Asked, channels: Mapping[int, Channel]) -> list[tuple[str, str]]:
    """The filters in force, each with the query string of the view without it."""
    chips = [(words.interval(*asked.dates), asked.query(dates=None))] if asked.dates else []
    for channel in asked.channels:
        rest = tuple(other for other in asked.channels if other != channel)
        chips.append((str(channels[channel]), asked.query(channels=rest)))
    return chips


def _offered(available: Mapping[str, Any]) -> set[str]:
    return {*available, *(metric.code for metric in catalogue.ratios_of(available))}


def main_metric(available: Mapping[str, Any]) -> str:
    return next((code for code in (*AUDIENCE, "engagements") if code in available), next(iter(available)))


def headline_metrics(available: Mapping[str, Any]) -> list[Metric]:
    """At most four: an audience, the interactions, their rate where its denominator exists, then what else there is."""
    rates = [metric.code for metric in catalogue.ratios_of(available) if metric.code.startswith("engagement_rate")]
    rest = ("followers", "link_clicks", "profile_visits", "comments", "shares")
    wanted = [main_metric(available), "engagements", *rates[:1], *rest]
    known = dict.fromkeys(code for code in wanted if code in available or code in rates)
    return [METRICS[code] for code in known][:4]


def parts(metric: Metric) -> tuple[str, ...]:
    """The measured metrics that one is made of."""
    return (*metric.numerator, metric.denominator) if metric.numerator else (metric.code,)


class Period:
    """The totals of a period and of the one before, by channel, and what they allow to say."""

    def __init__(self, workspace, span: Span, channels: Collection[int], headlines: list[Metric], metric: Metric):
        self.workspace, self.span, self.channels, self.metric = workspace, span, tuple(channels) or None, metric
        self.before = arithmetic.before(span)
        codes = list(dict.fromkeys(code for one in (*headlines, metric) for code in parts(one)))
        self.now = reads.totals_by_channel(workspace, codes, *span, self.channels)
        self.earlier = reads.totals_by_channel(workspace, codes, *self.before, self.channels)
        self.daily = reads.daily(workspace, codes, *span, self.channels)

    def speaking(self, metric: Metric, totals: Mapping) -> dict[int, Level | None]:
        """The channels that have the metric, each with its level; a ratio needs all its parts read at the same."""
        if not metric.numerator:
            return {channel: total.level for (channel, code), total in totals.items() if code == metric.code}
        below = {channel: total for (channel, code), total in totals.items() if code == metric.denominator}
        found = {}
        for (channel, code), total in totals.items():
            if code in metric.numerator and channel in below:
                same = METRICS[metric.denominator].adds is Adds.LAST or below[channel].level == total.level
                if same:
                    found[channel] = total.level
        return found

    def value(self, metric: Metric, totals: Mapping, channels: Collection[int]) -> float | None:
        sums: dict[str, float] = {}
        for (channel, code), total in totals.items():
            if channel in channels and code in parts(metric):
                sums[code] = sums.get(code, 0) + total.value
        return catalogue.ratio(metric.code, sums) if metric.numerator else sums.get(metric.code)

    def comparable(self, metric: Metric, levels: Mapping[int, Level | None]) -> bool:
        """Whether the same channels told the same thing, at the same level, over the whole period before.

        A channel read by its posts may have published nothing then, if its figures reach back that far.
        """
        earlier = self.speaking(metric, self.earlier)
        for channel, level in levels.items():
            if earlier.get(channel, level) != level:
                return False
            first = self._first(channel, metric)
            if level in measure.BY_POSTS:
                begun = first - measure.QUIET if channel in earlier else first
                first = min(begun, self.first_days.get(channel, begun))
            if first > self.before[0]:
                return False
        return earlier.keys() <= levels.keys()

    def _first(self, channel: int, metric: Metric) -> dt.date:
        """The day from which the period before has readings; the first one after it when it has none."""
        known = {code: self.earlier[channel, code] for code in parts(metric) if (channel, code) in self.earlier}
        summed = [total.first for code, total in known.items() if METRICS[code].adds is not Adds.LAST]
        # What was last read counts for the whole period, whenever that was.
        return max(summed) if summed else self.before[0] if known else self.span[0]

    @cached_property
    def first_days(self) -> dict[int, dt.date]:
        """By channel, the first day that an import wrote: posts are not of every day, so theirs alone do not tell."""
        rows = Footprint.objects.filter(workspace=self.workspace)
        return dict(rows.values_list("channel").annotate(first=Min("first")).order_by())

    def headline(self, metric: Metric) -> dict[str, Any] | None:
        """A card: the figure, its change, a small line; None where there is no reading."""
        levels = self.speaking(metric, self.now)
        value = self.value(metric, self.now, levels)
        if value is None:
            return None
        earlier = self.value(metric, self.earlier, levels) if self.comparable(metric, levels) else None
        return {
            "code": metric.code,
            "name": catalogue.name(metric.code, words.language()),
            "about": metric.description[words.language()],
            "value": words.value(value, metric),
            "delta": earlier is not None and cards.delta(value, earlier, arithmetic.change(value, earlier), metric),
            "spark": charts.sparkline(self._spark(metric)),
        }

    def _spark(self, metric: Metric) -> list[float | None]:
        buckets = Buckets(self.span)
        if not metric.numerator:
            return buckets.fill(self.daily.get(metric.code, ()), metric)
        return buckets.ratio(metric, {code: self.daily.get(code, ()) for code in parts(metric)})


class Buckets:
    """The days of a period, or its weeks when it is long: the last one ends with the period."""

    def __init__(self, span: Span):
        days = (span[1] - span[0]).days + 1
        self.step = 1 if days <= DAILY_UP_TO else 7
        self.count = -(-days // self.step)
        self.start = span[1] - dt.timedelta(days=self.count * self.step - 1)
        self.first = span[0]

    def starts(self) -> list[dt.date]:
        return [max(self.first, self.start + dt.timedelta(days=n * self.step)) for n in range(self.count)]

    def fill(self, points: Iterable[tuple[dt.date, float]], metric: Metric, *, zero: bool = False) -> list:
        """One value per bucket: the sum, or the latest of a metric that adds by LAST; None (or 0) without readings."""
        empty = 0 if zero else None
        values: list = [empty] * self.count
        last = metric.adds is Adds.LAST
        origin, step = self.start.toordinal(), self.step
        for day, value in points:
            n = (day.toordinal() - origin) // step
            values[n] = value if last or values[n] is None else values[n] + value
        return values

    def ratio(self, metric: Metric, daily: Mapping[str, Iterable[tuple[dt.date, float]]]) -> list[float | None]:
        filled = {code: self.fill(points, METRICS[code]) for code, points in daily.items()}
        return [
            catalogue.ratio(metric.code, {code: values[n] for code, values in filled.items() if values[n] is not None})
            for n in range(self.count)
        ]


def channel_series(period: Period, channels: Mapping[int, Channel], draw: Draw) -> dict[str, Any] | None:
    """The chosen metric by channel, largest first."""
    metric, buckets = period.metric, Buckets(period.span)
    levels = period.speaking(metric, period.now)
    daily = reads.daily_by_channel(period.workspace, parts(metric), *period.span, period.channels)
    size = {channel: period.value(metric, period.now, [channel]) or 0 for channel in levels if channel in channels}
    ranked = sorted(size, key=lambda channel: (-size[channel], channel))
    if not ranked:
        return None
    series = []
    for channel in ranked:
        if metric.numerator:
            values = buckets.ratio(metric, {code: daily.get((channel, code), ()) for code in parts(metric)})
        else:
            # A day on which nothing was published is a 0 for figures that are summed over posts, a gap elsewhere.
            by_posts = levels[channel] in measure.BY_POSTS
            values = buckets.fill(daily.get((channel, metric.code), ()), metric, zero=by_posts)
        series.append((str(channels[channel]), values))
    starts = buckets.starts()
    table = Table(
        [gettext("Week of") if buckets.step == 7 else gettext("Day"), *(name for name, _values in series)],
        [
            [words.short_day(day), *(words.value(values[n], metric) for _name, values in series)]
            for n, day in enumerate(starts)
        ],
        [[day.isoformat(), *(measure.plain(values[n]) for _name, values in series)] for n, day in enumerate(starts)],
    )
    name = catalogue.name(metric.code, words.language())
    note = ""
    if len(series) > MOST_LINES:
        note = gettext("The %(n)s largest of %(all)s channels; the table has them all.") % {
            "n": MOST_LINES,
            "all": len(series),
        }
    drawn = [(label, [_json(value) for value in values]) for label, values in series[:MOST_LINES]]
    figure = charts.lines(drawn, starts[0], buckets.step, metric.unit)
    title = gettext("%(metric)s by channel") % {"metric": name}
    return charts.chart("series", title, figure, table, draw, note) | {"about": metric.description[words.language()]}


def _json(value: float | None) -> float | int | None:
    """Short numbers: whole ones without a point, shares to a hundredth of a percent."""
    if value is None:
        return None
    return int(value) if float(value).is_integer() else round(value, 4)


def late_channels(period: Period, channels: Mapping[int, Channel], last: dt.date) -> list[str]:
    """Channels whose figures stop before the others' do, in words."""
    lasts: dict[int, dt.date] = {}
    for (channel, _code), total in period.now.items():
        if total.level == Level.CHANNEL_DAY and channel in channels:
            lasts[channel] = max(total.last, lasts.get(channel, total.last))
    return [
        gettext("%(channel)s: figures until %(day)s") % {"channel": channels[channel], "day": words.day(day)}
        for channel, day in sorted(lasts.items())
        if (last - day).days > LATE
    ]
