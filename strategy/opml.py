"""OPML in and out: the lists of feeds that readers exchange (http://opml.org/spec2.opml).

Pure: no Django. Files come from strangers: no document type, no entities, nothing fetched, and the limits hold while
the file is read, before anything is built of it. What OPML has no word for travels in attributes of a namespace of
ours, which other readers leave alone: what goes out comes back the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from email.utils import format_datetime
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from strategy.sources import FREQUENCIES, KINDS, MOST, TITLE, Entry, Refused, is_web, refusal, title_of

LARGEST = 2 * 1024 * 1024  # bytes
DEEPEST = 50  # levels of outlines
OURS = "urn:cmtool:sources"
BETWEEN = " / "  # in ``Entry.folder``, between a folder and the one inside


class BadOpml(Exception):
    """The file is refused as a whole; the argument is a code: ``too_large``, ``not_xml``, ``forbidden``,
    ``not_opml``, ``too_deep``, ``too_many``."""


def read(data: bytes) -> tuple[list[Entry], list[Refused]]:
    """The sources of an OPML file in its order, and the outlines that could not be taken. Raises ``BadOpml``."""
    if len(data) > LARGEST:
        raise BadOpml("too_large")
    outlines = _Outlines()
    parser = DefusedXMLParser(target=outlines, forbid_dtd=True)
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException as error:
        raise BadOpml("forbidden") from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:  # LookupError: an encoding nobody knows
        raise BadOpml("not_xml") from error
    if not outlines.body:
        raise BadOpml("not_opml")
    return outlines.entries, outlines.refused


class _Outlines:
    """Told of every tag by the parser; keeps the folders that are open and the entries found, never a tree."""

    def __init__(self):
        self.entries: list[Entry] = []
        self.refused: list[Refused] = []
        self.body = False
        self._folders: list[str] = []
        self._depth = self._seen = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.lower()
        if self._depth == 0 and tag != "opml":
            raise BadOpml("not_opml")
        self._depth += 1
        if self._depth > DEEPEST:
            raise BadOpml("too_deep")
        self.body = self.body or tag == "body"
        if tag == "outline":
            self._outline({name.lower(): value.strip() for name, value in attributes.items()})

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag.lower() == "outline":
            self._folders.pop()

    def close(self) -> None:
        pass

    def _outline(self, said: dict[str, str]) -> None:
        self._seen += 1
        if self._seen > MOST:
            raise BadOpml("too_many")
        name = said.get("text") or said.get("title") or ""
        entry = _entry(said, name, BETWEEN.join(filter(None, self._folders)))
        if entry is not None and (code := refusal(entry)):
            self.refused.append(Refused(entry.title[:TITLE], code))
        elif entry is not None:
            self.entries.append(entry)
        self._folders.append(name)


def _entry(said: dict[str, str], name: str, folder: str) -> Entry | None:
    """What an outline stands for; None for a folder."""
    feed = _feed(said.get("xmlurl", ""))
    page = said.get("htmlurl") or said.get("url") or ""
    address = page or _ours(said, "address")
    if not (feed or address):
        return None
    frequency = _ours(said, "frequency")
    kind = _ours(said, "kind")
    return Entry(
        title=name or title_of(address or feed),
        address=address,
        feed=feed,
        kind=kind if kind in KINDS else "feed" if feed else "site",
        folder=_ours(said, "folder") or folder,
        why=_ours(said, "why"),
        frequency=int(frequency) if frequency in map(str, FREQUENCIES) else 7,
    )


def _ours(said: dict[str, str], name: str) -> str:
    return said.get(f"{{{OURS}}}{name}", "")


def _feed(address: str) -> str:
    """``feed:`` was once written before or instead of ``http:``."""
    if address.lower().startswith("feed://"):
        return f"http://{address[7:]}"
    return address[5:] if address.lower().startswith("feed:") else address


def write(entries: Iterable[Entry], *, title: str, made: dt.datetime) -> bytes:
    """An OPML 2.0 file of the sources, folders as nested outlines, in the order given."""
    root = ElementTree.Element("opml", {"version": "2.0", "xmlns:cm": OURS})
    head = ElementTree.SubElement(root, "head")
    ElementTree.SubElement(head, "title").text = title
    ElementTree.SubElement(head, "dateCreated").text = format_datetime(made)
    folders = {"": ElementTree.SubElement(root, "body")}
    for entry in entries:
        ElementTree.SubElement(_folder(folders, entry.folder), "outline", _attributes(entry))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _folder(folders: dict[str, ElementTree.Element], path: str) -> ElementTree.Element:
    """The outline of a folder, made with those around it where they are missing."""
    if path not in folders:
        outer, _between, name = path.rpartition(BETWEEN)
        folders[path] = ElementTree.SubElement(_folder(folders, outer), "outline", {"text": name})
    return folders[path]


def _attributes(entry: Entry) -> dict[str, str]:
    web = is_web(entry.address)
    said = {
        "text": entry.title,
        "type": "rss" if entry.feed else "link" if web else "",
        "xmlUrl": entry.feed,
        "htmlUrl" if entry.feed else "url": entry.address if web else "",
        "cm:address": "" if web else entry.address,
        "cm:kind": entry.kind,
        "cm:folder": entry.folder if _told_otherwise(entry.folder) else "",
        "cm:why": entry.why,
        "cm:frequency": str(entry.frequency),
    }
    return {name: value for name, value in said.items() if value}


def _told_otherwise(folder: str) -> bool:
    """Nested outlines would not come back as this folder: it has empty or padded parts."""
    return any(not part or part != part.strip() for part in folder.split(BETWEEN)) if folder else False
