"""X, one row per day of the account: the overview export and the classic "by day" one."""

from __future__ import annotations

from kpis.catalogue import Level
from kpis.formats.aliases import Family
from kpis.formats.aliases.x import COLUMNS
from kpis.formats.base import Format, roles

FORMAT = Format(
    code="x_overview",
    network="x",
    level=Level.CHANNEL_DAY,
    names=Family(COLUMNS),
    required=(roles("date"),),
    marks=roles(
        "impressions engagements reposts replies saves follows unfollows profile_visits link_clicks posts media_views "
        "hashtag_clicks detail_expands permalink_clicks media_engagements"
    ),
    least=4,
    never=roles("post_id permalink text"),
)
