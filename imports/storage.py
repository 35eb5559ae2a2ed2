"""Where uploaded files live: names of our own making, readable by the server's account only, never served as such."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from imports.models import Import
from workspaces.models import Workspace

REFUSED = "refused.json"  # within the staged folder: every row that was not taken


@dataclass(frozen=True)
class Received:
    """A file that arrived whole and belongs to no import yet."""

    path: Path
    size: int
    sha256: str


def _private(path: Path) -> Path:
    """The folder, made where it is missing; every level below MEDIA_ROOT is its owner's alone."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    for level in [*reversed(path.relative_to(root).parents), path.relative_to(root)]:
        (root / level).mkdir(mode=0o700, exist_ok=True)
    return path


def _home(workspace_id: int) -> Path:
    return Path(settings.MEDIA_ROOT) / "imports" / str(workspace_id)


def folder(record: Import) -> Path:
    return _home(record.workspace_id) / str(record.pk)


def source(record: Import) -> Path:
    """The file as it was uploaded."""
    return folder(record) / "source"


def staged(record: Import) -> Path:
    """What was read of it, waiting to be confirmed: written by the child process, replaced as a whole."""
    return folder(record) / "staged"


def receive(workspace: Workspace, chunks: Iterable[bytes]) -> Received:
    """Write an upload to disk while it is hashed; nothing is left when it breaks off."""
    path = _private(_home(workspace.pk) / "incoming") / secrets.token_hex(16)
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            for chunk in chunks:
                digest.update(chunk)
                size += target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Received(path, size, digest.hexdigest())


def settle(received: Received, record: Import) -> None:
    """Give a received file to its import."""
    _private(folder(record))
    os.replace(received.path, source(record))


def abandon(received: Received) -> None:
    received.path.unlink(missing_ok=True)


def fresh_staged(record: Import) -> Path:
    """An empty folder to stage into, beside what was staged before; ``use_staged`` puts it in place."""
    for left in folder(record).glob("staging-*"):  # by a worker that was killed
        shutil.rmtree(left, ignore_errors=True)
    return _private(folder(record) / f"staging-{secrets.token_hex(8)}")


def use_staged(record: Import, new: Path) -> None:
    """Replace what was staged by a complete new folder."""
    shutil.rmtree(staged(record), ignore_errors=True)
    os.replace(new, staged(record))


def discard(record: Import) -> None:
    """Nothing of the file is kept."""
    shutil.rmtree(folder(record), ignore_errors=True)
