"""What the columns of a file of people are called: in our own export, and in any other file. Pure: no Django."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from imports.tables import Table
from imports.values import normalise_header
from strategy import columns, networks, profiles

#: Columns of our export, in its order, by language. "score" is written for the reader and never read back.
OWN: dict[str, dict[str, str]] = {
    "name": {"en": "Name", "fr": "Nom"},
    "kind": {"en": "Kind", "fr": "Nature"},
    "stage": {"en": "Relation", "fr": "Relation"},
    "topics": {"en": "Topics", "fr": "Sujets"},
    "place": {"en": "Place", "fr": "Lieu"},
    "tags": {"en": "Tags", "fr": "Étiquettes"},
    "audience": {"en": "Audience", "fr": "Audience"},
    "last_contact": {"en": "Last contact", "fr": "Dernier contact"},
    "purpose": {"en": "Why we keep this", "fr": "Pourquoi nous gardons ceci"},
    "notes": {"en": "Notes", "fr": "Notes"},
    "score": {"en": "Score", "fr": "Score"},
}
FOLLOWERS = {"en": "{network} (followers)", "fr": "{network} (abonnés)"}
#: Between several accounts of one network, and between their followers; "?" where these are not known.
SEPARATOR = "|"
UNKNOWN = "?"

#: Other names that columns go by, as ``normalise_header`` spells them.
ALIASES: dict[str, str] = {
    "name": "full name|display name|displayname|person|people|contact|contact name|nom complet|nom affiche|nom prenom"
    "|prenom nom|nom et prenom|prenom et nom|nom, prenom|personne|nom du compte"
    "|account name|page name|nom de la page|organisation|media",
    "first_name": "first name|firstname|given name|prenom",
    "last_name": "last name|lastname|surname|family name|nom de famille",
    "kind": "type|category|categorie|type of person|type de personne|role|profil type",
    "stage": "stage|status|statut|etape|etape de la relation",
    "topics": "subjects|interests|themes|theme|sujet|centres d'interet|interets|topic|thematiques|expertise",
    "place": "location|city|town|country|region|ville|localisation|commune|pays|adresse",
    "tags": "tag|labels|label|lists|list|groups|group|etiquette|liste|listes|groupe|groupes|mots-cles|keywords",
    "last_contact": "last contacted|last interaction|contacted on|date of contact|derniere interaction|contacte le"
    "|date de contact|dernier echange",
    "purpose": "purpose|finalite|raison|why",
    "notes": "note|bio|biography|biographie|description|comment|comments|commentaire|commentaires|remarque|remarques"
    "|about|a propos|details",
    "handle": "handle|username|user name|screen name|account|login|pseudo|identifiant|compte"
    "|nom d'utilisateur|utilisateur|@|twitter handle|instagram handle",
    "network": "network|social network|social media|platform|reseau|reseau social|plateforme|media social",
    "profile": "url|link|profile|profile url|profile link|page url|web|website|site|site web|lien|lien du profil|profil"
    "|adresse du profil|adresse web|url du profil",
    "followers": "followers|follower count|followers count|number of followers|fans|subscribers|reach"
    "|abonnes|nombre d'abonnes|nb abonnes|communaute|taille de l'audience|audience size",
    "email": "email|e-mail|mail|email address|e-mail address|courriel|adresse e-mail|adresse mail|adresse email"
    "|adresse electronique|phone|phone number|mobile|telephone|tel|portable",
    "ignore": "score|id|n°|no|number|numero",
}
_BY_NAME = {name: role for role, names in ALIASES.items() for name in names.split("|")}
_OTHER_NAMES = {"twitter": "x", "twitter/x": "x", "x (twitter)": "x", "fb": "facebook", "insta": "instagram"}
_NETWORKS = {normalise_header(network.name): network.code for network in networks.NETWORKS} | _OTHER_NAMES
_ACCOUNT_WORDS = re.compile(r"\b(?:account|handle|username|user|profile|url|link|page|compte|pseudo|profil|lien|@)\b|@")
_FOLLOWER_WORDS = re.compile(r"\b(?:followers?|abonnes?|fans?|subscribers?|audience)\b")
_SMALL_WORDS = re.compile(r"\b(?:sur|on|of|de|du|des|the|le|la|nb|nombre|number|count)\b|d'|[():_\-/]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.I)
TEXTS = ("name", "first_name", "last_name", "kind", "stage", "topics", "place", "tags", "purpose", "notes")


def own_header(language: str, used: Sequence[str]) -> list[str]:
    """The header of our export, with two columns for each network that is ``used``."""
    names = [networks.get(code).name for code in used]
    accounts = [each for name in names for each in (name, FOLLOWERS[language].format(network=name))]
    return [*(names[language] for names in OWN.values()), *accounts]


def _own_roles() -> dict[str, str]:
    roles = {normalise_header(name): role for role, names in OWN.items() for name in names.values()}
    for network in networks.NETWORKS:
        roles[normalise_header(network.name)] = f"handle:{network.code}"
        for pattern in FOLLOWERS.values():
            roles[normalise_header(pattern.format(network=network.name))] = f"followers:{network.code}"
    return roles


_OWN_ROLES = _own_roles()


def recognise(header: Sequence[object]) -> dict[int, str] | None:
    """Index → role of our own export; None for any other file."""
    return columns.recognise(header, _OWN_ROLES, {"name", "kind", "stage"})


def guess(table: Table) -> columns.Guess:
    """What each column seems to be."""
    return columns.guess(table, role_of, _roles_by_values)


def role_of(header: str) -> str:
    """The role that a column's name tells, "ignore" when it tells none."""
    name = normalise_header(_CAMEL.sub(" ", header.replace("_", " ")))
    if name in _OWN_ROLES:
        return _OWN_ROLES[name] if name != "score" else "ignore"
    if name in _BY_NAME:
        return _BY_NAME[name]
    network = _network_in(name)
    if network and _FOLLOWER_WORDS.search(name):
        return f"followers:{network}"
    return f"handle:{network}" if network else "ignore"


def _network_in(name: str) -> str:
    """The network that a header such as "compte instagram" or "abonnes x" is about."""
    rest = _SMALL_WORDS.sub(" ", _FOLLOWER_WORDS.sub(" ", _ACCOUNT_WORDS.sub(" ", name)))
    return _NETWORKS.get(" ".join(rest.split()), "")


def network_named(text: str) -> str:
    """The network that a cell names, "" for none that is known."""
    return _network_in(normalise_header(text))


def _roles_by_values(cells: list[str]) -> Iterator[str]:
    """What most of the values look like."""
    if 2 * sum(profiles.read_address(cell) is not None for cell in cells) > len(cells):
        yield "profile"
    if 2 * sum(_EMAIL.fullmatch(cell) is not None for cell in cells) > len(cells):
        yield "email"
    if 2 * sum(cell.startswith("@") for cell in cells) > len(cells):
        yield "handle"


def network_of_file(table: Table) -> str:
    """The network that the file's name tells: "instagram_followers.csv"."""
    words = set(re.split(r"[^a-z]+", normalise_header(table.file)))
    found = {code for name, code in _NETWORKS.items() if len(name) > 1 and name in words}
    return found.pop() if len(found) == 1 else ""


def roles_of(answer: dict[str, Any]) -> dict[int, str]:
    """Index → role of a mapping as a person said it; what is not kept is left out."""
    return {index: role for index, role in columns.roles_of(answer).items() if role != "email"}
