"""Who counts for the readers of the Médiathèque du Val: people, their accounts, what was done for them. Pure data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """``accounts``: (network, handle, followers). ``gestures``: (kind, days ago, what)."""

    name: str
    kind: str
    stage: str = "spotted"
    accounts: tuple[tuple[str, str, int | None], ...] = ()
    topics: str = ""
    place: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""
    purpose: str = "Animer la communauté des lecteurs du Val"
    gestures: tuple[tuple[str, int, str], ...] = ()


PEOPLE = (
    Person(
        name="Élise Carpentier",
        kind="ambassador",
        stage="ambassador",
        accounts=(("instagram", "elise.lit.demo", 4_180), ("facebook", "elise.carpentier.demo", 620)),
        topics="lecture, jeunesse, club de lecture",
        place="Le Val",
        tags=("club de lecture", "bénévole"),
        notes="Anime le club du jeudi ; répond souvent avant nous aux questions des parents.",
        gestures=(
            ("thanks", 12, "Remerciée en public pour son compte rendu du club"),
            ("reward", 75, "Invitation à la rencontre avec l’autrice, deux places"),
            ("meeting", 140, "Café : elle propose un rendez-vous mensuel en ligne"),
        ),
    ),
    Person(
        name="Karim Benali",
        kind="fan",
        stage="contact",
        accounts=(("facebook", "karim.benali.demo", 310),),
        topics="ateliers numériques, jeux",
        place="Le Val",
        tags=("ateliers",),
        notes="Vient à chaque atelier et partage nos annonces dans le groupe du quartier.",
        gestures=(("relay", 20, "Sa photo de l’atelier reprise dans notre story"), ("thanks", 48, "Merci personnel")),
    ),
    Person(
        name="Zoé Lemoine",
        kind="fan",
        stage="followed",
        accounts=(("instagram", "zoe.lemoine.demo", 890),),
        topics="bande dessinée, dessin",
        place="Saint-Aubin",
        tags=("bande dessinée",),
    ),
    Person(
        name="Odile Faure",
        kind="fan",
        stage="contact",
        accounts=(("facebook", "odile.faure.demo", 95),),
        topics="généalogie, histoire locale",
        place="Le Val",
        gestures=(("contact", 200, "Nous a prêté des cartes postales anciennes"),),
    ),
    Person(
        name="Les Pages de Nour",
        kind="influencer",
        stage="followed",
        accounts=(("instagram", "pagesdenour.demo", 38_400), ("tiktok", "pagesdenour.demo", 61_200)),
        topics="lecture, romans, jeunesse",
        place="Lyon",
        tags=("booktok",),
        notes="A cité la médiathèque dans une vidéo ; ne pas proposer de partenariat payé.",
        gestures=(("thanks", 33, "Remerciée en commentaire"),),
    ),
    Person(
        name="Camille Jourdan",
        kind="press",
        stage="contact",
        accounts=(("x", "cjourdan_demo", 2_950),),
        topics="culture, vie locale",
        place="Le Val",
        tags=("presse locale",),
        purpose="Informer la presse locale de nos événements",
        notes="Boucle ses pages le mercredi à midi ; préfère un appel à un communiqué.",
        gestures=(("contact", 9, "Appel : annonce de la Nuit de la lecture"),),
    ),
    Person(
        name="Radio du Val",
        kind="press",
        accounts=(("facebook", "radioval.demo", 12_700),),
        topics="vie locale, agenda",
        tags=("presse locale",),
        purpose="Informer la presse locale de nos événements",
    ),
    Person(
        name="Théo Masson",
        kind="expert",
        stage="contact",
        accounts=(("mastodon", "theo@val.example", 1_480),),
        topics="logiciel libre, ateliers numériques",
        place="Le Val",
        tags=("ateliers",),
        gestures=(("meeting", 60, "Préparation de l’atelier sur les données personnelles"),),
    ),
    Person(
        name="Librairie La Bonne Page",
        kind="partner",
        stage="contact",
        accounts=(("instagram", "labonnepage.demo", 3_300), ("blog", "https://labonnepage.example/", None)),
        topics="lecture, rencontres",
        place="Le Val",
        purpose="Préparer ensemble les rencontres d’auteurs",
        gestures=(("relay", 5, "Son coup de cœur relayé"),),
    ),
    Person(
        name="Médiathèque de Rive-Haute",
        kind="competitor",
        stage="followed",
        accounts=(("facebook", "riveshaute.demo", 5_100),),
        topics="agenda, lecture",
        place="Rive-Haute",
        purpose="Voir ce que proposent les médiathèques voisines",
    ),
    Person(
        name="Inès Robert",
        kind="prospect",
        accounts=(("instagram", "ines.robert.demo", 240),),
        topics="musique",
        place="Saint-Aubin",
        notes="Demande souvent des disques ; pas encore inscrite.",
    ),
    Person(
        name="Grincheux 77",
        kind="troll",
        accounts=(("x", "grincheux77_demo", 41),),
        purpose="Reconnaître les provocations pour ne pas y répondre à chaud",
        notes="Sept messages en une heure en mars ; ne pas nourrir, garder les captures.",
    ),
    Person(
        name="Zoe LEMOINE",
        kind="member",
        accounts=(("tiktok", "zoe.lemoine.demo", 1_150),),
        notes="Sans doute la même que Zoé Lemoine.",
    ),
)
FANS_TARGET = 100
SEGMENTS = (("Presse à rappeler", "segment=press&silent=30"), ("Lecteurs influents", "q=lecture&audience=1000"))
