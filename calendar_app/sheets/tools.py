"""Our posts as files for other tools: Hootsuite and Buffer, cut to what each takes at once. Pure."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from calendar_app.sheets.rows import GUARD
from cmtool.lib.formulas import RISKY

MOST = {"hootsuite": 350, "buffer": 100}  # posts that one file may hold
BUFFER_HEADER = ["Text", "Image URL", "Tags", "Posting Time"]


@dataclass(frozen=True, slots=True)
class Line:
    """One publication that is to go out: wall time as the tool's account has it, ``channel`` fit for a file's name."""

    channel: str
    day: str  # ISO
    time: str  # HH:MM
    text: str
    link: str
    tags: tuple[str, ...] = ()
    image: str = ""  # an address of the web


def files_of(tool: str, lines: Iterable[Line]) -> Iterator[tuple[str, bytes]]:
    """(name, content) of each file: one per channel, cut at what the tool takes."""
    by_channel: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_channel[line.channel].append(line)
    most, written = MOST[tool], {"hootsuite": _hootsuite, "buffer": _buffer}[tool]
    for channel, own in sorted(by_channel.items()):
        parts = [own[start : start + most] for start in range(0, len(own), most)]
        for number, part in enumerate(parts, 1):
            name = f"{tool}-{channel}-{number}.csv" if len(parts) > 1 else f"{tool}-{channel}.csv"
            yield name, written(part)
    if not by_channel:
        yield f"{tool}.csv", written([])


def bundled(files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """The file itself, or an archive of several."""
    if len(files) == 1:
        return files[0]
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return f"{files[0][0].partition('-')[0]}.zip", data.getvalue()


def _hootsuite(lines: list[Line]) -> bytes:
    """Moment, message and link, without a header, as its bulk composer reads them (month first)."""
    rows = [[f"{line.day[5:7]}/{line.day[8:]}/{line.day[:4]} {line.time}", line.text, line.link] for line in lines]
    return _csv(rows)


def _buffer(lines: list[Line]) -> bytes:
    rows = [[_with_link(line), line.image, _tags(line), f"{line.day} {line.time}"] for line in lines]
    return _csv([BUFFER_HEADER, *rows], quoting=csv.QUOTE_ALL)


_PICTURE = re.compile(r"https?://[^\s<>\"«»,;|]+?\.(?:jpe?g|png)(?:\?[^\s<>\"«»,;|]*)?(?=[\s,;|)]|$)", re.I)


def picture_in(note: str) -> str:
    """The first address of a picture that a note holds, as Buffer takes them; "" where it holds none."""
    found = _PICTURE.search(note)
    return found[0] if found else ""


def _tags(line: Line) -> str:
    return ",".join(tag for tag in line.tags if "," not in tag)  # which would be two there


def _with_link(line: Line) -> str:
    """It has no column for the link: it stands below the text."""
    return f"{line.text}\n\n{line.link}" if line.link and line.link not in line.text else line.text


def _csv(rows: list[list[str]], quoting: int = csv.QUOTE_MINIMAL) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=quoting).writerows([_guarded(cell) for cell in row] for row in rows)
    return ("\ufeff" + text.getvalue()).encode()


def _guarded(cell: str) -> str:
    """Kept from being run by a spreadsheet with a sign that shows nowhere: an apostrophe would be published."""
    return GUARD + cell if RISKY.match(cell) else cell
