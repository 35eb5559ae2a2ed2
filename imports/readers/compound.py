"""OLE compound files (BIFF ``.xls``, encrypted workbooks), looked at before the parser believes their header."""

from __future__ import annotations

import re
import struct

from imports.tables import Unreadable

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: The first record of a BIFF5 or BIFF8 workbook: BOF, of the kind "workbook globals".
_GLOBALS = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00", re.S)
_FILEPASS = 0x2F
_FIRST_RECORDS = 4


def check_compound(data: bytes) -> None:
    """Refuse a compound file that is not a readable workbook.

    Raises ``Unreadable``: ``password_protected``, ``unsupported`` (another kind of document), ``truncated``,
    ``damaged``.
    """
    _check_header(data)
    if _has_stream(data, "EncryptedPackage") or _has_stream(data, "EncryptionInfo"):
        raise Unreadable("password_protected", kind="xlsx")
    if _has_stream(data, "WordDocument"):
        raise Unreadable("unsupported", kind="doc")
    if _has_stream(data, "PowerPoint Document"):
        raise Unreadable("unsupported", kind="ppt")
    if not _has_stream(data, "Workbook") and not _has_stream(data, "Book"):
        raise Unreadable("damaged", kind="xls")
    if _is_under_password(data):
        raise Unreadable("password_protected", kind="xls")


def _has_stream(data: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in data


def _check_header(data: bytes) -> None:
    """Compare the counts of the header with the size of the file: a parser allocates what they ask for."""
    if len(data) < 1536:
        raise Unreadable("truncated", kind="xls")
    shift, mini_shift = struct.unpack_from("<HH", data, 0x1E)
    if shift not in (9, 12) or mini_shift != 6:
        raise Unreadable("damaged", kind="xls")
    sectors = (len(data) - 512 >> shift) + 1
    tables, directory = struct.unpack_from("<II", data, 0x2C)
    minis, _, more_tables = struct.unpack_from("<III", data, 0x40)
    if directory >= sectors:
        raise Unreadable("truncated", kind="xls")
    if max(tables, minis, more_tables) > sectors:
        raise Unreadable("damaged", kind="xls")


def _is_under_password(data: bytes) -> bool:
    """Tell whether the workbook stream says, right at its start, that what follows is encrypted."""
    for found in _GLOBALS.finditer(data):
        place = found.start()
        for _ in range(_FIRST_RECORDS):
            if place + 4 > len(data):
                break
            kind, size = struct.unpack_from("<HH", data, place)
            if kind == _FILEPASS:
                return True
            place += 4 + size
    return False
