"""Whether a post may go out: whose approval it needs, and whether it has it. Closed unless something opens it."""

from __future__ import annotations

from dataclasses import dataclass, field

from calendar_app.models import Approval, Post, ReviewPolicy
from workspaces.permissions import Role

#: Who approves where a policy names nobody.
APPROVERS = (Role.LEAD, Role.ADMIN)


@dataclass(frozen=True)
class Need:
    """One rule that a post falls under: ``need`` people of ``reviewers`` (user ids) have to approve."""

    need: str
    reviewers: frozenset[int] = field(default_factory=frozenset)
    trusted: frozenset[int] = field(default_factory=frozenset)

    def met(self, approved: set[int], worded_by: int | None) -> bool:
        if self.need == ReviewPolicy.Need.NONE or worded_by in self.trusted:
            return True
        if not self.reviewers:
            return False
        if self.need == ReviewPolicy.Need.ALL:
            return self.reviewers <= approved
        return bool(self.reviewers & approved)


def needs(post: Post) -> list[Need]:
    """The rules that hold for the post, one per channel; the workspace's default where a channel has none."""
    policies = list(ReviewPolicy.objects.filter(sensitivity=post.sensitivity).prefetch_related("reviewers", "trusted"))
    by_channel = {policy.channel_id: policy for policy in policies}
    default = by_channel.get(None)
    members = dict(post.workspace.memberships.values_list("user", "role"))
    channels = {publication.channel_id for publication in post.publications.all()} or {None}
    return [_need(by_channel.get(channel, default), post, members) for channel in sorted(channels, key=str)]


def _need(policy: ReviewPolicy | None, post: Post, members: dict[int, str]) -> Need:
    approvers = frozenset(user for user, role in members.items() if role in APPROVERS)
    if policy is None:
        ordinary = post.sensitivity == Post.Sensitivity.ORDINARY
        return Need(ReviewPolicy.Need.NONE if ordinary else ReviewPolicy.Need.ONE, approvers)
    named = frozenset(user.pk for user in policy.reviewers.all())
    present = frozenset(members)
    # Reviewers who left cannot approve: all of those who stay must, and nobody left means that it stays closed.
    return Need(
        policy.need,
        (named & present) if named else approvers,
        frozenset(user.pk for user in policy.trusted.all()) & present,
    )


def approved_by(post: Post) -> set[int]:
    """Who approves of the post as it is now: each reviewer's last word, when it is about this very content."""
    last: dict[int, Approval] = {}
    for approval in post.approvals.exclude(by=None).order_by("at", "pk"):
        last[approval.by_id] = approval
    return {
        user
        for user, approval in last.items()
        if approval.decision == Approval.Decision.APPROVED and approval.content_digest == post.content_digest
    }


def may_go_out(post: Post) -> bool:
    """Whether every rule that the post falls under is met by the approvals of its present content."""
    approved = approved_by(post)
    return all(need.met(approved, post.worded_by_id) for need in needs(post))
