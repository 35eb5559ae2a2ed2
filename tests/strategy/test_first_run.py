"""An empty workspace shows the way, with examples to start from."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from kpis.models import Kpi
from strategy import examples, first_run, transfer
from strategy.models import Community, CorpusTerm, NetworkDecision, Objective, Source
from tests.factories import ObjectiveFactory
from workspaces.models import AuditEvent

CASES = [(code, language) for code in examples.EXAMPLES for language in examples.LANGUAGES]
TODAY = dt.date(2026, 3, 1)


def address(name, workspace, *more):
    return reverse(f"strategy:{name}", args=[workspace.slug, *more])


def test_every_example_has_its_label():
    assert first_run.LABELS.keys() == examples.EXAMPLES.keys()


@pytest.mark.parametrize("code, language", CASES)
def test_an_example_fills_the_steps(code, language, workspace, member):
    first_run.start_from(workspace=workspace, code=code, language=language, by=member("lead"))
    assert Objective.objects.count() >= 2
    assert not Objective.objects.filter(kpis=None).exists()
    assert Community.objects.count() >= 2
    assert Source.objects.count() >= 3
    assert set(CorpusTerm.objects.values_list("facet", flat=True)) == set(CorpusTerm.Facet.values)
    assert CorpusTerm.objects.filter(stance="avoid").exclude(say_instead="").count() >= 2
    assert NetworkDecision.objects.filter(verdict="chosen").count() in {1, 2}
    assert NetworkDecision.objects.exclude(verdict="chosen").exists()
    assert all(kpi.due <= kpi.objective.due for kpi in Kpi.objects.all())


@pytest.mark.parametrize("code", examples.EXAMPLES)
def test_the_two_languages_say_the_same_with_other_words(code):
    english, french = (examples.document(code, language=each, today=TODAY) for each in examples.LANGUAGES)
    assert english.keys() == french.keys()
    for name in english.keys() - {"format", "version"}:
        for one, other in zip(english[name], french[name], strict=True):
            assert one.keys() == other.keys()
            assert [
                text for text in ("title", "why", "reason", "who") if text in one and one[text] == other[text]
            ] == []


def test_dates_count_from_the_day_it_is_taken():
    document = examples.document("shop", language="fr", today=TODAY)
    assert document["objectives"][0]["start"] == "2026-03-01"
    assert document["objectives"][0]["due"] == "2026-08-30"
    assert document["network_decisions"][0]["review_on"] == "2026-08-30"
    assert document["kpis"][1]["due"] == "2027-03-01"


def test_a_workspace_without_objective_opens_on_the_first_steps(workspace, client_for):
    home = reverse("workspaces:home", args=[workspace.slug])
    assert client_for("guest").get(home).url == address("start", workspace)
    ObjectiveFactory(workspace=workspace)
    assert client_for("guest").get(home).url == reverse("kpis:dashboard", args=[workspace.slug])


def test_the_first_steps_tell_what_is_missing_and_offer_examples(workspace, client_for):
    page = client_for("lead").get(address("start", workspace)).content.decode()
    assert "aucun objectif" in page
    assert page.count(reverse("strategy:start_example", args=[workspace.slug, "museum"])) == 1
    assert "start/museum/" not in client_for("manager").get(address("start", workspace)).content.decode()


def test_an_example_is_taken_and_taken_out_again(workspace, client_for):
    client = client_for("lead")
    client.post(address("start_example", workspace, "museum"), headers={"accept-language": "fr"})
    assert Objective.objects.filter(title="Faire des visiteurs les amis du musée").exists()
    page = client.get(address("start", workspace)).content.decode()
    assert "start/museum/" not in page
    assert address("put_back", workspace) in page
    client.post(address("put_back", workspace))
    assert not any(section.model.objects.exists() for section in transfer.sections())


def test_an_example_does_not_mix_with_what_is_there(workspace, client_for):
    ObjectiveFactory(workspace=workspace)
    client = client_for("lead")
    client.post(address("start_example", workspace, "museum"))
    assert Objective.objects.count() == 1
    assert "museum" not in client.get(address("start", workspace)).content.decode()


def test_an_example_that_was_touched_stays(workspace, client_for, member):
    client = client_for("lead")
    client.post(address("start_example", workspace, "shop"))
    AuditEvent.objects.create(workspace=workspace, verb="objective.edited", user=member("lead"))
    client.post(address("put_back", workspace))
    assert Objective.objects.count() == 2


def test_an_unknown_example_is_not_found(workspace, client_for):
    assert client_for("lead").post(address("start_example", workspace, "circus")).status_code == 404


def test_the_journal_says_who_took_it(workspace, member):
    with translation.override("fr"):
        first_run.start_from(workspace=workspace, code="shop", language="en", by=member("lead"))
    event = AuditEvent.objects.get(verb="strategy.imported")
    assert (event.user, event.detail["people"]) == (member("lead"), False)
