import datetime as dt

import pytest

from demo.build import build
from imports.readers.files import read_file
from kpis import formats

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return build(tmp_path_factory.mktemp("demo"), TODAY)


def parse(file, answers=None):
    return formats.parse(read_file(file.path, file.path.name), timezone="Europe/Paris", answers=answers)


def test_every_file_is_recognised_without_a_refusal(files):
    networks = {}
    for file in files:
        figures = parse(file)
        assert not figures.refused
        networks.setdefault(file.network, []).append(figures.networks)
        asked = [question.code for question in figures.questions]
        expected = {"Interactions": ["network"], "suivi-mastodon": ["mapping"]}  # these two do not say enough
        assert asked == expected.get(file.path.stem, [])
    assert networks == {
        "facebook": [["facebook"], ["facebook"], [""], ["facebook"], ["facebook"]],
        "instagram": [["instagram"], ["instagram"], [""], ["instagram"], ["instagram"]],
        "x": [["x"]],
        "mastodon": [[]],
    }


def test_posts_come_out_with_their_words_and_hours(files):
    texts = {post.text.splitlines()[0]: post for file in files for post in parse(file).posts}
    cat = texts["Il entre chaque jour à 16\u00a0h\u00a030, monte au rayon policier, s’endort sur la lettre S."]
    assert cat.published_at == dt.datetime(2026, 9, 9, 14, 50, tzinfo=dt.UTC)


def test_the_columns_of_the_sheet_are_guessed_as_the_demo_maps_them(files):
    sheet = next(file for file in files if file.network == "mastodon")
    (table,) = read_file(sheet.path, sheet.path.name)
    guess = formats.guess_mapping(table)
    assert {column.header: column.metric or column.role for column in guess.columns} == sheet.mapping
    figures = parse(sheet, {"mapping": {guess.signature: guess.answer()}})
    assert not figures.refused
    assert figures.rows == len(table.rows) == 51
