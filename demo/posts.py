"""A year of posts of the Médiathèque du Val, planned from ``posts.toml`` around a given day."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DAYS = 365
SITE = "https://mediatheque-du-val.example"
EVERYWHERE = ("facebook", "instagram", "x")
SUMMER = ((7, 5), (8, 31))  # what is marked "pause" stops from the first to the last of these days
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)


@dataclass(frozen=True, slots=True)
class Post:
    """One publication and its words. ``published`` is the wall time in Paris."""

    code: str
    published: dt.datetime
    kind: str  # photo, album, video or link
    topic: str  # event, talk, read, shared or practical
    appeal: float
    networks: tuple[str, ...]
    long: str
    short: str
    link: str
    tags: tuple[str, ...]

    def words(self, network: str) -> str:
        """The text as it stands on ``network``, with its link and hashtags."""
        tags = " ".join(self.tags)
        if network == "x":
            return " ".join(filter(None, (self.short, self.link, tags)))
        if network == "facebook":
            return "\n\n".join(filter(None, (self.long, self.link and f"👉 {self.link}", tags)))
        return "\n\n".join(
            filter(None, (self.long, self.link and "👉 Lien dans la bio.", f"{tags} #MédiathèqueDuVal".strip()))
        )


def period(today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day with figures: the year that ends the day before ``today``."""
    return today - dt.timedelta(days=DAYS), today - dt.timedelta(days=1)


def in_words(day: dt.date) -> str:
    """``samedi 1er février``, with no-break spaces."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{WEEKDAYS[day.weekday()]} {number}\u00a0{MONTHS[day.month - 1]}"


def _next_weekday(day: dt.date, weekday: int) -> dt.date:
    return day + dt.timedelta(days=(weekday - day.weekday()) % 7)


def _post(entry: dict, day: dt.date, item: dict | None = None) -> Post:
    about = _next_weekday(day + dt.timedelta(days=1), entry.get("about", 0))
    fields = {"date": in_words(about), **(item or {})}

    def fill(text: str) -> str:
        text = text.strip().format(**fields)
        return text[:1].upper() + text[1:]

    return Post(
        code=entry["code"],
        published=dt.datetime.combine(day, dt.time.fromisoformat(entry["time"])),
        kind=entry["kind"],
        topic=entry["topic"],
        appeal=entry["appeal"],
        networks=tuple(entry.get("on", EVERYWHERE)),
        long=fill(entry["text"]),
        short=fill(entry.get("short", "")),
        link=f"{SITE}/{entry['link']}" if "link" in entry else "",
        tags=tuple(entry.get("tags", ())),
    )


def _dated(entry: dict, start: dt.date, end: dt.date) -> Iterator[Post]:
    for year in range(start.year, end.year + 1):
        day = dt.date.fromisoformat(f"{year}-{entry['day']}")
        day = _next_weekday(day, entry.get("weekday", day.weekday()))
        if start <= day <= end:
            yield _post(entry, day)


def _series(entry: dict, start: dt.date, end: dt.date, rank: int) -> Iterator[Post]:
    """Weeks are counted from the calendar's origin, so that a post keeps its day and item whatever today is."""
    day = _next_weekday(start, entry["weekday"])
    while day <= end:
        turn, off = divmod(day.toordinal() // 7 + rank, entry["every"])
        resting = entry.get("pause") and SUMMER[0] <= (day.month, day.day) <= SUMMER[1]
        if not off and not resting:
            yield _post(entry, day, entry["items"][turn % len(entry["items"])])
        day += dt.timedelta(weeks=1)


def plan(today: dt.date) -> list[Post]:
    """Every post of the year before ``today``, oldest first."""
    start, end = period(today)
    entries = tomllib.loads(Path(__file__).with_name("posts.toml").read_text("utf-8"))
    viral = entries["viral"]
    posts = [_post(viral, today - dt.timedelta(days=viral["days_ago"]))]
    for entry in entries["dated"]:
        posts += _dated(entry, start, end)
    for rank, entry in enumerate(entries["series"]):
        posts += _series(entry, start, end, rank)
    return sorted(posts, key=lambda post: (post.published, post.code))
