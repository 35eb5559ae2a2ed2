"""What the Médiathèque du Val publishes, three months around today. Pure data, in French, all ours."""

from __future__ import annotations

from dataclasses import dataclass

EVENTS, DIALOGUE, SERVICES = (
    "Faire connaître nos événements",
    "Dialoguer avec les lecteurs",
    "Amener vers le site et les services en ligne",
)
FAMILIES, CRIME = "Parents de jeunes enfants", "Lecteurs de polars et de BD"
SITE = "https://mediatheque-du-val.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDate:
    """One of the organisation's own dates; days are counted from today."""

    title: str
    first: int
    last: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post. ``day`` counts from today, None where it has none yet; ``networks`` empty where none is chosen."""

    title: str
    text: str = ""
    day: int | None = None
    time: str = ""
    networks: tuple[str, ...] = ()
    status: str = "draft"
    objective: str = ""
    community: str = ""
    pillar: str = ""
    form: str = "image"
    origin: str = "own"
    link: str = ""
    tags: tuple[str, ...] = ()
    spontaneous: bool = False
    sensitivity: str = "ordinary"
    reason: str = ""


KEY_DATES = (
    KeyDate(title="Nuit de la lecture au Val", first=12, last=12, note="Ouverture jusqu’à minuit."),
    KeyDate(title="Exposition « Dessins de presse »", first=-9, last=16),
    KeyDate(title="Inventaire, médiathèque fermée", first=24, last=26),
    KeyDate(title="Vente de livres déclassés", first=-33, last=-32),
)

BEHIND, READ, LIVE, HELP = "Coulisses", "Coups de cœur", "Vie de la médiathèque", "Services et conseils"

POSTS = (
    # What went out
    Post(
        title="Vente de livres déclassés : c’est demain",
        text="Un euro le livre, de 10 h à 17 h. Venez avec un sac, repartez avec une pile. 📚",
        day=-34, time="12:30", networks=("facebook", "x"), status="published", objective=EVENTS, pillar=LIVE,
    ),
    Post(
        title="Merci pour la vente",
        text="Deux mille livres ont trouvé une deuxième vie ce week-end. Merci à vous, et aux bénévoles !",
        day=-31, time="18:00", networks=("facebook", "instagram"), status="published", objective=DIALOGUE,
        pillar=LIVE, spontaneous=True,
    ),
    Post(
        title="Le polar du mois",
        text="Un huis clos en montagne, une cheffe de gare qui en sait trop… Et vous, quel polar vous a tenu éveillé ?",
        day=-29, time="17:30", networks=("instagram",), status="published", objective=DIALOGUE, community=CRIME,
        pillar=READ, form="question",
    ),
    Post(
        title="Prolonger ses prêts en ligne",
        text="Encore un chapitre ? Prolongez vos prêts en deux clics, sans vous déplacer.",
        day=-27, time="09:00", networks=("facebook",), status="published", objective=SERVICES, pillar=HELP,
        form="link", link=f"{SITE}/compte",
    ),
    Post(
        title="Heure du conte : les places partent vite",
        text="Samedi à 10 h 30, trois contes d’hiver pour les 3 à 6 ans. Gratuit, sur inscription.",
        day=-24, time="10:15", networks=("facebook", "instagram"), status="published", objective=EVENTS,
        community=FAMILIES, pillar=LIVE, form="event", link=f"{SITE}/agenda",
    ),
    Post(
        title="Comment on répare un livre",
        text="De la colle, un pinceau fin et de la patience : Maïa vous montre son atelier.",
        day=-22, time="18:30", networks=("instagram",), status="published", objective=DIALOGUE, pillar=BEHIND,
        form="video",
    ),
    Post(
        title="La bibliothèque départementale prête ses malles",
        text="Nos voisins prêtent des malles de jeux aux écoles. On relaie avec plaisir.",
        day=-20, time="11:00", networks=("mastodon",), status="published", objective=SERVICES, pillar=HELP,
        origin="relay", form="link",
    ),
    Post(
        title="Panne du catalogue, on y travaille",
        text="Le catalogue en ligne ne répond plus depuis ce matin. Nous vous disons dès que c’est réparé.",
        day=-18, time="08:40", networks=("x", "facebook"), status="published", objective=SERVICES, pillar=HELP,
        spontaneous=True, form="text",
    ),
    Post(
        title="Le catalogue est revenu",
        text="Tout remarche. Merci de votre patience, et pardon pour les réservations de ce matin.",
        day=-18, time="16:05", networks=("x", "facebook"), status="published", objective=SERVICES, pillar=HELP,
        spontaneous=True, form="text",
    ),
    Post(
        title="Trois BD pour un dimanche de pluie",
        text="Une enquête, un voyage, un fou rire. Laquelle prenez-vous ?",
        day=-15, time="17:30", networks=("instagram", "facebook"), status="published", objective=DIALOGUE,
        community=CRIME, pillar=READ, form="carousel",
    ),
    Post(
        title="Accrochage de l’exposition",
        text="Cent dessins, un niveau à bulle et beaucoup de rubans. Ouverture lundi.",
        day=-11, time="15:00", networks=("instagram",), status="published", objective=EVENTS, pillar=BEHIND,
    ),
    Post(
        title="L’exposition « Dessins de presse » est ouverte",
        text="Entrée libre aux heures d’ouverture, visite avec le dessinateur le samedi à 15 h.",
        day=-9, time="09:30", networks=("facebook", "instagram", "x"), status="published", objective=EVENTS,
        pillar=LIVE, form="event", link=f"{SITE}/agenda", tags=("exposition",),
    ),
    Post(
        title="Un article sur la lecture à voix haute",
        text="Lire à voix haute, à tout âge : un article que nous avons aimé.",
        day=-7, time="12:00", networks=("mastodon",), status="published", objective=DIALOGUE, community=FAMILIES,
        pillar=READ, origin="curated", form="link",
    ),
    Post(
        title="Votre coin préféré de la médiathèque ?",
        text="Le fauteuil rouge, la table près des BD, le fond du jardin… Dites-nous où vous lisez.",
        day=-4, time="18:00", networks=("facebook", "instagram"), status="published", objective=DIALOGUE,
        pillar=LIVE, form="question",
    ),
    Post(
        title="Concours de marque-pages",
        text="Annulé, faute de jury.",
        day=-6, time="10:00", networks=("facebook",), status="dropped", objective=EVENTS, pillar=LIVE,
        reason="Le jury n’a pas pu se réunir ; on y revient au printemps.",
    ),
    Post(
        title="Rappel : les retours par la boîte extérieure",
        text="Nuit et jour, la boîte à livres est à gauche de l’entrée.",
        day=-1, time="17:00", networks=("x",), status="scheduled", objective=SERVICES, pillar=HELP, form="text",
    ),
    # This week and the next
    Post(
        title="Le club de lecture se réunit jeudi",
        text="Au programme : un premier roman islandais. On garde une chaise pour vous.",
        day=0, time="17:30", networks=("facebook",), status="scheduled", objective=EVENTS, pillar=LIVE, form="event",
        tags=("club",),
    ),
    Post(
        title="Lire le journal en ligne avec sa carte",
        text="Votre carte ouvre aussi la presse du jour, depuis votre canapé.",
        day=1, time="09:00", networks=("facebook", "x"), status="scheduled", objective=SERVICES, pillar=HELP,
        form="link", link=f"{SITE}/presse",
    ),
    Post(
        title="Le dessinateur répond à vos questions",
        text="Posez-les en commentaire, il répond samedi.",
        day=2, time="12:30", networks=("instagram", "facebook"), status="approved", objective=DIALOGUE, pillar=LIVE,
        form="question", tags=("exposition",),
    ),
    Post(
        title="Atelier : sa première généalogie",
        text="Deux heures pour remonter de trois générations, avec les archives du département.",
        day=2, time="18:00", networks=("x",), status="scheduled", objective=EVENTS, pillar=HELP, form="event",
    ),
    Post(
        title="Nouveautés : les romans de la semaine",
        text="Vingt nouveaux romans sur la table de l’entrée.",
        day=3, time="17:30", networks=("instagram",), status="approved", objective=DIALOGUE, pillar=READ,
        form="carousel",
    ),
    Post(
        title="Visite de l’exposition avec le dessinateur",
        text="Samedi à 15 h, entrée libre. Les enfants repartent avec un croquis.",
        day=4, time="09:30", networks=("facebook", "instagram", "x"), status="scheduled", objective=EVENTS,
        community=FAMILIES, pillar=LIVE, form="event", tags=("exposition",),
    ),
    Post(
        title="Ce que vous avez dit de la nuit de la lecture",
        text="L’an dernier, vous étiez deux cents. Voici ce que vous en aviez gardé.",
        day=5, time="18:00", networks=("facebook",), status="review", objective=DIALOGUE, pillar=LIVE, form="carousel",
        tags=("nuit de la lecture",),
    ),
    Post(
        title="Nuit de la lecture : le programme",
        text="Contes à la lampe de poche, lectures d’horreur, soupe à minuit : tout le programme.",
        day=6, time="12:00", networks=("facebook", "instagram", "x", "mastodon"), status="review", objective=EVENTS,
        pillar=LIVE, form="event", link=f"{SITE}/nuit", tags=("nuit de la lecture",),
    ),
    Post(
        title="Horaires de la semaine de l’inventaire",
        text="La médiathèque ferme trois jours. Les retours restent possibles par la boîte.",
        day=7, time="09:00", networks=("facebook", "x"), status="review", objective=SERVICES, pillar=HELP,
        form="text", sensitivity="sensitive",
    ),
    Post(
        title="Le polar du mois, deuxième",
        text="Une disparition dans les marais, et une enquêtrice qui déteste l’eau.",
        day=8, time="17:30", networks=("instagram",), status="draft", objective=DIALOGUE, community=CRIME, pillar=READ,
        form="question",
    ),
    Post(
        title="Préparer la nuit de la lecture",
        text="Dans les coulisses : deux cents lampes de poche à charger.",
        day=9, time="18:30", networks=("instagram",), status="draft", objective=EVENTS, pillar=BEHIND, form="video",
        tags=("nuit de la lecture",),
    ),
    Post(
        title="Nuit de la lecture : plus que trois jours",
        text="Il reste des places pour les contes à la lampe de poche.",
        day=9, time="12:00", networks=("facebook",), status="draft", objective=EVENTS, community=FAMILIES, pillar=LIVE,
        form="event", tags=("nuit de la lecture",),
    ),
    Post(
        title="Nuit de la lecture : on vous attend",
        text="Les portes ouvrent à 19 h. Prenez une lampe !",
        day=12, time="17:00", networks=("facebook", "instagram", "x"), status="draft", objective=EVENTS, pillar=LIVE,
        form="story", tags=("nuit de la lecture",),
    ),
    Post(
        title="Merci pour cette nuit",
        day=13, networks=("facebook", "instagram"), status="draft", objective=DIALOGUE, pillar=LIVE,
        tags=("nuit de la lecture",),
    ),
    # Later
    Post(
        title="Dernier week-end de l’exposition",
        text="Plus que deux jours pour voir les cent dessins.",
        day=14, time="09:30", networks=("facebook", "instagram"), status="draft", objective=EVENTS, pillar=LIVE,
        tags=("exposition",),
    ),
    Post(
        title="Trouver un livre sans connaître son titre",
        text="« Le bleu, avec un bateau » : on vous explique comment on cherche.",
        day=16, time="11:00", networks=("mastodon", "x"), status="draft", objective=SERVICES, pillar=HELP,
    ),
    Post(
        title="Portrait : ceux qui rangent les livres",
        day=19, time="18:00", networks=("instagram",), status="draft", objective=DIALOGUE, pillar=BEHIND,
    ),
    Post(
        title="Heure du conte de la rentrée",
        text="Samedi à 10 h 30 : histoires de loups, pas si méchants.",
        day=20, time="10:15", networks=("facebook",), status="draft", objective=EVENTS, community=FAMILIES,
        pillar=LIVE, form="event",
    ),
    Post(
        title="Fermés pour inventaire, ouverts en ligne",
        text="Pendant trois jours, tout passe par le site : prêts numériques, presse, réservations.",
        day=24, time="09:00", networks=("facebook", "x", "mastodon"), status="draft", objective=SERVICES, pillar=HELP,
        link=SITE,
    ),
    Post(
        title="L’inventaire en chiffres",
        text="Soixante mille documents comptés : devinez combien manquent.",
        day=26, time="18:00", networks=("instagram", "facebook"), status="draft", objective=DIALOGUE, pillar=BEHIND,
        form="poll",
    ),
    Post(title="Prix des lecteurs : les cinq en lice", day=30, networks=(), objective=DIALOGUE, pillar=READ),
    Post(
        title="Inscriptions aux ateliers du trimestre",
        day=33, time="09:00", networks=("facebook",), objective=EVENTS, pillar=LIVE, form="event",
    ),
    Post(
        title="Trois podcasts sur les livres", day=37, time="12:00", networks=("mastodon",), origin="curated",
        pillar=READ,
    ),
    Post(title="Le club de lecture change de salle", day=42, networks=("facebook",), objective=EVENTS, pillar=LIVE),
    # Without a day, and ideas
    Post(
        title="Mode d’emploi des liseuses",
        text="Quinze liseuses se prêtent pour un mois. Voici comment.",
        networks=("facebook",), status="draft", objective=SERVICES, pillar=HELP,
    ),
    Post(title="Photos de la salle de travail refaite", status="draft", pillar=BEHIND),
    Post(title="Demander à la boulangère son livre de chevet", status="idea", form=""),
    Post(title="Une carte du Val par les romans qui s’y passent", status="idea", form=""),
    Post(title="Que devient un livre déclassé ?", status="idea", form=""),
    Post(title="Inviter le club d’échecs pour un soir", status="idea", form=""),
)  # fmt: skip
