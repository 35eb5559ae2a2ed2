"""What the Médiathèque du Val wants from its networks: channels, objectives and their indicators. Pure data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One presence on a network (a code of ``strategy.networks``) with its offer, voice and profile.

    ``checked``: days since each item of ``strategy.profile.CHECKLIST`` was found in order.
    """

    network: str
    handle: str
    address: str
    talk_about: str
    ask_about: str
    bio: str
    tone: str
    form_of_address: str
    cadence: float
    uses: str
    checked: dict[str, int]
    link: str = "https://mediatheque-du-val.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was decided of a network ``days_ago``, with marks from 1 to 5; ``review_in`` days from today."""

    network: str
    verdict: str
    reason: str
    days_ago: int
    review_in: int | None = None
    evidence: str = ""
    presence: int | None = None
    fit: int | None = None
    ease: int | None = None
    effort: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    hours_per_week: int
    people: int
    yearly_budget: int
    hours_per_post: float


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

RESOURCES = Resources(hours_per_week=12, people=2, yearly_budget=3_000, hours_per_post=1)

CHANNELS = (
    Channel(
        network="facebook",
        handle="mediathequeduval.demo",
        address="https://www.facebook.com/mediathequeduval.demo",
        talk_about="Animations de la semaine\nHoraires et fermetures\nNouveautés du rayon jeunesse",
        ask_about="Réservations et inscriptions\nUn livre introuvable\nUne idée d’animation",
        bio="Animations, horaires et nouveautés. Réservations, livre introuvable : demandez-nous.",
        tone="chaleureux, précis, jamais ironique",
        form_of_address="vous",
        cadence=4,
        uses="Annoncer, raconter après coup, répondre dans l’heure quand la médiathèque est ouverte. "
        "Pas de jeux-concours.",
        checked={"photo": 40, "banner": 230, "description": 40, "link": 40, "contact": 40},
    ),
    Channel(
        network="instagram",
        handle="mediathequeduval.demo",
        address="https://www.instagram.com/mediathequeduval.demo/",
        talk_about="Coulisses et équipe\nCoups de cœur des bibliothécaires\nLieux et lumières",
        ask_about="Un conseil de lecture\nLes ateliers du mercredi",
        bio="Coulisses, coups de cœur, lumières du Val. Un conseil de lecture ? Écrivez-nous 📚",
        tone="complice, lumineux, deux phrases au plus",
        form_of_address="tu",
        cadence=3,
        uses="Montrer les lieux et les gens. Les infos pratiques restent sur Facebook et le site.",
        checked={"photo": 12, "description": 12, "link": 12, "contact": 12, "pinned": 12},
    ),
    Channel(
        network="x",
        handle="MediaDuValDemo",
        address="https://x.com/MediaDuValDemo",
        talk_about="Informations de service\nActualité du livre dans le Val",
        ask_about="Questions de la presse et des institutions",
        bio="La médiathèque du Val : informations de service et actualité du livre. Presse : écrivez-nous.",
        tone="sobre, factuel",
        form_of_address="vous",
        cadence=1,
        uses="Le minimum utile à la presse locale, en attendant de trancher.",
        checked={"photo": 300, "description": 300},
    ),
    Channel(
        network="mastodon",
        handle="@mediatheque@val.example",
        address="https://val.example/@mediatheque",
        talk_about="Ateliers numériques et logiciels libres\nLectures de l’équipe",
        ask_about="L’emprunt de liseuses\nL’aide numérique du samedi",
        bio="Médiathèque du Val : ateliers numériques, logiciels libres et lectures de l’équipe. "
        "Liseuses et aide numérique : posez vos questions ici.",
        tone="posé, curieux, sources citées",
        form_of_address="mixed",
        cadence=2,
        uses="Échanger avec les autres bibliothèques et les habitués des ateliers.",
        checked={"photo": 90, "banner": 90, "description": 90, "link": 90, "contact": 90, "pinned": 90},
    ),
)

#: The former decision of a network comes before the one that replaced it.
VERDICTS = (
    Verdict(
        network="facebook",
        verdict="chosen",
        reason="Les familles et les habitants y cherchent les horaires et les animations ; "
        "c’est là qu’ils commentent le plus.",
        days_ago=300,
        review_in=65,
        evidence="Le groupe « Tu sais que tu viens du Val » : 2 300 membres, une question sur la médiathèque "
        "presque chaque semaine.",
        fit=4,
        ease=5,
        effort=3,
    ),
    Verdict(
        network="instagram",
        verdict="chosen",
        reason="Les 18-35 ans du Val s’y trouvent déjà ; les lieux, les livres et les coulisses s’y montrent bien.",
        days_ago=300,
        review_in=65,
        fit=5,
        ease=4,
        effort=3,
    ),
    Verdict(
        network="x",
        verdict="chosen",
        reason="La presse locale et les institutions nous y suivent.",
        days_ago=300,
        review_in=-120,
        fit=3,
        ease=4,
        effort=2,
    ),
    Verdict(
        network="x",
        verdict="watch",
        reason="L’audience recule et les habitants n’y sont plus ; on y reste pour la presse, à trancher.",
        days_ago=110,
        review_in=-6,
        fit=2,
        ease=4,
        effort=2,
    ),
    Verdict(
        network="mastodon",
        verdict="chosen",
        reason="Un réseau libre et sans publicité, cohérent avec nos ateliers numériques ; "
        "peu d’effort, échanges de qualité.",
        days_ago=200,
        review_in=165,
        fit=4,
        ease=3,
        effort=1,
    ),
    Verdict(
        network="tiktok",
        verdict="rejected",
        reason="Les adolescents y sont, mais nous ne saurions pas y tenir une vidéo par semaine.",
        days_ago=150,
        review_in=215,
        presence=3,
        fit=2,
        ease=1,
        effort=5,
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
