"""What people put into one cell of a drawn calendar: "9h30 FB : Portrait", several posts, a network alone. Pure."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from calendar_app.sheets import words
from calendar_app.sheets.when import is_time, read_time
from imports.tables import Cell
from imports.values import BadValue, clean_text

_TIME = re.compile(
    r"[(\[]?(?:à |at |@ ?)?(\d{1,2}\s?(?:[hH:]\s?\d{0,2}|[.:]?\d{0,2}\s?[ap]\.?m\.?))[)\]]?\s*[:–—|,-]?\s*"
)
_NAME = re.compile(r"[(\[]([^()\[\]\n]{1,30})[)\]]\s*[:–—|-]?\s*|([^:–—|\n]{1,30}?)\s*(?::|\s[–—|-])\s+")
_AT_END = re.compile(r"\s*[(\[]([^()\[\]\n]{1,30})[)\]]$")


@dataclass(slots=True)
class Said:
    """One post as a cell says it; ``text`` is "" where the cell holds no more than where, when or how far."""

    text: str = ""
    time: str = ""
    network: str = ""
    status: str = ""


def posts_in(cell: Cell) -> list[Said]:
    """The posts of a cell: one, or one per line where each line says its own hour or network."""
    if isinstance(cell, dt.time):
        return [Said(time=cell.strftime("%H:%M"))]
    text = clean_text(cell).replace("\r\n", "\n").strip()
    if not text:
        return []
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    each = [_post(line) for line in lines]
    if len(lines) > 1 and all((post.network or post.time) and post.text for post in each):
        return each
    return [_post(text)]


def _post(text: str) -> Said:
    if alone := _alone(text):
        return alone
    said = Said()
    while text:
        if not said.time and (found := _TIME.match(text)) and (time := _time(found[1])):
            said.time, text = time, text[found.end() :]
        elif not said.network and (found := _NAME.match(text)) and words.only_networks(found[1] or found[2]):
            said.network, text = (found[1] or found[2]).strip(), text[found.end() :]
        else:
            break
    if not said.network and (found := _AT_END.search(text)) and words.only_networks(found[1]):
        said.network, text = found[1].strip(), text[: found.start()]
    said.text = text.strip()
    return said


def _alone(text: str) -> Said | None:
    """A cell of one thing only."""
    if words.plain(text) in words.YES | words.NO:
        return Said(text=text)
    if is_time(text) and (time := _time(text)):
        return Said(time=time)
    if words.only_networks(text):
        return Said(network=text)
    if len(text) < 30 and words.status_of(text) and "\n" not in text:
        return Said(status=text)
    return None


def _time(text: str) -> str:
    try:
        time, rest = read_time(text.strip())
    except BadValue:
        return ""
    return time.strftime("%H:%M") if time and not rest else ""
