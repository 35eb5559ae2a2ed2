"""What the Médiathèque du Val wants from its networks: channels, objectives and their indicators. Pure data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One presence on a network (a code of ``strategy.networks``), the verdict on it and its reason."""

    network: str
    handle: str
    address: str
    why: str
    verdict: str = "chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """One indicator: ``metric`` (a code of the metric catalogue) on the channels of ``networks``.

    ``baseline`` None: to be proposed from the figures. ``due_in_months`` counts from today.
    """

    name: str
    metric: str
    networks: tuple[str, ...]
    target: int
    due_in_months: int
    aggregation: str = "sum"
    period: str = "30d"
    direction: str = "up"
    baseline: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """One objective, begun ``started_months_ago`` and due in ``due_in_months``, both counted from today."""

    title: str
    intent: str
    why: str
    horizon: str
    started_months_ago: int
    due_in_months: int
    kpis: tuple[Kpi, ...]


WORKSPACE = {
    "slug": "demo",
    "name": "Médiathèque du Val",
    "language": "fr",
    "time_zone": "Europe/Paris",
    "week_start": 0,
}

CHANNELS = (
    Channel(
        network="facebook",
        handle="mediathequeduval.demo",
        address="https://www.facebook.com/mediathequeduval.demo",
        why="Les familles et les habitants y cherchent les horaires et les animations ; "
        "c’est là qu’ils commentent le plus.",
    ),
    Channel(
        network="instagram",
        handle="mediathequeduval.demo",
        address="https://www.instagram.com/mediathequeduval.demo/",
        why="Les 18-35 ans du Val s’y trouvent déjà ; les lieux, les livres et les coulisses s’y montrent bien.",
    ),
    Channel(
        network="x",
        handle="MediaDuValDemo",
        address="https://x.com/MediaDuValDemo",
        why="La presse locale et les institutions nous y suivent encore ; à réexaminer, l’audience recule.",
        verdict="watch",
    ),
    Channel(
        network="mastodon",
        handle="@mediatheque@val.example",
        address="https://val.example/@mediatheque",
        why="Un réseau libre et sans publicité, cohérent avec nos ateliers numériques ; "
        "peu d’effort, échanges de qualité.",
    ),
)

OBJECTIVES = (
    Objective(
        title="Faire connaître nos événements",
        intent="promotion",
        why="Que chaque habitant du Val sache, une semaine avant, ce qui se passe à la médiathèque. "
        "Une personne sur trois rencontrée à l’accueil découvre nos animations après coup.",
        horizon="1y",
        started_months_ago=7,
        due_in_months=5,
        kpis=(
            Kpi(
                name="Portée cumulée par mois sur Facebook et Instagram",
                metric="reach",
                networks=("facebook", "instagram"),
                target=34_000,
                due_in_months=5,
            ),
        ),
    ),
    Objective(
        title="Dialoguer avec les lecteurs",
        intent="dialogue",
        why="Poser des questions, répondre à toutes, et choisir avec les lecteurs une partie des achats. "
        "Le projet d’établissement promet une médiathèque qui écoute ; "
        "les réseaux en sont la porte la plus simple.",
        horizon="2y",
        started_months_ago=9,
        due_in_months=15,
        kpis=(
            Kpi(
                name="Commentaires reçus par mois sur Facebook et Instagram",
                metric="comments",
                networks=("facebook", "instagram"),
                target=240,
                due_in_months=15,
            ),
            Kpi(
                name="Réponses reçues par mois sur X et Mastodon",
                metric="replies",
                networks=("x", "mastodon"),
                target=80,
                due_in_months=15,
            ),
        ),
    ),
    Objective(
        title="Amener vers le site et les services en ligne",
        intent="service",
        why="Que l’on passe du réseau au service : s’inscrire, réserver, lire la presse, suivre un atelier. "
        "Les ressources en ligne coûtent autant qu’un poste et restent inconnues de la moitié des inscrits.",
        horizon="6m",
        started_months_ago=3,
        due_in_months=3,
        kpis=(
            Kpi(
                name="Clics vers le site par mois depuis Facebook et X",
                metric="link_clicks",
                networks=("facebook", "x"),
                target=260,
                due_in_months=3,
            ),
        ),
    ),
)
