"""Reviewers hear by mail of what waits for them: once when it comes to them, once when its day is near."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop

from calendar_app import review
from calendar_app.models import Post, ReviewNotice
from jobs.actions import enqueue
from jobs.run import Run
from workspaces import audit
from workspaces.models import Workspace

KIND, RECHECK = "calendar.review_mails", "calendar.recheck"
AHEAD = dt.timedelta(days=1)
MOST = 200  # posts of one mail


@transaction.atomic
def ask(workspace: Workspace) -> bool:
    """Have reviewers written to, when something waits that they were not told of."""
    due = any(True for _post, _reasons in _unsaid(workspace))
    if due:
        enqueue(workspace=workspace, kind=KIND, key="review", by=None, again=True)
    return due


def ask_recheck(workspace: Workspace) -> None:
    """The rules have changed: what was cleared under the former ones is looked at again."""
    enqueue(workspace=workspace, kind=RECHECK, key="recheck", by=None, again=True)


def waiting() -> QuerySet[Post]:
    """Posts before their reviewers, the most urgent first."""
    return Post.objects.live().filter(status=Post.Status.REVIEW).with_deadline().order_by("deadline", "pk")


def _unsaid(workspace: Workspace) -> list[tuple[Post, list[str]]]:
    """Posts with the reasons to write that nobody was told of yet, ``MOST`` of them; the others come next time."""
    soon = workspace.today() + AHEAD
    said = set(ReviewNotice.objects.filter(post__in=waiting().values("pk")).values_list("post", "reason"))
    found: dict[int, list[str]] = {}
    for pk, digest, deadline in waiting().values_list("pk", "content_digest", "deadline"):
        reasons = [f"asked:{digest}"]
        if deadline and deadline <= soon:
            reasons.append(f"due:{deadline}")
        if new := [reason for reason in reasons if (pk, reason) not in said]:
            found[pk] = new
        if len(found) == MOST:
            break
    posts = waiting().filter(pk__in=found).select_related("workspace")
    return [(post, found[post.pk]) for post in posts]


def tell(run: Run) -> None:
    """One mail to each reviewer. It leaves within the transaction that notes it: where it cannot, nothing is noted,
    and the next attempt tries again."""
    workspace = run.workspace
    with run.finishing():
        unsaid = _unsaid(workspace)
        run.progress(len(unsaid), len(unsaid), gettext_noop("Posts to review: %(n)s"), n=len(unsaid))
        if not unsaid:
            return
        ReviewNotice.objects.bulk_create(
            ReviewNotice(workspace=workspace, post=post, reason=reason)
            for post, reasons in unsaid
            for reason in reasons
        )
        audit.record(workspace, "review.reminded", by=None, n=len(unsaid))
        addresses = dict(workspace.memberships.filter(user__is_active=True).values_list("user", "user__email"))
        for reviewer, posts in _by_reviewer(post for post, _reasons in unsaid).items():
            if reviewer in addresses:
                _mail(workspace, posts, addresses[reviewer])


def _by_reviewer(posts) -> dict[int, list[Post]]:
    found = defaultdict(list)
    for post in posts:
        for reviewer in sorted(asked(post)):
            found[reviewer].append(post)
    return found


def asked(post: Post) -> set[int]:
    """Whose word on the post is awaited (user ids): by the rules that hold it back, else by those it falls under."""
    rules = review.missing(post) or review.needs(post)
    return {user for need in rules for user in need.reviewers} - review.approved_by(post)


def _mail(workspace: Workspace, posts: list[Post], address: str) -> None:
    link = settings.BASE_URL + reverse("calendar:to_review", args=[workspace.slug])
    context = {"workspace": workspace, "posts": posts, "link": link, "today": workspace.today()}
    with translation.override(workspace.language):
        subject = " ".join(render_to_string("emails/to_review_subject.txt", context).split())
        body = render_to_string("emails/to_review.txt", context)
    EmailMessage(subject, body, to=[address]).send()
