"""Saving what the composer holds: the content, new pictures, and the step that was asked for, as one change."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from calendar_app import media
from calendar_app.contents import Content, content_of, edited, new_content
from calendar_app.media import Medium
from calendar_app.models import Attachment, Batch, Draft, Post, Publication, Revision
from calendar_app.uploads import Upload
from strategy.models import Channel
from workspaces.models import User, Workspace

from .posts import write
from .statuses import Refused, set_status

RELATIONS = ("objective", "pillar", "community", "owner")
MOST_DRAFTS = 10  # of new posts, per person
OF_PUBLISHING = ("state", "permalink", "external_id")


def store(workspace: Workspace, read: list[tuple[Medium, str, str]]) -> list[Upload]:
    """Write files before the transaction begins; ``forget`` them when it does not end well."""
    return [Upload.of(medium, name, alt, media.keep(workspace.pk, medium)) for medium, name, alt in read]


def forget(uploads: list[Upload]) -> None:
    for upload in uploads:
        media.discard(upload.key)


@transaction.atomic
def save(
    *,
    post: Post,
    content: Content,
    version: int,
    by: User,
    uploads: list[Upload] = (),
    step: str = "",
    reason: str = "",
    key: str = "",
) -> str:
    """Write the post and take the ``step`` (a status). Returns why the step could not be taken ("": it was).

    The text is stored in either case. ``Stale`` when the post is no longer at ``version``; the person's draft of it
    (for a new post: the one with this ``key``) goes once it is saved.
    """
    Draft.objects.filter(workspace=post.workspace, user=by, post=post.pk, key=key).delete()
    verb = ""
    if post.pk is None and uploads:  # pictures need a post to belong to
        post.author, verb = by, "post.created"
        post.save()
    if uploads:
        content = edited(content)
        content["attachments"] += _added(post, uploads, len(content["attachments"]), by)
    if post.pk is None or verb or content != content_of(Post.objects.get(pk=post.pk)) or post.version != version:
        write(post=post, content=content, version=version, by=by, verb=verb)
    if not step or step == post.status:
        return ""
    try:
        set_status(post=post, status=step, version=post.version, by=by, reason=reason)
    except Refused as refused:
        return refused.code
    return ""


def _added(post: Post, uploads: list[Upload], first: int, by: User) -> list[dict[str, Any]]:
    rows = []
    for position, upload in enumerate(uploads, first):
        row = Attachment.objects.create(
            workspace=post.workspace,
            post=post,
            kind=upload.kind,
            file=upload.key,
            name=upload.name,
            alt=upload.alt,
            mime=upload.mime,
            size=upload.size,
            width=upload.width,
            height=upload.height,
            digest=upload.digest,
            position=position,
            removed_at=timezone.now(),  # until the content that holds it is written
            by=by,
        )
        rows.append({"id": row.pk, "name": row.name, "alt": row.alt, "digest": row.digest, "position": position})
    return rows


def way_back(*, post: Post, before: Content, by: User) -> Batch | None:
    """To the pictures that the last change of ``post`` took off; None where it took none. The rest stays changed."""
    now = content_of(Post.objects.get(pk=post.pk))
    here = {row["id"] for row in now["attachments"]}
    gone = [row for row in before["attachments"] if row["id"] not in here]
    if not gone:
        return None
    former = {row["uid"]: set(row["media"]) - here for row in before["publications"]}
    now["attachments"] = sorted(now["attachments"] + gone, key=lambda row: row["position"])
    for row in now["publications"]:
        row["media"] = sorted({*row["media"], *(former.get(row["uid"], ()) if row["own_media"] else ())})
    changes = [{"id": post.pk, "before": now, "version": post.version}]
    return Batch.objects.create(workspace=post.workspace, kind=Batch.Kind.BULK, changes=changes, by=by)


def new_idea(*, workspace: Workspace, title: str, by: User) -> Post:
    content = new_content(title=title, status=Post.Status.IDEA)
    return write(post=Post(workspace=workspace), content=content, version=0, by=by)


@transaction.atomic
def restore(*, post: Post, revision: Revision, by: User) -> Post:
    """Say again what an earlier version said, as a new version.

    Where the post stands (status, what was published) is no part of it; what is gone since stays away.
    """
    now, content = content_of(post), edited(revision.content)
    for name in ("status", "dropped_reason"):
        content["post"][name] = now["post"][name]
    for name in RELATIONS:
        model = Post._meta.get_field(name).related_model
        if not model.objects.filter(pk=content["post"][name]).exists():
            content["post"][name] = None
    content["publications"] = _publications_again(content, now)
    return write(post=post, content=content, version=post.version, by=by)


def _publications_again(content: Content, now: Content) -> list[dict[str, Any]]:
    """Those of the earlier version with their present state; what is published stays published."""
    present = {row["uid"]: row for row in now["publications"]}
    published = {row["channel"]: row for row in now["publications"] if row["state"] == Publication.State.PUBLISHED}
    out = {channel: row["uid"] for channel, row in published.items()}
    known = set(Channel.objects.values_list("pk", flat=True))
    rows = [row for row in content["publications"] if row["channel"] is None or row["channel"] in known]
    # Taken off a channel and put there again since: the one that went out is meant, and it stays where it went out.
    rows = [row | {"uid": out.get(row["channel"], row["uid"])} for row in rows]
    rows = [row for row in rows if row["channel"] in out or row["uid"] not in out.values()]
    for row in rows:
        if row["uid"] in present:
            row |= {name: present[row["uid"]][name] for name in OF_PUBLISHING}
        else:
            row |= {"state": Publication.State.PLANNED, "permalink": "", "external_id": ""}
    channels = {row["channel"] for row in rows}
    return rows + [row for channel, row in published.items() if channel not in channels]


@transaction.atomic
def keep_draft(
    *, workspace: Workspace, user: User, post: Post | None, typed: dict[str, list[str]], seen: int, key: str = ""
) -> Draft:
    """Keep what is in the composer; the former draft of the same post by the same person gives way.

    New posts are told apart by the ``key`` of their composer; of more than ``MOST_DRAFTS`` the oldest go.
    """
    fields = {"data": typed, "seen_version": seen, "at": timezone.now()}
    draft, new = Draft.objects.update_or_create(workspace=workspace, user=user, post=post, key=key, defaults=fields)
    if new and post is None:
        kept = Draft.objects.filter(workspace=workspace, user=user, post=None).order_by("-at", "-pk")
        Draft.objects.filter(pk__in=list(kept.values_list("pk", flat=True)[MOST_DRAFTS:])).delete()
    return draft
