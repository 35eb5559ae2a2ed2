"""What a file of posts holds once read. Pure.

A post is JSON-ready: the fields of ``FIELDS`` that the file says (nothing else is there), and::

    {"rows": [number, …], "sheet": str, "own": bool, "uid": str, "tags": [str], "extras": [[column, value]],
     "names": [network that is not known here, …],
     "places": [{"uid", "network", "account", "day", "time", "zone", "own_text", "text", "link", "state", "permalink",
                 "external_id"}]}   # of a place too, only what is said
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from imports.tables import Refusal

Post = dict[str, Any]

#: What a file may say of a post, beside its tags: code → most characters.
FIELDS = {
    "title": 200, "text": 70_000, "link": 2000, "note": 10_000, "credit": 300, "objective": 200, "pillar": 80,
    "community": 200, "form": 10, "origin": 8, "spontaneous": 0, "sensitivity": 10, "owner": 200, "due": 0,
    "status": 10, "dropped_reason": 300, "evergreen": 0, "cool_down": 0, "season_start": 5, "season_end": 5,
}  # fmt: skip
PLACE_FIELDS = {"text": 70_000, "link": 2000, "permalink": 1000, "external_id": 120}
LONGEST_TAG = 40


class BadRow(Exception):
    """A row that cannot be taken: the code of the reason, the role of the column at fault, the value."""

    def __init__(self, code: str, role: str = "", value: object = "", **params: Any):
        super().__init__(code)
        self.code, self.role, self.value, self.params = code, role, value, params


@dataclass(slots=True)
class Found:
    """What the tables of a file hold."""

    posts: list[Post] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)

    def note(self, code: str, **params: Any) -> None:
        note = {"code": code, "params": params}
        if note not in self.notes:
            self.notes.append(note)

    def ask(self, code: str, about: str, options: Sequence[str], suggested: str, **params: Any) -> None:
        """A question is asked once, whatever number of tables it is about."""
        if (code, about) not in [(each["code"], each["about"]) for each in self.questions]:
            said = {"code": code, "about": about, "options": list(options), "suggested": suggested}
            self.questions.append({**said, "params": params})

    def refuse(self, sheet: str, row: int, column: str, bad: BadRow) -> None:
        value = str(bad.value).replace("\x00", "")[:200]
        self.refused.append(asdict(Refusal(sheet, row, column, value, bad.code, bad.params)))

    def format(self, code: str) -> None:
        self.formats = sorted({*self.formats, code})

    @property
    def rows(self) -> int:
        return sum(len(post["rows"]) for post in self.posts)

    def period(self) -> dict[str, str]:
        days = [place["day"] for post in self.posts for place in post.get("places", ()) if place.get("day")]
        days = sorted([*days, *(post["start"] for post in self.posts if "start" in post)])
        return {"from": days[0], "to": days[-1]} if days else {}


def checked(value: str, role: str, limits: dict[str, int]) -> str:
    """The text, where it is not too long for its field."""
    if len(value) > limits.get(role, len(value)):
        raise BadRow("too_long", role, value, limit=limits[role])
    return value
