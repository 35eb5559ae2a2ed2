"""Short links: made for the addresses that publications hold and for no others, followed, counted."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import Error, transaction
from django.db.models import F
from django.utils import timezone

from calendar_app import outgoing
from calendar_app.models import Click, Post, Publication, ShortLink, Tracking
from cmtool.lib.versions import save_version
from workspaces import audit
from workspaces.models import User

logger = logging.getLogger("cmtool.links")


@transaction.atomic
def settle(*posts: Post) -> None:
    """Open the short links that the posts' publications need, close those whose address was dropped.

    A link that is out stays open when the channel stops shortening; one that comes back opens again, with its clicks.
    """
    close, reopen, make = [], [], []
    for publication in outgoing.parts(Publication.objects.filter(post__in=posts)):
        held = outgoing.addresses(publication)
        known = {link.target: link for link in publication.short_links.all()}
        close += [link for target, link in known.items() if target not in held]
        reopen += [link for target, link in known.items() if target in held]
        tracking = outgoing.tracking_of(publication)
        if tracking and tracking.shorten:
            make += [(publication, address) for address in held if address not in known]
    _close(close)
    _reopen(reopen)
    _make(make)


def shortening() -> set[int]:
    """The channels whose links are made short."""
    return set(Tracking.objects.filter(active=True, shorten=True).values_list("channel", flat=True))


def _make(wanted: list[tuple[Publication, str]]) -> None:
    links = (ShortLink(workspace_id=each.workspace_id, publication=each, target=address) for each, address in wanted)
    ShortLink.objects.bulk_create(links, ignore_conflicts=True)


def _close(links: list[ShortLink]) -> None:
    if changed := [link.pk for link in links if link.closed_at is None]:
        ShortLink.objects.filter(pk__in=changed).update(closed_at=timezone.now())


def _reopen(links: list[ShortLink]) -> None:
    if changed := [link.pk for link in links if link.closed_at is not None]:
        ShortLink.objects.filter(pk__in=changed).update(closed_at=None)


@transaction.atomic
def save_tracking(*, tracking: Tracking, fields: list[str], version: int, by: User) -> Tracking:
    """Keep what a channel adds to its links (else ``Stale``), and shorten those of what is still to go out."""
    if tracking.pk is None:
        tracking.save()
    else:
        save_version(tracking, fields, version=version)
    audit.record(tracking.workspace, "tracking.saved", by=by, target=tracking.channel)
    if tracking.active and tracking.shorten:
        for post in Post.objects.live().filter(publications__in=_ahead(tracking)).distinct():
            settle(post)
    return tracking


def _ahead(tracking: Tracking):
    planned = tracking.channel.publications.filter(state=Publication.State.PLANNED)
    return planned.filter(day__gte=tracking.workspace.today())


@transaction.atomic
def expire(*, link: ShortLink, until: dt.date | None, by: User) -> None:
    """Let the link lead nowhere from the end of the day ``until`` on; None: it stays open."""
    end = until and dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), link.workspace.zone)
    ShortLink.objects.filter(pk=link.pk).update(expires_at=end)
    audit.record(link.workspace, "link.expiry", by=by, target=link)


# -- followed, by people without an account


def find(code: str) -> ShortLink | None:
    """The link in use of that code, with what its address is made of. Codes are the same for nobody else."""
    if len(code) > ShortLink._meta.get_field("code").max_length:
        return None
    links = ShortLink.objects.with_scopes_disabled().select_related(
        "workspace", "publication__channel__tracking", "publication__post__objective",
        "publication__post__pillar__objective",
    )  # fmt: skip
    link = links.filter(code=code, publication__post__deleted_at=None).first()
    return link if link and link.is_open(timezone.now()) else None


def count(link: ShortLink) -> None:
    """One more click today. It never fails the visitor, who is on the way already."""
    with link.workspace.active():
        clicks = Click.objects.filter(link=link, day=link.workspace.today())
        try:
            if not clicks.update(count=F("count") + 1):
                row = Click(workspace=link.workspace, link=link, day=link.workspace.today())
                Click.objects.bulk_create([row], ignore_conflicts=True)
                clicks.update(count=F("count") + 1)
        except Error:
            logger.exception("a click of link %s was not counted", link.pk)
