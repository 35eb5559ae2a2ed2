"""A museum: to make people come, look, and come back."""

EXAMPLE = {
    "aims": [
        {
            "ref": "open-museum",
            "kind": "service",
            "title": ("Collections open to everybody", "Des collections ouvertes à tous"),
        },
    ],
    "objectives": [
        {
            "ref": "exhibition",
            "title": (
                "Let the region know the autumn exhibition",
                "Faire connaître l’exposition d’automne dans la région",
            ),
            "intent": "promotion",
            "aim": "open-museum",
            "why": (
                "Half of the visitors decide in the week before they come.",
                "La moitié des visiteurs se décide dans la semaine qui précède.",
            ),
            "horizon": "6m",
        },
        {
            "ref": "loyal",
            "title": ("Make visitors the museum’s friends", "Faire des visiteurs les amis du musée"),
            "intent": "loyalty",
            "aim": "open-museum",
            "why": (
                "Those who share a work bring others along.",
                "Celles et ceux qui partagent une œuvre en amènent d’autres.",
            ),
            "horizon": "1y",
        },
    ],
    "kpis": [
        {
            "objective": "exhibition",
            "name": ("Clicks to the ticket office per month", "Clics vers la billetterie par mois"),
            "metric": "link_clicks",
            "aggregation": "sum",
            "target": 800,
            "due": 182,
        },
        {
            "objective": "loyal",
            "name": ("Works shared per month", "Œuvres partagées par mois"),
            "metric": "shares",
            "aggregation": "sum",
            "target": 200,
            "due": 365,
        },
        {
            "objective": "loyal",
            "name": ("Posts kept for later, per month", "Publications enregistrées par mois"),
            "metric": "saves",
            "aggregation": "sum",
            "target": 120,
            "due": 365,
        },
    ],
    "communities": [
        {
            "ref": "amateurs",
            "name": ("People who draw and photograph", "Celles et ceux qui dessinent et photographient"),
            "who": (
                "Amateurs and students who come with a notebook or a camera.",
                "Amateurs et étudiants qui viennent avec un carnet ou un appareil.",
            ),
            "places": ("Instagram, drawing workshops, art schools.", "Instagram, ateliers de dessin, écoles d’art."),
            "interests": (
                "Details, techniques, what is behind the scenes.",
                "Les détails, les techniques, les coulisses.",
            ),
            "values": ("Taking time, sharing a way of looking.", "Prendre le temps, partager un regard."),
            "words": ("sketch, light, close-up", "croquis, lumière, gros plan"),
        },
        {
            "ref": "families",
            "name": ("Families on Sundays", "Familles du dimanche"),
            "who": (
                "Parents and grandparents looking for an outing with children.",
                "Parents et grands-parents en quête d’une sortie avec des enfants.",
            ),
            "places": ("Facebook, the town’s diary of outings.", "Facebook, l’agenda des sorties de la ville."),
            "interests": ("Workshops, games, prices, pushchairs.", "Ateliers, jeux, tarifs, poussettes."),
            "words": ("outing, with the children, free", "sortie, avec les enfants, gratuit"),
        },
    ],
    "answers": [
        {
            "community": "families",
            "question": "questions",
            "text": (
                "From what age? Is it free on the first Sunday? Can we come with a pushchair?",
                "À partir de quel âge ? Est-ce gratuit le premier dimanche ? Peut-on venir en poussette ?",
            ),
        },
        {
            "community": "amateurs",
            "question": "networks",
            "text": (
                "Instagram: they post their sketches and tag the room.",
                "Instagram : ils y publient leurs croquis et situent la salle.",
            ),
            "networks": ["instagram"],
        },
    ],
    "sources": [
        {
            "kind": "hashtag",
            "title": ("Pictures taken in the museum", "Photos prises au musée"),
            "address": ("#NameOfTheMuseum", "#NomDuMusee"),
            "why": ("To thank, and to relay the best ones.", "Pour remercier, et relayer les plus belles."),
            "frequency": 1,
        },
        {
            "kind": "competitor",
            "title": ("Museums of the same size", "Musées de même taille"),
            "why": ("What they try, and how it is received.", "Ce qu’ils essaient, et comment c’est reçu."),
            "frequency": 30,
        },
        {
            "kind": "curated",
            "title": ("Artists and lenders of the exhibition", "Artistes et prêteurs de l’exposition"),
            "why": ("Their words are worth more than ours.", "Leurs mots valent mieux que les nôtres."),
            "frequency": 7,
        },
    ],
    "terms": [
        {"text": ("permanent collection", "collection permanente"), "facet": "product", "seo": True},
        {"text": ("workshop for children", "atelier enfants"), "facet": "service", "seo": True},
        {
            "text": ("mediation scheme", "dispositif de médiation"),
            "facet": "service",
            "stance": "avoid",
            "say_instead": ("guided visit", "visite accompagnée"),
        },
        {"text": ("visitors", "visiteurs"), "facet": "identity", "variants": (["visitor"], ["visiteuses"])},
        {
            "text": ("target audiences", "publics cibles"),
            "facet": "identity",
            "stance": "avoid",
            "say_instead": ("visitors", "visiteurs"),
        },
        {
            "text": ("free on the first Sunday", "gratuit le premier dimanche"),
            "facet": "commitment",
            "hashtag": ("FreeSunday", "DimancheGratuit"),
        },
        {"text": ("a museum to live in", "un musée à vivre"), "facet": "vision"},
        {"text": ("sketch", "croquis"), "facet": "community"},
        {"text": ("outing", "sortie"), "facet": "community"},
    ],
    "network_decisions": [
        {
            "network": "instagram",
            "verdict": "chosen",
            "evidence": (
                "Visitors post several pictures of our rooms every week.",
                "Les visiteurs y publient chaque semaine plusieurs photos de nos salles.",
            ),
            "reason": (
                "The works speak for themselves there, and amateurs are there already.",
                "Les œuvres y parlent d’elles-mêmes, et les amateurs y sont déjà.",
            ),
            "presence": 5,
            "fit": 5,
            "ease": 4,
            "effort": 3,
        },
        {
            "network": "facebook",
            "verdict": "chosen",
            "reason": (
                "Families look for their outings there, and ask about hours and prices.",
                "Les familles y cherchent leurs sorties et y demandent horaires et tarifs.",
            ),
            "presence": 4,
            "fit": 4,
            "ease": 5,
            "effort": 2,
        },
        {
            "network": "youtube",
            "verdict": "watch",
            "reason": (
                "Conservators’ talks would be at home there; one film a month is still too much for us.",
                "Les conférences des conservateurs y auraient leur place ; un film par mois reste trop pour nous.",
            ),
            "presence": 3,
            "fit": 4,
            "ease": 2,
            "effort": 5,
        },
    ],
}
