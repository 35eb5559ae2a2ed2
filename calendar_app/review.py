"""Whether a post may go out: whose approval it needs, and whether it has it. Closed unless something opens it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from calendar_app.models import Approval, Post, ReviewPolicy, Share
from strategy.models import Channel
from workspaces.models import User, Workspace
from workspaces.permissions import Permission, Role, allowed

#: Who approves where a policy names nobody.
APPROVERS = (Role.LEAD, Role.ADMIN)

#: The place of a post that has no channel yet.
Place = int | None


@dataclass(frozen=True)
class Need:
    """One rule that a post falls under: ``need`` people of ``reviewers`` (user ids) have to approve.

    ``sensitivity`` is that of the rule; it may be one that the post was lowered from (``Post.guarded``).
    Where ``outside`` holds, a reviewer from outside counts as one of them: enough where one is, required where all are.
    """

    need: str
    reviewers: frozenset[int] = field(default_factory=frozenset)
    trusted: frozenset[int] = field(default_factory=frozenset)
    outside: bool = False
    channel: Place = None
    sensitivity: str = Post.Sensitivity.ORDINARY

    def trusts(self, worded_by: int | None) -> bool:
        return worded_by in self.trusted

    def met(self, approved: set[int], worded_by: int | None, outside: bool = False) -> bool:
        """``approved`` by these people and, where ``outside``, by somebody with a review link."""
        if self.need == ReviewPolicy.Need.NONE or self.trusts(worded_by):
            return True
        said = [person in approved for person in self.reviewers] + [outside] * self.outside
        if self.need == ReviewPolicy.Need.ALL:
            return bool(self.reviewers) and all(said)
        return any(said)


class Rules:
    """The review rules of a workspace, read once for any number of posts."""

    def __init__(self, workspace: Workspace, policies: QuerySet[ReviewPolicy] | None = None):
        rows = ReviewPolicy.objects.all() if policies is None else policies
        self.members: dict[int, str] = dict(workspace.memberships.values_list("user", "role"))
        self.policies = {
            (policy.channel_id, policy.sensitivity): policy for policy in rows.prefetch_related("reviewers", "trusted")
        }

    def policy(self, channel: Place, sensitivity: str) -> ReviewPolicy | None:
        """What is said for the channel, else for every channel."""
        return self.policies.get((channel, sensitivity)) or self.policies.get((None, sensitivity))

    def need(self, channel: Place, sensitivity: str) -> Need:
        approvers = frozenset(user for user, role in self.members.items() if role in APPROVERS)
        policy = self.policy(channel, sensitivity)
        if policy is None:
            ordinary = sensitivity == Post.Sensitivity.ORDINARY
            need = ReviewPolicy.Need.NONE if ordinary else ReviewPolicy.Need.ONE
            return Need(need, approvers, channel=channel, sensitivity=sensitivity)
        named = frozenset(user.pk for user in policy.reviewers.all())
        present = frozenset(self.members)
        # Reviewers who left cannot approve: all of those who stay must, and nobody left means that it stays closed.
        return Need(
            policy.need,
            (named & present) if named else approvers,
            frozenset(user.pk for user in policy.trusted.all()) & present,
            policy.outside,
            channel,
            sensitivity,
        )

    def needs(self, post: Post) -> list[Need]:
        """The rules that hold for the post, one per channel; where it was lowered, those of before come on top."""
        channels = {publication.channel_id for publication in post.publications.all()}
        return [need for sensitivity in held(post) for need in self.needs_on(channels, sensitivity)]

    def needs_on(self, channels: set[Place], sensitivity: str) -> list[Need]:
        """The rules that hold for a post of this sensitivity on these channels."""
        return [self.need(channel, sensitivity) for channel in sorted(channels or {None}, key=str)]

    def may_be_lowered(self, post: Post, stood_on: set[Place]) -> bool:
        """Whether those who approve posts as sensitive as it was agree to it as it is now.

        Asked are the rules of its channels and of those where it ``stood_on`` before: a detour by a channel that asks
        for nothing changes nothing. Having had no channel yet asks nobody more.
        """
        channels = {publication.channel_id for publication in post.publications.all()} | stood_on
        return not _unmet(post, self.needs_on(channels - {None}, post.guarded))

    def awaiting(self, posts: QuerySet[Post], user: User) -> QuerySet[Post]:
        """Of ``posts``, those whose rules name ``user`` and that ``user`` has not approved as they are."""
        channels = list(Channel.objects.values_list("pk", flat=True))
        mine = Q()
        for sensitivity in Post.Sensitivity.values:
            places = [place for place in channels if user.pk in self.need(place, sensitivity).reviewers]
            place = Q(publications__channel__in=places)
            if user.pk in self.need(None, sensitivity).reviewers:
                place |= Q(publications__channel=None)  # also a post that stands nowhere yet
            mine |= (Q(sensitivity=sensitivity) | Q(guarded=sensitivity)) & place
        said = Approval.objects.filter(
            post=OuterRef("pk"),
            by=user,
            content_digest=OuterRef("content_digest"),
            decision=Approval.Decision.APPROVED,
        )
        return posts.filter(~Exists(said), pk__in=Post.objects.filter(mine).values("pk"))


def guarded(post: Post, before: Post) -> str:
    """``Post.guarded`` of a post that was ``before``; "" where its own sensitivity is as high as any."""
    rank = Post.Sensitivity.values.index
    highest = max(filter(None, (before.guarded, before.sensitivity)), key=rank)
    return highest if rank(highest) > rank(post.sensitivity) else ""


def held(post: Post) -> list[str]:
    """The sensitivities whose rules the post falls under."""
    return [post.sensitivity, *([post.guarded] if post.guarded else [])]


def needs(post: Post) -> list[Need]:
    """The rules that hold for the post, one per channel; the workspace's default where a channel has none."""
    return Rules(post.workspace, ReviewPolicy.objects.filter(sensitivity__in=held(post))).needs(post)


def may_decide(post: Post, user: User) -> bool:
    """Whether the rules name the person among those who decide on the post."""
    return any(user.pk in need.reviewers for need in needs(post))


def _last_words(post: Post, who: str) -> Iterator[Approval]:
    """Each one's last decision on the post; ``who`` is the attribute that tells them apart."""
    last: dict[int, Approval] = {}
    for approval in sorted(post.approvals.all(), key=lambda approval: (approval.at, approval.pk)):
        if getattr(approval, who) is not None:
            last[getattr(approval, who)] = approval
    yield from last.values()


def approves(approval: Approval, post: Post) -> bool:
    """Whether it is a yes to the post as it is now."""
    return approval.decision == Approval.Decision.APPROVED and approval.content_digest == post.content_digest


def approved_by(post: Post) -> set[int]:
    """Who approves of the post as it is now: each reviewer's last word, when it is about this very content."""
    return {approval.by_id for approval in _last_words(post, "by_id") if approves(approval, post)}


def approved_outside(post: Post) -> bool:
    """Whether somebody with a review link approves of the post as it is now.

    Only links count that are not revoked and whose maker still may set the review; a later "no" through any of them
    stands against it.
    """
    words = [word for word in _last_words(post, "share_id") if word.content_digest == post.content_digest]
    return bool(words) and all(approves(word, post) and _counts(word.share) for word in words)


def _counts(share: Share) -> bool:
    if share.kind != Share.Kind.REVIEW or share.revoked_at is not None:
        return False
    role = share.workspace.memberships.filter(user=share.by_id).values_list("role", flat=True).first()
    return role is not None and allowed(role, Permission.SET_REVIEW)


def may_go_out(post: Post, rules: Rules | None = None) -> bool:
    """Whether every rule that the post falls under is met by the approvals of its present content.

    ``rules``, read once, are for many posts.
    """
    return not missing(post, rules)


def missing(post: Post, rules: Rules | None = None) -> list[Need]:
    """The rules that keep the post in."""
    return _unmet(post, rules.needs(post) if rules else needs(post))


def _unmet(post: Post, asked: list[Need]) -> list[Need]:
    approved = approved_by(post)
    outside = any(need.outside for need in asked) and approved_outside(post)
    return [need for need in asked if not need.met(approved, post.worded_by_id, outside)]
