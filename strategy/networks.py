"""The networks a team may be on: what each allows, what it is good for, which figures its exports carry.

Pure catalogue, no Django. ``None`` as a limit means that the network publishes none; the free account's limit is
given where paid ones get more. The comment above a figure names the network's own page it comes from, looked up in
November 2026 in stored copies or word-for-word quotations. "Second hand" marks what could only be found in other
publishers' documentation of that page: to be read again before anything is refused because of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from strategy import counting

ACTIONS = ("likes", "comments", "shares")  # what nearly every network reports


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Limits of the words. ``unit`` is a key of ``strategy.counting.COUNTERS``; lengths are in that unit."""

    limit: int | None = None
    unit: str = "characters"
    title_limit: int | None = None
    bio_limit: int | None = None  # of the presentation on the profile
    link: int | None = None  # what a link counts for; None: as written
    emoji: int | None = None  # what an emoji counts for; None: as the unit has it
    bare_links: bool = False  # a domain without https:// becomes a link
    local_handles: bool = False  # of @name@server only @name counts
    hashtags_advised: tuple[int, int] = (0, 0)
    hashtags_limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """Limits of images and videos: sizes in megabytes (10^6 bytes), durations in seconds, alt text in characters."""

    images: int | None = None  # most images in one post
    videos: int | None = None  # most videos in one post
    mixed: bool = True  # images and videos in the same post
    needed: tuple[str, ...] = ()  # image, video: no post without one of them
    image_shapes: tuple[str, str] | None = None  # narrowest and widest, width:height
    alt_text: bool = True
    alt_text_limit: int | None = None
    image_formats: tuple[str, ...] = ()
    image_mb: int | None = None
    video_formats: tuple[str, ...] = ()
    video_mb: int | None = None
    video_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One network. ``icon`` is a Tabler outline icon; sentences are given in each language of the interface."""

    code: str
    name: str
    icon: str
    address_pattern: str | None  # address of a profile; None where every site has its own
    text: Text
    media: Media
    good_for: dict[str, str]
    metrics: tuple[str, ...]
    export_hint: dict[str, str]
    auto_publish: bool = False

    @property
    def css_class(self) -> str:
        """Class that sets ``--net``, the network's colour, on an element."""
        return f"net-{self.code}"

    def profile_address(self, handle: str) -> str | None:
        """Address of the profile ``handle``: ``name``, ``@name`` or, on Mastodon, ``@name@server``."""
        if self.address_pattern is None:
            return None
        name, _, server = handle.strip().lstrip("@").partition("@")
        return self.address_pattern.format(handle=name, server=server or "mastodon.social")


_FACEBOOK = Network(
    code="facebook",
    name="Facebook",
    icon="brand-facebook",
    address_pattern="https://www.facebook.com/{handle}",
    # 63,206 was announced by Facebook on 30 November 2011 and no help page has replaced it since
    # (second hand).
    # The page's presentation: 101 (second hand).
    text=Text(limit=63_206, bio_limit=101, hashtags_advised=(0, 2)),
    # Graph API reference, "Page Photos" (10 MB; JPEG, BMP, PNG, GIF, TIFF) and "Video" (10 GB, 4 hours);
    # second hand.
    media=Media(
        image_formats=("jpg", "png", "gif", "bmp", "tiff"),
        image_mb=10,
        video_formats=("mp4", "mov"),
        video_mb=10_000,
        video_seconds=4 * 3600,
    ),
    good_for={
        "en": "Local life, events and dialogue with people of all ages.",
        "fr": "La vie locale, les événements et le dialogue avec tous les âges.",
    },
    # Columns of the post export and titles of the daily files of Meta Business Suite.
    metrics=(
        "views",
        "reach",
        "engagements",
        "reactions",
        "comments",
        "shares",
        "clicks",
        "link_clicks",
        "profile_visits",
        "follows",
    ),
    export_hint={
        "en": "Meta Business Suite › Insights › Content › Export data; daily figures: Insights › Results › Export.",
        "fr": "Meta Business Suite › Statistiques › Contenu › Exporter les données ; "
        "chiffres par jour : Statistiques › Résultats › Exporter.",
    },
)

_INSTAGRAM = Network(
    code="instagram",
    name="Instagram",
    icon="brand-instagram",
    address_pattern="https://www.instagram.com/{handle}/",
    # Instagram Platform, "IG User media": caption of 2,200 characters; five hashtags since the announcement by
    # Instagram's Creators account of 19 December 2025 (thirty before).
    # Instagram Help, the profile's biography: 150 (second hand).
    text=Text(limit=2_200, bio_limit=150, hashtags_advised=(2, 5), hashtags_limit=5),
    # Same page (sizes second hand): JPEG, 8 MB, from 4:5 to 1.91:1, carousel of 10, reels from 3 seconds to 15 minutes
    # and 300 MB. It gives no limit for the alt text. Each kind of post it knows has an image or a video.
    media=Media(
        images=10,
        needed=("image", "video"),
        image_shapes=("4:5", "1.91:1"),
        image_formats=("jpg",),
        image_mb=8,
        video_formats=("mp4", "mov"),
        video_mb=300,
        video_seconds=15 * 60,
    ),
    good_for={
        "en": "Showing places, people and backstage in images and short videos.",
        "fr": "Montrer les lieux, les gens et les coulisses en images et en vidéos courtes.",
    },
    metrics=(
        "views",
        "reach",
        "engagements",
        *ACTIONS,
        "saves",
        "follows",
        "profile_visits",
        "link_clicks",
    ),
    export_hint={
        "en": "Meta Business Suite › Insights › Content › Export data, with the Instagram account chosen.",
        "fr": "Meta Business Suite › Statistiques › Contenu › Exporter les données, compte Instagram choisi.",
    },
)

_X = Network(
    code="x",
    name="X",
    icon="brand-x",
    address_pattern="https://x.com/{handle}",
    # docs.x.com, "Counting characters", and twitter-text's config/v3.json: links 23, emoji 2, CJK 2.
    # The profile's description: 160 (second hand).
    text=Text(limit=280, unit="weighted", bio_limit=160, link=23, emoji=2, bare_links=True, hashtags_advised=(1, 2)),
    # docs.x.com, "Media best practices" (4 photos or 1 video; 5 MB; 20 minutes and 8 GB without Premium);
    # "Create media metadata" for the 1,000 characters of alt text (second hand).
    media=Media(
        images=4,
        alt_text_limit=1_000,
        image_formats=("jpg", "png", "gif", "webp"),
        image_mb=5,
        video_formats=("mp4", "mov"),
        video_mb=8_000,
        video_seconds=20 * 60,
    ),
    good_for={
        "en": "News as it happens, press and institutions, quick answers.",
        "fr": "L’actualité sur le vif, la presse et les institutions, les réponses rapides.",
    },
    metrics=(
        "impressions",
        "engagements",
        "likes",
        "reposts",
        "replies",
        "shares",
        "saves",
        "link_clicks",
        "profile_visits",
        "follows",
        "unfollows",
        "views",
    ),
    export_hint={
        "en": "x.com › Premium › Analytics › Content or Overview › download (CSV).",
        "fr": "x.com › Premium › Analytics › Contenu ou Vue d’ensemble › télécharger (CSV).",
    },
)

_LINKEDIN = Network(
    code="linkedin",
    name="LinkedIn",
    icon="brand-linkedin",
    address_pattern="https://www.linkedin.com/company/{handle}/",
    # LinkedIn Help, "Post and share updates": 3,000 characters (second hand).
    # The overview of a company's page: 2,000 (second hand).
    text=Text(limit=3_000, bio_limit=2_000, hashtags_advised=(1, 3)),
    # Microsoft Learn, LinkedIn "MultiImage API" (20 images), "Images API" (JPG, PNG, GIF; under 36,152,320 pixels,
    # alt text of 4,086 characters), "Videos API" (MP4, 3 seconds to 30 minutes, 500 MB); the last two
    # second hand.
    media=Media(
        images=20,
        alt_text_limit=4_086,
        image_formats=("jpg", "png", "gif"),
        video_formats=("mp4",),
        video_mb=500,
        video_seconds=30 * 60,
    ),
    good_for={
        "en": "Partners, professions, recruitment and what the organisation knows how to do.",
        "fr": "Les partenaires, les métiers, le recrutement et les savoir-faire de l’organisation.",
    },
    metrics=("impressions", "reach", "views", "clicks", "reactions", "likes", "comments", "reposts", "follows"),
    export_hint={
        "en": "Company page › Analytics › Content, Followers or Visitors › Export.",
        "fr": "Page d’entreprise › Statistiques › Contenu, Abonnés ou Visiteurs › Exporter.",
    },
)

_YOUTUBE = Network(
    code="youtube",
    name="YouTube",
    icon="brand-youtube",
    address_pattern="https://www.youtube.com/@{handle}",
    # YouTube Data API, "Videos": title 100 characters, description 5,000 bytes. YouTube Help, "Use hashtags for
    # video search": beyond 60 all are ignored, three are shown by the title (second hand).
    # Same API, "Channels", brandingSettings.channel.description: 1,000 characters.
    text=Text(limit=5_000, unit="bytes", title_limit=100, bio_limit=1_000, hashtags_advised=(1, 3), hashtags_limit=60),
    # YouTube Help, "Upload videos longer than 15 minutes": 256 GB or 12 hours (second hand). A video has
    # captions, no alt text.
    media=Media(
        images=0,
        needed=("video",),
        alt_text=False,
        video_formats=("mp4", "mov", "avi", "wmv", "webm", "mpeg", "3gp", "flv"),
        video_mb=256_000,
        video_seconds=12 * 3600,
    ),
    good_for={
        "en": "Lasting videos that people find by searching: tutorials, talks, recordings.",
        "fr": "Les vidéos qui durent et que l’on trouve en cherchant : tutoriels, rencontres, captations.",
    },
    metrics=("impressions", "views", "reach", *ACTIONS, "follows"),
    export_hint={
        "en": "YouTube Studio › Analytics › Advanced mode › Export current view (CSV).",
        "fr": "YouTube Studio › Données analytiques › Mode avancé › Exporter la vue actuelle (CSV).",
    },
)

_TIKTOK = Network(
    code="tiktok",
    name="TikTok",
    icon="brand-tiktok",
    address_pattern="https://www.tiktok.com/@{handle}",
    # developers.tiktok.com, "Content Posting API, Direct Post": 2,200 UTF-16 units for a video's caption (a photo
    # post has a title of 90).
    # The profile's presentation: 80 (second hand).
    text=Text(limit=2_200, unit="utf16", title_limit=90, bio_limit=80, hashtags_advised=(2, 4)),
    # Same site, "Media Transfer Guide" and "Photo": 35 images, JPEG or WebP, 20 MB; video 4 GB, 10 minutes
    # (second hand).
    media=Media(
        images=35,
        needed=("image", "video"),
        alt_text=False,
        image_formats=("jpg", "webp"),
        image_mb=20,
        video_formats=("mp4", "mov", "webm"),
        video_mb=4_000,
        video_seconds=10 * 60,
    ),
    good_for={
        "en": "Reaching young people with short, spontaneous videos.",
        "fr": "Toucher les jeunes avec des vidéos courtes et spontanées.",
    },
    metrics=("views", "reach", "profile_visits", *ACTIONS, "link_clicks", "follows", "unfollows", "followers"),
    export_hint={
        "en": "TikTok Studio on a computer › Analytics › Overview, Content or Followers › Download data.",
        "fr": "TikTok Studio sur ordinateur › Statistiques › Vue d’ensemble, Contenu ou Followers › Télécharger.",
    },
)

_MASTODON = Network(
    code="mastodon",
    name="Mastodon",
    icon="brand-mastodon",
    address_pattern="https://{server}/@{handle}",
    # docs.joinmastodon.org, "Posting to your profile": 500 characters, links 23, only the name of a remote handle;
    # the server counts grapheme clusters (app/validators/status_length_validator.rb). A server may allow more.
    # app/models/account.rb, NOTE_LENGTH_LIMIT: 500.
    text=Text(limit=500, unit="graphemes", bio_limit=500, link=23, local_handles=True, hashtags_advised=(1, 3)),
    # What a server says of itself (entity "Instance"): 4 media, 16 MiB images, descriptions of 1,500 characters;
    # 99 MiB videos (second hand). app/services/post_status_service.rb: a video stands alone.
    media=Media(
        images=4,
        videos=1,
        mixed=False,
        alt_text_limit=1_500,
        image_formats=("jpg", "png", "gif", "webp", "heic", "avif"),
        image_mb=16,
        video_formats=("mp4", "mov", "webm", "m4v"),
        video_mb=99,
    ),
    good_for={
        "en": "Free and public digital culture, patient conversations, no advertising.",
        "fr": "La culture du libre et du service public, les échanges posés, sans publicité.",
    },
    metrics=("likes", "reposts", "replies", "followers"),
    export_hint={
        "en": "No figures file: note them in a sheet (one row per week), then match its columns once.",
        "fr": "Pas de fichier de chiffres : les noter dans un tableau (une ligne par semaine), "
        "puis associer ses colonnes une fois.",
    },
)

_BLUESKY = Network(
    code="bluesky",
    name="Bluesky",
    icon="brand-bluesky",
    address_pattern="https://bsky.app/profile/{handle}",
    # Lexicon app.bsky.feed.post: 300 graphemes (and 3,000 bytes).
    # Lexicon app.bsky.actor.profile: a description of 256 graphemes.
    text=Text(limit=300, unit="graphemes", bio_limit=256, emoji=1, hashtags_advised=(1, 2)),
    # Lexicons app.bsky.embed.images (4 images of 2 MB) and app.bsky.embed.video (MP4, 100 MB); 3 minutes
    # second hand. A post embeds one of the two. The lexicon sets no limit on an image's alt text.
    media=Media(
        images=4,
        videos=1,
        mixed=False,
        image_formats=("jpg", "png", "webp", "gif"),
        image_mb=2,
        video_formats=("mp4",),
        video_mb=100,
        video_seconds=3 * 60,
    ),
    good_for={
        "en": "Books, journalism and research; feeds that people choose themselves.",
        "fr": "Le livre, le journalisme et la recherche ; des fils que chacun choisit.",
    },
    metrics=("likes", "reposts", "replies", "followers"),
    export_hint={
        "en": "No figures file: note them in a sheet (one row per week), then match its columns once.",
        "fr": "Pas de fichier de chiffres : les noter dans un tableau (une ligne par semaine), "
        "puis associer ses colonnes une fois.",
    },
)

_THREADS = Network(
    code="threads",
    name="Threads",
    icon="brand-threads",
    address_pattern="https://www.threads.com/@{handle}",
    # Threads API, "Threads Posts": 500 characters, an emoji counts for its UTF-8 bytes, one topic tag.
    # The profile's presentation: 150 (second hand).
    text=Text(limit=500, unit="emoji_bytes", bio_limit=150, hashtags_advised=(0, 1), hashtags_limit=1),
    # Same page (second hand): carousel of 20, JPEG or PNG of 8 MB, video of 5 minutes and 1 GB, no limit for alt text.
    media=Media(
        images=20,
        image_formats=("jpg", "png"),
        image_mb=8,
        video_formats=("mp4", "mov"),
        video_mb=1_000,
        video_seconds=5 * 60,
    ),
    good_for={
        "en": "Short conversations with a community that already follows on Instagram.",
        "fr": "Des conversations courtes avec une communauté déjà présente sur Instagram.",
    },
    metrics=("views", "likes", "replies", "reposts", "shares", "link_clicks", "followers"),
    export_hint={
        "en": "Threads › Profile › Insights: note the figures in a sheet, then match its columns once.",
        "fr": "Threads › Profil › Statistiques : noter les chiffres dans un tableau, puis associer ses colonnes.",
    },
)

_PINTEREST = Network(
    code="pinterest",
    name="Pinterest",
    icon="brand-pinterest",
    address_pattern="https://www.pinterest.com/{handle}/",
    # Pinterest Help, "Review Pin specs": title 100, description 800, alt text 500 (second hand).
    # The profile's presentation: 500 (second hand).
    text=Text(limit=800, title_limit=100, bio_limit=500, hashtags_advised=(0, 3)),
    # Pinterest Help, "Review ad and Pin specs": 20 MB (BMP, JPEG, PNG, TIFF, GIF, WebP), carousel of 5,
    # video of 2 GB from 4 seconds to 15 minutes (second hand).
    media=Media(
        images=5,
        needed=("image", "video"),
        alt_text_limit=500,
        image_formats=("jpg", "png", "webp", "gif", "bmp", "tiff"),
        image_mb=20,
        video_formats=("mp4", "mov", "m4v"),
        video_mb=2_000,
        video_seconds=15 * 60,
    ),
    good_for={
        "en": "Ideas and selections that people keep: reading lists, workshops, exhibitions.",
        "fr": "Les idées et sélections que l’on garde : listes de lecture, ateliers, expositions.",
    },
    metrics=("impressions", "reach", "engagements", "saves", "clicks", "link_clicks"),
    export_hint={
        "en": "Pinterest business account › Analytics › Overview › Export.",
        "fr": "Compte professionnel Pinterest › Statistiques › Vue d’ensemble › Exporter.",
    },
)

_SNAPCHAT = Network(
    code="snapchat",
    name="Snapchat",
    icon="brand-snapchat",
    address_pattern="https://www.snapchat.com/@{handle}",
    # Snap's Public Profile API, "Post a Spotlight": description of 160 characters (second hand).
    text=Text(limit=160, hashtags_advised=(0, 2)),
    # Snapchat Support, "Spotlight guidelines": vertical video of 5 to 60 seconds.
    media=Media(
        images=1,
        needed=("image", "video"),
        alt_text=False,
        image_formats=("jpg", "png"),
        video_formats=("mp4", "mov"),
        video_seconds=60,
    ),
    good_for={
        "en": "The daily life of a place, told to teenagers.",
        "fr": "Le quotidien d’un lieu, raconté aux adolescents.",
    },
    metrics=("views", "reach", "shares", "replies", "follows"),
    export_hint={
        "en": "Public profile › Insights: note the figures in a sheet, then match its columns once.",
        "fr": "Profil public › Statistiques : noter les chiffres dans un tableau, puis associer ses colonnes.",
    },
)

_WHATSAPP = Network(
    code="whatsapp",
    name="WhatsApp",
    icon="brand-whatsapp",
    address_pattern="https://whatsapp.com/channel/{handle}",
    # WhatsApp Help Center, "About channels": text, photos, videos, stickers, polls; it gives no limit of length,
    # followers react but cannot write back. Hashtags do nothing there.
    text=Text(),
    media=Media(alt_text=False, image_formats=("jpg", "png"), video_formats=("mp4",)),
    good_for={
        "en": "Practical alerts that are read at once: closures, registrations, last seats.",
        "fr": "Les infos pratiques lues tout de suite : fermetures, inscriptions, dernières places.",
    },
    metrics=("views", "reach", "reactions", "followers"),
    export_hint={
        "en": "WhatsApp › channel › Channel insights: note the figures in a sheet, then match its columns once.",
        "fr": "WhatsApp › chaîne › Statistiques : noter les chiffres dans un tableau, puis associer ses colonnes.",
    },
)

# A site, a forum or a newsletter is one's own: no network sets limits there, and figures come from the tool used.
_BLOG = Network(
    code="blog",
    name="Blog",
    icon="article",
    address_pattern=None,
    text=Text(),
    media=Media(),
    good_for={
        "en": "The reference text that the networks point to, found by search engines for years.",
        "fr": "Le texte de référence vers lequel les réseaux renvoient, trouvé des années par les moteurs.",
    },
    metrics=("views", "reach", "comments", "link_clicks"),
    export_hint={
        "en": "Export of the web analytics (Matomo, Google Analytics…): one row per day, CSV.",
        "fr": "Export de la mesure d’audience (Matomo, Google Analytics…) : une ligne par jour, CSV.",
    },
)

_FORUM = Network(
    code="forum",
    name="Forum",
    icon="messages",
    address_pattern=None,
    text=Text(),
    media=Media(),
    good_for={
        "en": "Mutual help between members and questions that deserve a long answer.",
        "fr": "L’entraide entre membres et les questions qui méritent une réponse longue.",
    },
    metrics=("views", "replies", "likes", "follows"),
    export_hint={
        "en": "Forum administration › Reports › Export (CSV), one row per day.",
        "fr": "Administration du forum › Rapports › Exporter (CSV), une ligne par jour.",
    },
)

_NEWSLETTER = Network(
    code="newsletter",
    name="Newsletter",
    icon="mail",
    address_pattern=None,
    text=Text(),
    media=Media(),
    good_for={
        "en": "A regular appointment with the most faithful, without any algorithm.",
        "fr": "Un rendez-vous régulier avec les plus fidèles, sans algorithme.",
    },
    metrics=("reach", "views", "clicks", "link_clicks", "follows", "unfollows", "followers"),
    export_hint={
        "en": "Mailing tool › Campaigns › Reports › Export (CSV), one row per sending.",
        "fr": "Outil d’envoi › Campagnes › Rapports › Exporter (CSV), une ligne par envoi.",
    },
)

NETWORKS: tuple[Network, ...] = (
    _FACEBOOK, _INSTAGRAM, _X, _LINKEDIN, _YOUTUBE, _TIKTOK, _MASTODON, _BLUESKY, _THREADS, _PINTEREST, _SNAPCHAT,
    _WHATSAPP, _BLOG, _FORUM, _NEWSLETTER,
)  # fmt: skip
_BY_CODE = {network.code: network for network in NETWORKS}


def get(code: str) -> Network:
    """The network of that code; ``KeyError`` for an unknown one."""
    return _BY_CODE[code]


def text_length(code: str, text: str) -> int:
    """Length of ``text`` as the network ``code`` counts it, in the unit of its ``Text.unit``."""
    rules = get(code).text
    return counting.text_length(
        text, rules.unit, link=rules.link, bare_links=rules.bare_links, local_handles=rules.local_handles
    )
