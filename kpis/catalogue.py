"""What is measured: every metric with its names, its unit, how it adds up and which way is good.

``number`` is what the database stores: it is never changed nor given to another metric. The names live here, in
both languages, because code, exports and command line need them outside any request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Level(IntEnum):
    """What a reading is about."""

    CHANNEL_DAY = 1
    POST = 2  # the state of a post over its whole life, at the time of the export
    POST_DAY = 3

    @property
    def code(self) -> str:
        return self.name.lower()


class Nature(StrEnum):
    """How a reading relates to time: only ``DAILY`` ones of one thing may be summed."""

    DAILY = "daily"
    CUMULATIVE = "cumulative"
    SNAPSHOT = "snapshot"


class Unit(StrEnum):
    COUNT = "count"
    PERCENT = "percent"
    SECONDS = "seconds"


class Adds(StrEnum):
    """How readings of several days, posts or channels make one figure."""

    SUM = "sum"
    LAST = "last"
    MEAN = "mean"
    RATIO = "ratio"


class Good(StrEnum):
    """Which direction is progress; a follower count is never a success by itself, hence ``NEITHER``."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing that is counted, or (``adds`` is RATIO) the sum of ``numerator`` codes over the ``denominator``."""

    code: str
    number: int
    names: dict[str, str]
    description: dict[str, str]
    unit: Unit = Unit.COUNT
    adds: Adds = Adds.SUM
    good: Good = Good.UP
    numerator: tuple[str, ...] = ()
    denominator: str = ""


def _count(code, number, en, fr, about_en, about_fr, **options) -> Metric:
    return Metric(code, number, {"en": en, "fr": fr}, {"en": about_en, "fr": about_fr}, **options)


def _ratio(code, number, en, fr, about_en, about_fr, numerator, denominator) -> Metric:
    return Metric(
        code,
        number,
        {"en": en, "fr": fr},
        {"en": about_en, "fr": about_fr},
        unit=Unit.PERCENT,
        adds=Adds.RATIO,
        numerator=numerator,
        denominator=denominator,
    )


_METRICS = (
    _count(
        "impressions",
        1,
        "Impressions",
        "Impressions",
        "Times the content was displayed, repeats included.",
        "Nombre d’affichages, répétitions comprises.",
    ),
    _count(
        "reach",
        2,
        "Reach",
        "Couverture",
        "People who saw the content; a sum of days or posts counts the same person again each time.",
        "Personnes qui ont vu le contenu ; une somme de jours ou de publications recompte les mêmes personnes.",
    ),
    _count(
        "views",
        3,
        "Views",
        "Vues",
        "Times the content was seen or played, as the network counts it.",
        "Nombre de fois où le contenu a été vu ou lu, selon le décompte du réseau.",
    ),
    _count(
        "engagements",
        4,
        "Engagements",
        "Interactions",
        "All interactions, as the network adds them up.",
        "Toutes les interactions, selon l’addition faite par le réseau.",
    ),
    _count(
        "reactions",
        5,
        "Reactions",
        "Réactions",
        "Reactions of every kind to a post.",
        "Réactions de toute nature à une publication.",
    ),
    _count("likes", 6, "Likes", "J’aime", "Likes received.", "Mentions « j’aime » reçues."),
    _count("comments", 7, "Comments", "Commentaires", "Comments received.", "Commentaires reçus."),
    _count("shares", 8, "Shares", "Partages", "Times the content was shared.", "Nombre de partages du contenu."),
    _count(
        "reposts",
        9,
        "Reposts",
        "Republications",
        "Times the post was reposted.",
        "Nombre de republications du message.",
    ),
    _count("replies", 10, "Replies", "Réponses", "Replies received.", "Réponses reçues."),
    _count(
        "saves",
        11,
        "Saves",
        "Enregistrements",
        "Times the content was saved or bookmarked.",
        "Nombre d’enregistrements ou de mises en signet.",
    ),
    _count(
        "clicks",
        12,
        "Clicks",
        "Clics",
        "All clicks, wherever they lead.",
        "Tous les clics, où qu’ils mènent.",
    ),
    _count(
        "link_clicks",
        13,
        "Link clicks",
        "Clics sur un lien",
        "Clicks on a link of the post or the profile.",
        "Clics sur un lien de la publication ou du profil.",
    ),
    _count(
        "profile_visits",
        14,
        "Profile visits",
        "Visites du profil",
        "Visits of the profile or the page.",
        "Visites du profil ou de la page.",
    ),
    _count(
        "follows", 15, "New followers", "Nouveaux abonnés", "People who followed.", "Personnes qui se sont abonnées."
    ),
    _count(
        "unfollows",
        16,
        "Unfollows",
        "Désabonnements",
        "People who stopped following.",
        "Personnes qui se sont désabonnées.",
        good=Good.DOWN,
    ),
    _count(
        "followers",
        17,
        "Followers",
        "Abonnés",
        "Number of followers that day: a measure of audience, not of success.",
        "Nombre d’abonnés ce jour-là : une mesure d’audience, pas de réussite.",
        adds=Adds.LAST,
        good=Good.NEITHER,
    ),
    _count(
        "posts",
        18,
        "Posts published",
        "Publications",
        "Number of posts published.",
        "Nombre de publications parues.",
        good=Good.NEITHER,
    ),
    _count(
        "video_views",
        19,
        "Video views",
        "Vues de vidéo",
        "Video views, as the network defines one (3 seconds on Facebook).",
        "Vues de vidéo, au sens du réseau (3 secondes sur Facebook).",
    ),
    _count(
        "watch_seconds",
        20,
        "Watch time",
        "Durée de visionnage",
        "Time spent watching, in seconds.",
        "Temps passé à regarder, en secondes.",
        unit=Unit.SECONDS,
    ),
    _count(
        "hashtag_clicks",
        21,
        "Hashtag clicks",
        "Clics sur un mot-dièse",
        "Clicks on a hashtag of the post.",
        "Clics sur un mot-dièse de la publication.",
    ),
    _count(
        "detail_expands",
        22,
        "Detail expands",
        "Ouvertures du détail",
        "Times the post was opened to read it whole.",
        "Nombre de fois où la publication a été ouverte en entier.",
    ),
    _count(
        "permalink_clicks",
        23,
        "Permalink clicks",
        "Clics sur le permalien",
        "Clicks on the address of the post.",
        "Clics sur l’adresse de la publication.",
    ),
    _count(
        "media_views",
        24,
        "Media views",
        "Vues de média",
        "Views of the pictures and videos of the post.",
        "Vues des images et vidéos de la publication.",
    ),
    _count(
        "media_engagements",
        25,
        "Media engagements",
        "Interactions avec un média",
        "Clicks on the pictures and videos of the post.",
        "Clics sur les images et vidéos de la publication.",
    ),
    # Meta's «Viewers» replaced its «Reach» in 2025 but counts replays and other surfaces: the two series do not join.
    _count(
        "viewers",
        26,
        "Viewers",
        "Spectateurs",
        "People who viewed the content, as Meta has counted them since 2025.",
        "Personnes qui ont vu le contenu, selon le décompte de Meta depuis 2025.",
    ),
    _count(
        "quotes",
        27,
        "Quotes",
        "Citations",
        "Times the post was quoted.",
        "Nombre de citations de la publication.",
    ),
    _count(
        "net_follows",
        28,
        "Net new followers",
        "Solde d’abonnés",
        "New followers minus lost ones.",
        "Nouveaux abonnés moins désabonnements.",
        good=Good.NEITHER,
    ),
    _count(
        "visits",
        29,
        "Visits to the site",
        "Visites du site",
        "Sessions on the web site.",
        "Sessions sur le site web.",
    ),
    _count(
        "conversions",
        30,
        "Conversions",
        "Conversions",
        "Key actions on the web site.",
        "Actions clés sur le site web.",
    ),
    _ratio(
        "engagement_rate_reach",
        101,
        "Engagement rate (of reach)",
        "Taux d’engagement (sur la couverture)",
        "Engagements divided by reach.",
        "Interactions divisées par la couverture.",
        ("engagements",),
        "reach",
    ),
    _ratio(
        "engagement_rate_impressions",
        102,
        "Engagement rate (of impressions)",
        "Taux d’engagement (sur les impressions)",
        "Engagements divided by impressions.",
        "Interactions divisées par les impressions.",
        ("engagements",),
        "impressions",
    ),
    _ratio(
        "engagement_rate_followers",
        103,
        "Engagement rate (of followers)",
        "Taux d’engagement (sur les abonnés)",
        "Engagements divided by the number of followers.",
        "Interactions divisées par le nombre d’abonnés.",
        ("engagements",),
        "followers",
    ),
    _ratio(
        "share_rate",
        104,
        "Share rate (of reach)",
        "Taux de partage (sur la couverture)",
        "Shares and reposts divided by reach.",
        "Partages et republications divisés par la couverture.",
        ("shares", "reposts"),
        "reach",
    ),
    _ratio(
        "share_rate_impressions",
        105,
        "Share rate (of impressions)",
        "Taux de partage (sur les impressions)",
        "Shares and reposts divided by impressions.",
        "Partages et republications divisés par les impressions.",
        ("shares", "reposts"),
        "impressions",
    ),
    _ratio(
        "click_rate",
        106,
        "Link click rate (of impressions)",
        "Taux de clic (sur les impressions)",
        "Link clicks divided by impressions.",
        "Clics sur un lien divisés par les impressions.",
        ("link_clicks",),
        "impressions",
    ),
)

METRICS: dict[str, Metric] = {metric.code: metric for metric in _METRICS}
BY_NUMBER: dict[int, Metric] = {metric.number: metric for metric in _METRICS}


def name(code: str, language: str) -> str:
    """The name of a metric in ``language`` (English where there is none)."""
    names = METRICS[code].names
    return names.get(language[:2], names["en"])


def nature(code: str, level: Level) -> Nature:
    """What a reading of ``code`` at ``level`` says: a day's figure, a total so far, or a state."""
    if level is Level.POST:
        return Nature.CUMULATIVE
    return Nature.SNAPSHOT if METRICS[code].adds is Adds.LAST else Nature.DAILY


def measured() -> tuple[Metric, ...]:
    """The metrics a file can bring; the others are ratios of these."""
    return tuple(metric for metric in _METRICS if metric.adds is not Adds.RATIO)


def ratios_of(codes: Iterable[str]) -> tuple[Metric, ...]:
    """The ratios that exist where readings of ``codes`` exist: a numerator and the denominator are both there."""
    have = set(codes)
    return tuple(m for m in _METRICS if m.adds is Adds.RATIO and m.denominator in have and have & set(m.numerator))


def ratio(code: str, sums: dict[str, float]) -> float | None:
    """The ratio ``code`` (a share of 1) from the sums of its parts; None without a denominator above 0."""
    metric = METRICS[code]
    below = sums.get(metric.denominator) or 0
    parts = [sums[part] for part in metric.numerator if sums.get(part) is not None]
    return float(sum(parts) / below) if parts and below > 0 else None


# What people do; clicks are left out, because most networks count them apart.
_PARTS = ("comments", "shares", "reposts", "replies", "quotes", "saves")
DEEDS = ("engagements", "reactions", "likes", *_PARTS)  # all that ``engagements`` looks at


def engagements(figures: Mapping[str, float]) -> int | None:
    """The network's own figure, else the sum of its parts; likes are one kind of reactions."""
    if "engagements" in figures:
        return round(figures["engagements"])
    liked = [figures[code] for code in ("reactions", "likes") if code in figures][:1]
    parts = liked + [figures[code] for code in _PARTS if code in figures]
    return round(sum(parts)) if parts else None
