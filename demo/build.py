"""Writes the export files of the demo, byte for byte as the networks write theirs.

Pure and deterministic: the same ``today`` gives the same bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
from dataclasses import dataclass
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from demo.figures import Figures, daily_figures, post_figures
from demo.posts import Post, period, plan
from demo.strategy import CHANNELS

PARIS = ZoneInfo("Europe/Paris")
HANDLE = {channel.network: channel.handle for channel in CHANNELS}
PAGE_ID, PAGE_NAME = "108450097712345", "Médiathèque du Val"
ACCOUNT_ID = "17841400097712345"
NARROW_SPACE = "\u202f"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

FACEBOOK_HEADER = (
    *("Identifiant de la publication", "ID de la Page", "Nom de la page", "Titre", "Description"),
    *("Durée (secondes)", "Heure de publication", "Permalien", "Est un partage", "Type de publication"),
    *("Vues", "Couverture", "Réactions, commentaires et partages", "Réactions", "Commentaires", "Partages"),
    *("Total des clics", "Clics sur un lien", "Vues de Publications organiques", "Vues de Publications boostées"),
    *("Couverture de Publications organiques", "Couverture de Publications boostées"),
)
FACEBOOK_KIND = {"photo": "Photos", "album": "Photos", "video": "Vidéos", "link": "Liens"}

INSTAGRAM_HEADER = (
    *("Post ID", "Account ID", "Account username", "Account name", "Description", "Duration (sec)"),
    *("Publish time", "Permalink", "Post type", "Data comment", "Date"),
    *("Views", "Reach", "Likes", "Shares", "Comments", "Saves", "Follows"),
)
INSTAGRAM_KIND = {"photo": "IG image", "album": "IG carousel", "video": "IG reel", "link": "IG image"}

X_COUNTS = (
    *("impressions", "engagements", "engagement rate", "retweets", "replies", "likes", "user profile clicks"),
    *("url clicks", "hashtag clicks", "detail expands", "permalink clicks", "app opens", "app installs", "follows"),
    *("email tweet", "dial phone", "media views", "media engagements"),
)
X_HEADER = ("Tweet id", "Tweet permalink", "Tweet text", "time", *X_COUNTS, *(f"promoted {name}" for name in X_COUNTS))

# Titles of Meta's daily files, as its interface in English gives them.
DAILY_TITLES = {
    "reach": "{network} reach",
    "interactions": "Content interactions",
    "visits": {"facebook": "Facebook visits", "instagram": "Instagram profile visits"},
    "follows": "{network} follows",
}
DAILY_FILES = {"reach": "Reach", "interactions": "Interactions", "visits": "Visits", "follows": "Follows"}

# The sheet that the team keeps for Mastodon, and what its columns mean.
SHEET_MAPPING = {
    "Semaine du": "date",
    "Abonnés": "followers",
    "Favoris": "likes",
    "Boosts": "reposts",
    "Réponses": "replies",
}


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One file to import. ``mapping`` (column → ``date`` or metric code) where no format recognises it."""

    path: Path
    network: str
    mapping: dict[str, str] | None = None


def _meta_cell(value: object) -> str:
    """Meta quotes a cell as soon as it holds a space, a comma, a quote or a new line."""
    text = str(value)
    if any(sign in text for sign in ' ,"\t\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _meta_csv(header: tuple[str, ...], rows: list[tuple]) -> bytes:
    lines = (",".join(map(_meta_cell, row)) for row in (header, *rows))
    return ("\ufeff" + "".join(f"{line}\n" for line in lines)).encode()


def _number(post: Post, network: str) -> int:
    """A number of the size of the network's ids, that a post keeps from one build to the next."""
    digits = Random(f"{network} {post.code} {post.published}").randrange(10**12)  # noqa: S311 - an invented number
    return {"facebook": 10**14, "instagram": 18 * 10**15}[network] + digits * (97 if network == "facebook" else 997)


def _seconds(post: Post) -> int:
    return 25 + len(post.long) % 50 if post.kind == "video" else 0


def _facebook_row(post: Post, figures: Figures) -> tuple:
    number = _number(post, "facebook")
    return (
        *(number, PAGE_ID, PAGE_NAME, post.words("facebook"), "", _seconds(post)),
        *(f"{post.published:%m/%d/%Y %H:%M}", f"https://www.facebook.com/{HANDLE['facebook']}/posts/{number}", 0),
        *(FACEBOOK_KIND[post.kind], figures.views, figures.reach, figures.engagements),
        *(figures.reactions, figures.comments, figures.shares),
        *(figures.link_clicks + figures.other_clicks, figures.link_clicks, figures.views, 0, figures.reach, 0),
    )


def _short_code(number: int) -> str:
    """Instagram's way of writing an id in an address: base 64."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return _short_code(number // 64) + letters[number % 64] if number else ""


def _instagram_row(post: Post, figures: Figures) -> tuple:
    number = _number(post, "instagram")
    address = f"https://www.instagram.com/{'reel' if post.kind == 'video' else 'p'}/{_short_code(number)}/"
    return (
        *(number, ACCOUNT_ID, HANDLE["instagram"], PAGE_NAME, post.words("instagram"), _seconds(post)),
        *(f"{post.published:%m/%d/%Y %H:%M}", address, INSTAGRAM_KIND[post.kind], "", "Lifetime"),
        *(f"{figures.views:,}", f"{figures.reach:,}", figures.reactions, figures.shares, figures.comments),
        *(figures.saves, figures.follows),
    )


def _x_row(post: Post, figures: Figures) -> tuple:
    moment = post.published.replace(tzinfo=PARIS).astimezone(dt.UTC)
    number = (int(moment.timestamp() * 1000) - 1_288_834_974_657) << 22  # the date is inside the id
    hashtags = figures.saves // 8 if post.tags else 0
    media = figures.saves if post.kind != "link" else 0
    counts = (
        *(figures.shares, figures.comments, figures.reactions, figures.profile_visits, figures.link_clicks),
        *(hashtags, figures.other_clicks, 0),
    )
    engagements = sum(counts) + media
    whole = (figures.views, engagements, engagements / figures.views, *counts)
    return (
        *(number, f"https://twitter.com/{HANDLE['x']}/status/{number}", html.escape(post.words("x"), quote=False)),
        f"{moment:%Y-%m-%d %H:%M +0000}",
        *map(float, whole),
        *(0, 0, figures.follows, 0, 0, 0, media),
        *("-" for _ in X_COUNTS),
    )


def _x_csv(rows: list[tuple]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows((X_HEADER, *reversed(rows)))
    return out.getvalue().encode()


def _daily_csv(title: str, values: dict[dt.date, int]) -> bytes:
    rows = "".join(f'"{day:%Y-%m-%dT00:00:00}","{value}"\n' for day, value in values.items())
    return b"\xff\xfe" + f'sep=,\n"{title}"\n"Date","Primary"\n{rows}\n'.encode("utf-16-le")


def _daily_title(metric: str, network: str) -> str:
    title = DAILY_TITLES[metric]
    return title[network] if isinstance(title, dict) else title.format(network=network.capitalize())


def _mastodon_sheet(rng: Random, today: dt.date) -> bytes:
    """A sheet kept by hand, one row a week: semicolons, day first, narrow spaces in the thousands."""
    start, end = period(today)
    monday = start + dt.timedelta(days=-start.weekday() % 7)
    followers, lines = 968, [";".join(SHEET_MAPPING)]
    while monday + dt.timedelta(days=6) <= end:
        followers += rng.randrange(2, 14)
        counts = rng.randrange(18, 60), rng.randrange(6, 26), rng.randrange(3, 15)
        written = f"{followers:,}".replace(",", NARROW_SPACE)
        lines.append(f"{monday:%d/%m/%Y};{written};{counts[0]};{counts[1]};{counts[2]}")
        monday += dt.timedelta(weeks=1)
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def build(directory: Path, today: dt.date) -> list[DemoFile]:
    """Write the year of exports that ends the day before ``today`` under ``directory``; the files, in import order."""
    start, end = period(today)
    rng = Random(today.isoformat())  # noqa: S311 - figures of a demo
    posts = {
        network: [(post, post_figures(rng, post, network, today)) for post in plan(today) if network in post.networks]
        for network in ("facebook", "instagram", "x")
    }
    span = "_".join(f"{MONTHS[day.month - 1]}-{day:%d-%Y}" for day in (start, end))
    content = {
        f"facebook/{span}_{PAGE_ID}.csv": _meta_csv(
            FACEBOOK_HEADER, [_facebook_row(*pair) for pair in posts["facebook"]]
        ),
        f"instagram/{span}_{ACCOUNT_ID}.csv": _meta_csv(
            INSTAGRAM_HEADER, [_instagram_row(*pair) for pair in posts["instagram"]]
        ),
        f"x/tweet_activity_metrics_{HANDLE['x']}_{start:%Y%m%d}_{today:%Y%m%d}_en.csv": _x_csv(
            [_x_row(*pair) for pair in posts["x"]]
        ),
    }
    for network in ("facebook", "instagram"):
        for metric, values in daily_figures(rng, network, posts[network], today).items():
            name = f"{network}/{DAILY_FILES[metric]}.csv"
            content[name] = _daily_csv(_daily_title(metric, network), values)
    content["mastodon/suivi-mastodon.csv"] = _mastodon_sheet(rng, today)
    return [_write(directory, name, data) for name, data in content.items()]


def _write(directory: Path, name: str, data: bytes) -> DemoFile:
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    network = path.parent.name
    return DemoFile(path, network, SHEET_MAPPING if network == "mastodon" else None)
