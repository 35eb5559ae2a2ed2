"""Figures for the browser to draw: plain dicts in Plotly's form, without colours, which come from the page's theme.

Plain dicts cost a request nothing. The worker passes them through plotly's own classes (``checked``), which refuse
what Plotly would not understand; both ways give the same JSON.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import orjson

from kpis.catalogue import Unit

DAY_MS = 86_400_000
DASHES = ("solid", "dot", "dash", "dashdot", "longdash", "longdashdot")
PATTERNS = ("", "/", ".", "x", "-", "|")
HEIGHT, MARGIN = 60, 4  # of a sparkline's own coordinates

Figure = dict[str, Any]
Values = Sequence[float | None]
Draw = Callable[[Figure], Figure]


def _axis_format(unit: Unit) -> dict[str, Any]:
    return {"tickformat": ",.1~%"} if unit is Unit.PERCENT else {"tickformat": ",~r"}


def _hover(unit: Unit) -> str:
    return "%{y:,.2~%}" if unit is Unit.PERCENT else "%{y:,~r}"


def lines(series: Sequence[tuple[str, Values]], start: dt.date, step: int, unit: Unit) -> Figure:
    """One line per (name, values), all from ``start`` on, a value every ``step`` days; the first is filled."""
    data = []
    for n, (name, values) in enumerate(series):
        gaps = any(value is None for value in values)
        trace = {
            "type": "scatter",
            "mode": "lines+markers" if gaps or len(values) < 3 else "lines",
            "name": name,
            "x0": start.isoformat(),
            "dx": step * DAY_MS,
            "y": list(values),
            "line": {"dash": DASHES[n % len(DASHES)], "width": 2.2},
            "hovertemplate": _hover(unit),
        }
        if n == 0:
            trace["fill"] = "tozeroy"
        data.append(trace)
    layout = {
        "hovermode": "x unified",
        "showlegend": len(series) > 1,
        "xaxis": {"type": "date"},
        "yaxis": {"rangemode": "tozero", **_axis_format(unit)},
    }
    return {"data": data, "layout": layout}


def target(figure: Figure, name: str, points: Sequence[tuple[dt.date, float]]) -> Figure:
    """The figure with a target line."""
    figure["data"].append(
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": [day.isoformat() for day, _value in points],
            "y": [value for _day, value in points],
            "line": {"dash": "dash", "width": 1.6},
            "hovertemplate": figure["data"][0]["hovertemplate"],
            "meta": "target",
        }
    )
    figure["layout"]["showlegend"] = True
    return figure


def points(name: str, series: Sequence[tuple[dt.date, float]], unit: Unit) -> Figure:
    """One line through dated points."""
    figure = lines([(name, [value for _day, value in series])], series[0][0], 1, unit)
    trace = figure["data"][0]
    del trace["x0"], trace["dx"]
    trace["x"] = [day.isoformat() for day, _value in series]
    return figure


def bars(categories: Sequence[str], series: Sequence[tuple[str, Values]]) -> Figure:
    """Bars side by side; each series has its pattern."""
    data = [
        {
            "type": "bar",
            "name": name,
            "x": list(categories),
            "y": list(values),
            "marker": {"cornerradius": 4, "pattern": {"shape": PATTERNS[n % len(PATTERNS)]}},
            "hovertemplate": "%{x} : %{y:,~r}<extra></extra>",
        }
        for n, (name, values) in enumerate(series)
    ]
    layout = {
        "bargap": 0.45,
        "showlegend": len(series) > 1,
        "xaxis": {"type": "category"},
        "yaxis": {"rangemode": "tozero", "tickformat": ",~r"},
    }
    return {"data": data, "layout": layout}


def checked(figure: Figure) -> Figure:
    """The same figure, after plotly has accepted every attribute of it. For the worker: plotly takes 0.3 s to load."""
    import plotly.graph_objects as go

    return go.Figure({**figure, "layout": {"template": "none", **figure["layout"]}}).to_plotly_json() | {
        "layout": figure["layout"]
    }


def as_is(figure: Figure) -> Figure:
    return figure


class Table(NamedTuple):
    """The numbers under a chart: as words (``rows``), and as they are for the download (``raw``)."""

    head: list[str]
    rows: list[list[str]]
    raw: list[list[Any]]


def chart(code: str, title: str, figure: Figure, table: Table, draw: Draw, note: str = "") -> dict[str, Any]:
    """What ``kpis/_chart.html`` shows."""
    drawn = orjson.dumps(draw(figure), option=orjson.OPT_SORT_KEYS).decode()
    return {"code": code, "title": title, "note": note, "figure": drawn, "table": table}


# Sparklines ------------------------------------------------------------------------------------------------------


def sparkline(values: Values, target_line: Values = ()) -> dict[str, Any] | None:
    """Paths of a small line and its target line, in a box of ``width`` × 60; None with fewer than two values.

    One step to the right per value and whole heights: a page holds several hundred of these points.
    """
    known = [value for value in (*values, *target_line) if value is not None]
    if sum(value is not None for value in values) < 2:
        return None
    low, high = min(known), max(known)
    paths = {"line": _path(values, low, high), "target": _path(target_line, low, high)}
    return {"width": len(values) - 1, **paths}


def _path(values: Values, low: float, high: float) -> str:
    """Gaps are crossed: a sparkline shows the way, the chart shows the days."""
    room, spread = HEIGHT - 2 * MARGIN, high - low
    dots = (
        f"{n} {MARGIN + round(room * (high - value) / spread if spread else room / 2)}"
        for n, value in enumerate(values)
        if value is not None
    )
    return "M" + " ".join(dots) if len(values) > 1 else ""
