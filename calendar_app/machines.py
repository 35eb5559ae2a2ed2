"""Whether a request comes from a machine that looks at links, not from a person who follows one. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Robots, previews of networks and messengers, scanners of mail, libraries. "Cubot" is a telephone.
_MACHINES = re.compile(
    r"(?<!cu)bot(?![a-z])|crawl|spider|slurp|scrap|preview|fetch|monitor|scan|headless|lighthouse|validator|archiver"
    r"|facebookexternalhit|facebookcatalog|meta-external|whatsapp/|viber|skypeuripreview|cardyb|embedly|iframely"
    r"|mastodon/|pleroma|misskey|feedly|feedburner|google-read-aloud|googleimageproxy|chrome-lighthouse|mediapartners"
    r"|pinterest/0|vkshare|outbrain|nuzzel|ia_archiver"
    r"|curl/|wget|python|java/|okhttp|go-http|libwww|httpclient|axios|node[-.]fetch|guzzle|http\.rb",
    re.IGNORECASE,
)
_AHEAD = ("purpose", "sec-purpose", "x-purpose", "x-moz")  # headers of what a browser loads before anybody asks


def is_machine(method: str, headers: Mapping[str, str]) -> bool:
    """``headers`` are those of the request, by names in any case if the mapping takes them so."""
    agent = headers.get("user-agent", "")
    if method != "GET" or not agent.strip() or _MACHINES.search(agent):
        return True
    return any(re.search("prefetch|prerender|preview", headers.get(name, ""), re.IGNORECASE) for name in _AHEAD)
