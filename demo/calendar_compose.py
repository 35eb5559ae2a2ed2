"""What the team of the Médiathèque du Val is writing: a post in several versions, words about it, ideas. Pure data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One step of the writing: what was changed, by a role of the workspace."""

    by: str
    said: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    by: str
    text: str
    internal: bool = True


#: ``in_days`` from today; ``own`` are texts of their own by network, the others share ``text``.
IN_DAYS, TIME = 9, "18:00"
NETWORKS = ("facebook", "instagram", "mastodon")
TAGS = ("atelier", "coulisses")
FIRST = {
    "title": "Dans l’atelier de reliure",
    "text": "Nos livres ont mal au dos : venez voir comment Jeanne les répare.",
    "link": "https://mediatheque-du-val.example/agenda/reliure",
    "form": "image",
    "note": "Photo prise mardi, accord de Jeanne par écrit.",
}
VERSIONS = (
    Version(
        by="manager",
        said={
            "text": "Un dos cassé, une page qui s’envole… Jeanne répare chaque semaine une douzaine de livres.\n\n"
            "Samedi, elle ouvre son atelier. Quel livre de votre enfance aimeriez-vous sauver ? #reliure"
        },
    ),
    Version(by="lead", said={"title": "Dans l’atelier de reliure de Jeanne"}),
)
OWN = {
    "mastodon": "Jeanne répare une douzaine de livres par semaine, et ouvre son atelier samedi.\n\n"
    "Quel livre de votre enfance aimeriez-vous sauver ? #reliure #médiathèque",
}
ALTERNATIVE = "Aplats de couleur : un livre ouvert, son dos décollé, et un pinceau posé à côté."
COMMENTS = (
    Comment(by="manager", text="Loïc, Jeanne préfère qu’on ne donne pas son nom de famille. D’accord ?"),
    Comment(by="lead", text="Oui, le prénom suffit. Le texte de Mastodon est plus court : parfait."),
    Comment(by="manager", text="Photo et texte relus par Jeanne ce matin.", internal=False),
)
IDEAS = (
    "Montrer d’où viennent les dons de livres",
    "Demander : votre coin de lecture préféré ?",
    "Une minute dans la réserve",
    "Relayer l’exposition des archives municipales",
)
