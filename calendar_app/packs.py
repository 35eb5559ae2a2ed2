"""Packs of key dates for France: public holidays, school holidays, feasts, international days, sales. Pure.

Names of days are French, as the things themselves are. A pack's code is stored (``ChosenPack``, ``KeyDate.pack``), and
a day's code is the same each year, so that a day which a team has taken off stays off.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby

from dateutil.easter import easter
from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta, weekday

from calendar_app.pack_days import FEASTS, WORLD, Day

Year = Callable[[int], Iterator["Date"]]
ONE_DAY = dt.timedelta(days=1)

#: Additional public holidays, by code of ``holidays.France``: the national ones are a pack of their own.
REGIONS = {
    "57": "Alsace-Moselle",
    "971": "Guadeloupe",
    "972": "Martinique",
    "973": "Guyane",
    "974": "La Réunion",
    "976": "Mayotte",
    "BL": "Saint-Barthélemy",
    "MF": "Saint-Martin",
    "NC": "Nouvelle-Calédonie",
    "PF": "Polynésie française",
    "WF": "Wallis-et-Futuna",
}
ZONES = ("A", "B", "C")
SALES_LAST = dt.timedelta(weeks=4)
#: Départements on a border and overseas have dates of their own (annex of article D310-15-2 of the code de commerce).
SALES_NOTE = "Dates nationales ; certains départements frontaliers et d’outre-mer ont les leurs."


@dataclass(frozen=True)
class Date:
    """A day or a stretch of days, both ends included."""

    code: str
    title: str
    start: dt.date
    end: dt.date
    note: str = ""


@dataclass(frozen=True)
class Pack:
    code: str
    kind: str  # KeyDate.Kind
    place: str  # the region or zone, "" for the whole of France
    year: Year

    def between(self, first: dt.date, last: dt.date) -> list[Date]:
        """Those that touch the days ``first`` to ``last``, by day; where nothing is published yet, none."""
        dates = [date for year in range(first.year - 1, last.year + 1) for date in self.year(year)]
        return sorted((d for d in dates if d.start <= last and d.end >= first), key=lambda d: (d.start, d.code))


def _one(code: str, title: str, day: dt.date) -> Date:
    return Date(code, title, day, day)


# -- public holidays: the library "holidays"; code du travail, articles L3133-1, L3134-13 and L3422-2


def _holidays(region: str, year: int) -> dict[dt.date, str]:
    import holidays  # slow to import, and only needed when packs are filled

    return dict(holidays.France(subdiv=region or None, years=year, language="fr"))


def _public(year: int) -> Iterator[Date]:
    for day, title in _holidays("", year).items():
        yield _one(_code(title), title.replace("'", "’"), day)


def _regional(region: str, year: int) -> Iterator[Date]:
    national = _holidays("", year)
    for day, title in _holidays(region, year).items():
        if day not in national:
            yield _one(_code(title), title.replace("'", "’"), day)


def _code(title: str) -> str:
    return title.lower().replace(" ", "-").replace("'", "-").replace("’", "-")


# -- school holidays: the library "vacances-scolaires-france", from the calendar of the Éducation nationale


def _school(zone: str, year: int) -> Iterator[Date]:
    """The stretches that begin in ``year``."""
    for name, days in _stretches(zone):
        if days[0].year == year:
            yield Date(_code(name), f"{name} (zone {zone})", days[0], days[-1])


@cache
def _stretches(zone: str) -> list[tuple[str, list[dt.date]]]:
    from vacances_scolaires_france import SchoolHolidayDates  # reads its file, which only packs need

    known = SchoolHolidayDates().data
    off = [day for day in sorted(known) if known[day][f"vacances_zone_{zone.lower()}"]]
    return list(_runs([(day, known[day]["nom_vacances"].replace("'", "’")) for day in off]))


def _runs(named: list[tuple[dt.date, str]]) -> Iterator[tuple[str, list[dt.date]]]:
    """Days in a row of one name: they have the same difference to their rank."""
    for (_difference, name), run in groupby(
        enumerate(named), key=lambda each: (each[1][0].toordinal() - each[0], each[1][1])
    ):
        yield name, [day for _rank, (day, _name) in run]


# -- feasts


def _feasts(year: int) -> Iterator[Date]:
    yield from _fixed(FEASTS, year)
    sunday = easter(year)
    yield _one("shrove-tuesday", "Mardi gras", sunday - dt.timedelta(days=47))
    yield _one("palm-sunday", "Rameaux", sunday - dt.timedelta(days=7))
    yield _one("easter", "Pâques", sunday)
    yield _one("pentecost", "Pentecôte", sunday + dt.timedelta(days=49))
    yield _one("grandmothers", "Fête des grands-mères", dt.date(year, 3, 1) + relativedelta(weekday=SU(1)))
    yield _one("neighbours", "Fête des voisins", _neighbours(year))
    yield _one("mothers", "Fête des mères", mothers_day(year))
    yield _one("fathers", "Fête des pères", dt.date(year, 6, 1) + relativedelta(weekday=SU(3)))
    yield _one("grandfathers", "Fête des grands-pères", dt.date(year, 10, 1) + relativedelta(weekday=SU(1)))
    heritage = dt.date(year, 9, 1) + relativedelta(weekday=SU(3))
    yield Date("heritage", "Journées européennes du patrimoine", heritage - ONE_DAY, heritage)
    yield _one("summer-time", "Passage à l’heure d’été", dt.date(year, 3, 31) + relativedelta(weekday=SU(-1)))
    yield _one("winter-time", "Passage à l’heure d’hiver", dt.date(year, 10, 31) + relativedelta(weekday=SU(-1)))
    yield _one("advent", "Premier dimanche de l’Avent", dt.date(year, 12, 24) + relativedelta(weekday=SU(-4)))


def mothers_day(year: int) -> dt.date:
    """The last Sunday of May, or the first of June where that is Pentecost (action sociale code, article D215-1)."""
    last = dt.date(year, 5, 31) + relativedelta(weekday=SU(-1))
    return last + dt.timedelta(days=7) if last == easter(year) + dt.timedelta(days=49) else last


def _neighbours(year: int) -> dt.date:
    """The Friday before the last Sunday of May."""
    return dt.date(year, 5, 31) + relativedelta(weekday=SU(-1)) + relativedelta(weekday=FR(-1))


def _fixed(days: tuple[Day, ...], year: int) -> Iterator[Date]:
    for month_and_day, code, title in days:
        yield _one(code, title, dt.date.fromisoformat(f"{year}-{month_and_day}"))


# -- sales: articles L310-3 and D310-15-2 of the code de commerce, four weeks since the arrêté of 27 May 2019


def _trade(year: int) -> Iterator[Date]:
    for code, title, start in (
        ("winter-sales", "Soldes d’hiver", winter_sales(year)),
        ("summer-sales", "Soldes d’été", summer_sales(year)),
    ):
        yield Date(code, title, start, start + SALES_LAST - ONE_DAY, SALES_NOTE)
    thanksgiving = dt.date(year, 11, 1) + relativedelta(weekday=TH(4))
    yield _one("black-friday", "Black Friday", thanksgiving + ONE_DAY)
    yield _one("cyber-monday", "Cyber Monday", thanksgiving + relativedelta(weekday=MO(1)))
    yield _one("giving-tuesday", "Giving Tuesday", thanksgiving + relativedelta(weekday=TU(1)))
    yield _one("singles-day", "Singles’ Day", dt.date(year, 11, 11))


def winter_sales(year: int) -> dt.date:
    """The second Wednesday of January; the first where the second comes after the 12th."""
    second = dt.date(year, 1, 1) + relativedelta(weekday=WE(2))
    return second if second.day <= 12 else second - dt.timedelta(days=7)


def summer_sales(year: int) -> dt.date:
    """The last Wednesday of June; the one before where the last comes after the 28th."""
    last = dt.date(year, 6, 30) + relativedelta(weekday=WE(-1))
    return last if last.day <= 28 else last - dt.timedelta(days=7)


# -- sales elsewhere: annex of the arrêté of 27 May 2019 (article L310-3); the days announced from 2014 to 2019 agree


def _first(year: int, month: int, day: int, weekday: weekday) -> dt.date:
    """The first such day of the week from a date on."""
    return dt.date(year, month, day) + relativedelta(weekday=weekday(1))


def first_working_day(year: int) -> dt.date:
    """Of January: the first that is neither its first nor a Sunday."""
    day = dt.date(year, 1, 2)
    return day + ONE_DAY if day.weekday() == 6 else day


def _last_saturday_of_september(year: int) -> dt.date:
    return dt.date(year, 9, 30) + relativedelta(weekday=SA(-1))


#: By code: the place, and its sales that are not on the national days.
SALES: dict[str, tuple[str, dict[str, tuple[str, Callable[[int], dt.date]]]]] = {
    "lorraine": (
        "Meurthe-et-Moselle, Meuse, Moselle, Vosges",
        {"winter-sales": ("Soldes d’hiver", first_working_day)},
    ),
    "06-66": (
        "Alpes-Maritimes, Pyrénées-Orientales",
        {"summer-sales": ("Soldes d’été", lambda year: _first(year, 7, 1, WE))},
    ),
    "corse": ("Corse", {"summer-sales": ("Soldes d’été", lambda year: _first(year, 7, 8, WE))}),
    "971": (
        "Guadeloupe",
        {
            "winter-sales": ("Soldes de janvier", lambda year: _first(year, 1, 1, SA)),
            "summer-sales": ("Soldes de septembre", _last_saturday_of_september),
        },
    ),
    "972": ("Martinique", {"summer-sales": ("Soldes d’octobre", lambda year: _first(year, 10, 1, TH))}),
    "974": (
        "La Réunion",
        {
            "summer-sales": ("Soldes d’été", lambda year: _first(year, 2, 1, SA)),
            "winter-sales": ("Soldes d’hiver", lambda year: _first(year, 9, 1, SA)),
        },
    ),
    "975": (
        "Saint-Pierre-et-Miquelon",
        {
            "winter-sales": ("Soldes d’hiver", lambda year: _first(year, 1, 16, WE)),
            "summer-sales": ("Soldes d’été", lambda year: _first(year, 7, 15, WE)),
        },
    ),
    "977-978": (
        "Saint-Barthélemy, Saint-Martin",
        {
            "winter-sales": ("Soldes de mai", lambda year: _first(year, 5, 1, SA)),
            "summer-sales": ("Soldes d’octobre", lambda year: _first(year, 10, 8, SA)),
        },
    ),
}
SALES_RULE = "Selon la règle locale ; un arrêté peut déplacer une année : vérifiez avant d’annoncer."


def _local_sales(code: str, year: int) -> Iterator[Date]:
    place, sales = SALES[code]
    for name, (title, start_of) in sales.items():
        start = start_of(year)
        yield Date(name, f"{title} ({place})", start, start + SALES_LAST - ONE_DAY, SALES_RULE)


PACKS: dict[str, Pack] = {
    pack.code: pack
    for pack in (
        Pack("public", "holiday", "", _public),
        *(Pack(f"public-{code}", "holiday", place, partial(_regional, code)) for code, place in REGIONS.items()),
        *(Pack(f"school-{zone}", "school", zone, partial(_school, zone)) for zone in ZONES),
        Pack("feasts", "feast", "", _feasts),
        Pack("world", "world", "", partial(_fixed, WORLD)),
        Pack("trade", "trade", "", _trade),
        *(Pack(f"sales-{code}", "trade", place, partial(_local_sales, code)) for code, (place, _days) in SALES.items()),
    )
}
