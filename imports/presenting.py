"""The summary of an import, in words: what the preview shows."""

import datetime as dt
from typing import Any

from imports import registry, sentences
from imports.models import Import

REFUSED_SHOWN = 10


def summary(record: Import) -> dict[str, Any]:
    """Labels, dates and sentences for the template; figures stay numbers."""
    said, kind = record.summary, registry.get(record.kind)
    label_of = kind.label_of
    period = said.get("period") or {}
    metrics = [_metric(code, figures, label_of) for code, figures in said.get("metrics", {}).items()]
    levels = {metric["level"] for metric in metrics}
    return {
        "format": " + ".join(label_of("format", code) for code in said.get("formats", [])),
        "language": label_of("locale", said.get("locale", "")),
        "channels": [
            {"network": label_of("network", network), "name": channel["name"]}
            for network, channel in said.get("channels", {}).items()
        ],
        "start": _date(period.get("from")),
        "end": _date(period.get("to")),
        "metrics": metrics,
        "level": levels.pop() if len(levels) == 1 else "",  # said once, unless it differs
        "sections": [_section(section, label_of) for section in said.get("sections", [])],
        "notes": [sentences.note(note["code"], note["params"], kind.wording) for note in said.get("notes", [])],
        "refused": [_refused(row, kind.wording) for row in said.get("refused", [])[:REFUSED_SHOWN]],
        "refused_count": refused_count(record),
        "can_remap": "mapped" in said.get("formats", []),
    }


def error(record: Import) -> str:
    """Why the file was refused, or why the columns named do not do; "" when nothing is wrong."""
    if not record.error:
        return ""
    params, kind = record.error["params"], registry.get(record.kind)
    if "formats" in params:
        params = {**params, "formats": [kind.label_of("format", code) for code in params["formats"]]}
    return sentences.error(record.error["code"], params, kind.wording)


def refused_count(record: Import) -> int:
    return record.summary.get("refused_count", len(record.summary.get("refused", [])))


def _metric(code: str, figures: dict, label_of) -> dict[str, Any]:
    return {
        "name": label_of("metric", code.partition(":")[0]),
        "level": label_of("level", figures["level"]),
        "readings": figures["readings"],
        "sum": figures["sum"],
    }


def _section(section: dict, label_of) -> dict[str, Any]:
    return {
        **section,
        "metric": label_of("metric", section["metric"]),
        "network": label_of("network", section["network"]),
    }


def _refused(row: dict, wording: sentences.Wording) -> dict[str, Any]:
    return {"sheet": row["sheet"], "row": row["row"], "reason": sentences.refusal(row, wording)}


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
