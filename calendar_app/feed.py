"""The calendar as iCalendar (RFC 5545), for the calendar apps of people who follow the plan."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vDuration, vText

from calendar_app.models import Post, Publication
from strategy import networks
from workspaces.models import Workspace

BEFORE, AFTER = dt.timedelta(days=183), dt.timedelta(days=548)  # what the feed holds, around today
GONE_FOR = dt.timedelta(days=60)  # how long deleted posts are still said to be cancelled
MOST = 3000  # events, the nearest days first; each takes a millisecond to write
LASTS = dt.timedelta(minutes=15)
FIRST_YEAR, LAST_YEAR = dt.date(2020, 1, 1), dt.date(2040, 1, 1)  # that time zones are told for

TENTATIVE, CONFIRMED, CANCELLED = "TENTATIVE", "CONFIRMED", "CANCELLED"
STATUSES = {
    Post.Status.SCHEDULED: CONFIRMED,
    Post.Status.PUBLISHED: CONFIRMED,
    Post.Status.DROPPED: CANCELLED,
}
# What iCalendar cannot carry, and what some readers take for the end of a line.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def in_window(publications: QuerySet[Publication], today: dt.date) -> QuerySet[Publication]:
    """Those that the feed holds; posts that were deleted lately among them."""
    lately = Q(post__deleted_at=None) | Q(post__deleted_at__gte=timezone.now() - GONE_FOR)
    return publications.filter(lately, day__range=(today - BEFORE, today + AFTER)).exclude(
        post__status=Post.Status.IDEA
    )


def etag(publications: QuerySet[Publication], *said: str) -> str:
    """Changes when the feed would; ``said`` is what it says beside the publications."""
    state = publications.aggregate(
        n=Count("pk"), versions=Sum("post__version"), at=Max("post__updated_at"), pillar=Max("post__pillar__updated_at")
    )
    words = "\n".join([*said, *(str(value) for value in state.values())])
    return f'"{hashlib.sha256(words.encode()).hexdigest()[:32]}"'


def nearest(publications: QuerySet[Publication], today: dt.date) -> list[Publication]:
    """At most ``MOST``: what is to come first, then what was, the nearest days first."""
    rows = publications.select_related("channel", "post__pillar", "post__workspace")
    ahead = list(rows.filter(day__gte=today).order_by("day", "pk")[:MOST])
    behind = list(rows.filter(day__lt=today).order_by("-day", "-pk")[: MOST - len(ahead)])
    return [*reversed(behind), *ahead]


def calendar(workspace: Workspace, name: str, publications: Iterable[Publication]) -> bytes:
    """The whole file. ``name`` is what calendar apps call it."""
    with translation.override(workspace.language):
        cal = Calendar()
        cal.add("PRODID", "-//cmtool//editorial calendar//EN")
        cal.add("VERSION", "2.0")
        cal.add("CALSCALE", "GREGORIAN")
        cal.add("METHOD", "PUBLISH")
        for key in ("X-WR-CALNAME", "NAME"):
            cal.add(key, clean(name))
        for key in ("X-WR-CALDESC", "DESCRIPTION"):
            cal.add(key, about())
        cal.add("X-WR-TIMEZONE", workspace.time_zone)
        cal["REFRESH-INTERVAL"] = vDuration(dt.timedelta(hours=1), params={"VALUE": "DURATION"})
        cal.add("X-PUBLISHED-TTL", "PT1H")
        events = [event(publication) for publication in publications]
        for zone in sorted({str(each.start.tzinfo) for each in events if isinstance(each.start, dt.datetime)}):
            cal.add_component(Timezone.from_tzid(zone, first_date=FIRST_YEAR, last_date=LAST_YEAR))
        for each in events:
            cal.add_component(each)
        return cal.to_ical()


def about() -> str:
    return _(
        "Posts from six months ago to eighteen months ahead, %(most)s at most. Drafts are tentative, scheduled and"
        " published posts are confirmed, dropped and deleted ones are cancelled."
    ) % {"most": MOST}


def event(publication: Publication) -> Event:
    """One publication. A new version of its post is a new sequence; the UID stays for ever.

    Of a deleted post only what apps need to take it out of their calendar is said.
    """
    post = publication.post
    made = Event()
    made.add("UID", f"{publication.uid}@{urlsplit(settings.BASE_URL).hostname}")
    made.add("SEQUENCE", post.version)
    made.add("DTSTAMP", post.updated_at)
    made.add("LAST-MODIFIED", post.updated_at)
    made.add("CREATED", post.created_at)
    made.add("SUMMARY", Words(clean(_summary(publication))))
    if not post.deleted_at and (said := clean(_description(publication))):
        made.add("DESCRIPTION", Words(said))
    _add_time(made, publication)
    made.add("STATUS", status(publication))
    made.add("TRANSP", "TRANSPARENT")
    made.add("URL", publication.permalink or settings.BASE_URL + post.get_absolute_url())
    if categories := [clean(word) for word in _categories(publication) if clean(word)]:
        made.add("CATEGORIES", categories)
    return made


def _add_time(made: Event, publication: Publication) -> None:
    if publication.at is None:
        made.add("DTSTART", publication.day)
        made.add("DTEND", publication.day + dt.timedelta(days=1))
        return
    start = publication.at.astimezone(ZoneInfo(publication.zone))
    made.add("DTSTART", start)
    made.add("DURATION", LASTS)


def status(publication: Publication) -> str:
    if publication.post.deleted_at or publication.state == Publication.State.SKIPPED:
        return CANCELLED
    if publication.state == Publication.State.PUBLISHED and publication.post.status != Post.Status.DROPPED:
        return CONFIRMED
    return STATUSES.get(publication.post.status, TENTATIVE)


def _summary(publication: Publication) -> str:
    if publication.channel is None:
        return publication.post.title
    return f"{networks.get(publication.channel.network).name} · {publication.post.title}"


def _description(publication: Publication) -> str:
    post = publication.post
    return "\n\n".join(part for part in (post.get_status_display(), publication.wording, publication.target) if part)


def _categories(publication: Publication) -> list[str]:
    network = [networks.get(publication.channel.network).name] if publication.channel else []
    return network + ([publication.post.pillar.name] if publication.post.pillar else [])


class Words(vText):
    """A text as RFC 5545 writes it (3.3.11). The library's own way takes a backslash before N for a line end."""

    def to_ical(self) -> bytes:
        text = str(self)
        for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
            text = text.replace(sign, written)
        return text.encode()


def clean(text: str) -> str:
    """The text with line feeds and tabs as the only controls."""
    return _CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
