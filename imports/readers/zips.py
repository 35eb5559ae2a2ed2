"""ZIP containers, measured by their directory before anything is unpacked."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from imports.readers.limits import (
    MAX_MEMBERS,
    MAX_PACKED_BYTES,
    MAX_UNPACKED_BYTES,
    MAX_UNPACKED_RATIO,
    RATIO_FREE_BYTES,
)
from imports.tables import Unreadable

_CHUNK = 1 << 20
#: The flag of a member that a password protects.
ENCRYPTED = 0x1
#: What the library raises for bytes that are not what they should be, beside what it means to raise.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
    EOFError, OSError, ValueError, IndexError, KeyError, OverflowError, AssertionError,
)  # fmt: skip


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """Open a ZIP whose directory keeps within the limits.

    Raises ``Unreadable``: ``truncated`` (no directory at its end), ``zip_bomb``, ``too_large``,
    ``password_protected``, ``legacy_compressed``, ``damaged``.
    """
    if len(data) > MAX_PACKED_BYTES:
        raise Unreadable("too_large", what="bytes", limit=MAX_PACKED_BYTES)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (*_BROKEN, NotImplementedError):
        raise Unreadable("truncated", kind="zip") from None
    with archive:
        _check(archive)
        try:
            yield archive
        except _BROKEN:
            raise Unreadable("damaged", kind="zip") from None
        except NotImplementedError:  # which is a RuntimeError
            raise Unreadable("legacy_compressed", kind="zip") from None
        except RuntimeError:  # what zipfile raises for want of a password
            raise Unreadable("password_protected", kind="zip") from None


def _check(archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if unpacked > MAX_UNPACKED_BYTES:
        raise Unreadable("zip_bomb", unpacked=unpacked, limit=MAX_UNPACKED_BYTES)
    if unpacked > RATIO_FREE_BYTES and unpacked > MAX_UNPACKED_RATIO * max(packed, 1):
        raise Unreadable("zip_bomb", unpacked=unpacked, limit=MAX_UNPACKED_BYTES)


def unpack(data: bytes, look: Callable[[str, bytes], None]) -> None:
    """Unpack every member, chunk by chunk, and show each chunk with the name of its member to ``look``.

    This proves that the directory told the truth about their sizes and that none is damaged: zipfile stops at the
    size declared and then compares the checksum. Raises ``Unreadable`` as ``opened`` does.
    """
    with opened(data) as archive:
        for info in archive.infolist():
            with archive.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    look(info.filename, chunk)


def check_count(archive: zipfile.ZipFile) -> None:
    """Refuse an archive of too many files. Raises ``Unreadable``: ``too_many_members``."""
    count = sum(not info.is_dir() for info in archive.infolist())
    if count > MAX_MEMBERS:
        raise Unreadable("too_many_members", count=count, limit=MAX_MEMBERS)
