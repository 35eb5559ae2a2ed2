"""Review: who has to agree, asking for it, and what reviewers decide."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from calendar_app import reminders, review
from calendar_app.contents import content_of, digest, edited
from calendar_app.models import Approval, Comment, Post, ReviewPolicy, Revision, Share
from cmtool.lib.versions import Stale, save_version
from workspaces import audit
from workspaces.models import User

from .posts import CLEARED, forget_prefetched, write
from .statuses import set_status


class NotAsked(Exception):
    """Nobody waits for this decision: ``last`` is the one that settled the post, if any."""

    def __init__(self, last: Approval | None):
        super().__init__("not asked")
        self.last = last


# Rules -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_policy(
    *,
    policy: ReviewPolicy,
    fields: Iterable[str],
    reviewers: Iterable[User],
    trusted: Iterable[User],
    version: int,
    by: User,
) -> ReviewPolicy:
    """Keep the rule. ``Stale`` when it changed since ``version``, or when the place has got one meanwhile."""
    if policy.pk is None:
        if ReviewPolicy.objects.filter(channel=policy.channel, sensitivity=policy.sensitivity).exists():
            raise Stale
        policy.save()
    else:
        save_version(policy, list(fields), version=version)
    policy.reviewers.set(reviewers)
    policy.trusted.set(trusted)
    audit.record(policy.workspace, "policy.saved", by=by, target=policy)
    reminders.ask_recheck(policy.workspace)
    return policy


@transaction.atomic
def remove_policy(*, policy: ReviewPolicy, by: User) -> None:
    """From now on the rule for every channel holds there, or the one that holds where nothing is said."""
    audit.record(policy.workspace, "policy.removed", by=by, target=policy)
    policy.delete()
    reminders.ask_recheck(policy.workspace)


@transaction.atomic
def send_back_uncleared(pk: int) -> bool:
    """A post that was cleared under other rules, and no longer is, goes back to review."""
    post = Post.objects.live().select_for_update(of=("self",)).select_related("workspace").filter(pk=pk).first()
    if post is None or post.status not in CLEARED or review.may_go_out(post):
        return False
    write(post=post, content=content_of(post), version=post.version, by=None, verb="post.status")
    return True


# Decisions -------------------------------------------------------------------------------------------------------


def ask(*, post: Post, version: int, by: User) -> Post:
    """Put the post before its reviewers."""
    return set_status(post=post, status=Post.Status.REVIEW, version=version, by=by)


@transaction.atomic
def decide(
    *,
    post: Post,
    decision: str,
    version: int,
    note: str = "",
    by: User | None = None,
    share: Share | None = None,
    guest_name: str = "",
) -> Approval:
    """Approve the post as it was at ``version``, or ask for changes; by a member, or through a review link.

    ``Stale`` when what it says has changed since; ``NotAsked`` when the post is not, or no longer, up for this.
    """
    post = Post.objects.live().select_for_update(of=("self",)).select_related("workspace").filter(pk=post.pk).first()
    if post is None or _digest_at(post, version) != post.content_digest:
        raise Stale
    if post.status not in _open_to(decision, share):
        raise NotAsked(post.approvals.filter(content_digest=post.content_digest).first())
    approval = Approval.objects.create(
        workspace=post.workspace,
        post=post,
        decision=decision,
        note=note,
        version=post.version,
        content_digest=post.content_digest,
        by=by,
        share=share,
        guest_name=guest_name,
    )
    verb = f"review.guest_{decision}" if share else f"review.{decision}"
    audit.record(post.workspace, verb, by=by, target=post, guest=guest_name)
    _follow(post, approval)
    return approval


def _digest_at(post: Post, version: int) -> str:
    seen = Revision.objects.filter(post=post, number=version).first()
    return digest(seen.content) if seen else ""


def _open_to(decision: str, share: Share | None) -> tuple[str, ...]:
    """Statuses in which the decision is awaited. What is cleared, a member may still call back."""
    if decision == Approval.Decision.CHANGES and share is None:
        return (Post.Status.REVIEW, *CLEARED)
    return (Post.Status.REVIEW,)


def _follow(post: Post, approval: Approval) -> None:
    """What the decision makes of the post: approved once every need is met, a draft again where changes are asked."""
    forget_prefetched(post)
    if approval.decision == Approval.Decision.CHANGES:
        status = Post.Status.DRAFT
    elif review.may_go_out(post):
        status = Post.Status.APPROVED
    else:
        return
    content = edited(content_of(post))
    content["post"]["status"] = status
    write(post=post, content=content, version=post.version, by=approval.by, verb="post.status")


@transaction.atomic
def comment_from_outside(*, post: Post, text: str, share: Share, guest_name: str) -> Comment:
    """A word that everybody with a link to the post sees, and the team."""
    comment = Comment.objects.create(
        workspace=post.workspace, post=post, text=text, internal=False, guest_name=guest_name
    )
    audit.record(post.workspace, "review.guest_commented", by=None, target=post, guest=guest_name, share=share.pk)
    return comment
