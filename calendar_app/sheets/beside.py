"""What a workbook says beside its cells: addresses behind texts, comments, what is hidden. Pure.

The reader of cells gives none of it. Only ``.xlsx`` says it in a way that is read here.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from imports.readers.limits import MAX_PACKED_BYTES
from imports.readers.zips import opened
from imports.tables import Unreadable

MOST_BYTES = 20_000_000  # of one part; a sheet beyond is read without
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_FORMULA = re.compile(r'\s*HYPERLINK\(\s*"([^"]+)"', re.I)
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(slots=True)
class Beside:
    """Of one sheet; places are (row, column) from 0."""

    links: dict[tuple[int, int], str] = field(default_factory=dict)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: int = 0  # rows and columns


def beside(path: Path) -> dict[str, Beside]:
    """By the name of the sheet; nothing for a file of another kind or one that cannot be read."""
    with path.open("rb") as file:
        is_zip = file.read(2) == b"PK"
    if not is_zip or path.stat().st_size > MAX_PACKED_BYTES:
        return {}
    data = path.read_bytes()
    try:
        with opened(data) as archive:
            return {name: _sheet(archive, part) for name, part in _sheets(archive)}
    except (Unreadable, ParseError, DefusedXmlException):
        return {}


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    if "xl/workbook.xml" not in archive.namelist():
        return
    targets = _targets(archive, "xl/workbook.xml")
    for element in fromstring(archive.read("xl/workbook.xml")).iter():
        target = targets.get(element.get(_ID, ""), ("", ""))[1]
        if _tag(element) == "sheet" and _is_there(archive, target):
            yield element.get("name", ""), target


def _is_there(archive: zipfile.ZipFile, part: str) -> bool:
    return part in archive.namelist() and archive.getinfo(part).file_size <= MOST_BYTES


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Id → (kind, target) of what a part points to."""
    path = PurePosixPath(part)
    relations = str(path.parent / "_rels" / f"{path.name}.rels")
    if not _is_there(archive, relations):
        return {}
    found = {}
    for element in fromstring(archive.read(relations)):
        kind, target = element.get("Type", "").rpartition("/")[2], element.get("Target", "")
        if element.get("TargetMode") != "External":
            target = _joined(path.parent, target)
        found[element.get("Id", "")] = kind, target
    return found


def _joined(folder: PurePosixPath, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    parts: list[str] = []
    for part in (folder / target).parts:
        if part == ".." and parts:
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _sheet(archive: zipfile.ZipFile, part: str) -> Beside:
    found, targets = Beside(), _targets(archive, part)
    with archive.open(part) as stream:
        for _event, element in iterparse(stream, events=("end",), forbid_dtd=True):
            _look(element, found, targets)
    for kind, target in targets.values():
        if kind == "comments" and _is_there(archive, target):
            found.comments |= _comments(fromstring(archive.read(target)))
    return found


def _look(element: Element, found: Beside, targets: dict[str, tuple[str, str]]) -> None:
    tag = _tag(element)
    if tag == "c":
        formula = next((each.text for each in element if _tag(each) == "f" and each.text), "")
        if (address := _FORMULA.match(formula)) and (place := _place(element.get("r", ""))):
            found.links[place] = address[1]
    elif tag == "row":
        found.hidden += element.get("hidden") in {"1", "true"}
        element.clear()
    elif tag == "col" and element.get("hidden") in {"1", "true"}:
        first, last = element.get("min", "1"), element.get("max", "1")
        if first.isdecimal() and last.isdecimal() and int(last) - int(first) < 100:  # not all those beyond the table
            found.hidden += int(last) - int(first) + 1
    elif tag == "hyperlink" and (place := _place(element.get("ref", "").split(":")[0])):
        address = targets.get(element.get(_ID, ""), ("", ""))[1]
        if address.lower().startswith(("http://", "https://")):
            found.links[place] = address


def _comments(root: Element) -> dict[tuple[int, int], str]:
    found = {}
    for element in root.iter():
        if _tag(element) == "comment" and (place := _place(element.get("ref", ""))):
            text = "".join(each.text or "" for each in element.iter() if _tag(each) == "t").strip()
            if text:
                found[place] = text
    return found


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _place(name: str) -> tuple[int, int] | None:
    found = _PLACE.fullmatch(name)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1
