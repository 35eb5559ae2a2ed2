"""Puts what the demo's team published lately into its calendar, where the imported figures find it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from calendar_app.actions import batches, links, publishing
from calendar_app.actions.posts import write
from calendar_app.contents import Content, new_content, new_publication
from calendar_app.models import Batch, Click, Post, Publication, ShortLink, Tracking
from demo import calendar_tracking as demo
from demo import posts
from jobs.runner import run_pending
from kpis import matches
from strategy.models import Channel, Objective
from workspaces.models import User, Workspace


def load(workspace: Workspace, channels: dict[str, Channel], by: User) -> None:
    """Call it once the figures are there."""
    fill(workspace, channels, by)
    run_pending(workspace)  # the worker finds the posts again


@transaction.atomic
def fill(workspace: Workspace, channels: dict[str, Channel], by: User) -> None:
    presets(workspace, channels, by)
    objectives = list(Objective.objects.current().order_by("pk"))
    for each, life in demo.published(workspace.today()):
        serves = objectives[min(demo.OBJECTIVE[each.topic], len(objectives) - 1)]
        went_out(workspace, channels, each, life, serves, by)
    for other in demo.OTHERS:
        one(workspace, channels, other, by)
    follow(workspace)
    matches.ask(workspace)


def presets(workspace: Workspace, channels: dict[str, Channel], by: User) -> None:
    for network, (source, medium, shorten) in demo.LINKS.items():
        if network in channels:
            tracking = Tracking(workspace=workspace, channel=channels[network], source=source, medium=medium)
            tracking.campaign, tracking.shorten = demo.CAMPAIGN, shorten
            links.save_tracking(tracking=tracking, fields=[], version=0, by=by)


def went_out(workspace, channels, each: posts.Post, life: demo.Life, objective: Objective, by: User) -> None:
    """A post with its words on each network; planned earlier where it moved, then marked as published."""
    day = each.published.date()
    content = new_content(
        title=demo.title(each),
        text=each.words("facebook"),
        link=each.link,
        objective=objective.pk,
        form=demo.FORM[each.kind],
        spontaneous=life.spontaneous,
        status=Post.Status.APPROVED,
        owner=by.pk,
    )
    when = {"day": (day - dt.timedelta(days=life.moved)).isoformat(), "time": each.published.strftime("%H:%M")}
    for network in each.networks:
        own = {} if network == "facebook" else {"own_text": True, "text": each.words(network)}
        place = new_publication(channel=channels[network].pk, zone=workspace.time_zone, **when, **own)
        content["publications"].append(place)
    post = write(post=Post(workspace=workspace), content=content, version=0, by=by)
    if life.moved:
        batches.change(workspace=workspace, posts=[post], kind=Batch.Kind.MOVE, by=by, how=_to(day))
    if life.marked:
        mark(post, by)


def _to(day: dt.date):
    def how(_post: Post, content: Content) -> None:
        for publication in content["publications"]:
            publication["day"] = day.isoformat()

    return how


def mark(post: Post, by: User) -> None:
    for publication in Publication.objects.filter(post=post):
        publication.post = Post.objects.get(pk=post.pk)
        publishing.publish(publication=publication, version=publication.post.version, by=by)


def one(workspace, channels, other: demo.Other, by: User) -> None:
    status = Post.Status.DROPPED if other.dropped else Post.Status.SCHEDULED
    content = new_content(
        title=other.title, text=other.text, link=other.link, status=status, dropped_reason=other.dropped, owner=by.pk
    )
    when = {"day": (workspace.today() + dt.timedelta(days=other.day)).isoformat(), "time": other.time}
    content["publications"] = [
        new_publication(channel=channels[network].pk, zone=workspace.time_zone, **when) for network in other.networks
    ]
    post = write(post=Post(workspace=workspace), content=content, version=0, by=by)
    if other.skipped:
        for publication in post.publications.all():
            publishing.skip(publication=publication, reason=other.skipped, version=post.version, by=by)


def follow(workspace: Workspace) -> None:
    """People followed the short links of what went out, from its day on."""
    out = ShortLink.objects.filter(publication__state=Publication.State.PUBLISHED).select_related(
        "publication__channel"
    )
    rows = []
    for link in out:
        seed = f"{link.publication.channel} {link.publication.day} {link.target}"
        for day, count in demo.clicks(seed, link.publication.day, workspace.today()):
            rows.append(Click(workspace=workspace, link=link, day=day, count=count))
    Click.objects.bulk_create(rows)
