"""What the Médiathèque du Val knows of its communities, and what it reads. Pure data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What an answer rests on; ``kind`` and the fields as in ``strategy.models.Evidence``."""

    kind: str
    text: str = ""
    url: str = ""
    origin: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer to one of the six questions. ``former`` is what was answered before."""

    question: str
    text: str
    networks: tuple[str, ...] = ()
    former: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    name: str
    who: str
    places: str
    interests: str
    values: str
    media: str
    words: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Something to read; ``read_days_ago`` None: nobody has read it yet."""

    kind: str
    title: str
    address: str
    folder: str
    why: str
    feed: str = ""
    frequency: int = 7
    read_days_ago: int | None = None


COMMUNITIES = (
    Community(
        name="Parents de jeunes enfants",
        who="Parents de 28 à 42 ans, au centre et dans les lotissements ; beaucoup travaillent à la ville voisine.",
        places="Le groupe Facebook « Les parents du Val », la sortie des trois écoles, le marché du samedi.",
        interests="Sorties gratuites, albums, activités du mercredi, sommeil et écrans.",
        values="L’entraide, le fait maison, ne pas être jugé.",
        media="Les bonnes adresses partagées entre parents, les vidéos courtes, le bulletin municipal.",
        words="« l’heure du conte », « la bib », « le coin des petits », « sans inscription ? »",
        answers=(
            Answer(
                question="networks",
                text="Dans le groupe Facebook « Les parents du Val » ; les plus jeunes préfèrent Instagram.",
                networks=("facebook", "instagram"),
                former="Sur Facebook, d’après nos propres abonnés.",
                evidence=(
                    Evidence(
                        kind="figure",
                        text="1 240 membres, 30 messages par semaine",
                        origin="Page du groupe, en septembre",
                    ),
                    Evidence(
                        kind="quote",
                        text="Tout passe par le groupe, même les pulls perdus.",
                        origin="Une mère, à l’accueil",
                    ),
                ),
            ),
            Answer(
                question="words",
                text="Ils disent « la bib », jamais « la médiathèque », et « l’heure du conte » "
                "plutôt que « lecture animée ».",
                evidence=(
                    Evidence(
                        kind="message",
                        text="Il y a l’heure du conte à la bib mercredi ?",
                        origin="Claire D.",
                        network="facebook",
                    ),
                ),
            ),
            Answer(
                question="questions",
                text="Faut-il s’inscrire ? À partir de quel âge ? Peut-on venir avec une poussette ?",
                evidence=(
                    Evidence(
                        kind="message",
                        text="C’est à partir de quel âge et il faut réserver ?",
                        origin="Messages reçus au printemps",
                        network="instagram",
                    ),
                ),
            ),
            Answer(
                question="media",
                text="Les photos des ateliers, les listes d’albums par âge, les vidéos de moins d’une minute.",
            ),
            Answer(
                question="values",
                text="Ils se recommandent les lieux où l’on peut faire du bruit sans se faire remarquer.",
                evidence=(
                    Evidence(
                        kind="quote",
                        text="Enfin un endroit où mon fils peut courir.",
                        origin="Livre d’or de l’espace jeunesse",
                    ),
                ),
            ),
            Answer(
                question="leaders",
                text="L’administratrice du groupe des parents, et la directrice de la crèche, très écoutée.",
                evidence=(Evidence(kind="link", text="Le groupe", url="https://parents-du-val.example/groupe"),),
            ),
        ),
    ),
    Community(
        name="Lecteurs de polars et de BD",
        who="Lecteurs fidèles de tous les âges, une soixantaine de noyau dur, présents à chaque rencontre d’auteur.",
        places="Le club du jeudi soir, Mastodon, le forum du festival de la vallée.",
        interests="Nouveautés, dédicaces, prix des lecteurs, adaptations.",
        values="La curiosité, le débat argumenté, les petites maisons d’édition.",
        media="Les blogs de lecture, les balados, les chroniques de libraires.",
        words="« PAL », « coup de cœur », « one-shot », « ma pépite »",
        answers=(
            Answer(
                question="networks",
                text="Sur Mastodon et sur le forum du festival ; ils ont quitté X l’an dernier.",
                networks=("mastodon", "forum"),
                evidence=(Evidence(kind="link", text="Le forum", url="https://festival-polar.example/forum"),),
            ),
            Answer(
                question="words",
                text="« PAL » pour la pile à lire, « pépite », « coup de cœur » : le vocabulaire des blogs de lecture.",
                evidence=(
                    Evidence(kind="quote", text="Ma PAL déborde, merci la médiathèque !", origin="Un membre du club"),
                ),
            ),
            Answer(
                question="leaders",
                text="Le libraire de la place du marché et une blogueuse du Val, suivie dans toute la région.",
            ),
        ),
    ),
)

SOURCES = (
    Source(
        kind="feed",
        title="La Gazette du Val",
        address="https://gazette-du-val.example",
        feed="https://gazette-du-val.example/rss",
        folder="Presse locale",
        why="Ce qui se dit de la commune, et les rendez-vous des autres.",
        frequency=1,
        read_days_ago=0,
    ),
    Source(
        kind="site",
        title="Agenda de l’office de tourisme",
        address="https://tourisme-val.example/agenda",
        folder="Presse locale",
        why="Ne pas tomber le même jour qu’un grand événement.",
        read_days_ago=3,
    ),
    Source(
        kind="hashtag",
        title="#LeVal",
        address="#LeVal",
        folder="Réseaux",
        why="Les photos des habitants, à relayer avec leur accord.",
        frequency=1,
        read_days_ago=2,
    ),
    Source(
        kind="search",
        title="Médiathèque du Val",
        address="« médiathèque du Val » OR « la bib du Val »",
        folder="Réseaux",
        why="Ce qui se dit de nous sans nous nommer.",
        read_days_ago=5,
    ),
    Source(
        kind="list",
        title="Auteurs de la région",
        address="https://mamot.example/listes/auteurs",
        folder="Réseaux",
        why="Dédicaces et nouveautés à annoncer.",
        read_days_ago=22,
    ),
    Source(
        kind="competitor",
        title="Bibliothèque de la ville voisine",
        address="https://biblio-voisine.example",
        folder="Confrères",
        why="Leurs horaires du soir et leurs ateliers : nos lecteurs comparent.",
        frequency=30,
        read_days_ago=12,
    ),
    Source(
        kind="curated",
        title="Le carnet du libraire",
        address="https://libraire-du-marche.example/carnet",
        feed="https://libraire-du-marche.example/carnet.xml",
        folder="À relayer",
        why="Des chroniques courtes, bien écrites, que nous relayons une fois par mois.",
        frequency=7,
        read_days_ago=6,
    ),
    Source(
        kind="feed",
        title="Lire en Val",
        address="https://lire-en-val.example",
        feed="https://lire-en-val.example/feed",
        folder="À relayer",
        why="Le blog de la lectrice la plus suivie de la région.",
        frequency=30,
    ),
)
