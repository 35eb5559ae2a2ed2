"""What no form sends is refused before it is read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler

from tests import surface

MULTIPART = "multipart/form-data; boundary=x"
FILES_TAKEN = {
    "imports:upload", "strategy:evidence_new", "strategy:sources_import", "calendar:post_new", "calendar:post_save",
}  # fmt: skip


def test_only_views_that_take_files_look_at_a_large_body(world, visitors):
    client = visitors.client("admin")
    taken = set()
    for url in surface.urls():
        path = url.path(world, world.a)
        answer = client.post(path, b"", content_type=MULTIPART, CONTENT_LENGTH=10**9)
        if "Trop à la fois" not in answer.content.decode():
            taken.add(url.name)
        else:
            assert answer.status_code == 413, path
    assert taken == FILES_TAKEN


def test_a_file_beside_a_form_is_never_kept(client, settings, monkeypatch, db):
    seen, original = [], MemoryFileUploadHandler.new_file
    monkeypatch.setattr(
        MemoryFileUploadHandler, "new_file", lambda self, *args: seen.append(args[1]) or original(self, *args)
    )
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
    form = {"language": "en", "extra": SimpleUploadedFile("a.bin", b"x" * 200_000)}
    refused = client.post("/language", form)
    assert (refused.status_code, seen) == (413, [])
    form["extra"] = SimpleUploadedFile("a.bin", b"x" * 50_000)
    assert (client.post("/language", form).status_code, seen) == (302, ["a.bin"])


@pytest.mark.parametrize("announced", ["", "some", "-1"])
def test_an_announcement_that_is_no_number_is_nothing(client, db, announced):
    assert client.post("/language", b"", content_type=MULTIPART, CONTENT_LENGTH=announced).status_code in (302, 400)


def test_the_refusal_names_the_limit(client, db):
    answer = client.post("/accounts/login/", b"", content_type=MULTIPART, CONTENT_LENGTH=6 * 1024 * 1024)
    assert "Cette page accepte jusqu’à 5\xa0Mo" in answer.content.decode()
