"""What a batch remembers of the series it touched, and how that is put back.

``Batch.series`` is ``{"rows": [{"id", "before": its fields, or null where it was not there, "version"}],
"places": {id of a post: [series, occurrence] before}}``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.utils import timezone

from calendar_app.models import Batch, Post, Series

#: What a change of a series may write, and an undo puts back.
FIELDS = ("rule", "start", "time", "zone", "skipped", "content", "made_until", "ended_at")


def remembered(series: Series, before: dict[str, Any] | None) -> dict[str, Any]:
    """``before`` is what ``values_of`` said, or None for a series that was not there."""
    return {"id": series.pk, "before": before, "version": series.version}


def values_of(series: Series) -> dict[str, Any]:
    return {name: _plain(getattr(series, name)) for name in FIELDS}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def places_of(posts: Iterable[Post]) -> dict[str, list]:
    return {str(post.pk): [post.series_id, _plain(post.occurrence)] for post in posts}


def put_back(batch: Batch, kept: Iterable[Post]) -> None:
    """Series as they were, unless somebody wrote them since; posts back in their places, except those ``kept``.

    A post whose series is gone, or whose place another one has taken since, stands on its own.
    """
    for row in batch.series.get("rows", ()):
        values = row["before"] or {"ended_at": timezone.now()}
        Series.objects.filter(pk=row["id"], version=row["version"]).update(**values, version=F("version") + 1)
    stay = {str(post.pk) for post in kept}
    places = {pk: place for pk, place in batch.series.get("places", {}).items() if pk not in stay}
    Post.objects.filter(pk__in=places).update(occurrence=None)  # no place is taken twice on the way
    there = set(Series.objects.filter(pk__in={series for series, _day in places.values()}).values_list("pk", flat=True))
    held = Post.objects.filter(series__in=there).exclude(occurrence=None)
    taken = {(post.series_id, _plain(post.occurrence)) for post in held}
    for pk, (series, occurrence) in places.items():
        free = series in there and (series, occurrence) not in taken
        place = {"series": series, "occurrence": occurrence} if free else {"series": None, "occurrence": None}
        Post.objects.filter(pk=pk).update(**place)
