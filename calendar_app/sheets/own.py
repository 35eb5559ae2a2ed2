"""Our own files of posts: a row per publication (CSV, XLSX) or a document (JSON), read back as written. Pure."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from calendar_app.sheets.found import FIELDS, LONGEST_TAG, PLACE_FIELDS, BadRow, Found, Post, checked
from calendar_app.sheets.rows import address_of
from calendar_app.sheets.when import MIDNIGHT, read_time, zone_of
from imports.tables import Cell, Table, Unreadable
from imports.values import BadValue, is_missing, normalise_header, parse_dates
from strategy import networks
from strategy.profiles import folded

VERSION = 1
FORMAT = "cmtool-posts"
MOST_POSTS = 100_000
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_SCHEME = re.compile("https?://", re.I)
_UID = re.compile(r"[0-9a-f]{16}")
_SEASON = re.compile(r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")

#: Columns of our export, in its order, by language. The first one, the same everywhere, tells the format.
COLUMNS: dict[str, dict[str, str]] = {
    "cmtool": {"en": "cmtool", "fr": "cmtool"},
    "day": {"en": "Day", "fr": "Jour"},
    "time": {"en": "Time", "fr": "Heure"},
    "zone": {"en": "Time zone", "fr": "Fuseau horaire"},
    "network": {"en": "Network", "fr": "Réseau"},
    "account": {"en": "Account", "fr": "Compte"},
    "title": {"en": "Title", "fr": "Titre"},
    "text": {"en": "Text", "fr": "Texte"},
    "own_text": {"en": "Other text here", "fr": "Autre texte ici"},
    "place_text": {"en": "Text for this network", "fr": "Texte pour ce réseau"},
    "link": {"en": "Link", "fr": "Lien"},
    "place_link": {"en": "Link for this network", "fr": "Lien pour ce réseau"},
    "pictures": {"en": "Pictures", "fr": "Images"},  # what they show, for people to read; never read back
    "status": {"en": "Status", "fr": "Statut"},
    "dropped_reason": {"en": "Why dropped", "fr": "Raison de l’abandon"},
    "state": {"en": "What became of it", "fr": "Parution"},
    "permalink": {"en": "Address of the post", "fr": "Adresse de la publication"},
    "external_id": {"en": "Identifier on the network", "fr": "Identifiant sur le réseau"},
    "pillar": {"en": "Pillar", "fr": "Pilier"},
    "objective": {"en": "Objective", "fr": "Objectif"},
    "community": {"en": "Community", "fr": "Communauté"},
    "form": {"en": "Form", "fr": "Forme"},
    "origin": {"en": "Origin", "fr": "Origine"},
    "spontaneous": {"en": "Spontaneous", "fr": "Spontanée"},
    "sensitivity": {"en": "Sensitivity", "fr": "Sensibilité"},
    "owner": {"en": "Owner", "fr": "Responsable"},
    "due": {"en": "Ready by", "fr": "À rendre pour"},
    "tags": {"en": "Tags", "fr": "Étiquettes"},
    "note": {"en": "Note", "fr": "Note"},
    "credit": {"en": "Credit", "fr": "Crédit"},
    "evergreen": {"en": "Evergreen", "fr": "Intemporelle"},
    "cool_down": {"en": "Days before it comes back", "fr": "Jours avant son retour"},
    "season_start": {"en": "Season from", "fr": "Saison du"},
    "season_end": {"en": "Season to", "fr": "Saison au"},
    "uid": {"en": "Post id", "fr": "N° de publication"},
    "place": {"en": "Version id", "fr": "N° de version"},
}
CODES = ("status", "state", "form", "origin", "sensitivity")  # written as words, in the reader's language
FLAGS = ("spontaneous", "evergreen", "own_text")
YES = {"en": "Yes", "fr": "Oui"}
NO = {"en": "No", "fr": "Non"}
_YES, _NO = {"yes", "oui", "true", "vrai", "1", "x"}, {"no", "non", "false", "faux", "0", ""}
_PLACE = ("network", "account", "day", "time", "zone", "own_text", "state", "permalink", "external_id")
_PLACE_ROLES = {**{role: role for role in _PLACE}, "place_text": "text", "place_link": "link", "place": "uid"}
_ROLES = {normalise_header(name): role for role, names in COLUMNS.items() for name in names.values()}
_NETWORKS = {normalise_header(each.name): each.code for each in networks.NETWORKS}
_NETWORKS |= {each.code: each.code for each in networks.NETWORKS}


# -- out


def header(language: str) -> list[str]:
    return [names.get(language, names["en"]) for names in COLUMNS.values()]


def rows_of(posts: Iterable[Post], *, language: str, labels: dict[str, dict[str, str]]) -> Iterator[list[Any]]:
    """One row per place of each post, one for a post without any; ``labels``: column → code → word."""
    yes, no = YES.get(language, YES["en"]), NO.get(language, NO["en"])
    for post in posts:
        for place in post["places"] or [{}]:
            said = {**post, **{role: place.get(name) for role, name in _PLACE_ROLES.items()}}
            said |= {role: labels[role].get(said.get(role), said.get(role)) for role in CODES}
            said |= {role: None if said.get(role) is None else yes if said[role] else no for role in FLAGS}
            said["network"] = networks.get(said["network"]).name if said.get("network") else ""
            said["pictures"] = shown(place.get("pictures", post["pictures"]))
            said |= {"cmtool": VERSION, "tags": listed(post["tags"]), "day": _day(said), "due": _day(said, "due")}
            yield [_written(said.get(role)) for role in COLUMNS]


def _written(value: Any) -> Any:
    return "" if value is None else writable(value) if isinstance(value, str) else value


def writable(text: str) -> str:
    """The text without the signs of control, by which files that are no text are told."""
    return _CONTROLS.sub("", text)


def _day(said: dict[str, Any], role: str = "day") -> dt.date | None:
    return dt.date.fromisoformat(said[role]) if said.get(role) else None


def listed(names: list[str]) -> str:
    """Several names in one cell, also those that hold a comma."""
    if not any(set(name) & set(',;"\n') for name in names):
        return ", ".join(names)
    line = io.StringIO()
    csv.writer(line, lineterminator="", quoting=csv.QUOTE_ALL).writerow(names)
    return line.getvalue()


def shown(pictures: Iterable[dict[str, str]]) -> str:
    """A line per picture: what stands for it where it cannot be seen, and its file."""
    return "\n".join(f"{each['alt']} ({each['name']})" for each in pictures)


def names_in(text: str) -> list[str]:
    """The names of a cell as ``listed`` wrote it, or as a person did."""
    lines = list(csv.reader(io.StringIO(text.replace(";", ",") if '"' not in text else text), skipinitialspace=True))
    return list(dict.fromkeys(name.strip() for line in lines for name in line if name.strip()))


def document(posts: Iterable[Post]) -> str:
    said = {"format": FORMAT, "version": VERSION, "posts": list(posts)}
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


# -- in


def recognise(table: Table) -> dict[int, str] | None:
    """Index → role of our own export, however its columns were moved or left out; None for any other table."""
    names = [normalise_header(cell) for cell in table.header]
    if "cmtool" not in names or not {"title", "titre"} & set(names):
        return None
    return {index: _ROLES[name] for index, name in enumerate(names) if name in _ROLES}


def read_table(found: Found, table: Table, roles: dict[int, str], options: dict[str, Any]) -> None:
    """The posts of our own table; rows of one post say the same of it."""
    reader = _OwnRows(table, roles, options)
    reader.ask_order(found)
    sheet = table.sheet or table.file
    known = {post["uid"]: post for post in found.posts if post["uid"]}
    for place, number in enumerate(table.row_numbers):
        if not any(texts[place].strip() for texts in reader.texts.values()):
            continue
        try:
            post = reader.post(place)
            _take(found, post, known, number, sheet)
        except BadRow as bad:
            found.refuse(sheet, number, reader.name_of(bad.role), bad)


def _take(found: Found, post: Post, known: dict[str, Post], number: int, sheet: str) -> None:
    first = known.get(post["uid"]) if post["uid"] else None
    if first is None:
        found.posts.append(post | {"rows": [number], "sheet": sheet})
        known[post["uid"]] = found.posts[-1]
        return
    about = [name for name in (*FIELDS, "tags") if post.get(name) != first.get(name)]
    if about:
        raise BadRow("contradicts_earlier_row", about[0], post.get(about[0]) or "")
    for place in post["places"]:
        if any(_is_same_place(place, other) for other in first["places"]):
            raise BadRow("place_twice", "account", place.get("account", ""))
    first["places"] += post["places"]
    first["rows"].append(number)


def _is_same_place(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one["uid"] and one["uid"] == other["uid"]:
        return True
    names = ("network", "account")
    return bool(one["network"]) and all(one[name] == other[name] for name in names)


class _OwnRows:
    """Cells of our own table as the values that were written."""

    def __init__(self, table: Table, roles: dict[int, str], options: dict[str, Any]):
        self.table, self.options = table, options
        self.index = {role: index for index, role in roles.items()}
        self.risky = re.compile(options["risky"])
        self.texts = {role: self._column(index) for role, index in self.index.items()}
        self.days = {role: self._days(role) for role in ("day", "due")}

    def _column(self, index: int) -> list[str]:
        return [self._bare(_text(cell)) for cell in self.table.column(index)]

    def _bare(self, text: str) -> str:
        return text[1:] if text.startswith("'") and self.risky.match(text, 1) else text

    def _days(self, role: str):
        order = self.options.get("answers", {}).get("date_order", {}).get(role)
        cells = self.table.column(self.index[role]) if role in self.index else [None] * len(self.table.rows)
        return parse_dates(cells, order=order)

    def ask_order(self, found: Found) -> None:
        """A spreadsheet may have saved our days in its own way."""
        for role, dates in self.days.items():
            if dates.ambiguous and role not in self.options.get("answers", {}).get("date_order", {}):
                example = next((text for text in self.texts[role] if text), "")
                found.ask("date_order", role, ["dmy", "mdy"], dates.order, column=self.name_of(role), example=example)

    def name_of(self, role: str) -> str:
        index = self.index.get(role, -1)
        return str(self.table.header[index]) if 0 <= index < len(self.table.header) else ""

    def post(self, place: int) -> Post:
        row = self.table.rows[place]
        if any(not is_missing(cell) for cell in row[len(self.table.header) :]):
            raise BadRow("too_many_fields", fields=len(row), expected=len(self.table.header))
        if not self._text("title", place).strip():
            raise BadRow("no_title", "title")
        said: Post = {role: self._value(role, place) for role in FIELDS if role in self.index}
        said |= {"own": True, "uid": self._uid("uid", place), "extras": [], "names": [], "titled": True}
        said["tags"] = self._tags(place)
        said["places"] = self._places(place)
        return said

    def _text(self, role: str, place: int) -> str:
        return self.texts[role][place] if role in self.texts else ""

    def _cell(self, role: str, place: int) -> Cell:
        row, index = self.table.rows[place], self.index.get(role)
        return row[index] if index is not None and index < len(row) else None

    def _value(self, role: str, place: int) -> Any:
        text = self._text(role, place)
        if role in FLAGS:
            return self._flag(role, text)
        if role == "due":
            return self._day("due", place)
        if role == "cool_down":
            return self._number(role, text)
        if role in CODES:
            return self._code(role, text)
        if role in {"season_start", "season_end"}:
            return self._season(role, text, place)
        return checked(_address(text, role) if role == "link" else text, role, FIELDS)

    def _flag(self, role: str, text: str) -> bool:
        word = text.strip().casefold()
        if word not in _YES | _NO:
            raise BadRow("not_yes_or_no", role, text)
        return word in _YES

    def _number(self, role: str, text: str) -> int | None:
        if not text.strip():
            return None
        if not text.strip().isdecimal() or len(text.strip()) > 5 or not 1 <= int(text) <= 32_767:
            raise BadRow("not_a_number", role, text)
        return int(text)

    def _code(self, role: str, text: str) -> str:
        if not text.strip():
            return {"status": "draft", "origin": "own", "sensitivity": "ordinary", "state": "planned"}.get(role, "")
        codes = self.options["words"][role]
        if folded(text) not in codes:
            raise BadRow("unknown_word", role, text)
        return codes[folded(text)]

    def _season(self, role: str, text: str, place: int) -> str:
        cell = self._cell(role, place)
        text = cell.strftime("%m-%d") if isinstance(cell, dt.date) else text.strip()
        if text and not _SEASON.fullmatch(text):
            raise BadRow("not_a_date", role, text)
        return text

    def _day(self, role: str, place: int) -> str | None:
        if place in self.days[role].errors:
            raise BadRow(self.days[role].errors[place].code, role, self.days[role].errors[place].value)
        value = self.days[role].values[place]
        return None if value is None else (value.date() if isinstance(value, dt.datetime) else value).isoformat()

    def _uid(self, role: str, place: int) -> str:
        text = self._text(role, place).strip()
        return text if _UID.fullmatch(text) else ""

    def _tags(self, place: int) -> list[str]:
        names = names_in(self._text("tags", place))
        if too_long := next((name for name in names if len(name) > LONGEST_TAG), None):
            raise BadRow("too_long", "tags", too_long, limit=LONGEST_TAG)
        return sorted(names)

    def _places(self, place: int) -> list[dict[str, Any]]:
        uid, network = self._uid("place", place), self._network(place)
        day, time = self._day("day", place), self._time(place)
        said = {name: self._text(role, place) for role, name in _PLACE_ROLES.items() if role in self.index}
        if not (uid or network or day or said.get("permalink")):
            return []
        said |= {"uid": uid, "network": network, "account": self._text("account", place).strip()}
        said |= {"day": day, "time": time, "zone": self._zone(place)}
        said["own_text"] = self._flag("own_text", self._text("own_text", place))
        said["state"] = self._code("state", self._text("state", place))
        for role in {"link", "permalink"} & said.keys():
            said[role] = _address(said[role] or "", "place_link" if role == "link" else role)
        for role, limit in PLACE_FIELDS.items():
            checked(said.get(role) or "", f"place_{role}", {f"place_{role}": limit})
        return [said]

    def _network(self, place: int) -> str:
        text = self._text("network", place).strip()
        if text and normalise_header(text) not in _NETWORKS:
            raise BadRow("unknown_network", "network", text)
        return _NETWORKS[normalise_header(text)] if text else ""

    def _time(self, place: int) -> str | None:
        text = self._text("time", place)
        try:
            time, rest = read_time(self._cell("time", place))
        except BadValue:
            raise BadRow("not_a_time", "time", text) from None
        if rest:
            raise BadRow("not_a_time", "time", text)
        return time and time.strftime("%H:%M:%S" if time.second else "%H:%M")

    def _zone(self, place: int) -> str:
        text = self._text("zone", place).strip()
        if text and not zone_of(text):
            raise BadRow("unknown_zone", "zone", text)
        return text or self.options["timezone"]


def _address(text: str, role: str) -> str:
    """The address as it is written, with its scheme; "" where there is none."""
    text = text.strip()
    if text and not address_of(text):
        raise BadRow("not_an_address", role, text)
    return text if _SCHEME.match(text) else address_of(text)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, dt.datetime) and cell.time() == MIDNIGHT:
        return cell.date().isoformat()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def read_document(found: Found, text: str, file: str, options: dict[str, Any]) -> None:
    """The posts of our own JSON, by the same rules as those of our tables. Raises ``Unreadable``."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("damaged", kind="json") from None
    if not isinstance(said, dict) or said.get("format") != FORMAT or not isinstance(said.get("posts"), list):
        raise Unreadable("unsupported", kind="json")
    if said.get("version") != VERSION:
        raise Unreadable("other_version", version=str(said.get("version"))[:20])
    if len(said["posts"]) > MOST_POSTS:
        raise Unreadable("too_large", what="rows", limit=MOST_POSTS)
    rows, numbers = [], []
    for number, post in enumerate(said["posts"], 1):
        if not _has_shape(post):
            found.refuse(file, number, "", BadRow("not_a_post"))
            continue
        for place in post["places"] or [{}]:
            rows.append(_as_row(post, place))
            numbers.append(number)
    table = Table(file, "", "", list(COLUMNS), rows, numbers)
    codes = {role: {code: code for code in codes.values()} for role, codes in options["words"].items()}
    plain = options | {"words": codes, "risky": "(?!)"}  # nothing was put behind an apostrophe
    read_table(found, table, dict(enumerate(COLUMNS)), plain)


def _has_shape(post: Any) -> bool:
    if not isinstance(post, dict) or not isinstance(post.get("places"), list) or not isinstance(post.get("tags"), list):
        return False
    plain = str | int | bool | None
    values = [value for name, value in post.items() if name not in {"places", "tags", "rows", "pictures"}]
    places = [
        value
        for place in post["places"]
        if isinstance(place, dict)
        for name, value in place.items()
        if name != "pictures"
    ]
    return (
        all(isinstance(value, plain) for value in [*values, *places])
        and all(isinstance(place, dict) for place in post["places"])
        and all(isinstance(tag, str) for tag in post["tags"])
    )


def _as_row(post: Post, place: dict[str, Any]) -> list[Cell]:
    said = {**post, **{role: place.get(name) for role, name in _PLACE_ROLES.items()}}
    said |= {"cmtool": VERSION, "tags": listed(post["tags"]), "pictures": ""}
    return [writable(value) if isinstance(value := said.get(role), str) else value for role in COLUMNS]
