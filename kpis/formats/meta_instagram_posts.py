"""Instagram posts as Meta Business Suite exports them."""

from __future__ import annotations

import re

from kpis.catalogue import Level
from kpis.formats.aliases import Family
from kpis.formats.aliases.meta import POSTS
from kpis.formats.base import SAME, Format, roles

FORMAT = Format(
    code="meta_instagram_posts",
    network="instagram",
    level=Level.POST,
    names=Family(POSTS),
    required=(
        roles("post_id permalink"),
        roles("published_at"),
        roles("views reach likes comments shares saves impressions follows followers"),
    ),
    marks=roles("account_id account_username account_name saves likes follows"),
    least=2,
    # A post has no followers: some languages so name the people who followed from it.
    metrics={**SAME, "followers": "follows"},
    native_order="mdy",
    by_day=True,
    id_pattern=re.compile(r"\d+(?:_\d+)*"),
)
