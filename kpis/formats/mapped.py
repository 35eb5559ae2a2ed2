"""Any other table with a date and numbers, read as a person says; and the guess put before that person."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from imports.tables import Cell, Table
from imports.values import clean_text, is_date, is_missing, normalise_header, parse_numbers, unique_header
from kpis.catalogue import METRICS, Adds, Level, Unit
from kpis.formats.aliases import Family, generic, meta, x
from kpis.formats.base import Format, Recognition, roles
from kpis.formats.sheet import MOST_ACCOUNTS
from kpis.formats.zones import without_zone

#: What a column of an unknown table may be, besides a metric.
ROLES = ("date", "post_id", "permalink", "text", "kind", "channel", "ignore")
_LEVELS = {level.code: level for level in Level}
_SHOWN = 120  # characters of a cell
_ADDRESS = re.compile(r"https?://\S+$")
_SEEN = 5_000  # rows looked at for a guess
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_SERIAL_DAYS = range(20_000, 80_000)  # 1954 to 2119
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


#: A publication time is a date like any other, and whatever tells accounts apart tells them apart.
_AS_MAPPED = {
    "published_at": "date",
    **dict.fromkeys(("page_id", "page_name", "account_id", "account_name", "account_username"), "channel"),
}


def _merged() -> Family:
    """All the names known, whatever their network."""
    names: dict[str, dict[str, tuple[str, ...]]] = {}
    for table in (meta.POSTS, x.COLUMNS, generic.COLUMNS):
        for role, languages in table.items():
            role = _AS_MAPPED.get(role, role)
            for language, headers in languages.items():
                known = names.setdefault(role, {})
                known[language] = (*known.get(language, ()), *headers)
    return Family(names)


_NAMES = _merged()

FORMAT = Format(
    code="mapped",
    network="",
    level=Level.CHANNEL_DAY,
    names=_NAMES,
    required=(roles("date"),),
    marks=roles("date"),
    least=1,
)


@dataclass(slots=True)
class Column:
    """One column of an unknown table. ``metric`` is set when ``role`` is "metric"; the counts are of its first rows."""

    index: int
    header: str
    role: str
    metric: str = ""
    filled: int = 0
    dates: int = 0
    numbers: int = 0
    example: str = ""


@dataclass(slots=True)
class Mapping:
    """What each column of a table is. ``signature`` is under which a person's own mapping is remembered."""

    signature: str
    level: str
    network: str = ""
    columns: list[Column] = field(default_factory=list)
    sample: list[list[str]] = field(default_factory=list)  # its first rows, to show

    @property
    def is_usable(self) -> bool:
        have = {column.role for column in self.columns}
        return {"date", "metric"} <= have

    @property
    def has_dates(self) -> bool:
        return any(column.dates for column in self.columns)

    @property
    def has_numbers(self) -> bool:
        return any(column.numbers for column in self.columns)

    def answer(self) -> dict[str, Any]:
        """The mapping as ``answers["mapping"][signature]`` takes it."""
        columns = {
            str(c.index): f"metric:{c.metric}" if c.role == "metric" else c.role
            for c in self.columns
            if c.role != "ignore"
        }
        return {"level": self.level, "network": self.network, "columns": columns}

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"is_usable": self.is_usable}


def header_signature(table: Table) -> str:
    """A stable name of a header: the same columns in the same order have the same one."""
    names = "\x1f".join(normalise_header(cell) for cell in table.header)
    if len(table.header) == 2:  # as bare as "Date, Primary": only the title says what it counts
        names += "\x1e" + normalise_header(table.title) if table.title else ""
    return hashlib.sha256(names.encode()).hexdigest()[:16]


def guess_mapping(table: Table) -> Mapping:
    """What the columns seem to be, by their names first and their values always."""
    headers = [_plain_name(cell) for cell in table.header]
    locale = _NAMES.language(headers)
    columns = [_look_at(table, index, name) for index, name in enumerate(unique_header(table.header))]
    taken: set[str] = set()
    meant = generic.meant_by(headers)
    days = _dates_by_name(table, columns, headers, locale)
    for column, header in zip(columns, headers, strict=True):
        possible = [meant[header]] if header in meant else _NAMES.roles(header, locale)
        if days and column.index != days[0]:
            possible = [role for role in possible if role != "date"]
        role = next((role for role in possible if role not in taken and _can_be(table, column, role)), "")
        if role:
            taken.add(role)
            column.role, column.metric = ("metric", role) if role in METRICS else (role, "")
    if "date" not in taken:
        _date_by_values(table, columns)
    if not taken & {"permalink", "post_id"}:
        _address_by_values(table, columns)
    sample = [[clean_text(_cell(row, column.index))[:_SHOWN] for column in columns] for row in table.rows[:5]]
    return Mapping(header_signature(table), _level(table, columns), columns=columns, sample=sample)


def recognition(table: Table, answer: dict[str, Any]) -> Recognition | None:
    """How to read ``table`` under a person's mapping (see ``Mapping.answer``); None without a date and a metric."""
    level = _LEVELS[answer["level"]]
    columns: dict[str, int] = {}
    metrics = []
    for index, role in answer["columns"].items():
        kind, _, code = role.partition(":")
        if kind == "metric" and code in METRICS and METRICS[code].adds is not Adds.RATIO:
            metrics.append((int(index), code))
        elif kind in ROLES and kind != "ignore":
            columns[kind] = int(index)
    if "date" not in columns or not metrics:
        return None
    if level is Level.POST:
        columns["published_at"] = columns.pop("date")
    return Recognition(
        format=FORMAT,
        locale=_NAMES.language(_plain_name(cell) for cell in table.header),
        network=answer.get("network") or "",
        level=level,
        columns=columns,
        metrics=tuple(sorted(metrics)),
        origin=table.file,
    )


def _plain_name(header: object) -> str:
    """``retweet_count`` and ``viewCount`` as words, without the time zone in ``Date (GMT)``."""
    return normalise_header(_CAMEL.sub(" ", without_zone(clean_text(header)).replace("_", " ")))


def _look_at(table: Table, index: int, name: str) -> Column:
    cells = [cell for row in table.rows[:_SEEN] if index < len(row) and not is_missing(cell := row[index])]
    return Column(
        index,
        name,
        "ignore",
        filled=len(cells),
        dates=_count_dates(cells),
        numbers=len(cells) - len(parse_numbers(cells, whole=False)[1]),
        example=clean_text(cells[0])[:_SHOWN] if cells else "",
    )


def _count_dates(cells: list[Cell]) -> int:
    known = {cell: is_date(cell) for cell in set(cells)}
    return sum(map(known.__getitem__, cells))


def _serials(table: Table, index: int) -> int:
    """How many cells may be a spreadsheet's serial numbers of days; asked only of a column named as a date."""
    return sum(_is_serial(cell) for cell in _cells(table, index))


def _is_serial(cell: Cell) -> bool:
    if isinstance(cell, str):
        return _SERIAL.fullmatch(cell.strip()) is not None and int(cell.strip()[:5]) in _SERIAL_DAYS
    return isinstance(cell, int | float) and int(cell) in _SERIAL_DAYS


def _can_be(table: Table, column: Column, role: str) -> bool:
    if role == "date":
        return column.dates * 2 >= column.filled > 0
    if role in METRICS:
        if METRICS[role].adds is Adds.RATIO:
            return False
        return not column.filled or (column.numbers * 2 > column.filled and not _is_rate(table, column, role))
    if role == "post_id":
        return sum(" " in str(cell).strip() for cell in _cells(table, column.index)) * 2 <= column.filled
    if role == "channel":
        return len({clean_text(cell) for cell in _cells(table, column.index)}) <= MOST_ACCOUNTS
    return role in ROLES


def _is_rate(table: Table, column: Column, role: str) -> bool:
    """Tell whether a column named as something that is counted holds the rate of it: ``3.5 %``, 0.035."""
    if METRICS[role].unit is not Unit.COUNT:
        return False
    cells = [cell for cell in _cells(table, column.index) if not is_missing(cell)]
    if any(isinstance(cell, str) and "%" in cell for cell in cells):
        return True
    values = [value for value in parse_numbers(cells, whole=False)[0] if value]
    parts = sum(value != int(value) for value in values)
    return parts * 2 > len(values) and (role == "engagements" or max(map(abs, values)) <= 1)


def _dates_by_name(table: Table, columns: list[Column], headers: list[str], locale: str) -> list[int]:
    """The columns named as dates, those first whose dates differ: the day of an export comes in every row."""
    named = [c for c, header in zip(columns, headers, strict=True) if "date" in _NAMES.roles(header, locale)]
    for column in named:
        column.dates = max(column.dates, _serials(table, column.index))
    dated = [column for column in named if _can_be(table, column, "date")]
    return [c.index for c in sorted(dated, key=lambda c: len(set(_cells(table, c.index))) == 1 < c.filled)]


def _date_by_values(table: Table, columns: Iterable[Column]) -> None:
    """Take for the date the first column of dates, where no name says which one it is.

    The same date in every row is that of the report, not of its rows.
    """
    free = [column for column in columns if column.role in ("ignore", "text") and column.filled]
    varied = [c for c in free if c.filled <= 2 or len({cell for cell in _cells(table, c.index) if is_date(cell)}) > 1]
    found = next((column for column in varied if column.dates * 5 >= column.filled * 4), None)
    if found:
        found.role = "date"


def _level(table: Table, columns: list[Column]) -> str:
    """Days of a channel, posts, or days of posts: the last where an id comes again on another date."""
    index = {column.role: column.index for column in columns if column.role != "ignore"}
    key = index.get("post_id", index.get("permalink"))
    if key is None:
        return Level.POST.code if "text" in index else Level.CHANNEL_DAY.code
    rows = [row for row in table.rows[:_SEEN] if not is_missing(_cell(row, key))]
    pairs = {(_cell(row, key), _cell(row, index.get("date"))) for row in rows}
    is_by_day = "date" in index and len({post for post, _ in pairs}) < len(pairs)
    return (Level.POST_DAY if is_by_day else Level.POST).code


def _address_by_values(table: Table, columns: Iterable[Column]) -> None:
    """Take a column of addresses, another in each row, for those of posts, where no name says which one it is."""
    for column in columns:
        cells = [str(cell) for cell in _cells(table, column.index) if not is_missing(cell)]
        if column.role == "ignore" and cells and len(set(cells)) == len(cells) and all(map(_ADDRESS.match, cells)):
            column.role = "permalink"
            return


def _cells(table: Table, index: int) -> list[Cell]:
    """The first cells of a column."""
    return [row[index] for row in table.rows[:_SEEN] if index < len(row)]


def _cell(row: list[Cell], index: int | None) -> Cell:
    return row[index] if index is not None and index < len(row) else None
