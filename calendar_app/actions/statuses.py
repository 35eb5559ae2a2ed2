"""From the idea to the publication: the steps a person may take, and what stands in the way."""

from __future__ import annotations

from django.db import transaction

from calendar_app import readiness, reminders, review
from calendar_app.contents import content_of, edited
from calendar_app.models import Post
from workspaces.models import User

from .posts import CLEARED, write

#: From each status the steps that a person may ask for; publishing is said channel by channel.
NEXT = {
    Post.Status.IDEA: (Post.Status.DRAFT, Post.Status.DROPPED),
    Post.Status.DRAFT: (Post.Status.SCHEDULED, Post.Status.REVIEW, Post.Status.IDEA, Post.Status.DROPPED),
    Post.Status.REVIEW: (Post.Status.SCHEDULED, Post.Status.DRAFT, Post.Status.DROPPED),
    Post.Status.APPROVED: (Post.Status.SCHEDULED, Post.Status.DRAFT, Post.Status.DROPPED),
    Post.Status.SCHEDULED: (Post.Status.DRAFT, Post.Status.DROPPED),
    Post.Status.PUBLISHED: (),
    Post.Status.DROPPED: (Post.Status.DRAFT,),
}


class Refused(Exception):
    """The step cannot be taken; ``code`` says why (``words.refusal``).

    One of not_approved, no_channel, no_time, no_reason, network_refuses.
    """

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def obstacle(post: Post, status: str, reason: str = "") -> str:
    """Why the post cannot take this status now; "" when it can."""
    if status == Post.Status.DROPPED and not reason:
        return "no_reason"
    if status == Post.Status.SCHEDULED:
        places = list(post.publications.all())
        if not places or any(place.channel_id is None for place in places):
            return "no_channel"
        if any(place.day is None or place.time is None for place in places):
            return "no_time"
        if readiness.refusals(post):
            return "network_refuses"
    if status in (*CLEARED, Post.Status.PUBLISHED) and not review.may_go_out(post):
        return "not_approved"
    return ""


@transaction.atomic
def set_status(*, post: Post, status: str, version: int, by: User, reason: str = "") -> Post:
    """Take the step, or raise ``Refused``; ``Stale`` when the post has changed since ``version``."""
    if code := obstacle(post, status, reason):
        raise Refused(code)
    content = edited(content_of(post))
    content["post"]["status"] = status
    content["post"]["dropped_reason"] = reason if status == Post.Status.DROPPED else ""
    write(post=post, content=content, version=version, by=by, verb="post.status")
    if post.status == Post.Status.REVIEW:
        reminders.ask(post.workspace)
    return post
