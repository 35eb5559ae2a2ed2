"""An association: to find volunteers, to thank them, to be known for what it does."""

EXAMPLE = {
    "aims": [
        {
            "ref": "help",
            "kind": "service",
            "title": ("Help more people, with more hands", "Aider plus de monde, à plus de mains"),
        },
    ],
    "objectives": [
        {
            "ref": "volunteers",
            "title": ("Find twenty new volunteers", "Trouver vingt nouveaux bénévoles"),
            "intent": "recruitment",
            "aim": "help",
            "why": (
                "Four shifts out of ten lack somebody; people come when one of us tells about it.",
                "Quatre permanences sur dix manquent de bras ; on vient quand l’un de nous raconte.",
            ),
            "horizon": "1y",
        },
        {
            "ref": "gratitude",
            "title": ("Show what each gift makes possible", "Montrer ce que chaque don rend possible"),
            "intent": "engagement",
            "aim": "help",
            "why": (
                "Those who see the use of their gift stay, and speak of it.",
                "Qui voit à quoi sert son don reste, et en parle.",
            ),
            "horizon": "1y",
        },
    ],
    "kpis": [
        {
            "objective": "volunteers",
            "name": ("Clicks to the volunteers’ form per month", "Clics vers le formulaire bénévole par mois"),
            "metric": "link_clicks",
            "aggregation": "sum",
            "target": 100,
            "due": 365,
        },
        {
            "objective": "gratitude",
            "name": ("Stories shared per month", "Récits partagés par mois"),
            "metric": "shares",
            "aggregation": "sum",
            "target": 60,
            "due": 365,
        },
        {
            "objective": "gratitude",
            "name": ("Comments received per month", "Commentaires reçus par mois"),
            "metric": "comments",
            "aggregation": "sum",
            "target": 80,
            "due": 365,
        },
    ],
    "communities": [
        {
            "ref": "volunteers-now",
            "name": ("Our volunteers", "Nos bénévoles"),
            "who": (
                "Sixty people of all ages, half of them retired; our best ambassadors.",
                "Soixante personnes de tous âges, la moitié retraitées ; nos meilleures ambassadrices.",
            ),
            "places": (
                "A WhatsApp group, Facebook, the Saturday market.",
                "Un groupe WhatsApp, Facebook, le marché du samedi.",
            ),
            "interests": ("Useful time, friendship, local news.", "Le temps utile, l’amitié, les nouvelles d’ici."),
            "values": ("Dignity, discretion, mutual aid.", "La dignité, la discrétion, l’entraide."),
            "words": ("shift, lend a hand", "permanence, coup de main"),
        },
        {
            "ref": "donors",
            "name": ("Donors of the area", "Donatrices et donateurs du coin"),
            "who": (
                "Families and small firms who give once or twice a year.",
                "Familles et petites entreprises qui donnent une ou deux fois l’an.",
            ),
            "places": (
                "The newsletter, Facebook, LinkedIn for firms.",
                "La lettre, Facebook, LinkedIn pour les entreprises.",
            ),
            "interests": ("What the money does, tax receipts.", "L’usage de l’argent, les reçus fiscaux."),
            "words": ("gift, useful, near here", "don, utile, près de chez nous"),
        },
    ],
    "answers": [
        {
            "community": "donors",
            "question": "questions",
            "text": (
                "What becomes of my gift? When do I get the receipt? Do you take clothes?",
                "Que devient mon don ? Quand arrive le reçu ? Prenez-vous les vêtements ?",
            ),
        },
        {
            "community": "volunteers-now",
            "question": "networks",
            "text": (
                "WhatsApp among themselves, Facebook to tell others.",
                "WhatsApp entre eux, Facebook pour le raconter aux autres.",
            ),
            "networks": ["whatsapp", "facebook"],
        },
    ],
    "sources": [
        {
            "kind": "list",
            "title": ("Associations of the town", "Associations de la commune"),
            "why": ("To relay each other.", "Pour nous relayer les uns les autres."),
            "frequency": 7,
        },
        {
            "kind": "search",
            "title": ("People looking for help nearby", "Appels à l’aide près d’ici"),
            "address": ("help OR “food parcel” name of the town", "aide OU « colis alimentaire » nom de la ville"),
            "why": ("To answer before it is too late.", "Pour répondre à temps."),
            "frequency": 1,
        },
        {
            "kind": "curated",
            "title": ("National network of the association", "Réseau national de l’association"),
            "why": ("Campaigns to be told in our own words.", "Des campagnes à redire avec nos mots."),
            "frequency": 30,
        },
    ],
    "terms": [
        {"text": ("food parcel", "colis alimentaire"), "facet": "product", "seo": True},
        {"text": ("open shift", "permanence"), "facet": "service"},
        {"text": ("volunteers", "bénévoles"), "facet": "identity", "variants": (["volunteer"], ["bénévole"])},
        {
            "text": ("beneficiaries", "bénéficiaires"),
            "facet": "identity",
            "stance": "avoid",
            "say_instead": ("the people we welcome", "les personnes accueillies"),
        },
        {
            "text": ("the needy", "les nécessiteux"),
            "facet": "community",
            "stance": "avoid",
            "say_instead": ("people in difficulty", "les personnes en difficulté"),
        },
        {"text": ("every euro is accounted for", "chaque euro est justifié"), "facet": "commitment"},
        {"text": ("nobody left alone", "personne de côté"), "facet": "vision"},
        {"text": ("lend a hand", "coup de main"), "facet": "community"},
        {"text": ("near here", "près de chez nous"), "facet": "community"},
    ],
    "network_decisions": [
        {
            "network": "facebook",
            "verdict": "chosen",
            "evidence": (
                "Most of our volunteers and donors told us they are there.",
                "La plupart de nos bénévoles et donateurs nous ont dit y être.",
            ),
            "reason": (
                "One call for help there fills a shift within the day.",
                "Un appel y remplit une permanence dans la journée.",
            ),
            "presence": 5,
            "fit": 4,
            "ease": 5,
            "effort": 2,
        },
        {
            "network": "newsletter",
            "verdict": "chosen",
            "reason": (
                "Donors read it to the end; it depends on nobody’s algorithm.",
                "Les donateurs la lisent jusqu’au bout ; elle ne dépend de l’algorithme de personne.",
            ),
            "presence": 4,
            "fit": 5,
            "ease": 4,
            "effort": 2,
        },
        {
            "network": "linkedin",
            "verdict": "watch",
            "reason": (
                "Good for days given by firms, once we have something to offer them.",
                "Utile pour le mécénat de temps, quand nous aurons quelque chose à proposer.",
            ),
            "presence": 2,
            "fit": 3,
            "ease": 3,
            "effort": 3,
        },
    ],
}
