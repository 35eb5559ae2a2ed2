"""The source directory's rules: what the same address is, how a pasted line reads, when two sources are one.

Pure: no Django. Limits are those of the table that entries end in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

TITLE, ADDRESS, FOLDER, WHY = 200, 1000, 120, 300
MOST = 2000  # entries brought in at once


def is_web(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One source on its way in or out. ``kind`` and ``frequency`` (days) as in ``strategy.models.Source``."""

    title: str
    address: str = ""
    feed: str = ""
    kind: str = "site"
    folder: str = ""
    why: str = ""
    frequency: int = 7


def key(address: str) -> str:
    """The same for addresses that lead to the same place: scheme, case of the host, last slash, fragment left aside.

    What is no web address (a hashtag, a query) is compared without case and with single spaces.
    """
    address = unicodedata.normalize("NFC", address).strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = None
    if parts is None or not is_web(address) or not parts.netloc:
        return " ".join(address.casefold().split())
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}{query}"


@dataclass
class Known:
    """Addresses that the directory holds. Two sources are one when their feeds are the same; or, when one of them has
    no feed, its address is the other's address or feed."""

    feeds: set[str] = field(default_factory=set)
    alone: set[str] = field(default_factory=set)  # addresses of sources without a feed
    addresses: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Known:
        """Of (address, feed) pairs."""
        known = cls()
        for address, feed in pairs:
            known.add(address, feed)
        return known

    def add(self, address: str, feed: str) -> None:
        if address:
            self.addresses.add(key(address))
        if feed:
            self.feeds.add(key(feed))
        elif address:
            self.alone.add(key(address))

    def holds(self, address: str, feed: str) -> bool:
        if feed:
            return key(feed) in self.feeds | self.alone or (bool(address) and key(address) in self.alone)
        return key(address) in self.feeds | self.addresses

    def news(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Entries that it does not hold, each once; it holds them afterwards."""
        for entry in entries:
            if not self.holds(entry.address, entry.feed):
                self.add(entry.address, entry.feed)
                yield entry


@dataclass(frozen=True, slots=True)
class Refused:
    """What was not taken: the line or the title it stands for, and why (``too_long``, ``not_an_address``,
    ``unwritable``, ``no_address``)."""

    text: str
    code: str
    number: int = 0


def unwritable(text: str) -> bool:
    """Holds a character that XML, hence OPML, cannot carry: it could come in but never leave again."""
    return any(
        (letter < " " and letter not in "\t\n\r") or "\ud800" <= letter <= "\udfff" or letter in "\ufffe\uffff"
        for letter in text
    )


def refusal(entry: Entry) -> str:
    """Why an entry cannot be kept; empty when it can."""
    limits = ((entry.title, TITLE), (entry.address, ADDRESS), (entry.feed, ADDRESS), (entry.folder, FOLDER))
    if any(len(text) > limit for text, limit in (*limits, (entry.why, WHY))):
        return "too_long"
    if not (entry.address or entry.feed):
        return "no_address"
    if (
        not entry.title
        or (entry.feed and not _sound(entry.feed))
        or (is_web(entry.address) and not _sound(entry.address))
    ):
        return "not_an_address"
    if any(unwritable(text) for text in (entry.title, entry.address, entry.feed, entry.folder, entry.why)):
        return "unwritable"
    return ""


def _sound(address: str) -> bool:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return False
    return bool(is_web(address) and host and not any(letter.isspace() for letter in address))


def read_lines(text: str, **common) -> tuple[list[Entry], list[Refused]]:
    """Entries of pasted text, one per line: web addresses and hashtags. ``common`` is said of all (folder, why…)."""
    entries, refused = [], []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line:
            continue
        entry = _of_line(line, common)
        code = refusal(entry) if entry else "not_an_address"
        if code:
            refused.append(Refused(line, code, number))
        else:
            entries.append(entry)
    return entries, refused


def _of_line(line: str, common: dict) -> Entry | None:
    if line.startswith("#") and len(line) > 1 and not any(letter.isspace() for letter in line):
        return Entry(title=line[:TITLE], address=line, kind="hashtag", **common)
    address = line if "://" in line else f"https://{line}"
    if not _sound(address) or "." not in (urlsplit(address).hostname or ""):
        return None
    parts = urlsplit(address)
    title = f"{parts.hostname.removeprefix('www.')}{parts.path.rstrip('/')}"
    return Entry(title=title[:TITLE], address=address, kind="site", **common)
