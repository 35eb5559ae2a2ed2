"""Files of people: read by the child, previewed, applied, undone; our own export comes back unchanged."""

import csv
import datetime as dt
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmtool.lib.formulas import RISKY, safe_cell
from imports import actions
from imports.models import ColumnMapping
from imports.tables import Unreadable
from jobs.runner import run_pending
from strategy import columns as columns_of_files
from strategy import people_child, people_columns
from strategy.actions.people import add_gesture, save_person
from strategy.models import Handle, Person, Tag
from strategy.people_kind import KIND, WORDING
from tests.factories import PersonFactory
from tests.strategy.people_files import INSTAGRAM_TOOL, SHEET
from tests.strategy.test_people_batches import state

OPTIONS = {
    "today": "2026-11-22",
    "kinds": {"presse": "press", "press": "press", "fan fidele": "fan"},
    "stages": {"en contact": "contact"},
    "risky": RISKY.pattern,
    "answers": {},
}


def read(text: str, **answers):
    from imports.readers import read_bytes

    return people_child.read(read_bytes(text.encode(), "people.csv"), {**OPTIONS, "answers": answers})


def mapped(text: str, **columns):
    """Read with columns said by header; ``network`` is the table's."""
    from imports.readers import read_bytes

    (table,) = read_bytes(text.encode(), "people.csv")
    network = columns.pop("network", "")
    order = columns.pop("date_order", "")
    indexes = {str(table.header.index(header)): role for header, role in columns.items()}
    signature = columns_of_files.signature(table)
    answers = {"mapping": {signature: {"network": network, "columns": indexes}}}
    return read(text, **answers, **({"date_order": {signature: order}} if order else {}))


# -- the child


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Full name", "name"), ("Nom", "name"), ("Prénom et nom", "name"), ("Prénom", "first_name"),
        ("Nom de famille", "last_name"),
        ("username", "handle"), ("screen_name", "handle"), ("Compte Instagram", "handle:instagram"),
        ("@ Twitter", "handle:x"), ("X", "handle:x"), ("Nombre d’abonnés", "followers"),
        ("Abonnés Instagram", "followers:instagram"), ("followers_count", "followers"), ("Ville", "place"),
        ("Étiquettes", "tags"), ("E-mail", "email"), ("Téléphone", "email"), ("Bio", "notes"),
        ("Dernier échange", "last_contact"), ("Profile URL", "profile"), ("Catégorie", "kind"), ("Couleur", "ignore"),
    ],
)  # fmt: skip
def test_columns_are_guessed_by_their_names(header, role):
    assert people_columns.role_of(header) == role


def test_columns_are_guessed_by_their_values():
    text = (
        "Qui,Où ça,Adresse,Autre\nLéa,https://x.com/lea,lea@example.org,@lea\nAna,https://x.com/ana,a@example.org,@a\n"
    )
    (question,) = read(text).questions
    assert [column["role"] for column in question["params"]["columns"]] == ["ignore", "profile", "place", "handle"]


def test_a_table_of_another_tool_asks_what_its_columns_are():
    found = read(INSTAGRAM_TOOL)
    (question,) = found.questions
    roles = {column["header"]: column["role"] for column in question["params"]["columns"]}
    assert roles == {
        "username": "handle", "full_name": "name", "follower_count": "followers", "city": "place", "lists": "tags",
        "bio": "notes", "email": "email",
    }  # fmt: skip
    assert question["params"]["sample"][0][:2] == ["lea.m", "Léa Martin"]
    assert found.people == []


def test_rows_as_a_person_named_the_columns():
    found = mapped(
        INSTAGRAM_TOOL, network="instagram", username="handle", full_name="name", follower_count="followers",
        city="place", lists="tags", bio="notes",
    )  # fmt: skip
    assert [(person["name"], person["accounts"]) for person in found.people] == [
        ("Léa Martin", [["instagram", "lea.m", 1204]]),
        ("Paul Bœuf", [["instagram", "paul_b", 88]]),
        ("Zoé", [["instagram", "zoe", 12500]]),
    ]
    assert found.people[0]["tags"] == ["fans", "lectrices"]
    assert found.people[2]["notes"] == '=HYPERLINK("x")'
    assert {"code": "contacts_left_out", "params": {"columns": ["email"]}} in found.notes
    assert "lea@example.org" not in str(found.people)


BY_ROW = """Nom;Réseau social;Pseudo;Abonnés
Léa;Instagram;lea.m;12
Ana;Twitter;@ana;
Zoé;Fb;zoe;
Paul;;paul;
Noé;Ning;noe;
Eva;Facebook;https://x.com/eva;
"""


def test_each_row_may_name_the_network_of_its_handle():
    roles = {"Nom": "name", "Réseau social": "network", "Pseudo": "handle", "Abonnés": "followers"}
    assert {column["header"]: column["role"] for column in read(BY_ROW).questions[0]["params"]["columns"]} == roles
    found = mapped(BY_ROW, **roles)
    assert [person["accounts"] for person in found.people] == [
        [["instagram", "lea.m", 12]], [["x", "ana", None]], [["facebook", "zoe", None]], [["x", "eva", None]],
    ]  # fmt: skip
    assert [(each["row"], each["code"]) for each in found.refused] == [(5, "no_network"), (6, "unknown_network")]
    assert mapped(BY_ROW, **roles, network="tiktok").people[3]["accounts"] == [["tiktok", "paul", None]]


@pytest.mark.parametrize(
    ("columns", "network", "fine"),
    [(["handle"], "", False), (["handle"], "x", True), (["handle", "network"], "", True), (["network"], "", False)],
)
def test_a_handle_wants_a_network_from_somewhere(columns, network, fine):
    assert (KIND.mapping_problem(columns, {"network": network}) == "") is fine


def test_profiles_tell_their_network():
    found = mapped(
        SHEET, Nom="name", Profil="profile", Abonnés="followers", Commentaires="notes",
        **{"Dernier contact": "last_contact"}, date_order="dmy",
    )  # fmt: skip
    assert [(person.get("name"), person["accounts"]) for person in found.people] == [
        ("Léa Martin", [["instagram", "Lea.M", 1204]]),
        ("Karim Haddad", [["x", "karim_h", 310]]),
        (None, [["mastodon", "ana@piaille.fr", None]]),
    ]
    assert [person.get("last_contact") for person in found.people] == ["2026-06-03", "2026-06-25", None]


def test_day_and_month_that_cannot_be_told_apart_are_asked():
    found = mapped("Nom,Vu\nAna,03/06/2026\n", Nom="name", Vu="last_contact")
    assert [(question["code"], question["options"]) for question in found.questions] == [("date_order", ["dmy", "mdy"])]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",,,,", None),
        (",,,Lyon,", "nobody"),
        ("x" * 161 + ",,,,", "too_long"),
        ("Ana,,,,demain", "not_a_date"),
        ("Ana,,,,2027-01-01", "day_to_come"),
        ("Ana,deux mots,,,", "not_a_handle"),
        ("Ana,ana,beaucoup,,", "not_a_number"),
        ("Ana,ana,-3,,", "too_large_number"),
        ("Ana,ana,,Lyon,2026-01-01", None),
    ],
)
def test_rows_that_cannot_be_taken_say_why(row, code):
    text = f"Nom,Compte,Abonnés,Ville,Vu\nTémoin,temoin,1,,2026-01-31\n{row}\n"
    roles = {"Nom": "name", "Compte": "handle", "Abonnés": "followers", "Ville": "place", "Vu": "last_contact"}
    found = mapped(text, network="x", **roles)
    assert [refused["code"] for refused in found.refused] == ([code] if code else [])
    assert all(refused["row"] == 3 for refused in found.refused)


def test_an_account_that_comes_twice_is_taken_once():
    text = "Nom,Compte\nAna,ana\nAna,ana\nBob,ANA\n"
    found = mapped(text, network="x", Nom="name", Compte="handle")
    assert len(found.people) == 1
    assert found.notes == [{"code": "repeated_rows_skipped", "params": {"rows": 1}}]
    assert [(refused["code"], refused["params"]) for refused in found.refused] == [("account_twice", {"row": 2})]


@pytest.mark.parametrize(("column", "word"), [("kind", "Journaliste"), ("stage", "Marié")])
def test_unknown_kinds_and_stages_are_refused(column, word):
    found = mapped(f"Nom,Quoi\nAna,{word}\n", Nom="name", Quoi=column)
    assert [refused["code"] for refused in found.refused] == [f"unknown_{column}"]


def test_a_file_without_rows_is_refused():
    with pytest.raises(Unreadable):
        read("Nom,Nature,Relation\n")


def test_each_reason_has_a_sentence():
    source = Path(people_child.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'BadRow\("(\w+)"', source)) - {"too_many_fields"}
    codes |= {"unknown_kind", "unknown_stage", "unknown_network", "two_people", "several_people", "person_twice"}
    assert codes <= set(WORDING["refusals"]) | {"too_large_number"}


@given(st.text())
def test_escaping_is_undone_exactly(text):
    rows = object.__new__(people_child._Rows)
    rows.risky = RISKY
    assert rows._bare(safe_cell(text)) == text


# -- through the pipeline


@pytest.fixture
def bring(workspace, member):
    """Bring a file in, up to its preview (``said``: a mapping by header and network); returns the record."""

    def go(text, said=None, name="people.csv"):
        data = text if isinstance(text, bytes) else text.encode()
        (record,) = actions.receive(workspace=workspace, kind="people", files=[(name, [data])], by=member("manager"))
        run_pending(workspace)
        record.refresh_from_db()
        if record.state == "mapping":
            (question,) = record.mapping_questions
            headers = {column["header"]: str(column["index"]) for column in question["params"]["columns"]}
            said = said or {column["header"]: column["role"] for column in question["params"]["columns"]}
            network = said.pop("network", "")
            columns = {headers[header]: role for header, role in said.items() if role not in {"ignore", "email"}}
            mapping = {"mapping": {question["about"]: {"network": network, "columns": columns}}}
            actions.answer(record=record, answers=mapping, by=member("manager"))
            run_pending(workspace)
            record.refresh_from_db()
        return record

    return go


@pytest.fixture
def apply(workspace, member, bring):
    def go(*args, **kwargs):
        record = bring(*args, **kwargs)
        actions.confirm(record=record, by=member("manager"))
        run_pending(workspace)
        record.refresh_from_db()
        assert record.state == "applied", (record.state, record.error, record.summary)
        return record

    return go


def undo(record, member):
    actions.undo(record=record, by=member("manager"))
    run_pending(record.workspace)
    record.refresh_from_db()
    assert record.state == "undone"


def counts(record):
    return tuple(record.summary[name] for name in ("new", "changed", "unchanged"))


MAPPING = {"username": "handle", "full_name": "name", "follower_count": "followers", "city": "place", "lists": "tags",
           "bio": "notes", "network": "instagram"}  # fmt: skip


@pytest.mark.django_db
def test_a_file_is_previewed_applied_and_undone(workspace, member, bring, apply):
    lea = PersonFactory(
        workspace=workspace, name="Léa (club)", place="Paris", notes="Notre note", accounts=[("instagram", "LEA.M", 5)],
        tag_names=["Fans"],
    )  # fmt: skip
    before = state()
    record = bring(INSTAGRAM_TOOL, dict(MAPPING))
    assert record.state == "preview" and counts(record) == (2, 1, 0)
    assert state() == before
    record = apply(INSTAGRAM_TOOL, dict(MAPPING))
    assert counts(record) == (2, 1, 0)
    lea.refresh_from_db()
    assert (lea.name, lea.place, lea.notes) == ("Léa (club)", "Lyon", "Notre note\n\nLit tout le temps")
    assert lea.audience == 1204 and sorted(tag.name for tag in lea.tags.all()) == ["Fans", "lectrices"]
    paul = Person.objects.get(name="Paul Bœuf")
    assert paul.audience == 88 and paul.score > 0 and "boeuf" in paul.search
    assert counts(apply(INSTAGRAM_TOOL)) == (0, 0, 3)
    undo(record, member)
    assert state() == before
    assert set(Tag.objects.values_list("name", flat=True)) == {"Fans"}


@pytest.mark.django_db
def test_undo_leaves_what_was_worked_on_since(workspace, member, apply):
    lea = PersonFactory(workspace=workspace, name="Léa", place="Paris", accounts=[("instagram", "lea.m", 5)])
    record = apply(INSTAGRAM_TOOL, dict(MAPPING))
    lea.refresh_from_db()
    lea.place = "Lille"
    accounts = [people_account(handle) for handle in lea.handles.all()]
    save_person(person=lea, fields=["place"], version=lea.version, accounts=accounts, tags=[], by=member("lead"))
    add_gesture(person=Person.objects.get(name="Zoé"), kind="thanks", text="", day=workspace.today(), by=None)
    undo(record, member)
    lea.refresh_from_db()
    assert (lea.place, lea.notes, lea.audience) == ("Lille", "", 5)
    assert set(Person.objects.values_list("name", flat=True)) == {"Léa", "Zoé"}


def people_account(handle):
    from strategy.actions.people import Account

    return Account(handle.network, handle.handle, handle.audience)


@pytest.mark.django_db
def test_rows_that_answer_to_nobody_in_particular_are_refused(workspace, bring):
    for accounts in ([("x", "one")], [("instagram", "two")]):
        PersonFactory(workspace=workspace, name="Jean Martin", accounts=accounts)
    text = "Nom,X,Instagram,Ville\nJean Martin,,,Lyon\nJean,one,two,\nJean,one,,\nJean Bis,ONE,,\n"
    record = bring(text, {"Nom": "name", "X": "handle:x", "Instagram": "handle:instagram", "Ville": "place"})
    refused = {row["row"]: row["code"] for row in record.summary["refused"]}
    assert refused == {2: "several_people", 3: "two_people", 4: "account_twice", 5: "account_twice"}
    assert record.summary["refused_count"] == 4


@pytest.mark.django_db
def test_without_an_account_the_very_same_name_is_the_person(workspace, apply):
    PersonFactory(workspace=workspace, name="Ana", accounts=[("x", "ana")])
    record = apply("Nom,Ville\nAna,Lyon\nana,Paris\n", {"Nom": "name", "Ville": "place"})
    assert counts(record) == (1, 1, 0)
    assert sorted(Person.objects.values_list("name", "place")) == [("Ana", "Lyon"), ("ana", "Paris")]


@pytest.mark.django_db
def test_what_is_empty_or_older_changes_nothing(workspace, apply):
    person = PersonFactory(
        workspace=workspace, name="Ana", place="Lyon", tag_names=["a"], last_contact_said=dt.date(2026, 5, 1)
    )
    record = apply(
        "Nom,Ville,Tags,Dernier contact\nAna,,,2026-04-30\n",
        {"Nom": "name", "Ville": "place", "Tags": "tags", "Dernier contact": "last_contact"},
    )
    assert counts(record) == (0, 0, 1)
    person.refresh_from_db()
    assert (person.place, person.last_contact) == ("Lyon", dt.date(2026, 5, 1))


@pytest.mark.django_db
def test_columns_are_named_on_the_screen_that_all_files_share(workspace, client_for, member):
    client, base = client_for("manager"), f"/w/{workspace.slug}/imports/"
    upload = io.BytesIO(INSTAGRAM_TOOL.encode())
    upload.name = "liste.csv"
    address = client.post(f"{base}upload/?kind=people", {"files": upload}).headers["Location"]
    run_pending(workspace)
    page = client.get(address)
    (form,) = page.context["tables"]
    said = {form.add_prefix(name): field.initial or "" for name, field in form.fields.items()}
    response = client.post(f"{address}columns/", said)
    assert response.status_code == 422
    response = client.post(f"{address}columns/", {**said, form.add_prefix("network"): "instagram"})
    assert response.status_code == 302
    run_pending(workspace)
    page = client.get(address)
    assert page.context["record"].is_ready
    assert client.post(f"{address}confirm/").status_code == 302
    run_pending(workspace)
    assert client.get(address).context["result_url"] == f"/w/{workspace.slug}/people/"
    assert Handle.objects.filter(network="instagram").count() == 3
    assert ColumnMapping.objects.get().kind == "people"


@pytest.mark.django_db
def test_an_unknown_kind_of_file_is_not_found(workspace, client_for):
    client, base = client_for("manager"), f"/w/{workspace.slug}/imports/"
    assert client.get(f"{base}?kind=nothing").status_code == 404
    assert client.post(f"{base}upload/?kind=nothing", {"files": io.BytesIO(b"a")}).status_code == 404


# -- the way out and back


def export(client, workspace, query="") -> bytes:
    response = client.get(f"/w/{workspace.slug}/people/people.csv{query}")
    return b"".join(response.streaming_content)


NAUGHTY = ["=1+1", "+33 6 12", "-2", "@lea", "'=x", "''+y", "z\u00a0=z", "＝full", "O’Brien; \"Jo\", fils", "<b>x</b>",
           "ليلى", "🌸", "Ã©", "NULL", "n/a", "12", "2026-01-01", "a|b"]  # fmt: skip


@pytest.fixture
def everybody(workspace):
    for number, name in enumerate(NAUGHTY):
        PersonFactory(
            workspace=workspace, name=name, kind="press" if number % 2 else "fan", notes=f"{name}\nligne 2",
            topics=f"{name}", place="Lyon" if number % 3 else "", purpose="-but", audience_said=number or None,
            accounts=[("x", f"h{number}"), ("instagram", f"-h{number}", 1000 * number), ("instagram", f"k{number}")],
            tag_names=[f"={number}", "b"], last_contact_said=dt.date(2026, 1, 1),
        )  # fmt: skip
    for _twice in range(2):
        PersonFactory(workspace=workspace, name="Sans compte")
    merged = PersonFactory(workspace=workspace, name="Fusionnée")
    Person.objects.filter(pk=merged.pk).update(merged_into=Person.objects.first())


@pytest.mark.django_db
@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_our_export_comes_back_unchanged(workspace, client_for, bring, language):
    client = client_for("manager")
    client.cookies["django_language"] = language
    data = export(client, workspace)
    before = state()
    record = bring(data)
    assert record.summary.get("refused") == []
    assert (record.state, counts(record)) == ("preview", (0, 0, len(NAUGHTY) + 2))
    assert state() == before


@pytest.mark.django_db
@pytest.mark.usefixtures("everybody")
def test_our_export_builds_the_same_people_again(workspace, client_for, apply):
    data = export(client_for("manager"), workspace)
    Person.objects.filter(merged_into__isnull=False).delete()
    before = state()
    Person.objects.all().delete()
    assert counts(apply(data)) == (len(NAUGHTY) + 2, 0, 0)
    assert state() == before


@pytest.mark.django_db
@pytest.mark.usefixtures("everybody")
def test_no_cell_of_the_export_runs(workspace, client_for):
    text = export(client_for("manager"), workspace).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == len(NAUGHTY) + 3
    assert not [cell for row in rows for cell in row if cell.lstrip("\u00a0 ").startswith(tuple("=+-@＝"))]


@pytest.mark.django_db
@pytest.mark.usefixtures("everybody")
def test_the_export_holds_whom_the_filter_finds(workspace, client_for):
    rows = export(client_for("manager"), workspace, "?kind=press&after=3").decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(rows, newline="")))) == 1 + len(NAUGHTY) // 2
    event = workspace.audit_events.filter(verb="people.exported").get()
    assert (event.label, event.detail) == ("", {"n": len(NAUGHTY) // 2})


@pytest.mark.django_db
def test_an_edited_export_is_the_last_word(workspace, client_for, apply):
    PersonFactory(workspace=workspace, name="Ana", notes="Avant", accounts=[("x", "ana", 5)])
    text = export(client_for("manager"), workspace).decode("utf-8-sig")
    text = text.replace('"Ana"', '"Anaïs"').replace("Avant", "Après")
    assert counts(apply(text)) == (0, 1, 0)
    assert Person.objects.values_list("name", "notes").get() == ("Anaïs", "Après")


def test_the_kind_names_every_target_once():
    codes = [target.code for target in KIND.mapping_targets()]
    assert len(codes) == len(set(codes))


def test_words_that_face_figures_in_our_own_file_are_no_explanation():
    rows = "Léa Petit,fan fidèle,en contact,elle lit beaucoup de poésie\nMax Long,presse,en contact,12\n"
    found = read("Nom,Nature,Relation,Notes\n" + rows)
    assert [person["name"] for person in found.people] == ["Léa Petit", "Max Long"]
    assert found.notes == []
