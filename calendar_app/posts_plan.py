"""What a file of posts would change: each of its posts beside the one that it is about, if there is any."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from calendar_app import clock, review
from calendar_app.actions.batches import whole
from calendar_app.actions.posts import CLEARED
from calendar_app.contents import Content, content_of, edited, new_content, new_publication
from calendar_app.models import Post, Publication
from calendar_app.posts_names import Names
from calendar_app.sheets.found import FIELDS
from calendar_app.sheets.own import writable
from calendar_app.sheets.reading import STAGED
from imports import storage
from imports.models import Import
from strategy.profiles import folded

CHUNK = 500
ANY = "any"  # a channel that the file does not name
FORWARD = ("idea", "draft", "review", "approved", "scheduled", "published")
_PLAIN = ("title", "text", "link", "note", "credit", "form", "origin", "spontaneous", "sensitivity", "due", "status",
          "dropped_reason", "evergreen", "cool_down", "season_start", "season_end")  # fmt: skip
_OF_PLACE = ("own_text", "text", "link", "day", "time", "zone", "state", "permalink", "external_id")


@dataclass(slots=True)
class Change:
    """What the file would make of one post. ``post`` is None for a new one, ``pillar`` the name of one to be made."""

    said: dict[str, Any]
    post: Post | None
    content: Content
    before: Content | None = None
    pillar: str = ""

    @property
    def rows(self) -> int:
        return len(self.said["rows"])


@dataclass(slots=True)
class Plan:
    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    questions: list[dict[str, Any]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """In rows of the file."""
        new, changed = (sum(change.rows for change in changes) for changes in (self.new, self.changed))
        return {"new": new, "changed": changed, "unchanged": self.unchanged}

    def pillars(self) -> list[str]:
        return list(dict.fromkeys(change.pillar for change in [*self.new, *self.changed] if change.pillar))


def plan(record: Import) -> Plan:
    """Compare the staged posts of an import with those that are known now. Writes nothing."""
    posts = json.loads((storage.staged(record) / STAGED).read_text(encoding="utf-8"))
    names = Names(record.workspace, record.answers.get("account", {}))
    known, found = _Known(posts, record.workspace.time_zone), Plan()
    reader = _Reader(names, record.workspace.time_zone, known.taken_places)
    about: dict[int, Change] = {}
    for said in posts:
        post = known.post_of(said, reader.places(said))
        if post is None or post.deleted_at is not None:
            found.new.append(reader.change(said, post))
        elif earlier := about.get(post.pk):
            _say_more(earlier, reader.change(said, post, earlier.content))
        else:
            about[post.pk] = reader.change(said, post)
    for change in about.values():
        _compare(found, change)
    found.questions = list(names.asked.values())
    return found


def _say_more(earlier: Change, change: Change) -> None:
    """Another row about the same post: a tool's file has one per channel."""
    earlier.said = {**earlier.said, "rows": [*earlier.said["rows"], *change.said["rows"]]}
    earlier.content, earlier.pillar = change.content, earlier.pillar or change.pillar


def _compare(found: Plan, change: Change) -> None:
    _settle_status(change)
    if not change.pillar and same(change.content, change.before):
        found.unchanged += change.rows
    else:
        found.changed.append(change)


def same(one: Any, other: Any) -> bool:
    """Whether two contents are equal; a file has ends of lines of its own and no signs of control."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, str) and isinstance(other, str):
        return writable(one).replace("\r\n", "\n") == writable(other).replace("\r\n", "\n")
    return one == other


def _settle_status(change: Change) -> None:
    """The status as it would be kept: what is not approved stays in review, whatever the file says."""
    wanted, stored = change.content["post"], change.before["post"]["status"]
    if wanted["status"] in CLEARED and stored == Post.Status.REVIEW and not review.may_go_out(change.post):
        wanted["status"] = stored


# -- which post a row is about


class _Known:
    """The posts that the file may be about: by the identifiers it holds, else by day, time, channel and words."""

    def __init__(self, posts: list[dict[str, Any]], zone: str):
        self.zone = zone
        uids = {said["uid"] for said in posts if said["uid"]}
        places = {place["uid"] for said in posts for place in said["places"] if place.get("uid")}
        days = sorted(place["day"] for said in posts for place in said["places"] if place.get("day"))
        self.by_uid: dict[str, Post] = {}
        self.by_place: dict[str, Post] = {}
        self.by_key: dict[tuple, list[Post]] = defaultdict(list)
        for post in _some(Post.objects.filter(Q(uid__in=uids)) for uids in _chunks(uids)):
            self.by_uid[post.uid] = post
        for post in _some(Post.objects.live().filter(publications__uid__in=uids) for uids in _chunks(places)):
            self.by_place |= {each.uid: post for each in post.publications.all()}
        if any(not said["own"] or not said["uid"] for said in posts):
            self._index(days, any(not place.get("day") for said in posts for place in said["places"] or [{}]))
        self.taken_places = set(_uids(places))

    def _index(self, days: list[str], undated: bool) -> None:
        about = (
            Publication.objects.live().filter(day__range=(days[0], days[-1])) if days else Publication.objects.none()
        )
        wanted = Q(pk__in=about.values("post"))
        if undated:
            wanted |= ~Q(pk__in=Publication.objects.exclude(day=None).values("post"))
        for post in whole(Post.objects.live().filter(wanted).order_by("pk")).iterator(chunk_size=CHUNK):
            for key in _keys_of(post, self.zone):
                self.by_key[key].append(post)

    def post_of(self, said: dict[str, Any], places: list[tuple[int | None, dict]]) -> Post | None:
        if said["uid"] in self.by_uid:
            return self.by_uid[said["uid"]]
        uids = [place["uid"] for place in said["places"] if place.get("uid") in self.by_place]
        if uids and not said["own"]:
            return self.by_place[uids[0]]
        if said["own"] and said["uid"]:
            return None
        return next((self.by_key[key].pop(0) for key in _keys_of_file(said, places) if self.by_key.get(key)), None)


def _some(queries: Iterable) -> Iterable[Post]:
    for query in queries:
        yield from whole(query)


def _chunks(values: set[str]) -> Iterable[list[str]]:
    ordered = sorted(values)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


def _uids(wanted: set[str]) -> Iterable[str]:
    for uids in _chunks(wanted):
        yield from Publication.objects.filter(uid__in=uids).values_list("uid", flat=True)


def _words(text: str) -> str:
    return " ".join(folded(text).split())


def _keys_of(post: Post, zone: str) -> list[tuple]:
    """What rows about the post may say of it. Those without a channel come once per publication."""
    keys = []
    for each in post.publications.all():
        said = each.wording or post.title
        texts = {_words(said), _words(post.title), _words(f"{said} {each.target}")}  # some tools have links below
        places = [(*when, where) for when in _times_of(each, zone) for where in {each.channel_id, ANY}]
        keys += [(*place, text) for place in places for text in texts]
    return keys or [(None, None, ANY, text) for text in {_words(post.text or post.title), _words(post.title)}]


def _times_of(publication: Publication, zone: str) -> set[tuple[str | None, str | None]]:
    """Day and time as they were chosen, and as they are in the zone of the workspace, which files are in."""
    if publication.at is None:
        return {(publication.day.isoformat() if publication.day else None, None)}
    here = clock.wall(publication.at, zone)
    return {(day.isoformat(), time.strftime("%H:%M")) for day, time in (here, (publication.day, publication.time))}


def _keys_of_file(said: dict[str, Any], places: list[tuple[int | None, dict]]) -> list[tuple]:
    keys = []
    for channel, place in places:
        when = (place.get("day"), (place.get("time") or "")[:5] or None)
        keys.append((*when, channel or ANY, _words(place.get("text") or said.get("text") or said["title"])))
    return keys or [(None, None, ANY, _words(said.get("text") or said["title"]))]


# -- what a row says, in the words of the workspace


class _Reader:
    def __init__(self, names: Names, zone: str, taken: set[str]):
        self.names, self.zone, self.taken = names, zone, taken

    def places(self, said: dict[str, Any]) -> list[tuple[int | None, dict[str, Any]]]:
        """(channel, place) of each; a channel comes once, and what would come twice stands without one."""
        found: list[tuple[int | None, dict[str, Any]]] = []
        for place in said["places"]:
            for channel in self.names.channel_ids(place, [(said.get("sheet", ""), row) for row in said["rows"]]):
                if channel is None or channel not in [known for known, _place in found]:
                    found.append((channel, place))
                elif place.get("text"):
                    found.append((None, place))
        return found

    def change(self, said: dict[str, Any], post: Post | None, so_far: Content | None = None) -> Change:
        """What the row makes of the post, or of what earlier rows made of it (``so_far``)."""
        before = content_of(post) if post is not None else None
        content = edited(so_far or before) if before else new_content()
        change = Change(said, post, content, before)
        if before is None:
            self._say_new(change)
        elif said["own"]:
            self._say_own(change)
        else:
            self._add(change)
        return change

    def _say_new(self, change: Change) -> None:
        said, wanted = change.said, change.content["post"]
        wanted |= {name: said[name] for name in _PLAIN if said.get(name) not in (None, "")}
        left = self._say_related(change)
        change.content["tags"] = sorted({*said["tags"], *left["tags"]})
        wanted["note"] = _note(said, left["lines"])
        change.content["publications"] = [self._publication(channel, place) for channel, place in self.places(said)]
        if not said["own"]:
            _settle_new(wanted, change.content["publications"])

    def _say_own(self, change: Change) -> None:
        """Our own file is the last word on all that it says."""
        said, wanted = change.said, change.content["post"]
        wanted |= {name: said[name] for name in _PLAIN if name in said}
        left = self._say_related(change)
        change.content["tags"] = sorted({*said["tags"], *left["tags"]})
        if left["lines"]:
            wanted["note"] = _note(said, left["lines"])
        self._say_places(change)

    def _say_places(self, change: Change) -> None:
        publications = change.content["publications"]
        by_uid = {each["uid"]: each for each in publications}
        for channel, place in self.places(change.said):
            there = by_uid.get(place["uid"]) or _of_channel(publications, channel)
            if there is None:
                publications.append(self._publication(channel, place))
                continue
            there |= {name: place[name] for name in _OF_PLACE if name in place}
            if channel is not None:
                there["channel"] = channel
        _part(publications)

    def _add(self, change: Change) -> None:
        """A file of others adds what is missing and moves a status on; what was written here since stays."""
        said, wanted = change.said, change.content["post"]
        if any(
            place.get("uid") in {each["uid"] for each in change.content["publications"]} for place in said["places"]
        ):
            self._move(change)
            if said.get("moment_only"):
                return
        if said.get("titled") and said["title"] != " ".join(wanted["title"].split()):
            wanted["title"] = said["title"]
        for name in ("credit", "form", "due"):
            wanted[name] = said.get(name) or wanted[name]
        targets = {wanted["link"], *(each["link"] for each in change.content["publications"])}
        if said.get("link") and said["link"] not in targets:
            wanted["link"] = said["link"]
        if said.get("status"):
            _move_on(change.content, said["status"])
        left = self._say_related(change)
        change.content["tags"] = sorted({*change.content["tags"], *said["tags"], *left["tags"]})
        lines = [line for line in _note(said, left["lines"]).split("\n") if line and line not in wanted["note"]]
        wanted["note"] = "\n".join([*([wanted["note"]] if wanted["note"] else []), *lines])[: FIELDS["note"]]
        for channel, place in self.places(said):
            if channel is not None and _of_channel(change.content["publications"], channel) is None:
                change.content["publications"].append(self._publication(channel, place))

    def _move(self, change: Change) -> None:
        """The same publication at another moment, or with other words."""
        by_uid = {each["uid"]: each for each in change.content["publications"]}
        for place in change.said["places"]:
            there = by_uid.get(place.get("uid"))
            if there is None:
                continue
            if _moment(there) != _moment(place):
                there |= {"day": place["day"], "time": place["time"], "zone": place["zone"]}
            text = change.said.get("text", "")
            if not text or change.said.get("moment_only") or _words(text) == _words(_wording(change.content, there)):
                continue
            if there["own_text"]:
                there["text"] = text
            else:
                change.content["post"]["text"] = text

    def _publication(self, channel: int | None, place: dict[str, Any]) -> dict[str, Any]:
        said = {name: place[name] for name in _OF_PLACE if place.get(name) not in (None, "")}
        uid = place.get("uid", "")
        named = {} if uid in self.taken else {"uid": uid}
        self.taken.add(uid)
        return new_publication(channel=channel, zone=said.pop("zone", self.zone), **said) | named

    def _say_related(self, change: Change) -> dict[str, list]:
        """Relations by the names that the file gives; the names that nothing here has are given back."""
        said, wanted = change.said, change.content["post"]
        lines: list[tuple[str, str]] = []
        tags: list[str] = []
        if said["own"]:
            wanted |= {name: None for name in ("pillar", "objective", "community", "owner") if name in said}
        self._say_pillar(change, tags)
        for name, known, label in (
            ("objective", self.names.objectives, _("Objective")),
            ("community", self.names.communities, _("Community")),
        ):
            if word := said.get(name):
                row = known.get(folded(word))
                wanted[name] = row.pk if row else wanted[name]
                lines += [] if row else [(label, word)]
        if word := said.get("owner"):
            stored = change.before["post"]["owner"] if change.before else None
            person = self.names.person(word, stored)
            wanted["owner"] = person.pk if person else wanted["owner"]
            lines += [] if person else [(_("Owner"), word)]
        return {"lines": lines, "tags": tags}

    def _say_pillar(self, change: Change, tags: list[str]) -> None:
        """A pillar by its name; one that is not there is made, a category that is none becomes a tag."""
        said = change.said
        for name in ("category", "pillar"):
            if not (word := said.get(name)):
                continue
            pillar = self.names.pillars.get(folded(word))
            if pillar and (pillar.archived_at is None or said["own"] or name == "category"):
                change.content["post"]["pillar"] = pillar.pk
            elif name == "pillar":
                change.pillar = pillar.name if pillar else word
            else:
                tags.append(word[:40].strip())


def _note(said: dict[str, Any], lines: list[tuple[str, str]]) -> str:
    """The note of the file, then what has no place of its own under the name of its column."""
    named = [*said["extras"], *lines, *((_("Network"), name) for name in said["names"])]
    kept = [_("%(name)s: %(value)s") % {"name": name, "value": value} for name, value in named]
    return "\n".join([*([said["note"]] if said.get("note") else []), *kept])[: FIELDS["note"]]


def _settle_new(wanted: dict[str, Any], publications: list[dict[str, Any]]) -> None:
    """The status that a post of somebody's sheet can have: nothing is scheduled without a channel and a time."""
    if wanted["status"] == Post.Status.SCHEDULED and not _may_be_scheduled(publications):
        wanted["status"] = Post.Status.APPROVED
    if wanted["status"] == Post.Status.DROPPED:
        wanted["dropped_reason"] = wanted["dropped_reason"] or _("Dropped in the file it comes from")


def _may_be_scheduled(publications: list[dict[str, Any]]) -> bool:
    return bool(publications) and all(each["channel"] and each["day"] and each["time"] for each in publications)


def _move_on(content: Content, status: str) -> None:
    """A status that comes later than the one it has; a post that was dropped here stays dropped."""
    wanted = content["post"]
    if wanted["status"] == Post.Status.DROPPED:
        return
    if status == Post.Status.DROPPED:
        if wanted["status"] != Post.Status.PUBLISHED:
            wanted["status"] = status
            _settle_new(wanted, content["publications"])
        return
    if status == Post.Status.SCHEDULED and not _may_be_scheduled(content["publications"]):
        status = Post.Status.APPROVED
    if FORWARD.index(status) > FORWARD.index(wanted["status"]):
        wanted["status"] = status
        if status == Post.Status.PUBLISHED:
            for each in content["publications"]:
                each["state"] = Publication.State.PUBLISHED


def _part(publications: list[dict[str, Any]]) -> None:
    """What the file puts on a channel where another publication stands already is left without one."""
    taken: set[int] = set()
    for each in sorted(publications, key=lambda each: each["state"] != Publication.State.PUBLISHED):
        if each["channel"] in taken:
            each["channel"] = None
        elif each["channel"]:
            taken.add(each["channel"])


def _of_channel(publications: list[dict[str, Any]], channel: int | None) -> dict[str, Any] | None:
    return next((each for each in publications if channel is not None and each["channel"] == channel), None)


def _moment(place: dict[str, Any]) -> Any:
    if not place["day"] or not place.get("time"):
        return place["day"]
    return clock.moment(dt.date.fromisoformat(place["day"]), dt.time.fromisoformat(place["time"]), place["zone"])


def _wording(content: Content, publication: dict[str, Any]) -> str:
    return publication["text"] if publication["own_text"] else content["post"]["text"]
