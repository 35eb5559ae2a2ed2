"""The way in: sign-in, forgotten password, invitation only, what the security log says."""

import logging

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.factories import UserFactory
from workspaces.actions import create_person
from workspaces.models import User
from workspaces.templatetags.accounts import browser

PASSWORD = "quatre chevaux dorment"


@pytest.fixture
def person(db):
    return create_person(email="Claire@Example.org", name="Claire Fontaine", password=PASSWORD)


def sign_in(client, email, password):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_a_person_signs_in_with_the_address_in_any_case(client, person):
    assert sign_in(client, "CLAIRE@example.org", PASSWORD).status_code == 302
    assert client.get(reverse("account")).status_code == 200


def test_the_address_of_an_account_that_we_made_is_proven(person):
    assert EmailAddress.objects.values_list("email", "verified", "primary").get() == (person.email, True, True)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, person):
    def answer(email):
        response = sign_in(client, email, "not the password")
        return response.status_code, response.context["form"].errors.as_json()

    assert answer("claire@example.org") == answer("nobody@example.org")


def test_a_forgotten_password_says_the_same_for_an_unknown_address_and_mails_either(client, person):
    for email in ("claire@example.org", "nobody@example.org"):
        response = client.post(reverse("account_reset_password"), {"email": email})
        assert response.status_code == 302 and response.url == reverse("account_reset_password_done")
    known, unknown = mail.outbox
    assert "/accounts/password/reset/key/" in known.body
    assert "/accounts/" not in unknown.body


def test_a_mail_server_that_is_down_does_not_tell_who_has_an_account(client, person, settings, caplog):
    settings.EMAIL_BACKEND = "tests.workspaces.test_sign_in.Down"
    for email in ("claire@example.org", "nobody@example.org"):
        assert client.post(reverse("account_reset_password"), {"email": email}).status_code == 302
    assert "example.org" not in "".join(record.getMessage() for record in caplog.records)


class Down:
    """A mail server that refuses connections."""

    def __init__(self, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError


def test_a_reset_link_works_once(client, person, settings):
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = next(word for word in mail.outbox[0].body.split() if "/reset/key/" in word).removeprefix(settings.BASE_URL)
    form = client.get(link).url
    passwords = {"password1": "cinq chevaux dorment", "password2": "cinq chevaux dorment"}
    assert client.post(form, passwords).status_code == 302
    assert sign_in(Client(), person.email, "cinq chevaux dorment").status_code == 302
    assert "/reset/key/" not in Client().get(link).headers.get("Location", "")


def test_links_in_mails_lead_to_the_configured_address_whatever_the_request_names(client, person, settings):
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["*"], "https://cm.example.org"
    client.post(reverse("account_reset_password"), {"email": person.email}, headers={"host": "elsewhere.example"})
    assert "https://cm.example.org/accounts/password/reset/key/" in mail.outbox[0].body
    assert "elsewhere.example/" not in mail.outbox[0].body


def test_signed_out_is_signed_out_for_every_process(client, person):
    """What another process served has not told this one: nothing of a session may live in its memory."""
    client.force_login(person)
    assert client.get(reverse("account")).status_code == 200
    Session.objects.all().delete()  # as a sign-out does, wherever it is served
    assert client.get(reverse("account")).status_code == 302


def test_nobody_signs_up_alone(client, db):
    page = client.get(reverse("account_signup"))
    assert "account/signup_closed.html" in [template.name for template in page.templates]
    client.post(reverse("account_signup"), {"email": "me@example.org", "password1": PASSWORD})
    assert not User.objects.exists()


def test_sign_in_needs_the_proof_that_the_form_is_ours(person):
    client = Client(enforce_csrf_checks=True)
    response = sign_in(client, person.email, PASSWORD)
    assert response.status_code == 403
    assert "403_csrf.html" in [template.name for template in response.templates]


def test_the_current_address_stays_until_the_new_one_is_confirmed(client, db, settings):
    person = UserFactory(email="old@example.org")
    person.set_password(PASSWORD)
    person.save()
    sign_in(client, person.email, PASSWORD)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    person.refresh_from_db()
    assert person.email == "old@example.org"

    link = next(word for word in mail.outbox[-1].body.split() if "/confirm-email/" in word)
    client.post(link.removeprefix(settings.BASE_URL))
    person.refresh_from_db()
    assert person.email == "new@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("new@example.org", True)]


def test_the_address_changes_only_after_a_fresh_proof(client, person):
    sign_in(client, person.email, PASSWORD)
    response = client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert not EmailAddress.objects.filter(email="new@example.org").exists()


def test_the_security_log_tells_ids_and_nothing_else(client, person, caplog):
    with caplog.at_level(logging.INFO, logger="cmtool.security"):
        sign_in(client, person.email, "not the password")
        sign_in(client, "nobody@example.org", "not the password")
        sign_in(client, person.email, PASSWORD)
        client.post(reverse("account_logout"))
    lines = [record.getMessage() for record in caplog.records if record.name == "cmtool.security"]
    assert lines == [
        f"sign-in failed user={person.pk}",
        "sign-in failed user=None",
        f"signed in user={person.pk}",
        f"signed out user={person.pk}",
    ]


def test_a_refused_page_is_logged(client_for, workspace, member, caplog):
    with caplog.at_level(logging.INFO, logger="cmtool.security"):
        assert client_for("guest").get(f"/w/{workspace.slug}/settings/").status_code == 403
    refused = f"access refused user={member('guest').pk} workspace={workspace.pk} view=workspaces:settings method=GET"
    assert refused in [record.getMessage() for record in caplog.records]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0 Safari/537.36 Edg/141.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox · Linux"),
        ("curl/8.5", "Unknown browser"),
    ],
)
def test_sessions_name_the_browser(agent, name):
    with translation.override("en"):
        assert browser(agent) == name
