"""What a file is, and which reader takes it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath

from imports.readers.compound import MAGIC, check_compound
from imports.readers.delimited import read_delimited
from imports.readers.encoding import decode
from imports.readers.limits import MAX_FILE_BYTES
from imports.readers.shape import Shape, tables_of
from imports.readers.workbook import read_workbook
from imports.readers.xmlsheet import NAMESPACE, read_xml
from imports.readers.zips import ENCRYPTED, check_count, opened
from imports.tables import Note, Table, Unreadable

_COMPRESSED = ((b"\x1f\x8b", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ\x00", "xz"), (b"7z\xbc\xaf", "7z"), (b"Rar!", "rar"))
_COMPRESSED += ((b"\x28\xb5\x2f\xfd", "zst"), (b"\x1f\x9d", "Z"))
_PICTURES = ((b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"BM", "bmp"), (b"II*\x00", "tiff"))
_BINARIES = ((b"%PDF", "pdf"), (b"\x7fELF", "program"), (b"MZ", "program"), (b"{\\rtf", "rtf"), (b"%!PS", "postscript"))
_UNSUPPORTED = ((b"SQLite format 3\x00", "sqlite"), (b"PAR1", "parquet"), (b"ARROW1", "arrow"), (b"\x89HDF", "hdf5"))
_LOCK_NAME = re.compile(r"(?:.*/)?(?:~\$.+|\.~lock\..+#?)")
_LOCK_LINE = re.compile(r",?[^\n]{0,200},\d\d\.\d\d\.\d{4} \d\d:\d\d,[^\n]{0,500};?\s*")
_JSON = re.compile(r'\s*(?:\{\s*(?:"[^"\n]*"\s*:|\})|\[\s*(?:[{\["\]]|-?\d+(?:\.\d+)?\s*[,\]]))')
#: How X wraps the JSON of its archive.
_SCRIPT = re.compile(r"\s*window\.[\w.]+\s*=\s*[\[{]")
_IGNORED = re.compile(r"(?:^|/)(?:__MACOSX/.*|\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$", re.I)
#: A file of an archive that holds no figures is passed over; anything else wrong with one refuses the archive.
_PASSED_OVER = frozenset({"binary", "not_a_table", "unsupported", "empty_file", "header_only", "lock_file"})


def read_file(path: Path, name: str, shape: Shape = tables_of) -> list[Table]:
    """Return the tables of a file; ``name`` is what the user called it, ``shape`` makes tables of its rows.

    Raises ``Unreadable`` and nothing else for a file that exists.
    """
    if (size := path.stat().st_size) > MAX_FILE_BYTES:
        raise Unreadable("too_large", what="bytes", size=size, limit=MAX_FILE_BYTES)
    return read_bytes(path.read_bytes(), name, shape)


def read_bytes(data: bytes, name: str, shape: Shape = tables_of) -> list[Table]:
    """Return the tables of a file given by its bytes, as ``read_file`` does."""
    _refuse_lock_file(data, name)
    if not data.strip(b"\x00 \t\r\n\x1a"):
        raise Unreadable("empty_file")
    tables = _read(data, name, shape)
    if not tables:
        raise Unreadable("empty_file")
    if not any(table.rows for table in tables):
        raise Unreadable("header_only")
    return tables


def _read(data: bytes, name: str, shape: Shape) -> list[Table]:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _read_zip(data, name, shape)
    if data.startswith(MAGIC):
        check_compound(data)
        return _without_repeats(read_workbook(data, name, "xls", shape))
    _refuse_by_magic(data)
    if NAMESPACE.encode() in data[:4096] or _is_utf16_xml(data):
        return _without_repeats(read_xml(data, name, shape))
    source = decode(data)
    _refuse_by_look(source.sample[:4096])
    return read_delimited(source, name, shape)


# -- refusals


def _refuse_lock_file(data: bytes, name: str) -> None:
    """Refuse what a spreadsheet program leaves beside an open file: the user took it for the file itself."""
    is_named = len(data) <= 1024 and _LOCK_NAME.fullmatch(name) is not None
    is_line = len(data) <= 1024 and _LOCK_LINE.fullmatch(data.decode("utf-8", errors="replace")) is not None
    if is_named or is_line or _is_owner_file(data):
        raise Unreadable("lock_file", name=name)


def _is_owner_file(data: bytes) -> bool:
    """Tell whether this is what Excel or Word leave: the length of a name, the name, spaces, the name in UTF-16."""
    if len(data) not in (162, 165) or not 0 < data[0] <= 54:
        return False
    return b"\n" not in data and b" " * 20 in data.replace(b"\x00", b"")


def _refuse_by_magic(data: bytes) -> None:
    for marks, code in (
        (_COMPRESSED, "legacy_compressed"),
        (_PICTURES, "binary"),
        (_BINARIES, "binary"),
        (_UNSUPPORTED, "unsupported"),
    ):
        for mark, kind in marks:
            is_word = mark.isalpha()  # "BM" may also begin a text
            if data.startswith(mark) and (not is_word or b"\x00" in data[:1024]):
                raise Unreadable(code, kind=kind)
    if data[:4] == b"RIFF" or data[4:8] == b"ftyp" or data[:3] == b"ID3":
        raise Unreadable("binary", kind="media")
    if _is_dbf(data):
        raise Unreadable("unsupported", kind="dbf")


def _is_dbf(data: bytes) -> bool:
    return (
        len(data) > 32
        and data[0] in (0x02, 0x03, 0x30, 0x31, 0x43, 0x83, 0x8B, 0xF5)
        and 1 <= data[2] <= 12
        and 1 <= data[3] <= 31
        and 32 < int.from_bytes(data[8:10], "little") <= len(data) + 1
    )


def _is_utf16_xml(data: bytes) -> bool:
    if not data.startswith((b"\xff\xfe<\x00", b"\xfe\xff\x00<")):
        return False
    return any(NAMESPACE.encode(encoding) in data[:8192] for encoding in ("utf-16-le", "utf-16-be"))


def _refuse_by_look(head: str) -> None:
    start = head.lstrip()[:1024].lower()
    if start.startswith(("<!doctype html", "<html", "<head", "<body", "<table")) or "<html" in start[:1024]:
        raise Unreadable("not_a_table", kind="html")
    if start.startswith("<?xml") or re.match(r"<(rss|feed|svg)\b", start):
        raise Unreadable("unsupported", kind="xml")
    if start.startswith("begin:vcalendar"):
        raise Unreadable("unsupported", kind="ics")
    if _JSON.match(head) or _SCRIPT.match(head):
        raise Unreadable("unsupported", kind="json")


# -- containers


def _read_zip(data: bytes, name: str, shape: Shape) -> list[Table]:
    with opened(data) as archive:
        names = set(archive.namelist())
        kind = _zip_kind(archive, names)
        if kind == "zip":
            return _read_archive(archive, shape)
    if kind in ("xlsx", "xlsb", "ods"):
        return _without_repeats(read_workbook(data, name, kind, shape))
    raise Unreadable("unsupported", kind=kind)


def _zip_kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "[Content_Types].xml" in names:
        if any(member.startswith("xl/") for member in names):
            return "xlsb" if "xl/workbook.bin" in names else "xlsx"
        return "docx" if any(member.startswith("word/") for member in names) else "pptx"
    if "mimetype" in names:
        mimetype = archive.read("mimetype")[:100].decode("ascii", errors="replace")
        return "ods" if "opendocument.spreadsheet" in mimetype else mimetype.strip().rpartition("/")[2]
    return "numbers" if any(member.endswith(".iwa") for member in names) else "zip"


def _read_archive(archive: zipfile.ZipFile, shape: Shape) -> list[Table]:
    """Return the tables of every file of an archive, each under the name of its member."""
    check_count(archive)
    tables: list[Table] = []
    skipped: list[Unreadable] = []
    for info in archive.infolist():
        if info.is_dir() or _IGNORED.search(info.filename):
            continue
        try:
            tables += _read_member(archive, info, shape)
        except Unreadable as error:
            error.params["member"] = _member_name(info)
            if error.code not in _PASSED_OVER:
                raise
            skipped.append(error)
    if not tables:
        raise skipped[0] if skipped else Unreadable("empty_file")
    tables[0].notes += [Note("member_skipped", {"code": error.code, **error.params}) for error in skipped]
    return tables


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, shape: Shape) -> list[Table]:
    if info.flag_bits & ENCRYPTED:
        raise Unreadable("password_protected", kind="zip")
    data = archive.read(info)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        with opened(data) as inner:
            if _zip_kind(inner, set(inner.namelist())) == "zip":
                raise Unreadable("nested_archive")
    return read_bytes(data, _member_name(info), shape)


def _member_name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member: programs that do not say so write UTF-8 all the same."""
    try:
        name = info.filename if info.flag_bits & 0x800 else info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        name = info.filename
    return str(PurePosixPath(name))


# -- sheets that repeat others


def _without_repeats(tables: list[Table]) -> list[Table]:
    """Mark a sheet whose every record stands in other sheets: a merged sheet, or a copy. It must not be counted twice.

    Of two that hold the same records the later is marked; a sheet that gathers several is marked, not these.
    """
    for index, table in enumerate(tables):
        others = [
            other
            for place, other in enumerate(tables)
            if place != index
            and other.header == table.header
            and other.title == table.title
            and other.rows
            and not any(note.code == "sheet_repeats" for note in other.notes)
            and (place < index or len(other.rows) < len(table.rows))
        ]
        if table.rows and others and _is_within(table, others):
            table.notes.append(Note("sheet_repeats", {"sheets": [other.sheet for other in others]}))
    return tables


def _is_within(table: Table, others: list[Table]) -> bool:
    known = {repr(row) for other in others for row in other.rows}
    return all(repr(row) in known for row in table.rows)
