"""The day of publication: a person says that it went out, or that it did not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from calendar_app import review
from calendar_app.models import Batch, Post, Publication
from workspaces.models import User

from .batches import change, whole
from .posts import CLEARED
from .statuses import Refused

#: Only what was cleared to go out can have gone out, on one channel or, later, on another.
PUBLISHABLE = (*CLEARED, Post.Status.PUBLISHED)


@transaction.atomic
def publish(*, publication: Publication, permalink: str = "", version: int, by: User) -> Batch | None:
    """Mark it as published, with the address of the post where it is known. ``Refused`` while it is not approved.

    An address that was given before stays when none is given now. ``Stale`` when the post is no longer at ``version``.
    """
    if publication.state != Publication.State.PUBLISHED and not _is_cleared(publication.post):
        raise Refused("not_approved")

    def how(row: dict[str, Any]) -> None:
        row["state"], row["skipped_reason"] = Publication.State.PUBLISHED, ""
        row["permalink"] = permalink or row["permalink"]

    return _change(publication, how, version, by)


def _is_cleared(post: Post) -> bool:
    """By its approvals too: a post of which nothing went out may be called published all the same (a file says so)."""
    return post.status in PUBLISHABLE and review.may_go_out(post)


@transaction.atomic
def skip(*, publication: Publication, reason: str, version: int, by: User) -> Batch | None:
    """Say that it does not go out on this channel, and why. ``Refused`` without a reason."""
    if not reason:
        raise Refused("no_reason")

    def how(row: dict[str, Any]) -> None:
        row["state"], row["skipped_reason"] = Publication.State.SKIPPED, reason

    return _change(publication, how, version, by)


@transaction.atomic
def found(*, post: Post, where: dict[str, tuple[str, str]], by: User | None) -> Batch | None:
    """The post was found on networks: it went out there, whatever the plan said. What a person wrote of it stays.

    ``where``: uid of the publication → (address, the network's id).
    """

    def how(row: dict[str, Any]) -> None:
        if row["uid"] in where:
            permalink, external_id = where[row["uid"]]
            row["state"] = Publication.State.PUBLISHED
            row["permalink"] = row["permalink"] or permalink
            row["external_id"] = row["external_id"] or external_id

    return _change_rows(post, how, post.version, by)


def _change(publication: Publication, how: Callable[[dict], None], version: int, by: User) -> Batch | None:
    def of_row(row: dict[str, Any]) -> None:
        if row["uid"] == publication.uid:
            how(row)

    return _change_rows(publication.post, of_row, version, by)


def _change_rows(post: Post, how: Callable[[dict], None], version: int, by: User | None) -> Batch | None:
    def of_post(_post, content) -> None:
        for row in content["publications"]:
            how(row)

    return change(
        workspace=post.workspace,
        posts=whole(Post.objects.filter(pk=post.pk)),
        kind=Batch.Kind.BULK,
        by=by,
        how=of_post,
        versions={post.pk: version},
    )
