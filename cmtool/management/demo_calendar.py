"""The demo workspace's calendar, through the same actions as everybody's."""

import datetime as dt

from django.db import transaction

from calendar_app.actions.posts import write
from calendar_app.contents import Content, new_content, new_publication
from calendar_app.models import KeyDate, Pillar, Post
from demo import calendar
from strategy.models import Channel, Community, Objective
from workspaces.models import User, Workspace


@transaction.atomic
def load(workspace: Workspace, channels: dict[str, Channel], by: User) -> None:
    today = workspace.today()
    for each in calendar.KEY_DATES:
        first, last = (today + dt.timedelta(days=n) for n in (each.first, each.last))
        KeyDate.objects.create(workspace=workspace, title=each.title, note=each.note, start=first, end=last)
    named = {
        "objective": dict(Objective.objects.values_list("title", "pk")),
        "community": dict(Community.objects.values_list("name", "pk")),
        "pillar": dict(Pillar.objects.values_list("name", "pk")),
    }
    for each in calendar.POSTS:
        content = _content(each, named, channels, workspace)
        content["post"]["owner"] = by.pk
        write(post=Post(workspace=workspace), content=content, version=0, by=by)


def _content(each: calendar.Post, named: dict, channels: dict[str, Channel], workspace: Workspace) -> Content:
    content = new_content(
        title=each.title,
        text=each.text,
        link=each.link,
        form=each.form,
        origin=each.origin,
        status=each.status,
        spontaneous=each.spontaneous,
        sensitivity=each.sensitivity,
        dropped_reason=each.reason,
        **{name: rows.get(getattr(each, name)) for name, rows in named.items()},
    )
    content["tags"] = sorted(each.tags)
    places = [channels[network].pk for network in each.networks] or ([None] if each.day is not None else [])
    content["publications"] = [
        new_publication(channel=place, zone=workspace.time_zone, **_when(each, workspace)) for place in places
    ]
    return content


def _when(each: calendar.Post, workspace: Workspace) -> dict[str, str | None]:
    day = None if each.day is None else workspace.today() + dt.timedelta(days=each.day)
    state = "published" if each.status == "published" else "planned"
    return {"day": day and day.isoformat(), "time": each.time or None, "state": state}
