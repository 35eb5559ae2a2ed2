"""Writing posts. Each change goes through ``write``: one version, one revision, nothing overwritten unseen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone

from calendar_app import clock, review
from calendar_app.contents import Content, content_of, digest, publication_content, searched
from calendar_app.models import Attachment, Post, PostTag, Publication, Revision
from cmtool.lib.versions import save_version
from workspaces import audit
from workspaces.models import User

from . import links

#: Sent with the post and whether its words changed (``worded``), in the transaction of the change: apps above this one
#: follow what is planned.
post_written = Signal()

#: Statuses that promise that the post goes out: only approved content may stand there.
CLEARED = (Post.Status.APPROVED, Post.Status.SCHEDULED)


@transaction.atomic
def write(*, post: Post, content: Content, version: int, by: User | None, verb: str = "") -> Post:
    """Make the post say ``content``, if it is still at ``version`` (else ``Stale``).

    A new post is created. A post that is cleared to go out and whose content is no longer approved goes back to
    review. ``verb`` is what the journal says; "post.created" or "post.edited" by default.
    """
    new = post.pk is None
    for name in Post.SAID:
        field = Post._meta.get_field(name)
        setattr(
            post,
            field.attname,
            field.to_python(content["post"][name]) if not field.is_relation else content["post"][name],
        )
    if new:
        post.author = post.author or by
        post.save()
    else:
        save_version(post, [*Post.SAID, "deleted_at"], version=version)
    _write_tags(post, content["tags"])
    _write_attachments(post, content["attachments"])
    _write_publications(post, content["publications"])
    forget_prefetched(post)
    written = content_of(post)
    worded = post.content_digest != digest(written)
    _note_wording(post, digest(written), by)
    if settled := _settled_status(post):
        post.status = written["post"]["status"] = settled
    Post.objects.filter(pk=post.pk).update(
        status=post.status,
        worded_by=post.worded_by,
        content_digest=post.content_digest,
        search=searched(written),
    )
    _note_first_days(post)
    links.settle(post)
    Revision.objects.create(workspace=post.workspace, post=post, number=post.version, content=written, by=by)
    audit.record(post.workspace, verb or ("post.created" if new else "post.edited"), by=by, target=post)
    post_written.send(sender=Post, post=post, worded=worded)
    return post


def _note_wording(post: Post, now: str, by: User | None) -> None:
    """Who changed what reviewers read: trust in a person covers that person's words only."""
    if post.content_digest != now:
        post.content_digest, post.worded_by = now, by


def _settled_status(post: Post) -> str | None:
    """The status that the post cannot keep its own for: what its publications became, and what approvals allow."""
    states = {publication.state for publication in post.publications.all() if publication.channel_id}
    planned = Publication.State.PLANNED in states
    status = post.status
    if status != Post.Status.DROPPED and Publication.State.PUBLISHED in states and not planned:
        return Post.Status.PUBLISHED
    if status == Post.Status.PUBLISHED and planned:
        status = Post.Status.SCHEDULED
    if status in CLEARED and not review.may_go_out(post):
        status = Post.Status.REVIEW
    return status if status != post.status else None


def forget_prefetched(post: Post) -> None:
    """What was loaded with the post may no longer hold."""
    post._prefetched_objects_cache = {}


def _write_tags(post: Post, names: list[str]) -> None:
    kept = {tag.name: tag for tag in PostTag.objects.filter(name__in=names)}
    missing = [PostTag(workspace=post.workspace, name=name) for name in dict.fromkeys(names) if name not in kept]
    PostTag.objects.bulk_create(missing)
    post.tags.set([*kept.values(), *missing])


def _write_attachments(post: Post, wanted: list[dict[str, Any]]) -> None:
    """Alternatives, order and presence; the files themselves are added by ``actions.media``."""
    said = {row["id"]: row for row in wanted}
    for attachment in Attachment.objects.filter(post=post):
        row = said.get(attachment.pk)
        if row is None:
            attachment.removed_at = attachment.removed_at or timezone.now()
        else:
            attachment.removed_at, attachment.alt, attachment.position = None, row["alt"], row["position"]
        attachment.save(update_fields=["removed_at", "alt", "position"])


def _write_publications(post: Post, wanted: list[dict[str, Any]]) -> None:
    """Those that are no longer said go, the others are changed or added; a channel has one per post."""
    stored = {publication.uid: publication for publication in Publication.objects.filter(post=post)}
    said = {row["uid"] for row in wanted if row["uid"]}
    Publication.objects.filter(post=post, uid__in=stored.keys() - said).delete()
    for row in wanted:
        publication = stored.get(row["uid"]) or Publication(workspace=post.workspace, post=post)
        if row["uid"]:
            publication.uid = row["uid"]
        _write_publication(publication, row, post)


def _write_publication(publication: Publication, row: dict[str, Any], post: Post) -> None:
    before = publication_content(publication) if publication.pk else None
    if before == {**row, "media": sorted(row["media"])}:
        return
    day_before = publication.day
    publication.channel_id = row["channel"]
    for name in Publication.SAID:
        setattr(publication, name, Publication._meta.get_field(name).to_python(row[name]))
    if publication.first_day and day_before and publication.day != day_before:
        publication.moves += 1
    publication.at = _moment(publication)
    if before and (before["day"], before["time"]) != (row["day"], row["time"]):
        publication.reminded_at = None
    _settle_state(publication)
    publication.save()
    publication.media.set(Attachment.objects.filter(post=post, pk__in=row["media"]) if row["own_media"] else [])


def _moment(publication: Publication) -> dt.datetime | None:
    if publication.day is None or publication.time is None:
        return None
    return clock.moment(publication.day, publication.time, publication.zone)


def _settle_state(publication: Publication) -> None:
    if publication.state == Publication.State.PUBLISHED:
        publication.published_at = publication.published_at or publication.at or timezone.now()
    else:
        publication.published_at = None


def _note_first_days(post: Post) -> None:
    """The first day that was promised is kept: what moves later counts from there."""
    if post.status in CLEARED:
        Publication.objects.filter(post=post, first_day=None).update(first_day=F("day"))
