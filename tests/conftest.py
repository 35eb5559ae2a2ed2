"""What every test may ask for: a workspace, its members, a client signed in as one of them."""

import pytest
from django.test import Client

from tests.factories import MembershipFactory, UserFactory, WorkspaceFactory
from workspaces.permissions import Role


@pytest.fixture
def workspace(db):
    """A workspace with one member per role; its scope is open during the test."""
    workspace = WorkspaceFactory()
    for role in Role.values:
        MembershipFactory(workspace=workspace, role=role, user=UserFactory(email=f"{role}@example.org"))
    with workspace.active():
        yield workspace


@pytest.fixture
def member(workspace):
    """``member("lead")`` is the person of that role."""
    return lambda role: workspace.memberships.get(role=role).user


@pytest.fixture
def client_for(workspace, member):
    """``client_for("lead")`` is a client signed in as that role; ``client_for(None)`` is a stranger's."""

    def make(role):
        client = Client()
        if role:
            client.force_login(member(role))
        return client

    return make
