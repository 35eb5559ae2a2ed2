"""Spreadsheets read by calamine: XLSX, XLSM, XLSB, ODS and BIFF ``.xls``."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import python_calamine

from imports.readers.limits import MAX_COLUMNS, MAX_ROWS, MAX_SHEET_CELLS
from imports.readers.shape import Shape, tables_of
from imports.readers.zips import unpack
from imports.tables import Note, Table, Unreadable

#: Rows from the hundred thousandth on and columns from AA on: none in most files, so that a search costs nothing.
_FAR_ROW = re.compile(rb"""<(?:\w+:)?row [^>]{0,200}?\br=["'](\d{6,7})["']""")
_FAR_CELL = re.compile(rb"""\br=["']([A-Z]{2,3})(\d{1,7})["']""")
_OVERLAP = 512
#: From here on a binary floating point number has lost the units: an id that was typed as a number is another one.
_EXACT = 2**53


def read_workbook(data: bytes, file: str, kind: str, shape: Shape = tables_of) -> list[Table]:
    """Return the tables of every sheet.

    Raises ``Unreadable``: ``password_protected``, ``damaged``, ``too_large``.
    """
    if kind == "xlsx":
        _check_extent(data)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [
            sheet.name for sheet in workbook.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        return [table for name in names for table in _sheet(workbook, name, file, shape)]
    except Unreadable:
        raise
    except python_calamine.PasswordError:
        raise Unreadable("password_protected", kind=kind) from None
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the Rust library is no Exception
        if "password" in str(error).lower():
            raise Unreadable("password_protected", kind=kind) from None
        raise Unreadable("damaged", kind=kind) from None


def _sheet(workbook: python_calamine.CalamineWorkbook, name: str, file: str, shape: Shape) -> list[Table]:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > MAX_SHEET_CELLS:
        raise Unreadable("too_large", what="cells", limit=MAX_SHEET_CELLS)
    rows = sheet.to_python(skip_empty_area=False)
    if len(rows) > MAX_ROWS:
        raise Unreadable("too_large", what="rows", limit=MAX_ROWS)
    merged = sheet.merged_cell_ranges or ()
    tables = shape(rows, range(1, len(rows) + 1), file=file, sheet=name, merged=merged)
    for table in tables:
        table.notes += _rounded(table)
    return tables


def _rounded(table: Table) -> list[Note]:
    columns = [
        name
        for index, name in enumerate(table.header)
        if any(type(cell) is float and abs(cell) >= _EXACT for cell in table.column(index))
    ]
    return [Note("ids_rounded", {"columns": columns})] if columns else []


def _check_extent(data: bytes) -> None:
    """Refuse a sheet whose last cell lies so far that the empty ones before it would fill the memory."""
    tails: dict[str, bytes] = {}
    extents: dict[str, tuple[int, int]] = {}

    def look(name: str, chunk: bytes) -> None:
        if not name.startswith("xl/worksheets/"):
            return
        window = tails.get(name, b"") + chunk
        height, width = extents.get(name, (0, 26))
        cells = list(_far_cells(window))
        height = max([height, *map(int, _FAR_ROW.findall(window)), *(row for _, row in cells)])
        width = max([width, *(column for column, _ in cells)])
        if width > MAX_COLUMNS or height * width > MAX_SHEET_CELLS * 4:
            raise Unreadable("too_large", what="cells", limit=MAX_SHEET_CELLS)
        tails[name], extents[name] = window[-_OVERLAP:], (height, width)

    unpack(data, look)


def _far_cells(window: bytes) -> Iterator[tuple[int, int]]:
    for letters, row in _FAR_CELL.findall(window):
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        yield column, int(row)
