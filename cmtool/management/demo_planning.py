"""The frame of the demo workspace's calendar, through the same actions as everybody's."""

import datetime as dt

from django.db import transaction

from calendar_app.actions import packs, planning, series
from calendar_app.actions.posts import write
from calendar_app.contents import Content, new_content, new_publication
from calendar_app.models import Pillar, Post, Series
from calendar_app.recurrence import Every, Rule
from demo import calendar_planning as demo
from strategy.models import Channel, Objective
from workspaces.models import User, Workspace


@transaction.atomic
def load(workspace: Workspace, channels: dict[str, Channel], by: User) -> None:
    """Before the posts, which name its pillars."""
    aims = dict(Objective.objects.values_list("title", "pk"))
    for each in demo.PILLARS:
        said = {"name": each.name, "why": each.why, "objective_id": aims.get(each.objective), "wish": each.wish}
        planning.save_pillar(pillar=Pillar(workspace=workspace, **said), fields=[], version=0, by=by)
    for network, rows in demo.SLOTS.items():
        for weekdays, times in rows:
            clock = [dt.time.fromisoformat(time) for time in times]
            planning.add_slots(channel=channels[network], weekdays=weekdays, times=clock, by=by)
    planning.save_wishes(workspace=workspace, shares=demo.WISHES, by=by)
    packs.choose_packs(workspace=workspace, codes=demo.PACKS, by=by)
    pillars = dict(Pillar.objects.values_list("name", "pk"))
    for each in demo.EVERGREENS:
        write(post=Post(workspace=workspace), content=_evergreen(each, workspace, channels, pillars), version=0, by=by)
    for each in demo.SERIES:
        about = {"pillar": pillars[each.pillar], "objective": aims.get(each.objective)}
        _series(each, workspace, channels, by, about)


def _evergreen(each: demo.Evergreen, workspace, channels, pillars) -> Content:
    day = workspace.today() - dt.timedelta(days=each.days_ago)
    content = new_content(
        title=each.title,
        text=each.text,
        link=each.link,
        form="image",
        status="published",
        pillar=pillars[each.pillar],
        evergreen=True,
        cool_down=each.rest,
        season_start=each.season[0],
        season_end=each.season[1],
    )
    when = {"zone": workspace.time_zone, "day": day.isoformat(), "time": "12:30", "state": "published"}
    content["publications"] = [new_publication(channel=channels[network].pk, **when) for network in each.networks]
    return content


def _series(each: demo.Series, workspace, channels, by, about) -> None:
    content = new_content(title=each.title, text=each.text, form=each.form, owner=by.pk, **about)
    places = [new_publication(channel=channels[network].pk, zone=workspace.time_zone) for network in each.networks]
    content["publications"] = places
    rule = Rule(Every.PLACE if each.place else Every.WEEK, weekdays=each.weekdays, place=each.place)
    row = Series(
        workspace=workspace,
        rule=rule.text(),
        start=workspace.today(),
        time=dt.time.fromisoformat(each.time),
        zone=workspace.time_zone,
        content=content,
    )
    series.start_series(series=row, by=by)
