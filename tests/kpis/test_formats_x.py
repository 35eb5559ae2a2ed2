"""X exports: per post (classic, current, Portuguese) and per day."""

import datetime as dt

import pytest

from imports.tables import Table, Unreadable
from kpis.catalogue import Level
from kpis.formats import guess_mapping, recognise, x_posts
from tests.kpis.export_files import X_CLASSIC, X_CONTENT, X_OVERVIEW, asked, csv_of, figures_of, sums, told

A_TWEET = {
    "Tweet id": "812369747765362688",
    "Tweet permalink": "https://twitter.com/val/status/812369747765362688",
    "Tweet text": "Ouvert\nce soir, &amp; demain",
    "time": "2026-08-15 22:30 +0000",
    "impressions": "1938.0",
    "engagements": "18.0",
    "engagement rate": "0.0092",
    "retweets": "2.0",
    "replies": "1.0",
    "likes": "5.0",
    "user profile clicks": "3.0",
    "url clicks": "7.0",
    "hashtag clicks": "0.0",
    "detail expands": "4.0",
    "permalink clicks": "0.0",
    "follows": "1",
    "media views": "0",
    "media engagements": "0",
} | {name: "-" for name in X_CLASSIC if name.startswith("promoted")}


def test_classic_export():
    other = {**A_TWEET, "Tweet id": "812369747765362689", "Tweet permalink": "", "impressions": "62.0"}
    figures = figures_of(csv_of(X_CLASSIC, A_TWEET, other))
    assert (figures.format, figures.locale, figures.networks, figures.rows) == ("x_posts", "en", ["x"], 2)
    assert sums(figures) == {
        "impressions": 2000, "engagements": 36, "likes": 10, "reposts": 4, "replies": 2, "link_clicks": 14,
        "profile_visits": 6, "follows": 2, "hashtag_clicks": 0, "detail_expands": 8, "permalink_clicks": 0,
        "media_views": 0, "media_engagements": 0,
    }  # fmt: skip
    assert {total["level"] for total in figures.totals().values()} == {"post"}
    assert all(isinstance(total["sum"], int) for total in figures.totals().values())
    assert figures.questions == []


def test_a_post_keeps_its_words_and_its_moment():
    post = figures_of(csv_of(X_CLASSIC, A_TWEET)).posts[0]
    assert post.external_id == post.key == "812369747765362688"
    assert post.permalink == "https://twitter.com/val/status/812369747765362688"
    assert post.text == "Ouvert\nce soir, & demain"
    assert post.published_at == dt.datetime(2026, 8, 15, 22, 30, tzinfo=dt.UTC)
    assert post.wall == "2026-08-15T22:30:00+00:00"


def test_readings_belong_to_the_day_of_publication_where_the_workspace_is():
    in_paris = figures_of(csv_of(X_CLASSIC, A_TWEET))
    in_utc = figures_of(csv_of(X_CLASSIC, A_TWEET), timezone="UTC")
    assert in_paris.period() == (dt.date(2026, 8, 16), dt.date(2026, 8, 16))
    assert in_utc.period() == (dt.date(2026, 8, 15), dt.date(2026, 8, 15))
    network, level, metric, day, post, value = next(in_utc.readings())
    assert (network, level, metric, post, value) == (0, Level.POST, 1, 0, 1938)
    assert day == dt.date(2026, 8, 15).toordinal()


def test_current_content_export():
    row = ["2074000000000000001", "Tue, Jul 14, 2026", "Feu d’artifice", "https://x.com/val/status/2074000000000000001"]
    figures = figures_of(
        csv_of(X_CONTENT, [*row, 122978, 12, 300, 5, 6, 7, 8, 9, 129, 200, 66, 10, 11]),
        "account_analytics_content_2026-04-27_2026-07-25.csv",
    )
    assert figures.format == "x_posts"
    assert sums(figures) == {
        "impressions": 122978, "likes": 12, "engagements": 300, "saves": 5, "shares": 6, "follows": 7, "replies": 8,
        "reposts": 9, "profile_visits": 129, "detail_expands": 200, "link_clicks": 66, "hashtag_clicks": 10,
        "permalink_clicks": 11,
    }  # fmt: skip
    assert figures.posts[0].wall == "2026-07-14"
    assert figures.posts[0].published_at == dt.datetime(2026, 7, 13, 22, tzinfo=dt.UTC)


def test_portuguese_headers():
    header = ["ID", "Data", "Texto do post", "Postar link", "Impressões", "Curtidas", "Engajamentos",
              "Itens salvos",
              "Compartilhamentos", "Novos seguidores", "Respostas", "Reposts", "Visitas ao perfil",
              "Expansões de detalhes", "Cliques de URL", "Cliques de hashtag",
              "Cliques de link permanente"]  # fmt: skip
    row = ["2074000000000000001", "2026-07-14", "Olá", "https://x.com/a/status/2074000000000000001", *range(1, 14)]
    figures = figures_of(csv_of(header, row))
    assert (figures.format, figures.locale) == ("x_posts", "pt")
    assert sums(figures)["saves"] == 4
    assert sums(figures)["link_clicks"] == 11


def test_columns_missing_extra_and_in_another_order():
    header = ["likes", "Colour", "impressions", "Tweet text", "time", "retweets", "Tweet id", "replies"]
    figures = figures_of(csv_of(header, [3, "red", 10, "bonjour", "2026-01-02 10:00 +0000", 1, "99", 0]))
    assert figures.format == "x_posts"
    assert sums(figures) == {"impressions": 10, "likes": 3, "reposts": 1, "replies": 0}


def test_missing_values_are_not_zeros():
    figures = figures_of(csv_of(X_CLASSIC, {**A_TWEET, "likes": "-", "replies": "", "follows": "NAN"}))
    assert not {"likes", "replies", "follows"} & sums(figures).keys()
    assert figures.rows == 1


def test_overview_newest_first():
    figures = figures_of(
        csv_of(
            X_OVERVIEW,
            ["Sat, Sep 6, 2025", 3388, 25, 104, 1, 0, 2, 4, 6, 5, 25, 3, 8, 9],
            ["Fri, Sep 5, 2025", 12, 5, 6, 1, 0, 2, 0, 1, 2, 3, 0, 0, 0],
        )
    )
    assert figures.format == "x_overview"
    assert sums(figures) == {
        "impressions": 3400, "likes": 30, "engagements": 110, "saves": 2, "shares": 0, "follows": 4, "unfollows": 4,
        "replies": 7, "reposts": 7, "profile_visits": 28, "posts": 3, "video_views": 8, "media_views": 9,
    }  # fmt: skip
    assert {total["level"] for total in figures.totals().values()} == {"channel_day"}
    assert figures.posts == []
    assert figures.period() == (dt.date(2025, 9, 5), dt.date(2025, 9, 6))


def test_classic_export_by_day():
    header = ["Date", "Tweets published", *X_CLASSIC[4:20]]
    figures = figures_of(csv_of(header, ["2020-04-01", 2, 100, 9, 0.09, 1, 2, 3, 4, 5, 0, 1, 0, 0, 0, 0, 0, 0]))
    assert figures.format == "x_overview"
    assert sums(figures)["posts"] == 2
    assert sums(figures)["profile_visits"] == 4


@pytest.mark.parametrize(
    ("text", "permalink", "figures", "kind"),
    [
        ("bonjour", "", {}, "text"),
        ("bonjour", "", {"media_views": 3}, "media"),
        ("bonjour", "", {"media_engagements": 1, "media_views": 0}, "media"),
        ("voir pic.twitter.com/abc", "", {}, "image"),
        ("voir", "https://x.com/a/status/1/video/1", {}, "video"),
        ("lire https://t.co/x", "", {"media_views": 0}, "link"),
        ("@val merci", "", {}, "reply"),
        ("RT @val: oui", "", {}, "share"),
    ],
)
def test_kinds_come_from_texts_and_media(text, permalink, figures, kind):
    assert x_posts.guess_kind(text, permalink, figures) == kind


def test_a_repeated_record_counts_once():
    figures = figures_of(csv_of(X_CLASSIC, A_TWEET, A_TWEET))
    assert (figures.rows, len(figures.posts), sums(figures)["impressions"]) == (1, 1, 1938)
    assert told(figures) == ["repeated_rows_skipped"]


def test_a_record_that_contradicts_an_earlier_one_is_refused():
    figures = figures_of(csv_of(X_CLASSIC, A_TWEET, {**A_TWEET, "likes": "6.0"}))
    assert sums(figures)["likes"] == 5
    (refusal,) = figures.refused
    assert (refusal.code, refusal.column, refusal.value) == ("contradicts_earlier_row", "likes", "6.0")
    assert figures.rows == 1


def test_total_row_is_no_post():
    figures = figures_of(csv_of(X_CLASSIC, A_TWEET, {"Tweet id": "Total", "impressions": "1938"}))
    assert (figures.rows, sums(figures)["impressions"], figures.refused) == (1, 1938, [])
    assert told(figures) == ["total_rows_skipped"]


def test_ids_that_a_spreadsheet_rounded_are_found_again_in_the_permalink():
    figures = figures_of(csv_of(X_CLASSIC, {**A_TWEET, "Tweet id": "8.1237E+17"}))
    assert figures.posts[0].external_id == "812369747765362688"
    assert told(figures) == ["rounded_ids"]


def test_a_rounded_id_alone_is_refused():
    figures = figures_of(csv_of(X_CLASSIC, {**A_TWEET, "Tweet id": "8,12E+17", "Tweet permalink": ""}))
    (refusal,) = figures.refused
    assert (refusal.code, refusal.row, refusal.column, refusal.value) == ("rounded_id", 2, "Tweet id", "8,12E+17")
    assert figures.rows == 0


def test_ids_all_ending_in_zeros_are_rounded_ones():
    rows = [{**A_TWEET, "Tweet id": f"8123697477653{n}0000", "Tweet permalink": ""} for n in (10, 20, 30)]
    assert [refusal.code for refusal in figures_of(csv_of(X_CLASSIC, *rows)).refused] == ["rounded_id"] * 3


def test_rows_that_cannot_be_aligned_are_refused_one_by_one():
    good = [A_TWEET.get(name, "") for name in X_CLASSIC]
    too_long = [*good[:2], "texte", "coupé", *good[3:]]
    bad_id = ["sans id", *good[1:]]
    bad_date = [good[0], *good[1:3], "hier", *good[4:]]
    no_date = ["812369747765362699", *good[1:3], "", *good[4:]]
    bad_number = ["812369747765362690", *good[1:4], "beaucoup", *good[5:]]
    figures = figures_of(csv_of(X_CLASSIC, good, too_long, bad_id, bad_date, no_date, bad_number))
    assert [(r.row, r.column, r.value, r.code) for r in figures.refused] == [
        (4, "", "-", "too_many_fields"),
        (5, "Tweet id", "sans id", "not_an_id"),
        (7, "time", "hier", "not_a_date"),
        (9, "time", "", "missing_date"),
        (11, "impressions", "beaucoup", "not_a_number"),
    ]
    assert (figures.rows, sums(figures)["impressions"]) == (1, 1938)


def test_a_record_short_of_trailing_fields_is_accepted():
    good = [A_TWEET.get(name, "") for name in X_CLASSIC]
    figures = figures_of(csv_of(X_CLASSIC, good, ["812369747765362690", *good[1:5]]))
    assert (figures.rows, figures.refused) == (2, [])
    assert sums(figures)["impressions"] == 3876
    assert sums(figures)["likes"] == 5


def test_the_header_again_in_the_middle_is_skipped():
    figures = figures_of(csv_of(X_CLASSIC, A_TWEET, X_CLASSIC, {**A_TWEET, "Tweet id": "812369747765362690"}))
    assert figures.rows == 2
    assert figures.refused == []
    assert "header_rows_skipped" in told(figures)


def test_header_only():
    with pytest.raises(Unreadable) as raised:
        figures_of(csv_of(X_CLASSIC))
    assert raised.value.code == "header_only"


def test_a_list_of_tweets_of_another_origin_is_left_to_the_mapping():
    text = csv_of(["created_at", "text", "url", "replies", "retweets"], ["2026-01-02", "a", "https://x.com/1", 3, 4])
    figures = figures_of(text)
    assert (figures.format, asked(figures)) == ("", ["mapping"])


def test_recognition_is_by_whole_headers():
    header = ["Date", "Impressions rate", "Engagements per day", "Reposts of others", "Replies sent", "New follows?"]
    table = Table("f", "", "", header, [["2026-01-01", 1, 2, 3, 4, 5]], [2])
    assert recognise(table) is None
    assert guess_mapping(table).columns[1].role == "ignore"
