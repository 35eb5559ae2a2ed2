"""The time zone that the name of a column states: ``Date (GMT)``, ``Post time (PST)``, ``Time (UTC+01:00)``."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_STATED = re.compile(
    r"\s*[(\[](?P<name>[A-Za-z]+/[A-Za-z_/]+|[A-Z]{2,4})?(?:(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?)?"
    r"[)\]]\s*$"
)
#: Summer and winter names alike: people write the one for both.
_NAMES = {
    **dict.fromkeys(("GMT", "UTC"), "UTC"),
    **dict.fromkeys(("PT", "PST", "PDT"), "America/Los_Angeles"),
    **dict.fromkeys(("MT", "MST", "MDT"), "America/Denver"),
    **dict.fromkeys(("CT", "CDT"), "America/Chicago"),
    **dict.fromkeys(("ET", "EST", "EDT"), "America/New_York"),
    **dict.fromkeys(("CET", "CEST"), "Europe/Paris"),
    **dict.fromkeys(("WET", "WEST"), "Europe/Lisbon"),
    **dict.fromkeys(("EET", "EEST"), "Europe/Athens"),
    "BST": "Europe/London",
    "JST": "Asia/Tokyo",
}


def stated_zone(header: str) -> dt.tzinfo | None:
    """The zone that a column's name ends with, None where it names none that is known."""
    found = _STATED.search(header)
    if not found:
        return None
    name = found["name"] or ("UTC" if found["sign"] else "")
    if found["sign"]:
        return _offset(found) if name in ("UTC", "GMT") else None
    try:
        return ZoneInfo(_NAMES.get(name, name)) if "/" in name or name in _NAMES else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _offset(found: re.Match[str]) -> dt.tzinfo | None:
    size = dt.timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    if size > dt.timedelta(hours=14):
        return None
    return dt.timezone(-size if found["sign"] == "-" else size)


def without_zone(header: str) -> str:
    """The name of a column without the zone it states."""
    return _STATED.sub("", header) if stated_zone(header) else header
