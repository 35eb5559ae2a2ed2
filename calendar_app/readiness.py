"""A post against the networks it goes to: what they would refuse, what could be better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.urls import reverse

from calendar_app import checklist, outgoing, utm
from calendar_app.checklist import File, Place, Remark, Whole
from calendar_app.contents import Content, content_of
from calendar_app.models import Attachment, Post, Publication
from calendar_app.uploads import Upload
from strategy import corpus_check
from strategy.models import Channel

#: Longer texts are checked against the corpus on its own page.
CORPUS_LIMIT = 20_000


def places(post: Post, content: Content, channels: Mapping[int, Channel], files: Mapping[int, File]) -> list[Place]:
    """The post on each of its channels as it would go out. ``post`` tells what links say of it (objective, pillar)."""
    alts = {row["id"]: row["alt"] for row in content["attachments"]}
    there = {pk: replace(files[pk], alt=alt) for pk, alt in alts.items() if pk in files}
    return [
        _place(_publication(post, row, channels[row["channel"]]), content, row, there)
        for row in content["publications"]
        if row["channel"] in channels and row["state"] == Publication.State.PLANNED
    ]


def _publication(post: Post, row: dict[str, Any], channel: Channel) -> Publication:
    return Publication(post=post, channel=channel, uid=row["uid"] or "x" * 16)


def _place(publication: Publication, content: Content, row: dict[str, Any], files: dict[int, File]) -> Place:
    text = row["text"] if row["own_text"] else content["post"]["text"]
    for address, start in reversed(outgoing.in_text(text)):
        text = text[:start] + _out(publication, address) + text[start + len(address) :]
    link = row["link"] or content["post"]["link"]
    shown = row["media"] if row["own_media"] else list(files)
    return Place(
        network=publication.channel.network,
        text=text,
        link=(out := _out(publication, link) if link else ""),
        short=out == _short(),
        files=tuple(files[pk] for pk in shown if pk in files),
    )


def _out(publication: Publication, address: str) -> str:
    """The address with what the channel adds, or one as long as the short one that will be made."""
    tracking = outgoing.tracking_of(publication)
    if tracking and tracking.shorten:
        return _short()
    return outgoing.tagged(publication, address)


def _short() -> str:
    return settings.BASE_URL + reverse("short_link", args=["x" * 7])


def pieces(text: str) -> list[tuple[str, str]]:
    """The text of a ``Place`` for people, in order: (words, what they are). Its addresses are ``link``, ``tagged``
    (shown without what is added) or ``short`` (shown without the code, which is yet to be made); the rest is ""."""
    found, end = [], 0
    for address, start in outgoing.in_text(text):
        found += [(text[end:start], ""), _piece(address)]
        end = start + len(address)
    return [(words, what) for words, what in [*found, (text[end:], "")] if words]


def _piece(address: str) -> tuple[str, str]:
    if address == _short():
        return address.removesuffix("x" * 7) + "…", "short"
    plain = utm.bare(address)
    return plain, "link" if plain == address else "tagged"


def files_of(attachments: Iterable[Attachment]) -> dict[int, File]:
    return {each.pk: _file(each) for each in attachments}


def files_chosen(uploads: Iterable[Upload]) -> dict[int, File]:
    """Those that no post has yet, by the numbers that ``Composer.seen`` gives them."""
    return {-n: _file(each) for n, each in enumerate(uploads, 1)}


def _file(each: Attachment | Upload) -> File:
    return File(each.kind, each.mime, each.size, each.alt, each.width, each.height)


def refusals(post: Post) -> list[Remark]:
    """What keeps the stored post from being scheduled."""
    content = content_of(post)
    wanted = {row["channel"] for row in content["publications"]}
    channels = Channel.objects.select_related("tracking").in_bulk(pk for pk in wanted if pk)
    files = files_of(Attachment.objects.filter(post=post, removed_at=None))
    return [remark for place in places(post, content, channels, files) for remark in checklist.refusals(place)]


def advice(post: Post, content: Content, there: list[Place]) -> list[Remark]:
    """The checklist of a content; the corpus is asked about the shared text and every text of a channel's own."""
    said = content["post"]
    own = [row["text"] for row in content["publications"] if row["own_text"]]
    text = "\n\n".join(dict.fromkeys([said["text"], *own])).strip()
    return checklist.advice(
        Whole(
            objective=bool(said["objective"]),
            community=bool(said["community"]),
            form=said["form"],
            places=there,
            **_of_corpus(post, text),
        )
    )


def _of_corpus(post: Post, text: str) -> dict[str, int]:
    if not text or len(text) > CORPUS_LIMIT:
        return {}
    checked = corpus_check.check(post.workspace, text)
    if checked.empty:
        return {}
    return {"used": len(checked.used), "avoided": len(checked.avoided), "missing": checked.missing_count}
