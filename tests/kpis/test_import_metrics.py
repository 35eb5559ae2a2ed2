"""``import_metrics``: the contract of its JSON, and the steps of the pages behind it."""

import io
import json
import zipfile

import pytest
from django.core.management import call_command
from django.utils import translation

from imports.models import Import
from jobs.models import Job
from kpis import figures_kind
from kpis.models import ExternalPost, Sample, WorkspaceDay
from tests.factories import ChannelFactory
from tests.kpis.export_files import FACEBOOK, X_OVERVIEW, csv_of, daily

OVERVIEW = csv_of(
    X_OVERVIEW,
    {"Date": "Tue, Jul 14, 2026", "Impressions": "1200", "Likes": "10", "Reposts": "3"},
    {"Date": "Wed, Jul 15, 2026", "Impressions": "800", "Likes": "7", "Reposts": "nobody"},
    {"Date": "Thu, Jul 16, 2026", "Impressions": "500", "Likes": "2", "Reposts": "1"},
)
REACH = daily("Facebook reach", ("2026-05-10T00:00:00", 88), ("2026-05-11T00:00:00", 12))
VISITS = daily("Views", ("2026-05-10T00:00:00", 5))
POSTS = csv_of(
    FACEBOOK,
    {"Post ID": "1", "Publish time": "03/20/2026 10:00", "Permalink": "https://example.org/1", "Views": "40"},
    {"Post ID": "2", "Publish time": "03/21/2026 10:00", "Permalink": "https://example.org/2", "Views": "2"},
)
TABLE = "Jour;J’aime;Vues\n14/07/2026;3;10,5\n15/07/2026;4;11,25\n"


@pytest.fixture
def files(settings, tmp_path):
    """``files("name.csv", content)`` is the path of a file; uploads are kept in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path / "kept"

    def make(name, content):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


@pytest.fixture
def said(workspace):
    """``said(path, …)`` is what the command prints, and its exit status."""

    def run(path, *options, slug=workspace.slug):
        out = io.StringIO()
        try:
            call_command("import_metrics", str(path), "--workspace", slug, "--json", *options, stdout=out)
        except SystemExit as end:
            return json.loads(out.getvalue()), end.code
        return json.loads(out.getvalue()), 0

    return run


@pytest.fixture
def x(workspace):
    return ChannelFactory(workspace=workspace, network="x", handle="@mediatheque")


@pytest.fixture
def facebook(workspace):
    return ChannelFactory(workspace=workspace, network="facebook", handle="mediatheque")


def test_prints_what_the_file_says_and_what_it_changed(said, files, x):
    printed, status = said(files("overview.csv", OVERVIEW))
    assert status == 0
    assert printed == {
        "format": "x_overview",
        "locale": "en",
        "channel": "@mediatheque",
        "period": {"from": "2026-07-14", "to": "2026-07-16"},
        "rows": 2,
        "posts": 0,
        "refused": [{**printed["refused"][0], "row": 3, "column": "Reposts", "value": "nobody"}],
        "metrics": {
            "impressions": {"level": "channel_day", "readings": 2, "sum": 1700},
            "likes": {"level": "channel_day", "readings": 2, "sum": 12},
            "reposts": {"level": "channel_day", "readings": 2, "sum": 4},
        },
        "new": 6,
        "changed": 0,
        "unchanged": 0,
    }
    assert printed["refused"][0].keys() == {"sheet", "row", "column", "value", "reason"}
    assert "nobody" in printed["refused"][0]["reason"]
    assert sorted(WorkspaceDay.objects.filter(metric=1).values_list("total", flat=True)) == [500, 1200]
    assert Import.objects.get().state == "applied"


def test_the_same_file_again_changes_nothing(said, files, x):
    path = files("overview.csv", OVERVIEW)
    said(path)
    printed, status = said(path)
    assert (status, printed["new"], printed["changed"], printed["unchanged"]) == (0, 0, 0, 6)
    assert Sample.objects.count() == 6


def test_dry_run_says_the_same_and_keeps_nothing(said, files, x, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("jobs.bell.ring", lambda job: None)
    path = files("overview.csv", OVERVIEW)
    with django_capture_on_commit_callbacks(execute=True):
        dry, status = said(path, "--dry-run")
    assert status == 0
    assert not Import.objects.exists()
    assert not Sample.objects.exists()
    assert not any(found.is_file() for found in (path.parent / "kept").rglob("*"))
    assert said(path)[0] == dry


def test_sections_are_listed_where_a_file_has_several(said, files, facebook):
    printed, status = said(files("Reach.csv", REACH))
    assert (status, printed["format"]) == (0, "meta_daily")
    assert printed["sections"] == [
        {"title": "Facebook reach", "network": "facebook", "metric": "reach", "readings": 2, "sum": 100}
    ]


def test_archive_of_two_networks_goes_to_two_channels(said, files, x, facebook):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("overview.csv", OVERVIEW)
        archive.writestr("Reach.csv", REACH)
    printed, status = said(files("both.zip", packed.getvalue()))
    assert (status, printed["format"]) == (0, "mixed")
    assert printed["channel"] == {"x": "@mediatheque", "facebook": "mediatheque"}
    assert printed["metrics"]["reach"]["sum"] == 100


def test_posts_are_kept(said, files, facebook):
    printed, status = said(files("posts.csv", POSTS))
    assert (status, printed["posts"], printed["rows"]) == (0, 2, 2)
    assert dict(ExternalPost.objects.values_list("external_id", "figures")) == {"1": {"views": 40}, "2": {"views": 2}}


def test_table_is_read_as_the_mapping_screen_would_show_it(said, files, facebook, x):
    path = files("tableau.csv", TABLE)
    printed, status = said(path)
    assert status == 2
    assert "mediatheque" in printed["error"]
    printed, status = said(path, "--channel", "mediatheque")
    assert status == 2  # a handle of two networks does not tell whose figures these are
    printed, status = said(path, "--channel", str(facebook.pk))
    assert (status, printed["format"], printed["channel"]) == (0, "mapped", "mediatheque")
    assert {code: found["sum"] for code, found in printed["metrics"].items()} == {"views": 21.75, "likes": 7}


# -- which channel


def test_channel_that_does_not_exist_is_asked_for(said, files, workspace):
    printed, status = said(files("overview.csv", OVERVIEW))
    assert status == 2
    assert "X" in printed["error"]
    assert not Import.objects.exists()


def test_one_of_two_channels_is_named_by_handle_or_id(said, files, workspace, x):
    other = ChannelFactory(workspace=workspace, network="x", handle="@festival")
    path = files("overview.csv", OVERVIEW)
    printed, status = said(path)
    assert status == 2
    assert "@festival" in printed["error"]
    assert "@mediatheque" in printed["error"]
    assert said(path, "--channel", "Festival")[0]["channel"] == "@festival"
    assert said(path, "--channel", str(x.pk))[0]["channel"] == "@mediatheque"
    assert set(Sample.objects.values_list("channel_id", flat=True)) == {x.pk, other.pk}


def test_channel_of_another_network_is_refused(said, files, x, facebook):
    printed, status = said(files("overview.csv", OVERVIEW), "--channel", str(facebook.pk))
    assert status == 2
    assert "--channel" in printed["error"]
    assert not Sample.objects.exists()
    assert not Import.objects.exists()


def test_file_that_does_not_name_its_network_takes_the_channels(said, files, x, facebook):
    path = files("Views.csv", VISITS)
    assert said(path)[1] == 2
    printed, status = said(path, "--channel", str(facebook.pk))
    assert (status, printed["channel"], printed["metrics"]["views"]["sum"]) == (0, "mediatheque", 5)


# -- refused


BAD = [("empty.csv", ""), ("header.csv", csv_of(X_OVERVIEW)), ("a.pdf", "%PDF-1.7\0")]


@pytest.mark.parametrize(("name", "content"), BAD)
def test_bad_file_is_refused_in_the_workspaces_language(said, files, workspace, x, name, content):
    printed, status = said(files(name, content))
    assert status == 2
    assert list(printed) == ["error"]
    assert len(printed["error"]) > 20
    assert not Sample.objects.exists()


def test_wrong_names_are_refused(said, files, x, tmp_path):
    path = files("overview.csv", OVERVIEW)
    assert said(path, slug="nowhere")[1] == 2
    assert said(path, "--channel", "nobody")[1] == 2
    assert said(tmp_path / "missing.csv")[1] == 2
    assert said(tmp_path)[1] == 2
    assert not Import.objects.exists()


# -- the kind itself


def test_undo_names_the_import_in_the_way(said, files, workspace, x):
    said(files("first.csv", OVERVIEW))
    later = OVERVIEW.replace("1200", "1300")
    said(files("later.csv", later))
    first, second = Import.objects.order_by("pk")
    with translation.override("en"):
        assert figures_kind.can_undo(first) == (
            "“later.csv”, imported later, changed figures of the same days. Undo that import first."
        )
    assert figures_kind.can_undo(second) == ""


def test_refresh_of_the_dashboards_is_asked_with_the_import(said, files, x):
    said(files("overview.csv", OVERVIEW))
    assert Job.objects.filter(kind="kpis.refresh").exists()


def test_archived_channel_takes_no_figures(said, files, workspace, x):
    x.archived_at = "2026-01-01T00:00Z"
    x.save()
    assert said(files("overview.csv", OVERVIEW))[1] == 2


def test_every_label_has_a_name(workspace):
    from kpis.formats import FORMATS

    for found in FORMATS:
        assert figures_kind.label_of("format", found.code) != found.code
    assert figures_kind.label_of("network", "x") == "X"
    targets = [target.code for target in figures_kind.mapping_targets()]
    assert {"date", "ignore", "metric:likes"} <= set(targets)
    assert "metric:engagement_rate_reach" not in targets


def test_of_several_accounts_in_a_file_the_one_named_is_brought_in(said, files, facebook):
    header = "Post ID,Page ID,Page name,Publish time,Reach\n"
    path = files("pages.csv", header + "71,1,Nord,03/18/2025 10:00,5\n72,2,Mediatheque,03/19/2025 10:00,7\n")
    printed, status = said(path)
    assert (status, "Page ID" in printed["error"]) == (2, True)
    printed, status = said(path, "--channel", str(facebook.pk))
    assert (status, printed["metrics"]["reach"]["sum"]) == (0, 7)
