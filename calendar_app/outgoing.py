"""Links as they go out: with the channel's parameters, or short, in the link of a publication and in its words."""

from __future__ import annotations

import re

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from calendar_app import utm
from calendar_app.models import Publication, ShortLink, Tracking

_ADDRESS = re.compile(r"https?://[^\s<>\"«»]+", re.IGNORECASE)
_AFTER = ".,;:!?'’”…*"
LONGEST = ShortLink._meta.get_field("target").max_length


def parts(publications):
    """A queryset of publications with what their links are made of."""
    return publications.select_related(
        "channel__tracking", "post__objective", "post__pillar__objective"
    ).prefetch_related("short_links")


def addresses(publication: Publication) -> list[str]:
    """The addresses of the web that the publication holds, its link first, each once."""
    found = [publication.target, *(match for match, _start in in_text(publication.wording))]
    return [each for each in dict.fromkeys(found) if utm.is_web(each) and len(each) <= LONGEST]


def in_text(text: str) -> list[tuple[str, int]]:
    """The addresses in a text and where each begins, without the punctuation of the sentence around them."""
    return [(_bare(match.group()), match.start()) for match in _ADDRESS.finditer(text)]


def _bare(address: str) -> str:
    address = address.rstrip(_AFTER)
    unopened = address.count(")") - address.count("(")
    while unopened > 0 and address.endswith(")"):
        address, unopened = address[:-1].rstrip(_AFTER), unopened - 1
    return address


def tracking_of(publication: Publication) -> Tracking | None:
    """What the channel adds to links; None where it adds nothing."""
    tracking = getattr(publication.channel, "tracking", None)
    return tracking if tracking and tracking.active else None


def tagged(publication: Publication, address: str) -> str:
    """The address with the parameters of the publication's channel."""
    tracking = tracking_of(publication)
    if tracking is None:
        return address
    return utm.tagged(
        address,
        source=tracking.source,
        medium=tracking.medium,
        campaign=campaign(publication, tracking),
        content=publication.uid,
    )


def campaign(publication: Publication, tracking: Tracking) -> str:
    """The pillar's or the objective's name; a post without an objective may have its pillar's."""
    post = publication.post
    if tracking.campaign == Tracking.Campaign.PILLAR:
        return utm.slug(post.pillar.name) if post.pillar else ""
    if tracking.campaign == Tracking.Campaign.OBJECTIVE:
        objective = post.objective or (post.pillar and post.pillar.objective)
        return utm.slug(objective.title) if objective else ""
    return ""


def short_address(link: ShortLink) -> str:
    return settings.BASE_URL + reverse("short_link", args=[link.code])


def open_links(publication: Publication) -> dict[str, ShortLink]:
    """The short links in use, by the address they lead to."""
    now = timezone.now()
    return {link.target: link for link in publication.short_links.all() if link.is_open(now)}


def link_of(publication: Publication) -> str:
    """The publication's link as it goes out; "" where it has none."""
    return _out(publication, publication.target, open_links(publication)) if publication.target else ""


def _out(publication: Publication, address: str, short: dict[str, ShortLink]) -> str:
    tracking = tracking_of(publication)
    if tracking and tracking.shorten and address in short:
        return short_address(short[address])
    return tagged(publication, address)


def text_of(publication: Publication) -> str:
    """What is to be pasted into the network: the words with their links as they go out, and the link after them."""
    short, text, said = open_links(publication), publication.wording, set()
    for address, start in reversed(in_text(text)):
        said.add(address)
        text = text[:start] + _out(publication, address, short) + text[start + len(address) :]
    link = publication.target
    if not link or link in said:
        return text
    return "\n\n".join(filter(None, [text.rstrip(), _out(publication, link, short)]))
