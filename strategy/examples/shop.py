"""A shop: to be found, to advise, to be recommended by its customers."""

EXAMPLE = {
    "aims": [
        {
            "ref": "neighbourhood",
            "kind": "marketing",
            "title": ("Be the shop that the neighbourhood recommends", "Être le commerce que le quartier recommande"),
        },
    ],
    "objectives": [
        {
            "ref": "found",
            "title": ("Make people pass the door", "Faire pousser la porte"),
            "intent": "visibility",
            "aim": "neighbourhood",
            "why": (
                "Many who live three streets away do not know what we sell.",
                "Beaucoup, à trois rues d’ici, ignorent ce que nous vendons.",
            ),
            "horizon": "6m",
        },
        {
            "ref": "advice",
            "title": ("Give advice that customers pass on", "Donner des conseils que les clients se passent"),
            "intent": "loyalty",
            "aim": "neighbourhood",
            "why": (
                "Good advice brings people back more surely than a discount.",
                "Un bon conseil fait revenir plus sûrement qu’une remise.",
            ),
            "horizon": "1y",
        },
    ],
    "kpis": [
        {
            "objective": "found",
            "name": ("Visits of the profile per month", "Visites du profil par mois"),
            "metric": "profile_visits",
            "aggregation": "sum",
            "target": 500,
            "due": 182,
        },
        {
            "objective": "advice",
            "name": ("Advice kept for later, per month", "Conseils enregistrés par mois"),
            "metric": "saves",
            "aggregation": "sum",
            "target": 90,
            "due": 365,
        },
        {
            "objective": "advice",
            "name": ("Questions and comments per month", "Questions et commentaires par mois"),
            "metric": "comments",
            "aggregation": "sum",
            "target": 70,
            "due": 365,
        },
    ],
    "communities": [
        {
            "ref": "regulars",
            "name": ("Regular customers", "Clientes et clients fidèles"),
            "who": (
                "A hundred people whom we know by name; they bring their friends.",
                "Une centaine de personnes connues par leur prénom ; elles amènent leurs amis.",
            ),
            "places": ("Instagram, reviews, the shop itself.", "Instagram, les avis, la boutique elle-même."),
            "interests": ("New arrivals, where things come from.", "Les nouveautés, la provenance des produits."),
            "values": ("Quality, short supply chains, a smile.", "La qualité, le circuit court, le sourire."),
            "words": ("what’s new, local, homemade", "nouveautés, local, fait maison"),
        },
        {
            "ref": "street",
            "name": ("The street and its shops", "La rue et ses commerces"),
            "who": (
                "Neighbours, shopkeepers, the traders’ association.",
                "Voisins, commerçants, union commerciale.",
            ),
            "places": ("The neighbourhood’s Facebook group.", "Le groupe Facebook du quartier."),
            "interests": ("Opening hours, parking, street parties.", "Horaires, stationnement, fêtes de rue."),
            "words": ("open on Sunday, around the corner", "ouvert dimanche, au coin de la rue"),
        },
    ],
    "answers": [
        {
            "community": "regulars",
            "question": "questions",
            "text": (
                "Are you open on Sunday? Can I order and collect? Where does it come from?",
                "Êtes-vous ouverts dimanche ? Puis-je commander et retirer ? D’où cela vient-il ?",
            ),
        },
        {
            "community": "regulars",
            "question": "networks",
            "text": (
                "Instagram: they post what they bought and name us.",
                "Instagram : elles y montrent leurs achats et nous citent.",
            ),
            "networks": ["instagram"],
        },
    ],
    "sources": [
        {
            "kind": "site",
            "title": ("Customers’ reviews", "Avis des clients"),
            "why": (
                "To thank each one, and to put right what went wrong.",
                "Remercier chacun, réparer ce qui n’allait pas.",
            ),
            "frequency": 1,
        },
        {
            "kind": "competitor",
            "title": ("Two shops like ours in other towns", "Deux boutiques comme la nôtre, ailleurs"),
            "why": ("What pleases their customers.", "Ce qui plaît à leurs clients."),
            "frequency": 30,
        },
        {
            "kind": "curated",
            "title": ("Our makers and suppliers", "Nos artisans et fournisseurs"),
            "why": ("Their hands at work make the best posts.", "Leurs gestes font les plus belles publications."),
            "frequency": 7,
        },
    ],
    "terms": [
        {"text": ("homemade", "fait maison"), "facet": "product", "hashtag": ("Homemade", "FaitMaison")},
        {"text": ("order and collect", "commander et retirer"), "facet": "service", "seo": True},
        {
            "text": ("click and collect", "click and collect"),
            "facet": "service",
            "stance": "avoid",
            "say_instead": ("order and collect", "commander et retirer"),
        },
        {"text": ("your neighbourhood shop", "votre boutique de quartier"), "facet": "identity", "seo": True},
        {
            "text": ("special offer", "promo"),
            "facet": "identity",
            "stance": "avoid",
            "say_instead": ("favourite of the week", "coup de cœur de la semaine"),
        },
        {"text": ("exchanged without a word", "échangé sans discuter"), "facet": "commitment"},
        {"text": ("a street that is alive", "une rue vivante"), "facet": "vision"},
        {"text": ("what’s new", "nouveautés"), "facet": "community"},
        {"text": ("open on Sunday", "ouvert dimanche"), "facet": "community"},
    ],
    "network_decisions": [
        {
            "network": "instagram",
            "verdict": "chosen",
            "evidence": (
                "Customers name us in their own pictures every week.",
                "Des clientes nous citent chaque semaine sur leurs photos.",
            ),
            "reason": (
                "A picture of the window in the morning brings people in the afternoon.",
                "Une photo de la vitrine le matin amène du monde l’après-midi.",
            ),
            "presence": 5,
            "fit": 5,
            "ease": 4,
            "effort": 2,
        },
        {
            "network": "facebook",
            "verdict": "watch",
            "reason": (
                "The neighbourhood’s group is enough for now: we answer there under our own names.",
                "Le groupe du quartier suffit pour l’instant : nous y répondons en notre nom.",
            ),
            "presence": 4,
            "fit": 3,
            "ease": 4,
            "effort": 2,
        },
        {
            "network": "tiktok",
            "verdict": "rejected",
            "reason": (
                "Our customers are not there, and our evenings are short.",
                "Nos clients n’y sont pas, et nos soirées sont courtes.",
            ),
            "presence": 1,
            "fit": 2,
            "ease": 2,
            "effort": 5,
        },
    ],
}
