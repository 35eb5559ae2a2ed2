"""Key dates of a calendar or a table: {"rows", "title", "start", "end" (included), "note", "link", "code"}. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path
from typing import Any

from calendar_app.sheets import words
from calendar_app.sheets.columns import roles_of
from calendar_app.sheets.found import BadRow, Found
from calendar_app.sheets.rows import address_of
from calendar_app.sheets.when import read_days
from imports.readers import read_file
from imports.readers.encoding import decode
from imports.tables import Table, Unreadable
from imports.values import clean_texts, is_date, is_missing, normalise_header
from strategy.columns import Guess, signature
from strategy.columns import guess as guess_by_name

STAGED = "dates.json"
MOST_TITLE, MOST_NOTE, MOST_LINK = 200, 5000, 1000

COLUMNS = {
    "start": "start|start date|begin|begins|from|first day|date|day|when|event date|holiday date|debut|date de debut|du"
    "|date debut|commence le|premier jour|jour|date de l'evenement|inicio|fecha inicio|fecha de inicio|fecha|desde|dia"
    "|beginn|start datum|startdatum|datum|von|tag|data|inizio|data inizio|data de inicio|dal",
    "end": "end|end date|ends|to|until|last day|fin|date de fin|date fin|au|jusqu'au|dernier jour|finit le|fin fecha"
    "|fecha fin|fecha de fin|hasta|ende|enddatum|bis|fine|data fine|data de fim|al",
    "title": "title|name|event|event name|holiday|summary|subject|what|occasion|titre|nom|evenement|intitule|objet|fete"
    "|journee|temps fort|marronnier|libelle|titulo|nombre|evento|titel|ereignis|veranstaltung|feiertag|bezeichnung"
    "|nome",
    "note": "note|notes|description|comment|comments|details|commentaire|commentaires|remarques|nota|notas"
    "|descripcion|beschreibung|notiz"
    "|lieu|location|place|ort",
    "link": "link|url|website|web|lien|site|adresse|enlace|webseite",
}
_BY_NAME = {name: role for role, names in COLUMNS.items() for name in names.split("|")}


def is_calendar(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n")[:15].upper() == "BEGIN:VCALENDAR"


def calendar_text(data: bytes) -> str:
    """The text of a calendar file: UTF-8 as the standard says, else UTF-16 by its mark, else Windows' Latin."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeError:
        return (
            decode(data).lines().read() if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data.decode("cp1252", "replace")
        )


def read_dates(path: Path, name: str, options: dict[str, Any]) -> Found:
    """The key dates of a file. Raises ``Unreadable``."""
    found = Found()
    with path.open("rb") as file:
        head = file.read(4096)
    if b"BEGIN:VCALENDAR" in head.replace(b"\x00", b"").upper():
        from calendar_app.sheets import ics  # a library that tables need not wait for

        found.format("ics")
        ics.key_dates(calendar_text(path.read_bytes()), found, name, options)
    else:
        for table in read_file(path, name):
            _read_table(found, table, options)
    _once(found)
    if not (found.posts or found.refused or found.questions):
        raise Unreadable("header_only")
    return found


def _once(found: Found) -> None:
    """The same date written twice counts once."""
    kept = {(date["code"], date["start"]): date for date in reversed(found.posts)}
    if repeated := len(found.posts) - len(kept):
        found.note("repeated_rows_skipped", rows=repeated)
    found.posts = list(reversed(kept.values()))


def role_of(header: str) -> str:
    name = words.plain(re.sub(r"[(\[].*?[)\]]", " ", normalise_header(header).replace("_", " ")))
    return _BY_NAME.get(name, "ignore")


def guess(table: Table) -> dict[str, Any]:
    found = guess_by_name(table, role_of)
    _complete(found)
    roles = {column.role for column in found.columns}
    return found.as_json() | {"is_usable": {"start", "title"} <= roles}


def _complete(found: Guess) -> None:
    """The first column of dates and the first of words, where no name tells them."""
    roles = {column.role for column in found.columns}
    for role, fits in (("start", lambda c: 2 * c.dates > c.filled), ("title", lambda c: not c.dates and not c.numbers)):
        column = next((c for c in found.columns if c.role == "ignore" and c.filled and fits(c)), None)
        if role not in roles and column:
            column.role = role


def _read_table(found: Found, table: Table, options: dict[str, Any]) -> None:
    for note in table.notes:
        found.note(note.code, **note.params)
    name = signature(table)
    said = (options.get("answers") or {}).get("mapping", {}).get(name)
    if said == "ignore" or not table.rows or any(note.code == "sheet_repeats" for note in table.notes):
        return
    if not said:
        found.ask("mapping", name, [], "", sheet=table.sheet, file=table.file, **guess(table))
        return
    found.format("mapped")
    _Dates(found, table, {role: index for index, role in roles_of(said).items()}, options).read()


class _Dates:
    def __init__(self, found: Found, table: Table, index: dict[str, int], options: dict[str, Any]):
        self.found, self.table, self.index, self.options = found, table, index, options
        self.sheet = table.sheet or table.file
        self.risky = re.compile(options["risky"])
        self.texts = {role: self._texts(role) for role in ("title", "note", "link")}
        self.days = {role: self._days(role) for role in ("start", "end") if role in index}

    def _texts(self, role: str) -> list[str]:
        if role not in self.index:
            return [""] * len(self.table.rows)
        texts = [text.replace("\x00", "").strip() for text in clean_texts(self.table.column(self.index[role]))]
        return [text[1:] if text.startswith("'") and self.risky.match(text, 1) else text for text in texts]

    def _days(self, role: str):
        about = signature(self.table)
        order = self.options.get("answers", {}).get("date_order", {}).get(about)
        cells, said = self.table.column(self.index[role]), [self.table.sheet, self.table.title, self.table.file]
        today = dt.date.fromisoformat(self.options["today"])
        days = read_days(cells, today=today, said=[text for text in said if text], order=order)
        if days.asked and about not in [question["about"] for question in self.found.questions]:
            example = next((str(cell) for cell in cells if not is_missing(cell) and is_date(cell)), "")
            name = self._name(role)
            self.found.ask("date_order", about, ["dmy", "mdy"], days.order, column=name, example=example)
        if days.years_guessed:
            self.found.note("years_guessed", column=self._name(role))
        return days

    def _name(self, role: str) -> str:
        return str(self.table.header[self.index[role]]) if role in self.index else ""

    def read(self) -> None:
        for place, number in enumerate(self.table.row_numbers):
            if all(is_missing(cell) or not str(cell).strip() for cell in self.table.rows[place]):
                continue
            try:
                self.found.posts.append({"rows": [number], **self._date(place)})
            except BadRow as bad:
                self.found.refuse(self.sheet, number, self._name(bad.role), bad)

    def _date(self, place: int) -> dict[str, Any]:
        title = " ".join(self.texts["title"][place].split())
        start, end = self._day("start", place), self._day("end", place)
        if not title:
            raise BadRow("no_title", "title")
        if start is None:
            raise BadRow("missing_date", "start")
        if end is not None and end < start:
            raise BadRow("ends_before_it_starts", "end", end.isoformat())
        link = address_of(self.texts["link"][place])
        note = self.texts["note"][place]
        if self.texts["link"][place] and not link:
            note = "\n".join(text for text in (note, self.texts["link"][place]) if text)
        said = {"title": title[:MOST_TITLE], "note": note[:MOST_NOTE], "link": link[:MOST_LINK]}
        days = {"start": start.isoformat(), "end": (end or start).isoformat()}
        return {**said, **days, "code": f"table:{hashlib.sha256(title.casefold().encode()).hexdigest()[:32]}"}

    def _day(self, role: str, place: int) -> dt.date | None:
        if role not in self.days:
            return None
        if error := self.days[role].errors.get(place):
            raise BadRow(error.code, role, error.value)
        value = self.days[role].values[place]
        return value.date() if isinstance(value, dt.datetime) else value
