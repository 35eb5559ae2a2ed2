"""What every answer says besides its content: content policy, cookies, no guessing of types."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from imports import storage
from imports.models import Import
from tests.surface import pages, urls
from tests.world import PASSWORD, ROLES

CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
TALKATIVE = ("Server", "X-Powered-By", "X-AspNet-Version", "Via")


def policy(response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _space, value in parts if name}


def assert_guarded(response):
    assert policy(response) == CSP
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert not [name for name in TALKATIVE if name in response.headers]


@pytest.mark.parametrize("url", urls(), ids=lambda url: url.name)
def test_every_page_is_guarded(url, world, visitors):
    for person in (None, "admin"):
        assert_guarded(visitors.ask(person, "GET", url.path(world, world.a)))


ERRORS = {
    400: ("GET", "/", {"Host": "not a host"}),
    403: ("GET", "/w/alpha/settings/", {}),
    404: ("GET", "/nowhere", {}),
    405: ("DELETE", "/w/alpha/objectives/", {}),
}


@pytest.mark.parametrize("status", ERRORS)
def test_error_pages_are_guarded(status, visitors):
    method, path, headers = ERRORS[status]
    response = visitors.ask("guest", method, path, headers=headers)
    assert response.status_code == status
    assert_guarded(response)


def test_a_broken_page_is_guarded_and_tells_nothing(visitors, monkeypatch):
    monkeypatch.setattr("workspaces.decorators.Membership.can", lambda *_: 1 / 0)
    response = visitors.ask("guest", "GET", "/w/alpha/objectives/")
    assert response.status_code == 500
    assert_guarded(response)
    assert b"ZeroDivisionError" not in response.body
    assert b"Traceback" not in response.body


@pytest.mark.parametrize("path", ["css/app.css", "js/app.js", "vendor/bootstrap.min.css", "img/icon.svg"])
def test_static_files_are_not_guessed(path, visitors):
    response = visitors.ask(None, "GET", f"/static/{path}")
    assert response.status_code == 200
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"].partition(";")[0] in {"text/css", "text/javascript", "image/svg+xml"}


@pytest.mark.parametrize("path", ["package.json", "vendor/package.json", "../cmtool/settings.py", "bootstrap/LICENSE"])
def test_nothing_else_is_served_as_static(path, visitors):
    assert visitors.ask(None, "GET", f"/static/{path}").status_code == 404


def test_cookies_are_for_this_site_and_not_for_scripts(world, visitors):
    who = {"login": world.people["guest"].email, "password": PASSWORD}
    with visitors.undone():
        response = visitors.client(None).post("/accounts/login/", who)
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert response.cookies[name]["httponly"], name
        assert response.cookies[name]["samesite"] == "Lax", name


def test_over_https_cookies_and_transport_are_secure():
    """The settings follow BASE_URL; read by a process of its own because they are read once."""
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SECURE_HSTS_SECONDS"]
    code = f"from cmtool import settings; print(*(getattr(settings, name) for name in {names}))"
    env = {"PATH": os.environ["PATH"], "BASE_URL": "https://cmtool.example", "VAR_DIR": str(settings.VAR_DIR)}
    done = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)
    assert done.stdout.split() == ["True", "True", "True", "63072000"], done.stderr


@pytest.mark.parametrize("url", [url for url in pages() if url.in_workspace], ids=lambda url: url.name)
def test_caches_keep_pages_and_fragments_apart(url, world, visitors):
    """Where htmx gets another body, or another way of redirecting, the answer varies by its header."""
    page, fragment = (visitors.ask("admin", "GET", url.path(world, world.a), htmx=htmx) for htmx in (False, True))
    if page.status_code != fragment.status_code or len(page.body) - len(fragment.body) > 1000:
        assert "HX-Request" in fragment.headers.get("Vary", "")
        assert "HX-Request" in page.headers.get("Vary", ""), "the page itself may be kept for htmx"
    assert "Cookie" in page.headers.get("Vary", "")


@pytest.mark.parametrize("role", ROLES)
def test_files_leave_as_downloads(role, world, visitors):
    for url in pages():
        response = visitors.ask(role, "GET", url.path(world, world.a))
        kind = response.headers.get("Content-Type", "text/html").partition(";")[0]
        if response.status_code == 200 and kind not in {"text/html", "application/json", "text/javascript"}:
            assert response.headers["Content-Disposition"].startswith("attachment"), url.name
            assert response.headers["X-Content-Type-Options"] == "nosniff", url.name


def test_an_uploaded_page_cannot_run(world, visitors):
    record = world.row(Import, world.a, state="applied")
    with visitors.undone():
        storage.source(record).write_text("<script>alert(1)</script>")
        Import._base_manager.filter(pk=record.pk).update(name='a".html\r\nX-Bad: 1')
        response = visitors.client("admin").get(f"/w/alpha/imports/{record.pk}/file")
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert "X-Bad" not in response.headers
        response.close()
