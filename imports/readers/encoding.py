"""From the bytes of a text file to its characters."""

from __future__ import annotations

import codecs
import io
import itertools
import re
from dataclasses import dataclass

from imports.readers.limits import SAMPLE_CHARS
from imports.tables import Note, Unreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: In order of preference where a text reads as well in two of them.
_PAGES = ("cp1252", "cp1251", "cp1250", "mac_roman", "cp850")
_JAPANESE = "cp932"  # Shift_JIS as Windows writes it
_HIRAGANA = re.compile("[\u3041-\u3096]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_GUESS_BYTES = 256 * 1024

_TYPOGRAPHY = frozenset("’‘“”«»„–—…•€£©®™°·\xa0²³½¡¿№´")
_MEASURES = frozenset("²³½°´©®™")
_WESTERN = frozenset("àâäáãåæçéèêëíìîïñóòôöõøœúùûüÿßšžÀÂÄÁÃÅÆÇÉÈÊËÍÎÏÑÓÔÖÕØŒÚÙÛÜŠŽ")
_CENTRAL = frozenset("ąćęłńóśźżĄĆĘŁŃŚŹŻčďěňřšťůžýáéíúČĎĚŇŘŠŤŮŽÝőűŐŰăâîșțşţ")


@dataclass(frozen=True, slots=True)
class Source:
    """A text file whose encoding is known: its bytes from ``start`` on, and the first of its characters."""

    data: bytes
    start: int
    encoding: str
    sample: str
    is_longer: bool
    errors: str = "strict"
    notes: tuple[Note, ...] = ()

    def lines(self, skipped: int = 0) -> io.TextIOWrapper:
        """Return the lines after the first ``skipped``, decoded as they are read, so that memory holds them once."""
        stream = io.BytesIO(self.data)
        stream.seek(self.start)
        lines = io.TextIOWrapper(stream, self.encoding, self.errors, newline="")
        for _ in range(skipped):
            lines.readline()
        return lines


def decode(data: bytes) -> Source:
    """Find the encoding of a text, and prove it on every byte.

    Byte order mark, else UTF-8, else UTF-16 where it is obvious, else Shift_JIS where it makes Japanese, else the 8-bit
    code page that makes words. Raises ``Unreadable``: ``binary`` (NUL bytes, no code page without control characters)
    or ``truncated``.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            start = len(mark) * (2 if data.startswith(mark * 2) else 1)
            return _strictly(data, start, encoding)
    if encoding := _bare_utf16(data):
        return _strictly(data, 0, encoding, (Note("encoding_guessed", {"encoding": encoding}),))
    if b"\x00" in data:
        raise Unreadable("binary", kind="nul")
    try:
        return _source(data.decode("utf-8"), data, 0, "utf-8")
    except UnicodeDecodeError as error:
        return _other_than_utf8(data, error)


def _strictly(data: bytes, start: int, encoding: str, notes: tuple[Note, ...] = ()) -> Source:
    try:
        return _source(str(memoryview(data)[start:], encoding), data, start, encoding, notes=notes)
    except UnicodeDecodeError as error:
        is_cut = "truncated" in error.reason or "end of data" in error.reason
        raise Unreadable("truncated" if is_cut else "binary", kind=encoding) from None


def _source(text: str, data: bytes, start: int, encoding: str, **about) -> Source:
    if "\x00" in text:
        raise Unreadable("binary", kind="nul")
    sample = text[:SAMPLE_CHARS]
    if len(_CONTROLS.findall(sample)) > len(sample) // 50:
        raise Unreadable("binary", kind="control")
    return Source(data, start, encoding, sample, len(text) > len(sample), **about)


def _bare_utf16(data: bytes) -> str | None:
    """Return which UTF-16 a text without byte order mark is in: every second byte of most of its signs is zero."""
    sample = data[:4096]
    pairs = len(sample) // 2
    if pairs < 4:
        return None
    even, odd = sample[0 : pairs * 2 : 2].count(0), sample[1::2].count(0)
    if odd > pairs * 0.3 and even <= pairs * 0.02:
        return "utf-16-le"
    return "utf-16-be" if even > pairs * 0.3 and odd <= pairs * 0.02 else None


def _other_than_utf8(data: bytes, error: UnicodeDecodeError) -> Source:
    wide = len(re.findall(rb"[\xc3-\xf4][\x80-\xbf]+", data))
    if error.start >= len(data) - 3 and "end of data" in error.reason and wide:
        raise Unreadable("truncated", kind="utf-8")
    text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    if wrong * 100 <= wide:
        notes = (Note("encoding_damaged", {"signs": wrong}),)
        return _source(text, data, 0, "utf-8", errors="replace", notes=notes)
    page = _code_page(data)
    return _source(data.decode(page), data, 0, page, notes=(Note("encoding_guessed", {"encoding": page}),))


def _code_page(data: bytes) -> str:
    if _is_japanese(data):
        return _JAPANESE
    scores: dict[str, float] = {}
    for page in _PAGES:
        try:
            text = data.decode(page)
        except UnicodeDecodeError:
            continue
        if not _CONTROLS.search(text.removesuffix("\x1a")):
            scores[page] = _score(text[:_GUESS_BYTES])
    if not scores:
        raise Unreadable("binary", kind="control")
    return max(scores, key=scores.__getitem__)


def _is_japanese(data: bytes) -> bool:
    """Hiragana is in every Japanese sentence, and accents of the 8-bit pages do not make it by chance."""
    try:
        text = data.decode(_JAPANESE)[:_GUESS_BYTES]
    except UnicodeDecodeError:
        return False
    return len(_HIRAGANA.findall(text)) * 10 > len(_BEYOND_ASCII.findall(text))


_RUN = re.compile(r"[^\W\d_]*[^\x00-\x7f](?:[^\W\d_]|[^\x00-\x7f])*")


def _score(text: str) -> float:
    """Mark how much the signs beyond ASCII make words: accents among plain letters, or words all in Cyrillic."""
    score = 0.0
    for run in _RUN.findall(text):
        letters = [c for c in run if c.isalpha()]
        cyrillic = sum("\u0400" <= c <= "\u04ff" for c in letters)
        high = [c for c in run if c > "\x7f"]
        if cyrillic:
            is_word = (
                cyrillic == len(letters) and len(letters) > 1 and (run.islower() or run.istitle() or run.isupper())
            )
            score += cyrillic if is_word else -2 * cyrillic
        for sign in high:
            if sign in _TYPOGRAPHY:
                score += 1
            elif sign in _WESTERN:
                score += 1 if len(high) * 2 <= len(run) or len(run) < 3 else -1
            elif sign in _CENTRAL:
                score += 0.9 if len(high) * 3 <= len(run) * 2 else -1
            elif not "\u0400" <= sign <= "\u04ff":
                score -= 1
        # Inside a word, a capital after a small letter or a sign of measure is the mark of a wrong page.
        score -= sum(a.islower() and b.isupper() and b > "\x7f" for a, b in itertools.pairwise(run))
        score -= sum(2 for a, b in itertools.pairwise(run) if a in _MEASURES and b.isalpha())
    return score
