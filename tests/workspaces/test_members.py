"""Members: who sees what, roles, removal, and the last administrator."""

import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from tests.factories import MembershipFactory, UserFactory, WorkspaceFactory
from workspaces import actions
from workspaces.models import AuditEvent, Membership
from workspaces.permissions import ROLE_TABLE, Permission, Role

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def page(workspace):
    return lambda path="": f"/w/{workspace.slug}/members/{path}"


@pytest.fixture
def membership(workspace):
    return lambda role: workspace.memberships.get(role=role)


def test_everybody_sees_the_members_and_only_leads_their_addresses(client_for, page):
    for role, addresses in (("guest", False), ("manager", False), ("lead", True), ("admin", True)):
        text = client_for(role).get(page()).content.decode()
        assert "Camille" in text
        assert ("guest@example.org" in text) is addresses


def test_only_administrators_see_pending_invitations(workspace, client_for, page, member):
    actions.invite(workspace=workspace, email="new@example.org", role="guest", by=member("admin"))
    assert "new@example.org" in client_for("admin").get(page()).content.decode()
    assert "new@example.org" not in client_for("lead").get(page()).content.decode()


def test_an_administrator_changes_a_role_at_once(client_for, page, membership, workspace):
    guest, pk = client_for("guest"), membership("guest").pk
    assert guest.get(f"/w/{workspace.slug}/journal/").status_code == 403
    assert client_for("admin").post(page(f"{pk}/role/"), {"role": "lead"}).status_code == 302
    assert guest.get(f"/w/{workspace.slug}/journal/").status_code == 200
    client_for("admin").post(page(f"{pk}/role/"), {"role": "manager"})
    assert guest.get(f"/w/{workspace.slug}/journal/").status_code == 403
    event = AuditEvent.objects.filter(verb="member.role_changed").first()
    assert event.detail == {"old": "lead", "new": "manager"}


def test_a_role_that_does_not_exist_is_refused(client_for, page, membership):
    pk = membership("guest").pk
    assert client_for("admin").post(page(f"{pk}/role/"), {"role": "owner"}).status_code == 422
    assert Membership.objects.get(pk=pk).role == "guest"


def test_a_removed_member_finds_nothing_anymore(client_for, page, membership, workspace):
    guest = client_for("guest")
    assert guest.get(page()).status_code == 200
    client_for("admin").post(page(f"{membership('guest').pk}/remove/"))
    assert guest.get(page()).status_code == 404
    assert guest.get(f"/w/{workspace.slug}/").status_code == 404


def test_removal_is_confirmed_by_name(client_for, page, membership):
    target = membership("guest")
    dialog = client_for("admin").get(page(f"{target.pk}/remove/"), **HTMX).content.decode()
    assert target.user.name in dialog and "<html" not in dialog
    assert Membership.objects.filter(pk=target.pk).exists()


def test_a_member_leaves_alone(client_for, page, workspace):
    assert client_for("manager").post(page("leave/")).status_code == 302
    assert not workspace.memberships.filter(role="manager").exists()
    assert AuditEvent.objects.get().verb == "member.left"


@pytest.mark.parametrize("path", ["leave/", "{pk}/remove/", "{pk}/role/"])
def test_the_last_administrator_stays(client_for, page, membership, path, workspace):
    response = client_for("admin").post(page(path.format(pk=membership("admin").pk)), {"role": "guest"})
    assert response.status_code == 409
    assert membership("admin").user.name in response.content.decode()
    assert workspace.memberships.filter(role="admin").count() == 1


def test_one_of_two_administrators_can_go(client_for, page, workspace):
    MembershipFactory(workspace=workspace, role="admin")
    client = client_for("lead")
    workspace.memberships.filter(role="lead").update(role="admin")
    assert client.post(page("leave/")).status_code == 302


def test_an_account_that_is_closed_does_not_count_as_administrator(client_for, page, workspace):
    asleep = UserFactory(is_active=False)
    MembershipFactory(workspace=workspace, role="admin", user=asleep)
    admin = workspace.memberships.exclude(user=asleep).get(role="admin")
    client = client_for(None)
    client.force_login(admin.user)
    assert client.post(page("leave/")).status_code == 409


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("move", ["demote", "leave"])
def test_two_administrators_who_go_at_the_same_moment_leave_one(move):
    workspace = WorkspaceFactory()
    pair = [MembershipFactory(workspace=workspace, role="admin") for _ in range(2)]
    gate, refused = threading.Barrier(2), []

    def go(mine, other):
        try:
            gate.wait(timeout=10)
            with workspace.active():
                if move == "demote":
                    actions.change_role(membership=other, role="guest", by=mine.user)
                else:
                    actions.remove_member(membership=mine, by=mine.user)
        except actions.LastAdministrator:
            refused.append(mine)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=couple) for couple in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(refused) == 1
    assert Membership.objects.filter(workspace=workspace, role="admin").count() == 1


def test_another_workspace_s_member_is_not_found(client_for, page):
    pk = MembershipFactory(role="guest").pk
    for action in ("role", "remove"):
        assert client_for("admin").post(page(f"{pk}/{action}/"), {"role": "lead"}).status_code == 404
    assert Membership.objects.get(pk=pk).role == "guest"


def test_the_list_costs_as_many_queries_for_ten_as_for_two_hundred(client_for, page, workspace):
    client = client_for("admin")

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(page()).status_code == 200
        return len(captured)

    for _ in range(6):
        MembershipFactory(workspace=workspace)
    queries()  # what is cached once
    ten = queries()
    for _ in range(190):
        MembershipFactory(workspace=workspace)
    assert queries() == ten


def test_the_table_of_rights_is_the_one_that_was_agreed():
    guest = {"read"}
    manager = guest | {"edit_strategy", "plan", "import", "run_jobs"}
    lead = manager | {"set_targets", "set_review", "read_audit", "read_contacts"}
    admin = lead | {"manage_members", "manage_workspace"}
    assert {role: set(map(str, rights)) for role, rights in ROLE_TABLE.items()} == {
        "guest": guest,
        "manager": manager,
        "lead": lead,
        "admin": admin,
    }
    assert set(map(str, Permission)) == admin
    assert set(Role.values) == set(ROLE_TABLE)
