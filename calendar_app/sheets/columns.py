"""Columns of a calendar: the tools' own formats by their headers, what those of any other sheet seem to be. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import Any

from calendar_app.sheets import words
from calendar_app.sheets.when import is_time
from imports.tables import Cell, Table
from imports.values import clean_text, is_date, is_missing, normalise_header, unique_header
from strategy.columns import SEEN, Column, look_at, shown, signature

#: Roles that several columns may have.
REPEATED = frozenset({"note", "extra", "image", "alt", "tags", "hashtags", "ignore"})
SAMPLE = 8
LONG_TITLE = 100  # characters


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool's file: the columns that tell it, those that mean something else there, and how it counts time."""

    code: str
    columns: frozenset[str]  # all of them; alternatives between bars
    roles: dict[str, str] = field(default_factory=dict)
    zone: str = ""
    separator: str = ""  # between several captions in one cell
    order: str = ""  # of day and month, where nothing tells


def _tool(code: str, columns: str, roles: dict[str, str] | None = None, **more: str) -> Tool:
    return Tool(code, frozenset(columns.split(",")), roles or {}, **more)


TOOLS = (
    _tool("buffer", "text,image url,tags,posting time", {"board name": "extra"}),
    _tool("metricool", "text,date,time,draft", {"shortener": "extra"}),
    _tool("gohighlevel", "postatspecifictime,content", {"watermark": "extra"}),
    _tool("postfast", "scheduled_at,account_id,content", {"scheduled_at": "date", "account_id": "network"}),
    _tool("ayrshare", "post,platforms,scheduledate", {"post": "text", "scheduledate": "date"}, zone="UTC"),
    _tool("publer", "date,message|text|caption,media|media url,label|labels", separator="||"),
    _tool("postsider", "content,channels,datetime|first_comment|thread", separator="|||"),
    _tool("brightbean", "date,time,platforms,caption,media_url", {"category": "category"}),
)
HOOTSUITE = Tool("hootsuite", frozenset(), order="mdy")
NO_TOOL = Tool("", frozenset())
_REMARK = re.compile(r"\s*(?:\(.*\)|- .*)$")


@dataclass(slots=True)
class Guess:
    """What the columns of a table seem to be, to be put before a person. ``is_usable``: enough to go without one."""

    signature: str
    columns: list[Column]
    sample: list[list[str]] = field(default_factory=list)
    is_usable: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def roles(self) -> dict[int, str]:
        return {column.index: column.role for column in self.columns if column.role != "ignore"}


def tool_of(table: Table) -> Tool | None:
    """The tool whose format the table has, whatever columns were moved, added or left out beside the telling ones."""
    names = {_bare(name) for name in table.header}
    for tool in TOOLS:
        if all(any(name in names for name in needed.split("|")) for needed in tool.columns):
            return tool
    return HOOTSUITE if _is_hootsuite(table) else None


def _bare(name: str) -> str:
    """A header without its remarks: "Label(s)" is "label", "postAtSpecificTime (YYYY…)" its first word."""
    return _REMARK.sub("", normalise_header(name).replace("(s)", ""))


def _is_hootsuite(table: Table) -> bool:
    """Three fields without a name: moment, message, link."""
    if not any(note.code == "no_header" for note in table.notes) or not 2 <= len(table.header) <= 3:
        return False
    moments = [row[0] for row in table.rows[:SEEN] if row and not is_missing(row[0])]
    texts = [row[1] for row in table.rows[:SEEN] if len(row) > 1 and not is_missing(row[1])]
    return bool(texts) and all(map(is_date, moments)) and not _most(texts, is_date)


def tool_roles(table: Table, tool: Tool) -> dict[int, str]:
    if tool is HOOTSUITE:
        return {0: "date", 1: "text", 2: "link"}
    roles = guess(table).roles()
    names = [_bare(name) for name in table.header]
    own = {index: tool.roles[name] for index, name in enumerate(names) if name in tool.roles}
    return {index: role for index, role in roles.items() if role not in own.values() or role in REPEATED} | own


def guess(table: Table) -> Guess:
    """What each column seems to be, by its name first, then by its values.

    A column that nothing tells is kept word for word beside the post ("extra"); one that only repeats the day of the
    week or counts rows is left out.
    """
    columns = [look_at(table, index, name) for index, name in enumerate(unique_header(table.header))]
    cells = [_cells(table, column.index) for column in columns]
    has_names = not any(note.code == "no_header" for note in table.notes)
    wished = [words.role_of(column.header) if has_names else "" for column in columns]
    wished = [_by_values(role, values) for role, values in zip(wished, cells, strict=True)]
    _settle_stages(wished, cells, columns)
    _settle_dates(wished, cells)
    _settle_words(wished, cells)
    if "date" not in wished:  # then weeks and months are all that is known of when
        wished = ["extra" if each == "ignore" and words.is_period(c.header) else each
                  for each, c in zip(wished, columns, strict=True)]  # fmt: skip
    _keep_one_each(columns, wished)
    for column, role in zip(columns, wished, strict=True):
        column.role = role if column.filled or role not in {"", "extra"} else "ignore"
        column.role = column.role or "extra"
    roles = {column.role for column in columns}
    has_words = bool(roles & {"text", "title"}) or any(role.startswith("network:") for role in roles)
    has_place = bool(roles & {"date", "network", "status"}) or any(role.startswith("network:") for role in roles)
    has_place = has_place or any(note.code == "grid_read" for note in table.notes)
    has_place = has_place or any(words.is_period(column.header) for column in columns)
    sample = [[shown(row, column.index) for column in columns] for row in table.rows[:SAMPLE]]
    return Guess(signature(table), columns, sample, has_words and has_place)


def _cells(table: Table, index: int) -> list[Cell]:
    return [row[index] for row in table.rows[:SEEN] if index < len(row) and not is_missing(row[index])]


def _most(cells: list[Cell], test, share: float = 0.5) -> bool:
    return bool(cells) and sum(map(bool, map(test, cells))) >= share * len(cells)


_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.I)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|mp4|mov|heic|svg)(?:[?#]\S*)?$", re.I)


def _by_values(role: str, cells: list[Cell]) -> str:
    """The role by its values, where the name says nothing or they say otherwise."""
    texts = [clean_text(cell) for cell in cells]
    if role in {"date", "time"} and cells:
        if _most(cells, is_time, 0.8):
            return "time"
        return "date" if _most(cells, is_date) else role
    if role == "form" and texts and not _most(texts, words.form_of, 0.3):
        return "category"
    if role == "status" and texts and not _most(texts, _is_status, 0.2):
        return "extra"
    if role == "title" and _most(texts, lambda text: len(text) > 200):
        return "text"
    if role:
        return role
    if _most(cells, is_time, 0.8):
        return "time"
    if _most(texts, lambda text: _ADDRESS.fullmatch(text)):
        return "image" if _most(texts, _PICTURE.search) else "link"
    if _most(texts, _is_mark, 0.8):
        return ""
    if _most(texts, lambda text: words.networks_in(text)[0] and len(text) < 60, 0.8):
        return "network"
    if _most(texts, words.status_of, 0.8):
        return "status"
    return ""


def _is_mark(text: str) -> bool:
    return words.plain(text) in words.YES | words.NO


def _is_status(text: str) -> bool:
    return bool(words.status_of(text)) or words.plain(text) in words.YES | words.NO


def _settle_stages(wished: list[str], cells: list[list[Cell]], columns: list[Column]) -> None:
    """Columns called after stages of the work ("Rédaction", "Publication") that hold the days of these."""
    for place, role in enumerate(wished):
        if role in {"text", "title", "status"} and _most(cells[place], is_date, 0.8):
            is_last = re.search(r"publi|parution|post|live|ligne", normalise_header(columns[place].header))
            wished[place] = "date" if is_last and "date" not in wished else "due"


def _settle_dates(wished: list[str], cells: list[list[Cell]]) -> None:
    """Without a column called a date: the day of the week that is more than that, or the first column of dates."""
    if "date" in wished:
        return
    for place, role in enumerate(wished):
        is_day = _is_day_of_month if role == "weekday" else _is_day
        if role in {"weekday", "", "due", "title"} and _most(cells[place], is_day, 0.8):
            wished[place] = "date"
            return


def _is_day_of_month(cell: Cell) -> bool:
    """Also a bare number: the sheet is called after its month."""
    text = clean_text(cell)
    return _is_day(cell) or (text.isdecimal() and 1 <= int(text) <= 31)


def _settle_words(wished: list[str], cells: list[list[Cell]]) -> None:
    """Without a column called a text: the title that holds whole texts, else the one that nothing tells and holds most.

    "Post" and "Idea" are names of titles and of texts.
    """
    if "text" in wished or any(role.startswith("network:") for role in wished):
        return
    if "title" in wished:
        place = wished.index("title")
        if _most(cells[place], lambda cell: isinstance(cell, str) and (len(cell) > LONG_TITLE or "\n" in cell)):
            wished[place] = "text"
        return
    lengths = {
        place: sum(len(cell) for cell in cells[place] if isinstance(cell, str)) / len(cells[place])
        for place, role in enumerate(wished)
        if not role and _most(cells[place], lambda cell: isinstance(cell, str) and any(map(str.isalpha, cell)), 0.3)
    }
    if lengths:
        wished[max(lengths, key=lengths.__getitem__)] = "text"


def _is_day(cell: Cell) -> bool:
    if isinstance(cell, dt.date) or (isinstance(cell, str) and is_date(cell)):
        return True
    return isinstance(cell, str) and re.fullmatch(r"[^\W\d_]+\.?,?\s+\d{1,2}\b.*", cell.strip()) is not None


def _keep_one_each(columns: list[Column], wished: list[str]) -> None:
    """Of several columns that one role fits, the one whose name says it best; the others are kept beside the post."""
    wanting: dict[str, list[int]] = defaultdict(list)
    for place, role in enumerate(wished):
        if role == "weekday":
            wished[place] = "ignore"
        elif role and role not in REPEATED:
            wanting[role].append(place)
    for role, places in list(wanting.items()):
        best = min(places, key=lambda place: (not columns[place].filled, _rank(role, columns[place].header), place))
        for place in places:
            if place != best:
                wished[place] = _second(role, wanting, columns[place])


def _second(role: str, wanting: dict[str, list[int]], column: Column) -> str:
    if role == "text" and not wanting.get("title") and column.filled:
        wanting["title"] = [column.index]
        return "title"
    return "extra" if column.filled else "ignore"


def _rank(role: str, header: str) -> int:
    names = words.COLUMNS.get(role, "").split("|")
    name = normalise_header(header)
    return names.index(name) if name in names else len(names)


def roles_of(answer: dict[str, Any]) -> dict[int, str]:
    """Index → role of a mapping as a person said it."""
    return {int(index): role for index, role in answer["columns"].items() if role != "ignore"}
