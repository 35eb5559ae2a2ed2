"""The calendar of a workspace in the world of the generated suites, by area; every text holds ``text``."""

import datetime as dt

from django.utils import timezone

from calendar_app.actions import statuses
from calendar_app.models import Approval, Comment, Post, ReviewPolicy, Share
from tests.factories import make_post


def fill_calendar(workspace, text, by, channels):
    today = workspace.today()
    said = {"text": f"{text} vous attend", "note": f"{text} note", "credit": f"{text} crédit"}
    posts = [
        make_post(
            workspace,
            by=by,
            day=today + dt.timedelta(days=number),
            channels=channels[:2],
            tags=[f"{text} tag"],
            title=f"{text} publication {number}",
            **said,
        )
        for number in range(4)
    ]
    _review(workspace, text, by, channels, posts)


def _review(workspace, text, by, channels, posts):
    """A rule that names ``by``, a post that waits and was approved before, words of guests, an address of each kind."""
    policy = ReviewPolicy.objects.create(workspace=workspace, channel=channels[0], sensitivity="ordinary", need="one")
    policy.reviewers.add(by)
    policy.trusted.add(by)
    post = posts[0]
    until = timezone.now() + dt.timedelta(days=30)
    common = {"workspace": workspace, "name": f"{text} dehors", "by": by, "expires_at": until}
    share = Share.objects.create(**common, kind=Share.Kind.REVIEW, post=post)
    for kind in (Share.Kind.PAGE, Share.Kind.FEED):
        Share.objects.create(**common, kind=kind)
    statuses.set_status(post=post, status=Post.Status.REVIEW, version=post.version, by=by)
    seen = {"workspace": workspace, "post": post, "version": post.version, "content_digest": post.content_digest}
    Approval.objects.create(**seen, decision="changes", note=f"{text} non", by=by)
    Approval.objects.create(**seen, decision="approved", note=f"{text} oui", share=share, guest_name=f"{text} invitée")
    Comment.objects.create(
        workspace=workspace, post=post, text=f"{text} bravo", internal=False, guest_name=f"{text} invitée"
    )
