"""Puts the review of the demo into its workspace: rules, posts that wait, addresses for people outside."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from calendar_app import sharing
from calendar_app.actions import posts, review
from calendar_app.contents import new_content, new_publication
from calendar_app.models import Post, ReviewPolicy, Share
from demo import calendar_review as demo
from strategy.models import Channel
from workspaces.models import User, Workspace


@transaction.atomic
def load(workspace: Workspace, channels: dict[str, Channel]) -> None:
    people = {member.role: member.user for member in workspace.memberships.select_related("user")}
    for each in demo.RULES:
        rule(workspace, each, channels, people)
    for each in demo.ASKED:
        asked(workspace, each, channels, people)
    for each in demo.ADDRESSES:
        until = timezone.now() + dt.timedelta(days=each.days)
        share = Share(workspace=workspace, kind=each.kind, name=each.name, expires_at=until)
        sharing.create(share=share, by=people["lead"])


def rule(workspace, each: demo.Rule, channels: dict[str, Channel], people: dict[str, User]) -> None:
    policy = ReviewPolicy(
        workspace=workspace,
        channel=channels.get(each.network),
        sensitivity=each.sensitivity,
        need=each.need,
        outside=each.outside,
    )
    reviewers = [people[role] for role in each.reviewers]
    review.save_policy(policy=policy, fields=[], reviewers=reviewers, trusted=[], version=0, by=people["lead"])


def asked(workspace, each: demo.Asked, channels: dict[str, Channel], people: dict[str, User]) -> None:
    """A post before its reviewers, and the answer of the guest where there is one."""
    content = new_content(title=each.title, text=each.text, sensitivity=each.sensitivity)
    day = (workspace.today() + dt.timedelta(days=each.in_days)).isoformat()
    place = new_publication(channel=channels[each.network].pk, zone=workspace.time_zone, day=day, time="10:00")
    content["publications"] = [place]
    post = posts.write(post=Post(workspace=workspace), content=content, version=0, by=people["manager"])
    review.ask(post=post, version=post.version, by=people["manager"])
    if each.note:
        said = {"decision": "changes", "note": each.note, "version": post.version}
        review.decide(post=post, by=people["guest"], **said)
