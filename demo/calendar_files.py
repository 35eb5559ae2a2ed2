"""What the Médiathèque du Val brought in from elsewhere: the town's calendar, a sheet of a partner. Pure data."""

from __future__ import annotations

import datetime as dt

AGENDA = "agenda-de-la-ville.ics"
SHEET = "relais-ludotheque.csv"

#: (title, days from today, how many days) of the town's calendar.
EVENTS = (
    ("Semaine de la parentalité", 18, 6),
    ("Marché des producteurs", 26, 1),
    ("Festival des arts de la rue", 47, 3),
    ("Forum des associations", 61, 1),
)
#: (days from today, time, networks, text, status) of the partner's sheet, as it was sent.
ROWS = (
    (12, "10h", "FB, IG", "Soirée jeux avec la ludothèque : on sort les classiques.", "À valider"),
    (19, "17h30", "Facebook", "Venez tester les jeux primés de l’année avec la ludothèque.", "Brouillon"),
    (33, "", "Insta", "Retour en images sur la soirée jeux.", "Idée"),
)


def agenda(today: dt.date) -> bytes:
    events = "".join(_event(number, today, *event) for number, event in enumerate(EVENTS, 1))
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Ville du Val//Agenda//FR\n{events}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def _event(number: int, today: dt.date, title: str, in_days: int, length: int) -> str:
    start = today + dt.timedelta(days=in_days)
    days = f"DTSTART;VALUE=DATE:{start:%Y%m%d}\nDTEND;VALUE=DATE:{start + dt.timedelta(days=length):%Y%m%d}\n"
    return f"BEGIN:VEVENT\nUID:val-{number}@example.org\nSUMMARY:{title}\n{days}END:VEVENT\n"


def sheet(today: dt.date) -> bytes:
    lines = [
        f'{today + dt.timedelta(days=in_days):%d/%m/%Y};{time};"{networks}";"{text}";{status};Ludothèque\n'
        for in_days, time, networks, text, status in ROWS
    ]
    return ("\ufeffDate;Heure;Réseaux;Texte;Statut;Partenaire\n" + "".join(lines)).encode()
