"""Posts of a period on the dashboard: by format, the best, and those that went unnoticed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import Count, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Cast
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext

from kpis import charts, words
from kpis.arithmetic import Span
from kpis.charts import Draw, Table
from kpis.models import ExternalPost
from strategy.models import Channel
from workspaces.models import Workspace

SHOWN = 5  # posts of each list
EXCERPT = 140  # characters of a post's text


def published(workspace: Workspace, span: Span, channels: Collection[int]) -> QuerySet[ExternalPost]:
    posts = ExternalPost.objects.filter(workspace=workspace, day__range=span)
    return posts.filter(channel__in=channels) if channels else posts


def summary(
    workspace: Workspace, span: Span, asked: Collection[int], channels: Mapping[int, Channel], draw: Draw
) -> dict[str, Any]:
    """``formats``, ``format_engagement`` (charts or None), ``best``, ``least`` (posts in words), ``unnoticed``."""
    posts = published(workspace, span, asked)
    rows = _by_format(posts)
    best = _few(posts.filter(engagements__gt=0).order_by("-engagements", "-audience", "pk"))
    least = _few(posts.filter(engagements__gte=0).order_by("engagements", "-audience", "pk"))
    seen = {post["pk"] for post in best}
    ignored = sum(row["ignored"] for row in rows)
    return {
        "posts": words.number(sum(row["posts"] for row in rows)),
        "formats": _formats(rows, draw),
        "format_engagement": _engagement(rows, draw),
        "best": [_in_words(post, channels) for post in best],
        "least": [_in_words(post, channels) for post in least if post["pk"] not in seen],
        "unnoticed": _unnoticed(ignored),
    }


def _by_format(posts: QuerySet[ExternalPost]) -> list[dict[str, Any]]:
    rows = posts.values("kind").annotate(
        posts=Count("pk"),
        told=Count("engagements"),  # posts whose interactions are known
        sum=Sum(Cast("engagements", FloatField())),  # in whole numbers a thousand huge ones overflow SQLite
        ignored=Count("pk", filter=Q(engagements=0)),
    )
    return sorted(rows, key=lambda row: (-row["posts"], row["kind"]))


def _few(posts: QuerySet[ExternalPost]) -> list[dict[str, Any]]:
    fields = ("pk", "channel_id", "text", "external_id", "permalink", "kind", "day", "engagements", "audience")
    return list(posts.values(*fields)[:SHOWN])


def _formats(rows: list[dict[str, Any]], draw: Draw) -> dict[str, Any] | None:
    if not rows:
        return None
    names, counts = [words.kind(row["kind"]) for row in rows], [row["posts"] for row in rows]
    table = Table(
        [gettext("Format"), gettext("Posts")],
        [[name, words.number(count)] for name, count in zip(names, counts, strict=True)],
        [list(pair) for pair in zip(names, counts, strict=True)],
    )
    figure = charts.bars(names, [(gettext("Posts"), counts)])
    return charts.chart("formats", gettext("Posts by format"), figure, table, draw)


def _engagement(rows: list[dict[str, Any]], draw: Draw) -> dict[str, Any] | None:
    told = [row for row in rows if row["told"]]
    if not told:
        return None
    names = [words.kind(row["kind"]) for row in told]
    means = [round(row["sum"] / row["told"], 1) for row in told]
    head = [gettext("Format"), gettext("Posts"), gettext("Interactions"), gettext("Per post")]
    raw = [[name, row["told"], int(row["sum"]), mean] for name, row, mean in zip(names, told, means, strict=True)]
    table = Table(head, [[line[0], *(words.number(cell, 1) for cell in line[1:])] for line in raw], raw)
    figure = charts.bars(names, [(gettext("Interactions per post"), means)])
    return charts.chart("format_engagement", gettext("Interactions per post, by format"), figure, table, draw)


def _in_words(post: dict[str, Any], channels: Mapping[int, Channel]) -> dict[str, Any]:
    engagements, audience = post["engagements"], post["audience"]
    link = post["permalink"]
    return {
        "text": Truncator(post["text"] or post["external_id"]).chars(EXCERPT),
        "link": link if link.startswith(("https://", "http://")) else "",
        "channel": channels[post["channel_id"]],
        "kind": words.kind(post["kind"]),
        "day": words.short_day(post["day"]),
        "engagements": ngettext("%(n)s interaction", "%(n)s interactions", engagements)
        % {"n": words.number(engagements)},
        "audience": words.number(audience) if audience else "",
        "rate": words.share(engagements / audience) if audience else "",
    }


def _unnoticed(count: int) -> str:
    """Said gently: what to stop is for the team to decide."""
    if not count:
        return ""
    return ngettext(
        "%(n)s post met no interaction at all: worth another form, or another hour.",
        "%(n)s posts met no interaction at all: worth another form, or another hour.",
        count,
    ) % {"n": words.number(count)}


def download(workspace: Workspace, span: Span, asked: Collection[int]) -> Iterator[list[Any]]:
    """Rows of all posts of the period, heading first."""
    yield [
        gettext("Day"),
        gettext("Channel"),
        gettext("Format"),
        gettext("Text"),
        gettext("Address"),
        gettext("Interactions"),
        gettext("Audience"),
    ]
    posts = published(workspace, span, asked).select_related("channel").order_by("day", "pk")
    for post in posts.iterator(chunk_size=1000):
        yield [
            post.day.isoformat(),
            str(post.channel),
            words.kind(post.kind),
            post.text,
            post.permalink,
            post.engagements,
            post.audience,
        ]
