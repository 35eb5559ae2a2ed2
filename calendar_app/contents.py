"""A post as one value: what a version remembers, what a reviewer approves, what an undo puts back.

A content is JSON-ready::

    {"post": {field of Post.SAID: value},            # relations by id, days as ISO texts
     "tags": ["name", …],                            # sorted
     "attachments": [{"id", "name", "alt", "digest", "position"}],  # of another post: they come along when written
     "publications": [{"uid", "channel", field of Publication.SAID: value, "media": [id, …]}]}
"""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import models

from calendar_app.models import Attachment, Post, Publication
from strategy.profiles import folded

Content = dict[str, Any]

#: What is read by the people who approve: words, links, pictures, and where they go. Not when, nor who works on it.
APPROVED_OF_POST = ("title", "text", "link", "credit", "sensitivity")
APPROVED_OF_PUBLICATION = ("channel", "own_text", "text", "link", "own_media")  # and its pictures


def content_of(post: Post) -> Content:
    """The post as it is stored. Prefetch ``publications__media``, ``attachments`` and ``tags`` for many posts."""
    publications = sorted(post.publications.all(), key=lambda publication: publication.pk)
    attachments = [a for a in post.attachments.all() if a.removed_at is None] if post.pk else []
    return content_with(post, [tag.name for tag in post.tags.all()], publications, attachments)


def content_with(
    post: Post, tags: list[str], publications: list[Publication], attachments: Iterable[Attachment] = ()
) -> Content:
    """The content of a post with these rows, stored or not."""
    return {
        "post": {name: plain(post, name) for name in Post.SAID},
        "tags": sorted(tags),
        "attachments": [
            {"id": a.pk, "name": a.name, "alt": a.alt, "digest": a.digest, "position": a.position}
            for a in sorted(attachments, key=lambda a: (a.position, a.pk))
        ],
        "publications": [publication_content(publication) for publication in publications],
    }


def publication_content(publication: Publication) -> dict[str, Any]:
    said = {name: plain(publication, name) for name in Publication.SAID}
    media = sorted(attachment.pk for attachment in publication.media.all()) if publication.pk else []
    return {"uid": publication.uid, "channel": publication.channel_id, **said, "media": media}


def new_content(**said: Any) -> Content:
    """The content of a post that is not there yet; ``said`` are fields of the post, JSON-ready."""
    blank = {name: plain(Post(), name) for name in Post.SAID}
    return {"post": {**blank, **said}, "tags": [], "attachments": [], "publications": []}


def new_publication(*, channel: int | None, zone: str, **said: Any) -> dict[str, Any]:
    """A publication to be added to a content; it gets its ``uid`` when it is written."""
    blank = {name: plain(Publication(), name) for name in Publication.SAID}
    return {"uid": "", "channel": channel, **blank, "zone": zone, "media": [], **said}


def edited(content: Content) -> Content:
    """A copy to change freely."""
    return copy.deepcopy(content)


def plain(row: models.Model, name: str) -> Any:
    """A field of a row as a content holds it."""
    field = row._meta.get_field(name)
    value = getattr(row, field.attname)
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    return value.isoformat() if isinstance(value, dt.date) else value


def digest(content: Content) -> str:
    """The same for two contents that a reviewer would read as the same."""
    files = files_in(content)
    seen = {
        "post": {name: content["post"][name] for name in APPROVED_OF_POST},
        "attachments": [[a["digest"], a["alt"]] for a in content["attachments"]],
        "publications": sorted(
            (
                [*(publication[name] for name in APPROVED_OF_PUBLICATION), files_of(publication, files)]
                for publication in content["publications"]
            ),
            key=lambda values: json.dumps(values),
        ),
    }
    return hashlib.sha256(json.dumps(seen, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def files_in(content: Content) -> dict[int, str]:
    """The files of a content by the ids of its attachments: the same file has other ids in another post."""
    return {row["id"]: row["digest"] for row in content["attachments"]}


def files_of(publication: dict[str, Any], files: dict[int, str]) -> list[str]:
    """Which of ``files_in`` a publication of the content chose for itself."""
    return sorted(files[pk] for pk in publication["media"] if pk in files)


def searched(content: Content) -> str:
    """The words that the post is found by, without case and accents."""
    said = content["post"]
    own = [publication["text"] for publication in content["publications"] if publication["own_text"]]
    return folded(" ".join([said["title"], said["text"], said["note"], said["link"], *content["tags"], *own]))
