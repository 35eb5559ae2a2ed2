"""Unknown tables: what the columns seem to be, and the figures under a person's mapping."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.readers import read_bytes
from imports.tables import Table, Unreadable
from kpis.catalogue import Level
from kpis.formats import guess_mapping, header_signature, parse
from kpis.formats.periods import period_of
from tests.kpis.export_files import asked, csv_of, figures_of, sums, told


def table_of(text: str) -> Table:
    return read_bytes(text.encode(), "export.csv")[0]


def guessed(text: str) -> dict[str, str]:
    mapping = guess_mapping(table_of(text))
    return {column.header: column.metric or column.role for column in mapping.columns if column.role != "ignore"}


def test_german_days_with_dots_for_thousands():
    text = "Datum;Seiten-Follower;Reichweite\n01.10.2026;1.500;12.000\n02.10.2026;1.510;13.000\n"
    assert guessed(text) == {"Datum": "date", "Seiten-Follower": "followers", "Reichweite": "reach"}
    question = figures_of(text).questions[0]
    assert (question.code, question.params["level"], question.params["is_usable"]) == ("mapping", "channel_day", True)
    answer = guess_mapping(table_of(text)).answer()
    figures = figures_of(text, mapping={question.about: answer | {"network": "facebook"}})
    assert (figures.format, figures.networks) == ("mapped", ["facebook"])
    assert figures.totals() == {
        "reach": {"level": "channel_day", "readings": 2, "sum": 25000},
        "followers": {"level": "channel_day", "readings": 2, "sum": 3010},
    }


def test_names_in_code_style_and_ids_that_come_again():
    text = csv_of(
        ["videoId", "day", "view_count"], ["a1", "2026-01-02", 5], ["a1", "2026-01-03", 6], ["b2", "2026-01-02", 7]
    )
    assert guessed(text) == {"videoId": "post_id", "day": "date", "view_count": "views"}
    mapping = guess_mapping(table_of(text))
    assert mapping.level == "post_day"
    figures = figures_of(text, mapping={mapping.signature: mapping.answer()})
    assert [post.external_id for post in figures.posts] == ["a1", "b2"]
    assert [
        (level, dt.date.fromordinal(day).day, post, value) for _, level, _, day, post, value in figures.readings()
    ] == [
        (Level.POST_DAY, 2, 0, 5),
        (Level.POST_DAY, 3, 0, 6),
        (Level.POST_DAY, 2, 1, 7),
    ]


def test_linkedin_posts_are_posts():
    text = csv_of(
        ["Update title", "Update link", "Update type", "Created date", "Impressions", "Likes", "Engagement rate"],
        ["Bonjour", "https://www.linkedin.com/feed/update/urn:li:activity:66641", "Organic", "05/07/2020", 90, 5, 0.05],
        ["Bonsoir", "https://www.linkedin.com/feed/update/urn:li:activity:66642", "Organic", "05/27/2020", 10, 1, 0.1],
    )  # fmt: skip
    mapping = guess_mapping(table_of(text))
    assert mapping.level == "post"
    assert guessed(text) == {
        "Update title": "text", "Update link": "permalink", "Update type": "kind", "Created date": "date",
        "Impressions": "impressions", "Likes": "likes",
    }  # fmt: skip
    figures = figures_of(text, mapping={mapping.signature: mapping.answer()})
    assert sums(figures) == {"impressions": 100, "likes": 6}
    assert figures.posts[0].wall == "2020-05-07"


def test_a_date_column_without_a_known_name():
    assert guessed(csv_of(["Quand", "Portée"], ["2026-01-02", 5])) == {"Quand": "date", "Portée": "reach"}


def test_numbers_with_a_point_are_numbers():
    assert guessed(
        csv_of(["date", "likeCount"], ["2022-06-03T16:16:46Z", "1710.0"], ["2022-06-03T16:16:46Z", "978.0"])
    ) == {
        "date": "date",
        "likeCount": "likes",
    }


def test_a_name_alone_does_not_make_a_metric():
    assert guessed(csv_of(["Date", "Views"], ["2026-01-02", "many"], ["2026-01-03", "few"])) == {"Date": "date"}


def test_serial_numbers_under_a_date_are_dates():
    table = Table("a.xlsx", "Sheet", "", ["Created date", "Likes"], [[43958.0, 5.0], [43959.0, 6.0]], [2, 3])
    mapping = guess_mapping(table)
    figures = parse([table], timezone="UTC", answers={"mapping": {mapping.signature: mapping.answer()}})
    assert (sums(figures), figures.period()) == ({"likes": 11}, (dt.date(2020, 5, 7), dt.date(2020, 5, 8)))


def test_only_the_total_column_of_several_is_guessed():
    header = ["Date", "Clicks (organic)", "Clicks (sponsored)", "Clicks (total)"]
    assert guessed(csv_of(header, ["2026-01-02", 1, 2, 3])) == {"Date": "date", "Clicks (total)": "clicks"}


def test_the_signature_is_of_the_header_alone():
    one = table_of("Date,Vues\n2026-01-01,1\n")
    same = table_of("date , VUES\n2027-01-01,5\n2027-01-02,6\n")
    other = table_of("Vues,Date\n1,2026-01-01\n")
    assert header_signature(one) == header_signature(same)
    assert header_signature(one) != header_signature(other)


def test_mapping_counts_what_can_be_read():
    mapping = guess_mapping(table_of("Date,Vues,Note\n2026-01-01,1,a\n2026-01-02,x,\nTotal,3,\n"))
    assert [(c.filled, c.dates, c.numbers) for c in mapping.columns] == [(3, 2, 0), (3, 0, 2), (1, 0, 0)]
    assert mapping.columns[0].example == "2026-01-01"
    assert mapping.sample == [["2026-01-01", "1", "a"], ["2026-01-02", "x", ""], ["Total", "3", ""]]


def test_dates_without_a_year_ask_for_the_period():
    text = csv_of(["Date", "Video Views"], ["December 31", 5], ["January 1", 6])
    mapping = guess_mapping(table_of(text))
    answers = {"mapping": {mapping.signature: mapping.answer()}}
    unknown = figures_of(text, **answers)
    assert asked(unknown) == ["network", "period"]
    assert [refusal.code for refusal in unknown.refused] == ["year_missing", "year_missing"]
    known = figures_of(text, **answers, period={"from": "2025-12-01", "to": "2026-01-31"})
    assert known.period() == (dt.date(2025, 12, 31), dt.date(2026, 1, 1))
    assert known.refused == []


def test_dates_without_a_year_are_of_the_year_before_the_file_came():
    table = Table("a.csv", "", "", ["Date", "Video Views"], [["December 31", 5], ["January 1", 6]], [2, 3])
    mapping = guess_mapping(table)
    answers = {"mapping": {mapping.signature: mapping.answer()}, "network": "tiktok"}
    figures = parse([table], timezone="UTC", answers=answers, today=dt.date(2026, 3, 1))
    assert figures.period() == (dt.date(2025, 12, 31), dt.date(2026, 1, 1))
    assert (figures.questions, figures.refused) == ([], [])


@pytest.mark.parametrize(("today", "day"), [("2026-04-01", "2026-03-06"), ("2026-08-01", None)])
def test_an_order_that_leads_into_the_future_is_not_meant(today, day):
    table = Table("a.csv", "", "", ["Jour", "Vues"], [["03/06/2026", 5]], [2])
    mapping = guess_mapping(table)
    answers = {"mapping": {mapping.signature: mapping.answer()}, "network": "x"}
    figures = parse([table], timezone="UTC", answers=answers, today=dt.date.fromisoformat(today))
    assert asked(figures) == ([] if day else ["date_order"])
    assert day is None or figures.period()[0].isoformat() == day


def test_decimal_mark_can_be_answered():
    text = "Jour;Secondes regardées\n2026-01-02;1.500\n"
    mapping = guess_mapping(table_of(text))
    answers = {"mapping": {mapping.signature: mapping.answer()}}
    assert sums(figures_of(text, **answers)) == {"watch_seconds": 1.5}
    assert sums(figures_of(text, **answers, decimal={mapping.signature: ","})) == {"watch_seconds": 1500}


def test_decimals_add_up_exactly():
    text = csv_of(["Date", "Seconds viewed"], ["2026-01-01", "0.1"], ["2026-01-02", "0.2"])
    mapping = guess_mapping(table_of(text))
    figures = figures_of(text, mapping={mapping.signature: mapping.answer()})
    assert sums(figures) == {"watch_seconds": 0.3}


def test_an_id_mapped_as_a_metric_is_refused():
    text = csv_of(["Date", "Vues"], ["2026-01-01", "18355151116178767"], ["2026-01-02", "5"])
    mapping = guess_mapping(table_of(text))
    figures = figures_of(text, mapping={mapping.signature: mapping.answer()})
    assert [refusal.code for refusal in figures.refused] == ["too_large_number"]
    assert sums(figures) == {"views": 5}


def test_a_sheet_may_be_left_out():
    tables = [
        Table("a.xlsx", "One", "", ["Date", "Likes"], [["2026-01-01", 5]], [2]),
        Table("a.xlsx", "Two", "", ["Date", "Shares"], [["2026-01-01", 6]], [2]),
    ]
    first, second = map(guess_mapping, tables)
    answers = {"mapping": {first.signature: first.answer(), second.signature: "ignore"}, "network": "linkedin"}
    figures = parse(tables, timezone="UTC", answers=answers)
    assert (sums(figures), asked(figures), told(figures)) == ({"likes": 5}, [], ["table_skipped"])


@pytest.mark.parametrize("columns", [{"1": "metric:likes"}, {"0": "date"}, {"0": "date", "1": "metric:no_such"}])
def test_a_mapping_without_date_or_metric_is_asked_again(columns):
    table = Table("a.csv", "", "", ["Date", "Likes"], [["2026-01-01", 5]], [2])
    answer = {"level": "post", "network": "x", "columns": columns}
    figures = parse([table], timezone="UTC", answers={"mapping": {header_signature(table): answer}})
    assert (asked(figures), figures.rows) == (["mapping"], 0)


def test_one_question_for_sheets_of_one_header():
    tables = [
        Table("a.xlsx", name, "", ["Date", "Likes"], [[f"2026-01-{day}", 5]], [2])
        for name, day in (("A", "01"), ("B", "02"))
    ]
    assert asked(parse(tables, timezone="UTC")) == ["mapping"]
    mapping = guess_mapping(tables[0])
    figures = parse(tables, timezone="UTC", answers={"mapping": {mapping.signature: mapping.answer()}})
    assert (figures.rows, sums(figures)) == (2, {"likes": 10})


@pytest.mark.parametrize(
    ("text", "code"),
    [("Ville,Vues\nParis,3\nLyon,4\n", "no_dates"), ("Date,Ville\n2026-01-02,Paris\n2026-01-03,Lyon\n", "no_numbers")],
)
def test_a_table_without_dates_or_numbers_is_refused(text, code):
    with pytest.raises(Unreadable) as raised:
        figures_of(text)
    assert raised.value.code == code


def test_no_table_at_all():
    with pytest.raises(Unreadable) as raised:
        parse([], timezone="UTC")
    assert raised.value.code == "no_table"


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("Mar-18-2025_Apr-14-2025_553302954456165.csv", (dt.date(2025, 3, 18), dt.date(2025, 4, 14))),
        ("account_analytics_content_2026-04-27_2026-07-25.csv", (dt.date(2026, 4, 27), dt.date(2026, 7, 25))),
        ("tweet_activity_metrics_val_20161201_20170101_en.csv", (dt.date(2016, 12, 1), dt.date(2017, 1, 1))),
        ("export_2026-02-31_2026-03-05.csv", None),
        ("20170101.csv", None),
        ("2026-07-25_2026-04-27.csv", None),
        ("1664278361210560.csv", None),
    ],
)
def test_period_of_a_file_name(name, period):
    assert period_of(name) == period


@given(
    st.lists(
        st.tuples(st.dates(dt.date(2000, 1, 1), dt.date(2060, 1, 1)), st.one_of(st.none(), st.integers(-5, 10**9))),
        min_size=1,
        unique_by=lambda row: row[0],
    )
)
def test_sums_are_those_of_the_rows(rows):
    table = Table(
        "a.csv",
        "",
        "",
        ["Date", "Likes", "Shares"],
        [[d.isoformat(), "" if n is None else str(n), "1"] for d, n in rows],
        range(2, len(rows) + 2),
    )
    mapping = {
        header_signature(table): {
            "level": "channel_day",
            "network": "x",
            "columns": {"0": "date", "1": "metric:likes", "2": "metric:shares"},
        }
    }
    figures = parse([table], timezone="UTC", answers={"mapping": mapping})
    known = [n for _, n in rows if n is not None]
    likes = figures.totals().get("likes", {"readings": 0, "sum": 0})
    assert (likes["readings"], likes["sum"]) == (len(known), sum(known))
    assert figures.totals()["shares"]["sum"] == figures.rows == len(rows)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 28), st.integers(0, 3)), min_size=1, max_size=30))
def test_reading_a_table_twice_changes_nothing(rows):
    table = Table(
        "a.csv",
        "",
        "",
        ["id", "Date", "Likes"],
        [[i, f"2026-01-{d:02}", str(n)] for i, d, n in rows],
        range(2, len(rows) + 2),
    )
    mapping = {
        header_signature(table): {
            "level": "post_day",
            "network": "x",
            "columns": {"0": "post_id", "1": "date", "2": "metric:likes"},
        }
    }
    once = parse([table], timezone="UTC", answers={"mapping": mapping})
    twice = parse([table, table], timezone="UTC", answers={"mapping": mapping})
    assert once.totals() == twice.totals()
    assert once.rows == twice.rows == len({(i, d) for i, d, _ in rows})
    first = {}
    for i, d, n in rows:
        first.setdefault((i, d), n)
    assert once.totals()["likes"]["sum"] == sum(first.values())
