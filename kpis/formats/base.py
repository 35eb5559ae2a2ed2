"""What an export format is: the columns it has, those that give it away, and the metrics they carry.

A format is one module that builds one ``Format``; ``kpis.formats.engine`` reads any table with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from imports.tables import Table
from imports.values import normalise_header
from kpis.catalogue import METRICS, Level
from kpis.formats.aliases import Family
from kpis.formats.figures import Number
from kpis.formats.zones import without_zone

#: role of a column → metric code, for the roles that are metric codes themselves
SAME = {code: code for code in METRICS}


def roles(names: str) -> frozenset[str]:
    """A set of roles, from their names parted by spaces."""
    return frozenset(names.split())


KindGuess = Callable[[str, str, Mapping[str, Number | None]], str]


@dataclass(frozen=True, slots=True)
class Recognition:
    """How one table is read: which column is what.

    ``columns`` maps roles (post_id, permalink, title, text, kind, published_at, date) to column indexes, ``metrics``
    pairs column indexes with metric codes. ``repeated`` lists columns that bear the name of an earlier one, as
    (kept, ignored). ``title`` names the section, ``origin`` tells apart those that name no network; ``skip`` is why the
    table brings no figure ("" = it does). ``weight`` is how many of the format's own marks were found: where two
    formats fit, the heavier is meant.
    """

    format: Format
    locale: str
    network: str
    level: Level
    columns: Mapping[str, int] = field(default_factory=dict)
    metrics: tuple[tuple[int, str], ...] = ()
    repeated: tuple[tuple[int, int], ...] = ()
    title: str = ""
    origin: str = ""
    skip: str = ""
    weight: int = 0


@dataclass(frozen=True)
class Format:
    """One export format of one network.

    A table is of this format when every group of ``required`` has a column, at least ``least`` of ``marks`` are there
    and none of ``never``. ``metrics`` says which metric a role carries (a role that is not in it is no figure).
    ``native_order`` is the order of day and month in which the network writes its English files. ``by_day`` tells that
    a column ``date`` may part the figures of a post by day; else it is when the post was published.
    """

    code: str
    network: str
    level: Level
    names: Family
    required: tuple[frozenset[str], ...]
    marks: frozenset[str]
    least: int
    never: frozenset[str] = frozenset()
    metrics: Mapping[str, str] = field(default_factory=lambda: SAME)
    native_order: str = ""
    by_day: bool = False
    id_pattern: re.Pattern[str] | None = None
    id_in_permalink: re.Pattern[str] | None = None
    guess_kind: KindGuess | None = None

    def recognise(self, table: Table) -> Recognition | None:
        """How to read ``table`` when it is of this format, else None."""
        headers = [normalise_header(without_zone(cell)) for cell in table.header]
        locale = self.names.language(headers)
        columns, repeated = self._columns(headers, locale)
        weight = len(self.marks & columns.keys())
        if not self._is_mine(columns.keys(), weight):
            return None
        if self.level is Level.POST and not self.by_day and (date := columns.pop("date", None)) is not None:
            columns.setdefault("published_at", date)
        carried = {role: code for role, code in self.metrics.items() if role in columns}
        # Two roles may carry the same metric: the first of them in ``metrics`` does.
        metrics = {code: columns[role] for role, code in reversed(carried.items())}
        return Recognition(
            format=self,
            locale=locale,
            network=self.network,
            level=self.level,
            columns={role: index for role, index in columns.items() if role not in self.metrics},
            metrics=tuple(sorted((index, code) for code, index in metrics.items())),
            repeated=tuple(repeated),
            weight=weight,
        )

    def _columns(self, headers: list[str], locale: str) -> tuple[dict[str, int], list[tuple[int, int]]]:
        """The first column of each role, and the later ones of the same name."""
        columns: dict[str, int] = {}
        repeated = []
        for index, header in enumerate(headers):
            role = self.names.role(header, locale)
            if role in columns:
                repeated.append((columns[role], index))
            elif role:
                columns[role] = index
        return columns, repeated

    def _is_mine(self, roles, weight: int) -> bool:
        has_all = all(group & roles for group in self.required)
        return has_all and weight >= self.least and not self.never & roles
