"""Facebook posts: the exports of Meta Business Suite (posts, videos; any language of the alias table), and the
"Post level data" of Facebook Insights until 2021, a workbook of several sheets.
"""

from __future__ import annotations

import re
from dataclasses import replace

from imports.tables import Table
from imports.values import clean_text, is_missing
from kpis.catalogue import Level
from kpis.formats.aliases import Family
from kpis.formats.aliases.meta import CLASSIC, POSTS
from kpis.formats.base import Format, Recognition, roles

_ID = re.compile(r"\d+(?:_\d+)*")
_ID_IN_PERMALINK = re.compile(r"/(?:posts|videos|reel)/(?:[^/?]*/)?(\d+)/?(?:\?|$)|[?&](?:fbid|story_fbid|v)=(\d+)")


def guess_kind(text: str, permalink: str, figures) -> str:
    """The video export has no column for the kind."""
    return "video" if figures.get("video_views") is not None else ""


class ClassicFormat(Format):
    """The old workbook: a sheet of key metrics, and sheets that part one metric by action, each counted twice, in
    people ("Unique Users") and in actions ("Total Count"). Only actions are figures.
    """

    def recognise(self, table: Table) -> Recognition | None:
        found = super().recognise(table)
        if found is None or "description" not in found.columns:
            return found
        described = next((clean_text(c) for c in table.column(found.columns["description"]) if not is_missing(c)), "")
        if not found.metrics or not described.endswith("(Total Count)"):
            return replace(found, skip="counts_people" if found.metrics else "no_known_metric")
        return found


FORMAT = Format(
    code="meta_facebook_posts",
    network="facebook",
    level=Level.POST,
    names=Family(POSTS),
    required=(
        roles("published_at"),
        roles("views reach engagements reactions comments shares clicks impressions video_views"),
    ),
    marks=roles(
        "page_id page_name is_crosspost is_share caption_type funded video_id engagements reactions minute_views "
        "other_clicks"
    ),
    least=1,
    native_order="mdy",
    by_day=True,
    id_pattern=_ID,
    id_in_permalink=_ID_IN_PERMALINK,
    guess_kind=guess_kind,
)

CLASSIC_FORMAT = ClassicFormat(
    code="meta_facebook_posts",
    network="facebook",
    level=Level.POST,
    names=Family(CLASSIC),
    required=(roles("published_at"),),
    marks=roles("post_id text countries targeting reach impressions organic_reach paid_reach engaged_users"),
    least=4,
    native_order="mdy",
    id_pattern=_ID,
    id_in_permalink=_ID_IN_PERMALINK,
)
