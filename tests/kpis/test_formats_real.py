"""The real exports kept beside the project: our sums against a naive reading of the same bytes.

The naive side knows nothing of ``imports`` nor ``kpis.formats``: csv module, one column name, plain int or Decimal.
"""

import csv
import io
import os
from decimal import Decimal
from pathlib import Path

import pytest

from imports.readers import read_file
from imports.tables import Unreadable
from kpis.formats import guess_mapping, parse

REAL = Path(os.environ.get("CMTOOL_REAL_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
EXPORTS = REAL / "1_analytics_exports"

if not EXPORTS.is_dir():
    pytest.skip(f"no real exports in {REAL} (CMTOOL_REAL_DATA)", allow_module_level=True)

MISSING = {"", "-", "--", "NAN", "NA"}


def files(pattern: str) -> list[Path]:
    return sorted(EXPORTS.glob(pattern))


def naive_text(path: Path) -> str:
    data = path.read_bytes()
    return data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")


def naive_sum(cells) -> int | Decimal:
    total = sum((Decimal(cell.replace(",", "")) for cell in cells if cell.strip() not in MISSING), Decimal(0))
    return int(total) if total == int(total) else total


def naive_columns(path: Path) -> tuple[int, dict[str, list[str]]]:
    """Number of records, and the cells by column name (the first of a name)."""
    header, *rows = csv.reader(io.StringIO(naive_text(path)))
    if len(header) == 1:  # each record wrapped in one cell
        header, *rows = (next(csv.reader([record[0]])) for record in [header, *rows])
    return len(rows), {name: [row[header.index(name)] for row in rows] for name in header}


def ours(*paths: Path, **answers):
    return parse([t for path in paths for t in read_file(path, path.name)], timezone="Europe/Paris", answers=answers)


def check(figures, columns, names: dict[str, str]) -> None:
    totals = figures.totals()
    for code, name in names.items():
        cells = columns[name]
        assert totals.get(code, {"sum": 0})["sum"] == float(naive_sum(cells)), (code, name)
        assert totals.get(code, {"readings": 0})["readings"] == sum(c.strip() not in MISSING for c in cells), code


X_COLUMNS = {
    "impressions": "impressions", "engagements": "engagements", "reposts": "retweets", "replies": "replies",
    "likes": "likes", "profile_visits": "user profile clicks", "link_clicks": "url clicks", "follows": "follows",
    "hashtag_clicks": "hashtag clicks", "detail_expands": "detail expands", "media_views": "media views",
}  # fmt: skip


@pytest.mark.parametrize("path", files("x_twitter/*tweet_activity_metrics*.csv"), ids=lambda path: path.stem[-21:])
def test_x_posts(path):
    figures = ours(path)
    rows, columns = naive_columns(path)
    assert (figures.format, figures.locale, figures.rows, len(figures.posts)) == ("x_posts", "en", rows, rows)
    check(figures, columns, X_COLUMNS)
    assert figures.refused == []
    assert [post.external_id for post in figures.posts] == columns["Tweet id"]


def test_months_of_x_posts_together():
    paths = files("x_twitter/*tweet_activity_metrics*.csv")
    naive = [naive_columns(path) for path in paths]
    ids = {tweet for _, columns in naive for tweet in columns["Tweet id"]}
    figures = ours(*paths)
    assert len(figures.posts) == len(ids)
    if sum(rows for rows, _ in naive) == len(ids):
        assert figures.totals()["impressions"]["sum"] == sum(naive_sum(c["impressions"]) for _, c in naive)


def test_x_overview():
    (path,) = files("x_twitter/*overview*.csv")
    figures = ours(path)
    rows, columns = naive_columns(path)
    assert (figures.format, figures.rows) == ("x_overview", rows)
    names = {"saves": "Bookmarks", "follows": "New follows", "posts": "Create Post", "profile_visits": "Profile visits"}
    check(
        figures, columns, names | {code: code.capitalize() for code in ("impressions", "likes", "reposts", "unfollows")}
    )


POSTS = {
    "views": "Views", "reach": "Reach", "reactions": "Reactions", "comments": "Comments", "shares": "Shares",
    "clicks": "Total clicks", "link_clicks": "Link Clicks", "likes": "Likes", "saves": "Saves", "follows": "Follows",
    "video_views": "3-second video views", "watch_seconds": "Seconds viewed",
}  # fmt: skip


@pytest.mark.parametrize(
    "path", files("meta_facebook_instagram/*20[0-9][0-9]_*20[0-9][0-9]_*.csv"), ids=lambda path: path.stem[-16:]
)
def test_meta_posts(path):
    figures = ours(path)
    rows, columns = naive_columns(path)
    is_instagram = "Account username" in columns
    assert figures.format == ("meta_instagram_posts" if is_instagram else "meta_facebook_posts")
    assert (figures.rows, len(figures.posts), figures.refused, figures.questions) == (rows, rows, [], [])
    check(figures, columns, {code: name for code, name in POSTS.items() if name in columns})
    combined = next((name for name in columns if name.lower() == "reactions, comments and shares"), None)
    if combined:
        check(figures, columns, {"engagements": combined})


def daily_files() -> list[Path]:
    return [path for path in files("meta_facebook_instagram/*.csv") if "Primary" in naive_text(path)[:200]]


@pytest.mark.parametrize("path", daily_files(), ids=lambda path: path.stem[-24:])
def test_meta_daily(path):
    lines = [line.replace('"', "") for line in naive_text(path).splitlines()]
    pairs = [line.replace(";", ",").split(",") for line in lines if line[:2] == "20"]
    figures = ours(path)
    assert (figures.format, figures.rows, figures.refused) == ("meta_daily", len(pairs), [])
    (section,) = figures.sections
    assert (section.readings, section.sum) == (len(pairs), sum(int(value) for _, value in pairs))
    assert (section.network == "") == (len(figures.questions) == 1)


def naive_workbook(path: Path) -> list[list]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    return [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]


def test_x_workbook_of_months():
    (path,) = files("x_twitter/*Twitter Q1.xls")
    rows = [row for row in naive_workbook(path) if not isinstance(row[0], str)]
    figures = ours(path)
    assert (figures.format, figures.rows) == ("x_overview", len(rows))
    assert figures.totals()["impressions"]["sum"] == sum(row[2] for row in rows)
    assert figures.totals()["posts"]["sum"] == sum(row[1] for row in rows)


@pytest.mark.parametrize("year", [2021, 2022])
def test_old_facebook_workbooks(year):
    (path,) = files(f"meta_facebook_instagram/*FacebookPosts{year}.xlsx")
    header, *rows = naive_workbook(path)
    column = header.index("Lifetime Post Total Reach")
    figures = ours(path)
    assert figures.format == "meta_facebook_posts"
    assert figures.totals()["reach"]["sum"] == sum(row[column] for row in rows if row[column] != "")


def test_old_facebook_workbook_in_xml():
    from defusedxml import ElementTree

    (path,) = files("meta_facebook_instagram/*Facebook Posts Q2.xls")
    space = "{urn:schemas-microsoft-com:office:spreadsheet}"
    sheet = next(ElementTree.parse(path).getroot().iter(f"{space}Worksheet"))
    rows = [[cell.findtext(f"{space}Data") for cell in row.iter(f"{space}Cell")] for row in sheet.iter(f"{space}Row")]
    posts = [row for row in rows[1:] if row[0]]
    figures = ours(path)
    assert (figures.format, figures.rows, len(figures.posts)) == ("meta_facebook_posts", len(posts), len(posts))
    for code, name in (("reach", "Lifetime Post Total Reach"), ("impressions", "Lifetime Post Total Impressions")):
        assert figures.totals()[code]["sum"] == sum(int(row[rows[0].index(name)]) for row in posts)


GUESSES = {
    "google_analytics/*": {"Date": "date"},
    "tiktok/*Overview*": {"Date": "date", "Video Views": "video_views", "Profile Views": "profile_visits"},
    "tiktok/*TIKTOK_RAW*": {"Date": "date", "Reached audience": "reach", "Lost followers": "unfollows"},
    "tiktok/*VIDEO_RAW*": {"Post time": "date", "Video link": "permalink", "Add to Favorites": "saves"},
    "youtube_studio/*Content*": {"Video publish time": "date", "Content": "post_id", "Views": "views"},
    "x_twitter/*monthly*": {"date": "date", "followers": "followers", "tweet_impressions": "impressions"},
    "linkedin/*2021*": {"Created date": "date", "Update link": "permalink", "Impressions": "impressions"},
    "linkedin/*Q2*": {"Date": "date", "Impressions (total)": "impressions", "Clicks (total)": "clicks"},
}


@pytest.mark.parametrize("pattern", GUESSES)
def test_other_exports_are_guessed(pattern):
    (path,) = files(pattern)
    guesses = [
        {column.header: column.metric or column.role for column in guess_mapping(table).columns}
        for table in read_file(path, path.name)
    ]
    assert any(GUESSES[pattern].items() <= guess.items() for guess in guesses)


def test_tiktok_days_under_the_guess():
    (path,) = files("tiktok/*TIKTOK_RAW*")
    (table,) = read_file(path, path.name)
    mapping = guess_mapping(table)
    figures = ours(path, mapping={mapping.signature: mapping.answer() | {"network": "tiktok"}})
    rows, columns = naive_columns(path)
    assert figures.rows == rows
    check(figures, columns, {"reach": "Reached audience", "video_views": "Video views", "unfollows": "Lost followers"})


def every_file(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in REAL.glob(pattern) if path.is_file())


@pytest.mark.parametrize(
    "path",
    every_file("1_analytics_exports/*/*", "2_posts_engagement/*", "7_nasty/**/*"),
    ids=lambda path: path.name[-40:],
)
def test_every_file_is_read_or_refused_in_words(path):
    try:
        figures = ours(path)
    except Unreadable as refused:
        assert refused.code
    else:
        assert figures.rows or figures.questions or figures.refused
