"""How the Médiathèque du Val tags its links, what it published lately and what it publishes today. Pure data."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from random import Random
from textwrap import shorten

from demo.posts import Post, plan

DAYS = 24  # of publications that the calendar remembers
CAMPAIGN = "objective"
#: network: (source, medium, short links)
LINKS = {
    "facebook": ("facebook", "social", True),
    "instagram": ("instagram", "social", False),
    "x": ("x", "social", True),
    "mastodon": ("mastodon", "social", True),
}
#: Which objective (by its place) the topics of ``demo.posts`` serve.
OBJECTIVE = {"event": 0, "practical": 0, "shared": 0, "talk": 1, "read": 1}
FORM = {"photo": "image", "album": "carousel", "video": "video", "link": "link"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What happened to a publication on its way: moved from a day before, unplanned, never marked as published."""

    moved: int = 0  # days later than first planned
    spontaneous: bool = False
    marked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A post that has no figures: of today, or one that did not go out."""

    title: str
    text: str
    day: int  # from today
    time: str
    networks: tuple[str, ...]
    link: str = ""
    dropped: str = ""
    skipped: str = ""


OTHERS = (
    Other(
        title="Fermeture exceptionnelle jeudi matin",
        text="Jeudi, nous ouvrons à 14 h : la chaudière passe sa visite médicale. Les retours se font dans la boîte,"
        " près de l’entrée. Quel livre vous tiendra chaud d’ici là ?",
        day=0,
        time="08:30",
        networks=("facebook", "x"),
        link="https://mediatheque-du-val.example/horaires",
    ),
    Other(
        title="Le coup de cœur du soir",
        text="Ce soir, on vous conseille un premier roman qui se lit d’une traite. Et vous, que lisez-vous ?",
        day=0,
        time="19:45",
        networks=("mastodon",),
        link="https://mediatheque-du-val.example/coups-de-coeur",
    ),
    Other(
        title="Concert dans la cour",
        text="Le trio joue dehors, sous les tilleuls.",
        day=-9,
        time="17:00",
        networks=("facebook",),
        skipped="La pluie : le concert est reporté au printemps.",
    ),
    Other(
        title="Devinette du vendredi",
        text="Quel roman commence dans une gare ?",
        day=-16,
        time="12:15",
        networks=("x",),
        dropped="La même devinette est passée le mois dernier.",
    ),
)


def published(today: dt.date) -> list[tuple[Post, Life]]:
    """The posts of the last days, oldest first, with what happened to each."""
    recent = [post for post in plan(today) if post.published.date() > today - dt.timedelta(days=DAYS)]
    lives = (Life(), Life(moved=2), Life(), Life(spontaneous=True), Life(), Life(moved=1))
    told = [(post, lives[number % len(lives)]) for number, post in enumerate(recent)]
    if told:  # the last one went out while nobody was at the screen
        told[-1] = (told[-1][0], Life(marked=False))
    return told


def title(post: Post) -> str:
    """Its first sentence, as the team would name it."""
    return shorten(re.split(r"(?<=[.!?…])\s", post.long)[0], 80, placeholder="…")


def clicks(code: str, first: dt.date, today: dt.date) -> list[tuple[dt.date, int]]:
    """Clicks of a link by day: most of them at once, then fewer."""
    chance, found = Random(code), []  # noqa: S311 - invented numbers
    count = chance.randrange(12, 90)
    for back in range((today - first).days + 1):
        if count:
            found.append((first + dt.timedelta(days=back), count))
        count = count * chance.randrange(2, 6) // 10
    return found
