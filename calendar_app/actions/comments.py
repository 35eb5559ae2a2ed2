"""Words on a post, and telling those who are named in them."""

from __future__ import annotations

import re
import unicodedata

from django.db import transaction
from django.utils import timezone

from calendar_app.models import Comment, Post
from jobs.actions import enqueue
from workspaces import audit
from workspaces.models import User, Workspace

KIND = "calendar.mentions"


@transaction.atomic
def add(*, post: Post, text: str, internal: bool, by: User) -> Comment:
    comment = Comment.objects.create(workspace=post.workspace, post=post, text=text, internal=internal, by=by)
    named = [user for user in mentioned(post.workspace, text) if user != by]
    comment.mentions.set(named)
    audit.record(post.workspace, "post.commented", by=by, target=post)
    if named:
        enqueue(
            workspace=post.workspace, kind=KIND, key=f"comment:{comment.pk}", payload={"comment": comment.pk}, by=by
        )
    return comment


@transaction.atomic
def remove(*, comment: Comment, by: User) -> None:
    if Comment.objects.filter(pk=comment.pk, removed_at=None).update(removed_at=timezone.now()):
        audit.record(comment.workspace, "post.comment_removed", by=by, target=comment.post)


@transaction.atomic
def restore(*, comment: Comment, by: User) -> None:
    if Comment.objects.filter(pk=comment.pk).exclude(removed_at=None).update(removed_at=None):
        audit.record(comment.workspace, "post.comment_restored", by=by, target=comment.post)


def mentioned(workspace: Workspace, text: str) -> list[User]:
    """The members whose name, or whose first name when nobody shares it, follows an @ in the text."""
    folded = _folded(text)
    members = list(User.objects.filter(memberships__workspace=workspace, is_active=True).order_by("pk"))
    firsts = [_first(user) for user in members]
    return [
        user
        for user, first in zip(members, firsts, strict=True)
        if any(_is_named(name, folded) for name in {_folded(user.name), first if firsts.count(first) == 1 else ""})
    ]


def _first(user: User) -> str:
    return _folded(user.name).partition(" ")[0]


def _is_named(name: str, text: str) -> bool:
    return bool(name) and re.search(rf"(?<!\w)@{re.escape(name)}(?!\w)", text) is not None


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
