"""Calendars as people lay them out: what a careful reader would copy from them, without a database."""

import datetime as dt
import io

import openpyxl
import pytest
from openpyxl.comments import Comment

from calendar_app.sheets import reading
from calendar_app.sheets.words import network_of_title

OPTIONS = {"timezone": "Europe/Paris", "today": "2026-11-22", "words": {}, "risky": "'*[=+@-]", "what": "posts"}


def day(number, month=11):
    return dt.datetime(2026, month, number)


def workbook(*sheets, merged=()):
    """``sheets``: (name, rows); ``merged``: cells of the first sheet that are shown as one."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.fixture
def read(tmp_path):
    """Reads a file whose columns are what they seem to be."""

    def read(data, name="plan.xlsx"):
        path = tmp_path / "file"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        answers = {"mapping": {}}
        for question in reading.read_posts(path, name, {**OPTIONS, "answers": answers}).questions:
            columns = {str(c["index"]): c["role"] for c in question["params"]["columns"] if c["role"] != "ignore"}
            answers["mapping"][question["about"]] = (
                {"columns": columns} if question["params"]["is_usable"] else "ignore"
            )
        found = reading.read_posts(path, name, {**OPTIONS, "answers": answers})
        assert (found.refused, found.questions) == ([], [])
        return found

    return read


def shown(found):
    """(day, time, networks, title) of each post."""
    posts = []
    for post in found.posts:
        first = (post["places"] or [{}])[0]
        networks = "+".join(place["network"] for place in post["places"])
        posts.append((first.get("day"), first.get("time"), networks, post["title"]))
    return posts


def codes(found):
    return {note["code"] for note in found.notes}


def test_a_day_that_stands_on_the_first_row_of_its_group(read):
    found = read(
        "Date;Réseau;Heure;Texte\n03/11/2026;Facebook;9h;Portrait\n;Instagram;10h;Coulisses\n;LinkedIn;;Emploi\n"
        "17/11/2026;Facebook;9h30;Sondage\n;Instagram;;Story du jour\n",
        "plan.csv",
    )
    assert shown(found) == [
        ("2026-11-03", "09:00", "facebook", "Portrait"),
        ("2026-11-03", "10:00", "instagram", "Coulisses"),
        ("2026-11-03", None, "linkedin", "Emploi"),
        ("2026-11-17", "09:30", "facebook", "Sondage"),
        ("2026-11-17", None, "instagram", "Story du jour"),
    ]
    assert codes(found) == {"filled_down"}


def test_an_idea_without_a_day_stays_without_one(read):
    rows = "".join(f"2026-11-{number:02},Post {number}\n" for number in range(2, 12))
    found = read(f"Date,Title\n{rows},An idea\n2026-11-30,Last\n,Another idea\n", "plan.csv")
    assert [post for post in shown(found) if "idea" in post[3]] == [
        (None, None, "", "An idea"),
        (None, None, "", "Another idea"),
    ]


def test_cells_shown_as_one(read):
    rows = [
        ["Date", "Canal", "Sujet"], [day(3), "Facebook", "A un"], [None, "Instagram", "B deux"],
        [day(4), "LinkedIn", "C trois"], [None, None, "D quatre"], [None, None, "Idée sans date"],
    ]  # fmt: skip
    found = read(workbook(("Novembre", rows), merged=["A2:A3", "A4:A5", "B4:B5"]))
    assert shown(found) == [
        ("2026-11-03", None, "facebook", "A un"),
        ("2026-11-03", None, "instagram", "B deux"),
        ("2026-11-04", None, "linkedin", "C trois"),
        ("2026-11-04", None, "linkedin", "D quatre"),
        (None, None, "", "Idée sans date"),
    ]
    assert codes(found) == {"merged_read"}


def test_words_that_several_networks_share_are_one_post(read):
    rows = [
        ["Date", "Texte", "Réseau"],
        [day(2), "Commun", "Facebook"],
        [None, None, "Instagram"],
        [day(3), "Seul", "X"],
    ]
    found = read(workbook(("Plan", rows), merged=["A2:A3", "B2:B3"]))
    assert shown(found) == [
        ("2026-11-02", None, "facebook+instagram", "Commun"),
        ("2026-11-03", None, "x", "Seul"),
    ]


def test_lines_that_speak_for_the_rows_below_them(read):
    rows = [["Date", "Texte", "Statut"], ["FACEBOOK"], [day(2), "Un", "Prêt"], ["INSTAGRAM"], [day(2), "Deux", "Idée"]]
    assert shown(read(workbook(("Plan", rows)))) == [
        ("2026-11-02", None, "facebook", "Un"),
        ("2026-11-02", None, "instagram", "Deux"),
    ]
    found = read(
        "Heure;Réseau;Texte\nLundi 2 novembre 2026;;\n9h;FB;Un\n14h;IG;Deux\nMardi 3 novembre 2026;;\n9h;FB;Trois\n"
    )
    assert shown(found) == [
        ("2026-11-02", "09:00", "facebook", "Un"),
        ("2026-11-02", "14:00", "instagram", "Deux"),
        ("2026-11-03", "09:00", "facebook", "Trois"),
    ]
    found = read(
        "Jour;Réseau;Texte\nNOVEMBRE 2026;;\nLun 2;FB;Un\nSemaine 46;;\nMer 11;IG;B\nDÉCEMBRE 2026;;\nMar 1;FB;Six\n",
        "plan.csv",
    )
    assert [post[0] for post in shown(found)] == ["2026-11-02", "2026-11-11", "2026-12-01"]
    assert codes(found) == {"headings_read"}


def test_days_told_by_their_week(read):
    found = read(
        "Semaine;Jour;Réseau;Texte\nS45;Lundi;FB;Un\n;Mercredi;IG;Deux\nS46;Mardi;FB;Trois\n", "Planning 2026.csv"
    )
    assert [post[0] for post in shown(found)] == ["2026-11-02", "2026-11-04", "2026-11-10"]
    found = read("Semaine;Texte\nS45;Un\n", "Planning 2026.csv")
    assert (shown(found), found.posts[0]["extras"]) == ([(None, None, "", "Un")], [["Semaine", "S45"]])


def test_a_month_drawn_as_a_grid(read):
    rows = [
        ["Novembre 2026"],
        ["Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"],
        [None, None, None, None, None, None, 1],
        [None] * 7,
        [2, 3, 4, 5, 6, 7, 8],
        ["Portrait de Marie", None, "9h30 IG : Coulisses", None, "FB : Sondage", None, None],
        [None, None, "Deuxième idée", None, None, None, None],
        [9, 10, 11, 12, 13, 14, 15],
        [None, "Instagram", None, "FB : un\nIG : deux", None, None, "Bilan"],
        [None, "Armistice", None, None, None, None, "Publié"],
        ["Total", None, None, None, None, None, None, None, "Légende"],
    ]
    found = read(workbook(("Feuil1", rows)))
    assert shown(found) == [
        ("2026-11-02", None, "", "Portrait de Marie"),
        ("2026-11-04", "09:30", "instagram", "Coulisses"),
        ("2026-11-06", None, "facebook", "Sondage"),
        ("2026-11-04", None, "", "Deuxième idée"),
        ("2026-11-12", None, "facebook", "un"),
        ("2026-11-12", None, "instagram", "deux"),
        ("2026-11-15", None, "", "Bilan"),
        ("2026-11-10", None, "instagram", "Armistice"),
        ("2026-11-09", None, "", "Total"),
    ]
    assert found.posts[6]["status"] == "published"
    assert [(note["code"], note["params"]) for note in found.notes] == [
        ("grid_read", {"sheet": "Feuil1", "posts": 9}),
        ("grid_outside", {"texts": "“Légende”"}),
    ]


def test_a_grid_that_begins_in_the_month_before_and_ends_in_the_one_after(read):
    found = read(
        'Décembre 2026\nL;M;M;J;V;S;D\n30;"1\nAvent";2;3;4;5;6\nAvant;;;;;;\n28;29;30;31;1;2;3\n;;;Réveillon;Vœux;;\n',
        "plan.csv",
    )
    assert shown(found) == [
        ("2026-12-01", None, "", "Avent"),
        ("2026-11-30", None, "", "Avant"),
        ("2026-12-31", None, "", "Réveillon"),
        ("2027-01-01", None, "", "Vœux"),
    ]


def test_weeks_drawn_as_rows(read):
    found = read("Semaine du 2 au 8 novembre 2026;;;\nLundi;Mardi;Mercredi;Jeudi\nUn;;Deux;\n", "plan.csv")
    assert [post[0] for post in shown(found)] == ["2026-11-02", "2026-11-04"]
    found = read("Semaine;Lundi;Mardi;Mercredi\nS45;Un;;Deux\nS46;;Trois;\n", "Planning 2026.csv")
    assert [post[0] for post in shown(found)] == ["2026-11-02", "2026-11-04", "2026-11-10"]
    found = read("Monday,Tuesday,Wednesday\nTip,,Quote\n", "template.csv")
    assert [(post["title"], post["extras"]) for post in found.posts] == [
        ("Tip", [["Row name", "Monday"]]),
        ("Quote", [["Row name", "Wednesday"]]),
    ]


WEEK_ROWS = """,Monday,Tuesday,Wednesday,Thursday
{0},Quote,,Blog post,
{1},,Tip,Article on lending,Poll
"""


@pytest.mark.parametrize(
    ("first", "second"),
    [("W/C 2 Nov 2026", "W/C 9 Nov 2026"), ("02/11/2026", "09/11/2026"), ("11/2/2026", "11/9/2026")],
)
def test_a_network_alone_in_a_week_stays_in_it(read, first, second):
    assert shown(read(WEEK_ROWS.format(first, second), "plan.csv")) == [
        ("2026-11-02", None, "", "Quote"),
        ("2026-11-04", None, "blog", "Blog post"),
        ("2026-11-10", None, "", "Tip"),
        ("2026-11-11", None, "", "Article on lending"),
        ("2026-11-12", None, "", "Poll"),
    ]


def test_a_row_per_network_and_a_column_per_day(read):
    found = read(
        ";Lundi 2 nov.;Mardi 3 nov.;Mercredi 4 nov.\nFacebook;Portrait;;Sondage\nInstagram;;10h Coulisses;\n",
        "2026.csv",
    )
    assert shown(found) == [
        ("2026-11-02", None, "facebook", "Portrait"),
        ("2026-11-04", None, "facebook", "Sondage"),
        ("2026-11-03", "10:00", "instagram", "Coulisses"),
    ]


def test_a_column_per_day_and_a_row_per_thing_said(read):
    found = read(
        ";Lundi 2/11/2026;Mardi 3/11/2026;Mercredi 4/11/2026\nRéseau;Facebook;Instagram;LinkedIn\nHeure;9h;10h;11h\n"
        "Texte;Un;Deux;Trois\n",
        "plan.csv",
    )
    assert shown(found) == [
        ("2026-11-02", "09:00", "facebook", "Un"),
        ("2026-11-03", "10:00", "instagram", "Deux"),
        ("2026-11-04", "11:00", "linkedin", "Trois"),
    ]


def test_a_header_of_two_rows(read):
    rows = [
        ["Date", "Facebook", None, "Instagram", None], [None, "Texte", "Visuel", "Texte", "Visuel"],
        [day(2), "FB un", "a.jpg", "IG un", "b.jpg"], [day(3), None, None, "IG deux", "c.jpg"],
    ]  # fmt: skip
    found = read(workbook(("Plan", rows), merged=["B1:C1", "D1:E1"]))
    assert shown(found) == [
        ("2026-11-02", None, "facebook+instagram", "FB un"),
        ("2026-11-03", None, "instagram", "IG deux"),
    ]
    assert found.posts[0]["extras"] == [["Facebook – Visuel", "a.jpg"], ["Instagram – Visuel", "b.jpg"]]


def test_a_sheet_per_network(read):
    rows = [["Date", "Texte"], [day(2), "Un"]]
    found = read(workbook(("Facebook", rows), ("IG nov. 2026", [rows[0], [day(3), "Deux"]])))
    assert [post[2] for post in shown(found)] == ["facebook", "instagram"]
    assert codes(found) == {"network_of_title"}


@pytest.mark.parametrize(
    "title, network",
    [
        ("Calendrier éditorial Facebook – novembre 2026", "facebook"), ("IG", "instagram"), ("Web", "blog"),
        ("Facebook et Instagram", ""), ("Plan d'action web et presse", ""), ("Feuil1", ""), ("Mars 2026", ""),
    ],
)  # fmt: skip
def test_a_title_that_says_one_network(title, network):
    assert network_of_title(title) == network


def test_a_day_and_a_month_in_figures(read):
    found = read(
        "Planning – novembre 2026;;\n;;\nDate;Réseaux;Message\n03/11;FB, IG + LinkedIn;Un\n04/11;📘 Facebook;Deux\n"
    )
    assert shown(found) == [
        ("2026-11-03", None, "facebook+instagram+linkedin", "Un"),
        ("2026-11-04", None, "facebook", "Deux"),
    ]
    found = read("Date;Message\n03/12;Un\n15/01;Deux\n")
    assert [post[0] for post in shown(found)] == ["2026-12-03", "2027-01-15"]
    assert codes(found) == {"years_guessed"}


def test_several_days_in_one_cell_begin_with_the_first(read):
    found = read("Dates;Action;Canal\ndu 2 au 6 novembre 2026;Semaine du don;FB\n10-12/11/2026;Salon;IG\n", "plan.csv")
    assert shown(found) == [
        ("2026-11-02", None, "facebook", "Semaine du don"),
        ("2026-11-10", None, "instagram", "Salon"),
    ]
    assert found.posts[0]["extras"] == [["Dates", "du 2 au 6 novembre 2026"]]


def test_times_as_fractions_of_the_day(read):
    found = read("Date,Time,Copy\n46329,0.395833333,One\n46330,0.75,Two\n", "plan.csv")
    assert [post[:2] for post in shown(found)] == [("2026-11-03", "09:30"), ("2026-11-04", "18:00")]


def test_the_words_of_a_network_are_words_even_if_they_name_a_form(read):
    found = read(workbook(("Novembre 2026", [["Date", "Facebook", "Instagram"], [2, "Quiz du lundi", "Reel"]])))
    assert (shown(found), found.posts[0]["form"]) == (
        [("2026-11-02", None, "facebook+instagram", "Quiz du lundi")],
        "video",
    )
    assert found.posts[0]["extras"] == [["Instagram", "Reel"]]


def test_addresses_of_images_are_said_to_be_in_the_note(read):
    found = read("Date,Copy,Image\n2026-11-03,One,https://example.org/a.jpg\n2026-11-04,Two,later\n", "plan.csv")
    assert found.posts[0]["extras"] == [["Image", "https://example.org/a.jpg"]]
    assert [(note["code"], note["params"]) for note in found.notes] == [("images_in_note", {"rows": 1})]


@pytest.mark.parametrize(
    ("words", "title", "text"), [("Un mot", "Un mot", ""), ("Un mot. " * 20, "Un mot.", "Un mot. " * 20)]
)
def test_a_column_called_post_is_what_it_holds(read, words, title, text):
    post = read(f"Date;Réseau;Post\n2026-11-02;Facebook;{words}\n", "plan.csv").posts[0]
    assert post["title"].startswith(title)
    assert post.get("text", "").strip() == text.strip()


def test_two_columns_of_texts(read):
    found = read("Date,Text,Text\n2026-11-03,Short,A longer one\n", "plan.csv")
    assert (shown(found)[0][3], found.posts[0]["text"]) == ("A longer one", "Short")


def test_marks_for_never_are_no_days_of_a_grid(read):
    far = dt.datetime(9999, 12, 31)
    rows = [["Lundi", "Mardi", "Mercredi", "Jeudi"], [far, far, far, far], ["Un", None, "Deux", None]]
    assert {post[0] for post in shown(read(workbook(("Plan", rows))))} == {None}


def test_what_stands_beside_the_cells(read):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Date", "Sujet", "Lien", "Visuel"], [day(3), "Un", "Voir", "Photo"], [day(4), "Deux", None, None]):
        sheet.append(row)
    sheet["B2"].hyperlink = "https://example.org/brief"
    sheet["C2"].hyperlink = "https://example.org/article"
    sheet["D2"].hyperlink = "https://example.org/a.jpg"
    sheet["B3"].comment = Comment("À relire", "Léa")
    sheet["A3"].comment = Comment("Jour à confirmer", "Léa")
    sheet.row_dimensions[3].hidden = True
    data = io.BytesIO()
    book.save(data)
    found = read(data.getvalue())
    first, second = found.posts
    assert (first["title"], first["link"]) == ("Un", "https://example.org/article")
    assert first["extras"] == [
        ["Sujet", "https://example.org/brief"],
        ["Visuel", "Photo https://example.org/a.jpg"],
        ["Lien", "Voir https://example.org/article"],
    ]
    assert second["note"] == "Jour à confirmer\nÀ relire"
    assert codes(found) == {"hidden_read", "comments_read", "images_in_note"}


def test_weeks_that_a_sheet_or_a_file_is_called_after(read):
    rows = [["Jour", "Réseau", "Texte"], ["Lundi", "FB", "Un"], ["Jeudi", "IG", "Deux"]]
    assert [post[0] for post in shown(read(workbook(("S45", rows)), "Plan 2026.xlsx"))] == ["2026-11-02", "2026-11-05"]
    found = read("Réseau,Monday,Tuesday,Wednesday\nFacebook,x,,\nInstagram,,✓,no\n", "Week of 2 November 2026.csv")
    assert shown(found) == [
        ("2026-11-02", None, "facebook", "Facebook"),
        ("2026-11-03", None, "instagram", "Instagram"),
    ]
    assert codes(read("Jour;Réseau;Texte\nLundi;FB;Un\n", "posts 12.csv")) == set()


def test_hours_by_days(read):
    found = read(
        "Semaine du 2 au 6 novembre 2026;;;\nHeure;Lundi 2;Mardi 3;Mercredi 4\n9h;Un;;\n12h;;IG : Deux;\n", "a.csv"
    )
    assert shown(found) == [("2026-11-02", "09:00", "", "Un"), ("2026-11-03", "12:00", "instagram", "Deux")]


def test_months_before_their_days(read):
    rows = [
        ["", "Monday 11/2", "Tuesday 11/3", "Wednesday 11/4"],
        ["Facebook", "One", "", ""],
        ["Twitter", "", "Two", ""],
    ]
    assert [post[0] for post in shown(read(workbook(("November 2026", rows))))] == ["2026-11-02", "2026-11-03"]


def test_months_one_below_the_other(read):
    rows = [
        ["Novembre"], ["Lu", "Ma", "Me", "Je", "Ve", "Sa", "Di"], [23, 24, 25, 26, 27, 28, 29], ["Un"], [30], ["Bis"],
        [], ["Décembre"], ["Lu", "Ma", "Me", "Je", "Ve", "Sa", "Di"], [None, 1, 2, 3, 4, 5, 6], [None, "Deux"],
    ]  # fmt: skip
    found = read(workbook(("2026", rows)))
    assert [(post[0], post[3]) for post in shown(found)] == [
        ("2026-11-23", "Un"), ("2026-11-30", "Bis"), ("2026-12-01", "Deux"),
    ]  # fmt: skip


def test_days_of_each_stage_of_the_work(read):
    found = read("Titre;Rédaction;Publication\nUn;01/11/2026;03/11/2026\nDeux;04/11/2026;13/11/2026\n", "plan.csv")
    assert [(post[0], post[3]) for post in shown(found)] == [("2026-11-03", "Un"), ("2026-11-13", "Deux")]
    assert [post["due"] for post in found.posts] == ["2026-11-01", "2026-11-04"]


def test_marks_are_no_network_and_idem_is_the_same_text(read):
    rows = [["Date", "FB", "IG", "LK", "Vu"], ["Mar 1", "Un", "idem", None, "x"], ["Jeu 3", None, "Deux", "x", "x"]]
    assert shown(read(workbook(("Déc. 2026", rows)))) == [
        ("2026-12-01", None, "facebook+instagram", "Un"),
        ("2026-12-03", None, "instagram+linkedin", "Deux"),
    ]
