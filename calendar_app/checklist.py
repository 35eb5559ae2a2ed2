"""What a post is measured against before it goes out: limits of the network, and advice. Pure: no Django.

Only what a network would refuse stands in the way of scheduling; advice never does. Limits that ``strategy.networks``
knows second hand (sizes and formats of files) are advice for that reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from strategy import networks

MEGABYTE = 1_000_000

_HASHTAG = re.compile(r"(?<![\w/&#＃])[#＃](?=\w*[^\W\d_])\w+")
_ADDRESS = re.compile(r"https?://\S+")
_TRACKED = re.compile(r"[?&]utm_source=[^&#]")
_EXTENSIONS = {"image/jpeg": "jpg", "video/quicktime": "mov"}


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: ``kind`` image or video, ``size`` in bytes, ``width`` and ``height`` in pixels where known."""

    kind: str
    mime: str
    size: int
    alt: str
    width: int | None = None
    height: int | None = None

    @property
    def extension(self) -> str:
        return _EXTENSIONS.get(self.mime, self.mime.rpartition("/")[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A post as one channel would show it; ``network`` is a code of ``strategy.networks``."""

    network: str
    text: str
    link: str = ""
    short: bool = False  # the link is one of our own, which leads on with the parameters
    files: tuple[File, ...] = ()

    @property
    def whole(self) -> str:
        return with_link(self.text, self.link)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A post apart from its channels. ``used`` and ``avoided`` count words of the corpus, None where there is none."""

    objective: bool
    community: bool
    form: str
    used: int | None = None
    avoided: int = 0
    missing: int = 0  # keywords of the web site that the text does not hold
    places: Sequence[Place] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """``code`` and ``params`` are what ``compose_words`` makes a sentence of; ``network`` "" for the whole post."""

    code: str
    network: str = ""
    good: bool = False
    params: dict[str, Any] = field(default_factory=dict)


def with_link(text: str, link: str) -> str:
    """What is published: the link follows the text, unless the text holds it (as in ``outgoing.text_of``)."""
    return text if not link or link in text else "\n\n".join(filter(None, [text.rstrip(), link]))


def count(place: Place) -> tuple[int, int | None]:
    """Length as the network counts it, and its limit (None: there is none)."""
    return networks.text_length(place.network, place.whole), networks.get(place.network).text.limit


def hashtags(text: str) -> list[str]:
    """Hashtags in order; a number alone (#1) is none, nor is what stands in an address."""
    return _HASHTAG.findall(_ADDRESS.sub(" ", text))


def refusals(place: Place) -> list[Remark]:
    """What the network would not take."""
    network = networks.get(place.network)
    length, limit = count(place)
    tags, images = len(hashtags(place.text)), _of_kind(place, "image")
    most_tags, most_images = network.text.hashtags_limit, network.media.images
    found = []
    if limit is not None and length > limit:
        found.append(Remark("too_long", place.network, params={"n": length - limit, "limit": limit}))
    if not place.whole.strip() and not place.files:
        found.append(Remark("nothing_said", place.network))
    if most_tags is not None and tags > most_tags:
        found.append(Remark("too_many_hashtags", place.network, params={"n": tags, "limit": most_tags}))
    if most_images is not None and len(images) > most_images:
        found.append(Remark("too_many_images", place.network, params={"n": len(images), "limit": most_images}))
    videos, most_videos = len(_of_kind(place, "video")), network.media.videos
    if most_videos is not None and videos > most_videos:
        found.append(Remark("too_many_videos", place.network, params={"n": videos, "limit": most_videos}))
    if images and videos and not network.media.mixed:
        found.append(Remark("mixed", place.network))
    if network.media.alt_text and any(not file.alt.strip() for file in place.files):
        found.append(Remark("no_alt", place.network))
    return found


def advice(whole: Whole) -> list[Remark]:
    """The checklist beside the text: what is well, what could be better."""
    return [
        Remark("objective" if whole.objective else "no_objective", good=whole.objective),
        Remark("community" if whole.community else "no_community", good=whole.community),
        Remark("form" if whole.form else "no_form", good=bool(whole.form)),
        *_about_corpus(whole),
        *_about_pictures(whole),
        *_about_question(whole),
        *(remark for place in whole.places for remark in _about_place(place)),
    ]


def _about_corpus(whole: Whole) -> Iterable[Remark]:
    if whole.used is None:
        return
    if whole.avoided:
        yield Remark("corpus_avoided", params={"n": whole.avoided})
    code = "corpus_used" if whole.used else "corpus_unused"
    yield Remark(code, good=bool(whole.used), params={"n": whole.used})
    if whole.missing:
        yield Remark("seo_missing", params={"n": whole.missing})


def _about_pictures(whole: Whole) -> Iterable[Remark]:
    if not whole.places:
        return
    files = [file for place in whole.places for file in place.files]
    if not files:
        yield Remark("no_image")
    else:
        described = all(file.alt.strip() for file in files)
        yield Remark("image" if described else "image_without_alt", good=described)


def _about_question(whole: Whole) -> Iterable[Remark]:
    texts = [place.text for place in whole.places]
    if not any(text.strip() for text in texts):
        return
    asks = whole.form in ("poll", "question") or any("?" in _ADDRESS.sub("", text) for text in texts)
    yield Remark("question" if asks else "no_question", good=asks)


def _about_place(place: Place) -> Iterable[Remark]:
    network = networks.get(place.network)
    if place.text.strip():
        yield from _about_hashtags(place, network.text.hashtags_advised)
    if place.link and not place.short and not _TRACKED.search(place.link):
        yield Remark("link_untracked", place.network)
    yield from _about_files(place, network.media)


def _about_hashtags(place: Place, advised: tuple[int, int]) -> Iterable[Remark]:
    least, most = advised
    if most:
        tags = len(hashtags(place.text))
        code = "hashtags" if least <= tags <= most else "hashtags_many" if tags > most else "hashtags_few"
        yield Remark(code, place.network, code == "hashtags", {"n": tags, "least": least, "most": most})


def _about_files(place: Place, media: networks.Media) -> Iterable[Remark]:
    if media.needed and place.whole.strip() and not any(_of_kind(place, kind) for kind in media.needed):
        yield Remark("video_needed" if media.needed == ("video",) else "picture_needed", place.network)
    limits = {"image": (media.image_formats, media.image_mb), "video": (media.video_formats, media.video_mb)}
    for file in place.files:
        formats, most = limits[file.kind]
        if formats and file.extension not in formats:
            yield Remark("file_format", place.network, params={"format": file.extension, "known": ", ".join(formats)})
        if most is not None and file.size > most * MEGABYTE:
            yield Remark("file_heavy", place.network, params={"limit": most})
        if media.image_shapes and not _fits(file, media.image_shapes):
            least, most = media.image_shapes
            yield Remark("image_shape", place.network, params={"least": least, "most": most})
        if media.alt_text_limit is not None and len(file.alt) > media.alt_text_limit:
            yield Remark("alt_long", place.network, params={"n": len(file.alt), "limit": media.alt_text_limit})


def _fits(file: File, shapes: tuple[str, str]) -> bool:
    """Whether an image is neither narrower nor wider; a hundredth is forgiven, as sizes are whole pixels."""
    if file.kind != "image" or not file.width or not file.height:
        return True
    least, most = (float(width) / float(height) for width, height in (shape.split(":") for shape in shapes))
    return least * 0.99 <= file.width / file.height <= most * 1.01


def _of_kind(place: Place, kind: str) -> list[File]:
    return [file for file in place.files if file.kind == kind]
