"""The one-time code of the first administrator."""

import io
import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.factories import UserFactory
from workspaces import first_admin
from workspaces.models import User, Workspace

PAGE = "/accounts/first/"


@pytest.fixture
def code(db, settings, tmp_path):
    """A fresh code, its files in a folder of the test's own."""
    settings.VAR_DIR = tmp_path
    return first_admin.new_code()


def form(code, **changes):
    return {
        "code": code,
        "email": "claire@example.org",
        "name": "Claire Fontaine",
        "password": "quatre chevaux dorment",
        "workspace": "Médiathèque du Val",
    } | changes


def test_the_code_makes_the_first_administrator_and_signs_them_in(client, code):
    response = client.post(PAGE, form(code))
    assert response.url == "/w/mediatheque-du-val/"
    member = Workspace.objects.get().memberships.get()
    assert (member.role, member.user.email, member.user.name) == ("admin", "claire@example.org", "Claire Fontaine")
    assert client.get(reverse("account")).status_code == 200


def test_home_leads_to_the_first_set_up_while_nobody_exists(client, code):
    assert client.get("/").url == PAGE
    UserFactory()
    assert client.get("/").url == reverse("account_login")


def test_the_page_is_gone_once_somebody_exists(client, code):
    UserFactory()
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, form(code)).status_code == 404


def test_the_code_is_read_in_any_case_with_or_without_hyphens(client, code):
    assert client.post(PAGE, form(f" {code.lower().replace('-', ' ')} ")).status_code == 302


def test_five_wrong_tries_make_the_code_void(client, code):
    for _ in range(5):
        assert client.post(PAGE, form("WRONG")).status_code == 422
    assert client.post(PAGE, form(code)).status_code == 422
    assert not User.objects.exists()
    again = first_admin.new_code()
    assert client.post(PAGE, form(again)).status_code == 302


def test_four_wrong_tries_do_not(client, code):
    for _ in range(4):
        client.post(PAGE, form("WRONG"))
    assert client.post(PAGE, form(code)).status_code == 302


def test_a_weak_password_costs_no_try_and_no_code(client, code):
    for _ in range(6):
        assert client.post(PAGE, form(code, password="1234567890")).status_code == 422
    assert client.post(PAGE, form(code)).status_code == 302


def test_the_code_works_once(code):
    assert first_admin.check(code)
    assert [first_admin.claim(), first_admin.claim()] == [True, False]
    assert not first_admin.check(code)


def test_only_the_hash_is_kept_for_its_owner_alone(code, tmp_path):
    file = tmp_path / "first_admin_code"
    assert file.stat().st_mode & 0o777 == 0o600
    assert code not in file.read_text() and code.replace("-", "") not in file.read_text()
    assert len(code.replace("-", "")) * 5 >= 128


@pytest.mark.parametrize(
    ("https", "address", "status"),
    [
        (False, "127.0.0.1", 200),
        (False, "::1", 200),
        (False, "192.168.1.7", 403),
        (False, "", 403),
        (True, "8.8.8.8", 200),
    ],
)
def test_without_encryption_the_page_is_for_this_machine(client, code, settings, https, address, status):
    settings.HTTPS = https
    assert client.get(PAGE, REMOTE_ADDR=address).status_code == status


def test_the_command_prints_a_code_that_works(client, code):
    out = io.StringIO()
    call_command("first_admin_code", stdout=out)
    printed = re.search(r"One-time code: (\S+)", out.getvalue()).group(1)
    assert client.post(PAGE, form(code)).status_code == 422  # the former one
    assert client.post(PAGE, form(printed)).status_code == 302


def test_the_command_says_nothing_once_somebody_exists(code, tmp_path):
    UserFactory()
    out = io.StringIO()
    call_command("first_admin_code", stdout=out)
    assert out.getvalue() == ""
    assert not (tmp_path / "first_admin_code").exists()
