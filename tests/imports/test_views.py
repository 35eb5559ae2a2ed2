"""From the dropped file to the undone import, as people go through it."""

import json
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from imports import storage, uploads
from imports.jobs import NUL
from imports.models import ColumnMapping, Import
from jobs.models import Job
from jobs.runner import run_pending
from tests.factories import ChannelFactory, MembershipFactory
from tests.imports import samples
from tests.kpis.export_files import FACEBOOK, X_OVERVIEW, csv_of, daily

POST = {"Post ID": "101", "Publish time": "03/28/2026 19:00", "Permalink": "https://f.example/101", "Reach": "1,200"}
POSTS = csv_of(FACEBOOK, POST, POST | {"Post ID": "102", "Reach": "34"}).encode()
TABLE = "Jour;Portée;Note\n2026-03-27;1 200;ouvert\n2026-03-28;34;fermé\n".encode()


def address(record, step="detail"):
    return reverse(f"imports:{step}", args=[record.workspace.slug, record.pk])


def page(client, record, status=200):
    response = client.get(address(record))
    assert response.status_code == status
    return unescape(response.content.decode())


def step(client, record, name, data=None):
    response = client.post(address(record, name), data or {})
    run_pending(record.workspace)
    record.refresh_from_db()
    return response


@pytest.fixture
def manager(client_for):
    return client_for("manager")


def test_a_known_export_goes_from_the_drop_to_the_undo_and_back(workspace, manager, drop, books, channel):
    response = drop(("posts.csv", POSTS))
    record = workspace.imports.get()
    assert response.headers["Location"] == address(record)
    assert (record.state, record.name, record.size, record.created_by.email) == (
        "reading",
        "posts.csv",
        len(POSTS),
        "manager@example.org",
    )
    assert "posts.csv" in page(manager, record)
    run_pending(workspace)
    record.refresh_from_db()
    shown = page(manager, record)
    assert record.state == "preview"
    assert "format:meta_facebook_posts" in shown
    assert "mediatheque" in shown
    assert "1\u202f234" in shown
    assert books.applied == []
    step(manager, record, "confirm")
    assert (record.state, books.applied) == ("applied", [record.pk])
    assert "/dashboard" in page(manager, record)
    step(manager, record, "undo")
    assert (record.state, books.applied) == ("undone", [])
    step(manager, record, "again")
    assert record.state == "preview"
    step(manager, record, "confirm")
    assert books.applied == [record.pk]
    verbs = list(workspace.audit_events.order_by("pk").values_list("verb", flat=True))
    assert verbs[:5] == ["import.received", "import.confirmed", "import.applied", "import.undo_asked", "import.undone"]


def test_htmx_is_sent_to_the_page_of_the_file(workspace, manager, books):
    file = SimpleUploadedFile("posts.csv", POSTS)
    url = reverse("imports:upload", args=[workspace.slug])
    response = manager.post(url, {"files": [file]}, headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == address(workspace.imports.get())


# -- questions


def test_an_account_is_asked_when_several_fit_and_the_answer_is_kept(workspace, manager, read, books):
    ChannelFactory(workspace=workspace, handle="siege")
    other = ChannelFactory(workspace=workspace, handle="annexe")
    record = read(("posts.csv", POSTS))
    shown = page(manager, record)
    assert "siege" in shown and "annexe" in shown
    assert address(record, "confirm") not in shown
    step(manager, record, "confirm")
    assert record.state == "preview"
    assert step(manager, record, "answer", {"q0": "987654"}).status_code == 422
    step(manager, record, "answer", {"q0": other.pk})
    assert record.summary["channels"]["facebook"]["name"] == "annexe"
    assert address(record, "confirm") in page(manager, record)


def test_a_missing_account_is_named_with_the_way_to_make_it(manager, read, books):
    record = read(("posts.csv", POSTS))
    shown = page(manager, record)
    assert "network:facebook" in shown
    assert "/channels/new/" in shown


def test_the_order_of_dates_is_asked_once_for_the_column(workspace, manager, read, books, channel):
    ambiguous = csv_of(
        ["Titre", "Heure de publication", "Identifiant de la publication", "Réactions, commentaires et partages"],
        ["A", "03/06/2026 19:00", "101", "55"],
        delimiter=";",
    )
    record = read(("posts.csv", ambiguous.encode()))
    assert [question["code"] for question in record.open_questions] == ["date_order"]
    assert "03/06/2026" in page(manager, record)
    step(manager, record, "answer", {"q0": "mdy"})
    assert record.summary["period"]["from"] == "2026-03-06"
    assert record.is_ready


# -- a file that nobody knows


def mapping(**changes):
    said = {"t0-c0": "date", "t0-c1": "metric:reach", "t0-c2": "ignore", "t0-level": "channel_day"}
    return said | {"t0-network": "facebook", "t0-decimal": ""} | changes


def test_unknown_columns_are_named_once(workspace, manager, read, books, channel):
    record = read(("releve.csv", TABLE))
    assert record.state == "mapping"
    shown = page(manager, record)
    assert "Portée" in shown and "1 200" in shown
    step(manager, record, "map", mapping())
    assert record.state == "preview"
    assert record.summary["metrics"]["reach"]["sum"] == 1234
    assert not ColumnMapping.objects.exists()
    step(manager, record, "confirm")
    assert ColumnMapping.objects.get().mapping["columns"] == {"0": "date", "1": "metric:reach"}
    later = read(("avril.csv", TABLE.replace(b"2026-03", b"2026-04")))
    assert (later.state, later.summary["metrics"]["reach"]["sum"]) == ("preview", 1234)
    step(manager, later, "remap")
    assert later.state == "mapping"
    step(manager, later, "map", mapping(**{"t0-c1": "metric:views"}))
    assert later.summary["metrics"]["views"]["sum"] == 1234


@pytest.mark.parametrize(
    "wrong",
    [{"t0-c0": "ignore"}, {"t0-c1": "ignore"}, {"t0-c2": "metric:reach"}, {"t0-c1": "metric:salary"}, {"t0-level": ""}],
)
def test_columns_that_cannot_do_are_said_at_once(manager, read, books, channel, wrong):
    record = read(("releve.csv", TABLE))
    response = step(manager, record, "map", mapping(**wrong))
    assert response.status_code == 422
    assert b"data-errors" in response.content
    assert record.state == "mapping"


def test_a_column_that_holds_no_date_leaves_nothing_to_confirm(manager, read, books, channel):
    record = read(("releve.csv", TABLE))
    step(manager, record, "map", mapping(**{"t0-c0": "ignore", "t0-c2": "date"}))
    assert (record.state, record.summary["rows"], record.summary["refused_count"]) == ("preview", 0, 2)
    assert address(record, "confirm") not in page(manager, record)
    step(manager, record, "confirm")
    assert record.state == "preview"
    assert address(record, "remap") in page(manager, record)


def test_more_columns_than_anybody_names_are_refused(manager, read, books, channel):
    header = ";".join(["Jour", *(f"Mesure {n}" for n in range(600))])
    rows = [";".join([f"2026-03-{day}", *map(str, range(600))]) for day in (27, 28, 29)]
    record = read(("large.csv", "\n".join([header, *rows]).encode()))
    assert (record.state, record.error["code"]) == ("refused", "too_large")
    assert "500 colonnes" in page(manager, record)


@pytest.mark.parametrize(("said", "kept"), [(r"a\u0000b", "ab"), (r"\\u0000", r"\u0000"), (r"\\\u0000\u0000", "\\")])
def test_what_a_reader_says_holds_no_nul(said, kept):
    """A spreadsheet can hold one, JSON can tell it, PostgreSQL stores none."""
    assert json.loads(NUL.sub(rb"\1", f'"{said}"'.encode())) == kept


def test_a_nul_in_a_spreadsheet_does_not_reach_the_database(read, books, channel):
    record = read(("nul.xlsx", samples.xlsx(Mars=[["Jour", "Por_x0000_tée"], ["2026-03-27", 4], ["2026-03-28", 5]])))
    assert record.mapping_questions[0]["params"]["columns"][1]["header"] == "Portée"


def test_of_several_tables_one_may_be_left_out(workspace, manager, read, books, channel):
    book = samples.xlsx(
        Mars=[["Jour", "Portée"], ["2026-03-27", 12], ["2026-03-28", 30]],
        Divers=[["Quand", "Combien"], ["2026-03-27", 5], ["2026-03-28", 6]],
    )
    record = read(("releve.xlsx", book))
    assert len(record.mapping_questions) == 2
    shared = {"level": "channel_day", "network": "facebook", "decimal": ""}
    said = {f"t0-{name}": value for name, value in (shared | {"use": "on", "c0": "date", "c1": "metric:reach"}).items()}
    said |= {f"t1-{name}": value for name, value in (shared | {"c0": "ignore", "c1": "ignore"}).items()}
    step(manager, record, "map", said)
    assert record.state == "preview"
    assert {code: total["sum"] for code, total in record.summary["metrics"].items()} == {"reach": 42}


# -- several files at once


def test_files_dropped_together_are_confirmed_together(workspace, manager, drop, books, channel):
    ChannelFactory(workspace=workspace, network="instagram", handle="un")
    other = ChannelFactory(workspace=workspace, network="instagram", handle="deux")
    response = drop(
        ("reach.csv", daily("Instagram reach", ("2026-03-27T00:00:00", 5))),
        ("views.csv", daily("Instagram profile visits", ("2026-03-27T00:00:00", 7))),
        ("posts.csv", POSTS),
    )
    batch = workspace.imports.first().batch
    url = reverse("imports:batch", args=[workspace.slug, batch])
    assert response.headers["Location"] == url
    assert b"every 1s" in manager.get(url).content
    run_pending(workspace)
    shown = manager.get(url).content.decode()
    assert "every 1s" not in shown and "deux" in shown
    first = workspace.imports.filter(name="reach.csv").get()
    step(manager, first, "answer", {"q0": other.pk, "siblings": "on"})
    assert {record.is_ready for record in workspace.imports.all()} == {True}
    manager.post(reverse("imports:batch_confirm", args=[workspace.slug, batch]))
    run_pending(workspace)
    assert sorted(books.applied) == sorted(workspace.imports.values_list("pk", flat=True))
    assert len(books.applied) == 3
    assert "/dashboard" in manager.get(url).content.decode()


def test_without_the_tick_only_one_file_is_answered(workspace, manager, drop, books):
    channels = [ChannelFactory(workspace=workspace, handle=handle) for handle in ("un", "deux")]
    drop(("a.csv", POSTS), ("b.csv", POSTS.replace(b"102", b"103")))
    run_pending(workspace)
    first = workspace.imports.get(name="a.csv")
    step(manager, first, "answer", {"q0": channels[0].pk})
    assert [record.is_ready for record in workspace.imports.order_by("name")] == [True, False]


def test_an_unknown_batch_is_not_found(workspace, manager, books):
    assert manager.get(reverse("imports:batch", args=[workspace.slug, "abc"])).status_code == 404


# -- files that cannot be taken

BAD = {
    "empty": ("vide.csv", b""),
    "header only": ("posts.csv", csv_of(FACEBOOK).encode()),
    "lock file": ("~$posts.xlsx", b"\x05Marie" + b" " * 49 + "Marie".encode("utf-16-le") + b" \x00" * 50),
    "password": ("secret.xls", samples.biff([["a"]], password=True)),
    "zip bomb": ("bombe.zip", samples.archive(**{"a.csv": b"0" * 300_000_000})),
    "truncated": ("coupe.xlsx", samples.xlsx(A=[["Jour", "Vues"], ["2026-01-01", 3]])[:-200]),
    "binary": ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
    "web page": ("page.csv", b"<!doctype html><html><body>Se connecter</body></html>"),
    "two formats": ("deux.csv", POSTS + csv_of(X_OVERVIEW, ["Sat, Sep 6, 2025", *["1"] * 13]).encode()),
    "no date": ("liste.csv", b"Nom,Ville\nA,Rennes\nB,Brest\n"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_with_a_sentence_and_nothing_is_kept(workspace, manager, read, books, channel, what):
    record = read(BAD[what])
    assert record.state == "refused", record.summary
    assert not storage.folder(record).exists()
    shown = page(manager, record)
    assert len(record.error["code"]) > 3
    assert "alert" in shown or "bad" in shown
    assert manager.get(address(record, "file")).status_code == 404
    assert books.applied == []
    assert not workspace.jobs.exclude(state=Job.State.DONE).exists()


def test_a_file_that_is_too_large_is_dropped_while_it_arrives(workspace, manager, drop, books, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_FILE", 200_000)
    response = drop(("grand.csv", b"x" * 300_000))
    assert response.status_code == 422
    assert "grand.csv" in response.content.decode()
    assert not workspace.imports.exists()
    assert not (storage._home(workspace.pk)).exists()
    response = drop(("grand.csv", b"x" * 300_000), ("posts.csv", POSTS), client=manager)
    assert [record.name for record in workspace.imports.all()] == ["posts.csv"]
    assert "grand.csv" in manager.get(response.headers["Location"]).content.decode()


def test_a_body_that_is_too_large_is_refused_unread(workspace, manager, books, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BODY", 1000)
    read = []
    monkeypatch.setattr(uploads.CappedFiles, "receive_data_chunk", lambda *args: read.append(args))
    url = reverse("imports:upload", args=[workspace.slug])
    response = manager.post(url, {"files": [SimpleUploadedFile("grand.csv", b"x" * 5000)]})
    assert response.status_code == 413
    assert b"data-errors" in response.content
    assert read == []


def test_too_many_files_are_refused_together(workspace, drop, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    response = drop(*[(f"{n}.csv", POSTS) for n in range(3)])
    assert response.status_code == 422
    assert not workspace.imports.exists()


def test_no_file_at_all_is_said(drop):
    assert drop().status_code == 422


def test_sending_needs_the_token_of_the_form(workspace, member, books):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member("manager"))
    url = reverse("imports:upload", args=[workspace.slug])
    response = client.post(url, {"files": [SimpleUploadedFile("posts.csv", POSTS)]})
    assert response.status_code == 403
    assert not workspace.imports.exists()
    client.get(reverse("imports:list", args=[workspace.slug]))
    token = client.cookies["csrftoken"].value
    sent = {"files": [SimpleUploadedFile("posts.csv", POSTS)], "csrfmiddlewaretoken": token}
    assert client.post(url, sent).status_code == 302


NAMES = [
    "<script>alert(1)</script>.csv",
    "../../etc/passwd",
    "..\\..\\windows\\system.ini",
    "a" * 300 + ".csv",
    "rapport\u202evsc.exe",
    "-help.csv",
    "“guillemets” & 'apostrophes'; \"doubles\".csv",
    "💾 relevé.csv",
    "%s %(name)s {{ 7 }}.csv",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_shown_as_text_and_names_nothing_on_disk(workspace, manager, books, channel, name):
    file = SimpleUploadedFile("posts.csv", POSTS)
    file._name = name  # what a client may send, however Django's own class would clean it
    from imports import actions

    record = actions.receive(workspace=workspace, kind="figures", files=[(file._name, file.chunks())], by=None)[0]
    run_pending(workspace)
    record.refresh_from_db()
    assert record.state == "preview"
    assert 0 < len(record.name) <= 255
    assert not set(record.name) & set("/\\\u202e\x00")
    response = manager.get(address(record))
    assert "<script>alert" not in response.content.decode()
    assert record.name in unescape(response.content.decode())
    assert storage.source(record).name == "source"
    got = manager.get(address(record, "file"))
    assert b"".join(got.streaming_content) == POSTS
    assert got.headers["Content-Disposition"].startswith("attachment")


# -- one thing at a time


def test_of_two_confirmations_one_acts(workspace, manager, client_for, read, books, channel):
    record = read(("posts.csv", POSTS))
    manager.post(address(record, "confirm"))
    client_for("lead").post(address(record, "confirm"))
    assert workspace.jobs.filter(kind="imports.apply").count() == 1
    run_pending(workspace)
    manager.post(address(record, "confirm"))
    run_pending(workspace)
    assert books.applied == [record.pk]


def test_an_undo_that_is_not_possible_says_why(manager, read, books, channel):
    record = read(("posts.csv", POSTS))
    step(manager, record, "confirm")
    books.no_undo = "Un import plus récent a changé ces chiffres."
    assert address(record, "undo") not in page(manager, record)
    assert books.no_undo in page(manager, record)
    response = manager.post(address(record, "undo"), follow=True)
    assert books.no_undo in unescape(response.content.decode())
    record.refresh_from_db()
    assert record.state == "applied"


def test_a_file_put_aside_leaves_nothing(workspace, manager, read, books, channel, django_capture_on_commit_callbacks):
    record = read(("posts.csv", POSTS))
    assert storage.source(record).is_file()
    with django_capture_on_commit_callbacks(execute=True):
        manager.post(address(record, "cancel"))
    assert not workspace.imports.exists()
    assert not storage.folder(record).exists()


def test_an_applied_file_cannot_be_put_aside(workspace, manager, read, books, channel):
    record = read(("posts.csv", POSTS))
    step(manager, record, "confirm")
    manager.post(address(record, "cancel"))
    assert workspace.imports.get().state == "applied"
    assert not workspace.audit_events.filter(verb="import.cancelled").exists()


def test_the_same_file_again_is_said(workspace, manager, read, books, channel):
    first = read(("posts.csv", POSTS))
    step(manager, first, "confirm")
    second = read(("copie.csv", POSTS))
    assert address(first) in page(manager, second)


@pytest.mark.parametrize(("state", "after"), [("applying", "preview"), ("undoing", "applied"), ("reading", "preview")])
def test_after_work_that_was_cancelled_one_goes_back(workspace, manager, read, books, channel, state, after):
    record = read(("posts.csv", POSTS))
    kind = {"applying": "imports.apply", "undoing": "imports.undo", "reading": "imports.read"}[state]
    job = Job.objects.create(workspace=workspace, kind=kind, state="waiting", payload={"import": record.pk})
    Import.objects.filter(pk=record.pk).update(state=state, job=job)
    manager.post(address(record, "resume"))
    record.refresh_from_db()
    assert record.state == state
    job.state, job.ended_at = "cancelled", job.created_at
    job.save()
    assert address(record, "resume") in page(manager, record)
    step(manager, record, "resume")
    assert record.state == after


# -- who may


READ = ("list", "detail", "refused")
STEPS = ("answer", "map", "remap", "confirm", "cancel", "undo", "again", "resume")


def test_a_guest_sees_and_touches_nothing(workspace, client_for, read, books, channel):
    record = read(("posts.csv", POSTS))
    guest = client_for("guest")
    listed = guest.get(reverse("imports:list", args=[workspace.slug]))
    assert listed.status_code == 200
    assert b'type="file"' not in listed.content
    shown = page(guest, record)
    assert address(record, "confirm") not in shown and address(record, "cancel") not in shown
    assert guest.get(address(record, "file")).status_code == 403
    assert guest.post(reverse("imports:upload", args=[workspace.slug])).status_code == 403
    for name in STEPS:
        assert guest.post(address(record, name)).status_code == 403, name
    record.refresh_from_db()
    assert record.state == "preview"


def test_a_stranger_finds_nothing(workspace, read, books, channel):
    record = read(("posts.csv", POSTS))
    stranger = Client()
    stranger.force_login(MembershipFactory(role="admin").user)
    for name in ("detail", "refused", "file"):
        assert stranger.get(address(record, name)).status_code == 404, name
    for name in STEPS:
        assert stranger.post(address(record, name)).status_code == 404, name


def test_another_workspace_holds_no_such_file(workspace, member, read, books, channel):
    record = read(("posts.csv", POSTS))
    other = MembershipFactory(role="admin", user=member("manager")).workspace
    client = Client()
    client.force_login(member("manager"))
    assert client.get(reverse("imports:detail", args=[other.slug, record.pk])).status_code == 404
    assert client.post(reverse("imports:confirm", args=[other.slug, record.pk])).status_code == 404


def test_steps_are_no_links(manager, read, books, channel):
    record = read(("posts.csv", POSTS))
    for name in STEPS:
        assert manager.get(address(record, name)).status_code == 405, name


# -- downloads


def test_refused_rows_come_with_reasons_and_no_formula(workspace, manager, read, books, channel):
    bad = [POST | {"Post ID": str(n), "Reach": "=cmd|' /C calc'!A0"} for n in range(200, 220)]
    record = read(("posts.csv", csv_of(FACEBOOK, POST, *bad).encode()))
    assert record.summary["refused_count"] == 20
    shown = page(manager, record)
    assert address(record, "refused") in shown
    assert shown.count("=cmd|") == 10
    response = manager.get(address(record, "refused"))
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert response.headers["Content-Type"].startswith("text/csv")
    assert len(text.splitlines()) == 21
    assert "'=cmd|" in text and ",=cmd" not in text


def test_without_refused_rows_there_is_no_such_file(manager, read, books, channel):
    record = read(("posts.csv", POSTS))
    assert manager.get(address(record, "refused")).status_code == 404


def test_the_file_comes_back_as_it_was(workspace, manager, read, books, channel):
    record = read(("posts.csv", POSTS))
    response = manager.get(address(record, "file"))
    assert b"".join(response.streaming_content) == POSTS
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"] == 'attachment; filename="posts.csv"'
    assert workspace.audit_events.filter(verb="import.downloaded").count() == 1


# -- the history


def fill(workspace, count, state="applied"):
    summary = {"rows": 3, "new": 3, "changed": 0, "unchanged": 0, "refused": [], "questions": []}
    Import.objects.bulk_create(
        Import(
            workspace=workspace,
            kind="figures",
            state=state,
            name=f"fichier-{n}.csv",
            size=1,
            sha256="0",
            summary=summary,
            created_by=workspace.memberships.first().user,
        )
        for n in range(count)
    )


def test_the_history_costs_the_same_whatever_its_length(
    workspace, manager, books, django_assert_num_queries, django_assert_max_num_queries
):
    url = reverse("imports:list", args=[workspace.slug])
    fill(workspace, 10)
    manager.get(url)  # the session and what is cached for good
    with django_assert_max_num_queries(8) as few:
        manager.get(url)
    fill(workspace, 290)
    with django_assert_num_queries(len(few)):
        manager.get(url)


def test_the_history_is_paged_and_filtered(workspace, manager, books):
    url = reverse("imports:list", args=[workspace.slug])
    fill(workspace, 30)
    fill(workspace, 1, state="refused")
    seen, address_of_page = [], url
    while address_of_page:
        response = manager.get(address_of_page)
        seen += [line["record"].pk for line in response.context["records"]]
        following = response.context["next"]
        address_of_page = following and f"{url}?before={following}"
    assert seen == list(workspace.imports.history().values_list("pk", flat=True))
    refused = manager.get(url, {"state": "refused"})
    assert [line["record"].state for line in refused.context["records"]] == ["refused"]
    for nonsense in ({"state": "zz"}, {"before": "zz"}, {"before": "9" * 400}, {"before": "²"}):
        assert manager.get(url, nonsense).status_code == 200


def test_the_history_swaps_alone(workspace, manager, books):
    url = reverse("imports:list", args=[workspace.slug])
    fill(workspace, 2)
    whole, part = manager.get(url), manager.get(url, headers={"HX-Request": "true"})
    assert b"<html" in whole.content and b"<html" not in part.content
    assert part.content.decode().strip().startswith('<section id="history"')


def test_what_a_job_may_carry_is_ids_only(workspace, drop):
    drop(("posts.csv", POSTS))
    assert json.dumps(workspace.jobs.get().payload) == json.dumps({"import": workspace.imports.get().pk})
