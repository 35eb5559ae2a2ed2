"""What kind of post it is: one short list for all networks and languages."""

from __future__ import annotations

import re
from functools import cache

from imports.values import normalise_header

KINDS = ("text", "image", "carousel", "video", "reel", "story", "live", "link", "share", "reply", "poll", "event",
         "document", "media", "other")  # fmt: skip

_WORDS = {
    "text": ("text", "texte", "status", "statut", "texto", "testo", "tekst", "textes", "status update", "beitrag"),
    "image": (
        "image", "images", "photo", "photos", "picture", "foto", "fotos", "bild", "bilder", "imagen", "imagenes",
        "imagem", "imagens", "immagine", "immagini", "afbeelding", "afbeeldingen", "zdjecie", "zdjecia", "static image",
    ),
    "carousel": (
        "carousel", "carrousel", "carrousels", "carousels", "multi photo", "multi-photo", "multiple photos", "album",
        "karussell", "carrusel", "secuencia", "sequencia", "carosello", "karusell", "multi media", "galerie", "gallery",
    ),
    "video": (
        "video", "videos", "film", "filmy", "wideo", "native video", "filmer", "video post", "videos et reels",
        "uploaded video",
    ),
    "reel": ("reel", "reels", "short", "shorts", "ig reels", "rolka", "rolki"),
    "story": ("story", "stories", "historia", "historias", "storie", "storia", "haendelse", "handelser", "relacja"),
    "live": ("live", "direct", "live video", "videos en direct", "video en direct", "en vivo", "ao vivo", "diretta"),
    "link": ("link", "links", "lien", "liens", "enlace", "enlaces", "article", "url", "lank", "lankar", "collegamento"),
    "share": ("share", "shares", "shared post", "partage", "partages", "repost", "retweet", "compartido", "geteilt",
              "condivisione", "delning", "reshare", "sharedvideo", "shared video", "shared link", "shared photo"),
    "reply": ("reply", "replies", "reponse", "respuesta", "resposta", "antwort", "comment", "commentaire"),
    "poll": ("poll", "polls", "sondage", "sondages", "umfrage", "encuesta", "enquete", "sondaggio", "omrostning"),
    "event": ("event", "events", "evenement", "evenements", "veranstaltung", "evento", "eventos", "evenemang"),
    "document": ("document", "documents", "pdf", "dokument", "documento"),
    "other": ("other", "others", "autre", "autres", "sonstiges", "otros", "outros", "altro"),
}  # fmt: skip
_KIND_OF = {word: kind for kind, words in _WORDS.items() for word in words}
_NETWORK = re.compile(
    r"^(?:ig|fb|instagram|facebook|publication|post|inlagg)[\s-]+|[\s-]+(?:instagram|facebook|ig|fb)$"
)


@cache
def kind_of(raw: str) -> str:
    """The kind a network's own word stands for; "" for an empty one, "other" for an unknown one."""
    word = normalise_header(raw)
    if not word:
        return ""
    return _KIND_OF.get(word) or _KIND_OF.get(_NETWORK.sub("", word).strip()) or "other"
