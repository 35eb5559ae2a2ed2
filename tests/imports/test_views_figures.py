"""The pages with the figures themselves: what the preview says is what the database holds, and undo takes it back."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jobs.runner import run_pending
from kpis.catalogue import METRICS
from kpis.models import ExternalPost, Sample
from tests.factories import ChannelFactory
from tests.imports import samples
from tests.imports.test_views import POSTS, TABLE, address, mapping, page, step
from tests.kpis.export_files import X_CLASSIC, csv_of, daily
from tests.kpis.test_formats_x import A_TWEET


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def manager(client_for):
    return client_for("manager")


@pytest.fixture
def bring(workspace, manager):
    """Send files and have them read: the last import."""

    def send(*files):
        uploads = [SimpleUploadedFile(name, data) for name, data in files]
        manager.post(reverse("imports:upload", args=[workspace.slug]), {"files": uploads})
        run_pending(workspace)
        return workspace.imports.order_by("-pk").first()

    return send


def readings(code):
    return sorted(Sample.objects.filter(metric=METRICS[code].number).values_list("value", flat=True))


def test_posts_are_imported_once_and_undone(workspace, manager, bring):
    ChannelFactory(workspace=workspace, network="facebook", handle="mediatheque")
    record = bring(("posts.csv", POSTS))
    assert (record.summary["new"], record.summary["unchanged"]) == (2, 0)
    step(manager, record, "confirm")
    assert readings("reach") == [34, 1200]
    assert set(ExternalPost.objects.values_list("external_id", flat=True)) == {"101", "102"}
    shown = page(manager, record)
    assert reverse("kpis:dashboard", args=[workspace.slug]) in shown
    again = bring(("encore.csv", POSTS))
    assert (again.summary["new"], again.summary["changed"], again.summary["unchanged"]) == (0, 0, 2)
    step(manager, again, "confirm")
    assert readings("reach") == [34, 1200]
    changed = bring(("plus-tard.csv", POSTS.replace(b'"1,200"', b'"1,300"')))
    assert (changed.summary["new"], changed.summary["changed"], changed.summary["unchanged"]) == (0, 1, 1)
    step(manager, changed, "confirm")
    assert readings("reach") == [34, 1300]
    assert "plus-tard.csv" in page(manager, record)
    step(manager, record, "undo")
    assert record.state == "applied"
    step(manager, changed, "undo")
    assert readings("reach") == [34, 1200]
    step(manager, record, "undo")
    assert readings("reach") == []
    assert not ExternalPost.objects.exists()


def test_an_archive_of_several_exports_is_one_import(workspace, manager, bring):
    ChannelFactory(workspace=workspace, network="facebook", handle="mediatheque")
    ChannelFactory(workspace=workspace, network="x", handle="medval")
    tweets = csv_of(X_CLASSIC, A_TWEET).encode()
    reach = daily("Facebook reach", ("2026-03-27T00:00:00", 5), ("2026-03-28T00:00:00", 7))
    record = bring(("tout.zip", samples.archive(**{"reach.csv": reach, "x/tweets.csv": tweets})))
    assert record.is_ready, record.summary
    shown = page(manager, record)
    assert "mediatheque" in shown and "medval" in shown
    step(manager, record, "confirm")
    assert readings("reach") == [5, 7]
    assert readings("impressions") == [1938]


def test_a_table_that_nobody_knows_reaches_its_account(workspace, manager, bring):
    ChannelFactory(workspace=workspace, network="forum", handle="forum-du-val")
    record = bring(("releve.csv", TABLE))
    assert record.state == "mapping"
    step(manager, record, "map", mapping(**{"t0-network": "forum"}))
    assert record.is_ready, record.summary["questions"]
    step(manager, record, "confirm")
    assert readings("reach") == [34, 1200]
    assert set(Sample.objects.values_list("channel__handle", flat=True)) == {"forum-du-val"}


def test_figures_without_a_network_are_placed_by_two_answers(workspace, manager, bring):
    for handle in ("un", "deux"):
        ChannelFactory(workspace=workspace, network="instagram", handle=handle)
    record = bring(("releve.csv", daily("Reach", ("2026-03-27T00:00:00", 5), ("2026-03-28T00:00:00", 7))))
    assert [question["code"] for question in record.open_questions] == ["network"]
    assert "Instagram" in page(manager, record)
    step(manager, record, "answer", {"q0": "instagram"})
    assert [question["code"] for question in record.open_questions] == ["channel"]
    step(manager, record, "answer", {"q0": workspace.channels.get(handle="deux").pk})
    step(manager, record, "confirm")
    assert set(Sample.objects.values_list("channel__handle", flat=True)) == {"deux"}


def test_the_account_that_a_question_lacks_is_made_and_leads_back(workspace, manager, bring):
    record = bring(("posts.csv", POSTS))
    way = f"{reverse('strategy:channel_new', args=[workspace.slug])}?network=facebook&import={record.pk}"
    assert way in page(manager, record)
    answer = manager.post(way, {"network": "facebook", "handle": "mediatheque", "version": 0})
    assert answer.headers["Location"] == record.get_absolute_url()


@pytest.mark.parametrize("said", ["999999999", "9" * 30, "//example.org", "²"])
def test_a_made_up_question_leads_to_the_account(workspace, manager, said):
    way = f"{reverse('strategy:channel_new', args=[workspace.slug])}?import={said}"
    answer = manager.post(way, {"network": "facebook", "handle": "mediatheque", "version": 0})
    assert answer.headers["Location"] == reverse("strategy:channel", args=[workspace.slug, workspace.channels.get().pk])


def test_one_answer_places_all_the_files_of_a_drop(workspace, manager, bring):
    for handle in ("un", "deux"):
        ChannelFactory(workspace=workspace, network="instagram", handle=handle)
    days = ("2026-03-27T00:00:00", 5), ("2026-03-28T00:00:00", 7)
    bring(("reach.csv", daily("Reach", *days)), ("views.csv", daily("Views", *days)))
    first = workspace.imports.get(name="reach.csv")
    step(manager, first, "answer", {"q0": "instagram", "siblings": "on"})
    step(manager, first, "answer", {"q0": workspace.channels.get(handle="deux").pk, "siblings": "on"})
    assert {record.is_ready for record in workspace.imports.all()} == {True}
    manager.post(reverse("imports:batch_confirm", args=[workspace.slug, first.batch]))
    run_pending(workspace)
    assert (readings("reach"), readings("views")) == ([5, 7], [5, 7])


def test_formats_that_are_mixed_are_named(workspace, manager, bring):
    reach = daily("Facebook reach", ("2026-03-27T00:00:00", 5)).decode("utf-16")
    record = bring(("mixte.csv", (POSTS.decode() + "\n" + reach.removeprefix("sep=,\n")).encode()))
    assert (record.state, record.error["code"]) == ("refused", "two_formats")
    assert "meta_" not in page(manager, record)
    assert "(Meta)" in page(manager, record)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_state_has_its_page_in_both_languages(workspace, client_for, bring, language):
    ChannelFactory(workspace=workspace, network="facebook", handle="mediatheque")
    client = client_for("manager")
    client.cookies["django_language"] = language
    made = [bring(("posts.csv", POSTS)), bring(("releve.csv", TABLE)), bring(("vide.csv", b""))]
    for record in made:
        assert f'lang="{language}"' in page(client, record)
    listed = client.get(reverse("imports:list", args=[workspace.slug]))
    assert "posts.csv" in unescape(listed.content.decode())
    applied = made[0]
    step(client, applied, "confirm")
    assert address(applied, "undo") in page(client, applied)


def test_accounts_of_one_file_are_brought_in_one_after_the_other(workspace, manager, bring):
    for handle in ("centre", "nord"):
        ChannelFactory(workspace=workspace, network="facebook", handle=handle)
    rows = b"71,1,Centre,03/18/2025 10:00,5\n72,2,Nord,03/19/2025 10:00,7\n"
    export = b"Post ID,Page ID,Page name,Publish time,Reach\n" + rows
    for name, handle, after in (("Centre", "centre", [5]), ("Nord", "nord", [5, 7])):
        record = bring(("pages.csv", export))
        assert "Page ID" in page(manager, record)
        answers = {"account": name, "channel": workspace.channels.get(handle=handle).pk}
        step(manager, record, "answer", {f"q{n}": answers[q["code"]] for n, q in enumerate(record.open_questions)})
        step(manager, record, "confirm")
        assert readings("reach") == after
    step(manager, record, "undo")
    assert readings("reach") == [5]
    assert set(Sample.objects.values_list("channel__handle", flat=True)) == {"centre"}
