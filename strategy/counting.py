"""How long a text is for a network: grapheme clusters, weights, links and handles. Pure: no Django.

Every network counts in its own way; ``strategy.networks`` says which way, this module does the counting.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator

ZWJ, EMOJI_STYLE, TEXT_STYLE, KEYCAP = "\u200d", "\ufe0f", "\ufe0e", "\u20e3"

# Extended_Pictographic, first and last code points (Unicode 15.1, emoji-data.txt).
_PICTOGRAPHS = (
    (0xA9, 0xA9), (0xAE, 0xAE), (0x203C, 0x203C), (0x2049, 0x2049), (0x2122, 0x2122), (0x2139, 0x2139),
    (0x2194, 0x2199), (0x21A9, 0x21AA), (0x231A, 0x231B), (0x2328, 0x2328), (0x2388, 0x2388), (0x23CF, 0x23CF),
    (0x23E9, 0x23F3), (0x23F8, 0x23FA), (0x24C2, 0x24C2), (0x25AA, 0x25AB), (0x25B6, 0x25B6), (0x25C0, 0x25C0),
    (0x25FB, 0x25FE), (0x2600, 0x2605), (0x2607, 0x2612), (0x2614, 0x2685), (0x2690, 0x2705), (0x2708, 0x2712),
    (0x2714, 0x2714), (0x2716, 0x2716), (0x271D, 0x271D), (0x2721, 0x2721), (0x2728, 0x2728), (0x2733, 0x2734),
    (0x2744, 0x2744), (0x2747, 0x2747), (0x274C, 0x274C), (0x274E, 0x274E), (0x2753, 0x2755), (0x2757, 0x2757),
    (0x2763, 0x2767), (0x2795, 0x2797), (0x27A1, 0x27A1), (0x27B0, 0x27B0), (0x27BF, 0x27BF), (0x2934, 0x2935),
    (0x2B05, 0x2B07), (0x2B1B, 0x2B1C), (0x2B50, 0x2B50), (0x2B55, 0x2B55), (0x3030, 0x3030), (0x303D, 0x303D),
    (0x3297, 0x3297), (0x3299, 0x3299), (0x1F000, 0x1F0FF), (0x1F10D, 0x1F10F), (0x1F12F, 0x1F12F),
    (0x1F16C, 0x1F171), (0x1F17E, 0x1F17F), (0x1F18E, 0x1F18E), (0x1F191, 0x1F19A), (0x1F1AD, 0x1F1E5),
    (0x1F201, 0x1F20F), (0x1F21A, 0x1F21A), (0x1F22F, 0x1F22F), (0x1F232, 0x1F23A), (0x1F23C, 0x1F23F),
    (0x1F249, 0x1F3FA), (0x1F400, 0x1F53D), (0x1F546, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F774, 0x1F77F),
    (0x1F7D5, 0x1F7FF), (0x1F80C, 0x1F80F), (0x1F848, 0x1F84F), (0x1F85A, 0x1F85F), (0x1F888, 0x1F88F),
    (0x1F8AE, 0x1F8FF), (0x1F90C, 0x1F93A), (0x1F93C, 0x1F945), (0x1F947, 0x1FAFF), (0x1FC00, 0x1FFFD),
)  # fmt: skip
_PICTOGRAPH_STARTS = [first for first, _ in _PICTOGRAPHS]

# These are letters and signs before they are emoji: without the emoji style they stay text.
_TEXT_BY_DEFAULT = "©®™ℹ‼⁉"

# Marks that the general category does not tell (Unicode's Other_Grapheme_Extend and SpacingMark exceptions).
_EXTRA_EXTENDERS = frozenset("\u200c\u0e33\u0eb3\uff9e\uff9f") | {chr(c) for c in range(0x1F3FB, 0x1F400)}
_EXTRA_EXTENDERS |= {chr(c) for c in range(0xE0020, 0xE0080)}


def _is_pictograph(char: str) -> bool:
    code = ord(char)
    position = bisect_right(_PICTOGRAPH_STARTS, code) - 1
    return position >= 0 and code <= _PICTOGRAPHS[position][1]


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _extends(char: str) -> bool:
    return char == ZWJ or char in _EXTRA_EXTENDERS or unicodedata.category(char) in ("Mn", "Me", "Mc")


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") and char != ZWJ and char not in _EXTRA_EXTENDERS


def _hangul(char: str) -> str:
    """The kind of a Korean sign: L(eading), V(owel), T(railing), a whole syllable LV or LVT, or nothing."""
    code = ord(char)
    if 0xAC00 <= code <= 0xD7A3:
        return "LV" if (code - 0xAC00) % 28 == 0 else "LVT"
    for kind, first, last in (
        ("L", 0x1100, 0x115F), ("V", 0x1160, 0x11A7), ("T", 0x11A8, 0x11FF),
        ("L", 0xA960, 0xA97C), ("V", 0xD7B0, 0xD7C6), ("T", 0xD7CB, 0xD7FB),
    ):  # fmt: skip
        if first <= code <= last:
            return kind
    return ""


_HANGUL_FOLLOWERS = {"L": ("L", "V", "LV", "LVT"), "LV": ("V", "T"), "V": ("V", "T"), "LVT": ("T",), "T": ("T",)}


def _joins(cluster: str, char: str) -> bool:
    """Whether ``char`` belongs to the cluster that ends just before it (Unicode UAX 29, rules GB3 to GB13)."""
    last = cluster[-1]
    if _is_control(last) or _is_control(char):
        return last == "\r" and char == "\n"
    if _extends(char):
        return True
    if last == ZWJ and _is_pictograph(char):
        return _is_pictograph(cluster[0])
    if _is_flag_letter(char) and _is_flag_letter(last):
        return len(cluster) % 2 == 1
    return _hangul(char) in _HANGUL_FOLLOWERS.get(_hangul(last), ())


def graphemes(text: str) -> Iterator[str]:
    """What a reader calls characters: an accented letter, a flag or a family emoji each come out as one.

    Extended grapheme clusters of Unicode UAX 29, but for two rules of scripts no network here is written in
    (prepended marks, Indic conjuncts).
    """
    cluster = ""
    for char in text:
        if cluster and not _joins(cluster, char):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def is_emoji(cluster: str) -> bool:
    """Whether one grapheme cluster is shown as an emoji."""
    if TEXT_STYLE in cluster:
        return False
    if cluster[0] in _TEXT_BY_DEFAULT:
        return EMOJI_STYLE in cluster
    return _is_pictograph(cluster[0]) or KEYCAP in cluster or (len(cluster) > 1 and _is_flag_letter(cluster[0]))


def grapheme_length(text: str) -> int:
    return sum(1 for _ in graphemes(text))


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, as JavaScript and many mobile apps count: 2 for what lies beyond U+FFFF."""
    return sum(2 if ord(char) > 0xFFFF else 1 for char in text)


def byte_length(text: str) -> int:
    return len(text.encode())


def emoji_bytes_length(text: str) -> int:
    """One for each character, except that an emoji counts for its UTF-8 bytes."""
    return sum(len(c.encode()) if is_emoji(c) else len(c) for c in graphemes(text))


# twitter-text configuration v3: these code points weigh 1, all others 2, and a whole emoji 2.
_LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))


def _weight(char: str) -> int:
    return 1 if any(first <= ord(char) <= last for first, last in _LIGHT) else 2


def weighted_length(text: str) -> int:
    """X's weighted length of a text without its links, after composing accents (NFC)."""
    clusters = graphemes(unicodedata.normalize("NFC", text))
    return sum(2 if is_emoji(c) else sum(map(_weight, c)) for c in clusters)


COUNTERS: dict[str, Callable[[str], int]] = {
    "characters": len,
    "graphemes": grapheme_length,
    "utf16": utf16_length,
    "bytes": byte_length,
    "emoji_bytes": emoji_bytes_length,
    "weighted": weighted_length,
}

_ALNUM = "a-z0-9à-öø-ÿ"
# A name has 63 characters and few parts; without an end of its own a long row of them would be tried from each dash.
_LABEL = rf"[{_ALNUM}]++(?:[_\-]++[{_ALNUM}]++){{0,31}}+"
_PARTS = rf"(?:{_LABEL}\.){{1,10}}"
_BEFORE = rf"(?<![{_ALNUM}_@#$./＠＃])"
_PATH = rf"(?::\d+)?(?:[/?#][{_ALNUM}а-я_\-.~:/?#\[\]@!$&'()*+,;=%|]*)?"
_WEB = rf"https?://{_PARTS}[a-zà-öø-ÿ]{{2,24}}"
_WEB_LINK = re.compile(rf"{_BEFORE}{_WEB}{_PATH}", re.IGNORECASE)
# X also links bare domains. Its list holds every top-level domain; these are the ones people here write.
_BARE_ENDINGS = (
    "com|org|net|fr|eu|be|ch|ca|uk|de|es|it|lu|io|co|info|edu|gov|re|bzh|paris|alsace|corsica|museum|app|dev"
)
_ANY_LINK = re.compile(rf"{_BEFORE}(?:{_WEB}|{_PARTS}(?:{_BARE_ENDINGS})(?![{_ALNUM}_@\-])){_PATH}", re.IGNORECASE)
_REMOTE_HANDLE = re.compile(r"(?<![\w/])@(\w+)@[a-z0-9.\-]*[a-z0-9]", re.ASCII | re.IGNORECASE)
_SENTENCE_MARKS = ".,;:!?'*"


def _trim_link(link: str) -> str:
    """The link without the punctuation of the sentence around it; a closing parenthesis stays if one was opened."""
    link = link.rstrip(_SENTENCE_MARKS)
    unopened = link.count(")") - link.count("(")
    while unopened > 0 and link.endswith(")"):
        link, unopened = link[:-1].rstrip(_SENTENCE_MARKS), unopened - 1
    return link


def text_length(
    text: str, unit: str, *, link: int | None = None, bare_links: bool = False, local_handles: bool = False
) -> int:
    """Length of ``text`` in ``unit``, a key of ``COUNTERS``.

    ``link``: what every link counts for, whatever its length (``None``: as it is written); ``bare_links``: a domain
    without https:// is a link too; ``local_handles``: of ``@name@server``, only ``@name`` counts.
    """
    if local_handles:
        text = _REMOTE_HANDLE.sub(r"@\1", text)
    count = COUNTERS[unit]
    if link is None:
        return count(text)
    total = position = 0
    for match in (_ANY_LINK if bare_links else _WEB_LINK).finditer(text):
        total += count(text[position : match.start()]) + link
        position = match.start() + len(_trim_link(match[0]))
    return total + count(text[position:])
