"""What a reviewer reads: the words and pictures per network, and what changed since they were last approved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from calendar_app import differences, review
from calendar_app.contents import Content, content_of
from calendar_app.models import Approval, Attachment, Post, Publication, Revision
from strategy.models import Channel
from workspaces.models import User


@dataclass
class Wording:
    """What is said in the same way on one or several channels."""

    text: str
    link: str
    media: list[Attachment]
    publications: list[Publication] = field(default_factory=list)


class Row(NamedTuple):
    """One thing that differs, as pieces of text that are the same, gone or new (``differences.Piece``)."""

    label: str
    pieces: list[differences.Piece]


@dataclass(frozen=True)
class Asked:
    """One rule that holds the post back, with people instead of ids; ``left`` are those whose word is awaited."""

    need: review.Need
    channel: Channel | None
    people: list[User]
    left: list[User]
    trusted: bool
    met: bool
    lowered: str  # the sensitivity that the post had, where the rule is one of before


def whole(posts):
    """A queryset of posts with all that a reviewer reads."""
    return posts.select_related("workspace", "worded_by", "pillar").prefetch_related(
        "publications__channel", "publications__media", "attachments", "approvals__by", "approvals__share__workspace"
    )


def wordings(post: Post) -> list[Wording]:
    """The post as it is said on its channels; channels that say the same are together."""
    shared = [attachment for attachment in post.attachments.all() if attachment.removed_at is None]
    found: dict[tuple, Wording] = {}
    for place in post.publications.all():
        media = [each for each in place.media.all() if each.removed_at is None] if place.own_media else shared
        key = (place.wording, place.target, tuple(each.pk for each in media))
        found.setdefault(key, Wording(place.wording, place.target, media)).publications.append(place)
    return list(found.values()) or [Wording(post.text, post.link, shared)]


def rules_of(post: Post) -> list[Asked]:
    """The rules that the post falls under, for people to read."""
    needs, approved = review.needs(post), review.approved_by(post)
    outside = any(need.outside for need in needs) and review.approved_outside(post)
    people = User.objects.in_bulk({user for need in needs for user in need.reviewers})
    channels = {place.channel_id: place.channel for place in post.publications.all()}
    return [
        Asked(
            need=need,
            channel=channels.get(need.channel),
            people=[people[user] for user in sorted(need.reviewers)],
            left=[people[user] for user in sorted(need.reviewers - approved)],
            trusted=need.trusts(post.worded_by_id),
            met=need.met(approved, post.worded_by_id, outside),
            lowered="" if need.sensitivity == post.sensitivity else post.get_guarded_display(),
        )
        for need in needs
    ]


# What changed ----------------------------------------------------------------------------------------------------


def since_approval(post: Post) -> list[Row]:
    """What differs from the text that was last approved; nothing when none was, or when it still holds."""
    approvals = [each for each in post.approvals.all() if each.decision == Approval.Decision.APPROVED]
    if not approvals:
        return []
    return since(post, max(approvals, key=lambda each: (each.at, each.pk)).version)


def since(post: Post, version: int) -> list[Row]:
    """What reviewers would read otherwise than at ``version``."""
    former = Revision.objects.filter(post=post, number=version).first()
    return compared(former.content, content_of(post)) if former else []


def compared(before: Content, after: Content) -> list[Row]:
    names = {channel.pk: str(channel) for channel in Channel.objects.all()}
    old, new = _read(before, names), _read(after, names)
    return [
        Row(label, differences.words(old.get(label, ""), new.get(label, "")))
        for label in dict.fromkeys((*old, *new))
        if old.get(label, "") != new.get(label, "")
    ]


def _read(content: Content, names: dict[int, str]) -> dict[str, str]:
    """The parts of a content that reviewers approve, by their labels."""
    said = content["post"]
    places = [(names.get(place["channel"], _("No channel yet")), place) for place in content["publications"]]
    return {
        _("What"): said["title"],
        _("Text"): said["text"],
        _("Link"): said["link"],
        _("Credit"): said["credit"],
        _("Sensitivity"): str(Post.Sensitivity(said["sensitivity"]).label),
        _("Channels"): ", ".join(sorted(name for name, _place in places)),
        _("Images and videos"): _media(content["attachments"]),
        **{_("Text for %(channel)s") % {"channel": name}: place["text"] for name, place in places if place["own_text"]},
        **{_("Link for %(channel)s") % {"channel": name}: place["link"] for name, place in places if place["link"]},
        **{
            _("Images for %(channel)s") % {"channel": name}: _media(
                each for each in content["attachments"] if each["id"] in place["media"]
            )
            for name, place in places
            if place["own_media"]
        },
    }


def _media(attachments) -> str:
    """Each with its name and alternative; the beginning of its digest tells a replaced file from the former one."""
    return "\n".join(f"{each['name']} ({each['digest'][:6]}) : {each['alt']}" for each in attachments)
