"""What the composer shows beside its forms: counts, previews, the checklist, what was not saved, the next steps."""

from __future__ import annotations

import re
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_time

from calendar_app import checklist, compose_words, difference_words, media, readiness, words
from calendar_app.actions import statuses
from calendar_app.checklist import Place, Remark
from calendar_app.composing import Composer, Typed
from calendar_app.contents import Content
from calendar_app.models import Draft, KeyDate, Post, Publication
from strategy.models import Channel
from workspaces.models import User, Workspace

#: Fields of the composer that a draft keeps; nothing else of what a browser sends.
KEPT = re.compile(
    r"version|title|text|link|tags|day|time|zone|reason|objective|pillar|community|form|origin|credit|spontaneous"
    r"|sensitivity|owner|due|note|[ac]\d{1,18}-[a-z_]+|k\d{1,2}-(?:token|alt|remove)"
)
LARGEST_DRAFT = 2_000_000  # characters
MOST_NAMES = 600


# What a new post begins with --------------------------------------------------------------------


def proposed(workspace: Workspace, asked: QueryDict) -> dict[str, Any]:
    """Day, time, channel and key date from the address; what names nothing is left out."""
    day, time = _parsed(parse_date, asked.get("day", "")), _parsed(parse_time, asked.get("time", ""))
    found: dict[str, Any] = {"day": day, "time": time if day else None, "channels": []}
    if channel := _row(Channel.objects.current(), asked.get("channel", "")):
        found["channels"] = [channel.pk]
    if idea := _row(Post.objects.ideas(), asked.get("idea", "")):
        found |= {
            "title": idea.title,
            "text": idea.text,
            "link": idea.link,
            "note": idea.note,
            "pillar": idea.pillar_id,
        }
    if date := _row(KeyDate.objects.all(), asked.get("key_date", "")):
        day = day or date.start
        if day < workspace.today() <= date.end:  # it has begun: what is written now is for the days that are left
            day = workspace.today()
        found |= {"title": date.title, "day": day, "link": date.link, "note": date.note}
    return found


def _parsed(parse, text: str):
    try:
        return parse(text)
    except ValueError:
        return None


def _row(rows, pk: str):
    if not (pk.isascii() and pk.isdigit() and len(pk) <= 18):
        return None
    return rows.filter(pk=pk).first()


# What was not saved ----------------------------------------------------------------------------


def typed(data: QueryDict) -> Typed | None:
    """The fields of the composer in what a browser sent; None when it is more than a composer holds."""
    kept = {name: data.getlist(name) for name in data if KEPT.fullmatch(name)}
    size = sum(len(value) for values in kept.values() for value in values)
    if size > LARGEST_DRAFT or len(kept) > MOST_NAMES or any("\x00" in v for values in kept.values() for v in values):
        return None
    return kept


def seen_version(data: QueryDict) -> int:
    """The version that the person began from."""
    version = data.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0


def seen_key(data: QueryDict) -> str:
    """The key of the composer of a new post, as its page was given it."""
    key = data.get("key", "")
    return key if re.fullmatch("[0-9a-f]{16}", key) else ""


def drafts_of(workspace: Workspace, user: User, post: Post) -> list[Draft]:
    """The newest first; of a post that is stored there is one at most."""
    return list(Draft.objects.filter(workspace=workspace, user=user, post=post.pk).order_by("-at", "-pk"))


def draft_differences(composer: Composer, draft: Draft) -> list[difference_words.Line]:
    """What the draft would change of the post as it is stored, as far as it can be read."""
    data = QueryDict(mutable=True)
    for name, values in draft.data.items():
        data.setlist(name, values)
    kept = Composer(composer.workspace, composer.post, data=data, user=composer.user)
    for form in kept.forms:
        form.is_valid()
    return difference_words.lines(kept.base, kept.seen(), difference_words.Names(composer.workspace))


# Beside the text --------------------------------------------------------------------------------


def there(composer: Composer) -> list[Place]:
    """The stored post on each of its channels."""
    channels = {channel.pk: channel for channel in composer.channels}
    return readiness.places(composer.post, composer.base, channels, readiness.files_of(composer.attachments))


def beside(composer: Composer, content: Content, there: list[Place], advice: list[Remark]) -> dict[str, Any]:
    channels = {channel.pk: channel for channel in composer.channels}
    planned = Publication.State.PLANNED
    rows = [row for row in content["publications"] if row["channel"] in channels and row["state"] == planned]
    shown = _pictures(composer, content)
    return {
        "previews": [
            _preview(channels[row["channel"]], row, place, shown) for row, place in zip(rows, there, strict=True)
        ],
        "refused": [compose_words.remark(remark) for place in there for remark in checklist.refusals(place)],
        "advice": [(compose_words.remark(remark, others), remark.good) for remark, others in _together(advice)],
        "clock_changes": sorted({said for row in content["publications"] if (said := _clock_change(row))}),
    }


def _together(advice: list[Remark]) -> list[tuple[Remark, list[str]]]:
    """The same advice for several networks once: the first remark, and the other networks it holds for."""
    found: dict[str, tuple[Remark, list[str]]] = {}
    for remark in advice:
        first, others = found.setdefault(f"{remark.code} {remark.params}", (remark, []))
        if remark.network not in {first.network, *others}:
            others.append(remark.network)
    return list(found.values())


def _preview(channel: Channel, row: dict[str, Any], place: Place, pictures: list) -> dict[str, Any]:
    length, limit = checklist.count(place)
    shown = [each for each in pictures if not row["own_media"] or each["id"] in row["media"]]
    least, most = channel.network_info.text.hashtags_advised
    return {
        "channel": channel,
        "network": channel.network_info,
        "pieces": readiness.pieces(place.whole),
        "count": length,
        "limit": limit,
        "over": compose_words.over(length - limit) if limit is not None and length > limit else "",
        "pictures": shown,
        "hashtags": (least, most) if most else None,
    }


def _pictures(composer: Composer, content: Content) -> list[dict[str, Any]]:
    """What stands for each picture of the content, in its order: {"id", "name", "alt", "kind", "src"}."""
    slug = composer.workspace.slug
    there = {
        each.pk: (each.kind, reverse("calendar:attachment", args=[slug, each.pk], query={"small": 1}))
        for each in composer.attachments
    }
    there |= {-n: (each.kind, media.in_page(each.key)) for n, each in enumerate(composer.chosen, 1)}
    return [
        {**row, "kind": there[row["id"]][0], "src": there[row["id"]][1]}
        for row in content["attachments"]
        if row["id"] in there
    ]


def _clock_change(row: dict[str, Any]) -> str:
    day, time = parse_date(row["day"] or ""), parse_time(row["time"] or "")
    return words.clock_change(day, time, row["zone"])


def steps(post: Post) -> list[dict[str, str]]:
    """The next steps, each with what stands in its way."""
    found = []
    for status in statuses.NEXT[post.status]:
        code = "" if status == Post.Status.DROPPED else statuses.obstacle(post, status)
        found.append(
            {
                "status": status,
                "label": str(compose_words.STEPS[status]),
                "obstacle": words.refusal(code) if code else "",
            }
        )
    return found


def reading(post: Post) -> dict[str, Any]:
    """The post for those who only read it."""
    rows = post.publications.select_related("channel").prefetch_related("media")
    return {
        "publications": [(row, row.text if row.own_text else post.text, row.link or post.link) for row in rows],
        "attachments": post.attachments.filter(removed_at=None),
        "tags": post.tags.all(),
    }
