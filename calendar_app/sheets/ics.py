"""iCalendar files (RFC 5545): events of others as posts or as key dates, and our posts as events. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from dateutil.rrule import rruleset, rrulestr

from calendar_app.sheets.found import FIELDS, LONGEST_TAG, BadRow, Found
from calendar_app.sheets.rows import address_of, short
from calendar_app.sheets.when import zone_of
from imports.tables import Unreadable

#: Recurring events are followed from here to there, and no further than so many times each.
BACK, AHEAD, MOST_TIMES = dt.timedelta(days=92), dt.timedelta(days=731), 800
MOST_EVENTS = 20_000
OURS = re.compile(r"([0-9a-f]{16})@.+")  # UID of a publication, in a file or in the feed
LONG_AGO = dt.timedelta(days=366 * 150)
_FREQUENT = re.compile(r"FREQ=(?:SECONDLY|MINUTELY|HOURLY)", re.I)
STATUS_OUT = {"published": "CONFIRMED", "scheduled": "CONFIRMED", "dropped": "CANCELLED"}
STATUS_IN = {"TENTATIVE": "draft", "CONFIRMED": "scheduled", "CANCELLED": "dropped"}
_LENGTH = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Event:
    """One event as it is written: ``start`` is a day, or a moment with its zone; ``end`` is excluded."""

    number: int
    uid: str
    title: str
    text: str
    start: dt.date | dt.datetime
    end: dt.date | dt.datetime
    zone: str
    status: str
    link: str
    tags: tuple[str, ...]
    post_status: str  # X-CMTOOL-STATUS and X-CMTOOL-CHANNEL of our own files
    channel: str
    rule: tuple[str, ...]  # RRULE, RDATE and EXDATE lines
    instead_of: dt.date | dt.datetime | None  # RECURRENCE-ID, in the zone of the event
    sequence: int

    @property
    def key(self) -> tuple:
        return self.uid, self.instead_of


def events_of(text: str, found: Found, file: str, zone: str) -> list[Event]:
    """The events of a file; one that cannot be read is refused. Raises ``Unreadable``."""
    text = plain_lines(text)
    if _is_cut_off(text):
        raise Unreadable("calendar_cut_off")
    try:
        calendars = icalendar.Calendar.from_ical(text, multiple=True)
    except (ValueError, IndexError, KeyError, RecursionError) as error:
        raise Unreadable("broken_calendar", detail=str(error)[:120]) from None
    parts = [(part, _zone_of(each) or zone) for each in calendars for part in each.walk("VEVENT")]
    if not parts:
        raise Unreadable("no_event")
    if len(parts) > MOST_EVENTS:
        raise Unreadable("too_large", what="rows", limit=MOST_EVENTS)
    events = []
    for number, (part, own_zone) in enumerate(parts, 1):
        try:
            events.append(_event(number, part, own_zone))
            if name := _unknown_zone(part):
                found.note("zone_unknown", zone=name, taken=own_zone)
        except BadRow as bad:
            found.refuse(file, number, bad.role, bad)
    return _newest(events)


def _zone_of(calendar: icalendar.Calendar) -> str:
    """The zone that a calendar says its times without a zone are in."""
    return zone_of(str(calendar.get("X-WR-TIMEZONE", "")).strip())


def _unknown_zone(part: icalendar.Event) -> str:
    """The name of a zone that neither the file nor the world knows; its times are read as wall time."""
    start = part.get("DTSTART")
    name = str(getattr(start, "params", {}).get("TZID", ""))
    moment = getattr(start, "dt", None)
    return name if name and isinstance(moment, dt.datetime) and moment.tzinfo is None else ""


def _newest(events: list[Event]) -> list[Event]:
    """Of the versions of one event that a file holds, the last."""
    latest: dict[tuple, int] = {}
    for event in events:
        latest[event.key] = max(latest.get(event.key, 0), event.sequence)
    return [event for event in events if not event.uid or event.sequence == latest[event.key]]


def plain_lines(text: str) -> str:
    """The lines of a file of today: one kind of line end, and no quoted-printable, which older programs write."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "QUOTED-PRINTABLE" not in text.upper():
        return text
    lines: list[str] = []
    given = iter(text.split("\n"))
    for line in given:
        name, colon, value = line.partition(":")
        if not colon or line[:1].isspace() or "ENCODING=QUOTED-PRINTABLE" not in name.upper():
            lines.append(line)
            continue
        while value.endswith("=") and (more := next(given, None)) is not None:
            value = value[:-1] + more.lstrip(" \t") if more[:1].isspace() else value[:-1] + more
        lines.append(f"{_without_encoding(name)}:{_unquoted(value, name)}")
    return "\n".join(lines)


def _without_encoding(name: str) -> str:
    return re.sub(r";(?:ENCODING|CHARSET)=[^;:]*", "", name, flags=re.I)


def _unquoted(value: str, name: str) -> str:
    said = re.search(r"CHARSET=([\w-]+)", name, re.I)
    data = quopri.decodestring(value.encode())
    try:
        text = data.decode(said[1] if said else "utf-8")
    except (UnicodeError, LookupError):
        text = data.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def _is_cut_off(text: str) -> bool:
    """Whether something begins that does not end."""
    lines = [line.rstrip().upper() for line in text.split("\n")]
    return any(lines.count(f"BEGIN:{name}") > lines.count(f"END:{name}") for name in ("VCALENDAR", "VEVENT"))


def _event(number: int, part: icalendar.Event, zone: str) -> Event:
    title = _words(part, "SUMMARY")
    try:
        start, end = _span(part)
        instead = part.get("RECURRENCE-ID")
        rule = tuple(_rule_lines(part))
    except BadRow:
        raise
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError):
        raise BadRow("not_a_date", "DTSTART", title) from None
    if not 1900 <= start.year < 2200:
        raise BadRow("not_a_date", "DTSTART", start.isoformat())
    own_zone = zone
    if isinstance(start, dt.datetime):
        own_zone = _zone_name(start) or zone
        start, end = _in_zone(start, own_zone, zone), _in_zone(end, own_zone, zone)
    tags = tuple(dict.fromkeys(_categories(part)))
    return Event(
        number,
        str(part.get("UID", "")).strip(),
        title,
        _words(part, "DESCRIPTION"),
        start,
        end,
        own_zone,
        str(part.get("STATUS", "")).upper(),
        address_of(str(part.get("URL", ""))),
        tags,
        str(part.get("X-CMTOOL-STATUS", "")),
        str(part.get("X-CMTOOL-CHANNEL", "")),
        rule,
        None if instead is None else _in_zone(instead.dt, own_zone, zone),
        _sequence(part),
    )


def _sequence(part: icalendar.Event) -> int:
    try:
        return int(part.get("SEQUENCE", 0))
    except (ValueError, TypeError):
        return 0


def _words(part: icalendar.Event, name: str) -> str:
    value = part.get(name, "")
    value = value[0] if isinstance(value, list) else value
    return str(value).replace("\x00", "").replace("\r\n", "\n").strip()


def _categories(part: icalendar.Event) -> Iterator[str]:
    said = part.get("CATEGORIES", [])
    for each in said if isinstance(said, list) else [said]:
        for name in getattr(each, "cats", [each]):
            tag = " ".join(str(name).split())[:LONGEST_TAG].strip()
            if tag:
                yield tag


def _span(part: icalendar.Event) -> tuple[dt.date, dt.date]:
    if part.get("DTSTART") is None:
        raise BadRow("missing_date", "DTSTART", _words(part, "SUMMARY"))
    start = part["DTSTART"].dt
    if part.get("DTEND") is not None:
        end = part["DTEND"].dt
    elif part.get("DURATION") is not None:
        end = start + part["DURATION"].dt
    else:
        end = start + (dt.timedelta(0) if isinstance(start, dt.datetime) else dt.timedelta(days=1))
    if isinstance(start, dt.datetime) != isinstance(end, dt.datetime):
        end = start
    return start, end


def _zone_name(moment: dt.datetime) -> str:
    """The IANA zone of a moment, "" for one without, or whose zone is only known to the file."""
    name = getattr(moment.tzinfo, "key", "") or ""
    return "" if name in {"UTC", "Etc/UTC"} or "/" not in name else name


def _in_zone(moment: dt.date, own: str, zone: str) -> dt.date:
    """Wall time in a zone that has a name; a moment without a zone is wall time already."""
    if not isinstance(moment, dt.datetime):
        return moment
    if moment.tzinfo is None:
        return moment.replace(tzinfo=ZoneInfo(zone))
    return moment.astimezone(ZoneInfo(own))


def _rule_lines(part: icalendar.Event) -> Iterator[str]:
    for name in ("RRULE", "RDATE", "EXDATE"):
        said = part.get(name)
        for each in said if isinstance(said, list) else [said]:
            if each is None:
                continue
            text = each.to_ical().decode()
            if name == "RRULE":
                yield f"RRULE:{text}"
            else:
                yield from (f"{name}:{_plain(one.dt)}" for one in each.dts)


def _plain(value: Any) -> str:
    value = value[0] if isinstance(value, tuple) else value
    return value.isoformat()


# -- times of a recurring event


def times_of(event: Event, first: dt.date, last: dt.date) -> list[dt.date]:
    """When it begins: once, or as often as its rule says between two days. Raises ``BadRow``."""
    rules = [line.removeprefix("RRULE:") for line in event.rule if line.startswith("RRULE:")]
    extra = [line for line in event.rule if line.startswith("RDATE:")]
    if not rules and not extra:
        return [event.start]
    # Rules are followed in wall time: 9:00 stays 9:00 when the clocks change.
    start = _wall(event.start)
    series = rruleset()
    try:
        for rule in rules:
            if _FREQUENT.search(rule) or start < dt.datetime.combine(first, dt.time()) - LONG_AGO:
                raise BadRow("rule_too_frequent", "RRULE", rule)
            series.rrule(rrulestr(_in_wall_time(rule, event), dtstart=start))
        series.rdate(start)
        for line in event.rule:
            name, _, text = line.partition(":")
            if name == "RDATE":
                series.rdate(_wall_of(text, event))
            elif name == "EXDATE":
                series.exdate(_wall_of(text, event))
    except (ValueError, TypeError, KeyError):
        raise BadRow("not_a_rule", "RRULE", rules[0] if rules else "") from None
    low, high = dt.datetime.combine(first, dt.time()), dt.datetime.combine(last, dt.time.max)
    found = itertools.takewhile(lambda each: each <= high, series.xafter(low, inc=True))
    return [_as_started(each, event) for each in itertools.islice(found, MOST_TIMES)]


def _wall(moment: dt.date) -> dt.datetime:
    if isinstance(moment, dt.datetime):
        return moment.replace(tzinfo=None)
    return dt.datetime.combine(moment, dt.time())


def _wall_of(text: str, event: Event) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is not None and isinstance(event.start, dt.datetime):
        moment = moment.astimezone(ZoneInfo(event.zone))
    if not isinstance(event.start, dt.datetime):
        moment = moment.replace(hour=0, minute=0, second=0)
    return moment.replace(tzinfo=None)


_UNTIL = re.compile(r"UNTIL=(\d{8})(T\d{6}Z?)?", re.I)


def _in_wall_time(rule: str, event: Event) -> str:
    """UNTIL as wall time; a day alone is meant with its evening."""

    def put(match: re.Match[str]) -> str:
        day, time = match[1], match[2]
        if not time:
            return f"UNTIL={day}T235959"
        if not time.endswith(("Z", "z")) or not isinstance(event.start, dt.datetime):
            return f"UNTIL={day}{time[:7]}"
        until = dt.datetime.strptime(f"{day}{time[:7]}", "%Y%m%dT%H%M%S").replace(tzinfo=dt.UTC)
        return f"UNTIL={until.astimezone(ZoneInfo(event.zone)):%Y%m%dT%H%M%S}"

    return _UNTIL.sub(put, rule)


def _as_started(moment: dt.datetime, event: Event) -> dt.date:
    if isinstance(event.start, dt.datetime):
        return moment.replace(tzinfo=ZoneInfo(event.zone))
    return moment.date()


def occurrences(events: list[Event], today: dt.date, found: Found, file: str) -> Iterator[tuple[Event, dt.date]]:
    """Each event with each of its beginnings; one that was moved or changed replaces its occurrence."""
    changed = {(event.uid, _wall(event.instead_of)) for event in events if event.instead_of is not None and event.uid}
    first, last = today - BACK, today + AHEAD
    for event in events:
        try:
            starts = [event.start] if event.instead_of is not None else times_of(event, first, last)
        except BadRow as bad:
            found.refuse(file, event.number, bad.role, bad)
            continue
        if len(starts) == MOST_TIMES:
            found.note("occurrences_cut", title=event.title, limit=MOST_TIMES)
        for start in starts:
            if event.instead_of is not None or (event.uid, _wall(start)) not in changed:
                yield event, start


# -- in, as posts


def read_posts(text: str, found: Found, file: str, options: dict[str, Any]) -> None:
    """Each event as a post on its day; ours are recognised by their UID."""
    zone, today = options["timezone"], dt.date.fromisoformat(options["today"])
    for event, start in occurrences(events_of(text, found, file, zone), today, found, file):
        try:
            found.posts.append(_post(event, start, file))
        except BadRow as bad:
            found.refuse(file, event.number, bad.role, bad)


def _post(event: Event, start: dt.date, file: str) -> dict[str, Any]:
    title = " ".join(event.title.split())
    if not title and not event.text:
        raise BadRow("no_words")
    if len(event.text) > FIELDS["text"]:
        raise BadRow("too_long", "DESCRIPTION", event.text, limit=FIELDS["text"])
    is_long = len(title) > FIELDS["title"]
    status = event.post_status or STATUS_IN.get(event.status, "")
    uid = OURS.fullmatch(event.uid)
    network, _, account = event.channel.partition(" ")
    place: dict[str, Any] = {"uid": uid[1] if uid else _own_uid(event, start), "network": network, "account": account}
    place |= {"zone": event.zone, "day": start.isoformat()[:10], "time": None}
    if isinstance(start, dt.datetime):
        place["time"] = start.strftime("%H:%M:%S" if start.second else "%H:%M")
    if status == "published":
        place["state"] = "published"
    post = {
        "title": short(title or event.text),
        "titled": bool(title) and not is_long,
        "text": event.text or (title if is_long else ""),
        "link": event.link,
        "status": status,
    }
    if post["titled"]:
        post["title"] = title
    kept = {name: value for name, value in post.items() if value not in ("", None)}
    about = {"rows": [event.number], "sheet": file, "own": False, "uid": "", "extras": [], "names": []}
    # An event of our feed says it in its own words: only its moment counts.
    about["moment_only"] = bool(uid) and not event.post_status
    return {**about, **kept, "tags": list(event.tags), "places": [place]}


def _own_uid(event: Event, start: dt.date) -> str:
    """The identifier of the publication of an event of others, the same each time that it is brought in."""
    if not event.uid:
        return ""
    which = event.instead_of if event.instead_of is not None else start if event.rule else ""
    said = f"{event.uid}\x1f{_wall(which).isoformat() if which else ''}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


# -- in, as key dates


def key_dates(text: str, found: Found, file: str, options: dict[str, Any]) -> None:
    """Each event as the days it covers (``sheets.dates``)."""
    zone, today = options["timezone"], dt.date.fromisoformat(options["today"])
    for event, start in occurrences(events_of(text, found, file, zone), today, found, file):
        if event.status == "CANCELLED":
            found.note("cancelled_skipped", title=event.title)
            continue
        title = " ".join((event.title or short(event.text)).split())
        if not title:
            found.refuse(file, event.number, "SUMMARY", BadRow("no_title"))
            continue
        first, last = _days(event, start)
        code = event.uid or f"title:{title}"
        found.posts.append(
            {
                "rows": [event.number],
                "title": title[:200],
                "start": first.isoformat(),
                "end": last.isoformat(),
                "note": event.text[:5000],
                "link": event.link[:1000],
                "once": bool(event.uid) and not event.rule and event.instead_of is None,
                "code": code if len(code) <= 300 else hashlib.sha256(code.encode()).hexdigest(),
            }
        )


def _days(event: Event, start: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day; an end at midnight is the day before."""
    length = event.end - event.start
    if not isinstance(start, dt.datetime):
        return start, start + max(length - dt.timedelta(days=1), dt.timedelta(0))
    end = start + max(length, dt.timedelta(0))
    last = (end - dt.timedelta(microseconds=1)).date() if end > start else end.date()
    return start.date(), max(last, start.date())


# -- out


def calendar_of(posts: Iterable[dict[str, Any]], name: str, now: dt.datetime) -> Iterator[bytes]:
    """Our posts as one calendar, an event per place that has a day. ``text`` and ``link`` are those of the place."""
    frame = icalendar.Calendar()
    frame.add("PRODID", "-//cmtool//calendar//EN")
    frame.add("VERSION", "2.0")
    frame.add("X-WR-CALNAME", name)
    head, tail = frame.to_ical().split(b"END:VCALENDAR")
    yield head
    for post in posts:
        for place in post["places"]:
            if place.get("day"):
                yield _written(post, place, now).to_ical()
    yield b"END:VCALENDAR" + tail


def _written(post: dict[str, Any], place: dict[str, Any], now: dt.datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("UID", f"{place['uid']}@cmtool")
    event.add("DTSTAMP", now)
    day = dt.date.fromisoformat(place["day"])
    if place.get("time"):
        moment = dt.datetime.combine(day, dt.time.fromisoformat(place["time"]), ZoneInfo(place["zone"]))
        event.add("DTSTART", moment)
        event.add("DTEND", moment + _LENGTH)
    else:
        event.add("DTSTART", day)
    event.add("SUMMARY", post["title"])
    if text := place["text"] if place.get("own_text") else post["text"]:
        event.add("DESCRIPTION", text)
    if link := place.get("link") or post["link"]:
        event.add("URL", link)
    if post["tags"]:
        event.add("CATEGORIES", post["tags"])
    event.add("STATUS", STATUS_OUT.get(post["status"], "TENTATIVE"))
    event.add("X-CMTOOL-STATUS", post["status"])
    if place["network"]:
        event.add("X-CMTOOL-CHANNEL", f"{place['network']} {place['account']}")
    return event
