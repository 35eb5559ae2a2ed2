"""Secret addresses for people without an account: made, opened, revoked.

The address holds the share's number and nonce, signed with the secret key. Whoever reads the database cannot make one;
another nonce ends the former address. Every address that opens nothing is answered in the same way.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import unquote_plus

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from calendar_app import reminders
from calendar_app.forms.canvas import PostFilter
from calendar_app.models import Post, Publication, Share
from strategy.traces import Names
from workspaces import audit
from workspaces.models import User

SIGNER = signing.Signer(sep=".", salt="calendar.share")
LONGEST = 200  # characters of a token; ours have about a hundred
NOTED = dt.timedelta(minutes=10)  # how exactly the last use is kept

#: What partners see: no ideas, nothing that was dropped.
SHOWN = (
    Post.Status.DRAFT,
    Post.Status.REVIEW,
    Post.Status.APPROVED,
    Post.Status.SCHEDULED,
    Post.Status.PUBLISHED,
)


def token(share: Share) -> str:
    return SIGNER.sign(f"{share.pk}.{share.nonce}")


def address(share: Share) -> str:
    """The whole address, for people to copy."""
    name = "feed" if share.kind == Share.Kind.FEED else "shared"
    return settings.BASE_URL + reverse(name, args=[token(share)])


def opened(said: str) -> Share | None:
    """The share that the token opens now; None for any other, without telling why."""
    if len(said) > LONGEST:
        return None
    try:
        pk, _dot, nonce = SIGNER.unsign(said).partition(".")
    except signing.BadSignature:
        return None
    shares = Share.objects.with_scopes_disabled().select_related("workspace", "post")
    share = shares.filter(pk=int(pk)).first()
    if share is None or not constant_time_compare(share.nonce, nonce) or not share.is_open(timezone.now()):
        return None
    return share


def note_use(share: Share) -> None:
    now = timezone.now()
    if share.used_at is None or share.used_at < now - NOTED:
        Share.objects.filter(pk=share.pk).update(used_at=now)


# What it shows ---------------------------------------------------------------------------------------------------


def filter_of(share: Share) -> PostFilter:
    return PostFilter(QueryDict(share.query), workspace=share.workspace)


def posts_of(share: Share) -> QuerySet[Post]:
    """The posts that the share opens; a single post in any status but as an idea, as long as it is there."""
    posts = Post.objects.live()
    if share.post_id:
        return posts.filter(pk=share.post_id).exclude(status=Post.Status.IDEA)
    return filter_of(share).filter_posts(posts.filter(status__in=SHOWN))


def publications_of(share: Share) -> QuerySet[Publication]:
    """Those of ``posts_of`` that match the filter themselves (a network's only, where it names one)."""
    if share.post_id:
        return Publication.objects.filter(post__in=posts_of(share))
    return filter_of(share).filter(Publication.objects.live().filter(post__status__in=SHOWN))


# Changes ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def create(*, share: Share, by: User) -> Share:
    share.by = by
    share.save()
    audit.record(share.workspace, "share.created", by=by, target=share)
    return share


@transaction.atomic
def revoke(*, share: Share, by: User) -> None:
    """The address opens nothing any more, and what was approved through it no longer counts."""
    if Share.objects.filter(pk=share.pk, revoked_at=None).update(revoked_at=timezone.now()):
        audit.record(share.workspace, "share.revoked", by=by, target=share)
        reminders.ask_recheck(share.workspace)


@transaction.atomic
def renew(*, share: Share, by: User) -> Share:
    """A new address for the same people, that ``by`` answers for; the former one ends."""
    revoke(share=share, by=by)
    kept = {name: getattr(share, name) for name in ("workspace", "kind", "name", "post", "query", "expires_at")}
    if share.expires_at and share.expires_at <= timezone.now():
        kept["expires_at"] = timezone.now() + (share.expires_at - share.created_at)
    return create(share=Share(**kept), by=by)


def forget(sender, *, names: Names, by: User | None, **_kwargs) -> None:
    """Somebody was erased: an address that shows what names them ends, and no longer says so."""
    for share in Share.objects.exclude(query=""):
        if names.are_in(unquote_plus(share.query)):
            revoke(share=share, by=by)
            Share.objects.filter(pk=share.pk).update(query="")
