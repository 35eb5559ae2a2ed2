"""What nobody can want back goes: pictures of posts deleted long ago, and files that belong to nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from calendar_app import media, uploads
from calendar_app.models import Attachment, Draft, Series
from workspaces.models import Workspace

#: A deletion can be undone, pictures included, for as long. Former versions of posts that are there keep theirs.
KEPT = dt.timedelta(days=90)
#: A file is written before what names it is stored; it may also wait in a composer that is open.
WAITING = dt.timedelta(days=2)
CHUNK = 500


def forget_files(workspace: Workspace) -> int:
    """Drop what is over its time in the workspace, whose scope is active. Returns how many files went.

    A file that several posts share stays until the last of them has no more use for it.
    """
    _forget_attachments(timezone.now() - KEPT)
    named = _named(workspace)
    before = timezone.now() - WAITING
    gone = {key for key, at in media.kept(workspace.pk) if at < before.timestamp() and key not in named}
    for key in gone:
        media.discard(key)
    return len(gone)


def _forget_attachments(before: dt.datetime) -> None:
    """Those of deleted posts, unless occurrences still to be made begin with them."""
    contents = Series.objects.values_list("content", flat=True)
    repeated = {row["id"] for content in contents for row in content.get("attachments", ())}
    over = Attachment.objects.filter(post__deleted_at__lt=before).exclude(pk__in=repeated)
    while ids := list(over.values_list("pk", flat=True)[:CHUNK]):
        Attachment.objects.filter(pk__in=ids).delete()


def _named(workspace: Workspace) -> set[str]:
    """Keys of the files that attachments and unsaved texts hold."""
    return {*Attachment.objects.values_list("file", flat=True), *_waiting(workspace)}


def _waiting(workspace: Workspace) -> Iterator[str]:
    for draft in Draft.objects.select_related("user").iterator():
        yield from (upload.key for upload in uploads.in_draft(workspace, draft))
