"""Strings to translate: what the code says, what the French catalogue has. No system gettext is needed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import templatize

CATALOGUE = Path(settings.BASE_DIR) / "locale" / "fr" / "LC_MESSAGES" / "django.po"
APPS = ("cmtool", "workspaces", "jobs", "imports", "strategy", "calendar_app", "kpis", "templates")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

# French spacing, by what breaks it: U+00A0 inside « » and before a colon, U+202F before ; ? ! and within numbers.
TYPOGRAPHY = {
    "no no-break space inside « »": r"«(?!\u00a0)|(?<!\u00a0)»",
    "no narrow no-break space before ; ? !": r"(?<![\u202f;?!(])[;?!](?!\w)",
    "narrow no-break space elsewhere than before ; ? ! or in a number": r"\u202f(?![;?!]|(?<=\d.)\d)",
    "no no-break space before a colon": r"[ \u202f]:",
}


def extract() -> Catalog:
    """Every translatable string of the code and of the templates."""
    catalogue = Catalog(locale="fr", project="cmtool", fuzzy=False)
    for path in _sources():
        for function, message, context in _strings(path):
            singular_plural = tuple(message[:2]) if function.startswith(("n", "np")) else message[0]
            catalogue.add(singular_plural, context=context, flags=_flags(message[0]))
    return catalogue


def _flags(text: str) -> list[str]:
    return ["python-format"] if "%(" in text else []


def _sources() -> Iterator[Path]:
    for folder in APPS:
        root = Path(settings.BASE_DIR) / folder
        for path in sorted(root.rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def _strings(path: Path) -> Iterator[tuple[str, tuple[str, ...], str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # The blanked-out markup between the strings is no Python: without indentation it is at least tokens.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    found = extract_python(io.BytesIO(text.encode()), list(KEYWORDS), [], {"encoding": "utf-8"})
    for _line, function, message, _comments in found:
        parts = message if isinstance(message, tuple) else (message,)
        context = None
        if "pgettext" in function:
            context, parts = parts[0], parts[1:]
        if parts and parts[0]:
            yield function, tuple(part for part in parts if part), context


def read() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="fr")


def update() -> tuple[int, int]:
    """Write the catalogue anew from the code, keeping every translation; return (strings, still to translate)."""
    known, wanted = read() if CATALOGUE.exists() else Catalog(locale="fr"), extract()
    for message in wanted:
        old = known.get(message.id, message.context) if message.id else None
        if old is not None:
            message.string = old.string
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, wanted, omit_header=False, sort_output=True, width=120)
    return len(wanted), sum(not _translated(message) for message in wanted if message.id)


def _translated(message: Message) -> bool:
    if isinstance(message.string, (tuple, list)):
        return len(message.string) == 2 and all(message.string)
    return bool(message.string)


def misspaced(message: Message) -> list[str]:
    """Which rules of French spacing a translation breaks."""
    text = "\n".join(message.string) if isinstance(message.string, (tuple, list)) else message.string
    return [rule for rule, broken in TYPOGRAPHY.items() if re.search(broken, text)]


def problems() -> list[str]:
    """What keeps the French catalogue from being complete, a line each."""
    known, wanted = read(), extract()
    lines = []
    for message in wanted:
        if not message.id:
            continue
        found = known.get(message.id, message.context)
        name = message.id if isinstance(message.id, str) else message.id[0]
        if found is None or not _translated(found):
            lines.append(f"not translated: {name!r}")
        elif found.fuzzy:
            lines.append(f"fuzzy: {name!r}")
        else:
            lines += [f"{error}: {name!r}" for error in [*found.check(), *misspaced(found)]]
    wanted_ids = {(message.id, message.context) for message in wanted}
    lines += [f"no longer used: {m.id!r}" for m in known if m.id and (m.id, m.context) not in wanted_ids]
    return lines
