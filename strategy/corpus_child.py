"""``python -m strategy.corpus_child``: read the terms of one file. Pure: no Django.

Run in a process of its own, limited by whoever starts it. Prints one JSON object: the summary (exit 0), or ``{"error":
code, "params": {…}}`` (exit 3). Stages ``terms.json``: a list of the fields that each row says (``corpus_io.Draft``).
The options file: {"answers", "facets": {word: code}, "stances": {word: code}, "risky": the pattern of texts that our
exports put behind an apostrophe}.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from imports.readers import read_file
from imports.tables import Cell, Refusal, Table, Unreadable
from imports.values import clean_texts, normalise_header
from strategy import columns, corpus_io
from strategy.corpus_io import SEPARATOR, Draft
from strategy.profiles import folded

UNREADABLE = 3
STAGED = "terms.json"

#: Columns of our export, in its order, by language.
OWN: dict[str, dict[str, str]] = {
    "text": {"en": "Term", "fr": "Terme"},
    "facet": {"en": "Facet", "fr": "Facette"},
    "stance": {"en": "Stance", "fr": "Emploi"},
    "say_instead": {"en": "Say instead", "fr": "Dire plutôt"},
    "variants": {"en": "Variants", "fr": "Variantes"},
    "hashtag": {"en": "Hashtag", "fr": "Mot-dièse"},
    "seo": {"en": "Keyword of the web site", "fr": "Mot-clé du site"},
    "page": {"en": "Page", "fr": "Page"},
    "quote": {"en": "Source quote", "fr": "Citation"},
    "note": {"en": "Note", "fr": "Note"},
}
YES = {"en": "Yes", "fr": "Oui"}
NO = {"en": "No", "fr": "Non"}

#: Other names that columns go by, as ``normalise_header`` spells them.
ALIASES: dict[str, str] = {
    "text": "word|words|expression|keyword|keywords|key word|mot|mots|mot-cle|mots-cles|mot cle|libelle|vocabulaire"
    "|a dire|requete|query",
    "facet": "category|categorie|theme|group|groupe|type|famille|rubrique",
    "stance": "use|usage|status|statut|consigne|use or avoid|a employer ou a eviter",
    "say_instead": "instead|replacement|replace by|replace with|remplacer par|remplacement|prefer|preferer|plutot"
    "|a la place",
    "variants": "variant|synonyms|synonym|synonymes|synonyme|variante|autres formes|other forms",
    "hashtag": "hashtags|tag|mot-diese|mot diese|#",
    "seo": "seo|web|referencement|site",
    "page": "url|address|link|adresse|lien|page web|landing page",
    "quote": "quote|source|example|exemple|heard|entendu",
    "note": "notes|comment|comments|commentaire|commentaires|remarque|remarques|definition",
}
_BY_NAME = {name: role for role, names in ALIASES.items() for name in names.split("|")} | {
    normalise_header(name): role for role, names in OWN.items() for name in names.values()
}
_OWN = {normalise_header(name): role for role, names in OWN.items() for name in names.values()}
_YES = {"yes", "oui", "y", "o", "1", "true", "vrai", "x", "seo"}
_NO = {"no", "non", "n", "0", "false", "faux"}


def role_of(header: str) -> str:
    """The role that a column's name tells, "ignore" when it tells none."""
    return _BY_NAME.get(normalise_header(header), "ignore")


def recognise(header: Sequence[object]) -> dict[int, str] | None:
    """Index → role of our own export; None for any other file."""
    return columns.recognise(header, _OWN, {"text", "facet"})


class BadRow(Exception):
    """A row that cannot be taken: the code of the reason, the role of the column at fault, the value."""

    def __init__(self, code: str, role: str, value: object = "", **params: Any):
        super().__init__(code)
        self.code, self.role, self.value, self.params = code, role, value, params


@dataclass(slots=True)
class Found:
    """What a file holds."""

    terms: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    seen: dict[str, tuple[int, Draft]] = field(default_factory=dict)  # key → the row that says it first

    def note(self, code: str, **params: Any) -> None:
        note = {"code": code, "params": params}
        if note not in self.notes:
            self.notes.append(note)


def read(tables: list[Table], options: dict[str, Any]) -> Found:
    """The terms of the tables of one import. Raises ``Unreadable``."""
    found, answers = Found(), options.get("answers") or {}
    for table in tables:
        own = recognise(table.header)
        table = table.whole() if own else table
        for note in table.notes:
            found.note(note.code, **note.params)
        name = columns.signature(table)
        said = answers.get("mapping", {}).get(name)
        if said == "ignore" or not table.rows or any(note.code == "sheet_repeats" for note in table.notes):
            continue
        if said or own:
            code = "mapped" if said else "terms"
            found.formats = sorted({*found.formats, code})
            _Rows(found, table, columns.roles_of(said) if said else own, options, is_own=not said).read()
        else:
            params = {"sheet": table.sheet, "file": table.file, **columns.guess(table, role_of).as_json()}
            found.questions.append({"code": "mapping", "about": name, "options": [], "suggested": "", "params": params})
    if not (found.terms or found.refused or found.questions):
        raise Unreadable("header_only")
    return found


class _Rows:
    """The rows of one table. What is empty in a file of others is not said; in our own it is empty."""

    def __init__(self, found: Found, table: Table, roles: dict[int, str], options: dict[str, Any], *, is_own: bool):
        self.found, self.table, self.options, self.is_own = found, table, options, is_own
        self.risky = re.compile(options["risky"])
        self.index = {role: index for index, role in roles.items()}
        self.texts = {role: self._texts(index) for index, role in roles.items()}

    def read(self) -> None:
        repeated = 0
        for place, number in enumerate(self.table.row_numbers):
            if not any(texts[place] for texts in self.texts.values()):
                continue
            try:
                repeated += not self._take(number, self._draft(place))
            except BadRow as bad:
                self._refuse(number, bad)
        if repeated:
            self.found.note("repeated_rows_skipped", rows=repeated)

    def _take(self, number: int, draft: Draft) -> bool:
        """False when an earlier row says the very same; one that says otherwise of the same term is refused."""
        row, before = self.found.seen.setdefault(draft.key, (number, draft))
        if before is draft:
            self.found.terms.append(draft.said())
        elif before != draft:
            raise BadRow("term_twice", "text", draft.text, row=row)
        return before is draft

    def _refuse(self, number: int, bad: BadRow) -> None:
        index = self.index.get(bad.role, -1)
        name = str(self.table.header[index]) if 0 <= index < len(self.table.header) else ""
        sheet = self.table.sheet or self.table.file
        refusal = Refusal(sheet, number, name, str(bad.value)[:200], bad.code, bad.params)
        self.found.refused.append(asdict(refusal))

    def _texts(self, index: int) -> list[str]:
        cells = self.table.column(index)
        # What we wrote ourselves is what was typed; other programs' damage is repaired.
        texts = [_plain(cell) for cell in cells] if self.is_own else clean_texts(cells)
        return [corpus_io.plain(self._unescaped(text)) for text in texts]

    def _unescaped(self, text: str) -> str:
        return text[1:] if text.startswith("'") and self.risky.match(text, 1) else text

    # -- one row

    def _draft(self, place: int) -> Draft:
        row = self.table.rows[place]
        if any(cell not in (None, "") for cell in row[len(self.table.header) :]):
            raise BadRow("too_many_fields", "", fields=len(row), expected=len(self.table.header))
        said = {role: texts[place] for role, texts in self.texts.items() if self.is_own or texts[place]}
        values = {role: text for role, text in said.items() if role in corpus_io.LIMITS}
        values["text"] = said.get("text", "")
        if "hashtag" in values:
            values["hashtag"] = values["hashtag"].lstrip("#＃").strip()
        usual = "avoid" if said.get("say_instead") and "stance" not in said else None
        draft = Draft(
            **values,
            facet=self._code("facet", said),
            stance=self._code("stance", said) or usual,
            variants=self._variants(said),
            seo=self._seo(said),
        )
        if refused := corpus_io.refusal(draft):
            raise BadRow(refused.code, refused.field, said.get(refused.field, ""), **refused.params)
        return draft

    def _code(self, role: str, said: dict[str, str]) -> str | None:
        word = said.get(role)
        if not word:
            return None
        codes = self.options[f"{role}s"]
        if folded(word) not in codes:
            raise BadRow(f"unknown_{role}", role, word)
        return codes[folded(word)]

    def _variants(self, said: dict[str, str]) -> tuple[str, ...] | None:
        if "variants" not in said:
            return None
        parts = said["variants"].split(SEPARATOR) if self.is_own else re.split(r"[|;,\n]", said["variants"])
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def _seo(self, said: dict[str, str]) -> bool | None:
        word = folded(said.get("seo", ""))
        if word not in _YES | _NO | {""}:
            raise BadRow("not_yes_or_no", "seo", said["seo"])
        return word in _YES if "seo" in said else None


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime) and not cell.time():
        return cell.date().isoformat()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def main(arguments: list[str] | None = None) -> tuple[dict[str, Any], int]:
    parser = argparse.ArgumentParser(prog="python -m strategy.corpus_child")
    parser.add_argument("--input", nargs=2, required=True, metavar=("PATH", "NAME"))
    parser.add_argument("--options", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args(arguments)
    path, name = asked.input
    try:
        found = read(read_file(Path(path), name), json.loads(asked.options.read_text(encoding="utf-8")))
    except Unreadable as error:
        return {"error": error.code, "params": error.params}, UNREADABLE
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / STAGED).write_text(json.dumps(found.terms, ensure_ascii=False), encoding="utf-8")
    summary = {name: getattr(found, name) for name in ("refused", "notes", "questions", "formats")}
    return {**summary, "rows": len(found.terms), "locale": ""}, 0


if __name__ == "__main__":
    import sys

    answer, status = main()
    print(json.dumps(answer, default=str), flush=True)  # noqa: T201 - its one line of output
    sys.exit(status)
