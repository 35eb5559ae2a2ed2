"""KPIs as the pages show them: one dict of ready words per KPI, from its stored reading alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kpis import catalogue, charts, words
from kpis.arithmetic import State
from kpis.catalogue import Good, Metric
from kpis.models import Kpi

SPARK_POINTS = 26  # half a year of weeks


def delta(
    now: float, earlier: float | None, relative: float | None, metric: Metric, *, up: bool | None = None
) -> dict[str, str] | None:
    """The change in words, with its shape and tone; None when there is nothing to compare with.

    ``up`` says which way is progress (the metric's own way when None). A metric that is no success by itself, such
    as followers, keeps a neutral tone whichever way it goes.
    """
    text = words.change(relative, now, earlier, metric)
    if not text:
        return None
    rise = now - earlier
    icon = "trending-up" if rise > 0 else "trending-down" if rise < 0 else "equal"
    if metric.good is Good.NEITHER or not rise:
        tone = "even"
    else:
        tone = "good" if (rise > 0) == (metric.good is Good.UP if up is None else up) else "bad"
    return {"text": text, "icon": icon, "tone": tone}


def card(kpi: Kpi, payload: dict[str, Any] | None, *, today: dt.date) -> dict[str, Any]:
    """Everything that pages say of a KPI. ``payload`` is a ``KpiReading``'s; None before the first one."""
    metric = kpi.metric_info
    payload = payload or {"value": None, "state": State.NO_DATA.value, "as_of": None}
    shown = {
        "pk": kpi.pk,
        "name": kpi.name or kpi.metric_name,
        "metric": kpi.metric_name,
        "objective": kpi.objective.title,
        "period": kpi.get_period_display(),
        "has_value": payload["value"] is not None,
        "value": words.value(payload["value"], metric),
        "target": words.value(kpi.target, metric),
        "baseline": words.value(kpi.baseline, metric) if kpi.baseline is not None else "",
        "due": words.day(kpi.due),
        "state": words.state(payload["state"]),
        "as_of": "",
    }
    if payload["as_of"]:
        as_of = dt.date.fromisoformat(payload["as_of"])
        shown |= {"as_of": words.day(as_of), "ago": words.ago(as_of, today)}
    return shown | _progress(kpi, payload, metric) if shown["has_value"] else shown


def _progress(kpi: Kpi, payload: dict[str, Any], metric: Metric) -> dict[str, Any]:
    value, before = payload["value"], payload["previous"]
    recent, line = payload["series"][-SPARK_POINTS:], payload["line"][-SPARK_POINTS:]
    first, last = (dt.date.fromisoformat(payload["period"][end]) for end in ("from", "to"))
    change = delta(value, before and before["value"], payload["change"], metric, up=kpi.direction == Kpi.Direction.UP)
    if change:
        change["against"] = words.interval(*(dt.date.fromisoformat(before[end]) for end in ("from", "to")))
    return {
        "over": words.interval(first, last),
        "attained": words.share(payload["attainment"], 0),
        "bar": round(min(max(payload["attainment"], 0), 1) * 100),
        "expected": words.value(payload["expected"], metric),
        "delta": change,
        "projection": words.projection(payload, metric, kpi.due) | {"reaches": payload["projection"]["reaches"]},
        "spark": charts.sparkline([point for _day, point in recent], [point for _day, point in line]),
    }


def sources(kpi: Kpi, payload: dict[str, Any], channels: dict[int, Any]) -> list[dict[str, Any]]:
    """The readings behind the value, channel by channel, in words. ``channels`` by id."""
    rows = []
    for source in payload["sources"]:
        sums = [
            (catalogue.name(code, words.language()), words.value(total, catalogue.METRICS[code]))
            for code, total in source["sums"].items()
        ]
        over = words.interval(dt.date.fromisoformat(source["from"]), dt.date.fromisoformat(source["to"]))
        rows.append(
            {
                "channel": channels.get(source["channel"]),
                "level": words.level(source["level"]),
                "days": words.number(source["days"]),
                "over": over,
                "sums": sums,
            }
        )
    return rows
