"""Images and videos of posts: known by what they hold, made harmless, kept under names of our own. Knows no models.

An image is decoded and written anew: whatever stood beside its pixels (position, camera, text, other files) is gone.
A video keeps its frames; it has to be whole and nothing but a video. What it says of where, when, by whom and with
what it was filmed is blanked in place, so that frames stay where its indexes say.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import os
import re
import secrets
import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageCms, ImageOps, ImageSequence, UnidentifiedImageError

LARGEST_IMAGE = 15 * 1024**2  # bytes
LARGEST_VIDEO = 100 * 1024**2
MOST_PIXELS = 50_000_000  # of all frames together
MOST_FRAMES = 1000  # each takes time to write anew, however small
MOST_PARTS = 500_000  # of a video, all together
DEEPEST = 8  # of an MP4, one in the other
SMALL = (640, 640)  # what pages show
IN_PAGE = (240, 240)

FORMATS = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
_APPLE_STILLS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
_MARKUP = re.compile(rb"<(?:!doctype|\?xml|\?php|html|svg|script|body|head|iframe)\b", re.I)
#: Boxes of an MP4: texts, places and the like; moments of filming; those that hold others.
_PERSONAL_BOXES = {b"udta", b"meta", b"uuid", b"free", b"skip"}
_DATED_BOXES = {b"mvhd", b"tkhd", b"mdhd"}
_BOXES_OF_BOXES = {b"moov", b"trak", b"mdia", b"moof", b"traf"}
#: Elements of a WebM (RFC 9559), by what is done with them.
_SEGMENT, _CLUSTER, _VOID = b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75", b"\xec"
_OPENED = {_SEGMENT, b"\x15\x49\xa9\x66", b"\x16\x54\xae\x6b", b"\xae"}  # segment, info, tracks, track
_PERSONAL = {
    b"\x12\x54\xc3\x67", b"\x19\x41\xa4\x69",  # tags, attached files
    b"\x7b\xa9", b"\x44\x61", b"\x73\x84", b"\x3c\x83\xab", b"\x3e\x83\xbb",  # title, date, names of files
    b"\x53\x6e", b"\xbf", _VOID,  # name of a track, sum over what is no longer there, what was void already
}  # fmt: skip
_MAKERS = {b"\x4d\x80", b"\x57\x41"}  # programs that wrote it: have to be there, may be empty
_BOX_NAME = re.compile(rb"[A-Za-z0-9 \xa9]{4}\Z")


class Refused(Exception):
    """``code`` says why: empty, heic, svg, unknown, unreadable, too_many_pixels, too_many_frames, image_too_large,
    video_too_large, polyglot (more in it than a video)."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Medium:
    """What is kept of a file. ``small`` is a picture of it for pages; videos have none."""

    kind: str  # image, video
    mime: str
    data: bytes
    small: bytes = b""
    width: int | None = None  # pixels
    height: int | None = None

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def read(data: bytes) -> Medium:
    """The file made harmless; ``Refused`` when it is none that can be published."""
    if not data:
        raise Refused("empty")
    if data[4:8] == b"ftyp":
        if data[8:12] in _APPLE_STILLS:
            raise Refused("heic")
        return _video(data, "video/quicktime" if data[8:12] == b"qt  " else "video/mp4")
    if data.startswith(b"\x1a\x45\xdf\xa3"):
        return _video(data, "video/webm")
    return _image(data)


# Images ------------------------------------------------------------------------------------------------------------


def _image(data: bytes) -> Medium:
    if len(data) > LARGEST_IMAGE:
        raise Refused("image_too_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            return _decoded(data)
    except UnidentifiedImageError:
        raise Refused("svg" if re.search(rb"<svg\b", data[:4096], re.I) else "unknown") from None
    except Image.DecompressionBombError:
        raise Refused("too_many_pixels") from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError, MemoryError):
        # Pillow says in as many ways that a file is cut or made up.
        raise Refused("unreadable") from None


def _decoded(data: bytes) -> Medium:
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "GIF", "WEBP")) as image:
        frames = 1 if image.format in ("JPEG", "MPO") else getattr(image, "n_frames", 1)
        if image.width * image.height * frames > MOST_PIXELS:
            raise Refused("too_many_pixels")
        if frames > MOST_FRAMES:
            raise Refused("too_many_frames")
        mime = FORMATS[image.format]
        if frames > 1:
            written, first = _moving(image)
        else:
            first = _still(image)
            written = _saved(first, mime)
    return Medium("image", mime, written, _small(first), first.width, first.height)


def _still(image: Image.Image) -> Image.Image:
    """Turned as the camera meant it, in the colours that every screen takes for granted."""
    profile = image.info.get("icc_profile")
    ImageOps.exif_transpose(image, in_place=True)
    if image.mode not in ("RGB", "RGBA", "L", "P"):
        image = image.convert("RGBA" if "transparency" in image.info or image.mode.endswith("A") else "RGB")
    if profile and image.mode in ("RGB", "RGBA"):
        image = _in_srgb(image, profile)
    image.info = {name: image.info[name] for name in ("transparency",) if name in image.info}
    return image


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode=image.mode)
    except (ImageCms.PyCMSError, OSError):
        return image  # a broken profile: the pixels as they are


def _saved(image: Image.Image, mime: str) -> bytes:
    if mime == "image/jpeg":
        image = image.convert("RGB") if image.mode not in ("RGB", "L") else image
        options = {"format": "JPEG", "quality": 92, "optimize": True}
    elif mime == "image/webp":
        options = {"format": "WEBP", "quality": 92, "method": 2, "exif": b"", "icc_profile": b"", "xmp": b""}
    else:
        options = {"format": "GIF" if mime == "image/gif" else "PNG"}
    target = io.BytesIO()
    image.save(target, **options)
    return target.getvalue()


def _moving(image: Image.Image) -> tuple[bytes, Image.Image]:
    """An animation with its frames and their times, and its first frame."""
    kind = image.format
    frames, durations = [], []
    for frame in ImageSequence.Iterator(image):
        durations.append(frame.info.get("duration", 100))
        frames.append(frame.convert("RGBA"))
        frames[-1].info = {}
    target = io.BytesIO()
    loop = image.info.get("loop", 0)
    frames[0].save(target, kind, save_all=True, append_images=frames[1:], duration=durations, loop=loop)
    return target.getvalue(), frames[0]


def _small(image: Image.Image) -> bytes:
    whole = image.convert("RGBA") if image.mode == "P" else image
    large = image.width > SMALL[0] or image.height > SMALL[1]
    small = ImageOps.contain(whole, SMALL) if large else whole
    target = io.BytesIO()
    small.save(target, "WEBP", quality=80, method=2)
    return target.getvalue()


# Videos ------------------------------------------------------------------------------------------------------------


def _video(data: bytes, mime: str) -> Medium:
    if len(data) > LARGEST_VIDEO:
        raise Refused("video_too_large")
    if _MARKUP.search(data[:4096]) or _MARKUP.search(data[-4096:]):
        raise Refused("polyglot")
    blank, parts = bytearray(data), count(1)
    if mime == "video/webm":
        _walk_elements(blank, parts)
    else:
        _walk_boxes(blank, 0, len(blank), (), parts)
    return Medium("video", mime, bytes(blank))


def _walk_boxes(data: bytearray, start: int, end: int, inside: tuple[bytes, ...], parts: Iterator[int]) -> None:
    """Boxes one after the other fill the file to its last byte; those that tell of people become empty ones."""
    names = set()
    while start < end:
        many = next(parts) > MOST_PARTS
        size, name = int.from_bytes(data[start : start + 4], "big"), bytes(data[start + 4 : start + 8])
        head = 8
        if size == 1:
            size, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        elif size == 0:
            size = end - start
        if size < head or start + size > end or not _BOX_NAME.match(name) or many or len(inside) > DEEPEST:
            raise Refused("polyglot" if names >= {b"ftyp", b"moov"} else "unreadable")
        names.add(name)
        if name in _PERSONAL_BOXES:
            data[start + 4 : start + 8] = b"free"
            data[start + head : start + size] = bytes(size - head)
        elif name in _DATED_BOXES and size >= head + 20:
            width = 16 if data[start + head] == 1 else 8  # made and changed: 64 bits each in version 1
            data[start + head + 4 : start + head + 4 + width] = bytes(width)
        elif name in _BOXES_OF_BOXES:
            _walk_boxes(data, start + head, start + size, (*inside, name), parts)
        start += size
    if not inside and not names >= {b"ftyp", b"moov"}:
        raise Refused("unreadable")


def _walk_elements(data: bytearray, parts: Iterator[int]) -> None:
    """An EBML head that says webm, then segments up to the last byte; what tells of people becomes void."""
    head, start = _element(data, 4)
    if b"webm" not in data[start : start + head]:
        raise Refused("unknown")
    first = at = start + head
    while at < len(data):
        if data[at : at + 4] != _SEGMENT or next(parts) > MOST_PARTS:
            raise Refused("polyglot" if at > first else "unreadable")
        size, start = _element(data, at + 4)
        _blank_elements(data, start, start + size, parts)
        at = start + size
    if first == len(data):
        raise Refused("unreadable")


def _blank_elements(data: bytearray, at: int, end: int, parts: Iterator[int]) -> None:
    """One element after the other; the marks are the same at every depth, so depth is not followed."""
    while at < end:
        width = 9 - data[at].bit_length()
        name = bytes(data[at : at + width])
        size, start = _element(data, at + width)
        if width > 4 or start + size > end or next(parts) > MOST_PARTS:
            raise Refused("unreadable")
        if name in _PERSONAL:
            _make_void(data, at, start + size)
        elif name in _MAKERS:
            data[start : start + size] = bytes(size)
        enter = name in _OPENED or (name == _CLUSTER and start + size == end)  # live ones do not say where they end
        at = start if enter else start + size


def _make_void(data: bytearray, start: int, end: int) -> None:
    """Nothing but a void element from ``start`` to ``end``."""
    width = 8 if end - start > 9 else 1
    size = end - start - 1 - width
    data[start:end] = _VOID + (size | 1 << 7 * width).to_bytes(width, "big") + bytes(size)


def _element(data: bytearray, at: int) -> tuple[int, int]:
    """Size of an element whose size is written at ``at``, and where its content begins."""
    if at >= len(data) or not data[at]:
        raise Refused("unreadable")
    width = 9 - data[at].bit_length()
    size = int.from_bytes(data[at : at + width], "big") & ((1 << 7 * width) - 1)
    start = at + width
    if size == (1 << 7 * width) - 1:  # unknown, as live recordings have it: up to the end
        size = len(data) - start
    if start + size > len(data):
        raise Refused("unreadable")
    return size, start


# On disk -----------------------------------------------------------------------------------------------------------


def _folder(workspace_id: int) -> Path:
    return Path(settings.MEDIA_ROOT) / "attachments" / str(workspace_id)


def path(key: str) -> Path:
    """Where the file of that key is; ``Attachment.file`` holds the key."""
    return Path(settings.MEDIA_ROOT) / key


def small_path(key: str) -> Path:
    return path(f"{key}-small")


def keep(workspace_id: int, medium: Medium) -> str:
    """Write the file, readable by the server's account only. Returns its key, a path below MEDIA_ROOT."""
    folder = _folder(workspace_id)
    for level in (Path(settings.MEDIA_ROOT), folder.parent, folder):
        level.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = str((folder / secrets.token_hex(16)).relative_to(settings.MEDIA_ROOT))
    try:
        _write(path(key), medium.data)
        if medium.small:
            _write(small_path(key), medium.small)
    except BaseException:
        discard(key)
        raise
    return key


def _write(target: Path, data: bytes) -> None:
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def in_page(key: str) -> str:
    """The picture as an address that holds it, for files that have none of their own yet; "" for a video."""
    if not small_path(key).is_file():
        return ""
    with Image.open(small_path(key), formats=("WEBP",)) as image:
        image.thumbnail(IN_PAGE)
        target = io.BytesIO()
        image.save(target, "WEBP", quality=70, method=0)
    return f"data:image/webp;base64,{base64.b64encode(target.getvalue()).decode()}"


def kept(workspace_id: int) -> Iterator[tuple[str, float]]:
    """(key, moment at which it was written) of each file of the workspace."""
    folder = _folder(workspace_id)
    for file in os.scandir(folder) if folder.is_dir() else ():
        key = str(Path(file.path).relative_to(settings.MEDIA_ROOT)).removesuffix("-small")
        with contextlib.suppress(FileNotFoundError):  # gone meanwhile
            yield key, file.stat().st_mtime


def discard(key: str) -> None:
    path(key).unlink(missing_ok=True)
    small_path(key).unlink(missing_ok=True)


def discard_all(workspace_id: int) -> None:
    shutil.rmtree(_folder(workspace_id), ignore_errors=True)
