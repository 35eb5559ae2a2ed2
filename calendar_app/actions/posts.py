"""Writing posts. Each change goes through ``write``: one version, one revision, nothing overwritten unseen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone

from calendar_app import clock, review
from calendar_app.contents import Content, content_of, content_with, digest, publication_content, searched
from calendar_app.models import Attachment, Post, PostTag, Publication, Revision
from cmtool.lib.versions import save_version
from workspaces import audit
from workspaces.models import User, Workspace

from . import links

#: Sent with the workspace, the posts and whether words changed (``worded``), in the transaction of the change: apps
#: above this one follow what is planned.
posts_written = Signal()
CHUNK = 500  # rows per statement

#: Statuses that promise that the post goes out: only approved content may stand there.
CLEARED = (Post.Status.APPROVED, Post.Status.SCHEDULED)


@transaction.atomic
def write(*, post: Post, content: Content, version: int, by: User | None, verb: str = "") -> Post:
    """Make the post say ``content``, if it is still at ``version`` (else ``Stale``).

    A new post is created. A post that is cleared to go out and whose content is no longer approved goes back to
    review. ``verb`` is what the journal says; "post.created" or "post.edited" by default.
    """
    new = post.pk is None
    _say(post, content)
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
    if settled := _settled_status(post, list(post.publications.all()), lambda: review.may_go_out(post)):
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
    posts_written.send(sender=Post, workspace=post.workspace, posts=[post], worded=worded)
    return post


@transaction.atomic
def write_new(*, workspace: Workspace, said: list[tuple[Post, Content]], by: User | None) -> list[Post]:
    """Create many posts: what ``write`` would make of each, by a number of statements that hardly grows."""
    rules = review.Rules(workspace)
    publications: dict[int, list[Publication]] = {}
    revisions, posts = [], []
    for post, content in said:
        own = [_new_publication(post, row) for row in content["publications"]]
        written = _settle_new(post, content, own, rules, by)
        posts.append(post)
        revisions.append(Revision(workspace=workspace, post=post, number=post.version, content=written, by=by))
        publications[id(post)] = own
    Post.objects.bulk_create(posts, batch_size=CHUNK)
    every = [publication for own in publications.values() for publication in own]
    Publication.objects.bulk_create(every, batch_size=CHUNK)
    _tag_new(workspace, said)
    Revision.objects.bulk_create(revisions, batch_size=CHUNK)
    shortened = links.shortening()
    for post in posts:
        if any(publication.channel_id in shortened for publication in publications[id(post)]):
            links.settle(post)
    audit.record_each(workspace, "post.created", by=by, targets=posts)
    posts_written.send(sender=Post, workspace=workspace, posts=posts, worded=True)
    return posts


@transaction.atomic
def take_out(*, workspace: Workspace, posts: list[Post], by: User | None) -> list[Post]:
    """Take posts off every page as they are; those that have moved on meanwhile stay, and are returned.

    By a number of statements that hardly grows: a file of thousands of posts is taken back at once.
    """
    at, kept = timezone.now(), []
    for start in range(0, len(posts), CHUNK):
        chunk = posts[start : start + CHUNK]
        now = Post.objects.select_for_update(no_key=True).filter(pk__in=[post.pk for post in chunk])
        versions = dict(now.values_list("pk", "version"))
        same = [post for post in chunk if versions.get(post.pk) == post.version]
        kept += [post for post in chunk if versions.get(post.pk) != post.version]
        Post.objects.filter(pk__in=[post.pk for post in same]).update(
            deleted_at=at, updated_at=at, version=F("version") + 1
        )
        Revision.objects.bulk_create(
            Revision(workspace=workspace, post=post, number=post.version + 1, content=content_of(post), by=by)
            for post in same
        )
        audit.record_each(workspace, "post.deleted", by=by, targets=same)
        if same:
            posts_written.send(sender=Post, workspace=workspace, posts=same, worded=False)
    return kept


def _settle_new(
    post: Post, content: Content, publications: list[Publication], rules: review.Rules, by: User | None
) -> Content:
    """All that follows from the content of a post that nobody has approved yet; the content as it will be stored."""
    _say(post, content)
    post.author = post.author or by
    written = content_with(post, list(dict.fromkeys(content["tags"])), publications)
    _note_wording(post, digest(written), by)
    post.search = searched(written)
    channels = {publication.channel_id for publication in publications}
    may_go_out = all(need.met(set(), post.worded_by_id) for need in rules.needs_on(channels, post.sensitivity))
    if settled := _settled_status(post, publications, lambda: may_go_out):
        post.status = written["post"]["status"] = settled
    for publication in publications:
        publication.first_day = publication.day if post.status in CLEARED else None
    return written


def _new_publication(post: Post, row: dict[str, Any]) -> Publication:
    publication = Publication(workspace=post.workspace, post=post)
    if row["uid"]:
        publication.uid = row["uid"]
    _say_publication(publication, row)
    return publication


def _tag_new(workspace: Workspace, said: list[tuple[Post, Content]]) -> None:
    names = list(dict.fromkeys(name for _post, content in said for name in content["tags"]))
    known = {tag.name: tag for tag in PostTag.objects.all()}
    missing = [PostTag(workspace=workspace, name=name) for name in names if name not in known]
    PostTag.objects.bulk_create(missing, batch_size=CHUNK)
    known |= {tag.name: tag for tag in missing}
    through = Post.tags.through
    pairs = [(post, known[name]) for post, content in said for name in dict.fromkeys(content["tags"])]
    rows = [through(post_id=post.pk, posttag_id=tag.pk) for post, tag in pairs]
    through.objects.bulk_create(rows, batch_size=CHUNK)


def _say(post: Post, content: Content) -> None:
    for name in Post.SAID:
        field, value = Post._meta.get_field(name), content["post"][name]
        setattr(post, field.attname, value if field.is_relation else field.to_python(value))


def _note_wording(post: Post, now: str, by: User | None) -> None:
    """Who changed what reviewers read: trust in a person covers that person's words only."""
    if post.content_digest != now:
        post.content_digest, post.worded_by = now, by


def _settled_status(post: Post, publications: list[Publication], may_go_out: Callable[[], bool]) -> str | None:
    """The status that the post cannot keep its own for: what its publications became, and what approvals allow."""
    states = {publication.state for publication in publications if publication.channel_id}
    planned = Publication.State.PLANNED in states
    status = post.status
    if status != Post.Status.DROPPED and Publication.State.PUBLISHED in states and not planned:
        return Post.Status.PUBLISHED
    if status == Post.Status.PUBLISHED and planned:
        status = Post.Status.SCHEDULED
    if status in CLEARED and not may_go_out():
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
    moved = [row["uid"] for row in wanted if row["uid"] in stored and stored[row["uid"]].channel_id != row["channel"]]
    if len(moved) > 1:  # two may change places
        Publication.objects.filter(post=post, uid__in=moved).update(channel=None)
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
    _say_publication(publication, row)
    if publication.first_day and day_before and publication.day != day_before:
        publication.moves += 1
    if before and (before["day"], before["time"]) != (row["day"], row["time"]):
        publication.reminded_at = None
    publication.save()
    publication.media.set(Attachment.objects.filter(post=post, pk__in=row["media"]) if row["own_media"] else [])


def _say_publication(publication: Publication, row: dict[str, Any]) -> None:
    publication.channel_id = row["channel"]
    for name in Publication.SAID:
        setattr(publication, name, Publication._meta.get_field(name).to_python(row[name]))
    publication.at = _moment(publication)
    _settle_state(publication)


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
