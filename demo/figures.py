"""Figures that such posts could have had: a slow growth, a summer dip, posts nobody saw, one everybody shared."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from random import Random

from demo.posts import Post, period

# People reached by an ordinary post: at the beginning of the year, at its end.
AUDIENCE = {"facebook": (760, 1_080), "instagram": (470, 860), "x": (1_050, 780)}
# People reached on a day without any post.
PRESENCE = {"facebook": (120, 170), "instagram": (60, 115)}
SEASON = (1.05, 1.0, 1.05, 1.0, 0.98, 1.0, 0.86, 0.76, 1.08, 1.06, 1.04, 0.98)  # January to December
WEEK = (1.0, 1.08, 1.12, 1.02, 0.98, 1.0, 0.8)  # Monday to Sunday
KIND = {"photo": 1.0, "album": 1.1, "video": 1.35, "link": 0.75}
LIFE = (0.52, 0.24, 0.12, 0.07, 0.05)  # how a post's figures spread over its first days

# What one reader in how many does, by topic: rates per person reached.
RATES = {
    "event": {"reactions": 0.030, "comments": 0.0035, "shares": 0.010, "saves": 0.012, "clicks": 0.030},
    "talk": {"reactions": 0.034, "comments": 0.0210, "shares": 0.004, "saves": 0.004, "clicks": 0.022},
    "read": {"reactions": 0.032, "comments": 0.0045, "shares": 0.004, "saves": 0.014, "clicks": 0.018},
    "shared": {"reactions": 0.045, "comments": 0.0100, "shares": 0.022, "saves": 0.004, "clicks": 0.030},
    "practical": {"reactions": 0.004, "comments": 0.0010, "shares": 0.002, "saves": 0.001, "clicks": 0.010},
}
LINK_RATE = 0.032
UNSEEN = 0.6  # share of the practical posts that nobody reacts to


@dataclass(frozen=True, slots=True)
class Figures:
    """What one post gathered on one network, from its publication to the day of the export."""

    reach: int
    views: int
    reactions: int
    comments: int
    shares: int
    saves: int
    link_clicks: int
    other_clicks: int
    profile_visits: int
    follows: int

    @property
    def engagements(self) -> int:
        return self.reactions + self.comments + self.shares


def _draw(rng: Random, expected: float) -> int:
    """A whole number around ``expected``, never negative, about as scattered as counts of people are."""
    return max(0, round(rng.gauss(expected, max(expected, 0.05) ** 0.5)))


def _between(first_and_last: tuple[int, int], day: dt.date, today: dt.date) -> float:
    start, end = period(today)
    first, last = first_and_last
    return first + (last - first) * (day - start).days / (end - start).days


def post_figures(rng: Random, post: Post, network: str, today: dt.date) -> Figures:
    """Figures of ``post`` on ``network``; draws from ``rng`` in an order that never changes."""
    day = post.published.date()
    ordinary = _between(AUDIENCE[network], day, today) * SEASON[day.month - 1] * WEEK[day.weekday()]
    reach = max(9, round(ordinary * post.appeal * KIND[post.kind] * rng.lognormvariate(0, 0.28)))
    views = round(reach * rng.uniform(1.15, 1.55))
    unseen = post.topic == "practical" and not post.link and rng.random() < UNSEEN
    rates = RATES[post.topic]
    warmth = {"facebook": 1.0, "instagram": 1.7, "x": 0.35}[network]

    def people(rate: float) -> int:
        drawn = _draw(rng, reach * rate)
        return 0 if unseen else drawn

    return Figures(
        reach=reach,
        views=views,
        reactions=people(rates["reactions"] * warmth),
        comments=people(rates["comments"] * (0.55 if network == "x" else 1.0)),
        shares=people(rates["shares"] * (0.6 if network == "instagram" else 1.0)),
        saves=people(rates["saves"]),
        link_clicks=people(LINK_RATE) if post.link and network != "instagram" else 0,
        other_clicks=people(rates["clicks"]),
        profile_visits=people(0.004),
        follows=people(0.0012),
    )


def spread(total: int, day: dt.date, end: dt.date) -> dict[dt.date, int]:
    """``total`` shared over the days after ``day``, the exact sum kept, nothing after ``end``."""
    days = [day + dt.timedelta(days=offset) for offset in range(len(LIFE)) if day + dt.timedelta(days=offset) <= end]
    shares, given, weight = {}, 0, 0.0
    for moment, part in zip(days, LIFE, strict=False):
        weight += part
        reached = total if moment == days[-1] else round(total * weight)
        shares[moment], given = reached - given, reached
    return shares


def daily_figures(
    rng: Random, network: str, posts: list[tuple[Post, Figures]], today: dt.date
) -> dict[str, dict[dt.date, int]]:
    """Reach, interactions, visits and follows of ``network`` for each day; interactions add up to the posts'."""
    start, end = period(today)
    reach, interactions = Counter(), Counter()
    for post, figures in posts:
        saves = figures.saves if network == "instagram" else 0
        reach.update(spread(figures.reach, post.published.date(), end))
        interactions.update(spread(figures.engagements + saves, post.published.date(), end))
    days = [start + dt.timedelta(days=offset) for offset in range((end - start).days + 1)]
    daily = {name: {} for name in ("reach", "interactions", "visits", "follows")}
    for day in days:
        presence = _between(PRESENCE[network], day, today) * SEASON[day.month - 1] * WEEK[day.weekday()]
        daily["reach"][day] = reach[day] + _draw(rng, presence)
        daily["interactions"][day] = interactions[day]
        daily["visits"][day] = _draw(rng, 8 + daily["reach"][day] * 0.03)
        daily["follows"][day] = _draw(rng, 0.4 + interactions[day] * 0.025)
    return daily
