"""Texts that break programs: our own list, and a longer public one where the real files are at hand."""

import json
import os
from pathlib import Path

REAL = Path(os.environ.get("CMTOOL_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))

SCRIPTS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)" x="',
    "javascript:alert(1)",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>*{display:none}</style>",
    "<!-- -->",
    "]]>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<div hx-get='/accounts/logout/' hx-trigger='load'>x</div>",
    '" hx-on::load="alert(1)',
    "<b hx-vals='js:{a: alert(1)}'>",
    "<template id=csrf data-token=x></template>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<base href=//example.org>",
    "<meta http-equiv=refresh content=0>",
]
TEMPLATES = [
    "{{ 7*7 }}",
    "{{ request.user.password }}",
    "{% include 'base.html' %}",
    "{% csrf_token %}",
    "{# hidden #}",
    "${7*7}",
    "#{7*7}",
    "%(name)s",
    "%s %d %n",
    "{0} {name}",
    "<%= 7*7 %>",
    "%",
    "100 %",
]
STATEMENTS = [
    "'; DROP TABLE strategy_objective; --",
    "' OR '1'='1",
    '" OR ""="',
    "1; SELECT pg_sleep(9)",
    "\\'; --",
    "% _ \\ like",
    "../../etc/passwd",
    "..\\..\\windows",
    "$(touch x) `touch y`",
    "| ls",
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=HYPERLINK(A1)",
    "＝1+1",
    "\t=1+1",
]
LETTERS = [
    "Ünïcödé çà œ æ ß ÿ",
    "Ω≈ç√∫˜µ≤≥÷",
    "社會科學院語學研究所",
    "ﷺ",
    "مرحبا بالعالم",
    "\u202eeverse of this",
    "\u2066isolated\u2069",
    "Z̴̡̢̛a̵̧͝l̶̨̛g̷̢͘o̸͜͠",
    "👩‍👩‍👧‍👦 🇫🇷 ✊🏿",
    "\u200b\u200c\u200d\ufeff",
    "ffi ﬁ ²³ ½",
    "İıŞş",
    "\u00a0non\u202fbreaking\u00a0",
    "line\u2028separator\u2029paragraph",
    "tab\tand\x0bvertical\x0cfeed",
    "bell\x07escape\x1b[31m",
    "l’apostrophe « et » les guillemets “anglais” ; ? ! :",
    "a" * 159,
    "a" * 5000,
    "é" * 121,
    "𝒳" * 200,
    "mot " * 400,
    "one\ntwo\r\nthree\rfour",
    " spaces around ",
    "null",
    "None",
    "undefined",
]
NUL = ["\x00", "before\x00after", "%00\x00"]  # never stored: refused with a sentence

NUMBERS = ["NaN", "-0", "1e309", "9" * 40, "0x1F", "१२३", "2026-02-30"]

OURS = SCRIPTS + TEMPLATES + STATEMENTS + LETTERS + NUMBERS + NUL
OF_ADDRESSES = SCRIPTS[::3] + STATEMENTS[::2] + NUMBERS + NUL  # people seldom type those


def public() -> list[str]:
    """The Big List of Naughty Strings, where it is; nothing of it is kept here."""
    return [
        text
        for file in sorted(REAL.glob("7_nasty/*blns.json"))
        for text in json.loads(file.read_text(encoding="utf-8"))
        if text and text.isprintable() is not None and not any("\ud800" <= letter <= "\udfff" for letter in text)
    ]
