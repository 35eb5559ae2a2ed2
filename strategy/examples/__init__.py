"""Strategies to start from, one per kind of organisation, as documents of ``strategy.transfer``. Pure data, ours.

A text is written (English, French); dates count from the day the example is taken.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from strategy.examples import association, museum, shop, town_hall

FORMAT, VERSION = "cmtool-strategy", 1
LANGUAGES = ("en", "fr")
EXAMPLES = {
    "town_hall": town_hall.EXAMPLE,
    "museum": museum.EXAMPLE,
    "association": association.EXAMPLE,
    "shop": shop.EXAMPLE,
}
HORIZONS = {"6m": 182, "1y": 365, "2y": 730}  # days
REVIEW = 182  # days after which a decision on a network is looked at again


def document(code: str, *, language: str, today: dt.date) -> dict[str, Any]:
    """The example ``code`` in ``language``, begun ``today``."""
    return {"format": FORMAT, "version": VERSION} | _told(EXAMPLES[code], LANGUAGES.index(language), today)


def _told(value: Any, language: int, today: dt.date) -> Any:
    """``value`` with each pair of texts in one language and each ``Day`` as a date."""
    if isinstance(value, tuple):
        return value[language]
    if isinstance(value, list):
        return [_told(each, language, today) for each in value]
    if isinstance(value, dict):
        told = {name: _told(each, language, today) for name, each in value.items()}
        return told | _days(told, today)
    return value


def _days(row: dict[str, Any], today: dt.date) -> dict[str, str]:
    if "horizon" in row:
        return {"start": today.isoformat(), "due": _after(today, HORIZONS[row["horizon"]])}
    if "metric" in row:
        return {"due": _after(today, row["due"])}
    return {"review_on": _after(today, REVIEW)} if "verdict" in row else {}


def _after(today: dt.date, days: int) -> str:
    return (today + dt.timedelta(days=days)).isoformat()
