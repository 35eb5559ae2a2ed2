"""Exports as other languages, tools and habits write them: read right, asked about or refused, never silently wrong."""

import datetime as dt

import pytest

from imports.readers import read_bytes
from imports.tables import Unreadable
from kpis.formats import guess_mapping
from kpis.formats.zones import stated_zone, without_zone
from tests.kpis.export_files import FACEBOOK, asked, csv_of, daily, figures_of, sums, told


def guessed(text: str) -> dict[str, str]:
    mapping = guess_mapping(read_bytes(text.encode(), "export.csv")[0])
    return {column.header: column.metric or column.role for column in mapping.columns if column.role != "ignore"}


def mapped(text: str, **answers):
    guess = guess_mapping(read_bytes(text.encode(), "export.csv")[0])
    answers = {code: {guess.signature: value} for code, value in answers.items()}
    return figures_of(text, mapping={guess.signature: guess.answer() | {"network": "linkedin"}}, **answers)


BY_NETWORK = csv_of(
    ["Date", "Network", "Followers", "Impressions"],
    ["2025-11-01", "Facebook", 100, 10],
    ["2025-11-01", "Instagram", 200, 20],
    ["2025-11-02", "Facebook", 101, 10],
    ["2025-11-02", "Instagram", 201, 20],
)


def test_rows_of_several_networks_wait_until_one_is_named():
    figures = mapped(BY_NETWORK)
    assert (asked(figures), figures.questions[0].options) == (["account"], ("Facebook", "Instagram", "*"))
    assert (figures.rows, told(figures)) == (0, [])


def test_the_network_named_is_the_one_brought_in():
    figures = mapped(BY_NETWORK, account="Instagram")
    assert (sums(figures), asked(figures)) == ({"impressions": 40, "followers": 401}, [])
    assert told(figures) == ["account_rows_skipped"]


def test_posts_of_two_pages_are_not_one_account():
    rows = [
        {"Post ID": "71", "Page ID": "1", "Page name": "Centre", "Publish time": "03/18/2025 10:00", "Reach": 5},
        {"Post ID": "72", "Page ID": "2", "Page name": "Nord", "Publish time": "03/19/2025 10:00", "Reach": 7},
    ]
    figures = figures_of(csv_of(FACEBOOK, *rows))
    assert (asked(figures), figures.questions[0].options) == (["account"], ("Centre", "Nord", "*"))
    chosen = {figures.questions[0].about: "Nord"}
    assert sums(figures_of(csv_of(FACEBOOK, *rows), account=chosen)) == {"reach": 7}
    together = {figures.questions[0].about: "*"}
    assert sums(figures_of(csv_of(FACEBOOK, *rows), account=together)) == {"reach": 12}


def test_days_parted_by_source_are_refused():
    rows = [[f"2025110{day}", source, day] for day in (1, 2, 3) for source in ("google / organic", "(direct)")]
    with pytest.raises(Unreadable) as raised:
        mapped(csv_of(["Date", "Session source / medium", "Sessions"], *rows))
    assert raised.value.code == "parted_days"


def test_the_same_day_said_twice_by_mistake_is_a_matter_of_its_row():
    rows = [[f"2025-11-{day:02}", day] for day in range(1, 10)]
    figures = mapped(csv_of(["Date", "Sessions"], *rows, ["2025-11-09", 10]))
    assert [refusal.code for refusal in figures.refused] == ["contradicts_earlier_row"]


def test_rates_are_not_counts():
    rows = [["2025-11-01", 100, "3,5 %"], ["2025-11-02", 200, "4,5 %"]]
    assert guessed(csv_of(["Date", "Portée", "Engagement"], *rows)) == {"Date": "date", "Portée": "reach"}


@pytest.mark.parametrize(
    ("header", "metric"),
    [
        (["Date", "Sponsored followers", "Organic followers", "Total followers"], "follows"),
        (["Date", "Abonnés sponsorisés", "Abonnés organiques", "Total des abonnés"], "follows"),
        (["Date", "Watch time (hours)", "Durée", "Subscribers"], "net_follows"),
        (["Date", "Durée de visionnage (heures)", "Durée", "Abonnés"], "net_follows"),
        (["Date", "Unique visitors", "Bounce Rate", "Visits"], "visits"),
        (["Date", "Profil", "Posten", "Total followers"], "followers"),
        (["Date", "Profil", "Posten", "Visits"], "profile_visits"),
    ],
)
def test_what_a_name_means_beside_others(header, metric):
    assert guessed(csv_of(header, ["2025-11-01", 0, 0, 3]))[header[-1]] == metric


def test_content_is_an_id_or_a_text():
    rows = [["2025-11-01", "abcdefghijk", 3], ["2025-11-02", "abcdefghijl", 4]]
    assert guessed(csv_of(["Date", "Contenu", "Vues"], *rows))["Contenu"] == "post_id"
    rows = [["2025-11-01", "Venez nombreux", 3], ["2025-11-02", "Merci à tous", 4]]
    assert guessed(csv_of(["Date", "Contenu", "Vues"], *rows))["Contenu"] == "text"


def test_serials_in_a_text_file_are_dates():
    figures = mapped("Date;Impressions\n45962;10\n45963;20\n45964;30\n")
    assert (figures.period()[0], sums(figures)) == (dt.date(2025, 11, 1), {"impressions": 60})


def test_the_period_of_a_report_is_not_the_day_of_its_rows():
    rows = [["2025-11-01", "2025-11-30", name, 5] for name in ("Une", "Deux", "Trois")]
    assert "date" not in guessed(csv_of(["Du", "Au", "Annonce", "Portée"], *rows)).values()


def test_rows_of_months_are_told():
    figures = mapped(csv_of(["Month", "Impressions"], ["2025-01", 1], ["2025-02", 2], ["2025-03", 3]))
    assert (told(figures), figures.notes[0].params["days"]) == (["rows_apart"], 28)


def test_a_bare_metric_in_an_unknown_language_asks_what_it_counts():
    first = daily("リーチ", ("2025-11-01T00:00:00", 5), header=("日付", "Primary"))
    figures = figures_of(first)
    assert (asked(figures), figures.questions[0].params["title"]) == (["metric", "network"], "リーチ")
    answers = {"metric": {figures.questions[0].about: "reach"}, "network": {figures.questions[1].about: "instagram"}}
    assert sums(figures_of(first, **answers)) == {"reach": 5}


@pytest.mark.parametrize("word", ["Total général", "合計", "Итого:", "Moyenne", "Gesamt"])
def test_rows_that_add_up_are_left_out(word):
    figures = mapped(csv_of(["Date", "Impressions"], ["2025-11-01", 1], ["2025-11-02", 2], [word, 3]))
    assert (sums(figures), told(figures), figures.refused) == ({"impressions": 3}, ["total_rows_skipped"], [])


def test_many_days_close_together_the_other_way_round_are_asked_about():
    rows = [
        {"Post ID": f"7{n}", "Page name": "Val", "Publish time": f"0{n}/05/2025 10:00", "Reach": 1} for n in range(1, 8)
    ]
    figures = figures_of(csv_of(FACEBOOK, *rows))
    assert (asked(figures), figures.questions[0].suggested) == (["date_order"], "dmy")


def test_times_are_in_the_zone_that_their_column_names():
    text = csv_of(
        ["Post ID", "Post time (PST)", "Message", "Impressions"], ["12345678", "2025-11-03 23:30", "Bonsoir à tous", 9]
    )
    figures = mapped(text)
    assert figures.posts[0].published_at == dt.datetime(2025, 11, 4, 7, 30, tzinfo=dt.UTC)
    assert figures.period()[0] == dt.date(2025, 11, 4)


@pytest.mark.parametrize(
    ("header", "hours"),
    [("Date (GMT)", 0), ("Time (UTC+05:30)", 5.5), ("Heure [UTC-3]", -3), ("Posted (America/New_York)", -5)],
)
def test_zones_that_a_name_states(header, hours):
    zone = stated_zone(header)
    assert dt.datetime(2025, 1, 15, tzinfo=zone).utcoffset() == dt.timedelta(hours=hours)
    assert without_zone(header) in ("Date", "Time", "Heure", "Posted")


@pytest.mark.parametrize("header", ["Watch time (hours)", "Revenue (USD)", "Durée (s)", "Views (A/B)", "X (+99)", "()"])
def test_other_words_in_brackets_are_no_zones(header):
    assert (stated_zone(header), without_zone(header)) == (None, header)


def test_a_column_that_proves_both_orders_leaves_its_doubtful_days_out():
    days = ["13/04/2025", "04/15/2025", "05/06/2025", "06/16/2025", "2025-06-17"]
    figures = mapped(csv_of(["Date", "Impressions"], *[[day, 1] for day in days]))
    assert [(refusal.value, refusal.code) for refusal in figures.refused] == [
        ("13/04/2025", "not_a_date"),
        ("05/06/2025", "ambiguous_date"),
    ]


@pytest.mark.parametrize(
    "day", ["2025年11月3日", "2025年11月3日(月)", "2025년 11월 3일", "٣ نوفمبر ٢٠٢٥", "3 Kasım 2025", "3 lis. 2025"]
)
def test_days_of_further_languages(day):
    figures = mapped(csv_of(["Date", "Impressions"], [day, 1], [day.replace("3", "4").replace("٣", "٤"), 1]))
    assert figures.period() == (dt.date(2025, 11, 3), dt.date(2025, 11, 4))


def test_addresses_under_an_unknown_name_make_posts():
    rows = [["https://example.org/1", "2025-11-03", 5], ["https://example.org/2", "2025-11-03", 7]]
    figures = mapped(csv_of(["Länk till inlägg", "Datum", "Visningar"], *rows))
    assert ([post.permalink[-1] for post in figures.posts], sums(figures)) == (["1", "2"], {"views": 12})


def test_a_second_table_of_the_same_days_that_contradicts_the_first_is_refused():
    table = csv_of(["Date", "Reach", "Likes"], *[[f"2025-11-0{day}", 10, 1] for day in (1, 2, 3)])
    text = f"Facebook\n{table}\nInstagram\n{table.replace('10', '20')}"
    with pytest.raises(Unreadable) as raised:
        mapped(text)
    assert (raised.value.code, raised.value.params["sheet"]) == ("torn_days", "Instagram")


def test_posts_told_several_times_over_are_refused():
    rows = [["2025-11-01", f"7{post}", day * post] for day in (1, 2, 3) for post in (1, 2)]
    with pytest.raises(Unreadable) as raised:
        mapped(csv_of(["Created at", "Post ID", "Views"], *rows))
    assert raised.value.code == "torn_posts"


@pytest.mark.parametrize("header", ["id_compte", "channelId", "Page name", "Réseau social"])
def test_columns_that_tell_accounts_apart(header):
    rows = [["2025-11-01", f"7{n}", f"compte{n}", n] for n in range(1, 29)]
    figures = mapped(csv_of(["Date", "Post ID", header, "Views"], *rows))
    assert (asked(figures), len(figures.questions[0].options)) == (["account"], 29)


@pytest.mark.parametrize(("header", "cells"), [("Engagement", ["0.35", "1.2"]), ("Clicks", ["0.02", "0.035"])])
def test_rates_without_a_sign_are_not_counts_either(header, cells):
    rows = [[f"2025-11-0{n}", 100, cell] for n, cell in enumerate(cells, start=1)]
    assert guessed(csv_of(["Date", "Reach", header], *rows)) == {"Date": "date", "Reach": "reach"}


def test_the_day_of_the_export_is_not_that_of_its_posts():
    rows = [["2025/11/20", "Une vidéo", "2025/11/01", 10], ["2025/11/20", "Une autre", "2025/11/02", 20]]
    assert guessed(csv_of(["Time", "Video title", "Post time", "Total views"], *rows)) == {
        "Video title": "text", "Post time": "date", "Total views": "views",
    }  # fmt: skip


def test_a_table_left_out_is_named_by_its_columns_where_nothing_else_does():
    text = csv_of(["Date", "Reach"], ["2025-11-01", 1], ["2025-11-02", 2]) + "\nPays,Abonnés\nFrance,100\nItalie,3\n"
    assert [note.params["sheet"] for note in figures_of(text).notes] == ["Pays, Abonnés"]


def test_accounts_are_told_apart_by_their_names_where_there_are_no_ids():
    columns = ["Post ID", "Account username", "Publish time", "Permalink", "Views", "Likes", "Saves"]
    rows = [[f"18{n}", name, "11/13/2025 10:00", "", 5, 1, 1] for n, name in enumerate(("centre", "nord", "nord"))]
    figures = figures_of(csv_of(columns, *rows))
    assert (asked(figures), figures.questions[0].options) == (["account"], ("centre", "nord", "*"))
