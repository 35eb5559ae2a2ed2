"""Rows of anybody's calendar → posts. Pure.

Nothing is guessed row by row that can be told from a column, and nothing is lost: what has no place of its own stays
beside the post, under the name of its column.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from calendar_app.sheets import words
from calendar_app.sheets.columns import NO_TOOL, Tool
from calendar_app.sheets.found import FIELDS, LONGEST_TAG, PLACE_FIELDS, BadRow, Found, Post, checked
from calendar_app.sheets.layout import Linked, Shared
from calendar_app.sheets.when import MIDNIGHT, Days, are_fractions, is_stretch, is_time, read_days, read_time, zone_of
from imports.tables import Cell, Table
from imports.values import BadValue, clean_texts, is_missing
from strategy import networks
from strategy.columns import signature

#: The guard that keeps a spreadsheet from running a text of a file for another tool; it shows nowhere.
GUARD = "\u2060"
_ADDRESSES = {"link", "permalink", "image", "extra"}
SHORT = 90  # characters of a title made of a text
_ADDRESS = re.compile(r"https?://[^\s,;|<>\"]+|www\.[^\s,;|<>\"]+", re.I)
_BARE_ADDRESS = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?", re.I)
_HASHTAG = re.compile(r"[#＃]")
_SPLIT = re.compile(r"\s*[,;|\n]\s*")


class Rows:
    """The rows of one table. ``roles``: index → role; ``tool``: whose format it is, if anybody's."""

    def __init__(
        self, found: Found, table: Table, roles: dict[int, str], options: dict[str, Any], tool: Tool = NO_TOOL
    ):
        self.found, self.table, self.options, self.tool = found, table, options, tool
        self.zone, self.file_zone = options["timezone"], tool.zone or options["timezone"]
        self.roles = roles
        self.risky = re.compile(options["risky"])
        self.index = {role: index for index, role in reversed(roles.items())}
        self.texts = {index: self._column(index) for index in roles}
        self.days = self._days("date")
        self.dues = self._days("due")
        self.sheet = table.sheet or table.file
        self.network = self._network_around()
        self.in_fractions = are_fractions(table.column(self.index["time"])) if "time" in self.index else False
        self.seen: dict[tuple, int] = {}

    def _network_around(self) -> str:
        """The network that the sheet is about, where no column says any."""
        if any(role == "network" or role.startswith("network:") for role in self.roles.values()):
            return ""
        table = self.table
        for text in (table.sheet, table.title, *reversed(table.preamble), Path(table.file).stem):
            if code := words.network_of_title(text):
                self.found.note("network_of_title", text=text[:80], network=networks.get(code).name)
                return code
        return ""

    def read(self) -> None:
        empty = repeated = 0
        taken: list[int] = []
        latest: Post | None = None
        for place, number in enumerate(self.table.row_numbers):
            if not any(texts[place] for texts in self.texts.values()):
                continue
            try:
                post = self._post(place)
                if post is None:
                    empty += 1
                elif self._is_repeat(post):
                    repeated += 1
                elif latest is not None and self._is_shared(place) and _differ_in_place(latest, post):
                    latest["places"] += post["places"]
                    latest["rows"].append(number)
                else:
                    latest = {"rows": [number], "sheet": self.sheet, "own": False, "uid": "", **post}
                    self.found.posts.append(latest)
                    taken.append(place)
            except BadRow as bad:
                self.found.refuse(self.sheet, number, self._name(bad.role), bad)
        if empty:
            self.found.note("empty_days_skipped", rows=empty)
        if pictured := sum(any(_ADDRESS.search(text) for text in self._all("image", p)) for p in taken):
            self.found.note("images_in_note", rows=pictured)
        if repeated:
            self.found.note("repeated_rows_skipped", rows=repeated)

    def _is_repeat(self, post: Post) -> bool:
        whole = repr(post)
        self.seen[whole] = self.seen.get(whole, 0) + 1
        return self.seen[whole] > 1

    def _is_shared(self, place: int) -> bool:
        """Whether the words of a row stand in a cell that it shares with the row before."""
        columns = [index for role, index in self.index.items() if role in {"title", "text"}]
        cells = [self.table.rows[place][index] for index in columns if index < len(self.table.rows[place])]
        said = [cell for cell in cells if not is_missing(cell)]
        return bool(said) and place > 0 and all(isinstance(cell, Shared) for cell in said)

    def _name(self, role: str) -> str:
        index = self.index.get(role, -1)
        return str(self.table.header[index]) if 0 <= index < len(self.table.header) else ""

    # -- columns

    def _column(self, index: int) -> list[str]:
        role = self.roles[index]
        cells = [_worded(cell, role) for cell in self.table.column(index)]
        return [self._bare(text.replace("\x00", "").replace("\r\n", "\n").strip()) for text in clean_texts(cells)]

    def _bare(self, text: str) -> str:
        """The text without what keeps a spreadsheet from running it."""
        return text[1:] if text.startswith(("'", GUARD)) and self.risky.match(text, 1) else text

    def _days(self, role: str) -> Days:
        if role not in self.index:
            return Days([None] * len(self.table.rows))
        index = self.index[role]
        about = f"{signature(self.table)}" + ("" if role == "date" else f":{role}")
        order = self.options.get("answers", {}).get("date_order", {}).get(about)
        if role == "due" and order is None and not self.days.asked and self.days.order in {"dmy", "mdy"}:
            order = self.days.order  # one hand wrote both
        cells = self.table.column(index)
        said = [self.table.sheet, self.table.title, *reversed(self.table.preamble), self.table.file]
        days = read_days(
            cells,
            today=dt.date.fromisoformat(self.options["today"]),
            said=[text for text in said if text],
            weekdays=self._weekdays(index),
            order=order,
        )
        if days.asked:
            example = next((str(cell) for cell in cells if not is_missing(cell)), "")
            likely = self.tool.order or days.order
            self.found.ask("date_order", about, ["dmy", "mdy"], likely, column=self._name(role), example=example)
        if days.years_guessed and role == "date":
            self.found.note("years_guessed", column=self._name(role))
        return days

    def _weekdays(self, date: int) -> Sequence[Cell]:
        """The column of weekdays beside the dates; it is of no other use."""
        for index, name in enumerate(self.table.header):
            if index != date and words.role_of(name) == "weekday":
                return self.table.column(index)
        return ()

    # -- one row

    def _post(self, place: int) -> Post | None:
        row = self.table.rows[place]
        if any(not is_missing(cell) and str(cell).strip() for cell in row[len(self.table.header) :]):
            raise BadRow("too_many_fields", fields=len(row), expected=len(self.table.header))
        extras = self._extras(place)
        status = self._status(place, extras)
        moment = self._moment(place, extras)
        texts = self._captions(place, extras)
        names, unknown, form = self._networks(place)
        post: Post = {
            "title": self._said("title", place),
            "text": texts,
            "link": self._link(place, extras),
            "status": status,
            "tags": self._tags(place, extras),
            "form": words.form_of(self._said("form", place)) or form,
            "due": self._due(place),
            "note": "\n".join(self._all("note", place)),
            **{
                role: self._short(role, place, extras)
                for role in ("credit", "objective", "pillar", "category", "community", "owner")
            },
        }
        if (word := self._said("form", place)) and not words.form_of(word):
            extras.append([self._name("form"), word])
        self._place_all(post, names, unknown, moment, place, extras)
        if not self._name_post(post, place, extras):
            return self._nothing_said(place, post)
        post["note"] = checked(post["note"], "note", FIELDS)
        kept = {role: value for role, value in post.items() if value not in ("", None, [])}
        return {**kept, "tags": post["tags"], "extras": extras, "names": unknown, "places": post["places"]}

    def _said(self, role: str, place: int) -> str:
        index = self.index.get(role)
        text = self.texts[index][place] if index is not None else ""
        return "" if is_missing(text) else text

    def _all(self, role: str, place: int) -> list[str]:
        texts = [self.texts[index][place] for index, own in self.roles.items() if own == role]
        return [text for text in texts if not is_missing(text)]

    def _short(self, role: str, place: int, extras: list) -> str:
        """A text of a field that holds a few words; a longer one stays beside the post."""
        text = " ".join(self._said(role, place).split())
        if len(text) > FIELDS.get(role, 80):
            extras.append([self._name(role), text])
            return ""
        return text

    def _extras(self, place: int) -> list[list[str]]:
        extras = []
        for index, role in self.roles.items():
            text = self.texts[index][place]
            if role in {"extra", "image", "alt"} and not is_missing(text) and text.casefold() != "false":
                extras.append([str(self.table.header[index]), text])
            cell = self.table.rows[place][index] if index < len(self.table.rows[place]) else None
            if isinstance(cell, Linked) and role not in _ADDRESSES:
                extras.append([str(self.table.header[index]), cell.address])
        return extras

    def _status(self, place: int, extras: list) -> str:
        draft = words.plain(self._said("draft", place))
        if draft in words.YES:
            return "draft"
        word = self._said("status", place)
        if not word:
            return "scheduled" if draft in words.NO and draft else ""
        if words.plain(word) in words.YES | words.NO and not words.STATUSES.get(words.plain(word)):
            return words.status_of(self._name("status")) if words.plain(word) in words.YES else ""
        if status := words.status_of(word):
            return status
        extras.append([self._name("status"), word])
        return ""

    def _due(self, place: int) -> str:
        if place in self.dues.errors:
            raise BadRow(self.dues.errors[place].code, "due", self.dues.errors[place].value)
        due = self.dues.values[place]
        return "" if due is None else (due.date() if isinstance(due, dt.datetime) else due).isoformat()

    def _moment(self, place: int, extras: list) -> tuple[str, str, str]:
        """(day, time, zone) in ISO texts; times of another zone are put into the workspace's."""
        if place in self.days.errors:
            raise BadRow(self.days.errors[place].code, "date", self.days.errors[place].value)
        value = self.days.values[place]
        time = self._time(place, extras)
        if "date" in self.index and is_stretch(said := self.texts[self.index["date"]][place]):
            extras.append([self._name("date"), said])
        if isinstance(value, dt.datetime) and time is None:
            time = value.timetz().replace(second=0, microsecond=0)
        if value is None:
            return "", "", self.zone
        day = value.date() if isinstance(value, dt.datetime) else value
        own = zone_of(self._said("zone", place))
        if self._said("zone", place) and not own:
            extras.append([self._name("zone"), self._said("zone", place)])
        if time is None:
            return day.isoformat(), "", own or self.zone
        return self._wall(day, time, own)

    def _wall(self, day: dt.date, time: dt.time, own: str) -> tuple[str, str, str]:
        if own and time.tzinfo is None:
            return day.isoformat(), time.strftime("%H:%M"), own
        moment = dt.datetime.combine(day, time)
        if time.tzinfo is not None or self.file_zone != self.zone:
            moment = moment if time.tzinfo else moment.replace(tzinfo=ZoneInfo(self.file_zone))
            moment = moment.astimezone(ZoneInfo(self.zone))
        return moment.date().isoformat(), moment.strftime("%H:%M"), self.zone

    def _time(self, place: int, extras: list) -> dt.time | None:
        if "time" not in self.index:
            return None
        row, index = self.table.rows[place], self.index["time"]
        cell = row[index] if index < len(row) else None
        try:
            time, rest = read_time(
                float(cell.replace(",", ".")) if self.in_fractions and not is_missing(cell) else cell
            )
        except BadValue as error:
            raise BadRow("not_a_time", "time", error.value) from None
        if rest:
            extras.append([self._name("time"), rest])
        return time and time.replace(second=0)

    def _captions(self, place: int, extras: list) -> str:
        text = self._said("text", place)
        if self.tool.separator and self.tool.separator in text:
            text, *others = [part.strip() for part in text.split(self.tool.separator)]
            extras += [[self._name("text"), other] for other in others if other]
        hashtags = " ".join(_with_signs(tags) for tags in self._all("hashtags", place))
        if hashtags and hashtags not in text:
            text = f"{text}\n\n{hashtags}" if text else hashtags
        return checked(text, "text", FIELDS)

    def _link(self, place: int, extras: list) -> str:
        text = self._said("link", place)
        addresses = [address_of(each) for each in _ADDRESS.findall(text)]
        if not text:
            return ""
        says_more = any(map(str.isalnum, _ADDRESS.sub(" ", text)))
        if not addresses or says_more or len(addresses) > 1 or not addresses[0]:
            extras.append([self._name("link"), text])
        return addresses[0] if addresses else ""

    def _tags(self, place: int, extras: list) -> list[str]:
        tags: list[str] = []
        for index, role in self.roles.items():
            if role != "tags" or is_missing(self.texts[index][place]):
                continue
            for name in _SPLIT.split(self.texts[index][place]):
                tag = " ".join(name.lstrip("#＃").split())
                if len(tag) > LONGEST_TAG:
                    extras.append([str(self.table.header[index]), tag])
                elif tag and tag not in tags:
                    tags.append(tag)
        return tags

    def _networks(self, place: int) -> tuple[list[str], list[str], str]:
        if self.network:
            return [self.network], [], ""
        return words.networks_in(" , ".join(self._all("network", place)))

    def _place_all(self, post: Post, names: list, unknown: list, moment: tuple, place: int, extras: list) -> None:
        """Where and when: one place per network that the row names, one without where it names none."""
        day, time, zone = moment
        said: dict[str, dict[str, Any]] = {name: {} for name in names}
        for index, role in self.roles.items():
            if role.startswith("network:"):
                self._place_of(role.removeprefix("network:"), index, place, said, post, extras)
        texts = [own["text"] for own in said.values() if "text" in own]
        if texts and not post["text"]:
            post["text"] = texts[0]
        for own in said.values():
            if "text" in own and own["text"] == post["text"]:
                own.pop("text")
                own.pop("own_text")
        permalink = self._permalink(place, post, extras)
        alone = bool(day or permalink) and not said and not unknown
        common = {"day": day or None, "time": time or None, "zone": zone}
        if post["status"] == "published":
            common["state"] = "published"
        post["places"] = [{"network": name, **common, **own} for name, own in said.items()]
        post["places"] += [{"network": "", "name": name, **common} for name in unknown]
        post["places"] += [{"network": "", **common}] if alone else []
        if permalink and post["places"]:
            post["places"][0]["permalink"] = permalink

    def _place_of(self, network: str, index: int, place: int, said: dict, post: Post, extras: list) -> None:
        """A column of one network holds a mark, a time, or the words for there."""
        text = self.texts[index][place]
        if is_missing(text) or words.plain(text) in words.NO:
            return
        own = said.setdefault(network, {})
        if words.plain(text).rstrip(".") in words.YES | words.SAME:
            return
        if form := words.FORMS.get(words.plain(text)):
            post["form"] = post["form"] or form
            extras.append([str(self.table.header[index]), text])
            return
        cell = self.table.rows[place][index]
        if self.days.values[place] and is_time(cell):
            own["time"] = read_time(cell)[0].strftime("%H:%M")
        else:
            own |= {"own_text": True, "text": checked(text, "text", PLACE_FIELDS)}

    def _permalink(self, place: int, post: Post, extras: list) -> str:
        text = self._said("permalink", place)
        address = address_of(text)
        if text and (not address or len(address) > PLACE_FIELDS["permalink"]):
            extras.append([self._name("permalink"), text])
            return ""
        return address

    def _name_post(self, post: Post, place: int, extras: list) -> bool:
        """A title for the post: what the file calls it, else the beginning of its words. False for an empty day."""
        title = " ".join(post["title"].split())
        if len(title) > FIELDS["title"]:
            post["text"] = post["text"] or post["title"]
            title = ""
        post["titled"] = bool(title)
        own = next((each["text"] for each in post["places"] if "text" in each), "")
        about = [post["text"], own, post["category"], post["pillar"], post["objective"], post["link"]]
        about += [value for _name, value in extras] + [post["note"], " ".join(post["tags"])]
        post["title"] = title or next((short(text) for text in about if text), "")
        return bool(post["title"])

    def _nothing_said(self, place: int, post: Post) -> None:
        """A row that holds a day and nothing more is an empty day of a calendar; one that says more is refused."""
        if post["status"] in {"scheduled", "published", "approved", "review"}:
            raise BadRow("no_words")


def _differ_in_place(one: Post, other: Post) -> bool:
    """Whether two rows are one post on different networks."""
    about = ("places", "rows", "sheet", "own", "uid")
    same = {name: value for name, value in one.items() if name not in about} == {
        name: value for name, value in other.items() if name not in about
    }
    named = [place["network"] for place in [*one["places"], *other["places"]]]
    return same and all(named) and len(set(named)) == len(named)


def _worded(cell: Cell, role: str) -> Cell:
    """A cell as a person reads it, with the address that it leads to where addresses are wanted."""
    if isinstance(cell, Linked) and role in _ADDRESSES:
        return cell.address if role == "permalink" else f"{cell} {cell.address}"
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, dt.datetime) and cell.time() == MIDNIGHT:
        return cell.date().isoformat()
    return cell


def _with_signs(text: str) -> str:
    """Hashtags as they are posted, also where the column holds bare words."""
    names = [name for name in _SPLIT.split(text) if name]
    return " ".join(" ".join(n.split()) if _HASHTAG.search(n) else f"#{''.join(n.split())}" for n in names)


def address_of(text: str) -> str:
    """The address that a text is, with its scheme; "" when it is none."""
    text = text.strip().rstrip(".,;")
    if _BARE_ADDRESS.fullmatch(text):
        text = f"https://{text}"
    is_one = re.fullmatch(r"https?://[^\s/?#]+\.[^\s/?#]+\S*|https?://localhost\S*", text, re.I)
    return text if is_one and len(text) <= FIELDS["link"] else ""


def short(text: str) -> str:
    """The first line of a text, cut between words."""
    line = " ".join(text.strip().split("\n")[0].split())
    if len(line) <= SHORT:
        return line
    return line[: SHORT - 1].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"
