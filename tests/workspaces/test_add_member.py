"""Members from the command line."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.factories import MembershipFactory, UserFactory, WorkspaceFactory
from workspaces.models import Membership, User, Workspace


def add(*arguments):
    out = io.StringIO()
    call_command("add_member", *arguments, stdout=out)
    return out.getvalue()


def test_a_new_person_gets_a_link_to_choose_a_password(db):
    workspace = WorkspaceFactory(slug="val")
    printed = add("New@example.org", "--workspace", "val", "--role", "admin", "--name", "Nadia")
    member = workspace.memberships.get()
    assert (member.role, member.user.email, member.user.name) == ("admin", "new@example.org", "Nadia")

    link = next(word for word in printed.split() if word.startswith("http"))
    client = Client()
    form = client.get("/" + link.split("/", 3)[3]).url
    passwords = {"password1": "quatre chevaux dorment", "password2": "quatre chevaux dorment"}
    assert client.post(form, passwords).status_code == 302
    assert Client().login(email="new@example.org", password="quatre chevaux dorment")


def test_a_known_person_only_joins_and_twice_is_once(db):
    WorkspaceFactory(slug="val")
    user = UserFactory(email="known@example.org")
    user.set_password("quatre chevaux dorment")
    user.save()
    for _ in range(2):
        assert "http" not in add("known@example.org", "--workspace", "val")
    assert Membership.objects.get(user=user).role == "manager"


def test_the_role_of_a_member_is_changed_but_the_last_administrator_stays(db):
    workspace = WorkspaceFactory(slug="val")
    guest = MembershipFactory(workspace=workspace, role="guest")
    add(guest.user.email, "--workspace", "val", "--role", "admin")
    guest.refresh_from_db()
    assert guest.role == "admin"
    with pytest.raises(CommandError, match="only administrator"):
        add(guest.user.email, "--workspace", "val", "--role", "guest")


def test_a_workspace_can_be_opened_on_the_way(db):
    add("new@example.org", "--workspace", "val", "--role", "admin", "--create", "Médiathèque du Val")
    assert Workspace.objects.get(slug="val").memberships.get().role == "admin"


@pytest.mark.parametrize(
    "arguments",
    [
        ("not-an-address", "--workspace", "val"),
        ("new@example.org", "--workspace", "nowhere"),
        ("new@example.org", "--workspace", "Bad Slug", "--create", "N"),
    ],
)
def test_a_wrong_argument_is_refused_and_nobody_made(db, arguments):
    WorkspaceFactory(slug="val")
    with pytest.raises(CommandError):
        add(*arguments)
    assert not User.objects.exists()
