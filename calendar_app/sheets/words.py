"""What content calendars call their columns, statuses, networks and forms, in the languages we meet. Pure.

Names are spelled as ``imports.values.normalise_header`` has them: no case, no accent, one kind of apostrophe.
"""

from __future__ import annotations

import re

from imports.values import normalise_header
from imports.values.months import fold, month_numbers
from strategy import networks

#: Role → names of columns. What is here is the whole of what is known of anybody's sheet.
COLUMNS: dict[str, str] = {
    "date": "date|dates|periode|period"
    "|day and date|publication date|publish date|published date|post date|posting date|date posted"
    "|date to post|date to publish|scheduled date|schedule date|scheduled on|go live date|go-live date|live date"
    "|launch date|date live|publish on|post on|when|date time|datetime|date and time|date & time|date/time"
    "|posting time|publish time|publication time|schedule|scheduled at|scheduled for|scheduled time|send at|post at"
    "|post at specific time|publish at|date de publication|date publication|date de parution|parution"
    "|date de diffusion|diffusion|date de mise en ligne|mise en ligne|date prevue|date de programmation"
    "|programmation|date du post|quand|date et heure|date/heure|date heure|publie le|a publier le|jour et date"
    "|jour de publication"
    "|fecha|fecha de publicacion|fecha publicacion|fecha prevista|fecha y hora|dia de publicacion|cuando"
    "|datum|veroffentlichungsdatum|datum der veroffentlichung|veroffentlichung|veroffentlicht am|postdatum|termin"
    "|geplant fur|datum und uhrzeit|data|data di pubblicazione|data pubblicazione|data e ora|quando"
    "|data de publicacao|data da publicacao|data e hora|publicatiedatum|plaatsingsdatum",
    "time": "time|hour|post time|time of day|time of post|time to post|hora|hora de publicacion|heure"
    "|heure de publication|heure publication|heure de diffusion|heure prevue|heure du post|horaire|creneau"
    "|creneau horaire"
    "|uhrzeit|zeit|ora|orario|horario|hora da publicacao|tijd|tijdstip",
    "zone": "time zone|timezone|tz|fuseau|fuseau horaire|zeitzone|zona horaria|fuso orario|fuso horario",
    "weekday": "day|weekday|day of week|day of the week|jour|jour de la semaine|jour semaine"
    "|dia|dia de la semana|tag|wochentag|giorno|dia da semana|dag",
    "network": "network|networks|social network|social networks|platform|platforms|social platform"
    "|social media platform|channel|channels"
    "|social channel|social media channel|social media|account|accounts|account id|social account|profile|profiles"
    "|social profile|media channel|where"
    "|reseau|reseaux|reseau social|reseaux sociaux|plateforme|plateformes|plate-forme|canal|canaux"
    "|canal de diffusion|canaux de diffusion"
    "|support|supports|supports de diffusion|compte|comptes|rs|media social|medias sociaux|reseau(x)"
    "|reseau(x) social(aux)"
    "|red|redes|red social|redes sociales|canales|plataforma|plataformas|cuenta"
    "|netzwerk|netzwerke|soziales netzwerk|plattform|plattformen|kanal|kanale|medium"
    "|piattaforma|piattaforme|canale|canali|rede|rede social|redes sociais|canais|kanaal|kanalen|netwerk|platformen",
    "title": "title|post title|headline|subject|post|post name|name|content title|topic title|h1|event|what|idea"
    "|action|actions|activity|activite"
    "|post idea|content idea"
    "|titre|titre du post|titre de la publication|intitule|sujet|sujet du post|accroche|idee|idee de post|quoi"
    "|objet|nom du post|evenement"
    "|titulo|titulo del post|asunto|tema del post|idea|titel|betreff|beitragstitel|idee|uberschrift|titolo"
    "|oggetto|onderwerp",
    "text": "text|post text|caption|captions|message|content|copy|post copy|body|body copy|post content"
    "|post caption|post body|description|tweet|status text|social copy"
    "|texte|texte du post|texte de la publication|legende|contenu|contenu du post|contenu de la publication"
    "|wording|redaction|texte publication|corps|corps du texte|legende du post|message du post|publication"
    "|texto|texto del post|copia|contenido|mensaje|descripcion|pie de foto|leyenda|publicacion"
    "|beitragstext|inhalt|nachricht|beschreibung|bildunterschrift|beitrag|posttext"
    "|testo|didascalia|contenuto|messaggio|descrizione|texto do post|legenda|conteudo|mensagem|tekst|inhoud"
    "|bericht|bijschrift",
    "hashtags": "hashtags|hashtag|hash tags|mots-dieses|mots dieses|mot-diese|mot-dieses|mots-diese|#|#hashtags"
    "|etiquetas (#)",
    "link": "link|links|url|link url|post link|link to content|destination url|landing page|landing page url"
    "|cta link|website link|web link|og meta url|ogmetaurl"
    "|lien|liens|lien url|url du lien|lien vers|lien a partager|lien de destination|adresse web|enlace|enlaces"
    "|enlace url|liga|verlinkung|verknupfung|ziel-url|collegamento|enlace web",
    "permalink": "permalink|published link|published url|post url|live link|live url|link to post|permalien"
    "|lien du post|lien de la publication|lien publie|url publiee|url de la publication|url du post"
    "|link publicado|enlace publicado|enlace de la publicacion|url publicada|link zum beitrag|beitragslink",
    "image": "image|images|image url|image urls|image link|picture|picture url|photo|photos|visual|visuals|media"
    "|media url|media urls|medias|video|video url|video urls|gif url|gif urls|asset|assets"
    "|creative|creatives|graphic|graphics|artwork|attachment|attachments|media(s)|media url(s)|visuel|visuels"
    "|lien du visuel|photo/video|visuel/video|fichier|illustration|piece jointe"
    "|imagen|imagenes|foto|fotos|bild|bilder|medien|grafik|immagine|immagini|imagem|imagens|afbeelding|beeld"
    "|visual/media",
    "alt": "alt|alt text|alt texts|alt text(s)|alternative text|image alt|image alt text|texte alternatif"
    "|alternative textuelle|texte alt|texto alternativo|alternativtext|testo alternativo|alt-text|balise alt",
    "pillar": "pillar|pillars|content pillar|content pillars|content bucket|bucket|pilier|piliers"
    "|pilier de contenu|pilier editorial|axe editorial|pilar|pilares|pilar de contenido|pilar de conteudo"
    "|saule|content-saule|content saule|pilastro|pijler",
    "category": "category|categories|theme|themes|topic|topics|content category|content type category"
    "|content theme|thematique|thematiques|rubrique|rubriques|categorie|axe|ligne editoriale|sujet principal"
    "|categoria|categorias|tema|temas|tematica|kategorie|kategorien|thema|themen|rubrik|categorie di contenuto",
    "tags": "tags|tag|label|labels|label(s)|keywords|etiquette|etiquettes|libelle|libelles|mots-cles|mots cles"
    "|etiquetas|etiqueta|palabras clave|schlagworte|schlagworter|stichworte|parole chiave|marcadores"
    "|campaign|campaigns|campaign name|campagne|campagnes|campana|campanas|kampagne|campanha|campagna|operation"
    "|temps fort",
    "status": "status|state|post status|stage|progress|workflow|workflow status|approval status|approval|approved"
    "|published|posted|done|statut|etat|avancement|etape|statut du post|validation|valide|publie|fait"
    "|estado|estatus|situacion|publicado|aprobado|stand|zustand|bearbeitungsstand|freigabe|veroffentlicht|stato"
    "|situacao|fase",
    "draft": "draft|is draft|save as draft|brouillon|borrador|entwurf|bozza|rascunho",
    "owner": "owner|assignee|assigned to|assigned|responsible|person in charge|in charge|post owner|writer"
    "|copywriter|responsable|porteur|charge de|assigne a|qui|en charge|pilote|redacteur|redactrice"
    "|redacteur/redactrice"
    "|encargado|encargada|asignado a|verantwortlich|verantwortliche|verantwortlicher|zustandig|bearbeiter"
    "|responsabile|responsavel|auteur|author|autor|autora|verfasser|autore|verantwoordelijke|who",
    "objective": "objective|objectives|goal|goals|aim|purpose|post goal|post objective|objectif|objectifs|but"
    "|objetivo|objetivos|meta|ziel|ziele|obiettivo|obiettivi|doel",
    "community": "community|audience|target|target audience|persona|communaute|cible|cibles|public|public vise"
    "|public cible|comunidad|publico|publico objetivo|zielgruppe|destinatari|publico-alvo|doelgroep",
    "form": "format|formats|form|type|post type|content type|type of post|type of content|media type|type de post"
    "|type de contenu|type de publication|format du post|formato|tipo|tipo de post|tipo de contenido"
    "|tipo de publicacion"
    "|beitragstyp|beitragsart|art|inhaltstyp|tipo di contenuto|tipo de conteudo|soort|vorm",
    "due": "due|due date|deadline|ready by|copy due|draft due|echeance|date limite|date butoir|a rendre pour"
    "|pret le|fecha limite|frist|abgabe|scadenza|prazo|deadline copy",
    "note": "note|notes|comment|comments|internal note|internal notes|remark|remarks|details|brief|instructions"
    "|commentaire|commentaires|remarque|remarques|consignes|notes internes|nota|notas|comentario|comentarios"
    "|observaciones"
    "|notiz|notizen|anmerkung|anmerkungen|kommentar|kommentare|bemerkung|bemerkungen|commenti|osservacoes"
    "|opmerking|opmerkingen",
    "credit": "credit|credits|photo credit|source|sources|copyright|credit photo|fuente|quelle|quellen"
    "|bildnachweis|fonte|creditos",
    "ignore": "id|no|n°|nr|num|numero|number|#id|ref|row|line|ligne|index|word count|characters|character count"
    "|length|longueur|nb caracteres|nombre de caracteres|nb de caracteres|caracteres|zeichen|caracteres (nb)"
    "|week|week number|week no|semaine|n° semaine|n° de semaine|numero de semaine|semana|kw"
    "|kalenderwoche|woche|settimana|week n°|month|mois|mes|monat|mese",
}
_BY_NAME = {name: role for role, names in reversed(COLUMNS.items()) for name in names.split("|")}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
_REMARK = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")  # "Date (JJ/MM/AAAA)", "Caption [max 280]"
_NUMBERED = re.compile(r"[\s_-]*\d{1,2}$")  # "Picture Url 1"

_MORE_NETWORKS: dict[str, str] = {
    "facebook": "fb|face book|facebook page|page facebook|meta|fbk|facebook business",
    "instagram": "ig|insta|instagram business|instagram feed|insta feed",
    "x": "twitter|twitter/x|x/twitter|x (twitter)|twitter (x)|tw|tweet|x twitter|x ex-twitter|x (ex-twitter)"
    "|x (ex twitter)|ex-twitter",
    "linkedin": "li|lk|in|linked in|linkedin page|lkd|lnkd|page linkedin|linkedin company|ln",
    "youtube": "yt|you tube|youtube shorts|yt shorts|youtube short|shorts",
    "tiktok": "tt|tik tok|tik-tok|tik",
    "mastodon": "masto",
    "bluesky": "bsky|blue sky|bs",
    "threads": "thread|meta threads",
    "pinterest": "pin|pins|pinterest board|pint",
    "snapchat": "snap",
    "whatsapp": "wa|whats app|whatsapp channel|chaine whatsapp",
    "blog": "site|site web|website|web|web site|site internet|blog post|article de blog|webseite|sitio web"
    "|pagina web|blogbeitrag",
    "forum": "reddit|discord|forums",
    "newsletter": "email|e-mail|mail|emailing|e-mailing|mailing|infolettre|lettre d'information|boletin|rundbrief"
    "|nl|news letter",
}
NETWORKS: dict[str, str] = {
    **{name: code for code, names in _MORE_NETWORKS.items() for name in names.split("|")},
    **{normalise_header(network.name): network.code for network in networks.NETWORKS},
    **{network.code: network.code for network in networks.NETWORKS},
}
#: "Everywhere": the channels are chosen in one answer.
ALL_NETWORKS = frozenset(
    [
        "all",
        "all channels",
        "all platforms",
        "all networks",
        "everywhere",
        "tous",
        "toutes",
        "tous les reseaux",
        "tous reseaux",
        "partout",
        "todas",
        "todos",
        "todas las redes",
        "alle",
        "alle kanale",
        "tutti",
        "tutte",
    ]
)
_STATUSES: dict[str, str] = {
    "idea": "idea|ideas|idee|a trouver|backlog|brainstorm|concept|pitch|proposal|proposition|propuesta|vorschlag"
    "|ideia|to plan|a planifier|inspiration",
    "draft": "draft|drafts|drafting|brouillon|in progress|en cours|wip|work in progress|writing|to write|to do"
    "|todo|a faire|a rediger|en cours de redaction|en redaction|redaction|en preparation|preparation|a creer"
    "|a produire|en creation"
    "|creation|not started|non commence|pas commence|planned|prevu|prevue|planifie|planifiee|pending|en attente"
    "|a completer|in production|in bearbeitung|entwurf|zu erledigen|offen|geplant|borrador|en progreso|en proceso"
    "|pendiente|por hacer"
    "|en curso|redactando|bozza|in corso|da fare|rascunho|em andamento|a fazer|concept klaar|bezig|on hold"
    "|in design|design|started|commence|on going|ongoing|planificado|planeado|previsto",
    "review": "review|to review|in review|for review|under review|needs review|ready for review|to approve"
    "|to be approved|awaiting approval|waiting for approval|pending approval|pending review|needs approval"
    "|for approval|submitted|sent for approval|a valider|a relire|en relecture|relecture|en validation"
    "|en attente de validation|validation"
    "|attente validation|a approuver|soumis|en cours de validation|por revisar|en revision|revision|por aprobar"
    "|para aprobar|pendiente de aprobacion|pendiente de revision|zu prufen|zur freigabe|in prufung|in abstimmung"
    "|freigabe ausstehend|prufung|da approvare|in revisione|em revisao|para aprovacao|ter goedkeuring",
    "approved": "approved|ready|ready to publish|ready to post|ready to go|validated|ok|good to go|final|finalized"
    "|finalised|approuve|approuvee|valide|validee|pret|prete|pret a publier|prete a publier|bon a tirer|bat"
    "|a publier|a poster|a programmer|to publish|to post|to schedule|termine|finalise|finalisee|complete|completed"
    "|done writing"
    "|aprobado|aprobada|listo|lista|listo para publicar|validado|freigegeben|genehmigt|fertig|bereit|approvato"
    "|pronto|aprovado|goedgekeurd|klaar",
    "scheduled": "scheduled|queued|queue|programmed|in queue|programme|programmee|programmed to post"
    "|planifie dans l'outil|en file d'attente|programado|programada|agendado|agendada|eingeplant|terminiert"
    "|programmato|ingepland|schedule",
    "published": "published|posted|live|done|sent|online|out|shared|publie|publiee|poste|postee|en ligne|fait"
    "|diffuse|diffusee|envoye|envoyee|mis en ligne|mise en ligne|publicado|publicada|enviado|hecho|veroffentlicht"
    "|gepostet|online gestellt|erledigt|live gegangen|pubblicato|pubblicata|postado|postada|gepubliceerd"
    "|geplaatst|success",
    "dropped": "dropped|cancelled|canceled|rejected|abandoned|deleted|archived|skipped|no go|nogo|killed|annule"
    "|annulee|abandonne|abandonnee|refuse|refusee|rejete|rejetee|supprime|supprimee|non retenu|cancelado"
    "|cancelada|rechazado|descartado|abgesagt|gestrichen|abgelehnt|verworfen|annullato|cancelado|failed"
    "|geannuleerd",
}
STATUSES = {name: code for code, names in _STATUSES.items() for name in names.split("|")}
_FORMS: dict[str, str] = {
    "text": "text|text only|status|texte|texto|nur text|post texte|text post|tweet",
    "image": "image|images|photo|photos|picture|graphic|infographic|infographie|visuel|visual|imagen|foto|bild"
    "|static|static image|static post|single image|image unique|quote|citation|immagine|photo post|post photo"
    "|meme|grafik|post image|post statique|visuel statique",
    "carousel": "carousel|carrousel|carousels|carrousels|carrusel|karussell|carosello|carrossel|slideshow"
    "|diaporama|album|multi image|multi-image|gallery|galerie|pdf carousel",
    "video": "video|videos|reel|reels|short|shorts|clip|animation|motion|gif|film|video courte|short video"
    "|motion design|podcast|kurzvideo|teaser|tiktok",
    "story": "story|stories|storie|historia|historias|ig story|insta story",
    "live": "live|live stream|livestream|live video|en direct|direct|directo|webinar|webinaire",
    "poll": "poll|polls|sondage|encuesta|umfrage|sondaggio|enquete|quiz",
    "question": "question|questions|q&a|faq|pregunta|frage|domanda|ama",
    "link": "link|lien|link post|shared link|partage de lien|enlace|url|link share|partage",
    "event": "event|evenement|evento|veranstaltung|invitation",
    "article": "article|blog|blog post|articulo|artikel|articolo|long read|document|article de blog|newsletter|nota",
    "contest": "contest|giveaway|concours|jeu concours|jeu-concours|competition|sorteo|concurso|gewinnspiel"
    "|concorso|jeu",
}
FORMS = {name: code for code, names in _FORMS.items() for name in names.split("|")}

_YES = "x|xx|yes|y|oui|o|true|vrai|1|ok|si|ja|j|sim|v|✓|✔|✔️|✅|☑|☑️|☒|●|•|wahr|verdadero|vero|verdadeiro|fait|done"
_NO = "no|n|non|false|faux|0|nein|nao|-|–|—|✗|✘|❌|☐|falsch|falso|na|n/a|s/o|sans objet|keine|ninguno|none"
YES, NO = frozenset(_YES.split("|")), frozenset(_NO.split("|"))
#: In the column of a network: the same words as elsewhere.
SAME = frozenset(["idem", "id", "same", "ditto", "pareil", "meme texte", "same text", "same copy", "igual", "gleich"])
_SIGNS = re.compile(r"[^\w\s'&()/#+-]|_")


def plain(text: object) -> str:
    """A name or a word as the tables above have it; emoji and other signs are left out where words stand too."""
    name = normalise_header(text)
    return " ".join(_SIGNS.sub(" ", name).split()).strip(" -") or name


def role_of(header: str) -> str:
    """The role that a column's name tells, "" when it tells none; ``network:<code>`` for a column of one network."""
    for name in _spellings(header):
        if name in _BY_NAME:
            return _BY_NAME[name]
        if name in NETWORKS:
            return f"network:{NETWORKS[name]}"
        for end in (" post", " copy", " text", " caption", " texte", " legende", " texto"):
            if name.endswith(end) and name.removesuffix(end) in NETWORKS:
                return f"network:{NETWORKS[name.removesuffix(end)]}"
        for start in ("texte ", "post ", "text ", "legende ", "publier sur ", "post on ", "copy "):
            if name.startswith(start) and name.removeprefix(start) in NETWORKS:
                return f"network:{NETWORKS[name.removeprefix(start)]}"
    return ""


def _spellings(header: str):
    """From the name as written to its bare core: remarks in brackets, "1" at the end and words of courtesy go."""
    name = normalise_header(_CAMEL.sub(" ", str(header)).replace("_", " "))
    yield name
    yield (bare := plain(_REMARK.sub(" ", name)))
    yield (bare := _NUMBERED.sub("", bare))
    for word in (" *", " ?", " - intl. format or prompt"):
        bare = bare.removesuffix(word)
    yield bare
    yield bare.split(" - ")[0]
    yield bare.split(" / ")[0]
    yield bare.removesuffix(" du post").removesuffix(" de la publication").removesuffix(" of post")


def status_of(word: str) -> str:
    """The status that a word says, "" when it says none."""
    return STATUSES.get(plain(word), "")


def form_of(word: str) -> str:
    name = plain(word)
    if name in FORMS:
        return FORMS[name]
    words = [FORMS[part] for part in re.split(r"[\s/,+&()-]+", name) if part in FORMS]
    return words[-1] if words else ""


def networks_in(text: str) -> tuple[list[str], list[str], str]:
    """(networks, names of no network known here, form) that a cell such as "FB, IG story + Blog" says."""
    found: list[str] = []
    others: list[str] = []
    form = ""
    for part in _parts(text):
        code, rest = _network(plain(part))
        form = form or (form_of(rest) if rest else "")
        if code and code not in found:
            found.append(code)
        elif not code and part not in others:
            others.append(part)
    return found, others, form


def is_period(header: str) -> bool:
    """Whether a column is called after weeks or months."""
    return normalise_header(header) in _PERIODS


_WEEKS = (
    "week|week number|week no|week n°|semaine|semaines|n° semaine|n° de semaine|numero de semaine|semana|kw"
    "|kalenderwoche|woche|settimana|sem|sem."
)
WEEKS = frozenset(_WEEKS.split("|"))
_PERIODS = WEEKS | {"month", "months", "mois", "mes", "monat", "mese"}


def network_of_title(text: str) -> str:
    """The one network that the name of a sheet, a title or a file says, "" where it says none or several."""
    words = re.findall(r"[^\W_]+", plain(text))
    named = {NETWORKS[word] for word in words if word in _TELLING}
    if not named and len(words) <= 4:
        rest = " ".join(word for word in words if not word.isdigit() and fold(word) not in month_numbers())
        named = {NETWORKS[rest]} if rest in NETWORKS else set()
    return named.pop() if len(named) == 1 else ""


#: Names of networks that are no other words.
_TELLING_NAMES = (
    "facebook|instagram|insta|linkedin|tiktok|youtube|twitter|mastodon|bluesky|threads|pinterest|snapchat"
    "|whatsapp|newsletter"
)
_TELLING = frozenset(_TELLING_NAMES.split("|"))


def only_networks(text: str) -> bool:
    """Whether a text says networks and nothing more, beside the form of the post: "FB, IG story"."""
    if len(text) > 60 or ":" in text or "\n" in text:
        return False
    said = [_network(plain(part)) for part in _parts(text)]
    return bool(said) and all(code and (not rest or rest in FORMS) for code, rest in said)


_BETWEEN = re.compile(r"\s*(?:[,;|\n+&•·]|\s/\s|\s-\s|\bet\b|\band\b|\bund\b|\by\b|\be\b)\s*", re.I)


def _parts(text: str) -> list[str]:
    """What a cell lists; "X/Twitter" is one name, "FB/IG" are two."""
    parts: list[str] = []
    for part in _BETWEEN.split(text.strip()):
        if "/" in part and plain(part) not in NETWORKS and not part.lower().startswith("http"):
            parts += part.split("/")
        else:
            parts.append(part)
    return [part.strip() for part in parts if plain(part)]


def _network(name: str) -> tuple[str, str]:
    """The network that a name says, and the words beside it: "instagram reel" is Instagram and "reel"."""
    if name in NETWORKS:
        return NETWORKS[name], ""
    pieces = re.split(r"[\s():@]+", name)
    if len(pieces) == 1 and name.startswith(("ig", "fb")) and name[2:] in FORMS:
        return NETWORKS[name[:2]], name[2:]
    for size in range(len(pieces) - 1, 0, -1):
        for start in range(len(pieces) - size + 1):
            words = " ".join(pieces[start : start + size])
            if words in NETWORKS and (len(words) > 2 or start == 0):
                return NETWORKS[words], " ".join([*pieces[:start], *pieces[start + size :]]).strip()
    return "", ""
