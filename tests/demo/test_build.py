import csv
import datetime as dt
import io
import re
from collections import Counter

import pytest

from demo import posts
from demo.build import DAILY_FILES, build
from strategy.networks import text_length

TODAY = dt.date(2026, 11, 22)
# A leap day, the first and last days of a year, summer: the demo must hold on any of them.
DAYS = [TODAY, dt.date(2028, 2, 29), dt.date(2027, 1, 1), dt.date(2026, 12, 31), dt.date(2027, 8, 15)]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def year(request, tmp_path_factory):
    """(today, folder, files) of a demo built on one of the days."""
    folder = tmp_path_factory.mktemp("demo")
    return request.param, folder, build(folder, request.param)


def post_file(files, network):
    return next(file.path for file in files if file.network == network and file.path.stem not in DAILY_FILES.values())


def read_csv(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def read_daily(path):
    """(title, {day: value}) of a daily file of Meta."""
    lines = path.read_bytes().decode("utf-16").split("\n")
    assert lines[0] == "sep=,"
    assert lines[2] == '"Date","Primary"'
    assert lines[-2:] == ["", ""]
    rows = csv.reader(lines[3:-2])
    return lines[1].strip('"'), {dt.datetime.fromisoformat(day).date(): int(value) for day, value in rows}


def whole(text):
    number = float(text.replace(",", ""))
    assert number == int(number)
    return int(number)


def month_first(text):
    return dt.datetime.strptime(text, "%m/%d/%Y %H:%M").date()


def test_the_same_day_gives_the_same_bytes(tmp_path):
    first, second = build(tmp_path / "a", TODAY), build(tmp_path / "b", TODAY)
    assert [file.path.relative_to(tmp_path / "a") for file in first] == [
        file.path.relative_to(tmp_path / "b") for file in second
    ]
    assert [file.path.read_bytes() for file in first] == [file.path.read_bytes() for file in second]


def test_another_day_moves_everything(tmp_path):
    now, later = build(tmp_path / "a", TODAY), build(tmp_path / "b", TODAY + dt.timedelta(days=1))
    for before, after in zip(now, later, strict=True):
        assert before.network == after.network
        assert before.path.read_bytes() != after.path.read_bytes()


def test_four_channels_in_small_files(year):
    _, folder, files = year
    assert Counter(file.network for file in files) == {"facebook": 5, "instagram": 5, "x": 1, "mastodon": 1}
    assert sorted(file.path for file in files) == sorted(path for path in folder.rglob("*") if path.is_file())
    assert sum(file.path.stat().st_size for file in files) < 400_000


def test_the_daily_files_cover_the_year_that_ends_yesterday(year):
    today, folder, _ = year
    for network in ("facebook", "instagram"):
        for name in DAILY_FILES.values():
            _, values = read_daily(folder / network / f"{name}.csv")
            assert len(values) == 365
            assert min(values) == today - dt.timedelta(days=365)
            assert max(values) == today - dt.timedelta(days=1)
            assert min(values.values()) >= 0 < sum(values.values())


def test_titles_and_byte_order_mark_of_the_daily_files(tmp_path):
    build(tmp_path, TODAY)
    titles = {
        path.relative_to(tmp_path).as_posix(): read_daily(path)[0]
        for name in DAILY_FILES.values()
        for path in tmp_path.rglob(f"{name}.csv")
    }
    assert titles == {
        "facebook/Reach.csv": "Facebook reach",
        "facebook/Visits.csv": "Facebook visits",
        "facebook/Interactions.csv": "Content interactions",
        "facebook/Follows.csv": "Facebook follows",
        "instagram/Reach.csv": "Instagram reach",
        "instagram/Visits.csv": "Instagram profile visits",
        "instagram/Interactions.csv": "Content interactions",
        "instagram/Follows.csv": "Instagram follows",
    }
    assert (tmp_path / "facebook/Reach.csv").read_bytes().startswith(b"\xff\xfes\0e\0p\0=\0,\0\n\0")


def published(network, rows):
    if network == "x":
        return [dt.date.fromisoformat(row["time"][:10]) for row in rows]
    column = "Heure de publication" if network == "facebook" else "Publish time"
    return [month_first(row[column]) for row in rows]


@pytest.mark.parametrize("network", ["facebook", "instagram", "x"])
def test_posts_cover_every_month_and_no_other_day(year, network):
    today, _, files = year
    days = published(network, read_csv(post_file(files, network)))
    assert 90 <= len(days) <= 250
    assert min(days) >= today - dt.timedelta(days=365)
    assert max(days) < today
    assert {(today - day).days // 31 for day in days} >= set(range(12))
    assert max(Counter(days).values()) <= 3


def test_facebook_figures_agree(year):
    _, folder, files = year
    path = post_file(files, "facebook")
    assert path.read_bytes().startswith(b'\xef\xbb\xbf"Identifiant de la publication","ID de la Page"')
    rows = read_csv(path)
    for row in rows:
        reactions, comments, shares = (whole(row[name]) for name in ("Réactions", "Commentaires", "Partages"))
        assert whole(row["Réactions, commentaires et partages"]) == reactions + comments + shares
        assert whole(row["Total des clics"]) >= whole(row["Clics sur un lien"])
        assert whole(row["Vues"]) >= whole(row["Couverture"]) >= reactions
        assert ("https://" in row["Titre"]) or row["Clics sur un lien"] == "0"
    _, interactions = read_daily(folder / "facebook/Interactions.csv")
    assert sum(interactions.values()) == sum(whole(row["Réactions, commentaires et partages"]) for row in rows)
    assert any("\n\n" in row["Titre"] for row in rows)


def test_instagram_figures_agree(year):
    _, folder, files = year
    path = post_file(files, "instagram")
    assert path.read_bytes().startswith(b'\xef\xbb\xbf"Post ID","Account ID","Account username"')
    assert re.search(rb',"\d,\d{3}",', path.read_bytes())  # thousands are separated, hence quoted
    rows = read_csv(path)
    total = 0
    for row in rows:
        actions = [whole(row[name]) for name in ("Likes", "Comments", "Shares", "Saves")]
        assert whole(row["Views"]) >= whole(row["Reach"]) >= actions[0]
        assert int(row["Post ID"]) > 2**53
        total += sum(actions)
    _, interactions = read_daily(folder / "instagram/Interactions.csv")
    assert sum(interactions.values()) == total


def test_x_figures_agree(year):
    _, _, files = year
    path = post_file(files, "x")
    assert path.read_bytes().startswith(b'"Tweet id","Tweet permalink","Tweet text","time","impressions"')
    rows = read_csv(path)
    assert {len(row) for row in rows} == {40}
    parts = [
        *("retweets", "replies", "likes", "user profile clicks", "url clicks", "hashtag clicks", "detail expands"),
        *("permalink clicks", "media engagements"),
    ]
    for row in rows:
        assert whole(row["engagements"]) == sum(whole(row[part]) for part in parts)
        assert float(row["engagement rate"]) == whole(row["engagements"]) / whole(row["impressions"])
        assert row["promoted impressions"] == "-"
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d \+0000", row["time"])
    assert [row["time"] for row in rows] == sorted((row["time"] for row in rows), reverse=True)


def test_x_tells_the_hour_in_universal_time(tmp_path):
    """The vows go out at 11:00 in Paris: 10:00 in winter; the queue of April at 8:30, summer time, 6:30."""
    rows = read_csv(post_file(build(tmp_path, TODAY), "x"))
    times = {row["Tweet text"].split()[0]: row["time"] for row in rows}
    assert times["Bonne"].endswith("10:00 +0000")
    assert next(row["time"] for row in rows if "par couleur" in row["Tweet text"]) == "2026-04-01 06:30 +0000"


def test_identifiers_are_unique_and_stay_from_one_day_to_the_next(tmp_path):
    for network, column in (("facebook", "Identifiant de la publication"), ("instagram", "Post ID"), ("x", "Tweet id")):
        today, tomorrow = (
            [row[column] for row in read_csv(post_file(build(tmp_path / str(day), day), network))]
            for day in (TODAY, TODAY + dt.timedelta(days=1))
        )
        assert len(set(today)) == len(today)
        assert len(set(today) - set(tomorrow)) <= 3  # the oldest day, and the one that moves with today


def test_some_posts_are_ignored_and_one_is_everywhere(year):
    _, _, files = year
    rows = read_csv(post_file(files, "facebook"))
    ignored = [row for row in rows if row["Réactions, commentaires et partages"] == row["Total des clics"] == "0"]
    assert ignored
    reach = sorted(whole(row["Couverture"]) for row in rows)
    assert reach[-1] > 5 * reach[len(reach) // 2]
    assert next(row for row in rows if whole(row["Couverture"]) == reach[-1])["Titre"].startswith("Il entre chaque")


def test_the_sheet_kept_by_hand(year):
    today, _, files = year
    sheet = next(file for file in files if file.network == "mastodon")
    assert list(sheet.mapping.values()) == ["date", "followers", "likes", "reposts", "replies"]
    rows = list(csv.DictReader(io.StringIO(sheet.path.read_bytes().decode("utf-8-sig")), delimiter=";"))
    assert list(rows[0]) == list(sheet.mapping)
    weeks = [dt.datetime.strptime(row["Semaine du"], "%d/%m/%Y").date() for row in rows]
    assert len(weeks) in (51, 52)
    assert {week.weekday() for week in weeks} == {0}
    assert weeks[-1] + dt.timedelta(days=6) < today
    followers = [int(row["Abonnés"].replace("\u202f", "")) for row in rows]
    assert followers == sorted(followers)
    assert "\u202f" in rows[-1]["Abonnés"]


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_texts_read_well_and_fit(today):
    plan = posts.plan(today)
    for post in plan:
        assert "{" not in post.long + post.short
        assert post.words("facebook").strip() == post.words("facebook")
        for network in post.networks:
            limit = {"facebook": 63_206, "instagram": 2_200, "x": 280}[network]
            words = post.words(network)
            assert 0 < text_length(network, words) <= limit
            assert words[0] == words[0].upper()
            assert "'" not in words
            assert not re.search(r" [;!?:»]|« ", words), words  # no-break spaces only
            assert words.count("#") <= 2
    assert len({post.long for post in plan}) >= 60


def test_seasons_follow_the_calendar():
    months = {}
    for post in posts.plan(TODAY):
        months.setdefault(post.code, set()).add(post.published.month)
    assert months["nuit-lecture"] == {1}
    assert months["rentree"] == {9}
    assert months["fete-musique"] == {6}
    assert months["prix-litteraires"] == {11}
    assert 8 not in months["heure-du-conte"]
    assert len(months["question"]) == 12


@pytest.mark.parametrize(
    ("day", "words"),
    [(dt.date(2026, 2, 1), "dimanche 1er\u00a0février"), (dt.date(2026, 8, 15), "samedi 15\u00a0août")],
)
def test_a_day_in_words(day, words):
    assert posts.in_words(day) == words


def test_an_event_is_announced_before_it_happens():
    """The tale of the Wednesday is announced on the Monday before."""
    tale = next(post for post in posts.plan(TODAY) if post.code == "heure-du-conte")
    assert tale.published.weekday() == 0
    assert posts.in_words(tale.published.date() + dt.timedelta(days=2)) in tale.long
