"""A strategy leaves a workspace as a document and arrives in another the same, or not at all."""

import copy
import datetime as dt
import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from calendar_app.models import Pillar, Slot
from kpis.models import Kpi
from strategy import transfer
from strategy.actions import people
from strategy.models import (
    Aim,
    Answer,
    Channel,
    Community,
    CorpusTerm,
    Decision,
    Distinct,
    Evidence,
    NetworkDecision,
    Objective,
    Person,
    Plan,
    Source,
    SourceReading,
)
from tests.factories import MembershipFactory, WorkspaceFactory
from workspaces.models import AuditEvent

AT = dt.datetime(2026, 3, 1, 8, 30, 15, 250000, tzinfo=dt.UTC)
NASTY = "=1+1 <b>é</b> \u202e🧑‍🚀 « fin »"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def full(workspace, member):
    """A workspace with a row at least of everything that a document holds."""
    lead = member("lead")
    own = {"workspace": workspace}
    aim = Aim.objects.create(**own, kind="policy", title="Une ville qui écoute")
    Plan.objects.create(**own, hours_per_week=Decimal("7.5"), people=2, score_weights={"stage": 40})
    objective = Objective.objects.create(
        **own, title=NASTY, intent="service", start="2026-01-01", due="2027-01-01", owner=lead, aim=aim
    )
    Objective.objects.create(
        **own, title="Ancien", intent="visibility", start="2025-01-01", due="2026-01-01", status="archived",
        status_before_archive="reached",
    )  # fmt: skip
    Decision.objects.create(**own, objective=objective, day="2026-02-01", text="On continue", by=lead, created_at=AT)
    community = Community.objects.create(**own, name="Parents d’élèves", words="cantine\npérisco")
    common = {**own, "community": community, "question": "networks"}
    Answer.objects.create(**common, text="Facebook", networks=["facebook"], at=AT, replaced_at=AT)
    answer = Answer.objects.create(**common, text="Facebook et X", networks=["facebook", "x"], by=lead, at=AT)
    Evidence.objects.create(**own, answer=answer, kind="file", file_name="sondage.pdf", file_key="k" * 32, at=AT)
    source = Source(**own, kind="feed", title="Le Progrès", feed="https://example.org/feed", last_read_at=AT)
    source.fold()
    source.save()
    SourceReading.objects.create(**own, source=source, by=lead, at=AT)
    term = CorpusTerm(
        **own, text="usagers", facet="service", stance="avoid", say_instead="habitants", variants=["usager"]
    )
    term.settle()
    term.save()
    NetworkDecision.objects.create(**own, network="facebook", verdict="chosen", reason="Ils y sont", at=AT, presence=5)
    channel = Channel.objects.create(
        **own, network="facebook", handle="ville", cadence=Decimal("2.5"), checklist={"photo": "2026-01-02"}
    )
    Channel.objects.create(**own, network="x", handle="ville")
    kpi = Kpi.objects.create(
        **own, objective=objective, metric="comments", aggregation="sum", baseline=12.5, target=40, due="2026-12-01"
    )
    kpi.channels.set([channel])
    Pillar.objects.create(**own, name="Coulisses", wish=30, objective=objective)
    Slot.objects.create(**own, channel=channel, weekday=1, time="09:30")
    for name in ("Ana", "Bob"):
        person = people.save_person(
            person=Person(**own, name=name, kind="press", topics="habitants", purpose="Presse"),
            fields=[],
            version=0,
            accounts=[people.Account("x", name.lower(), 1200)],
            tags=["presse locale"],
            by=lead,
        )
        people.add_gesture(person=person, kind="thanks", text="Merci", day=dt.date(2026, 2, 2), by=lead)
    ana, bob = Person.objects.order_by("pk")
    Distinct.objects.create(**own, person=ana, other=bob, by=lead, at=AT)
    return workspace


@pytest.fixture
def empty(full):
    """Another workspace, of the same lead."""
    other = WorkspaceFactory(slug="autre")
    MembershipFactory(workspace=other, role="lead", user=full.memberships.get(role="lead").user)
    return other


def bring(document, workspace):
    with workspace.active():
        document = transfer.parse(transfer.as_text(document).encode())
        return transfer.bring_in(workspace=workspace, document=document, by=None)


def test_every_section_goes_out(full):
    document = transfer.export(full, people=True)
    assert [name for name, rows in document.items() if not rows] == []
    assert document["objectives"][0]["title"] == NASTY
    assert document["objectives"][0]["aim"] == "aims-1"
    assert document["objectives"][0]["owner"] == "lead@example.org"
    assert document["plan"][0]["hours_per_week"] == "7.5"
    assert document["kpis"][0]["channels"] == ["channels-1"]
    assert (document["pillars"][0]["objective"], document["pillars"][0]["wish"]) == ("objectives-1", 30)
    assert document["slots"] == [{"ref": "slots-1", "channel": "channels-1", "weekday": 1, "time": "09:30:00"}]
    assert document["answers"][1]["at"] == "2026-03-01T08:30:15.250000+00:00"
    assert document["evidence"][0]["file_name"] == "sondage.pdf"


def test_no_number_of_the_database_goes_out(full):
    text = transfer.as_text(transfer.export(full, people=True))
    assert "k" * 32 not in text  # where the file lies
    assert '"id"' not in text
    assert '_id"' not in text


def test_export_import_export_is_the_same(full, empty):
    document = transfer.export(full, people=True)
    bring(document, empty)
    with empty.active():
        assert transfer.export(empty, people=True) == document


def test_what_follows_from_the_rest_is_made_again(full, empty):
    bring(transfer.export(full, people=True), empty)
    with empty.active():
        there = Person.objects.get(name="Ana")
        assert (there.audience, there.gestures_count, there.folded_name) == (1200, 1, "ana")
        assert there.score > 0
        assert list(CorpusTerm.objects.saying("habitants").values_list("key", flat=True)) == ["usager"]
        assert Source.objects.get().search.startswith("le progres")


def test_people_stay_unless_asked_for(full, empty):
    document = transfer.export(full)
    assert {"people", "handles", "gestures", "tags"} & document.keys() == set()
    assert "Ana" not in transfer.as_text(document)
    bring(document, empty)
    with empty.active():
        assert Objective.objects.count() == 2
        assert not Person.objects.exists()


def test_people_who_are_no_members_there_are_nobody(full):
    other = WorkspaceFactory()
    bring(transfer.export(full), other)
    with other.active():
        assert Objective.objects.get(title=NASTY).owner is None
        assert Answer.objects.current().get().by is None


def test_a_member_who_left_is_not_named(full, member):
    full.memberships.filter(role="lead").delete()
    assert "lead@example.org" not in transfer.as_text(transfer.export(full, people=True))


def test_a_workspace_that_holds_something_is_left_alone(full):
    with pytest.raises(transfer.Refused, match=r"not empty.*terms"):
        bring(transfer.export(full), full)
    assert Objective.objects.count() == 2


def test_the_journal_tells_and_the_import_can_be_put_back(full, empty):
    bring(transfer.export(full, people=True), empty)
    with empty.active():
        assert transfer.last_import(empty).detail["people"] is True
        transfer.put_back(workspace=empty, by=None)
        assert not any(section.model.objects.exists() for section in transfer.sections())
        assert AuditEvent.objects.first().verb == "strategy.put_back"
    assert Objective.objects.count() == 2  # those of the first workspace


def test_an_import_is_not_put_back_once_something_happened(full, empty, member):
    bring(transfer.export(full), empty)
    with empty.active():
        people.save_person(person=Person(workspace=empty, name="Zoé"), fields=[], version=0, accounts=[], tags=[],
                           by=member("lead"))  # fmt: skip
        with pytest.raises(transfer.NotNow):
            transfer.put_back(workspace=empty, by=None)
        assert Objective.objects.count() == 2


def test_a_preview_changes_nothing(full, empty):
    document = transfer.export(full)
    with empty.active():
        transfer.preview(workspace=empty, document=document)
        assert not Objective.objects.exists()
        assert not AuditEvent.objects.exists()
    assert ("Objectives", 2) in transfer.counts(document)


def test_every_column_is_in_the_document_or_left_out_on_purpose():
    follows = {
        "key", "search", "folded_name", "score", "audience", "last_contact", "gestures_count", "version", "updated_at",
        "created_at", "batch", "file_key", "merged_into", "removed_at", "workspace", "id",
    }  # fmt: skip
    for section in transfer.sections():
        columns = {one.name for one in section.model._meta.concrete_fields}
        columns |= {one.name for one in section.model._meta.many_to_many}
        assert columns - set(section.fields) <= follows, section.name
        assert set(section.fields) <= columns, section.name


# -- hostile documents


def changed(document, path, value):
    document = copy.deepcopy(document)
    *way, last = path
    place = document
    for step in way:
        place = place[step]
    place[last] = value
    return document


HOSTILE = {
    "a list in a text": (("objectives", 0, "title"), ["x"], r"objectives\[0\]\.title: expected a text"),
    "a number in a text": (("objectives", 0, "title"), 3, r"objectives\[0\]\.title: expected a text"),
    "a text in a number": (("kpis", 0, "target"), "40", r"kpis\[0\]\.target: expected a number"),
    "true in a number": (("kpis", 0, "target"), True, r"kpis\[0\]\.target: expected a number"),
    "more than a number can be": (("kpis", 0, "target"), 10**400, r"kpis\[0\]\.target: expected a number"),
    "a number too large": (("handles", 0, "audience"), 10**30, r"handles\[0\]\.audience: "),
    "a decimal that is none": (("plan", 0, "hours_per_week"), "NaN", r"plan\[0\]\.hours_per_week: expected"),
    "too many decimals": (("plan", 0, "hours_per_week"), "7.123", r"plan\[0\]\.hours_per_week: "),
    "an empty text": (("objectives", 0, "title"), "", r"objectives\[0\]\.title: "),
    "a long text": (("objectives", 0, "why"), "é" * 2001, r"objectives\[0\]\.why: is longer than 2000"),
    "NUL": (("objectives", 0, "why"), "a\x00b", r"objectives\[0\]\.why: holds a character"),
    "half a character": (("objectives", 0, "why"), "\ud800", r"objectives\[0\]\.why: holds a character"),
    "NUL in a list": (("terms", 0, "variants"), ["\x00"], r"terms\[0\]\.variants: "),
    "an unknown choice": (("objectives", 0, "intent"), "glory", r"objectives\[0\]\.intent: "),
    "an unknown network": (("answers", 0, "networks"), ["friendster"], r"answers\[0\]\.networks: "),
    "an unknown metric": (("kpis", 0, "metric"), "glory", r"kpis\[0\]\.metric: "),
    "a sum of means": (("kpis", 0, "aggregation"), "ratio", r"kpis\[0\]: This metric does not"),
    "a day that is none": (("objectives", 0, "due"), "2027-02-30", r"objectives\[0\]\.due: expected a date"),
    "a day out of time": (("objectives", 0, "due"), "9999-12-31", r"objectives\[0\]\.due: expected a date"),
    "due before start": (("objectives", 0, "due"), "2025-01-01", r"objectives\[0\]: "),
    "a moment without zone": (("decisions", 0, "created_at"), "2026-01-01T10:00", r"decisions\[0\]\.created_at: "),
    "a script as an address": (("evidence", 0, "url"), "javascript:alert(1)", r"evidence\[0\]\.url: "),
    "an id": (("objectives", 0, "aim"), 1, r"objectives\[0\]\.aim: expected a text"),
    "a reference to nothing": (("objectives", 0, "aim"), "aims-9", r"objectives\[0\]\.aim: “aims-9” is not"),
    "a missing parent": (("answers", 0, "community"), None, r"answers\[0\]\.community: "),
    "a channel twice": (("kpis", 0, "channels"), ["channels-1"] * 2, r"kpis\[0\]\.channels: the same"),
    "an owner in an object": (("objectives", 0, "owner"), {"is": "lead"}, r"objectives\[0\]\.owner: expected a text"),
    "a workspace": (("objectives", 0, "workspace"), 1, r"objectives\[0\]\.workspace: nothing of that name"),
    "a primary key": (("objectives", 0, "id"), 1, r"objectives\[0\]\.id: nothing of that name"),
    "an unknown section": (("members",), [], r"members: nothing of that name"),
    "no list": (("objectives",), {}, r"objectives: expected a list"),
    "no object": (("objectives", 0), "x", r"objectives\[0\]: expected an object"),
    "a reference twice": (("objectives", 1, "ref"), "objectives-1", r"objectives\[1\]\.ref: expected"),
    "another version": (("version",), 2, r"version: expected 1"),
    "the same channel twice": (("channels", 1, "network"), "facebook", r"channels\[1\]: "),
    "avoid without instead": (("terms", 0, "say_instead"), "", r"terms\[0\]: "),
    "weights of nothing": (("plan", 0, "score_weights"), {"beauty": 1}, r"plan\[0\]\.score_weights: "),
    "a profile of nothing": (("channels", 0, "checklist"), {"photo": "soon"}, r"channels\[0\]\.checklist: "),
    "an archive of nothing": (("objectives", 1, "status_before_archive"), "archived", r"objectives\[1\]: "),
    "an address for a handle": (("handles", 0, "handle"), "https://evil.example/x", r"handles\[0\]: "),
}


@pytest.mark.parametrize("path, value, sentence", HOSTILE.values(), ids=HOSTILE)
def test_what_is_wrong_is_named_and_nothing_is_stored(path, value, sentence, full, empty):
    document = changed(transfer.export(full, people=True), path, value)
    with empty.active():
        data = json.dumps(document).encode()
        with pytest.raises(transfer.Refused, match=sentence):
            transfer.bring_in(workspace=empty, document=transfer.parse(data), by=None)
        assert not any(section.model.objects.exists() for section in transfer.sections())
        assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"3",
        b"{}",
        b"[" * 100_000,
        b'{"format": "cmtool-strategy", "version": 1, "version": 1}',
        b'{"format": "cmtool-strategy", "version": NaN}',
        b'{"format": "cmtool-strategy", "version": true}',
        b"9" * 5000,
    ],
    ids=lambda data: repr(data[:20]),
)
def test_what_is_no_strategy_is_refused(data):
    with pytest.raises(transfer.Refused):
        transfer.parse(data)


def test_too_much_is_refused(monkeypatch):
    text = transfer.as_text({"format": transfer.FORMAT, "version": 1, "aims": [{}] * 4}).encode()
    monkeypatch.setattr(transfer, "MOST_ROWS", 3)
    with pytest.raises(transfer.Refused, match="more than 3 rows"):
        transfer.parse(text)
    monkeypatch.setattr(transfer, "MOST_BYTES", 10)
    with pytest.raises(transfer.Refused, match="larger"):
        transfer.parse(text)


# -- commands


def test_the_commands_carry_a_strategy_from_one_workspace_to_another(full, empty, tmp_path, capsys):
    file = tmp_path / "strategy.json"
    call_command("export_strategy", workspace=full.slug, output=file)
    call_command("import_strategy", file, workspace=empty.slug)
    assert "Objectives: 2" in capsys.readouterr().out
    call_command("export_strategy", workspace=empty.slug)
    assert capsys.readouterr().out == file.read_text(encoding="utf-8")
    with pytest.raises(CommandError, match="not empty"):
        call_command("import_strategy", file, workspace=empty.slug)
    with pytest.raises(CommandError, match="no workspace"):
        call_command("export_strategy", workspace="nowhere")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_strategy", tmp_path / "none.json", workspace=empty.slug)
