"""SpreadsheetML 2003: the XML that Excel, and Facebook after it, wrote under the name of ``.xls``."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from imports.readers.limits import MAX_COLUMNS, MAX_ROWS
from imports.readers.shape import Rows, Shape, tables_of
from imports.tables import Cell, Table, Unreadable

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_NS = f"{{{NAMESPACE}}}"
#: What expat says where a text stops: no element found, unclosed token, partial character.
_AT_THE_END = (3, 5, 6)


def read_xml(data: bytes, file: str, shape: Shape = tables_of) -> list[Table]:
    """Return the tables of a workbook, read as a stream.

    Raises ``Unreadable``: ``truncated``, ``damaged``, ``zip_bomb`` (entities), ``too_large``.
    """
    tables: list[Table] = []
    try:
        for name, rows, numbers in _sheets(data):
            tables += shape(rows, numbers, file=file, sheet=name)
    except ParseError as error:
        raise Unreadable("truncated" if error.code in _AT_THE_END else "damaged", kind="xml") from None
    except DefusedXmlException:
        raise Unreadable("zip_bomb", kind="xml") from None
    except (ValueError, OverflowError, LookupError):
        raise Unreadable("damaged", kind="xml") from None
    return tables


def _sheets(data: bytes) -> Iterator[tuple[str, Rows, list[int]]]:
    name, rows, numbers, number = "", [], [], 0
    for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
        if element.tag == f"{_NS}Worksheet":
            if event == "start":
                name, rows, numbers, number = element.get(f"{_NS}Name", ""), [], [], 0
            else:
                yield name, rows, numbers
                element.clear()
        elif event == "end" and element.tag == f"{_NS}Row":
            number = int(element.get(f"{_NS}Index", number + 1))
            rows.append(_cells(element))
            numbers.append(number)
            number += int(element.get(f"{_NS}Span", 0))
            element.clear()
            if len(rows) > MAX_ROWS:
                raise Unreadable("too_large", what="rows", limit=MAX_ROWS)


def _cells(row: Element) -> list[Cell]:
    cells: list[Cell] = []
    for element in row.iterfind(f"{_NS}Cell"):
        index = int(element.get(f"{_NS}Index", len(cells) + 1))
        if not 1 <= index <= MAX_COLUMNS:
            raise Unreadable("too_large", what="columns", limit=MAX_COLUMNS)
        cells += [""] * (index - 1 - len(cells))
        cells.append(_value(element.find(f"{_NS}Data")))
        cells += [""] * min(int(element.get(f"{_NS}MergeAcross", 0)), MAX_COLUMNS)
    return cells


def _value(data: Element | None) -> Cell:
    if data is None:
        return ""
    text = "".join(data.itertext())
    match data.get(f"{_NS}Type"):
        case "Number":
            return _number(text)
        case "DateTime":
            moment = dt.datetime.fromisoformat(text.strip())
            return moment.date() if moment.time() == dt.time(0) else moment
        case "Boolean":
            return text.strip() == "1"
        case "Error":
            return ""
    return text


def _number(text: str) -> Cell:
    plain = text.strip()
    if plain.lstrip("-").isdigit():
        return int(plain)
    return float(plain) if plain else ""
