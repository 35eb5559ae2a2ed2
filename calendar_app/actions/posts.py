"""Writing posts. Each change goes through ``write`` or, for many at once, through ``write_each``, ``write_new`` and
``take_out``, which do the same by fewer statements: one version, one revision, one line in the journal, approvals that
hold for what was read only, nothing overwritten unseen."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.db.models import F, Model
from django.dispatch import Signal
from django.utils import timezone

from calendar_app import clock, review
from calendar_app.contents import Content, content_of, content_with, digest, publication_content, searched
from calendar_app.models import Attachment, Post, PostTag, Publication, Revision
from cmtool.lib.versions import Stale
from workspaces import audit
from workspaces.models import User, Workspace

from . import links, pictures

#: Sent with the workspace, the posts and whether words changed (``worded``), in the transaction of the change: apps
#: above this one follow what is planned.
posts_written = Signal()
CHUNK = 500  # rows per statement

#: Statuses that promise that the post goes out: only approved content may stand there.
CLEARED = (Post.Status.APPROVED, Post.Status.SCHEDULED)

#: What a change writes of a post, said or following from what is said; and of a publication beside what is said.
RESULTS = (*Post.SAID, "guarded", "deleted_at", "worded_by", "content_digest", "search", "updated_at", "version")
OF_PLACE = ("at", "published_at", "moves", "reminded_at")


@transaction.atomic
def write(*, post: Post, content: Content, version: int, by: User | None, verb: str = "") -> Post:
    """Make the post say ``content``, if it is still at ``version`` (else ``Stale``).

    A new post is created. A post that is cleared to go out and whose content is no longer approved goes back to
    review. ``verb`` is what the journal says; "post.created" or "post.edited" by default.
    """
    if post.pk is None:
        write_new(workspace=post.workspace, said=[(post, content)], by=by)
    elif write_each(workspace=post.workspace, said=[(post, content, version)], by=by, verb=verb):
        raise Stale
    return post


@transaction.atomic
def write_each(
    *, workspace: Workspace, said: Iterable[tuple[Post, Content, int]], by: User | None, verb: str = ""
) -> list[Post]:
    """Write stored posts, each with its content and the version at which it is expected to be (see ``write``).

    Those that have moved on since are left as they are, and returned. The number of statements hardly grows with that
    of posts: each step below is done for ``CHUNK`` of them together.
    """
    rules, kept = cache(lambda: review.Rules(workspace)), []
    for chunk in _chunks(said):
        stored = _locked(post.pk for post, _content, _version in chunk)
        same = []
        for post, content, version in chunk:
            there = stored.get(post.pk)
            if there is not None and there.version == version:
                same.append((post, content))
            else:
                kept.append(post)
        if same:
            _rewrite(workspace, same, stored, rules, by, verb or "post.edited")
    return kept


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _locked(ids: Iterable[int]) -> dict[int, Post]:
    """The posts as they are stored; nobody else writes them until the transaction is over."""
    rows = Post.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {post.pk: post for post in rows}


def _rewrite(
    workspace: Workspace,
    said: list[tuple[Post, Content]],
    stored: dict[int, Post],
    rules: Callable[[], review.Rules],
    by: User | None,
    verb: str,
) -> None:
    posts, now = [post for post, _content in said], timezone.now()
    for post, content in said:
        _say(post, content)
        post.version, post.updated_at = stored[post.pk].version + 1, now
    _write_tags(workspace, said)
    said = pictures.brought(said)
    _write_attachments(said)
    _write_publications(said)
    _load(posts)
    worded = [_settle(post, stored[post.pk], rules, by) for post in posts]
    _store(Post, [(post, stored[post.pk]) for post in posts], RESULTS)
    _note_first_days(posts)
    links.settle(*posts)
    Revision.objects.bulk_create(
        Revision(workspace=workspace, post=post, number=post.version, content=content_of(post), by=by) for post in posts
    )
    for post in posts:
        forget_prefetched(post)
    audit.record_each(workspace, verb, by=by, targets=posts)
    posts_written.send(sender=Post, workspace=workspace, posts=posts, worded=any(worded))


def _load(posts: list[Post]) -> None:
    """All that ``content_of`` and ``review.missing`` read, as it is stored now."""
    for post in posts:
        forget_prefetched(post)
    models.prefetch_related_objects(posts, "publications__media", "attachments", "tags", "approvals__share__workspace")


def _settle(post: Post, before: Post, rules: Callable[[], review.Rules], by: User | None) -> bool:
    """All that follows from the content of a post, read by ``_load``; whether words changed."""
    written = content_of(post)
    now = digest(written)
    worded = post.content_digest != now
    _note_wording(post, now, by)
    post.guarded = review.guarded(post, before)
    if post.guarded and rules().may_be_lowered(post, _stood_on(post)):
        post.guarded = ""
    publications = list(post.publications.all())
    if settled := _settled_status(post, publications, lambda: review.may_go_out(post, rules())):
        post.status = settled
    post.search = searched(written)
    return worded


def _stood_on(post: Post) -> set[int | None]:
    """The channels of every version of the post, and of the post that it is a copy of."""
    versions = Revision.objects.filter(post__in=[post.pk, post.copied_from_id or post.pk])
    return {row["channel"] for version in versions for row in version.content["publications"]}


def _store(model, rows: Iterable[tuple[Model, Model]], names: Iterable[str]) -> None:
    """Write the fields ``names`` of rows beside which the same rows stand as they were; those that differ only."""
    rows, same, each = list(rows), {}, []
    for field in (model._meta.get_field(name) for name in names):
        values = [getattr(now, field.attname) for now, _before in rows]
        if values != [getattr(before, field.attname) for _now, before in rows]:
            if all(value == values[0] for value in values):
                same[field.attname] = values[0]
            else:
                each.append(field.name)
    if same:
        model.objects.filter(pk__in=[now.pk for now, _before in rows]).update(**same)
    if each:
        model.objects.bulk_update([now for now, _before in rows], each, batch_size=CHUNK)


def write_new(*, workspace: Workspace, said: list[tuple[Post, Content]], by: User | None) -> list[Post]:
    """Create many posts: what ``write`` would make of each, by a number of statements that hardly grows."""
    rules = review.Rules(workspace)
    publications: dict[int, list[Publication]] = {}
    revisions, posts = [], []
    for post, content in (said := pictures.to_bring(said)):
        own = [_new_publication(post, row) for row in content["publications"]]
        written = _settle_new(post, content, own, rules, by)
        posts.append(post)
        revisions.append(Revision(workspace=workspace, post=post, number=post.version, content=written, by=by))
        publications[id(post)] = own
    Post.objects.bulk_create(posts, batch_size=CHUNK)
    every = [publication for own in publications.values() for publication in own]
    Publication.objects.bulk_create(every, batch_size=CHUNK)
    tags = _tags(workspace, said)
    _tag({(post.pk, tags[name].pk) for post, content in said for name in content["tags"]})
    pictures.bring_all([(row.post, row.content, publications[id(row.post)]) for row in revisions])
    Revision.objects.bulk_create(revisions, batch_size=CHUNK)
    shortened = links.shortening()
    short = [post for post in posts if any(each.channel_id in shortened for each in publications[id(post)])]
    for chunk in _chunks(short):
        links.settle(*chunk)
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
        for post in same:
            post.deleted_at, post.version = at, post.version + 1
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
    written["attachments"] = content["attachments"]
    for row, wanted in zip(written["publications"], content["publications"], strict=True):
        row["media"] = wanted["media"] if wanted["own_media"] else []
    _note_wording(post, digest(written), by)
    post.search = searched(written)
    channels = {publication.channel_id for publication in publications}
    needs = [need for sensitivity in review.held(post) for need in rules.needs_on(channels, sensitivity)]
    may_go_out = all(need.met(set(), post.worded_by_id) for need in needs)
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


def _write_tags(workspace: Workspace, said: list[tuple[Post, Content]]) -> None:
    tags = _tags(workspace, said)
    through = Post.tags.through
    wanted = {(post.pk, tags[name].pk) for post, content in said for name in content["tags"]}
    there = {
        (row.post_id, row.posttag_id): row.pk
        for row in through.objects.filter(post__in=[post.pk for post, _content in said])
    }
    through.objects.filter(pk__in=[pk for pair, pk in there.items() if pair not in wanted]).delete()
    _tag(wanted - there.keys())


def _tags(workspace: Workspace, said: list[tuple[Post, Content]]) -> dict[str, PostTag]:
    """The tags of these contents by name; those that are not there yet are made."""
    names = list(dict.fromkeys(name for _post, content in said for name in content["tags"]))
    known = {tag.name: tag for tag in PostTag.objects.filter(name__in=names)} if names else {}
    missing = [PostTag(workspace=workspace, name=name) for name in names if name not in known]
    PostTag.objects.bulk_create(missing, batch_size=CHUNK)
    return known | {tag.name: tag for tag in missing}


def _tag(pairs: Iterable[tuple[int, int]]) -> None:
    through = Post.tags.through
    rows = [through(post_id=post, posttag_id=tag) for post, tag in sorted(pairs)]
    through.objects.bulk_create(rows, batch_size=CHUNK)


def _write_attachments(said: list[tuple[Post, Content]]) -> None:
    """Alternatives, order and presence; the files themselves are added by ``actions.compose``."""
    wanted = {(post.pk, row["id"]): row for post, content in said for row in content["attachments"]}
    rows = []
    for attachment in Attachment.objects.filter(post__in=[post.pk for post, _content in said]):
        before = copy.copy(attachment)
        row = wanted.get((attachment.post_id, attachment.pk))
        if row is None:
            attachment.removed_at = attachment.removed_at or timezone.now()
        else:
            attachment.removed_at, attachment.alt, attachment.position = None, row["alt"], row["position"]
        rows.append((attachment, before))
    _store(Attachment, rows, ("removed_at", "alt", "position"))


def _write_publications(said: list[tuple[Post, Content]]) -> None:
    """Those that are no longer said go, the others are changed or added; a channel has one per post."""
    ids = [post.pk for post, _content in said]
    stored: dict[int, dict[str, Publication]] = {pk: {} for pk in ids}
    for publication in Publication.objects.filter(post__in=ids).prefetch_related("media"):
        stored[publication.post_id][publication.uid] = publication
    gone, swapped, new, changed, media = [], [], [], [], []
    for post, content in said:
        there, rows = stored[post.pk], content["publications"]
        gone += [each.pk for uid, each in there.items() if uid not in {row["uid"] for row in rows}]
        moved = [
            there[row["uid"]].pk
            for row in rows
            if row["uid"] in there and there[row["uid"]].channel_id != row["channel"]
        ]
        swapped += moved if len(moved) > 1 else []  # two may change places
        for row in rows:
            publication = there.get(row["uid"])
            if publication is None:
                publication = _new_publication(post, row)
                new.append(publication)
                media += [(publication, row)] if row["media"] else []
            elif publication_content(publication) != {**row, "media": sorted(row["media"])}:
                before = copy.copy(publication)
                _change_publication(publication, row)
                changed.append((publication, before))
                media.append((publication, row))
    Publication.objects.filter(pk__in=gone).delete()
    Publication.objects.filter(pk__in=swapped).update(channel=None)
    _store(Publication, changed, ("channel", *Publication.SAID, *OF_PLACE))
    Publication.objects.bulk_create(new, batch_size=CHUNK)
    _write_media(media)


def _change_publication(publication: Publication, row: dict[str, Any]) -> None:
    day, time = publication.day, publication.time
    _say_publication(publication, row)
    if publication.first_day and day and publication.day != day:
        publication.moves += 1
    if (day, time) != (publication.day, publication.time):
        publication.reminded_at = None


def _write_media(said: list[tuple[Publication, dict[str, Any]]]) -> None:
    """Which of its post's attachments a publication shows, where they are its own."""
    own = dict(
        Attachment.objects.filter(pk__in={pk for _each, row in said for pk in row["media"]}).values_list("pk", "post")
    )
    through = Publication.media.through
    wanted = {
        (publication.pk, pk)
        for publication, row in said
        if row["own_media"]
        for pk in row["media"]
        if own.get(pk) == publication.post_id
    }
    there = {
        (row.publication_id, row.attachment_id): row.pk
        for row in through.objects.filter(publication__in=[publication.pk for publication, _row in said])
    }
    through.objects.filter(pk__in=[pk for pair, pk in there.items() if pair not in wanted]).delete()
    rows = [through(publication_id=each, attachment_id=pk) for each, pk in sorted(wanted - there.keys())]
    through.objects.bulk_create(rows, batch_size=CHUNK)


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


def _note_first_days(posts: list[Post]) -> None:
    """The first day that was promised is kept: what moves later counts from there."""
    cleared = [post.pk for post in posts if post.status in CLEARED]
    Publication.objects.filter(post__in=cleared, first_day=None).update(first_day=F("day"))
