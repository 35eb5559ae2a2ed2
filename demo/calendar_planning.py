"""The frame of the Médiathèque du Val's calendar: themes, usual times, what comes back. Pure data, all ours."""

from __future__ import annotations

from dataclasses import dataclass

from demo.calendar import BEHIND, DIALOGUE, EVENTS, HELP, LIVE, READ, SERVICES, SITE


@dataclass(frozen=True, slots=True, kw_only=True)
class Pillar:
    """``wish`` is in percent; ``objective`` the title of the one it serves."""

    name: str
    why: str
    objective: str
    wish: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """``weekdays`` from Monday (0); ``place`` 1 to 4, or -1: the one of the month rather than every week."""

    title: str
    text: str
    networks: tuple[str, ...]
    weekdays: tuple[int, ...]
    time: str
    pillar: str
    objective: str
    form: str
    place: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evergreen:
    """Published ``days_ago``; may come back ``rest`` days later, in its season (``MM-DD``)."""

    title: str
    text: str
    networks: tuple[str, ...]
    days_ago: int
    rest: int
    pillar: str
    link: str = ""
    season: tuple[str, str] = ("", "")


PILLARS = (
    Pillar(
        name=LIVE,
        why="Ce qui se passe ici, avant, pendant et après : c’est pour cela qu’on nous suit.",
        objective=EVENTS,
        wish=40,
    ),
    Pillar(
        name=READ,
        why="Un livre, une voix de l’équipe, une question : la conversation part de là.",
        objective=DIALOGUE,
        wish=25,
    ),
    Pillar(
        name=BEHIND,
        why="Les gens et les gestes que le public ne voit pas : l’équipe, les réserves, l’atelier de reliure.",
        objective=DIALOGUE,
        wish=15,
    ),
    Pillar(
        name=HELP,
        why="Horaires, prêts en ligne, aide numérique : ce qui évite un déplacement pour rien.",
        objective=SERVICES,
        wish=20,
    ),
)

#: Network → [(weekdays, times)].
SLOTS: dict[str, tuple[tuple[tuple[int, ...], tuple[str, ...]], ...]] = {
    "facebook": (((1, 3), ("12:30",)), ((4,), ("17:30",)), ((5,), ("10:00",))),
    "instagram": (((2, 4), ("17:30",)), ((6,), ("18:00",))),
    "x": (((0,), ("09:00",)),),
    "mastodon": (((1, 4), ("11:00",)),),
}

PACKS = ("public", "school-A", "feasts", "world")

WISHES = {("origin", "own"): 70, ("origin", "curated"): 20, ("origin", "relay"): 10, ("form", "video"): 15}

SERIES = (
    Series(
        title="La question du mardi",
        text="Quel livre avez-vous offert plus d’une fois ? Dites-nous lequel, et à qui.",
        networks=("facebook",),
        weekdays=(1,),
        time="12:30",
        pillar=READ,
        objective=DIALOGUE,
        form="question",
    ),
    Series(
        title="Samedi, aide numérique",
        text="Un souci avec une liseuse, un compte, un formulaire ? Le premier samedi du mois, on s’assoit avec vous.",
        networks=("facebook", "mastodon"),
        weekdays=(5,),
        place=1,
        time="10:00",
        pillar=HELP,
        objective=SERVICES,
        form="image",
    ),
)

EVERGREENS = (
    Evergreen(
        title="Emprunter une liseuse",
        text="Quinze titres dans la poche, trois semaines de lecture : nos liseuses s’empruntent comme un livre.",
        networks=("facebook",),
        days_ago=210,
        rest=120,
        pillar=HELP,
        link=f"{SITE}/liseuses",
    ),
    Evergreen(
        title="Comment naît une étiquette de cote",
        text="Trois lettres, un chiffre, et chaque livre retrouve sa place. Visite de l’atelier d’équipement.",
        networks=("instagram",),
        days_ago=160,
        rest=150,
        pillar=BEHIND,
    ),
    Evergreen(
        title="La boîte de retour, jour et nuit",
        text="Fermé ? La boîte de retour, elle, ne ferme jamais : côté parking, à droite de l’entrée.",
        networks=("facebook",),
        days_ago=60,
        rest=90,
        pillar=HELP,
    ),
    Evergreen(
        title="Lire dehors : les coins d’ombre du parc",
        text="Trois bancs, deux tilleuls et une fontaine : nos coins préférés pour lire à l’ombre.",
        networks=("instagram",),
        days_ago=480,
        rest=300,
        pillar=LIVE,
        season=("06-01", "09-15"),
    ),
)
