"""From files to staged figures in a process of its own, and back."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np

from kpis.catalogue import Level
from kpis.formats.figures import Batch, Figures, Post
from kpis.formats.staging import read_staged, write_staged
from tests.kpis.export_files import INSTAGRAM, X_CLASSIC, csv_of, daily, figures_of
from tests.kpis.test_formats_x import A_TWEET

ROOT = Path(__file__).resolve().parents[2]


def run(tmp_path, *files: tuple[str, bytes], answers=None):
    arguments = []
    for index, (name, data) in enumerate(files):
        path = tmp_path / f"upload{index}"
        path.write_bytes(data)
        arguments += ["--input", str(path), name]
    options = tmp_path / "options.json"
    options.write_text(json.dumps({"timezone": "Europe/Paris", "today": "2026-03-01", "answers": answers or {}}))
    return subprocess.run(
        [sys.executable, "-m", "kpis.formats.child", *arguments, "--options", options, "--out", tmp_path / "out"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_file_is_read_and_staged(tmp_path):
    done = run(tmp_path, ("tweets.csv", csv_of(X_CLASSIC, A_TWEET).encode()))
    assert (done.returncode, done.stderr) == (0, "")
    summary = json.loads(done.stdout)
    assert (summary["format"], summary["rows"], summary["posts"]) == ("x_posts", 1, 1)
    assert summary["metrics"]["impressions"] == {"level": "post", "readings": 1, "sum": 1938}
    staged = read_staged(tmp_path / "out")
    assert staged.summary == summary
    assert staged.posts[0].text == "Ouvert\nce soir, & demain"
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["figures.json", "figures.npz"]


def test_several_files_make_one_import(tmp_path):
    done = run(
        tmp_path,
        ("reach.csv", daily("Facebook reach", ("2026-01-02T00:00:00", 5))),
        ("visits.csv", daily("Instagram profile visits", ("2026-01-02T00:00:00", 7))),
    )
    summary = json.loads(done.stdout)
    assert [(s["network"], s["sum"]) for s in summary["sections"]] == [("facebook", 5), ("instagram", 7)]


def test_what_cannot_be_taken_says_why(tmp_path):
    done = run(tmp_path, ("empty.csv", b""))
    assert (done.returncode, json.loads(done.stdout)) == (3, {"error": "empty_file", "params": {}})
    header_only = run(tmp_path, ("posts.csv", csv_of(INSTAGRAM).encode()))
    assert (header_only.returncode, json.loads(header_only.stdout)["error"]) == (3, "header_only")
    assert not (tmp_path / "out").exists()


def test_unknown_tables_come_back_with_a_question(tmp_path):
    done = run(tmp_path, ("days.csv", b"Jour,Vues\n2026-01-02,5\n"))
    (question,) = json.loads(done.stdout)["questions"]
    assert (done.returncode, question["code"]) == (0, "mapping")
    answer = {"level": "channel_day", "network": "blog", "columns": {"0": "date", "1": "metric:views"}}
    again = run(tmp_path, ("days.csv", b"Jour,Vues\n2026-01-02,5\n"), answers={"mapping": {question["about"]: answer}})
    assert json.loads(again.stdout)["metrics"]["views"]["sum"] == 5


def test_today_dates_what_has_no_year(tmp_path):
    answer = {"level": "channel_day", "network": "tiktok", "columns": {"0": "date", "1": "metric:views"}}
    data = b"Date,Views\nDecember 31,5\n"
    about = json.loads(run(tmp_path, ("days.csv", data)).stdout)["questions"][0]["about"]
    done = run(tmp_path, ("days.csv", data), answers={"mapping": {about: answer}})
    assert json.loads(done.stdout)["period"] == {"from": "2025-12-31", "to": "2025-12-31"}


def test_no_number_package_is_loaded_to_refuse_a_file():
    code = "import sys, kpis.formats.child; print(sorted({'numpy', 'pandas', 'django', 'plotly'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_staged_readings_are_the_readings(tmp_path):
    figures = figures_of(csv_of(X_CLASSIC, A_TWEET, {**A_TWEET, "Tweet id": "5", "likes": ""}))
    write_staged(figures, tmp_path)
    staged = read_staged(tmp_path)
    columns = (staged.network, staged.level, staged.metric, staged.day, staged.post, staged.value)
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == list(figures.readings())
    assert staged.value.dtype == np.int64
    assert staged.posts == figures.posts
    assert len(staged) == sum(total["readings"] for total in figures.totals().values())


def test_fractions_and_odd_texts_survive(tmp_path):
    figures = Figures(networks=["x"], posts=[Post("k", 0, text="a\ud800\u2028b", wall="2026-01-02")])
    figures.batches = [
        Batch(0, Level.POST, 20, [739000], [0], [Decimal("14321.665")]),
        Batch(0, Level.POST, 1, [739000], [0], [2**53]),
    ]
    write_staged(figures, tmp_path)
    staged = read_staged(tmp_path)
    assert staged.value.tolist() == [14321.665, 2**53]
    assert staged.posts[0].text == "a\ud800\u2028b"


def test_nothing_staged(tmp_path):
    write_staged(Figures(), tmp_path)
    assert len(read_staged(tmp_path)) == 0
