"""Posts that come back: made ahead of time by a rule, changed together, left alone where a person changed one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from calendar_app.contents import Content, content_of, edited, files_in, files_of, new_publication
from calendar_app.models import Batch, Post, Publication, Series
from calendar_app.presence import present
from calendar_app.recurrence import between, from_day, parse, up_to, upcoming
from cmtool.lib.versions import save_version
from workspaces import audit
from workspaces.models import User, Workspace

from . import pictures
from .batches import change, create, delete, whole
from .series_rows import places_of, remembered, values_of
from .statuses import Refused

HORIZON = dt.timedelta(days=183)
AT_MOST = 40  # occurrences ahead of today
ONE_DAY = dt.timedelta(days=1)

#: A post that stands here has left the series: it went out, or a person put it aside.
OVER = (Post.Status.PUBLISHED, Post.Status.DROPPED)
#: What an occurrence may differ in without having been changed on its own.
COURSE = ("status", "dropped_reason", "due")
#: What a publication has beside what the series says of it.
PLACE = ("uid", "state", "permalink", "external_id")


# -- what an occurrence says


def first_content(content: Content, zone: str) -> Content:
    """What the occurrences of a series begin with, taken from the content of a post."""
    first = edited(content)
    first["post"] |= {"status": Post.Status.DRAFT, "dropped_reason": "", "due": None}
    rows = [{**new_publication(channel=None, zone=zone), **_own(row)} for row in first["publications"]]
    first["publications"] = rows or [new_publication(channel=None, zone=zone)]
    return first


def _own(publication: dict[str, Any]) -> dict[str, Any]:
    return {name: publication[name] for name in ("channel", "own_text", "text", "link", "own_media", "media")}


def content_on(series: Series, content: Content, day: dt.date) -> Content:
    """What the occurrence of ``day`` says as long as nobody has changed it; ``content`` is what is ``present``."""
    said = edited(content)
    time = series.time and series.time.strftime("%H:%M")
    for row in said["publications"]:
        row |= {"day": day.isoformat(), "time": time, "zone": series.zone}
    return said


def is_apart(post: Post) -> bool:
    """Whether the occurrence was changed on its own, so that changes of its series leave it alone."""
    return _differs(post, post.series, present(post.series.content))


def _differs(post: Post, series: Series, content: Content) -> bool:
    now = content_of(post)
    went_out = any(row["state"] != Publication.State.PLANNED for row in now["publications"])
    return went_out or post.status in OVER or _said(now) != _said(content_on(series, content, post.occurrence))


def _said(content: Content) -> tuple:
    """What is compared: words, aims and places, not how far the post has come."""
    post = {name: value for name, value in content["post"].items() if name not in COURSE}
    files = files_in(content)
    rows = [
        {name: value for name, value in row.items() if name not in PLACE} | {"media": files_of(row, files)}
        for row in content["publications"]
    ]
    shown = [(row["digest"], row["alt"]) for row in content["attachments"]]
    return post, content["tags"], shown, sorted(rows, key=lambda row: row["channel"] or 0)


# -- made ahead of time


@transaction.atomic
def start_series(*, series: Series, by: User, post: Post | None = None) -> Batch:
    """Begin the series and make its first occurrences; ``post``, which it was made from, is one of them."""
    series.by = by
    if post and post.guarded:  # what was lowered without the agreement of anybody is not said again as if it were
        series.content["post"]["sensitivity"] = post.guarded
    series.save()
    audit.record(series.workspace, "series.created", by=by, target=series)
    places = _take_in(series, post) if post and post.series_id is None else {}
    return _keep(series.workspace, [_make(series, by)], [remembered(series, None)], places, by)


def _take_in(series: Series, post: Post) -> dict[str, list]:
    day = min((row.day for row in post.publications.all() if row.day), default=None)
    if day is None or not between(parse(series.rule), series.start, day, day):
        return {}
    before = places_of([post])
    Post.objects.filter(pk=post.pk).update(series=series, occurrence=day)
    return before


@transaction.atomic
def extend(*, series: Series) -> int:
    """Make the occurrences that have come within the horizon; how many. Doing it twice is the same as once."""
    batch = _make(Series.objects.select_for_update().select_related("workspace").get(pk=series.pk), None)
    return len(batch.changes) if batch else 0


def to_extend(workspace: Workspace) -> list[Series]:
    """Series of which occurrences have come within the horizon."""
    running = Series.objects.filter(ended_at=None)
    return [series for series in running if _missing(series, workspace.today())[0]]


def _make(series: Series, by: User | None) -> Batch | None:
    """The posts of the occurrences that are due to be made."""
    missing, made_until = _missing(series, series.workspace.today())
    series.made_until = made_until
    Series.objects.filter(pk=series.pk).update(made_until=made_until)
    days, content = iter(missing), present(series.content)

    def make(workspace):
        return Post(workspace=workspace, series=series, occurrence=next(days), author=series.by)

    contents = [content_on(series, content, day) for day in missing]
    return create(workspace=series.workspace, contents=contents, kind=Batch.Kind.SERIES, by=by, make=make)


def _missing(series: Series, today: dt.date) -> tuple[list[dt.date], dt.date | None]:
    """Days of which the posts are to be made now, and the day up to which they are made then."""
    if series.ended_at:
        return [], series.made_until
    first = series.made_until + ONE_DAY if series.made_until else series.start
    there = set(series.posts.exclude(occurrence=None).values_list("occurrence", flat=True))
    days = between(parse(series.rule), series.start, first, today + HORIZON)
    wanted = [day for day in days if day not in there and day.isoformat() not in series.skipped]
    room = max(0, AT_MOST - sum(day >= today for day in there))
    if room >= len(wanted):
        return wanted, max(today + HORIZON, first - ONE_DAY)
    return wanted[:room], wanted[room] - ONE_DAY


# -- changed together


def rest_of(series: Series, since: dt.date) -> Series:
    """What is left from ``since`` on: the series itself when nothing comes before, else one that is not stored yet."""
    if not series.posts.filter(occurrence__lt=since).exists():
        return series
    rule = parse(series.rule)
    start = next(iter(upcoming(rule, series.start, since, 1)), since)
    return Series(
        workspace=series.workspace,
        rule=from_day(rule, series.start, start).text(),
        start=start,
        time=series.time,
        zone=series.zone,
        skipped=[day for day in series.skipped if day >= since.isoformat()],
        content=series.content,
    )


@transaction.atomic
def change_series(*, series: Series, values: dict[str, Any], version: int, by: User, since: dt.date) -> Batch:
    """Write ``values`` (fields of ``rest_of``) for the occurrences from ``since`` on; ``Stale`` if it has moved on.

    Occurrences before ``since`` keep the series as it was, which ends there. Those that were changed on their own,
    went out or were dropped are left alone.
    """
    before = values_of(series)
    posts = list(whole(series.posts.live().filter(occurrence__gte=since)))
    content = present(series.content)
    ours = [post for post in posts if not _differs(post, series, content)]
    places = places_of(series.posts.filter(occurrence__gte=since))
    rest = rest_of(series, since)
    for name, value in {**values, "by": by, "made_until": since - ONE_DAY}.items():
        setattr(rest, name, value)
    if rest is series:
        save_version(series, [*values, "by", "made_until"], version=version)
        rows = [remembered(series, before)]
    else:
        series.rule = up_to(parse(series.rule), since - ONE_DAY).text()
        save_version(series, ["rule"], version=version)
        rest.save()
        Post.objects.filter(series=series, occurrence__gte=since).update(series=rest)
        rows = [remembered(series, before), remembered(rest, None)]
    audit.record(series.workspace, "series.edited", by=by, target=rest)
    return _keep(series.workspace, _rewrite(rest, ours, by), rows, places, by)


def _rewrite(series: Series, posts: list[Post], by: User) -> list[Batch | None]:
    """Make ``posts`` say what the series says; those that it no longer has go, those that are missing come."""
    last = max((post.occurrence for post in posts), default=series.start)
    wanted = set(between(parse(series.rule), series.start, series.start, last))
    content = present(series.content)

    def how(post: Post, now: Content) -> None:
        _say(now, content_on(series, content, post.occurrence))

    stay = [post for post in posts if post.occurrence in wanted]
    changed = change(workspace=series.workspace, posts=stay, kind=Batch.Kind.SERIES, by=by, how=how)
    return [changed, _take_out([post for post in posts if post.occurrence not in wanted], by), _make(series, by)]


def _say(now: Content, wanted: Content) -> None:
    there = {row["channel"]: row for row in now["publications"]}
    wanted = pictures.as_there(now, wanted)
    now["attachments"] = wanted["attachments"]
    now["post"] = wanted["post"] | {name: now["post"][name] for name in COURSE}
    now["tags"] = wanted["tags"]
    now["publications"] = [
        row | {name: there[row["channel"]][name] for name in PLACE if row["channel"] in there}
        for row in wanted["publications"]
    ]


def _take_out(posts: list[Post], by: User) -> Batch | None:
    """Delete them, and free their places in the series."""
    if not posts:
        return None
    batch = delete(workspace=posts[0].workspace, posts=posts, by=by)
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(occurrence=None)
    return batch


@transaction.atomic
def skip(*, post: Post, by: User) -> Batch:
    """Take one occurrence out for good; ``Refused`` when it went out already."""
    if any(row.state == Publication.State.PUBLISHED for row in post.publications.all()):
        raise Refused("published")
    series, day = post.series, post.occurrence.isoformat()
    before = values_of(series)
    series.skipped = sorted({*series.skipped, day})
    save_version(series, ["skipped"], version=series.version)
    audit.record(series.workspace, "series.skipped", by=by, target=series, day=day)
    batch = delete(workspace=series.workspace, posts=[post], by=by)
    return _keep(series.workspace, [batch], [remembered(series, before)], {}, by)


@transaction.atomic
def end_series(*, series: Series, version: int, by: User) -> Batch:
    """No more occurrences: those to come go, unless they were changed on their own. ``Stale`` if it has moved on."""
    before = values_of(series)
    content = present(series.content)
    coming = whole(series.posts.live().filter(occurrence__gte=series.workspace.today()))
    ours = [post for post in coming if not _differs(post, series, content)]
    places = places_of(ours)
    series.ended_at = timezone.now()
    save_version(series, ["ended_at"], version=version)
    audit.record(series.workspace, "series.ended", by=by, target=series)
    return _keep(series.workspace, [_take_out(ours, by)], [remembered(series, before)], places, by)


def _keep(
    workspace: Workspace,
    parts: Iterable[Batch | None],
    rows: list[dict[str, Any]],
    places: dict[str, list],
    by: User | None,
) -> Batch:
    """One way back for all that was done to posts and series."""
    parts = [part for part in parts if part]
    Batch.objects.filter(pk__in=[part.pk for part in parts]).delete()
    changes = [row for part in parts for row in part.changes]
    made = {str(row["id"]): [None, None] for row in changes if row["before"] is None}
    said = {"rows": rows, "places": {**made, **places}}
    return Batch.objects.create(workspace=workspace, kind=Batch.Kind.SERIES, changes=changes, series=said, by=by)
