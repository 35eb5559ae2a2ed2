"""Small exports of our own, with the traits of the real ones, for the tests of formats."""

from __future__ import annotations

import csv
import io

from imports.readers import read_bytes
from kpis.formats import parse


def _columns(names: str) -> list[str]:
    return names.split("|")


X_CLASSIC = _columns(
    "Tweet id|Tweet permalink|Tweet text|time|impressions|engagements|engagement rate|retweets|replies|likes|"
    "user profile clicks|url clicks|hashtag clicks|detail expands|permalink clicks|app opens|app installs|"
    "follows|email tweet|dial phone|media views|media engagements|promoted impressions|promoted engagements|"
    "promoted engagement rate|promoted retweets|promoted replies|promoted likes|promoted user profile clicks|"
    "promoted url clicks|promoted hashtag clicks|promoted detail expands|promoted permalink clicks|"
    "promoted app opens|promoted app installs|promoted follows|promoted email tweet|promoted dial phone|"
    "promoted media views|promoted media engagements"
)
X_CONTENT = _columns(
    "Post id|Date|Post text|Post Link|Impressions|Likes|Engagements|Bookmarks|Shares|New follows|Replies|"
    "Reposts|Profile visits|Detail Expands|URL Clicks|Hashtag Clicks|Permalink Clicks"
)
X_OVERVIEW = _columns(
    "Date|Impressions|Likes|Engagements|Bookmarks|Shares|New follows|Unfollows|Replies|Reposts|Profile visits|"
    "Create Post|Video views|Media views"
)
FACEBOOK = _columns(
    "Post ID|Page ID|Page name|Title|Description|Duration (sec)|Publish time|Caption type|Permalink|"
    "Is crosspost|Is share|Post type|Languages|Custom labels|Funded content status|Data comment|Date|Views|"
    "Reach|Reactions, Comments and Shares|Reactions|Comments|Shares|Total clicks|Other Clicks|Link Clicks"
)
FACEBOOK_FR = _columns(
    "Identifiant de la publication|ID de la Page|Nom de la page|Titre|Description|Durée (s)|"
    "Heure de publication|Permalien|Est un crosspostage|Est un partage|Type de publication|Date|Vues|"
    "Couverture|Réactions, commentaires et partages|Réactions|Commentaires|Partages|Total des clics|"
    "Clics sur un lien|Vues de Publications organiques|Couverture de Publications boostées"
)
INSTAGRAM = _columns(
    "Post ID|Account ID|Account username|Account name|Description|Duration (sec)|Publish time|Permalink|"
    "Post type|Data comment|Date|Views|Reach|Likes|Shares|Comments|Saves|Follows"
)


def csv_of(header, *rows, delimiter=",") -> str:
    """A CSV text; a row is a list of cells, or a dict of some columns with "" for the others."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([row.get(name, "") for name in header] if isinstance(row, dict) else row)
    return out.getvalue()


def daily(title: str, *rows: tuple[str, object], header=("Date", "Primary"), sep="sep=,\n") -> bytes:
    """A one-metric file of Meta: UTF-16, ``sep=``, a title."""
    body = "".join(f'"{day}","{value}"\n' for day, value in rows)
    return (sep + f'"{title}"\n"{header[0]}","{header[1]}"\n' + body).encode("utf-16")


def figures_of(content: str | bytes, name: str = "export.csv", timezone: str = "Europe/Paris", **answers):
    """The figures of one file."""
    data = content.encode() if isinstance(content, str) else content
    return parse(read_bytes(data, name), timezone=timezone, answers=answers)


def sums(figures) -> dict[str, object]:
    return {code: total["sum"] for code, total in figures.totals().items()}


def asked(figures) -> list[str]:
    return [question.code for question in figures.questions]


def told(figures) -> list[str]:
    return [note.code for note in figures.notes]
