"""Every page of accounts and members answers, in both languages, without anything inline; errors have their page."""

import re

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from cmtool import views

PERSONAL = [
    "account",
    "workspaces_new",
    "account_email",
    "mfa_index",
    "mfa_list_webauthn",
    "usersessions_list",
    "account_logout",
    "account_set_password",
]
PUBLIC = [
    "account_login",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
]
# after a fresh proof of who one is
GUARDED = ["mfa_activate_totp", "mfa_add_webauthn", "account_change_password"]
WORKSPACE = ["members", "invite", "leave", "settings", "audit"]

PASSWORD = "quatre chevaux dorment"


def assert_sound(response, language, status=200):
    assert response.status_code == status
    text = response.content.decode()
    assert f'<html lang="{language}"' in text
    assert re.search(r"<h1[^>]*>\s*\S", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script>|<script(?![^>]*\ssrc=)", text)


def in_language(client, language):
    client.cookies["django_language"] = language
    return client


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", PUBLIC)
def test_pages_for_strangers(db, name, language):
    assert_sound(in_language(Client(), language).get(reverse(name)), language)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", PERSONAL)
def test_pages_of_the_account(client_for, name, language):
    client = in_language(client_for("guest"), language)
    assert_sound(client.get(reverse(name)), language)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_behind_a_fresh_proof(client_for, member, language):
    person = member("guest")
    person.set_password(PASSWORD)
    person.save()
    client = in_language(client_for("guest"), language)
    proof = client.get(client.get(reverse("mfa_activate_totp")).url)
    assert_sound(proof, language)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for name in GUARDED:
        assert_sound(client.get(reverse(name)), language)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", WORKSPACE)
def test_pages_of_the_workspace(client_for, workspace, name, language):
    client = in_language(client_for("admin"), language)
    assert_sound(client.get(reverse(f"workspaces:{name}", args=[workspace.slug])), language)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", ["member_role", "member_remove"])
def test_dialogs_are_pages_too(client_for, workspace, name, language):
    pk = workspace.memberships.get(role="guest").pk
    address = reverse(f"workspaces:{name}", args=[workspace.slug, pk])
    client = in_language(client_for("admin"), language)
    page, dialog = client.get(address), client.get(address, HTTP_HX_REQUEST="true")
    assert page.status_code == dialog.status_code == 200
    assert "<html" in page.content.decode()
    assert "<html" not in dialog.content.decode() and 'id="dialog-title"' in dialog.content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_not_there_or_not_allowed_has_a_page(client_for, workspace, language):
    client = in_language(client_for("guest"), language)
    assert_sound(client.get("/nowhere"), language, status=404)
    assert_sound(client.get(f"/w/{workspace.slug}/settings/"), language, status=403)


def test_a_request_that_is_not_understood_has_a_page(rf, db):
    response = views.bad_request(rf.get("/"))
    assert response.status_code == 400


def test_a_failure_has_a_page_that_asks_nothing_of_the_database():
    """No ``db`` fixture: a query would raise."""
    response = views.server_error(RequestFactory().get("/"))
    text = response.content.decode()
    assert response.status_code == 500
    assert "Quelque chose n’a pas marché" in text and "Something went wrong" in text


def test_too_many_attempts_have_a_page(client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "429"}}
    data = {"login": "a@example.org", "password": "x"}
    statuses = [client.post(reverse("account_login"), data).status_code for _ in range(3)]
    assert statuses[0] == 200 and statuses[-1] == 429
