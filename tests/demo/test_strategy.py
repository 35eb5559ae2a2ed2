import csv
import datetime as dt
import io

import pytest

from demo import strategy
from demo.build import build
from kpis import catalogue
from strategy import networks

TODAY = dt.date(2026, 11, 22)
KPIS = [kpi for objective in strategy.OBJECTIVES for kpi in objective.kpis]


def test_each_channel_is_on_a_known_network_at_its_address():
    for channel in strategy.CHANNELS:
        assert channel.address == networks.get(channel.network).profile_address(channel.handle)
    assert [channel.network for channel in strategy.CHANNELS] == ["facebook", "instagram", "x", "mastodon"]


def test_three_objectives_each_with_its_kpi():
    assert len(strategy.OBJECTIVES) == 3
    for objective in strategy.OBJECTIVES:
        assert objective.kpis
        months = {"6m": 6, "1y": 12, "2y": 24}[objective.horizon]
        assert objective.started_months_ago + objective.due_in_months == months
        assert all(kpi.due_in_months <= objective.due_in_months for kpi in objective.kpis)


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.metric)
def test_each_kpi_measures_what_its_networks_export(kpi):
    assert kpi.metric in catalogue.METRICS
    for network in kpi.networks:
        assert kpi.metric in networks.get(network).metrics


def cells(path, date, *columns, encoding="utf-8-sig", delimiter=",", skip=0):
    """(day, sum of the columns) of each row; ``date`` is (column, format)."""
    text = path.read_bytes().decode(encoding).split("\n", skip)[skip]
    for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter):
        day = dt.datetime.strptime(row[date[0]], date[1]).date()
        yield day, sum(float(row[column].replace(",", "")) for column in columns)


def test_the_last_thirty_days_are_within_sight_of_the_targets(tmp_path):
    """Far enough to be a goal, near enough to be one: between a quarter and one and a half times the target."""
    files = {file.path.relative_to(tmp_path).as_posix(): file.path for file in build(tmp_path, TODAY)}
    facebook = next(path for name, path in files.items() if name.startswith("facebook/") and "_" in name)
    instagram = next(path for name, path in files.items() if name.startswith("instagram/") and "_" in name)
    x = next(path for name, path in files.items() if name.startswith("x/"))
    us, xt = "%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M %z"
    daily = {"encoding": "utf-16", "skip": 2}
    readings = {
        "reach": [
            *cells(files["facebook/Reach.csv"], ("Date", "%Y-%m-%dT%H:%M:%S"), "Primary", **daily),
            *cells(files["instagram/Reach.csv"], ("Date", "%Y-%m-%dT%H:%M:%S"), "Primary", **daily),
        ],
        "comments": [
            *cells(facebook, ("Heure de publication", us), "Commentaires"),
            *cells(instagram, ("Publish time", us), "Comments"),
        ],
        "replies": [
            *cells(x, ("time", xt), "replies"),
            *cells(files["mastodon/suivi-mastodon.csv"], ("Semaine du", "%d/%m/%Y"), "Réponses", delimiter=";"),
        ],
        "link_clicks": [
            *cells(facebook, ("Heure de publication", us), "Clics sur un lien"),
            *cells(x, ("time", xt), "url clicks"),
        ],
    }
    assert set(readings) == {kpi.metric for kpi in KPIS}
    for kpi in KPIS:
        value = sum(amount for day, amount in readings[kpi.metric] if day >= TODAY - dt.timedelta(days=30))
        assert 0.25 * kpi.target <= value <= 1.5 * kpi.target, (kpi.metric, value)
