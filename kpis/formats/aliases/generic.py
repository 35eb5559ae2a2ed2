"""Headers of any other export, for the guess of the mapping screen."""

from __future__ import annotations

from collections.abc import Iterable

from imports.values import normalise_header
from kpis.formats.aliases import Names

# Headers of other exports, for the guess of the mapping screen; read after META and X.
COLUMNS: Names = {
    "date": {
        "en": ("Send date", "Sent", "Date sent", "Day of publication", "Day", "Created date", "Created at",
               "Posted", "Posted at", "Published at", "Published", "Timestamp", "Posting date", "Post date",
               "Post publish date", "Video publish time", "Time", "Week", "Month", "published at video",
               "Datetime", "Publication date"),
        "fr": ("Date de publication du post", "Date de création du post", "Heure de publication de la vidéo",
               "Date de publication de la vidéo", "Jour", "Journée", "Publié le", "Date et heure",
               "Date de création", "Horodatage", "Date d’envoi"),
        "de": ("Veröffentlichungsdatum", "Veröffentlichungszeitpunkt des Videos", "Erstellungsdatum",
               "Beitragsdatum", "Tag", "Veröffentlicht am"),
        "es": ("Fecha de publicación del post", "Fecha de creación", "Hora de publicación del vídeo",
               "Hora de publicación del video", "Día"),
        "pt": ("Data de criação", "Horário de publicação do vídeo", "Dia"),
        "it": ("Data di creazione", "Ora di pubblicazione del video", "Giorno"),
        "nl": ("Publicatietijd van video", "Gemaakt op"),
        "ja": ("日付", "公開日時", "投稿日時", "動画公開時刻"),
        "ar": ("التاريخ", "وقت النشر"),
    },
    "post_id": {
        "en": ("URI", "Content ID", "ID", "Tweet ID", "id tweet", "Video ID", "Status ID", "Content",
               "Media ID", "Post", "URN"),
        "fr": ("Contenu", "Identifiant", "ID publication", "Publication"),
        "de": ("Inhalt",),
        "es": ("Contenido",),
        "pt": ("Conteúdo",),
        "it": ("Contenuti",),
        "ja": ("投稿ID", "ポストID", "コンテンツ"),
    },
    "permalink": {
        "en": ("Update URL", "URL", "Link", "Post URL", "Video link", "Update link", "Post link", "Video URL",
               "Permalink URL"),
        "fr": ("URL du post", "Lien du post", "Lien", "Adresse", "Lien de la publication", "Lien de la vidéo",
               "URL de la publication"),
        "es": ("URL del post", "Enlace de la publicación", "Enlace", "Enlace del video"),
        "de": ("Videolink", "Beitragslink"),
        "ja": ("ポストリンク", "パーマリンク"),
    },
    "text": {
        "en": ("Subject", "Subject line", "Campaign title", "Text", "Message", "Post title", "Update title",
               "Video title", "Content text", "Post content", "title video", "Post", "Copy"),
        "fr": ("Objet", "Titre de la publication", "Nom de la campagne", "Texte", "Message",
               "Titre de la vidéo", "Contenu", "Intitulé"),
        "es": ("Título del vídeo", "Título de la publicación", "Título del video"),
        "de": ("Videotitel", "Beitragstitel", "Titel des Beitrags"),
        "pt": ("Título do vídeo", "Título da publicação"),
        "it": ("Titolo del video", "Titolo del post"),
        "ja": ("動画のタイトル", "ポスト本文", "説明"),
    },
    "kind": {"en": ("Type", "Update type", "Media type", "Format"), "fr": ("Type", "Format")},
    "channel": {
        "en": ("Network", "Platform", "Channel", "Account", "Page", "Profile", "Social network", "Channel ID",
               "Username", "Channel name", "Channel title", "Author", "User", "Screen name", "Handle"),
        "fr": ("Réseau", "Plateforme", "Canal", "Compte", "id compte", "Réseau social", "Profil", "Auteur"),
        "de": ("Netzwerk", "Kanal", "Konto", "Plattform"),
        "es": ("Red", "Red social", "Plataforma", "Cuenta", "Perfil"),
        "pt": ("Rede", "Rede social", "Conta"),
        "it": ("Rete", "Piattaforma", "Account", "Profilo"),
    },
    "impressions": {
        "en": ("Daily Total Impressions", "Impressions (total)", "Total impressions", "Post total impressions",
               "tweet impressions", "Impression count"),
        "fr": ("Impressions totales",),
        "de": ("Impressions (gesamt)", "Impressionen (gesamt)", "Impressionen (insgesamt)"),
        "es": ("Impresiones (total)", "Impresiones (totales)"),
        "pt": ("Impressões (total)",),
        "ja": ("インプレッション数", "インプレッション"),
    },
    "reach": {
        "en": ("Daily Total Reach", "Total reach", "Post total reach", "Reached audience",
               "Unique impressions (organic)", "Accounts reached"),
        "fr": ("Portée totale", "Couverture totale"),
        "ja": ("リーチ",),
        "ar": ("الوصول",),
    },
    "views": {
        "en": ("Total views", "View count", "view count video", "Post views", "Plays"),
        "fr": ("Vues totales", "Nombre de vues"),
        "es": ("Visualizaciones totales",),
        "ja": ("視聴回数", "閲覧数"),
        "ar": ("المشاهدات",),
        "pt": ("Visualizações totais",),
        "de": ("Aufrufe gesamt",),
    },
    "engagements": {
        "en": ("Engagements", "Post engagements", "Interactions", "Engagement", "Total engagement",
               "Total engagements", "Page engagement", "Engagements (total)"),
        "fr": ("Engagement", "Total des interactions"),
        "ja": ("エンゲージメント",),
    },
    "reactions": {
        "en": ("Reactions (total)", "Total reactions", "Reaction count"),
        "fr": ("Réactions (total)",),
        "de": ("Reaktionen (gesamt)", "Reaktionen (insgesamt)"),
        "es": ("Reacciones (total)",),
    },
    "likes": {
        "en": ("Post likes", "Likes (total)", "Total likes", "Like count", "Favorites", "Favourites",
               "favourites count", "favorite count"),
        "fr": ("Total des mentions J’aime", "Nombre de j’aime", "Favoris"),
        "es": ("Me gusta totales",),
        "ja": ("いいね", "高評価"),
    },
    "comments": {
        "en": ("Post comments", "Comments (total)", "Total comments", "Comment count", "Comments added"),
        "fr": ("Commentaires (total)", "Nombre de commentaires"),
        "es": ("Comentarios totales", "Comentarios (total)"),
        "de": ("Kommentare (gesamt)", "Kommentare (insgesamt)"),
        "ja": ("コメント",),
    },
    "shares": {
        "en": ("Post shares", "Shares (total)", "Total shares", "Share count"),
        "fr": ("Partages (total)", "Nombre de partages"),
        "es": ("Veces compartido totales", "Compartidos totales"),
        "ja": ("シェア数", "共有数"),
    },
    "reposts": {
        "en": ("Reposts (total)", "Retweet count", "Repost count", "Reblogs", "reblogs count", "Boosts"),
        "fr": ("Republications (total)", "Republications"),
        "ja": ("リポスト",),
        "de": ("Reposts (gesamt)",),
    },
    "replies": {"en": ("Reply count", "replies count"), "fr": ("Nombre de réponses",)},
    "quotes": {"en": ("Quote count", "Quotes", "quotes count"), "fr": ("Citations",)},
    "saves": {"en": ("Add to favorites", "Bookmark count", "Save count")},
    "clicks": {
        "en": ("Clicks (total)", "Clicks", "Total link clicks"),
        "fr": ("Clics (total)", "Clics"),
        "de": ("Klicks (gesamt)", "Klicks (insgesamt)", "Klicks"),
        "es": ("Clics (total)",),
    },
    "link_clicks": {"en": ("Outbound clicks", "Website clicks", "Link click")},
    "profile_visits": {
        "en": ("Profile views", "Total page views (total)", "Page views", "Profile visit"),
        "fr": ("Vues du profil", "Vues de profil"),
    },
    "follows": {
        "en": ("Daily New Likes", "Daily New Follows", "New subscribers", "Subscribers gained",
               "Gained followers", "Follows gained", "Subscribers"),
        "fr": ("Nouveaux abonnés", "Abonnés gagnés"),
    },
    "unfollows": {
        "en": ("Daily Unlikes", "Daily Unfollows", "Unsubscribes", "Unsubscribed", "Lost followers",
               "Subscribers lost"),
        "fr": ("Désinscriptions", "Abonnés perdus"),
    },
    "followers": {
        "en": ("Lifetime Total Likes", "Lifetime Total Follows", "Follower count", "Followers count",
               "Subscriber count", "nb followers", "Page total likes", "Number of followers"),
        "fr": ("Nb abonnés", "Total abonnés", "Nombre d’abonnés"),
    },
    "net_follows": {
        "en": ("Net growth", "Difference in followers from previous day"),
        "fr": ("Croissance nette",),
    },
    "posts": {"en": ("Tweets", "Posts", "Number of posts"), "fr": ("Nombre de publications", "Publications")},
    "viewers": {"en": ("Total viewers",), "fr": ("Total des spectateurs", "Spectateurs uniques")},
    "video_views": {"en": ("Video views (total)",), "fr": ("Vues de vidéos",)},
    "visits": {"en": ("Sessions", "Total sessions"), "fr": ("Sessions",)},
    "conversions": {
        "en": ("nb conversions", "Key events", "Conversions"),
        "fr": ("Événements clés", "Conversions"),
    },
}  # fmt: skip

# The row that adds up the others, or takes their mean.
TOTALS = (
    "total", "totals", "grand total", "sum", "totaux", "total général", "somme", "gesamt", "summe", "insgesamt",
    "totale", "totales", "totais", "totaal", "totalt", "summa", "suma", "razem", "итого", "всего", "gesamtsumme",
    "gesamtergebnis", "合計", "総計", "المجموع", "الإجمالي", "toplam", "celkem", "yhteensä", "összesen",
    "total geral", "totale complessivo", "average", "mean", "moyenne", "durchschnitt", "promedio", "média",
    "gemiddelde", "medelvärde", "średnia", "平均",
)  # fmt: skip

# Names that mean something else beside certain others: (columns that give the export away, what theirs mean).
_BESIDE = (
    # LinkedIn's followers by day are the new ones, the total of them too.
    (
        ("Organic followers", "Sponsored followers", "Abonnés organiques", "Abonnés sponsorisés", "Organische Follower",
         "Seguidores orgánicos", "Seguidores orgânicos", "Follower organici", "Organische volgers"),
        {"follows": ("Total followers", "Total des abonnés", "Total abonnés", "Total d’abonnés", "Follower gesamt",
                     "Nombre total d’abonnés", "Follower insgesamt", "Seguidores totales", "Total de seguidores",
                     "Follower totali", "Totaal aantal volgers")},
    ),
    # YouTube's subscribers are those gained less those lost.
    (
        ("Watch time (hours)", "Durée de visionnage (heures)", "Wiedergabezeit (Stunden)", "Weergavetijd (uren)",
         "Tiempo de visualización (horas)", "Tempo de exibição (horas)", "Tempo di visualizzazione (ore)",
         "Czas oglądania (godziny)", "総再生時間（時間）"),
        {"net_follows": ("Subscribers", "Abonnés", "Abonnenten", "Suscriptores", "Inscritos", "Iscritti", "Abonnees",
                         "Subskrybenci", "チャンネル登録者")},
    ),
    # Visits beside these are those of a web site.
    (
        ("Bounce rate", "Taux de rebond", "Unique visitors", "Visiteurs uniques", "nb uniq visitors", "Actions"),
        {"visits": ("Visits", "Visites", "nb visits")},
    ),
)  # fmt: skip


def meant_by(headers: Iterable[str]) -> dict[str, str]:
    """What some of normalised ``headers`` mean because of those beside them."""
    headers = set(headers)
    return {
        name: role
        for marks, meanings in _BESIDE
        if headers & set(map(normalise_header, marks))
        for role, names in meanings.items()
        for name in map(normalise_header, names)
        if name in headers
    }
