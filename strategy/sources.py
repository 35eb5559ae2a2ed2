"""The source directory's rules: what the same address is, how a pasted line reads, when two sources are one.

Pure: no Django. Limits are those of the table that entries end in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

TITLE, ADDRESS, FOLDER, WHY = 200, 1000, 120, 300
MOST = 5000  # entries brought in at once
KINDS = ("site", "feed", "hashtag", "search", "list", "competitor", "curated")
ON_THE_WEB = ("site", "feed", "curated")  # their address is one that a browser opens
FREQUENCIES = (1, 7, 30, 90)

SPACE = re.compile(r"\s")
DOMAIN = re.compile(r"[^\s/@:#]+\.[^\W\d_]{2,}(?=[/:?]|$)")


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
    """What was not taken: what stood there, the code of the reason (see ``refusal``), its line if there are lines."""

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
    """Why an entry cannot be kept: ``too_long``, ``unwritable``, ``no_address``, ``not_an_address``; or empty."""
    texts = entry.title, entry.address, entry.feed, entry.folder, entry.why
    if any(len(text) > limit for text, limit in zip(texts, (TITLE, ADDRESS, ADDRESS, FOLDER, WHY), strict=True)):
        return "too_long"
    if any(map(unwritable, texts)):
        return "unwritable"
    if not (entry.address or entry.feed):
        return "no_address"
    web = [entry.feed, entry.address if entry.kind in ON_THE_WEB or is_web(entry.address) else ""]
    return "" if all(sound(address) for address in web if address) else "not_an_address"


def sound(address: str) -> bool:
    """A web address that a browser would open."""
    try:
        parts = urlsplit(address)
        return is_web(address) and bool(parts.hostname) and parts.port != 0 and not SPACE.search(address)
    except ValueError:
        return False


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
    if re.fullmatch(r"#\w+", line):
        return Entry(title=line[:TITLE], address=line, kind="hashtag", **common)
    address = with_scheme(line)
    return Entry(title=title_of(address)[:TITLE], address=address, kind="site", **common) if sound(address) else None


def with_scheme(address: str) -> str:
    """``example.org/news`` as people type it becomes an address; anything else stays."""
    bare = "://" not in address and DOMAIN.match(address)
    return f"https://{address}" if bare else address


def title_of(address: str) -> str:
    """What a source is called before anybody names it."""
    parts = urlsplit(address)
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"
