"""Facebook and Instagram posts, as Meta Business Suite and the old Facebook Insights export them."""

import datetime as dt

import pytest

from imports.tables import Table, Unreadable
from kpis.formats import parse
from tests.kpis.export_files import (
    FACEBOOK,
    FACEBOOK_FR,
    INSTAGRAM,
    asked,
    csv_of,
    figures_of,
    sums,
    told,
)

A_POST = {
    "Post ID": "960221266197866",
    "Page ID": "100066300057039",
    "Page name": "Médiathèque",
    "Title": "Un titre,\nsur deux lignes",
    "Publish time": "03/18/2025 23:59",
    "Permalink": "https://www.facebook.com/val/posts/960221266197866",
    "Is share": "0",
    "Post type": "Photos",
    "Date": "Lifetime",
    "Views": "1,938",
    "Reach": "21",
    "Reactions, Comments and Shares": "6",
    "Reactions": "3",
    "Comments": "2",
    "Shares": "1",
    "Total clicks": "9",
    "Other Clicks": "4",
    "Link Clicks": "",
}
UN_POST = {
    "Identifiant de la publication": "960221266197866",
    "Titre": "Fête du livre",
    "Heure de publication": "18/03/2025 23:59",
    "Permalien": "https://www.facebook.com/val/posts/pfbid0abc",
    "Type de publication": "Vidéos",
    "Date": "Durée de vie",
    "Vues": "1 938",
    "Couverture": "21",
    "Réactions, commentaires et partages": "6",
    "Réactions": "3",
    "Commentaires": "2",
    "Partages": "1",
    "Total des clics": "9",
    "Clics sur un lien": "5",
    "Vues de Publications organiques": "1000",
}
AN_INSTAGRAM_POST = {
    "Post ID": "18355151116178767",
    "Account ID": "17841446494080465",
    "Account username": "val",
    "Description": "Bonjour\nà tous",
    "Publish time": "03/18/2025 09:48",
    "Permalink": "https://www.instagram.com/reel/DHWRIh_CLiR/",
    "Post type": "IG reel",
    "Date": "Lifetime",
    "Views": "12,400",
    "Reach": "37",
    "Likes": "2",
    "Shares": "0",
    "Comments": "1",
    "Saves": "3",
    "Follows": "",
}


def test_facebook_posts_in_english():
    figures = figures_of("\ufeff" + csv_of(FACEBOOK, A_POST, {**A_POST, "Post ID": "960221266197867", "Views": "62"}))
    assert (figures.format, figures.locale, figures.networks, figures.rows) == (
        "meta_facebook_posts",
        "en",
        ["facebook"],
        2,
    )
    assert sums(figures) == {
        "views": 2000, "reach": 42, "engagements": 12, "reactions": 6, "comments": 4, "shares": 2, "clicks": 18,
    }  # fmt: skip
    assert {total["level"] for total in figures.totals().values()} == {"post"}
    assert asked(figures) == []


def test_a_facebook_post():
    post = figures_of(csv_of(FACEBOOK, A_POST)).posts[0]
    assert (post.external_id, post.kind, post.raw_kind) == ("960221266197866", "image", "Photos")
    assert post.text == "Un titre,\nsur deux lignes"
    assert post.published_at == dt.datetime(2025, 3, 18, 22, 59, tzinfo=dt.UTC)
    assert post.wall == "2025-03-18T23:59:00"


def test_facebook_posts_in_french():
    figures = figures_of(csv_of(FACEBOOK_FR, UN_POST, delimiter=";"))
    assert (figures.format, figures.locale) == ("meta_facebook_posts", "fr")
    assert sums(figures) == {
        "views": 1938, "reach": 21, "engagements": 6, "reactions": 3, "comments": 2, "shares": 1, "clicks": 9,
        "link_clicks": 5,
    }  # fmt: skip
    assert figures.posts[0].kind == "video"
    assert figures.posts[0].wall == "2025-03-18T23:59:00"
    assert asked(figures) == []


def test_french_export_that_writes_the_month_first():
    figures = figures_of(csv_of(FACEBOOK_FR, {**UN_POST, "Heure de publication": "03/18/2025 23:59"}))
    assert figures.posts[0].wall == "2025-03-18T23:59:00"
    assert asked(figures) == []


def test_three_columns_and_a_day_first_date():
    figures = figures_of("Titre;Heure de publication;Réactions, commentaires et partages\nA;03/06/2026 19:00;55\n")
    assert figures.format == "meta_facebook_posts"
    assert sums(figures) == {"engagements": 55}
    assert figures.posts[0].wall == "2026-06-03T19:00:00"
    (question,) = figures.questions
    assert (question.code, question.options, question.suggested) == ("date_order", ("dmy", "mdy"), "dmy")
    assert question.params == {"column": "Heure de publication", "example": "03/06/2026 19:00"}


def test_the_order_of_day_and_month_is_what_the_person_answers():
    text = "Titre;Heure de publication;Réactions, commentaires et partages\nA;03/06/2026 19:00;55\n"
    about = figures_of(text).questions[0].about
    figures = figures_of(text, date_order={about: "mdy"})
    assert figures.posts[0].wall == "2026-03-06T19:00:00"
    assert figures.questions == []


def test_the_period_of_the_file_name_settles_day_and_month():
    text = csv_of(FACEBOOK_FR, {**UN_POST, "Heure de publication": "04/05/2025 10:00"})
    april = figures_of(text, "Apr-01-2025_Apr-30-2025_1.csv")
    may = figures_of(text, "May-01-2025_May-30-2025_1.csv")
    assert [april.posts[0].wall[:10], may.posts[0].wall[:10]] == ["2025-04-05", "2025-05-04"]
    assert asked(april) == asked(may) == []


def test_english_files_of_meta_write_the_month_first():
    figures = figures_of(csv_of(FACEBOOK, {**A_POST, "Publish time": "03/04/2025 10:00"}))
    assert figures.posts[0].wall[:10] == "2025-03-04"
    assert asked(figures) == []


def test_a_column_that_repeats_counts_once():
    header = [*FACEBOOK, "Views"]
    row = [A_POST.get(name, "") for name in FACEBOOK]
    same = figures_of(csv_of(header, [*row, "1,938"]))
    other = figures_of(csv_of(header, [*row, "7"]))
    assert sums(same)["views"] == sums(other)["views"] == 1938
    assert [figures.notes[0].params for figures in (same, other)] == [
        {"column": "Views", "same": True},
        {"column": "Views", "same": False},
    ]


def test_old_video_export():
    header = ["Video asset ID", "Page ID", "Page name", "Title", "Duration (sec)", "Publish time", "Reach",
              "3-second video views", "1-minute video views", "Seconds viewed", "Reactions", "Comments",
              "Shares"]  # fmt: skip
    figures = figures_of(
        csv_of(header, ["43", "19", "Val", "", 10, "11/21/2025 11:04", 222, 148, 3, "14321.665", 5, 1, 0])
    )
    assert sums(figures) == {
        "reach": 222, "video_views": 148, "watch_seconds": 14321.665, "reactions": 5, "comments": 1, "shares": 0,
    }  # fmt: skip
    assert figures.posts[0].kind == "video"


def test_records_wrapped_in_one_cell():
    inner = csv_of(
        ["Video asset ID", "Page ID", "Publish time", "Reach", "Reactions"], ["43", "1", "11/21/2025 11:04", 9, 2]
    )
    wrapped = "\n".join('"' + line.replace('"', '""') + '"' for line in inner.splitlines())
    figures = figures_of(wrapped)
    assert (sums(figures), told(figures)) == ({"reach": 9, "reactions": 2}, ["unwrapped"])


def test_days_of_posts_are_not_posts():
    rows = [{**A_POST, "Date": day, "Reach": reach} for day, reach in (("03/19/2025", 5), ("03/20/2025", 6))]
    figures = figures_of(csv_of(FACEBOOK, *rows))
    assert {total["level"] for total in figures.totals().values()} == {"post_day"}
    assert (figures.rows, len(figures.posts), sums(figures)["reach"]) == (2, 1, 11)
    assert figures.period() == (dt.date(2025, 3, 19), dt.date(2025, 3, 20))


def test_a_life_and_days_of_it_are_never_added_up():
    figures = figures_of(csv_of(FACEBOOK, A_POST, {**A_POST, "Date": "03/19/2025", "Reach": 5}))
    totals = figures.totals()
    assert totals["reach"] == {"level": "post", "readings": 1, "sum": 21}
    assert totals["reach:post_day"] == {"level": "post_day", "readings": 1, "sum": 5}


def test_lifetime_is_said_in_any_language():
    figures = figures_of(
        csv_of(FACEBOOK, {**A_POST, "Date": "Gesamte Laufzeit"}, {**A_POST, "Post ID": "2", "Date": ""})
    )
    assert {total["level"] for total in figures.totals().values()} == {"post"}


def test_a_period_in_the_date_column_is_a_whole_life():
    figures = figures_of(csv_of(FACEBOOK, {**A_POST, "Date": "03/18/2025 - 04/14/2025"}))
    assert (figures.rows, figures.totals()["reach"]["level"], figures.refused) == (1, "post", [])


def test_a_bad_day_among_days_is_refused():
    rows = [{**A_POST, "Date": "03/19/2025"}, {**A_POST, "Date": "03/45/2025"}]
    figures = figures_of(csv_of(FACEBOOK, *rows))
    assert [(r.column, r.value, r.code) for r in figures.refused] == [("Date", "03/45/2025", "not_a_date")]
    assert figures.rows == 1


def test_posts_without_id_are_known_by_their_time_and_text():
    header = ["Titre", "Heure de publication", "Réactions"]
    first = figures_of(
        csv_of(header, ["A", "28/06/2026 19:00", 5], ["A", "28/06/2026 19:00", 6], ["B", "28/06/2026 19:00", 7])
    )
    later = figures_of(csv_of(header, ["A", "28/06/2026 19:00", 50], ["C", "29/06/2026 19:00", 1]))
    assert len({post.key for post in first.posts}) == 3
    assert later.posts[0].key == first.posts[0].key
    assert sums(first) == {"reactions": 18}


def test_instagram_posts():
    figures = figures_of(
        csv_of(INSTAGRAM, AN_INSTAGRAM_POST, {**AN_INSTAGRAM_POST, "Post ID": "18068710030723886", "Follows": "2"})
    )
    assert (figures.format, figures.locale, figures.networks) == ("meta_instagram_posts", "en", ["instagram"])
    assert sums(figures) == {
        "views": 24800, "reach": 74, "likes": 4, "shares": 0, "comments": 2, "saves": 6, "follows": 2,
    }  # fmt: skip
    assert figures.totals()["follows"]["readings"] == 1
    assert figures.posts[0].external_id == "18355151116178767"
    assert figures.posts[0].kind == "reel"


def test_swedish_instagram_by_day():
    header = ["Publicerings-id", "Konto-id", "Kontonamn", "Kontots användarnamn", "Beskrivning", "Publiceringstid",
              "Inläggstyp", "Permalänk", "Datum", "Räckvidd", "Gilla-markeringar", "Delningar"]  # fmt: skip
    row = [
        "18355151116178767",
        "1",
        "Val",
        "val",
        "Hej",
        "03/18/2025 09:48",
        "IG-bild",
        "https://www.instagram.com/p/x/",
    ]
    figures = figures_of(csv_of(header, [*row, "03/18/2025", 5, 1, 0], [*row, "03/19/2025", 3, 0, 0]))
    assert (figures.format, figures.locale) == ("meta_instagram_posts", "sv")
    assert figures.totals()["reach"] == {"level": "post_day", "readings": 2, "sum": 8}
    assert len(figures.posts) == 1


def test_french_instagram():
    header = ["Identifiant de publication", "Identifiant de compte", "Nom d’utilisateur du compte", "Description",
              "Heure de publication", "Permalien", "Type de publication", "Date", "Vues", "Couverture",
              "Mentions J'aime", "Partages", "Followers", "Commentaires", "Enregistrements"]  # fmt: skip
    row = [
        "18355151116178767",
        "1",
        "val",
        "Bonjour",
        "28/03/2025 09:48",
        "https://www.instagram.com/p/x/",
        "Carrousel IG",
    ]
    figures = figures_of(csv_of(header, [*row, "Total", 9, 8, 7, 6, 5, 4, 3]))
    assert (figures.format, figures.locale, figures.rows) == ("meta_instagram_posts", "fr", 1)
    assert sums(figures) == {
        "views": 9, "reach": 8, "likes": 7, "shares": 6, "follows": 5, "comments": 4, "saves": 3,
    }  # fmt: skip
    assert figures.posts[0].kind == "carousel"


def test_a_column_of_the_other_network_does_not_mislead():
    figures = figures_of(csv_of([*INSTAGRAM, "Page ID"], {**AN_INSTAGRAM_POST, "Page ID": "1"}))
    assert figures.format == "meta_instagram_posts"


def test_two_formats_in_one_file_are_refused():
    text = csv_of(FACEBOOK, A_POST) + csv_of(INSTAGRAM, AN_INSTAGRAM_POST)
    with pytest.raises(Unreadable) as raised:
        figures_of(text)
    assert raised.value.code == "two_formats"
    assert set(raised.value.params["formats"]) == {"meta_facebook_posts", "meta_instagram_posts"}


def test_files_of_two_formats_may_come_together():
    one = Table("fb.csv", "", "", ["Page ID", "Publish time", "Reach"], [["1", "2026-01-02 10:00", "5"]], [2])
    other = Table(
        "x.csv", "", "", ["Date", "Impressions", "Engagements", "Replies", "Reposts"], [["2026-01-02", 1, 2, 3, 4]], [2]
    )
    figures = parse([one, other], timezone="Europe/Paris")
    assert (figures.format, figures.formats) == ("mixed", ["meta_facebook_posts", "x_overview"])
    assert figures.networks == ["facebook", "x"]


CLASSIC = ["Post ID", "Permalink", "Post Message", "Type", "Countries", "Languages", "Posted", "Audience Targeting"]


def classic_sheet(name, header, *rows):
    return Table("posts.xls", name, "", header, [list(row) for row in rows], range(2, 2 + len(rows)))


def test_old_workbook_counts_actions_not_people():
    post = [
        "97_1",
        "https://www.facebook.com/val/posts/1",
        "Bonjour",
        "SharedVideo",
        None,
        None,
        "2020-09-22T07:07:36.000",
        " ",
    ]
    described = [None] * 8 + ["Lifetime: people (Unique Users)", "Lifetime: times (Total Count)", "(Total Count)"]
    key = classic_sheet(
        "Key Metrics",
        [*CLASSIC, "Lifetime Post Total Reach", "Lifetime Post Total Impressions",
         "Lifetime Matched Audience Targeting Consumptions on Post"],
        described,
        [*post, "640", "699", "106"],
    )  # fmt: skip
    people = classic_sheet(
        "Talking", ["Description", *CLASSIC, "share", "like"], ["x (Unique Users)", *post, "4", "62"]
    )
    actions = classic_sheet(
        "Stories", ["Description", *CLASSIC, "share", "like"], ["x (Total Count)", *post, "5", "65"]
    )
    refused = classic_sheet("Negative", ["Description", *CLASSIC, "hide_clicks"], ["x (Total Count)", *post, "1"])
    figures = parse([key, people, actions, refused], timezone="Europe/Paris")
    assert figures.format == "meta_facebook_posts"
    assert sums(figures) == {"impressions": 699, "reach": 640, "likes": 65, "shares": 5, "clicks": 106}
    assert (figures.rows, len(figures.posts), figures.refused) == (1, 1, [])
    assert figures.posts[0].kind == "share"
    assert told(figures) == ["description_rows_skipped", "counts_people_skipped", "no_known_metric_skipped"]


def test_sheets_that_repeat_others_count_once():
    sheet = classic_sheet("May", FACEBOOK, [A_POST.get(name, "") for name in FACEBOOK])
    again = classic_sheet("All", FACEBOOK, [A_POST.get(name, "") for name in FACEBOOK])
    figures = parse([sheet, again], timezone="Europe/Paris")
    assert (figures.rows, sums(figures)["reach"]) == (1, 21)
    assert told(figures) == ["repeated_rows_skipped"]


def test_a_year_before_summer_time_and_a_time_that_does_not_exist():
    winter = figures_of(csv_of(FACEBOOK, {**A_POST, "Publish time": "01/15/2027 12:00"}))
    gap = figures_of(csv_of(FACEBOOK, {**A_POST, "Publish time": "03/28/2027 02:30"}))
    assert winter.posts[0].published_at == dt.datetime(2027, 1, 15, 11, tzinfo=dt.UTC)
    assert gap.posts[0].published_at == dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC)
    assert gap.period()[0] == dt.date(2027, 3, 28)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [("Photos", "image"), ("IG image", "image"), ("IG carousel", "carousel"), ("Reels", "reel"), ("Vidéos", "video"),
     ("Liens", "link"), ("Statut", "text"), ("Story Instagram", "story"), ("IG story", "story"),
     ("IG-bild", "image"), ("Reel Instagram", "reel"), ("Sondage", "poll"),
     ("Zebra", "other"), ("", "")],
)  # fmt: skip
def test_kinds(raw, kind):
    from kpis.formats.kinds import KINDS, kind_of

    assert kind_of(raw) == kind
    assert kind in (*KINDS, "")
