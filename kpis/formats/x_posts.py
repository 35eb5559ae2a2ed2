"""X, one row per post: the classic export of 40 columns and the current content export."""

from __future__ import annotations

import re

from kpis.catalogue import Level
from kpis.formats.aliases import Family
from kpis.formats.aliases.x import COLUMNS
from kpis.formats.base import Format, roles

_PICTURE = re.compile(r"pic\.(?:twitter|x)\.com/|/photo/\d")
_LINK = re.compile(r"https?://")


def guess_kind(text: str, permalink: str, figures) -> str:
    """The kind of a post, which X's files do not say: from its text and its media figures."""
    if text.startswith("RT @"):
        return "share"
    if "/video/" in permalink:
        return "video"
    if _PICTURE.search(text) or "/photo/" in permalink:
        return "image"
    if figures.get("media_views") or figures.get("media_engagements"):
        return "media"
    if text.startswith("@"):
        return "reply"
    return "link" if _LINK.search(text) else "text"


FORMAT = Format(
    code="x_posts",
    network="x",
    level=Level.POST,
    names=Family(COLUMNS),
    required=(roles("post_id permalink"), roles("published_at date")),
    marks=roles(
        "permalink text impressions engagements reposts replies saves profile_visits link_clicks hashtag_clicks "
        "detail_expands permalink_clicks media_views media_engagements follows"
    ),
    least=3,
    id_pattern=re.compile(r"\d{1,20}"),
    id_in_permalink=re.compile(r"/status(?:es)?/(\d+)"),
    guess_kind=guess_kind,
)
