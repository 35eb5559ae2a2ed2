"""Who approves in the demo workspace, what waits for them, and one address of each kind."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """People by their role; ``network`` "" stands for every channel without a rule of its own."""

    network: str
    sensitivity: str
    need: str
    reviewers: tuple[str, ...]
    outside: bool = False


@dataclass(frozen=True)
class Asked:
    title: str
    text: str
    network: str
    sensitivity: str
    in_days: int
    note: str = ""  # what a reviewer answered; "" while the post waits


@dataclass(frozen=True)
class Address:
    kind: str
    name: str
    days: int  # until it ends


RULES = [
    Rule("", "ordinary", "none", ()),
    Rule("", "sensitive", "one", ("lead", "admin")),
    Rule("", "critical", "all", ("lead", "admin"), outside=True),
    Rule("facebook", "sensitive", "one", ("lead", "guest")),
]

ASKED = [
    Asked(
        "Fermeture de la salle Est pour travaux",
        "À partir de lundi, la salle Est ferme pour trois semaines : nouveau plancher, nouvelles lumières. Les ateliers"
        " continuent dans la salle Ouest. Une question ? Dites-le-nous ici, nous répondons à tous.",
        "facebook",
        "sensitive",
        4,
    ),
    Asked(
        "Hausse du prix du carnet annuel",
        "Le carnet annuel passe de 12 à 14 € en janvier. Il reste gratuit pour les moins de 26 ans et sur simple"
        " demande. Nous vous expliquons pourquoi en trois images.",
        "instagram",
        "critical",
        8,
    ),
    Asked(
        "Réponse aux questions sur l’accès en fauteuil",
        "Vous avez été nombreux à nous écrire : oui, l’entrée de la cour est de plain-pied, et une personne vous"
        " accompagne si vous le souhaitez.",
        "facebook",
        "sensitive",
        6,
        note="Ajoutez les horaires de la cour, elle ferme à 18 h.",
    ),
]

ADDRESSES = [
    Address("review", "Cabinet de la direction", 14),
    Address("page", "Office de tourisme", 90),
    Address("feed", "Agenda de l’équipe", 365),
]
