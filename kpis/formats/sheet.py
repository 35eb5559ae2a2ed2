"""One table under one recognition: its columns turned into ids, days, texts and numbers, and the rows that fail."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from zoneinfo import ZoneInfo

from imports.tables import Cell, Note, Refusal, Table, Unreadable
from imports.values import (
    clean_text,
    clean_texts,
    decimal_mark,
    is_missing,
    normalise_header,
    parse_dates,
    parse_numbers,
)
from kpis.catalogue import METRICS, Unit
from kpis.formats.aliases.generic import TOTALS
from kpis.formats.base import Recognition
from kpis.formats.figures import Number, Question
from kpis.formats.periods import period_of
from kpis.formats.zones import stated_zone

Moment = dt.date | dt.datetime
Names = Callable[[Sequence[str]], str]  # header → code of the format that has it, or ""

#: Spreadsheets keep 15 digits of a number: a longer id that went through one is not an id any more.
_EXACT_DIGITS = 15
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_ENOUGH_DAYS, _MANY_DAYS = 3, 5
_DIGIT = re.compile(r"\d")
_FORMULA_TEXT = re.compile(r'="(.*)"')
_TOTALS = frozenset(map(normalise_header, TOTALS))
_MAX_VALUE = 200
_LARGEST = 2**53
_A_YEAR = dt.timedelta(days=364)
#: More "accounts" than these are something else: pages of a site, sources of visits.
MOST_ACCOUNTS = 60
ALL = "*"
#: What tells accounts apart, the surest first, and what they are called.
_ACCOUNTS = (
    ("page_id", "page_name"),
    ("account_id", "account_name"),
    *((role, role) for role in ("account_username", "page_name", "account_name", "channel")),
)


class Sheet:
    """The rows of ``table``, by index. ``bad`` holds those that bring nothing: with a refusal, or None when that is
    in order (an empty row, a total).
    """

    def __init__(
        self,
        table: Table,
        found: Recognition,
        zone: ZoneInfo,
        answers: dict,
        signature: str,
        today: dt.date | None,
        format_of: Names,
    ):
        self.table = table
        self.found = found
        self.zone = zone
        self.stated = self._stated_zone()
        self.answers = answers
        self.signature = signature
        self.today = today
        self.format_of = format_of
        self.bad: dict[int, Refusal | None] = {}
        self.notes: list[Note] = []
        self.questions: list[Question] = []
        self.skipped: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.table.rows)

    def _stated_zone(self) -> dt.tzinfo | None:
        """The zone of the times that posts were published at, where the name of their column says it."""
        index = self.found.columns.get("published_at")
        return None if index is None else stated_zone(self.table.header[index])

    def column(self, role: str) -> list[Cell]:
        """The cells of a role; empty ones where the table has no such column."""
        index = self.found.columns.get(role)
        return [None] * len(self) if index is None else self.cells(index)

    def cells(self, index: int) -> list[Cell]:
        """The cells of a column, fast where no row is short of it."""
        try:
            return list(map(itemgetter(index), self.table.rows))
        except IndexError:
            return self.table.column(index)

    def refuse(self, index: int, column: int | None, code: str, **params) -> None:
        if index in self.bad:
            return
        row, header = self.table.rows[index], self.table.header
        value = row[column] if column is not None and column < len(row) else ""
        name = header[column] if column is not None and column < len(header) else ""
        self.bad[index] = Refusal(
            self.table.sheet or self.table.file,
            self.table.row_numbers[index],
            name,
            clean_text(value)[:_MAX_VALUE],
            code,
            params,
        )

    def skip(self, index: int, reason: str) -> None:
        self.bad[index] = None
        self.skipped[reason] = self.skipped.get(reason, 0) + 1

    def refuse_longer_rows(self) -> None:
        """Refuse the records with more fields than the header: nobody can tell which one is too many."""
        width = len(self.table.header)
        if not self.table.rows or max(map(len, self.table.rows)) <= width:
            return
        for index, row in enumerate(self.table.rows):
            if len(row) > width and any(cell is not None and str(cell).strip() for cell in row[width:]):
                self.refuse(index, width, "too_many_fields", fields=len(row), expected=width)

    def keep_one_account(self) -> None:
        """Ask whose figures are meant where the rows are of several accounts, and pass over those of the others."""
        told = next((pair for pair in _ACCOUNTS if pair[0] in self.found.columns), None)
        if told is None:
            return
        role, name = told
        keys, names = self.texts(role), self.texts(name)
        if 1 < len(set(filter(None, keys))) <= MOST_ACCOUNTS:
            self._keep_account(role, keys, [name or key for key, name in zip(keys, names, strict=True)])

    def _keep_account(self, role: str, keys: list[str], names: list[str]) -> None:
        labels = names if len(set(names)) == len(set(keys)) else keys
        options = (*dict.fromkeys(label for label in labels if label), ALL)
        chosen = self.answers.get("account", {}).get(self.signature, "")
        if chosen not in options:
            column = self.table.header[self.found.columns[role]]
            self.questions.append(Question("account", self.signature, options, "", {"column": column}))
        if chosen == ALL:
            return
        for index, label in enumerate(labels):
            if label and label != chosen:
                self.skip(index, "account" if chosen else "unsettled")

    # -- days

    def moments(self, role: str) -> tuple[list[Moment | None], dict[int, str]]:
        """The dates of a column, and by index why one cannot be read. Asks when day and month cannot be told apart."""
        cells = self.column(role)
        period = self._period()
        order = self.answers.get("date_order", {}).get(self.signature)
        yearless = period is not None and (period[1] - period[0]).days > 366
        distinct = cells if yearless else list(dict.fromkeys(cells))
        dates = parse_dates(distinct, order=order, year_hint=period)
        if dates.ambiguous:
            dates = self._settle_order(role, distinct, dates, period)
        if any(error.code == "year_missing" for error in dates.errors.values()):
            if self.today is None:
                self._ask("period", role, distinct)
            else:
                dates = parse_dates(distinct, order=order, year_hint=(self.today - _A_YEAR, self.today))
        if distinct is cells:
            return dates.values, {index: error.code for index, error in dates.errors.items()}
        read = dict(zip(distinct, dates.values, strict=True))
        values = list(map(read.__getitem__, cells))
        if not dates.errors:
            return values, {}
        wrong = {distinct[index]: error.code for index, error in dates.errors.items()}
        return values, {index: wrong[cell] for index, cell in enumerate(cells) if cell in wrong}

    def days(self, role: str) -> list[int | None]:
        """The days of a column as its cells write them; rows without one are sorted out."""
        moments, errors = self.moments(role)
        ordinals = {moment: moment.toordinal() for moment in set(moments) if moment}
        days = list(map(ordinals.get, moments))
        self.refuse_undated(days, errors, role)
        return days

    def _period(self) -> tuple[dt.date, dt.date] | None:
        stated = self.answers.get("period")
        if stated:
            return dt.date.fromisoformat(stated["from"]), dt.date.fromisoformat(stated["to"])
        return period_of(self.table.file)

    def _settle_order(self, role: str, cells: list[Cell], dates, period):
        """Choose between day-first and month-first where the values allow both, and ask unless the network is known
        to write this one.
        """
        native = self.found.format.native_order if self.found.locale == "en" else ""
        is_native = bool(native) and not self._is_against(native, dates.order, cells)
        past = self._orders_in_the_past(cells)
        order = native if is_native else self._likely_order(dates)
        if len(past) == 1:
            order = past[0]
        elif not is_native:
            self._ask("date_order", role, cells, ("dmy", "mdy"), order)
        return parse_dates(cells, order=order, year_hint=period)

    def _is_against(self, native: str, closer: str, cells: list[Cell]) -> bool:
        """Tell whether the days cast a doubt on the network's habit: many, and far closer together the other way."""
        if closer == native:
            return False
        spans = [_span(parse_dates(cells, order=order).values) for order in (closer, native)]
        return spans[0][0] >= _MANY_DAYS and spans[0][1] * 5 <= spans[1][1]

    def _orders_in_the_past(self, cells: list[Cell]) -> list[str]:
        """The orders under which no day is yet to come: an export tells what happened."""
        if self.today is None:
            return []
        last = (self.today + dt.timedelta(days=1)).toordinal()  # somewhere it is tomorrow already
        read = {order: parse_dates(cells, order=order).values for order in ("dmy", "mdy")}
        return [order for order, days in read.items() if all(day.toordinal() <= last for day in days if day)]

    def _ask(self, code: str, role: str, cells: Iterable[Cell], options: tuple[str, ...] = (), suggested: str = ""):
        column = self.table.header[self.found.columns[role]]
        self.questions.append(
            Question(code, self.signature, options, suggested, {"column": column, "example": _first(cells)})
        )

    def _likely_order(self, dates) -> str:
        if _span(dates.values)[0] >= _ENOUGH_DAYS:
            return dates.order  # the one that packs the days closest together
        return "dmy" if self.table.delimiter == ";" or self.found.locale != "en" else "mdy"

    def lifetime(self) -> tuple[list[int | None], list[bool]]:
        """For exports with both forms: the day of each row that is of one day, and whether a row is of a whole life.

        "Lifetime" is written in the language of the export, so any word without a digit says it.
        """
        if "date" not in self.found.columns:
            return [None] * len(self), [True] * len(self)
        cells = self.column("date")
        is_life = {cell: is_missing(cell) or (isinstance(cell, str) and not _DIGIT.search(cell)) for cell in set(cells)}
        lives = [is_life[cell] for cell in cells]
        if all(lives):
            return [None] * len(cells), lives
        moments, errors = self.moments("date")
        if not any(moments):  # a period, or whatever else is the same for a whole life
            return moments, [True] * len(cells)
        for index, code in errors.items():
            if not lives[index]:
                self.refuse(index, self.found.columns["date"], code)
        return [moment.toordinal() if moment else None for moment in moments], lives

    def refuse_undated(self, days: Sequence[int | None], errors: dict[int, str], role: str) -> None:
        """Sort out the rows without a day: blank, totals, headers again, descriptions; the others are refused."""
        if None not in days:
            return
        column = self.found.columns.get(role)
        header = [normalise_header(cell) for cell in self.table.header]
        for index, day in enumerate(days):
            if day is None and index not in self.bad:
                reason = self._why_undated(self.table.rows[index], header)
                if reason:
                    self.skip(index, reason)
                else:
                    self.refuse(index, column, errors.get(index, "missing_date"))

    def _why_undated(self, row: Sequence[Cell], header: list[str]) -> str:
        filled = [cell for cell in row if not is_missing(cell)]
        if not filled:
            return "empty"
        if any(normalise_header(cell) in _TOTALS for cell in filled[:2]):
            return "total"
        if [normalise_header(cell) for cell in row] == header[: len(row)]:
            return "header"
        other = self.format_of([clean_text(cell) for cell in row])
        if other:
            raise Unreadable("two_formats", formats=[self.found.format.code, other])
        is_described = "post_id" in self.found.columns and is_missing(_at(row, self.found.columns["post_id"]))
        figures = [_at(row, column) for column, _ in self.found.metrics]
        if is_described and len(parse_numbers(figures)[1]) == sum(not is_missing(cell) for cell in figures) > 0:
            return "description"
        return ""

    def refuse_all(self, role: str, errors: dict[int, str]) -> None:
        for index, code in errors.items():
            self.refuse(index, self.found.columns[role], code)

    # -- figures

    def numbers(self) -> list[tuple[str, list[Number | None]]]:
        """The metric columns, as (code, values); rows with a cell that is no number are refused."""
        decimal = self.answers.get("decimal", {}).get(self.signature) or self._decimal_mark()
        read = []
        for column, code in self.found.metrics:
            whole = METRICS[code].unit is Unit.COUNT
            values, errors = parse_numbers(self.cells(column), decimal=decimal, whole=whole)
            for index, error in errors.items():
                self.refuse(index, column, error.code, metric=code)
            self._refuse_too_large(column, values)
            read.append((code, values))
        return read

    def _refuse_too_large(self, column: int, values: list[Number | None]) -> None:
        """Refuse what can only be an id or a slip: beyond what a float holds exactly."""
        known = values if None not in values else [value for value in values if value is not None]
        if known and (max(known) > _LARGEST or min(known) < -_LARGEST):
            for index, value in enumerate(values):
                if value is not None and abs(value) > _LARGEST:
                    self.refuse(index, column, "too_large_number")

    def _decimal_mark(self):
        """The mark that the table's other columns prove, asked only where a metric is not a count."""
        if all(METRICS[code].unit is Unit.COUNT for _, code in self.found.metrics):
            return None
        return decimal_mark(cell for column, _ in self.found.metrics for cell in self.cells(column))

    def tell_repeated(self) -> None:
        """Say which columns bear the name of another, and whether they say the same."""
        for kept, ignored in self.found.repeated:
            same = self.cells(kept) == self.cells(ignored)
            self.notes.append(Note("repeated_column", {"column": self.table.header[ignored], "same": same}))

    # -- posts

    def ids(self) -> list[str]:
        """The ids, "" where there is none; a rounded one counts as none, and is refused where no permalink helps."""
        column = self.found.columns.get("post_id")
        if column is None:
            return [""] * len(self)
        cells = self.cells(column)
        cleaned = {cell: _clean_id(cell) for cell in dict.fromkeys(cells)}
        pattern = self.found.format.id_pattern
        rounded = _rounded(cleaned.values())
        wrong = {cell: value for cell, value in cleaned.items() if value in rounded or _is_wrong(value, pattern)}
        if not wrong:
            return list(map(cleaned.__getitem__, cells))
        return self._without_wrong(cells, cleaned, wrong, rounded, column)

    def _without_wrong(self, cells, cleaned, wrong, rounded, column: int) -> list[str]:
        permalinks = self.texts("permalink")
        ids, saved = [], 0
        for index, cell in enumerate(cells):
            ids.append("" if cell in wrong else cleaned[cell])
            if cell not in wrong or index in self.bad:
                continue
            if wrong[cell] not in rounded:
                self.refuse(index, column, "not_an_id")
            elif not permalinks[index]:
                self.refuse(index, column, "rounded_id")
            else:
                saved += 1
        if saved:
            self.notes.append(Note("rounded_ids", {"rows": saved, "column": self.table.header[column]}))
        return ids

    def texts(self, role: str) -> list[str]:
        return clean_texts(self.column(role)) if role in self.found.columns else [""] * len(self)

    def local(self, moment: Moment) -> tuple[dt.datetime, str]:
        """A moment in UTC (a date: the start of its day; no zone: the workspace's) and as the file wrote it."""
        if not isinstance(moment, dt.datetime):
            return dt.datetime.combine(moment, dt.time(), self.zone).astimezone(dt.UTC), moment.isoformat()
        aware = moment if moment.tzinfo else moment.replace(tzinfo=self.stated or self.zone)
        return aware.astimezone(dt.UTC), moment.isoformat()

    def day(self, moment: Moment) -> int:
        """The day of a moment in the workspace's zone, as an ordinal."""
        if isinstance(moment, dt.datetime) and (moment.tzinfo or self.stated):
            aware = moment if moment.tzinfo else moment.replace(tzinfo=self.stated)
            return aware.astimezone(self.zone).toordinal()
        return moment.toordinal()


def _span(moments: Iterable[Moment | None]) -> tuple[int, int]:
    """How many days there are, and from the first to the last."""
    days = {moment.toordinal() for moment in moments if moment is not None}
    return len(days), max(days) - min(days) if days else 0


def _at(row: Sequence[Cell], column: int) -> Cell:
    return row[column] if column < len(row) else None


def _first(cells: Iterable[Cell]) -> str:
    return next((clean_text(cell) for cell in cells if not is_missing(cell)), "")


def _clean_id(cell: Cell) -> str:
    if is_missing(cell):
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else f"{cell:.6E}"
    text = str(cell).strip().lstrip("'")
    found = _FORMULA_TEXT.fullmatch(text)
    return found[1] if found else text


def _rounded(ids: Iterable[str]) -> set[str]:
    """The ids that a spreadsheet rounded: in scientific notation, or all ending in zeros beyond the 15th digit."""
    ids = [value for value in ids if value]
    scientific = {value for value in ids if "+" in value or "E" in value or "e" in value}
    scientific = {value for value in scientific if _SCIENTIFIC.fullmatch(value)}
    if scientific:
        return scientific | {value for value in ids if _has_zeros(value)}
    long = [value for value in ids if len(value) > _EXACT_DIGITS + 1 and value.isdigit()]
    return set(long) if len(long) >= 3 and all(map(_has_zeros, long)) else set()


def _has_zeros(value: str) -> bool:
    return value.isdigit() and len(value) > _EXACT_DIGITS and not value[_EXACT_DIGITS:].strip("0")


def _is_wrong(value: str, pattern: re.Pattern[str] | None) -> bool:
    return bool(value) and pattern is not None and not pattern.fullmatch(value)
