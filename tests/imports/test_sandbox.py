"""A child that misbehaves is stopped, and what it did is told apart."""

import time

import pytest

from imports.sandbox import run_limited


def run(how, *args, **options):
    return run_limited("tests.imports.misbehaving", [how, *args], **{"timeout": 20, **options})


def test_what_it_prints_comes_back(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hush")
    result = run("tell", "é b", cwd=tmp_path)
    assert (result.outcome, result.exit) == ("ok", 0)
    assert "['é b']" in result.stdout.decode()
    assert str(tmp_path) in result.stdout.decode()
    assert "SECRET_KEY" not in result.stdout.decode()


@pytest.mark.parametrize(
    ("how", "outcome"),
    [
        ("hog", "memory"),
        ("abort_for_memory", "memory"),
        ("fall", "crashed"),
        ("fail", "failed"),
        ("flood", "output"),
        ("no_such_thing", "failed"),
    ],
)
def test_how_it_ended(how, outcome):
    result = run(how, max_stdout=1_000_000)
    assert result.outcome == outcome
    assert len(result.stdout) <= 1_000_000
    assert len(result.stderr) <= 8192


def test_its_status_is_kept():
    assert run("fail").exit == 3


def test_what_it_says_last_is_kept():
    assert "KeyError: 'no_such_thing'" in run("no_such_thing").stderr


def test_it_is_stopped_in_time():
    result = run("spin", timeout=0.5)
    assert result.outcome == "timeout"
    assert result.seconds < 5


def test_its_children_are_stopped_with_it(tmp_path):
    mark = tmp_path / "mark"
    assert run("breed", str(mark), timeout=1).outcome == "timeout"
    time.sleep(1.5)
    assert not mark.exists()


def test_it_opens_few_files():
    assert run("open_many").stdout == b"refused\n"


def test_pandas_fits_within_the_default_memory():
    assert run("statistics").stdout == b"499500 (0, 0)\n"
