"""Time zones as choices that people find: by continent, named by their city in the reader's language."""

from functools import cache
from importlib.resources import files

from babel.dates import get_timezone_location
from django.utils.translation import gettext_lazy as _

AREAS = {
    "Europe": _("Europe"),
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}


@cache
def zone_names() -> list[str]:
    """Names in use, one per city: the IANA list without its old aliases."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    return sorted(line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#"))


@cache
def zone_choices(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {area: [] for area in AREAS}
    for name in zone_names():
        groups[name.partition("/")[0]].append((name, _city(name, language)))
    choices = [(AREAS[area], sorted(zones, key=lambda zone: zone[1])) for area, zones in groups.items() if zones]
    return [*choices, ("UTC", [("UTC", "UTC")])]


def _city(name: str, language: str) -> str:
    return get_timezone_location(name, locale=language, return_city=True) or name.rpartition("/")[2].replace("_", " ")
