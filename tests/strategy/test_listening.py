"""Step 2: communities, the six questions, evidence."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from cmtool.lib.versions import Stale
from strategy import evidence_files, steps
from strategy.actions import listening as actions
from strategy.models import Answer, Community, Evidence, Source
from strategy.tasks import forget_evidence
from workspaces.models import AuditEvent

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def community(workspace):
    return Community.objects.create(workspace=workspace, name="Parents du centre-ville")


@pytest.fixture
def answer(community, member):
    return given(community, member("manager"), "Sur Facebook, dans le groupe des parents", networks=["facebook"])


def given(community, by, text, *, question="networks", seen=0, keep=(), networks=()):
    new = Answer(
        workspace=community.workspace, community=community, question=question, text=text, networks=list(networks)
    )
    return actions.answer(new=new, seen=seen, keep=keep, by=by)


def quote(answer, by, text="On est tous sur le groupe"):
    evidence = Evidence(workspace=answer.workspace, answer=answer, kind="quote", text=text)
    return actions.add_evidence(evidence=evidence, by=by)


def url(workspace, name, *args):
    return reverse(f"strategy:{name}", args=[workspace.slug, *args])


def page_of(client, community):
    client.cookies["django_language"] = "en"
    return client.get(url(community.workspace, "community", community.pk)).content.decode()


# -- communities


def test_a_community_is_described_and_shows_how_far_it_is_known(workspace, client_for):
    client = client_for("manager")
    fields = {"name": "Parents", "who": "30-45 ans", "places": "", "interests": "", "values": "", "media": ""}
    assert client.post(url(workspace, "community_new"), fields | {"words": "", "version": 0}).status_code == 302
    community = Community.objects.get()
    given(community, None, "Dans le groupe")
    client.cookies["django_language"] = "en"
    assert "1 of 6 questions answered" in client.get(url(workspace, "listening")).content.decode()


def test_two_people_describe_the_same_community(community, client_for):
    fields = {"name": "Parents", "who": "", "places": "", "interests": "", "values": "", "media": "", "words": ""}
    address = url(community.workspace, "community_edit", community.pk)
    assert client_for("lead").post(address, fields | {"version": 0}).status_code == 302
    late = client_for("manager").post(address, fields | {"name": "Familles", "version": 0})
    assert late.status_code == 409
    assert ("Familles", "Parents") in [(row.yours, row.stored) for row in late.context["differences"]]
    community.refresh_from_db()
    assert community.name == "Parents"


def test_an_archived_community_can_be_read_not_changed_and_comes_back(community, client_for):
    client, workspace = client_for("manager"), community.workspace
    client.post(url(workspace, "community_archive", community.pk))
    assert client.get(url(workspace, "community", community.pk)).status_code == 200
    assert client.get(url(workspace, "answer_edit", community.pk, "words")).status_code == 404
    assert client.get(url(workspace, "community_edit", community.pk)).status_code == 404
    assert community not in client.get(url(workspace, "listening")).context["communities"]
    client.post(url(workspace, "community_restore", community.pk))
    assert community in client.get(url(workspace, "listening")).context["communities"]


# -- answers


def test_the_first_question_takes_networks_the_others_do_not(community, client_for):
    client, workspace = client_for("manager"), community.workspace
    asked = {"text": "Facebook surtout", "networks": ["facebook", "instagram"], "seen": 0}
    assert client.post(url(workspace, "answer_edit", community.pk, "networks"), asked).status_code == 302
    assert client.post(url(workspace, "answer_edit", community.pk, "words"), asked).status_code == 302
    found = dict(Answer.objects.current().values_list("question", "networks"))
    assert found == {"networks": ["facebook", "instagram"], "words": []}
    wrong = client.post(url(workspace, "answer_edit", community.pk, "networks"), asked | {"networks": ["minitel"]})
    assert wrong.status_code == 422


def test_a_new_answer_replaces_the_former_which_stays_with_author_and_date(community, answer, client_for, member):
    new = given(community, member("lead"), "Plutôt sur WhatsApp", seen=answer.pk)
    answer.refresh_from_db()
    assert (answer.replaced_at, new.replaced_at) == (new.at, None)
    page = client_for("guest").get(url(community.workspace, "answers", community.pk, "networks")).content.decode()
    assert page.index("Plutôt sur WhatsApp") < page.index("Sur Facebook, dans le groupe des parents")
    assert member("manager").name in page


def test_the_second_of_two_answers_at_once_sees_the_first(community, client_for):
    address = url(community.workspace, "answer_edit", community.pk, "words")
    assert client_for("lead").post(address, {"text": "Le parc", "seen": 0}).status_code == 302
    late = client_for("manager").post(address, {"text": "Le square", "seen": 0})
    assert late.status_code == 409
    assert [(row.yours, row.stored) for row in late.context["differences"]] == [("Le square", "Le parc")]
    first = Answer.objects.current().get()
    assert first.text == "Le parc"
    knowingly = late.context["form"]["seen"].value()
    assert client_for("manager").post(address, {"text": "Le square", "seen": knowingly}).status_code == 302
    assert list(Answer.objects.values_list("text", flat=True)) == ["Le square", "Le parc"]


def test_an_answer_to_replace_that_was_taken_back_meanwhile(community, answer, client_for, member):
    seen = answer.pk
    actions.take_back(answer=answer, by=member("lead"))
    address = url(community.workspace, "answer_edit", community.pk, "networks")
    late = client_for("manager").post(address, {"text": "Ailleurs", "seen": seen})
    assert (late.status_code, late.context["form"]["seen"].value()) == (409, "0")


def test_the_second_of_two_answers_is_refused_by_the_action_too(community, answer, member):
    with pytest.raises(Stale):
        given(community, member("lead"), "Ailleurs", seen=0)
    with pytest.raises(Stale):
        given(community, member("lead"), "Ailleurs", seen=answer.pk + 1)


def test_evidence_that_still_holds_moves_to_the_new_answer(community, answer, client_for, member):
    holds, outdated = (quote(answer, member("lead"), text) for text in ("tient", "dépassé"))
    removed = quote(answer, member("lead"), "retiré")
    actions.remove_evidence(evidence=removed, by=member("lead"))
    address = url(community.workspace, "answer_edit", community.pk, "networks")
    form = client_for("manager").get(address).context["form"]
    assert form.initial["keep"] == [holds.pk, outdated.pk]
    said = {"text": "Sur WhatsApp", "seen": answer.pk, "keep": [holds.pk]}
    assert client_for("manager").post(address, said).status_code == 302
    new = Answer.objects.current().get()
    assert [each.text for each in new.evidence.all()] == ["tient"]
    assert [each.text for each in answer.evidence.all()] == ["dépassé", "retiré"]


def test_evidence_that_was_removed_meanwhile_stays_behind(community, answer, member):
    evidence = quote(answer, member("lead"))
    actions.remove_evidence(evidence=evidence, by=member("manager"))
    given(community, member("lead"), "Sur WhatsApp", seen=answer.pk, keep=[evidence.pk])
    assert answer.evidence.get() == evidence


def test_an_answer_is_taken_back_with_its_evidence(community, answer, client_for, member):
    kept = quote(answer, member("lead"))
    new = given(community, member("lead"), "Sur WhatsApp", seen=answer.pk, keep=[kept.pk])
    added = quote(new, member("lead"), "ajoutée depuis")
    client_for("manager").post(url(community.workspace, "answer_take_back", new.pk))
    answer.refresh_from_db()
    assert (Answer.objects.get(), answer.replaced_at) == (answer, None)
    assert set(answer.evidence.all()) == {kept, added}


def test_the_first_answer_is_taken_back_while_nothing_hangs_on_it(community, answer, member):
    kept = quote(answer, member("lead"))
    with pytest.raises(actions.NotNow, match="evidence"):
        actions.take_back(answer=answer, by=member("lead"))
    actions.remove_evidence(evidence=kept, by=member("lead"))
    assert actions.take_back(answer=answer, by=member("lead")) is None
    assert not Answer.objects.exists()


def test_an_answer_that_was_replaced_or_is_old_is_not_taken_back(community, answer, client_for, member):
    new = given(community, member("lead"), "Sur WhatsApp", seen=answer.pk)
    with pytest.raises(actions.NotNow, match="replaced"):
        actions.take_back(answer=answer, by=member("lead"))
    Answer.objects.filter(pk=new.pk).update(at=timezone.now() - dt.timedelta(days=2))
    client_for("manager").post(url(community.workspace, "answer_take_back", new.pk))
    assert Answer.objects.current().get() == new


# -- evidence

SAID = {
    "quote": {"text": "On est tous sur le groupe", "origin": "Une mère, à l’accueil", "url": ""},
    "link": {"url": "https://example.org/enquete", "text": ""},
    "message": {"text": "Où est le programme ?", "origin": "Claire D.", "network": "facebook"},
    "figure": {"text": "1 240 membres le 1er octobre", "origin": "Page du groupe", "url": ""},
}


@pytest.mark.parametrize("kind", SAID)
def test_each_kind_of_evidence_stands_under_its_answer(kind, answer, client_for):
    client = client_for("manager")
    address = url(answer.workspace, "evidence_new", answer.pk) + f"?kind={kind}"
    assert client.post(address, SAID[kind]).status_code == 302
    evidence = Evidence.objects.get()
    assert {name: getattr(evidence, name) for name in SAID[kind]} == SAID[kind]
    page = page_of(client_for("guest"), answer.community)
    assert all(value in page for name, value in SAID[kind].items() if name != "network")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("quote", {"text": ""}),
        ("link", {"url": "javascript:alert(1)"}),
        ("figure", {"text": "1 240 membres"}),
        ("message", {"text": "x", "network": "minitel"}),
        ("file", {}),
    ],
)
def test_evidence_that_says_nothing_is_refused(kind, said, answer, client_for):
    address = url(answer.workspace, "evidence_new", answer.pk) + f"?kind={kind}"
    assert client_for("manager").post(address, said).status_code == 422
    assert not Evidence.objects.exists()


def test_evidence_is_removed_and_comes_back(answer, client_for, member):
    evidence, client = quote(answer, member("lead")), client_for("manager")
    client.post(url(answer.workspace, "evidence_remove", evidence.pk))
    assert "This answer rests on no evidence yet." in page_of(client, answer.community)
    client.post(url(answer.workspace, "evidence_restore", evidence.pk))
    assert "On est tous sur le groupe" in page_of(client, answer.community)
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))[-3:]
    assert verbs == ["community.evidence_added", "community.evidence_removed", "community.evidence_restored"]


def upload(client, answer, data, name):
    address = url(answer.workspace, "evidence_new", answer.pk) + "?kind=file"
    return client.post(address, {"file": SimpleUploadedFile(name, data), "text": ""})


def test_a_file_is_kept_under_a_name_of_ours_and_served_as_a_download(answer, client_for, files):
    assert upload(client_for("manager"), answer, PNG, "../captu\u202ere.png").status_code == 302
    evidence = Evidence.objects.get()
    (kept,) = [path for path in files.rglob("*") if path.is_file()]
    assert kept.relative_to(files).parts == ("evidence", str(answer.workspace_id), evidence.file_key)
    assert (evidence.file_name, evidence.file_type, kept.stat().st_mode & 0o777) == ("capture.png", "image/png", 0o600)
    response = client_for("guest").get(url(answer.workspace, "evidence_file", evidence.pk))
    assert b"".join(response.streaming_content) == PNG
    assert response.headers["Content-Disposition"] == 'attachment; filename="capture.png"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.png", PNG, "image/png"),
        ("page.html", b"\xff\xd8\xff\xe0JFIF", "image/jpeg"),  # the name does not count
        ("a", b"GIF89a....", "image/gif"),
        ("a", b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        ("a", b"%PDF-1.7 ...", "application/pdf"),
        ("a.csv", "Date;Réponse\n1;Oui".encode(), "text/csv"),
        ("a.csv", "Date;Réponse".encode("cp1252"), "text/csv"),
        ("a.txt", "\ufeffDate".encode("utf-16"), "text/plain"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        ("a.txt", b"Bonjour <script>alert(1)</script>", ""),
        ("a.txt", "<!DOCTYPE html><p>".encode("utf-16"), ""),
        ("a.txt", b"\xef\xbb\xbf  <HTML>", ""),
        ("a.exe", b"MZ\x90\0\x03\0", ""),
        ("a.zip", b"PK\x03\x04\x14\0", ""),
        ("a.txt", b"", ""),
    ],
)
def test_the_type_is_what_the_file_holds(name, data, kind):
    assert evidence_files.type_of(data, name) == kind


def test_a_page_is_refused_with_a_sentence_and_nothing_is_kept(answer, client_for, files):
    client = client_for("manager")
    client.cookies["django_language"] = "en"
    response = upload(client, answer, b"<svg onload='x'/>", "dessin.svg")
    assert response.status_code == 422
    assert "“dessin.svg” is neither an image, a PDF, a text nor a CSV" in response.content.decode()
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(answer, client_for, settings):
    client = client_for("manager")
    client.cookies["django_language"] = "en"
    response = upload(client, answer, PNG + b"\0" * evidence_files.LARGEST, "a.png")
    assert (response.status_code, Evidence.objects.count()) == (422, 0)
    assert "larger than 10 MB" in response.content.decode()
    address = url(answer.workspace, "evidence_new", answer.pk) + "?kind=file"
    announced = client.post(address, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=10**9)
    assert announced.status_code == 422
    assert "larger than 10 MB" in announced.content.decode()


def test_a_file_is_gone_once_nobody_wanted_it_back(
    answer, client_for, member, files, django_capture_on_commit_callbacks
):
    upload(client_for("manager"), answer, PNG, "a.png")
    evidence = Evidence.objects.get()
    actions.remove_evidence(evidence=evidence, by=member("lead"))
    address = url(answer.workspace, "evidence_file", evidence.pk)
    assert client_for("manager").get(address).status_code == 404
    forget_evidence()
    assert Evidence.objects.exists()
    Evidence.objects.update(removed_at=timezone.now() - actions.KEEP_REMOVED - dt.timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        forget_evidence()
    assert not Evidence.objects.exists()
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_a_file_is_not_left_behind_when_the_row_cannot_be_written(answer, member, files, monkeypatch):
    monkeypatch.setattr(Evidence, "save", lambda self: 1 / 0)
    evidence = Evidence(workspace=answer.workspace, answer=answer, kind="file", file_name="a.png")
    with pytest.raises(ZeroDivisionError):
        actions.add_evidence(evidence=evidence, data=PNG, by=member("lead"))
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_no_evidence_is_added_to_an_answer_of_the_past(community, answer, client_for, member):
    given(community, member("lead"), "Sur WhatsApp", seen=answer.pk)
    address = url(community.workspace, "evidence_new", answer.pk)
    assert client_for("manager").post(address, SAID["quote"]).status_code == 404


# -- what is missing


def test_step_2_says_what_is_missing(workspace, member, django_assert_max_num_queries):
    def missing():
        with translation.override("en"), django_assert_max_num_queries(2):
            return steps.listening(workspace)

    assert missing() == "no community yet"
    community = Community.objects.create(workspace=workspace, name="Parents")
    assert missing() == "6 questions without an answer"
    answers = [given(community, None, "Réponse", question=code) for code in Answer.Question.values]
    assert missing() == "no source to read yet"
    Source.objects.create(workspace=workspace, kind="site", title="Val", address="https://val.example")
    assert missing() == "6 answers without evidence"
    evidence = [quote(answer, None) for answer in answers]
    assert missing() == ""
    actions.remove_evidence(evidence=evidence[0], by=member("lead"))
    assert missing() == "1 answer without evidence"
    Community.objects.create(workspace=workspace, name="Oubliés", archived_at=timezone.now())
    assert missing() == "1 answer without evidence"
    given(community, None, "Autre", question="words", seen=answers[1].pk, keep=[])
    assert missing() == "2 answers without evidence"


def test_the_page_of_a_community_costs_the_same_with_much_evidence(
    community, answer, client_for, member, django_assert_max_num_queries
):
    client = client_for("guest")
    page_of(client, community)
    for question in ("words", "media", "values"):
        other = given(community, member("lead"), "Réponse", question=question)
        for number in range(10):
            quote(other, member("manager"), f"Preuve {number}")
    with django_assert_max_num_queries(16):
        assert page_of(client, community).count("Preuve") == 30
