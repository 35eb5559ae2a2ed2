"""Numbers as the networks and spreadsheets write them: exact, and decided for a whole column."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal

from imports.tables import Cell
from imports.values.common import BadValue, is_missing

Mark = Literal[".", ","]
Number = int | Decimal

_MAX_CHARS = 40
_SCALES = {"k": 10**3, "tsd": 10**3, "m": 10**6, "mio": 10**6, "b": 10**9, "md": 10**9, "mrd": 10**9}
_SIGNS = str.maketrans({"−": "-", "–": "-", "﹣": "-", "－": "-", "＋": "+", "％": "%", "’": "'", "ʼ": "'", "＇": "'"})
_SHAPE = re.compile(
    r"(?P<open>\()?(?P<bound>[<>≤≥~≈])?(?P<sign>[-+])?"
    r"(?P<core>\d(?:[\d.,' ]*\d)?|[.,]\d+)(?P<exponent>[eE][-+]?\d{1,2})?"
    r"(?: ?(?P<scale>[kK]|Tsd|M|Mio|B|Md|Mrd)\.?)?(?: ?%)?(?(open)\))"
)
_SPACED = re.compile(r"\d{1,3}(?:[ ']\d{3})+(?=[.,]|$)")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")


def parse_number(cell: Cell, *, decimal: Mark | None = None, whole: bool = True) -> Number | None:
    """Return one number, ``None`` where the value is missing.

    Raises ``BadValue``. A column is better given to ``parse_numbers``, which knows more.
    """
    values, errors = parse_numbers([cell], decimal=decimal, whole=whole)
    if errors:
        raise errors[0]
    return values[0]


def parse_numbers(
    cells: Sequence[Cell], *, decimal: Mark | None = None, whole: bool = True
) -> tuple[list[Number | None], dict[int, BadValue]]:
    """Return the numbers of a column (``None`` where missing or wrong) and the errors by index.

    Integers come back as ``int``, exactly, also ``1938.0`` and ``1.2K``; others as ``Decimal``; ``3,87 %`` is 3.87;
    ``< 1%`` is its bound, 1. The decimal mark is one for the column. It is decided by the values that leave no doubt
    (``0.5``, ``1,234.5``, ``1.234.567``, ``1 938,25``); failing these by ``decimal``, which the caller draws from the
    file's other columns (``decimal_mark``) or its language; failing both, ``1.500`` is fifteen hundred when the
    metric counts things (``whole``), one and a half otherwise. In a column whose values contradict each other, those
    that leave a doubt are errors.
    """
    try:
        joined = "".join(cells)
    except TypeError:
        return _mixed(cells, decimal, whole)
    if joined.isascii() and joined.isdigit() and len(max(cells, key=len)) <= _MAX_CHARS:
        return ([int(cell) for cell in cells] if "" not in cells else [int(c) if c else None for c in cells]), {}
    return _texts(cells, decimal, whole)


def decimal_mark(cells: Iterable[Cell]) -> Mark | None:
    """Return the decimal mark that the values of a column (or of several) prove, ``None`` where they prove none."""
    votes = _votes(_shape(cell) for cell in {c for c in cells if isinstance(c, str)})
    return next(iter(votes)) if len(votes) == 1 else None


def is_number(cell: Cell) -> bool:
    """Tell whether a cell looks like a number, whatever its mark."""
    if isinstance(cell, str):
        shape = _shape(cell)
        return shape is not None and _reading(shape, None, True) is not None
    return isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)


def parse_duration(cell: Cell | dt.timedelta) -> Number | None:
    """Return a duration in seconds: ``0:13:29``, ``2:31``, ``1h 02m 03s``, a spreadsheet's time, a number of seconds.

    ``None`` where missing; raises ``BadValue``.
    """
    if is_missing(cell):
        return None
    if isinstance(cell, dt.datetime):
        # A spreadsheet writes a duration beyond its day zero as a moment of 1899 or 1900.
        return _tidy(Decimal(str((cell - _DAY_ZERO).total_seconds())))
    if isinstance(cell, dt.time):
        return _tidy(Decimal(cell.hour * 3600 + cell.minute * 60 + cell.second) + Decimal(cell.microsecond) / 10**6)
    if isinstance(cell, dt.timedelta):
        return _tidy(Decimal(str(cell.total_seconds())))
    if isinstance(cell, str) and (found := _CLOCK.fullmatch(cell.strip()) or _UNITS.fullmatch(cell.strip().lower())):
        hours, minutes, seconds = (Decimal((part or "0").replace(",", ".")) for part in found.groups())
        return _tidy(hours * 3600 + minutes * 60 + seconds)
    try:
        return parse_number(cell, whole=False)
    except BadValue:
        raise BadValue("not_a_duration", cell) from None


_DAY_ZERO = dt.datetime(1899, 12, 31)  # noqa: DTZ001 - wall time, as in the spreadsheet
_CLOCK = re.compile(r"(?:(\d{1,5}):(?=\d{1,2}:))?(\d{1,5}):(\d{1,2}(?:[.,]\d{1,6})?)")
_UNITS = re.compile(
    r"(?=.)(?:(\d{1,5}) ?h(?:\w*)? ?)?(?:(\d{1,5}) ?m(?:in)?(?:\w*)? ?)?(?:(\d{1,5}(?:[.,]\d+)?) ?s(?:\w*)?)?"
)


def _texts(cells: Sequence[str], decimal: Mark | None, whole: bool):
    """Read each distinct text once: exports repeat the same few figures."""
    readings: dict[str, Number | BadValue | None] = {}
    usual: dict[str, Mark | None] = {}
    shapes: dict[str, re.Match[str] | None] = {}
    for text in set(cells):
        if text.isdigit() and text.isascii() and len(text) <= _MAX_CHARS:
            readings[text] = int(text)
        elif (
            len(text) <= _MAX_CHARS and (fits := (_WITH_POINT.fullmatch(text), _WITH_COMMA.fullmatch(text))) != _NEITHER
        ):
            usual[text] = None if all(fits) else "." if fits[0] else ","
        elif (shape := _shape(text)) is None and is_missing(text):
            readings[text] = None
        else:
            shapes[text] = shape
    votes = _votes(shapes.values()) + Counter(filter(None, usual.values()))
    mark, torn = (next(iter(votes)), False) if len(votes) == 1 else (decimal, bool(votes))
    for text, own in usual.items():
        readings[text] = _usual_value(text, own, mark, whole, torn)
    for text, shape in shapes.items():
        readings[text] = _value(text, shape, mark, whole, torn)
    if not any(isinstance(reading, BadValue) for reading in readings.values()):
        return [readings[cell] for cell in cells], {}
    found = [readings[cell] for cell in cells]
    errors = {index: reading for index, reading in enumerate(found) if isinstance(reading, BadValue)}
    return [None if isinstance(reading, BadValue) else reading for reading in found], errors


#: Numbers without frills, under each decimal mark. A text that fits one only proves it; one that fits both is in doubt.
_USUAL = r"[-+]?(?:[1-9]\d{0,2}(?:%s\d{3})+|[1-9]\d{0,2}(?:[ \xa0\u202f]\d{3})+|\d+)(?:%s\d+)?(?:[ \xa0\u202f]?%%)?"
_WITH_POINT = re.compile(_USUAL % (",", r"\."), re.A)
_WITH_COMMA = re.compile(_USUAL % (r"\.", ","), re.A)
_NEITHER = (None, None)


def _usual_value(text: str, own: Mark | None, mark: Mark | None, whole: bool, torn: bool) -> Number | BadValue:
    """Read a number without frills: four times as fast as by its shape, which a million distinct figures notice."""
    has_mark = "." in text or "," in text
    if own is None and has_mark:
        if torn:
            return BadValue("ambiguous_number", text)
        own = mark or _doubtful_mark(text, whole)
    plain = "".join(text.split()).rstrip("%").replace("," if own == "." else ".", "").replace(",", ".")
    return _tidy(Decimal(plain)) if "." in plain else int(plain)


def _doubtful_mark(core: str, whole: bool) -> Mark:
    """Return the decimal mark of ``1.500`` where nothing tells: things that are counted come in whole numbers."""
    only, other = (".", ",") if "." in core else (",", ".")
    return other if whole else only


def _mixed(cells: Sequence[Cell], decimal: Mark | None, whole: bool):
    """Read a column of a spreadsheet: numbers that are numbers, and texts among them."""
    texts = [cell if isinstance(cell, str) else "" for cell in cells]
    values, errors = _texts(texts, decimal, whole) if any(texts) else ([None] * len(cells), {})
    for index, cell in enumerate(cells):
        if cell is None or isinstance(cell, str):
            continue
        try:
            values[index] = _from_native(cell)
        except BadValue as error:
            errors[index] = error
    return values, errors


def _from_native(cell: Cell) -> Number | None:
    if isinstance(cell, float):
        if cell.is_integer():
            return int(cell)
        if cell != cell:
            return None
        if cell in (float("inf"), float("-inf")):
            raise BadValue("not_a_number", cell)
        return Decimal(repr(cell))
    if isinstance(cell, bool) or not isinstance(cell, int | Decimal):
        raise BadValue("not_a_number", cell)
    return cell


def _shape(text: str) -> re.Match[str] | None:
    """Split a text into sign, digits with their marks, and scale, once its spaces and currency are made plain."""
    if len(text) > _MAX_CHARS:
        return None
    if shape := _SHAPE.fullmatch(text):
        return shape
    plain = " ".join(text.translate(_SIGNS).split())
    if not plain.isascii() or "$" in plain:
        plain = "".join(c for c in plain if unicodedata.category(c) != "Sc").strip()
    return _SHAPE.fullmatch(plain.replace("< ", "<").replace("> ", ">").replace("- ", "-"))


def _votes(shapes: Iterable[re.Match[str] | None]) -> Counter[Mark]:
    """Count which mark the values prove to be the decimal one."""
    votes: Counter[Mark] = Counter()
    for shape in shapes:
        if shape is not None and (mark := _proof(shape["core"])):
            votes[mark] += 1
    return votes


def _proof(core: str) -> Mark | None:
    """Return the decimal mark that one value proves: the other one, if its own only parts groups of three."""
    marks = [c for c in core if c in ".,"]
    if not marks:
        return None
    last, other = marks[-1], "," if marks[-1] == "." else "."
    if len(set(marks)) == 2:
        return last if marks.count(last) == 1 else None
    if len(marks) > 1:
        return other
    before, after = core.split(last)
    is_grouping = len(after) == 3 and 1 <= len(before) <= 3 and before[0] != "0"
    return None if is_grouping else last


def _value(text: str, shape: re.Match[str] | None, mark: Mark | None, whole: bool, torn: bool):
    if shape is None:
        return BadValue("not_a_number", text)
    own = _proof(shape["core"])
    if torn and own is None and ("." in shape["core"] or "," in shape["core"]):
        return BadValue("ambiguous_number", text)
    value = _reading(shape, own or mark, whole)
    return BadValue("not_a_number", text) if value is None else value


def _reading(shape: re.Match[str], mark: Mark | None, whole: bool) -> Number | None:
    """Return the number a text stands for under a decimal mark, ``None`` where its groups make no sense."""
    digits = _digits(shape["core"], mark, whole)
    if digits is None:
        return None
    scale = _SCALES.get((shape["scale"] or "").lower())
    if "." in digits or shape["exponent"]:
        number = _tidy(Decimal(digits + (shape["exponent"] or "")))
    else:
        number = int(digits)
    number = _tidy(Decimal(number) * scale) if scale else number
    is_negative = shape["sign"] == "-" or shape["open"]
    return -number if is_negative else number


def _digits(core: str, mark: Mark | None, whole: bool) -> str | None:
    spaced = _SPACED.match(core)
    if spaced:
        core = spaced[0].replace(" ", "").replace("'", "") + core[spaced.end() :]
    if " " in core or "'" in core:
        return None
    marks = set(core) & {".", ","}
    if not marks:
        return core
    if mark is None:
        mark = _doubtful_mark(core, whole)
    thousands = "," if mark == "." else "."
    integer, _, fraction = core.partition(mark)
    if thousands in fraction or mark in fraction or (spaced and thousands in integer):
        return None
    if thousands in integer and not _is_grouped(integer, thousands):
        return None
    return f"{integer.replace(thousands, '') or '0'}.{fraction or '0'}"


def _is_grouped(integer: str, thousands: str) -> bool:
    first, *groups = integer.split(thousands)
    if 1 <= len(first) <= 3 and all(len(group) == 3 for group in groups):
        return True
    return thousands == "," and _INDIAN.fullmatch(integer) is not None


def _tidy(number: Decimal) -> Number:
    """Return an ``int`` where there is no fraction."""
    return int(number) if number == number.to_integral_value() else number
