"""``python -m calendar_app.sheets.reading``: read the posts, or the key dates, of one file. Pure: no Django.

Run in a process of its own, limited by whoever starts it. Prints one JSON object: the summary (exit 0), or ``{"error":
code, "params": {…}}`` (exit 3). Stages ``posts.json`` (``sheets.found``) or ``dates.json`` (``sheets.dates``). The
options file: {"what": "posts" or "dates", "timezone", "today", "answers", "words": {column: {word: code}}, "risky": the
pattern of texts that our exports put behind an apostrophe}.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import Any

from calendar_app.sheets import columns, dates, own
from calendar_app.sheets.beside import beside
from calendar_app.sheets.found import Found
from calendar_app.sheets.groups import settled
from calendar_app.sheets.layout import Layout
from calendar_app.sheets.rows import Rows
from imports.readers import read_file
from imports.readers.encoding import decode
from imports.tables import Table, Unreadable
from strategy.columns import signature

UNREADABLE = 3
STAGED = "posts.json"
_LOOKED_AT = 4096


def read_posts(path: Path, name: str, options: dict[str, Any]) -> Found:
    """The posts of a file of any kind that is known. Raises ``Unreadable``."""
    found = Found()
    text = text_of(path)
    if text is not None and dates.is_calendar(text):
        from calendar_app.sheets import ics  # a library that tables need not wait for

        found.format("ics")
        ics.read_posts(text, found, name, options)
    elif text is not None and text.lstrip("\ufeff \t\r\n")[:1] == "{":
        found.format("cmtool_json")
        own.read_document(found, text, name, options)
    else:
        layout = Layout(options["today"], beside(path))
        read_tables(found, read_file(path, name, layout.tables_of), options)
    if not (found.posts or found.refused or found.questions):
        raise Unreadable("header_only")
    return found


def text_of(path: Path) -> str | None:
    """The text of a file that begins as iCalendar or JSON do; None for any other file."""
    with path.open("rb") as file:
        head = file.read(_LOOKED_AT)
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:15].upper()
    if not start.startswith((b"BEGIN:VCALENDAR", b"{")):
        return None
    data = path.read_bytes()
    return decode(data).lines().read() if start.startswith(b"{") else dates.calendar_text(data)


def read_tables(found: Found, tables: list[Table], options: dict[str, Any]) -> None:
    answers = options.get("answers") or {}
    for table in tables:
        if own.recognise(table) is None and columns.tool_of(table) is None:
            table = settled(table, dt.date.fromisoformat(options["today"]))
        name = signature(table)
        said, roles = answers.get("mapping", {}).get(name), own.recognise(table)
        for note in table.notes:
            found.note(note.code, **note.params)
        if said == "ignore" or not table.rows or any(note.code == "sheet_repeats" for note in table.notes):
            continue
        if said:
            found.format("mapped")
            Rows(found, table, columns.roles_of(said), options).read()
        elif roles:
            found.format("cmtool")
            own.read_table(found, table, roles, options)
        elif tool := columns.tool_of(table):
            found.format(tool.code)
            Rows(found, table, columns.tool_roles(table, tool), options, tool=tool).read()
        else:
            params = {"sheet": table.sheet, "file": table.file, **columns.guess(table).as_json()}
            found.ask("mapping", name, [], "", **params)


def main(arguments: list[str] | None = None) -> tuple[dict[str, Any], int]:
    parser = argparse.ArgumentParser(prog="python -m calendar_app.sheets.reading")
    parser.add_argument("--input", nargs=2, required=True, metavar=("PATH", "NAME"))
    parser.add_argument("--options", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args(arguments)
    options = json.loads(asked.options.read_text(encoding="utf-8"))
    path, name = Path(asked.input[0]), asked.input[1]
    asked.out.mkdir(parents=True, exist_ok=True)
    try:
        read = read_posts if options["what"] == "posts" else dates.read_dates
        found = read(path, name, options)
    except Unreadable as error:
        return {"error": error.code, "params": error.params}, UNREADABLE
    staged = {"posts": STAGED, "dates": dates.STAGED}[options["what"]]
    (asked.out / staged).write_text(json.dumps(found.posts, ensure_ascii=False), encoding="utf-8")
    summary = {"refused": found.refused, "notes": found.notes, "questions": found.questions, "formats": found.formats}
    return {**summary, "rows": found.rows, "period": found.period(), "locale": ""}, 0


if __name__ == "__main__":
    answer, status = main()
    print(json.dumps(answer, default=str), flush=True)  # noqa: T201 - its one line of output
    raise SystemExit(status)
