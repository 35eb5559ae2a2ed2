"""Files that answers rest on: known by what they hold, kept under names of our own, served only as downloads."""

import os
import re
import secrets
import shutil
from pathlib import Path

from django.conf import settings

from strategy.models import Evidence
from workspaces.models import Workspace

LARGEST = 10 * 1024 * 1024  # bytes
BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
MARKUP = re.compile(r"<(?:!doctype|\?xml|html|svg|script|body|head|iframe)\b", re.I)
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\ufffd]")


def type_of(data: bytes, name: str) -> str:
    """The type by the content, whatever the name says; empty for what is not taken (pages, drawings, programs…)."""
    for beginning, kind in BEGINNINGS:
        if data.startswith(beginning):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    text = _text(data)
    if not text or NOT_TEXT.search(text) or MARKUP.search(text):
        return ""
    return "text/csv" if name.lower().endswith((".csv", ".tsv")) else "text/plain"


def _text(data: bytes) -> str:
    """Empty when the bytes are no text. Spreadsheets write UTF-16 with its mark, or what the system was set to."""
    codec = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace") if codec == "utf-8-sig" else ""


def _folder(workspace_id: int) -> Path:
    return Path(settings.MEDIA_ROOT) / "evidence" / str(workspace_id)


def path(evidence: Evidence) -> Path:
    return _folder(evidence.workspace_id) / evidence.file_key


def keep(workspace: Workspace, data: bytes) -> str:
    """Write the file, readable by the server's account only. Returns its key."""
    folder, name = _folder(workspace.pk), secrets.token_hex(16)
    for level in (Path(settings.MEDIA_ROOT), folder.parent, folder):
        level.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        (folder / name).unlink(missing_ok=True)
        raise
    return name


def discard(workspace: Workspace, key: str) -> None:
    (_folder(workspace.pk) / key).unlink(missing_ok=True)


def discard_all(workspace: Workspace) -> None:
    shutil.rmtree(_folder(workspace.pk), ignore_errors=True)
