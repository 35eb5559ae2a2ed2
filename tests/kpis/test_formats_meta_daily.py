"""Meta's one-metric files: a title that names metric and network, then a figure a day."""

import datetime as dt

import pytest

from imports.tables import Unreadable
from kpis.formats import meta_daily
from tests.kpis.export_files import asked, daily, figures_of, sums, told


def test_title_names_metric_and_network():
    figures = figures_of(daily("Facebook reach", ("2025-01-02T01:00:00", 5), ("2025-01-03T00:00:00", 14)))
    assert (figures.format, figures.locale, figures.networks, figures.rows) == ("meta_daily", "en", ["facebook"], 2)
    assert figures.totals() == {"reach": {"level": "channel_day", "readings": 2, "sum": 19}}
    assert figures.period() == (dt.date(2025, 1, 2), dt.date(2025, 1, 3))
    (section,) = figures.summary()["sections"]
    assert section == {"title": "Facebook reach", "network": "facebook", "metric": "reach", "readings": 2, "sum": 19}


@pytest.mark.parametrize(
    ("title", "metric", "network", "language"),
    [
        ("Facebook reach", "reach", "facebook", "en"),
        ("Instagram profile visits", "profile_visits", "instagram", "en"),
        ("Facebook visits", "profile_visits", "facebook", "en"),
        ("Content interactions", "engagements", "", "en"),
        ("Interactions", "engagements", "", "en"),
        ("Views", "views", "", "en"),
        ("Viewers", "viewers", "", "en"),
        ("Facebook follows", "follows", "facebook", "en"),
        ("Instagram link clicks", "link_clicks", "instagram", "en"),
        ("Reach (Instagram)", "reach", "instagram", "en"),
        ("Couverture Facebook", "reach", "facebook", "fr"),
        ("Couverture de Facebook", "reach", "facebook", "fr"),
        ("Couverture sur Instagram", "reach", "instagram", "fr"),
        ("Visites sur le profil Instagram", "profile_visits", "instagram", "fr"),
        ("Visites du profil d’Instagram", "profile_visits", "instagram", "fr"),
        ("Visites de la Page Facebook", "profile_visits", "facebook", "fr"),
        ("Vues", "views", "", "fr"),
        ("Interactions avec le contenu", "engagements", "", "fr"),
        ("Clics sur un lien Facebook", "link_clicks", "facebook", "fr"),
        ("Facebook-Reichweite", "reach", "facebook", "de"),
        ("Visitas ao perfil do Instagram", "profile_visits", "instagram", "pt"),
        ("Cost of reach", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_titles(title, metric, network, language):
    assert meta_daily.read_title(title) == (metric, network, language)


def test_title_without_a_network_asks_for_it():
    figures = figures_of(daily("Views", ("2025-01-02T01:00:00", 5)), "IG VIEWS.csv")
    assert figures.networks == [""]
    (question,) = figures.questions
    assert (question.code, question.suggested, question.params) == (
        "network",
        "instagram",
        {"title": "Views", "index": 0},
    )
    answered = figures_of(
        daily("Views", ("2025-01-02T01:00:00", 5)), "IG VIEWS.csv", network={question.about: "instagram"}
    )
    assert (answered.networks, answered.questions) == (["instagram"], [])


def test_unknown_title_asks_for_the_metric_and_brings_nothing_until_then():
    data = daily("Something new on Facebook", ("2025-01-02T01:00:00", 5))
    figures = figures_of(data)
    assert (asked(figures), figures.rows) == (["metric"], 0)
    assert sums(figures_of(data, metric={figures.questions[0].about: "views"})) == {"views": 5}


def test_french_sections_in_one_file():
    text = (
        'sep=,\n"Couverture Facebook"\n"Date","Principal"\n"2025-01-02T00:00:00","5"\n"2025-01-03T00:00:00","6"\n\n'
        '"Visites sur le profil Instagram"\n"Date","Principal"\n"2025-01-02T00:00:00","7"\n'
    )
    figures = figures_of(text.encode("utf-16"))
    assert (figures.format, figures.locale, figures.networks) == ("meta_daily", "fr", ["facebook", "instagram"])
    assert [(s["title"], s["network"], s["metric"], s["sum"]) for s in figures.summary()["sections"]] == [
        ("Couverture Facebook", "facebook", "reach", 11),
        ("Visites sur le profil Instagram", "instagram", "profile_visits", 7),
    ]


def test_sections_of_one_metric_on_two_unknown_networks_stay_apart():
    text = 'sep=,\n"Views"\n"Date","Primary"\n"2025-01-02","5"\n\n"Vues"\n"Date","Primary"\n"2025-01-02","6"\n'
    figures = figures_of(text.encode("utf-16"))
    assert (figures.networks, sums(figures), figures.refused) == (["", ""], {"views": 11}, [])
    assert asked(figures) == ["network", "network"]


def test_saved_again_with_semicolons():
    figures = figures_of("Facebook follows;\nDate;Primary\n2025-10-31T00:00:00;4\n2025-11-01T00:00:00;2\n")
    assert (figures.format, figures.networks, sums(figures)) == ("meta_daily", ["facebook"], {"follows": 6})


AUDIENCE = (
    'sep=,\n"Age & gender"\n"","Women","Men"\n"18-24","10.6","6.5"\n\n'
    '"Top countries"\n"France","Belgium"\n"75.1","5.9"\n'
)


def test_audience_sections_are_passed_over():
    figures = figures_of(
        (AUDIENCE + '\n"Instagram reach"\n"Date","Primary"\n"2025-01-02T00:00:00","7"\n').encode("utf-16")
    )
    assert (figures.rows, sums(figures), figures.refused) == (1, {"reach": 7}, [])
    assert told(figures) == ["audience_skipped", "audience_skipped"]


def test_audience_alone_is_no_figure():
    with pytest.raises(Unreadable) as raised:
        figures_of(AUDIENCE.encode("utf-16"))
    assert raised.value.code == "only_audience"


def test_days_without_a_figure_bring_none():
    figures = figures_of(daily("Facebook reach", ("2025-01-02T01:00:00", ""), ("2025-01-03T01:00:00", 3)))
    assert (figures.rows, figures.totals()["reach"]["readings"]) == (1, 1)


def test_the_hint_of_a_file_name_is_a_whole_word():
    names = ["IG_REACH.csv", "fb views.csv", "instagram.csv", "figures.csv", "big.csv"]
    assert [meta_daily.network_in_file_name(name) for name in names] == ["instagram", "facebook", "instagram", "", ""]
