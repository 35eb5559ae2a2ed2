"""What several tables of one file have to say to each other, and rows that say little."""

import pytest

from imports.tables import Table, Unreadable
from kpis.formats import parse
from tests.kpis.export_files import FACEBOOK, X_CLASSIC, X_OVERVIEW, asked, sums, told
from tests.kpis.test_formats_meta_posts import A_POST
from tests.kpis.test_formats_x import A_TWEET


def sheet(name, header, *rows, file="book.xlsx"):
    cells = [[row.get(column, "") for column in header] if isinstance(row, dict) else list(row) for row in rows]
    return Table(file, name, "", list(header), cells, range(2, 2 + len(rows)))


def read(*tables, **answers):
    return parse(tables, timezone="Europe/Paris", answers=answers)


def test_a_second_sheet_adds_what_the_first_did_not_say():
    columns = ["Post ID", "Page ID", "Publish time", "Reach"]
    first = sheet("One", columns, ["7", "1", "03/18/2025 23:59", 21])
    second = sheet("Two", [*columns, "Shares", "Permalink"], ["7", "1", "03/18/2025 23:59", 21, 4, "https://fb/7"])
    figures = read(first, second)
    assert figures.totals() == {
        "reach": {"level": "post", "readings": 1, "sum": 21},
        "shares": {"level": "post", "readings": 1, "sum": 4},
    }
    assert (figures.rows, figures.posts[0].permalink, told(figures)) == (1, "https://fb/7", [])


def test_a_post_without_figures_is_a_post_and_a_repeated_one_is_not():
    bare = {**A_TWEET, "Tweet id": "5"} | dict.fromkeys(X_CLASSIC[4:], "")
    figures = read(sheet("One", X_CLASSIC, bare, A_TWEET, A_TWEET))
    assert (figures.rows, len(figures.posts)) == (2, 2)
    assert [note.params for note in figures.notes] == [{"rows": 1, "sheet": "One"}]


def test_a_row_with_nothing_but_a_date_is_no_post():
    columns = ["Post ID", "Page name", "Publish time", "Reach"]
    figures = read(sheet("One", columns, ["", "Val", "03/18/2025 10:00", ""], ["7", "Val", "03/18/2025 10:00", 2]))
    assert (figures.rows, len(figures.posts), figures.refused) == (1, 1, [])


def test_english_files_of_meta_keep_their_order_however_the_days_fall():
    rows = [{**A_POST, "Post ID": str(n), "Publish time": f"0{n}/05/2025 10:00"} for n in (1, 2, 3, 4)]
    figures = read(sheet("One", FACEBOOK, *rows))
    assert [post.wall[:10] for post in figures.posts] == ["2025-01-05", "2025-02-05", "2025-03-05", "2025-04-05"]
    assert asked(figures) == []


def test_days_close_together_suggest_the_order():
    header = ["Titre", "Heure de publication", "Réactions"]
    rows = [[f"n{day}", f"0{day}/05/2025 10:00", 1] for day in (1, 2, 3, 4)]
    figures = read(sheet("One", header, *rows))
    assert [post.wall[:10] for post in figures.posts][:2] == ["2025-05-01", "2025-05-02"]
    assert (asked(figures), figures.questions[0].suggested) == (["date_order"], "dmy")


def test_another_format_in_the_middle_of_a_table_is_refused():
    with pytest.raises(Unreadable) as raised:
        read(sheet("One", X_CLASSIC, A_TWEET, X_OVERVIEW, ["Sat, Sep 6, 2025", *range(13)]))
    assert (raised.value.code, raised.value.params["formats"]) == ("two_formats", ["x_posts", "x_overview"])


def test_an_unknown_sheet_beside_a_known_one_is_left_out():
    figures = read(sheet("Posts", FACEBOOK, A_POST), sheet("Notes", ["Jour", "Café"], ["2026-01-02", 3]))
    assert (asked(figures), told(figures), figures.rows) == ([], ["table_skipped"], 1)


def test_an_unknown_file_beside_a_known_one_is_asked_about():
    unknown = sheet("", ["Jour", "Vues"], ["2026-01-02", 3], file="other.csv")
    figures = read(sheet("Posts", FACEBOOK, A_POST), unknown)
    assert (asked(figures), figures.rows) == (["mapping"], 1)


def test_sheets_without_rows_do_not_make_two_formats():
    figures = read(sheet("Posts", FACEBOOK, A_POST), sheet("Tweets", X_CLASSIC))
    assert (figures.format, figures.networks, sums(figures)["reach"]) == ("meta_facebook_posts", ["facebook"], 21)


def test_headers_without_a_record():
    with pytest.raises(Unreadable) as raised:
        read(sheet("Posts", FACEBOOK), sheet("More", FACEBOOK, [""] * len(FACEBOOK)))
    assert (raised.value.code, raised.value.params) == ("header_only", {"format": "meta_facebook_posts"})


def test_refused_records_alone_are_figures_still_so_that_they_can_be_shown():
    figures = read(sheet("Posts", FACEBOOK, {**A_POST, "Publish time": "hier"}))
    assert (figures.rows, [refusal.code for refusal in figures.refused]) == (0, ["not_a_date"])
    assert figures.period() is None
