"""Meta Business Suite, one metric per section: a title line that names it, then a figure a day."""

from __future__ import annotations

import re

from imports.tables import Table
from imports.values import is_date, normalise_header
from kpis.catalogue import Level
from kpis.formats.aliases import Family
from kpis.formats.aliases.meta import AUDIENCE, POSTS, PRIMARY, TITLE_LINKS, TITLES
from kpis.formats.base import Format, Recognition, roles

_NETWORK = re.compile(r"\b(facebook|instagram|threads)\b")
_NETWORK_IN_FILE = re.compile(r"(?<![a-z])(ig|insta|instagram|fb|facebook|threads)(?![a-z])")
_SHORT = {"ig": "instagram", "insta": "instagram", "fb": "facebook"}
_HEADERS = Family({"date": POSTS["date"], "primary": PRIMARY})
_TITLES = Family(TITLES)
_AUDIENCE = frozenset(map(normalise_header, AUDIENCE))


class DailyFormat(Format):
    """Recognised by its title first: the header is as bare as "Date, Primary"."""

    def recognise(self, table: Table) -> Recognition | None:
        headers = [normalise_header(cell) for cell in table.header]
        locale = _HEADERS.language(headers)
        columns, repeated = self._columns(headers, locale)
        metric, network, language = read_title(table.title)
        origin = f"{table.file}:{table.title}"
        if normalise_header(table.title) in _AUDIENCE:
            return Recognition(self, locale, network, self.level, title=table.title, origin=origin, skip="audience")
        figures = columns.get("primary", 1 if metric and len(headers) == 2 else None)
        if "date" not in columns and figures is not None and len(headers) == 2:
            columns["date"] = 1 - figures  # in a language that is not known here: the dates prove themselves
            if not any(map(is_date, table.column(columns["date"]))):
                return None
        if "date" not in columns or figures is None:
            return None
        return Recognition(
            format=self,
            locale=language or locale,
            network=network,
            level=self.level,
            columns={"date": columns["date"]},
            metrics=((figures, metric),),
            repeated=tuple(repeated),
            title=table.title or table.file,
            origin=origin,
        )


def read_title(title: str) -> tuple[str, str, str]:
    """Metric, network and language that a title names, each "" where it names none.

    "Facebook reach" → reach, facebook, en; "Visites sur le profil Instagram" → profile_visits, instagram, fr.
    """
    plain = normalise_header(title)
    found = _NETWORK.search(plain)
    words = re.sub(r"[()\[\]|:]|(?<!\w)-|-(?!\w)", " ", _NETWORK.sub(" ", plain)).split()
    while words and words[-1].rstrip("'") in TITLE_LINKS:
        words.pop()
    while words and words[0].rstrip("'") in TITLE_LINKS:
        words.pop(0)
    phrase = " ".join(words)
    language = _TITLES.language([phrase]) if phrase in _TITLES.languages_of else ""
    return _TITLES.role(phrase, language), found[1] if found else "", language


def network_in_file_name(name: str) -> str:
    """The network that the file's name hints at, to suggest when the title names none."""
    found = _NETWORK_IN_FILE.search(name.lower())
    return _SHORT.get(found[1], found[1]) if found else ""


FORMAT = DailyFormat(
    code="meta_daily",
    network="",
    level=Level.CHANNEL_DAY,
    names=_HEADERS,
    required=(roles("date"), roles("primary")),
    marks=roles("date primary"),
    least=2,
)
