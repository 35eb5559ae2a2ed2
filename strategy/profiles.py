"""Accounts of people: a handle as it is kept, and the account that an address of a profile names. Pure: no Django."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qs, unquote, urlsplit

from strategy import networks

#: Where profiles live; the longest ending of the host that is listed tells the network.
HOSTS = {
    "facebook.com": "facebook", "fb.com": "facebook", "fb.me": "facebook", "instagram.com": "instagram",
    "instagr.am": "instagram", "x.com": "x", "twitter.com": "x", "linkedin.com": "linkedin", "youtube.com": "youtube",
    "tiktok.com": "tiktok", "bsky.app": "bluesky", "threads.net": "threads", "threads.com": "threads",
    "snapchat.com": "snapchat", "whatsapp.com": "whatsapp", "mastodon.social": "mastodon", "mamot.fr": "mastodon",
    "piaille.fr": "mastodon", "mastodon.online": "mastodon", "framapiaf.org": "mastodon", "mstdn.social": "mastodon",
}  # fmt: skip
_PINTEREST = re.compile(r"pinterest\.(?:[a-z]{2,3}|co\.uk|com\.au)")
#: What stands before the name in the path of some networks' addresses.
_BEFORE = {
    "facebook": {"people", "pages", "pg", "groups"},
    "linkedin": {"in", "company", "school", "showcase", "pub"},
    "youtube": {"c", "user", "channel"},
    "bluesky": {"profile"},
    "snapchat": {"add"},
    "whatsapp": {"channel"},
}
#: Pages of the networks themselves.
_NOT_NAMES = {
    *("home", "explore", "search", "share", "sharer", "login", "signup", "settings", "watch", "hashtag", "intent", "i"),
    *("p", "reel", "reels", "stories", "about", "privacy", "help", "legal", "policies", "feed", "shorts", "playlist"),
    *("results", "sharer.php", "events", "photo", "photo.php", "story.php"),
}
_ADDRESS = re.compile(r"(?:https?:)?//\S+|(?:www\.|m\.|fr\.)?[\w-]+(?:\.[\w-]+)+/\S*", re.I)
_LONGEST = 100


def folded(text: str) -> str:
    """The text as it is looked for: without case, accents, ligatures and repeated spaces."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("œ", "oe").replace("æ", "ae")
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def key(handle: str) -> str:
    """What makes two handles the same account: networks do not tell case apart."""
    return unicodedata.normalize("NFKC", handle).casefold()


def clean_handle(network: str, text: str) -> str:
    """The handle that ``text`` (a handle, ``@handle`` or the profile's address) names; "" when it names none.

    On a site, a forum or a newsletter the address is the handle.
    """
    text = text.strip().strip("\u200b\u200e\u200f\ufeff")
    found = read_address(text)
    if found and found[0] == network:
        return found[1]
    if networks.get(network).address_pattern is None:
        return text
    return "" if "//" in text else text.lstrip("@＠").strip().rstrip("/")


def is_handle(handle: str) -> bool:
    """Whether ``handle`` (cleaned) can be kept: one word of at most 100 characters, without the bar that lists use."""
    is_word = all(c.isprintable() and not c.isspace() and c != "|" for c in handle)
    return 0 < len(handle) <= _LONGEST and is_word


def address(network: str, handle: str) -> str | None:
    """Where the profile is; None where only its owner knows."""
    if networks.get(network).address_pattern is None:
        return handle if handle.startswith(("https://", "http://")) else None
    if network == "linkedin":
        return f"https://www.linkedin.com/{handle if '/' in handle else f'in/{handle}'}/"
    if network == "facebook" and handle.isdigit():
        return f"https://www.facebook.com/profile.php?id={handle}"
    if network == "youtube" and handle.startswith("UC") and len(handle) == 24:
        return f"https://www.youtube.com/channel/{handle}"
    return networks.get(network).profile_address(handle)


def read_address(text: str) -> tuple[str, str] | None:
    """The network and the handle of the profile at an address; None for what is no address of a known network."""
    text = text.strip()
    if not _ADDRESS.fullmatch(text):
        return None
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    steps = [unquote(step) for step in parts.path.split("/") if step]
    network = _network(host, steps)
    handle = _name(network, host, steps, parts.query) if network else ""
    return (network, handle) if is_handle(handle) else None


def _network(host: str, steps: list[str]) -> str:
    labels = host.split(".")
    for start in range(len(labels) - 1):
        ending = ".".join(labels[start:])
        if ending in HOSTS:
            return HOSTS[ending]
        if _PINTEREST.fullmatch(ending):
            return "pinterest"
    return "mastodon" if len(steps) == 1 and re.fullmatch(r"@[\w.]+(?:@[\w.-]+)?", steps[0]) else ""


def _name(network: str, host: str, steps: list[str], query: str) -> str:
    if network == "facebook" and steps[:1] == ["profile.php"]:
        return parse_qs(query).get("id", [""])[0]
    before = steps[0] if steps and steps[0] in _BEFORE.get(network, ()) else ""
    if before:
        steps = steps[1:]
    if network == "facebook" and before in {"people", "pages"}:
        steps = steps[-1:]
    name = steps[0].lstrip("@") if steps else ""
    if name.lower() in _NOT_NAMES or (network == "x" and name == "status"):
        return ""
    if network == "mastodon":
        return name if "@" in name or not name else f"{name}@{host}"
    if network == "linkedin" and before in {"company", "school", "showcase"}:
        return f"{before}/{name}"
    return name
