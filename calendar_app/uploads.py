"""Files that were chosen in the composer and are not part of a post yet: on disk, and in a signed word of the form.

The word goes to the browser and comes back with the next attempt to save, or lies in the draft; it is of use to the
person it was given to, in that workspace, alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.core import signing

from calendar_app import media
from calendar_app.media import Medium
from calendar_app.models import Draft
from workspaces.models import User, Workspace

TOKEN = re.compile(r"k\d{1,2}-token")  # field of the form


@dataclass(frozen=True)
class Upload:
    """A file that is on disk, under ``key``; ``size`` in bytes."""

    key: str
    name: str
    kind: str
    mime: str
    size: int
    digest: str
    width: int | None = None
    height: int | None = None
    alt: str = ""

    @classmethod
    def of(cls, medium: Medium, name: str, alt: str, key: str) -> Upload:
        return cls(
            key, name, medium.kind, medium.mime, len(medium.data), medium.digest, medium.width, medium.height, alt
        )

    @property
    def is_there(self) -> bool:
        return media.path(self.key).is_file()


def token(upload: Upload, workspace: Workspace, user: User) -> str:
    said = asdict(upload)
    del said["alt"]  # the form has it
    return signing.dumps(said, salt=_salt(workspace.pk, user.pk), compress=True)


def opened(text: str, workspace: Workspace, user: User) -> Upload | None:
    """What ``token`` was given; None for a word that was not given to this person here."""
    try:
        return Upload(**signing.loads(text, salt=_salt(workspace.pk, user.pk)))
    except signing.BadSignature:
        return None


def _salt(workspace: int, user: int) -> str:
    return f"calendar.upload:{workspace}:{user}"


def in_draft(workspace: Workspace, draft: Draft) -> Iterator[Upload]:
    """The files that an unsaved text waits with."""
    for name, values in draft.data.items():
        if TOKEN.fullmatch(name) and (upload := opened(values[0] if values else "", workspace, draft.user)):
            yield upload
