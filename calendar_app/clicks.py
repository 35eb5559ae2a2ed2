"""Clicks on short links, summed: by channel, by post, by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.utils.translation import gettext

from calendar_app.models import Click, Publication, ShortLink

MOST = 20


def by_channel(first: dt.date, last: dt.date) -> dict[int, int]:
    rows = Click.objects.filter(day__range=(first, last)).values_list("link__publication__channel")
    return dict(rows.annotate(Sum("count")).order_by())


def by_publication(publications: Collection[int]) -> dict[int, int]:
    rows = Click.objects.filter(link__publication__in=publications).values_list("link__publication")
    return dict(rows.annotate(Sum("count")).order_by())


def by_day(publications: Collection[Publication]) -> dict[int, list[tuple[dt.date, int]]]:
    """The days with clicks of each publication, newest first."""
    rows = Click.objects.filter(link__publication__in=publications).values_list("link__publication", "day")
    found: dict[int, list[tuple[dt.date, int]]] = {}
    for publication, day, count in rows.annotate(Sum("count")).order_by("-day"):
        found.setdefault(publication, []).append((day, count))
    return found


def most_followed(first: dt.date, last: dt.date) -> list[ShortLink]:
    """The links that were followed most, with ``clicks`` and the ``latest`` day of one."""
    within = Q(clicks__day__range=(first, last))
    links = ShortLink.objects.filter(publication__post__deleted_at=None)
    links = links.annotate(
        total=Sum("clicks__count", filter=within), latest=Max("clicks__day", filter=within), days=Count("clicks")
    )
    links = links.filter(total__gt=0).select_related("publication__channel", "publication__post")
    return list(links.order_by("-total", "pk")[:MOST])


def rows(first: dt.date, last: dt.date) -> Iterator[list[Any]]:
    """Every count of the period for a file, heading first."""
    yield [gettext("Day"), gettext("Channel"), gettext("Post"), gettext("Address"), gettext("Code"), gettext("Clicks")]
    found = Click.objects.filter(day__range=(first, last)).order_by("day", "link")
    for click in found.select_related("link__publication__channel", "link__publication__post").iterator(1000):
        link, publication = click.link, click.link.publication
        channel = str(publication.channel or "")
        yield [click.day.isoformat(), channel, publication.post.title, link.target, link.code, click.count]
