"""What no form sends is refused before it is read."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import UnreadablePostError
from django.test.client import encode_multipart

from cmtool.lib.bodies import whole
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
        limit_of_forms = "jusqu’à 5 Mo"  # a view that takes files says one of its own
        if limit_of_forms not in " ".join(answer.content.decode().split()):
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


BODIES = {
    "application/x-www-form-urlencoded": b"text=Bonjour&note=Merci",
    MULTIPART: encode_multipart(
        "x", {"text": "Bonjour", "f": SimpleUploadedFile("a.bin", b"y" * 9000), "note": "Merci"}
    ),
}


def form_read(body, kind, announced, chunk):
    """What Django makes of a body that arrives piece by piece."""
    stream = io.BytesIO(body)
    stream.read = lambda size=-1, read=stream.read: read(min(size, chunk) if size >= 0 else chunk)
    environ = {"REQUEST_METHOD": "POST", "wsgi.input": stream, "CONTENT_TYPE": kind, "CONTENT_LENGTH": announced}
    return whole(lambda environ, _start: dict(WSGIRequest(environ).POST.items()))(environ, None)


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("chunk", [7, 100_000])
def test_the_beginning_of_a_form_is_not_taken_for_the_form(kind, chunk):
    body = BODIES[kind]
    assert form_read(body, kind, str(len(body)), chunk) == {"text": "Bonjour", "note": "Merci"}
    for arrived in (0, 12, len(body) // 2, len(body) - 1):
        with pytest.raises(UnreadablePostError):
            form_read(body[:arrived], kind, str(len(body)), chunk)


@pytest.mark.parametrize("announced", ["", "-1"])
def test_a_length_that_is_no_number_is_left_to_django(announced):
    assert form_read(b"text=a", "application/x-www-form-urlencoded", announced, 9) == {}
