"""Headers of any other export, for the guess of the mapping screen."""

from __future__ import annotations

from kpis.formats.aliases import Names

# Headers of other exports, for the guess of the mapping screen; read after META and X.
COLUMNS: Names = {
    "date": {
        "en": ("Day", "Created date", "Created at", "Posted", "Posted at", "Published at", "Published", "Timestamp",
               "Posting date", "Post date", "Post publish date", "Video publish time", "Time", "Week", "Month",
               "published at video", "Datetime", "Publication date"),
        "fr": ("Jour", "Journée", "Publié le", "Date et heure", "Date de création", "Horodatage", "Date d’envoi"),
        "de": ("Tag", "Veröffentlicht am"),
        "es": ("Día",),
        "pt": ("Dia",),
        "it": ("Giorno",),
    },
    "post_id": {
        "en": ("ID", "Tweet ID", "id tweet", "Video ID", "Status ID", "Content", "Media ID", "Post", "URN"),
        "fr": ("Identifiant", "ID publication", "Publication"),
    },
    "permalink": {
        "en": ("URL", "Link", "Post URL", "Video link", "Update link", "Post link", "Video URL", "Permalink URL"),
        "fr": ("Lien", "Adresse", "Lien de la publication", "Lien de la vidéo", "URL de la publication"),
        "es": ("Enlace", "Enlace del video"),
    },
    "text": {
        "en": ("Text", "Message", "Post title", "Update title", "Video title", "Content text", "Post content",
               "title video", "Post", "Copy"),
        "fr": ("Texte", "Message", "Titre de la vidéo", "Contenu", "Intitulé"),
        "es": ("Título del video",),
    },
    "kind": {"en": ("Type", "Update type", "Media type", "Format"), "fr": ("Type", "Format")},
    "channel": {
        "en": ("Network", "Platform", "Channel", "Account", "Page", "Profile", "Source"),
        "fr": ("Réseau", "Plateforme", "Canal", "Compte"),
    },
    "impressions": {"en": ("Impressions (total)", "Total impressions", "Post total impressions", "tweet impressions",
                           "Impression count")},
    "reach": {"en": ("Total reach", "Post total reach", "Reached audience", "Unique impressions (organic)",
                     "Accounts reached"), "fr": ("Portée totale", "Couverture totale")},
    "views": {"en": ("Total views", "View count", "view count video", "Post views", "Plays"),
              "fr": ("Vues totales", "Nombre de vues"), "es": ("Visualizaciones totales",)},
    "engagements": {"en": ("Engagement", "Total engagement", "Total engagements", "Page engagement",
                           "Engagements (total)"), "fr": ("Engagement", "Total des interactions")},
    "reactions": {"en": ("Reactions (total)", "Total reactions", "Reaction count")},
    "likes": {"en": ("Total likes", "Like count", "Favorites", "Favourites", "favourites count", "favorite count"),
              "fr": ("Nombre de j’aime", "Favoris")},
    "comments": {"en": ("Comments (total)", "Total comments", "Comment count", "Comments added"),
                 "fr": ("Nombre de commentaires",)},
    "shares": {"en": ("Shares (total)", "Total shares", "Share count"), "fr": ("Nombre de partages",)},
    "reposts": {"en": ("Reposts (total)", "Retweet count", "Repost count", "Reblogs", "reblogs count", "Boosts"),
                "fr": ("Republications",)},
    "replies": {"en": ("Reply count", "replies count"), "fr": ("Nombre de réponses",)},
    "quotes": {"en": ("Quote count", "Quotes", "quotes count"), "fr": ("Citations",)},
    "saves": {"en": ("Add to favorites", "Bookmark count", "Save count")},
    "clicks": {"en": ("Clicks (total)", "Clicks", "Total link clicks"), "fr": ("Clics",), "de": ("Klicks",)},
    "link_clicks": {"en": ("Website clicks", "Link click")},
    "profile_visits": {"en": ("Profile views", "Total page views (total)", "Page views", "Profile visit"),
                       "fr": ("Vues du profil", "Vues de profil")},
    "follows": {"en": ("New subscribers", "Subscribers gained", "Gained followers", "Follows gained", "Subscribers"),
                "fr": ("Abonnés gagnés",)},
    "unfollows": {"en": ("Lost followers", "Subscribers lost"), "fr": ("Abonnés perdus",)},
    "followers": {"en": ("Follower count", "Followers count", "Subscriber count", "nb followers", "Page total likes",
                         "Number of followers"), "fr": ("Nb abonnés", "Total abonnés", "Nombre d’abonnés")},
    "net_follows": {"en": ("Net growth", "Difference in followers from previous day"), "fr": ("Croissance nette",)},
    "posts": {"en": ("Tweets", "Posts", "Number of posts"), "fr": ("Nombre de publications", "Publications")},
    "visits": {"en": ("Sessions", "Total sessions"), "fr": ("Sessions",)},
    "conversions": {"en": ("Key events", "Conversions"), "fr": ("Événements clés", "Conversions")},
}  # fmt: skip

# The row that adds up the others.
TOTALS = frozenset(
    ("total", "totals", "grand total", "sum", "totaux", "total général", "somme", "gesamt", "summe", "insgesamt",
     "totale", "totales", "totais", "totaal", "totalt", "summa", "suma", "razem", "итого", "всего")
)  # fmt: skip
