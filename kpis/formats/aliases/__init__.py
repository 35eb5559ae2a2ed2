"""What the networks call their columns, per language: the tables to edit when a header is new.

One table per family: column role or metric code → language → the headers seen. Headers are matched whole, after
``imports.values.normalise_header``, never by a part of them: "Réactions, commentaires et partages" is not "Réactions".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from imports.values import normalise_header

Names = Mapping[str, Mapping[str, tuple[str, ...]]]


class Family:
    """A table of names turned round, to look headers up."""

    def __init__(self, names: Names):
        self.languages_of: dict[str, dict[str, list[str]]] = {}
        for role, by_language in names.items():
            for language, headers in by_language.items():
                for header in headers:
                    roles = self.languages_of.setdefault(normalise_header(header), {})
                    roles.setdefault(role, []).append(language)

    def language(self, headers: Iterable[str]) -> str:
        """The language that names most of ``headers``; English when nothing tells."""
        votes = Counter(
            language
            for header in headers
            for language in {lang for langs in self.languages_of.get(header, {}).values() for lang in langs}
        )
        return max(votes, key=lambda language: (votes[language], language == "en"), default="en")

    def role(self, header: str, language: str) -> str:
        """What a normalised header is, preferring its meaning in ``language``; "" when it is unknown."""
        return next(iter(self.roles(header, language)), "")

    def roles(self, header: str, language: str) -> list[str]:
        """All that a normalised header may be, its meanings in ``language`` first."""
        roles = self.languages_of.get(header, {})
        return sorted(roles, key=lambda role: language not in roles[role])
