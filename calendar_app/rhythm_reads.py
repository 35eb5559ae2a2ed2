"""What the planning help says of a period: the rules of ``rhythm`` on what is planned, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext, ngettext

from calendar_app import rhythm
from calendar_app.forms.canvas import PostFilter
from calendar_app.models import Pillar, Post, Publication, Wish
from calendar_app.rhythm import Period, Placed, Share
from calendar_app.words import formatted
from cmtool.templatetags.ui import number
from strategy.models import Channel, Objective
from workspaces.models import Workspace

BEFORE = dt.timedelta(days=35)  # what came before the period counts for its first silence and weeks
AFTER = dt.timedelta(days=7)
ABOUT_CHANNELS = ("network", "channel")
PLAN = ("id", "channel", "day", "time", "post", "post__title")


@dataclass(frozen=True)
class Notice:
    """A sentence on the days ``day`` to ``last``, and the posts it is about."""

    day: dt.date
    last: dt.date
    words: str
    posts: list[tuple[int, str]]  # (id, title)


@dataclass(frozen=True)
class Held:
    """How regular a channel is, as a number and what it counts."""

    channel: Channel
    kept: int
    weeks: int
    words: str


@dataclass(frozen=True)
class Balance:
    heading: str
    rows: list[tuple[str, Share]]
    missing: int  # posts that say nothing of it


class Help:
    """All of it for a period and a filter, by a constant number of queries."""

    def __init__(self, workspace: Workspace, period: Period, data):
        self.workspace, self.period = workspace, period
        self.filter = PostFilter(data, workspace=workspace)
        # Whether a channel is silent does not depend on which posts are looked at.
        wide = PostFilter({name: data.get(name, "") for name in ABOUT_CHANNELS}, workspace=workspace)
        channels = Channel.objects.none() if wide.errors else Channel.objects.current()
        said = {name: wide.cleaned_data.get(name) for name in ABOUT_CHANNELS}
        if said["network"]:
            channels = channels.filter(network=said["network"])
        if said["channel"]:
            channels = channels.filter(pk=said["channel"])
        self.channels = {channel.pk: channel for channel in channels}
        self._read(wide)

    def _read(self, wide: PostFilter) -> None:
        first, last = self.period.first - BEFORE, self.period.last + AFTER
        rows = wide.filter(_planned(first, last)).filter(channel__in=self.channels).values_list(*PLAN)
        self.placed, self.posts = [], {}
        for pk, channel, day, time, post, title in rows:
            self.placed.append(Placed(pk, channel, day, time))
            self.posts[pk] = (post, title)
        self.cadences = {pk: channel.cadence and float(channel.cadence) for pk, channel in self.channels.items()}

    # -- warnings

    def warnings(self) -> list[Notice]:
        inside = [each for each in self.placed if self.period.holds(each.day)]
        found = [
            *(self._warning(group, _conflict) for group in rhythm.conflicts(inside)),
            *(self._warning(group, _row) for group in rhythm.in_a_row(inside)),
            *(self._heavy(heavy) for heavy in rhythm.heavy_weeks(self.placed, self.cadences, self.period)
              if any(self.period.holds(each.day) for each in heavy.placed)),
            *(self._gap(gap) for gap in rhythm.gaps(self.placed, self.cadences, self.period)),
        ]  # fmt: skip
        return sorted(found, key=lambda warning: (warning.day, warning.words))

    def _warning(self, group: Iterable[Placed], sentence: Callable[[Channel, list[Placed]], str]) -> Notice:
        group = list(group)
        posts = dict(self.posts[each.id] for each in group)
        return Notice(
            group[0].day, group[-1].day, sentence(self.channels[group[0].channel], group), list(posts.items())
        )

    def _heavy(self, heavy: rhythm.Heavy) -> Notice:
        def sentence(channel, group):
            said = {"channel": channel, "n": len(group), "promised": number(heavy.promised, 1), "day": _day(heavy.week)}
            return gettext("%(channel)s: %(n)s in the week of %(day)s (promised: %(promised)s).") % said

        return self._warning(heavy.placed, sentence)

    def _gap(self, gap: rhythm.Gap) -> Notice:
        said = {"channel": self.channels[gap.channel], "n": gap.days, "first": _day(gap.first), "last": _day(gap.last)}
        words = ngettext(
            "%(channel)s: nothing for %(n)s day, from %(first)s to %(last)s.",
            "%(channel)s: nothing for %(n)s days, from %(first)s to %(last)s.",
            gap.days,
        )
        return Notice(gap.first, gap.last, words % said, [])

    # -- regularity

    def regularity(self) -> list[Held]:
        found = rhythm.regularity(self.placed, self.cadences, self.period)
        return [Held(self.channels[each.channel], each.kept, each.weeks, _held(each)) for each in found if each.weeks]

    # -- balance

    def balances(self) -> list[Balance]:
        rows = self.filter.filter(_planned(self.period.first, self.period.last))
        fields = ("post", "post__pillar", "post__form", "post__objective", "post__origin")
        posts = {row[0]: row[1:] for row in rows.values_list(*fields)}
        pillars, forms, objectives, origins = zip(*posts.values(), strict=True) if posts else ((), (), (), ())
        themes = {pillar.pk: pillar for pillar in Pillar.objects.all()}
        aims = dict(Objective.objects.values_list("pk", "title"))
        active = Objective.objects.filter(status=Objective.Status.ACTIVE).values_list("pk", flat=True)
        aim_wishes = {pk: self._wishes["aim"].get(str(pk)) for pk in active}
        pillar_wishes = {
            pk: pillar.wish and pillar.wish / 100 for pk, pillar in themes.items() if not pillar.archived_at
        }
        return [
            _balance(gettext("Pillars"), pillars, pillar_wishes, {pk: pillar.name for pk, pillar in themes.items()}),
            _balance(gettext("Origins"), origins, self._wishes["origin"], dict(Post.Origin.choices)),
            _balance(gettext("Forms"), forms, self._wishes["form"], dict(Post.Form.choices)),
            _balance(gettext("Objectives"), objectives, aim_wishes, aims),
        ]

    @cached_property
    def _wishes(self) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {subject: {} for subject in Wish.Subject.values}
        for wish in Wish.objects.all():
            found[wish.subject][wish.code] = wish.share / 100
        return found


def _planned(first: dt.date, last: dt.date):
    """Publications that stand there, other than what was dropped or did not go out."""
    rows = Publication.objects.between(first, last).exclude(post__status=Post.Status.DROPPED)
    return rows.exclude(state=Publication.State.SKIPPED)


def _balance(heading: str, values: Iterable, wishes: dict, names: dict) -> Balance:
    values = list(values)
    shares = rhythm.balance(values, wishes)
    rows = [(str(names[share.value]), share) for share in shares]
    return Balance(heading, rows, len(values) - sum(share.count for share in shares))


def _day(value: dt.date) -> str:
    return formatted(value, "j F")


def _conflict(channel: Channel, group: list[Placed]) -> str:
    times = ", ".join(formatted(each.time, "H:i") for each in group)
    said = {"channel": channel, "day": _day(group[0].day), "times": times}
    return gettext("%(channel)s: less than an hour apart on %(day)s (%(times)s).") % said


def _row(channel: Channel, group: list[Placed]) -> str:
    said = {"channel": channel, "n": len(group), "day": _day(group[0].day)}
    return gettext("%(channel)s: %(n)s in a row from %(day)s, people will see nothing else.") % said


def _held(each: rhythm.Regularity) -> str:
    said = {"kept": each.kept, "weeks": each.weeks, "need": each.need, "span": each.span}
    if each.span > 1:
        sentence = ngettext(
            "%(kept)s week of %(weeks)s with a publication at most %(span)s weeks before",
            "%(kept)s weeks of %(weeks)s with a publication at most %(span)s weeks before",
            each.kept,
        )
    else:
        sentence = ngettext(
            "%(kept)s week of %(weeks)s with at least %(need)s",
            "%(kept)s weeks of %(weeks)s with at least %(need)s",
            each.kept,
        )
    return sentence % said
