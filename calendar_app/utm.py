"""What is added to an address so that a web site knows where its visitors come from (UTM parameters). Pure.

An address is never taken apart and put together again: what was there, encoded or not, stays as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote_plus, urlsplit

NAMES = ("source", "medium", "campaign", "content")
CAMPAIGN = 60  # characters of a name that a report still shows in one line


def is_web(address: str) -> bool:
    """Whether it is a whole address of the web: http or https, with a host."""
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"[\s\x00-\x1f]", address)
    except ValueError:
        return False


def tagged(address: str, *, source: str = "", medium: str = "", campaign: str = "", content: str = "") -> str:
    """The address with the parameters that are not empty and that it does not hold already."""
    if not is_web(address):
        return address
    rest, hash_, fragment = address.partition("#")
    base, _mark, query = rest.partition("?")
    there = {unquote_plus(part.partition("=")[0]).lower() for part in query.split("&")}
    values = zip(NAMES, (source, medium, campaign, content), strict=True)
    new = [f"utm_{name}={quote(value, safe='')}" for name, value in values if value and f"utm_{name}" not in there]
    if not new:
        return address
    return f"{base}?{'&'.join([*filter(None, [query]), *new])}{hash_}{fragment}"


def bare(address: str) -> str:
    """The address without any such parameter, as a person would read it out."""
    rest, hash_, fragment = address.partition("#")
    base, _mark, query = rest.partition("?")
    kept = [part for part in query.split("&") if part and not part.lower().startswith("utm_")]
    return "?".join(filter(None, [base, "&".join(kept)])) + hash_ + fragment


def slug(name: str) -> str:
    """A name as reports like it: ``Été des écoles`` is ``ete-des-ecoles``. Letters without a plain form stay."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[^\w]+|_+", "-", plain).strip("-")[:CAMPAIGN].rstrip("-")
