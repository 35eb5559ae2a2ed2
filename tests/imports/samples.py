"""Small files of our own, made on the spot: workbooks of several kinds, archives, and their broken forms."""

import io
import struct
import zipfile

import openpyxl


def xlsx(**sheets):
    """Return a workbook of ``name=rows``."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def archive(**members):
    """Return a ZIP of ``name=content``; ``name`` may hold a dot or a slash when given through ``**{...}``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return buffer.getvalue()


def ods(*rows):
    """Return an OpenDocument workbook of one sheet."""

    def cell(value):
        kind = "string" if isinstance(value, str) else "float"
        number = "" if isinstance(value, str) else f' office:value="{value}"'
        return f'<table:table-cell office:value-type="{kind}"{number}><text:p>{value}</text:p></table:table-cell>'

    lines = "".join("<table:table-row>" + "".join(map(cell, row)) + "</table:table-row>" for row in rows)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("META-INF/manifest.xml", manifest)
        target.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="Sheet">{lines}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return buffer.getvalue()


def encrypted_member(data):
    """Return a ZIP whose members claim to be under a password: bit 0 of their flags."""
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(signature, start)) >= 0:
            data = data[: start + offset] + bytes([data[start + offset] | 1]) + data[start + offset + 1 :]
            start += 4
    return data


def spreadsheetml(*rows, name="Sheet"):
    """Return the XML workbook that Facebook named ``.xls``; a cell is ``(type, text)``."""
    lines = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="{kind}">{text}</Data></Cell>' for kind, text in row) + "</Row>"
        for row in rows
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="{name}"><Table>{lines}</Table></Worksheet></Workbook>'
    ).encode()


def biff(rows, *, password=False):
    """Return a BIFF8 ``.xls`` of one sheet, in the plainest compound file that holds it."""

    def record(kind, body=b""):
        return struct.pack("<HH", kind, len(body)) + body

    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            place = struct.pack("<HHH", r, c, 0)
            if isinstance(cell, str):
                text = cell.encode("utf-16-le")
                sheet += record(0x204, place + struct.pack("<HB", len(text) // 2, 1) + text)
            else:
                sheet += record(0x203, place + struct.pack("<d", cell))
    sheet += record(0x0A)
    start = record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 0))
    start += record(0x2F, b"\x01\x00" + b"\x07" * 52) if password else b""
    offset = len(start) + 4 + 8 + 4 + 4
    stream = start + record(0x85, struct.pack("<IBBBB", offset, 0, 0, 4, 0) + b"Data") + record(0x0A) + sheet
    return _compound(stream.ljust(4096, b"\x00"))


def _compound(stream):
    """Return an OLE compound file holding one stream, ``Workbook``: header, one FAT sector, one directory sector."""
    count = -(-len(stream) // 512)
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + count), 0xFFFFFFFE]
    assert len(fat) <= 128

    def entry(name, kind, child, first, size):
        text = (name + "\x00").encode("utf-16-le") if name else b""
        return (
            text.ljust(64, b"\x00")
            + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + bytes(36)
            + struct.pack("<II", first, size)
            + bytes(4)
        )

    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * (109 * 4 - 4)
    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    directory += entry("", 0, 0xFFFFFFFF, 0, 0) * 2
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    return header + table + directory + stream.ljust(count * 512, b"\x00")
