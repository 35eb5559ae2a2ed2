"""``python -m strategy.people_child``: read the people of one file. Pure: no Django.

Run in a process of its own, limited by whoever starts it. Prints one JSON object: the summary (exit 0), or ``{"error":
code, "params": {…}}`` (exit 3). Stages ``people.json``: a list of {"row", "name", "kind", "stage", "topics", "place",
"tags", "audience", "last_contact", "purpose", "notes", "accounts": [[network, handle, followers]]}, without what the
file does not say. The options file: {"today", "answers", "kinds": {word: code}, "stages": {word: code}, "risky": the
pattern of texts that our exports put behind an apostrophe}.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from imports.readers import read_file
from imports.tables import Cell, Refusal, Table, Unreadable
from imports.values import clean_texts, is_missing, parse_dates, parse_numbers
from strategy import columns, people_columns, profiles
from strategy.people_columns import SEPARATOR, UNKNOWN

UNREADABLE = 3
STAGED = "people.json"
LIMITS = {"name": 160, "topics": 300, "place": 120, "purpose": 200, "notes": 10_000}
MOST_TAGS, LONGEST_TAG, LARGEST = 30, 40, 10**12


class BadRow(Exception):
    """A row that cannot be taken: the code of the reason, the role of the column at fault, the value."""

    def __init__(self, code: str, role: str = "", value: object = "", **params: Any):
        super().__init__(code)
        self.code, self.role, self.value, self.params = code, role, value, params


@dataclass(slots=True)
class Found:
    """What a file holds."""

    people: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)

    def note(self, code: str, **params: Any) -> None:
        note = {"code": code, "params": params}
        if note not in self.notes:
            self.notes.append(note)

    def ask(self, code: str, about: str, options: Sequence[str], suggested: str, **params: Any) -> None:
        self.questions.append(
            {"code": code, "about": about, "options": list(options), "suggested": suggested, "params": params}
        )


def read(tables: list[Table], options: dict[str, Any]) -> Found:
    """The people of the tables of one import. Raises ``Unreadable``."""
    found, answers = Found(), options.get("answers") or {}
    for table in tables:
        own = people_columns.recognise(table.header)
        table = table.whole() if own else table
        for note in table.notes:
            found.note(note.code, **note.params)
        said = answers.get("mapping", {}).get(columns.signature(table))
        if said == "ignore" or not table.rows or any(note.code == "sheet_repeats" for note in table.notes):
            continue
        if said or own:
            _read_table(found, table, said, own, options)
        else:
            guess = people_columns.guess(table)
            about = {"sheet": table.sheet, "file": table.file, "network": people_columns.network_of_file(table)}
            found.ask("mapping", guess.signature, [], "", **about, **guess.as_json())
    if not (found.people or found.refused or found.questions):
        raise Unreadable("header_only")
    return found


def _read_table(found: Found, table: Table, said: dict | None, own: dict | None, options: dict[str, Any]) -> None:
    roles = people_columns.roles_of(said) if said else own
    found.formats += [code for code in ["mapped" if said else "people"] if code not in found.formats]
    if said:
        found.formats.sort()
        _note_contacts(found, table)
    reader = _Rows(found, table, roles, options, network=(said or {}).get("network", ""), is_own=not said)
    reader.read()


def _note_contacts(found: Found, table: Table) -> None:
    contacts = [name for name in table.header if people_columns.role_of(str(name)) == "email"]
    if contacts:
        found.note("contacts_left_out", columns=[str(name) for name in contacts])


class _Rows:
    """The rows of one table, column by column where a column is to be understood as a whole."""

    def __init__(self, found: Found, table: Table, roles: dict[int, str], options: dict, *, network: str, is_own: bool):
        self.found, self.table, self.options, self.network, self.is_own = found, table, options, network, is_own
        self.risky = re.compile(options["risky"])
        self.index = {role: index for index, role in roles.items()}
        self.signature = columns.signature(table)
        self.texts = {role: self._texts(index) for index, role in roles.items()}
        self.bad: dict[int, BadRow] = {}
        self.days = self._days()
        self.followers = {role: self._numbers(role) for role in self.index if role.split(":")[0] == "followers"}
        self.audiences = self._numbers("audience")

    def read(self) -> None:
        seen: dict[str, int] = {}
        repeated = 0
        for place, number in enumerate(self.table.row_numbers):
            try:
                person = self._person(place)
                if person is None:
                    continue
                if self._is_repeat(person, number, seen):
                    repeated += 1
                else:
                    self.found.people.append({"row": number, "sheet": self._sheet, **person})
            except BadRow as bad:
                self._refuse(number, bad)
        if repeated:
            self.found.note("repeated_rows_skipped", rows=repeated)

    @property
    def _sheet(self) -> str:
        return self.table.sheet or self.table.file

    def _is_repeat(self, person: dict, number: int, seen: dict[str, int]) -> bool:
        """Whether an earlier row says the very same; an account that an earlier row gave to somebody is refused."""
        if self.is_own and not person["accounts"]:
            return False  # namesakes that nothing tells apart
        whole = json.dumps(person, sort_keys=True)
        if whole in seen:
            return True
        keys = [f"{network}\x1f{profiles.key(handle)}" for network, handle, _n in person["accounts"]]
        for key, account in zip(keys, person["accounts"], strict=True):
            if key in seen:
                raise BadRow("account_twice", f"handle:{account[0]}", account[1], row=seen[key])
        seen |= dict.fromkeys([whole, *keys], number)
        return False

    def _refuse(self, number: int, bad: BadRow) -> None:
        index = self.index.get(bad.role, self.index.get(bad.role.split(":")[0]))
        name = str(self.table.header[index]) if index is not None and index < len(self.table.header) else ""
        refusal = Refusal(self._sheet, number, name, str(bad.value)[:200], bad.code, bad.params)
        self.found.refused.append(asdict(refusal))

    # -- columns

    def _texts(self, index: int) -> list[str]:
        cells = self.table.column(index)
        # What we wrote ourselves is what was typed; other programs' damage is repaired.
        texts = [_plain(cell) for cell in cells] if self.is_own else clean_texts(cells)
        return [self._bare(text.replace("\x00", "")).replace("\r\n", "\n").strip() for text in texts]

    def _bare(self, text: str) -> str:
        """The text without the apostrophe that keeps a spreadsheet from running it."""
        return text[1:] if text.startswith("'") and self.risky.match(text, 1) else text

    def _days(self) -> list[dt.date | None]:
        if "last_contact" not in self.index:
            return [None] * len(self.table.rows)
        cells = self.table.column(self.index["last_contact"])
        order = self.options.get("answers", {}).get("date_order", {}).get(self.signature)
        dates = parse_dates(cells, order=order)
        if dates.ambiguous and not order:
            example = next((str(cell) for cell in cells if not is_missing(cell)), "")
            column = str(self.table.header[self.index["last_contact"]])
            self.found.ask("date_order", self.signature, ["dmy", "mdy"], "dmy", column=column, example=example)
        today = dt.date.fromisoformat(self.options["today"])
        days = [value.date() if isinstance(value, dt.datetime) else value for value in dates.values]
        for place, error in dates.errors.items():
            self.bad[place] = BadRow(error.code, "last_contact", cells[place])
        for place, day in enumerate(days):
            if day and day > today:
                self.bad[place] = BadRow("day_to_come", "last_contact", day.isoformat())
        return days

    def _numbers(self, role: str) -> list[list[int | None]]:
        """Per row, the numbers of a cell; several stand between bars."""
        if role not in self.index:
            return [[] for _row in self.table.rows]
        cells = self.table.column(self.index[role])
        parts = [_parts(cell) for cell in cells]
        values, errors = parse_numbers([part for row in parts for part in row])
        numbers: list[list[int | None]] = []
        position = 0
        for place, row in enumerate(parts):
            wrong = [errors[at] for at in range(position, position + len(row)) if at in errors]
            own = values[position : position + len(row)]
            if wrong:
                self.bad[place] = BadRow(wrong[0].code, role, cells[place])
            elif any(value is not None and not 0 <= value <= LARGEST for value in own):
                self.bad[place] = BadRow("too_large_number", role, cells[place])
            numbers.append([None if value is None else int(value) for value in own])
            position += len(row)
        return numbers

    # -- one row

    def _person(self, place: int) -> dict[str, Any] | None:
        row = self.table.rows[place]
        if all(is_missing(cell) or not str(cell).strip() for cell in row):
            return None
        if any(not is_missing(cell) for cell in row[len(self.table.header) :]):
            raise BadRow("too_many_fields", fields=len(row), expected=len(self.table.header))
        if place in self.bad:
            raise self.bad[place]
        accounts = self._accounts(place)
        person: dict[str, Any] = {
            "name": self._name(place),
            "accounts": accounts,
            "tags": self._tags(place),
            **{role: self._text(role, place) for role in ("topics", "place", "purpose", "notes")},
            **{role: self._code(role, place) for role in ("kind", "stage")},
            "audience": next(iter(self.audiences[place]), None),
            "last_contact": self.days[place].isoformat() if self.days[place] else None,
        }
        if not accounts and "followers" in self.index and person["audience"] is None:
            person["audience"] = next(iter(self.followers["followers"][place]), None)
        if not person["name"] and not accounts:
            raise BadRow("nobody")
        kept = {role: value for role, value in person.items() if value not in ("", None, [])}
        return {**kept, "accounts": accounts, "own": self.is_own}

    def _text(self, role: str, place: int) -> str:
        text = self.texts[role][place] if role in self.texts else ""
        if len(text) > LIMITS.get(role, 1000):
            raise BadRow("too_long", role, text, limit=LIMITS[role])
        return text

    def _name(self, place: int) -> str:
        parts = [self.texts[role][place] for role in ("first_name", "last_name") if role in self.texts]
        name = self._text("name", place) or " ".join(part for part in parts if part)
        if len(name) > LIMITS["name"]:
            raise BadRow("too_long", "name", name, limit=LIMITS["name"])
        return " ".join(name.split("\n"))

    def _code(self, role: str, place: int) -> str:
        word = self._text(role, place)
        if not word:
            return ""
        codes = self.options[f"{role}s"]
        if profiles.folded(word) not in codes:
            raise BadRow(f"unknown_{role}", role, word)
        return codes[profiles.folded(word)]

    def _tags(self, place: int) -> list[str]:
        text = self._text("tags", place)
        names = {profiles.folded(name): name.strip() for name in text.replace(";", ",").split(",") if name.strip()}
        if too_long := next((name for name in names.values() if len(name) > LONGEST_TAG), None):
            raise BadRow("too_long", "tags", too_long, limit=LONGEST_TAG)
        if len(names) > MOST_TAGS:
            raise BadRow("too_many_tags", "tags", text, limit=MOST_TAGS)
        return list(names.values())

    def _accounts(self, place: int) -> list[list[Any]]:
        found: dict[tuple[str, str], list[Any]] = {}
        for network, text, role, count in self._said_accounts(place):
            handle = profiles.clean_handle(network, text)
            if not profiles.is_handle(handle):
                raise BadRow("not_a_handle", role, text)
            found.setdefault((network, profiles.key(handle)), [network, handle, count])
        return list(found.values())

    def _said_accounts(self, place: int):
        """(network, text, role, followers) of each account that the row names."""
        for role in self.index:
            kind, _, network = role.partition(":")
            if kind == "handle" and network:
                numbers = self.followers.get(f"followers:{network}", [[]] * (place + 1))[place]
                for at, text in enumerate(_parts(self.texts[role][place])):
                    yield network, text, role, numbers[at] if at < len(numbers) else None
        said = self._said_network(place)
        if "followers" in self.followers:
            count = next(iter(self.followers["followers"][place]), None)
        else:
            count = next(iter(self.followers.get(f"followers:{said}", [[]] * (place + 1))[place]), None)
        if text := self._text("handle", place):
            yield self._network(text, said), text, "handle", count
        elif text := self._text("profile", place):
            if read := profiles.read_address(text):
                yield (*read, "profile", count)
            else:
                yield "blog", text, "profile", count

    def _said_network(self, place: int) -> str:
        """The network that the row names, else that of the whole file."""
        text = self._text("network", place)
        named = people_columns.network_named(text)
        if text and not named:
            raise BadRow("unknown_network", "network", text)
        return named or self.network

    def _network(self, text: str, said: str) -> str:
        read = profiles.read_address(text)
        if not said and not read:
            raise BadRow("no_network", "handle", text)
        return read[0] if read else said


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime) and not cell.time():
        return cell.date().isoformat()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _parts(cell: Cell) -> list[Any]:
    """The values between the bars of a cell; a missing one is None."""
    if not isinstance(cell, str):
        return [] if cell is None else [cell]
    parts = [part.strip() for part in cell.split(SEPARATOR)]
    return [] if parts == [""] else [None if part in {"", UNKNOWN} else part for part in parts]


def main(arguments: list[str] | None = None) -> tuple[dict[str, Any], int]:
    parser = argparse.ArgumentParser(prog="python -m strategy.people_child")
    parser.add_argument("--input", nargs=2, required=True, metavar=("PATH", "NAME"))
    parser.add_argument("--options", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args(arguments)
    path, name = asked.input
    try:
        found = read(read_file(Path(path), name), json.loads(asked.options.read_text(encoding="utf-8")))
    except Unreadable as error:
        return {"error": error.code, "params": error.params}, UNREADABLE
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / STAGED).write_text(json.dumps(found.people, ensure_ascii=False), encoding="utf-8")
    summary = {name: value for name, value in asdict(found).items() if name != "people"}
    return {**summary, "rows": len(found.people), "locale": ""}, 0


if __name__ == "__main__":
    answer, status = main()
    print(json.dumps(answer, default=str), flush=True)  # noqa: T201 - its one line of output
    raise SystemExit(status)
