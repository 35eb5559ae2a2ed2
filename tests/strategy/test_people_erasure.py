"""The right to be forgotten: a person planted in every table and file, erased, looked for everywhere."""

import datetime as dt
import io
import json
import zipfile
from collections import Counter

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from imports import actions as imports
from imports import storage
from imports.models import Import
from jobs.runner import run_pending
from strategy import evidence_files, mentions, tasks
from strategy.actions import people_batches as batches
from strategy.actions.people import Account, add_gesture, keep, save_filter, save_person
from strategy.actions.people_erasure import erase, mentions_of
from strategy.models import Answer, Community, Evidence, Person, SavedFilter, Tag
from tests.factories import PersonFactory, WorkspaceFactory
from workspaces.models import AuditEvent

pytestmark = pytest.mark.django_db
MARK = "Zénobie Marqueur"
HANDLE = "zenobie_mq"


@pytest.fixture(autouse=True)
def files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"


def bring(workspace, by, name, data, *, confirm):
    (record,) = imports.receive(workspace=workspace, kind="people", files=[(name, [data])], by=by)
    run_pending(workspace)
    record.refresh_from_db()
    if record.state == "mapping":
        (question,) = record.mapping_questions
        columns = {str(c["index"]): c["role"] for c in question["params"]["columns"] if c["role"] != "ignore"}
        answers = {"mapping": {question["about"]: {"network": "x", "columns": columns}}}
        imports.answer(record=record, answers=answers, by=by)
        run_pending(workspace)
    if confirm:
        record.refresh_from_db()
        imports.confirm(record=record, by=by)
        run_pending(workspace)
    record.refresh_from_db()
    return record


def plant(workspace, by):
    """The person, in every way in which the app comes to know one."""
    csv = f"Nom,Compte,Ville\n{MARK},{HANDLE},Lyon\nAutre,autre,Lyon\n".encode()
    applied = bring(workspace, by, f"{MARK}.csv", csv, confirm=True)
    person = Person.objects.get(name=MARK)
    person.notes, person.purpose = f"{MARK} aime lire", f"Pour {MARK}"
    accounts = [Account("x", HANDLE, 5), Account("instagram", f"{HANDLE}.2")]
    save_person(
        person=person, fields=["notes", "purpose"], version=person.version, accounts=accounts, tags=[f"ami de {MARK}"],
        by=by,
    )  # fmt: skip
    add_gesture(person=person, kind="thanks", text=f"Merci {MARK}", day=workspace.today(), by=by)
    keep(person=person, by=by)
    save_filter(workspace=workspace, name="Elle", query=f"q={MARK.replace(' ', '+')}", shared=True, by=by)
    save_filter(workspace=workspace, name=f"Comme {HANDLE}", query="kind=fan", shared=False, by=by)
    SavedFilter.objects.create(workspace=workspace, page="calendar", name="Sur elle", query=f"q={HANDLE}")
    batches.change_people(workspace=workspace, ids=[person.pk], wish=batches.Wish(fields={"kind": "fan"}), by=by)
    other = PersonFactory(workspace=workspace, name=f"{MARK} bis", notes=f"{MARK}", tag_names=[f"tag {MARK}"])
    batches.merge(gone=other, stays=person, by=by)
    bring(workspace, by, "attente.csv", csv, confirm=False)
    bad = f"Nom,Compte,Dernier contact\n{MARK},deux mots,2026-01-01\n{HANDLE},autre2,hier\n".encode()
    bring(workspace, by, "refus.csv", bad, confirm=False)
    bring(workspace, by, "latin.csv", csv.decode().encode("cp1252"), confirm=True)
    bring(workspace, by, "archive.zip", zipped(csv), confirm=True)
    return person, applied


def zipped(data):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("people.csv", data)
    return buffer.getvalue()


def dump() -> str:
    """Every row of every table of ours, as text."""
    rows = []
    for model in apps.get_models(include_auto_created=True):
        rows += [f"{model._meta.label} {json.dumps(row, default=str, ensure_ascii=False)}"
                 for row in model._base_manager.values()]  # fmt: skip
    return "\n".join(rows)


def hits() -> list[str]:
    words = [MARK, HANDLE, "Zénobie", "zenobie", "Z\\u00e9nobie"]
    found = [line[:200] for line in dump().splitlines() if any(word in line for word in words)]
    for path in settings.MEDIA_ROOT.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            if any(word.encode(code) in data for word in words for code in ("utf-8", "cp1252", "utf-16-le")):
                found.append(str(path))
            if data.startswith(b"PK"):
                with zipfile.ZipFile(path) as archive:
                    found += [str(path) for name in archive.namelist() if MARK.encode() in archive.read(name)]
    return found


def test_nothing_is_left_of_who_was_erased(workspace, member, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        unrelated = bring(workspace, member("manager"), "autres.csv", b"Nom,Compte\nAna,ana\nBob,bob\n", confirm=True)
        person, _applied = plant(workspace, member("manager"))
    number = person.pk
    assert len(hits()) >= 15  # the search sees what it looks for
    with django_capture_on_commit_callbacks(execute=True):
        erase(person=person, by=member("lead"))
    assert hits() == []
    assert set(Person.objects.values_list("name", flat=True)) == {"Autre", "Ana", "Bob"}
    assert not Tag.objects.exists()
    assert storage.source(unrelated).is_file()
    assert AuditEvent.objects.get(verb="person.erased").detail == {"person": number}
    assert Import.objects.filter(name="autres.csv").exists()
    assert not Import.objects.filter(state="preview").exists()


def test_the_command_finds_by_number_handle_and_address(workspace, capsys):
    for who, accounts in (("id", []), ("@Lea_M", [("x", "lea_m")]), ("https://x.com/ana", [("x", "ana")])):
        person = PersonFactory(workspace=workspace, accounts=accounts)
        call_command("erase_person", str(person.pk) if who == "id" else who, workspace=workspace.slug)
        assert not Person.objects.filter(pk=person.pk).exists()


def test_the_command_refuses_what_names_nobody_or_several(workspace):
    PersonFactory(workspace=workspace, accounts=[("x", "lea")])
    PersonFactory(workspace=workspace, accounts=[("instagram", "lea")])
    for who in ("lea", "nobody", "999999"):
        with pytest.raises(CommandError):
            call_command("erase_person", who, workspace=workspace.slug)
    with pytest.raises(CommandError):
        call_command("erase_person", "lea", workspace="nowhere")
    assert Person.objects.count() == 2


def test_who_was_merged_is_the_same_person(workspace):
    stays, gone = PersonFactory(workspace=workspace), PersonFactory(workspace=workspace)
    batches.merge(gone=gone, stays=stays, by=None)
    call_command("erase_person", str(gone.pk), workspace=workspace.slug)
    assert not Person.objects.exists()


def test_the_page_asks_for_the_name(workspace, client_for):
    person = PersonFactory(workspace=workspace, name="Zoé Bœuf")
    address = f"/w/{workspace.slug}/people/{person.pk}/erase/"
    assert client_for("manager").post(address, {"name": "Zoé Bœuf"}).status_code == 403
    assert client_for("lead").post(address, {"name": "Zoé"}).status_code == 422
    assert Person.objects.exists()
    assert client_for("lead").post(address, {"name": "zoe boeuf"}).status_code == 302
    assert not Person.objects.exists()


def test_a_person_gets_all_that_is_kept_of_them(workspace, client_for):
    person = PersonFactory(
        workspace=workspace, name="Zoé", notes="Aime lire", accounts=[("x", "zoe", 3)], tag_names=["a"]
    )
    add_gesture(person=person, kind="thanks", text="Un livre", day=dt.date(2026, 1, 2), by=None)
    response = client_for("lead").post(f"/w/{workspace.slug}/people/{person.pk}/copy.json")
    said = json.loads(response.content)
    assert (said["name"], said["notes"], said["tags"]) == ("Zoé", "Aime lire", ["a"])
    assert said["accounts"] == [{"network": "x", "handle": "zoe", "audience": 3}]
    assert said["gestures"] == [{"day": "2026-01-02", "kind": "thanks", "text": "Un livre"}]
    event = AuditEvent.objects.get(verb="person.copied")
    assert (event.label, event.detail) == ("", {"person": person.pk})


# -- who is named elsewhere


@pytest.fixture
def named(workspace, member):
    """Somebody whom others write about, in every kind of place."""
    person = PersonFactory(workspace=workspace, name="Zoé Bœuf", accounts=[("x", "zoe_b")], notes="Zoé Bœuf aime lire")
    by = member("manager")
    community = Community.objects.create(workspace=workspace, name="Lecteurs", who="Autour de zoe boeuf")
    answer = Answer.objects.create(workspace=workspace, community=community, question="leaders", text="Voir @Zoe_B.")
    make = lambda **said: Evidence.objects.create(workspace=workspace, answer=answer, by=by, **said)  # noqa: E731
    make(kind="quote", text="« Zoé Bœuf l’a dit »")
    make(kind="quote", text="Rien", origin="zoe_b")
    make(kind="quote", text="Zoé Bœuf, retirée", removed_at=timezone.now())
    data = "Nom;Ville\nZoé BŒUF;Lyon\n".encode("cp1252")
    make(kind="file", file_name="liste.csv", file_type="text/csv", file_key=evidence_files.keep(workspace, data))
    picture = evidence_files.keep(workspace, b"\x89PNG\r\n\x1a\n")
    make(kind="file", file_name="a.png", file_type="image/png", file_key=picture)
    other = PersonFactory(workspace=workspace, name="Ana", notes="Amie de Zoé Bœuf", purpose="Zoébœuf, zoe_b2")
    add_gesture(person=other, kind="note", text="Présentée par zoe_b", day=workspace.today(), by=by)
    PersonFactory(workspace=WorkspaceFactory(), name="Zoé Bœuf")
    return person


PLACES = {
    "strategy.community": 1, "strategy.answer": 1, "strategy.evidence": 4, "strategy.person": 1, "strategy.gesture": 1,
}  # fmt: skip


def count_places(mentions):
    return dict(Counter(mention.model for mention in mentions.listed))


def test_what_names_them_elsewhere_is_said_before_and_after(workspace, client_for, named):
    address = f"/w/{workspace.slug}/people/{named.pk}/erase/"
    before = client_for("lead").get(address).context["mentions"]
    assert (count_places(before), before.count, before.unread) == (PLACES, 8, 1)
    page = client_for("lead").post(address, {"name": "Zoé Bœuf"})
    left = page.context["mentions"]
    assert page.status_code == 200
    assert (count_places(left), left.unread) == (PLACES, 1)
    assert "Amie de Zoé Bœuf" in page.content.decode()
    assert all(client_for("lead").get(mention.url).status_code == 200 for mention in left.listed)
    assert Person.objects.get().name == "Ana"


def test_the_command_says_what_names_them_elsewhere(workspace, named, capsys):
    call_command("erase_person", "zoe_b", workspace=workspace.slug)
    said = capsys.readouterr().out
    assert said.count("Still named in strategy.evidence") == 4
    assert "Files that could not be searched (pictures, PDF, workbooks): 1." in said


def test_a_long_list_of_mentions_is_cut_and_says_so(workspace, named, monkeypatch):
    monkeypatch.setattr(mentions, "SHOWN", 3)
    found = mentions_of(workspace, [named.pk])
    assert (len(found.listed), found.count, found.is_cut) == (3, 8, True)


def test_files_of_other_imports_are_searched(workspace, member, named):
    Evidence.objects.all().delete()
    (record,) = imports.receive(
        workspace=workspace, kind="terms", files=[("t.csv", [b"mot,note\nlire,zoe_b"])], by=None
    )
    found = mentions_of(workspace, [named.pk])
    assert ("imports.import", record.pk) in {(mention.model, mention.pk) for mention in found.listed}


# -- retention


@pytest.fixture
def ages(workspace):
    """People at the edges of a retention of twelve months, on 22 November 2026."""
    workspace.retention_months = 12
    workspace.save()
    with time_machine.travel(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC), tick=False):
        old = timezone.now() - dt.timedelta(days=800)
        make = lambda name, **kwargs: PersonFactory(workspace=workspace, name=name, created_at=old, **kwargs)  # noqa: E731
        make("jamais")
        make("veille", last_contact_said=dt.date(2025, 11, 21))
        make("jour", last_contact_said=dt.date(2025, 11, 22))
        PersonFactory(workspace=workspace, name="neuve")
        Person.objects.filter(pk=make("gardée").pk).update(kept_on=dt.date(2026, 1, 1))
        Person.objects.filter(pk=make("fusionnée").pk).update(merged_into=Person.objects.get(name="jour"))
        yield


@pytest.mark.usefixtures("ages")
def test_who_is_silent_for_longer_than_the_retention_is_to_be_reviewed(workspace, client_for):
    shown = client_for("guest").get(f"/w/{workspace.slug}/people/review/").context
    assert {person.name for person in shown["people"]} == {"jamais", "veille"}
    assert shown["count"] == 2


@pytest.mark.usefixtures("ages")
def test_the_night_proposes_once_a_month_and_erases_nobody(workspace):
    before = Person.objects.count()
    for _night in range(2):
        tasks.look_after_people()
    assert [event.detail for event in AuditEvent.objects.filter(verb="people.to_review")] == [{"n": 2}]
    assert Person.objects.count() == before
    with time_machine.travel(dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC), tick=False):
        tasks.look_after_people()
    assert AuditEvent.objects.filter(verb="people.to_review").count() == 2


@pytest.mark.usefixtures("ages")
def test_keeping_somebody_takes_them_off_the_list(workspace, client_for):
    person = Person.objects.get(name="jamais")
    assert client_for("manager").post(f"/w/{workspace.slug}/people/{person.pk}/keep/").status_code == 302
    shown = client_for("guest").get(f"/w/{workspace.slug}/people/review/").context
    assert {each.name for each in shown["people"]} == {"veille"}
