"""A town hall: to be understood, to answer, to let people take part."""

EXAMPLE = {
    "aims": [
        {
            "ref": "listening-town",
            "kind": "policy",
            "title": ("A town hall that listens and explains", "Une mairie qui écoute et qui explique"),
        },
    ],
    "objectives": [
        {
            "ref": "answer",
            "title": ("Answer residents’ questions within a day", "Répondre en un jour aux questions des habitants"),
            "intent": "service",
            "aim": "listening-town",
            "why": (
                "A question asked on a network saves a trip or a call, if the answer comes in time.",
                "Une question posée sur un réseau évite un déplacement ou un appel, si la réponse arrive à temps.",
            ),
            "horizon": "1y",
        },
        {
            "ref": "dialogue",
            "title": (
                "Hear what residents think before decisions are taken",
                "Recueillir l’avis des habitants avant les décisions",
            ),
            "intent": "dialogue",
            "aim": "listening-town",
            "why": (
                "Works, meals at school, cycle paths: those who live with them know best.",
                "Travaux, cantine, pistes cyclables : ceux qui vivent avec en savent le plus.",
            ),
            "horizon": "2y",
        },
    ],
    "kpis": [
        {
            "objective": "answer",
            "name": ("Answers given per month", "Réponses données par mois"),
            "metric": "replies",
            "aggregation": "sum",
            "target": 60,
            "due": 365,
        },
        {
            "objective": "dialogue",
            "name": ("Comments received per month", "Commentaires reçus par mois"),
            "metric": "comments",
            "aggregation": "sum",
            "target": 150,
            "due": 365,
        },
        {
            "objective": "dialogue",
            "name": ("Visits of the consultation pages", "Visites des pages de consultation"),
            "metric": "link_clicks",
            "aggregation": "sum",
            "target": 400,
            "due": 365,
        },
    ],
    "communities": [
        {
            "ref": "parents",
            "name": ("Parents of schoolchildren", "Parents d’élèves"),
            "who": (
                "Families with children from nursery to lower secondary school.",
                "Familles dont les enfants vont de la crèche au collège.",
            ),
            "places": (
                "Groups of each school, the town’s page, messages from the parents’ associations.",
                "Groupes de chaque école, page de la ville, messages des associations de parents.",
            ),
            "interests": (
                "School meals, after-school care, holidays, road safety near schools.",
                "Cantine, périscolaire, vacances, sécurité aux abords des écoles.",
            ),
            "values": ("Fairness, safety, being told early.", "L’équité, la sécurité, être prévenus tôt."),
            "words": ("the canteen, after-school, drop-off", "la cantine, la péri, la dépose-minute"),
        },
        {
            "ref": "neighbours",
            "name": ("Neighbourhood committees", "Comités de quartier"),
            "who": (
                "Residents who know their streets and speak for others.",
                "Des habitants qui connaissent leurs rues et parlent pour d’autres.",
            ),
            "places": (
                "One group per neighbourhood, the local paper’s comments.",
                "Un groupe par quartier, les commentaires du journal local.",
            ),
            "interests": (
                "Cleanliness, works, parking, trees, local shops.",
                "Propreté, travaux, stationnement, arbres, commerces.",
            ),
            "words": ("the works, the market square", "les travaux, la place du marché"),
        },
    ],
    "answers": [
        {
            "community": "parents",
            "question": "questions",
            "text": (
                "How to register for the canteen? Is there after-school care on strike days?",
                "Comment inscrire à la cantine ? Y a-t-il un accueil les jours de grève ?",
            ),
        },
        {
            "community": "parents",
            "question": "networks",
            "text": ("Facebook groups, above all in the evening.", "Les groupes Facebook, surtout le soir."),
            "networks": ["facebook"],
        },
    ],
    "sources": [
        {
            "kind": "search",
            "title": ("What is said of the town", "Ce qui se dit de la ville"),
            "address": ("“name of the town” works OR canteen", "« nom de la ville » travaux OU cantine"),
            "why": ("Questions asked elsewhere than on our page.", "Les questions posées ailleurs que sur notre page."),
            "frequency": 1,
        },
        {
            "kind": "list",
            "title": ("Groups of the neighbourhoods", "Groupes de quartier"),
            "why": ("What worries people, in their own words.", "Ce qui préoccupe, dans les mots des gens."),
            "frequency": 7,
        },
        {
            "kind": "curated",
            "title": ("Prefecture and weather alerts", "Préfecture et vigilance météo"),
            "why": ("To be relayed at once.", "À relayer sans attendre."),
            "frequency": 1,
        },
    ],
    "terms": [
        {"text": ("residents", "habitants"), "facet": "identity", "variants": (["resident"], ["habitantes"])},
        {
            "text": ("users of the service", "administrés"),
            "facet": "identity",
            "stance": "avoid",
            "say_instead": ("residents", "habitants"),
        },
        {"text": ("civil registry", "état civil"), "facet": "service", "seo": True},
        {
            "text": ("social and educational reception", "accueil de loisirs sans hébergement"),
            "facet": "service",
            "stance": "avoid",
            "say_instead": ("holiday club", "centre de loisirs"),
        },
        {"text": ("family account", "portail famille"), "facet": "product", "seo": True},
        {"text": ("an answer within a day", "une réponse sous un jour"), "facet": "commitment"},
        {"text": ("a town on a human scale", "une ville à taille humaine"), "facet": "vision"},
        {"text": ("canteen", "cantine"), "facet": "community"},
        {"text": ("after-school", "périscolaire"), "facet": "community", "variants": (["after school"], ["la péri"])},
    ],
    "network_decisions": [
        {
            "network": "facebook",
            "verdict": "chosen",
            "evidence": ("Every school has its parents’ group.", "Chaque école y a son groupe de parents."),
            "reason": (
                "Residents already talk to each other there, and ask us there.",
                "Les habitants s’y parlent déjà, et nous y interpellent.",
            ),
            "presence": 5,
            "fit": 5,
            "ease": 4,
            "effort": 3,
        },
        {
            "network": "instagram",
            "verdict": "watch",
            "reason": (
                "The under-30s are there; to be opened when somebody has time for pictures.",
                "Les moins de 30 ans y sont ; à ouvrir quand quelqu’un aura du temps pour les images.",
            ),
            "presence": 3,
            "fit": 3,
            "ease": 3,
            "effort": 4,
        },
        {
            "network": "tiktok",
            "verdict": "rejected",
            "reason": (
                "Videos every week are beyond our hours; two networks mastered are better than six.",
                "Une vidéo par semaine dépasse nos heures ; deux réseaux maîtrisés valent mieux que six.",
            ),
            "presence": 2,
            "fit": 2,
            "ease": 2,
            "effort": 5,
        },
    ],
}
