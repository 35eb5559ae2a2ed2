"""What the calendar adds to the strategy on a page: themes, promised cadences, the next key dates, in step 5."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Q
from django.utils.translation import gettext

from calendar_app.models import KeyDate, Pillar, Post
from calendar_app.publication_day import planned_between
from cmtool.templatetags.ui import number
from strategy.models import Channel
from strategy.whole import MOST, Block, block, day
from workspaces.models import Workspace

AHEAD = dt.timedelta(days=90)
WEEKS = dt.timedelta(weeks=4)
DATES = 12


def plan(workspace: Workspace) -> Iterable[Block]:
    today = workspace.today()
    yield from _pillars()
    yield from _cadences(today)
    dates = KeyDate.objects.between(today, today + AHEAD)[:DATES]
    if dates:
        yield block(gettext("Next key dates"), items=[(each.title, _days(each)) for each in dates])


def _pillars() -> Iterable[Block]:
    pillars = Pillar.objects.current().select_related("objective")[:MOST]
    if pillars:
        columns = [gettext("Pillar"), gettext("What it is for"), gettext("Objective"), gettext("Wished share")]
        rows = [[each.name, each.why, str(each.objective or ""), _share(each.wish)] for each in pillars]
        yield block(gettext("What we talk about, in turn"), columns=columns, rows=rows)


def _cadences(today: dt.date) -> Iterable[Block]:
    coming = planned_between(today, today + WEEKS - dt.timedelta(days=1)).exclude(post__status=Post.Status.IDEA)
    counted = Q(publications__in=coming)
    channels = Channel.objects.held().annotate(coming=Count("publications", filter=counted, distinct=True))[:MOST]
    rows = [[str(each), _cadence(each), number(each.coming)] for each in channels if each.cadence or each.coming]
    if rows:
        columns = [gettext("Channel"), gettext("Promised"), gettext("Planned in the coming four weeks")]
        yield block(gettext("How often"), columns=columns, rows=rows)


def _cadence(channel: Channel) -> str:
    return "" if channel.cadence is None else gettext("%(n)s a week") % {"n": number(channel.cadence, 1)}


def _share(wish: int | None) -> str:
    return "" if wish is None else gettext("%(n)s%%") % {"n": number(wish)}


def _days(each: KeyDate) -> str:
    return day(each.start) if each.start == each.end else f"{day(each.start)} – {day(each.end)}"
