"""The words of the Médiathèque du Val: those it uses, those it avoids, those of its communities. Pure data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One entry of the corpus; the fields as in ``strategy.models.CorpusTerm``."""

    text: str
    facet: str
    stance: str = "use"
    say_instead: str = ""
    variants: tuple[str, ...] = ()
    hashtag: str = ""
    seo: bool = False
    page: str = ""
    quote: str = ""
    note: str = ""


def _avoid(text: str, say_instead: str, facet: str = "identity", **more) -> Term:
    return Term(text=text, facet=facet, stance="avoid", say_instead=say_instead, **more)


SITE = "https://mediatheque-du-val.example/"

TERMS = (
    # Ce que nous proposons
    Term(text="livre audio", facet="product", seo=True, page=f"{SITE}livres-audio"),
    Term(text="gros caractères", facet="product", variants=("grands caractères",)),
    Term(text="bande dessinée", facet="product", variants=("BD", "bédé")),
    Term(text="manga", facet="product"),
    Term(text="jeu de société", facet="product", variants=("jeu de plateau",)),
    Term(text="presse en ligne", facet="product", seo=True, page=f"{SITE}presse"),
    Term(text="album jeunesse", facet="product"),
    Term(text="pochette surprise", facet="product", note="Trois documents emballés, un seul indice : en décembre."),
    # Nos services
    Term(text="heure du conte", facet="service", hashtag="HeureDuConte", seo=True, page=f"{SITE}heure-du-conte"),
    Term(text="portage à domicile", facet="service", seo=True, page=f"{SITE}portage"),
    Term(text="inscription", facet="service", variants=("s’inscrire",), seo=True, page=f"{SITE}inscription"),
    Term(text="prêt", facet="service", variants=("emprunter",)),
    Term(text="réservation", facet="service", variants=("réserver",)),
    Term(text="boîte de retour", facet="service", note="Rue des Tilleuls, ouverte jour et nuit."),
    Term(text="atelier numérique", facet="service", hashtag="AtelierNumérique", seo=True, page=f"{SITE}numerique"),
    Term(text="fablab", facet="service", note="Le public dit « l’atelier » ; le mot sert pour la recherche.", seo=True),
    Term(text="catalogue en ligne", facet="service", seo=True, page=f"{SITE}catalogue"),
    Term(text="aide aux devoirs", facet="service"),
    # Qui nous sommes
    Term(
        text="médiathèque", facet="identity", variants=("la Médiathèque du Val",), hashtag="MédiathèqueDuVal", seo=True
    ),
    Term(text="bibliothécaire", facet="identity"),
    Term(text="bénévole", facet="identity"),
    Term(text="habitant", facet="identity"),
    Term(text="lecteur", facet="identity"),
    # Ce à quoi nous nous engageons
    Term(text="gratuit", facet="commitment", variants=("entrée libre", "sans frais")),
    Term(text="accessible", facet="commitment", variants=("accessible en fauteuil", "sous-titré")),
    Term(text="sans réservation", facet="commitment"),
    Term(text="logiciel libre", facet="commitment"),
    Term(text="seconde vie", facet="commitment", note="Pour les livres retirés des rayons, donnés aux associations."),
    # Où nous allons
    Term(text="troisième lieu", facet="vision", note="Entre professionnels seulement ; au public : « chez vous »."),
    Term(text="lire ensemble", facet="vision", variants=("lecture à voix haute",)),
    Term(text="Nuit de la lecture", facet="vision", hashtag="NuitDeLaLecture"),
    # Les mots de la communauté
    Term(text="la bib", facet="community", quote="« On se retrouve à la bib ? » (lycéens, arrêt de bus)"),
    Term(text="doudou", facet="community", quote="« Le doudou est resté au coin des bébés. » (parents, Facebook)"),
    Term(text="coin des bébés", facet="community", quote="« Il est ouvert, le coin des bébés, ce matin ? »"),
    Term(text="coup de cœur", facet="community", quote="« C’est quoi vos coups de cœur de la rentrée ? »"),
    Term(text="pile à lire", facet="community", variants=("PAL",), quote="« Ma PAL va s’écrouler. » (Instagram)"),
    Term(text="poussette", facet="community", quote="« Ça passe avec la poussette ? »"),
    Term(text="se poser", facet="community", quote="« Un endroit pour se poser entre deux cours. »"),
    # Ce que nous ne disons plus
    _avoid("usager", "lecteur", note="Un mot de règlement."),
    _avoid("public empêché", "personne qui ne peut pas se déplacer"),
    _avoid("troisième âge", "aînés"),
    _avoid("primo-arrivant", "nouvel habitant"),
    _avoid("section adulte", "romans et savoirs", facet="service"),
    _avoid("document", "livre", facet="product", note="Ou film, disque, jeu : dire ce que c’est."),
    _avoid("désherbage", "tri des rayons", facet="service"),
    _avoid("animation", "rendez-vous", facet="service", variants=("animation culturelle",)),
    _avoid("périodique", "magazine", facet="product"),
    _avoid("prolongé d’office", "prolongé sans rien faire", facet="service"),
    _avoid("malentendant", "personne qui entend mal", facet="commitment"),
    _avoid("OPAC", "catalogue en ligne", facet="service"),
)
