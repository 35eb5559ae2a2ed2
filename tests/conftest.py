"""What every test may ask for: a workspace, its members, a client signed in as one of them."""

import os

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from hypothesis import settings as hypothesis

from tests.factories import MembershipFactory, UserFactory, WorkspaceFactory
from tests.visitors import Visitors
from tests.world import build
from workspaces.permissions import Role

EVERYTHING = os.environ.get("CMTOOL_NO_SKIP") == "1"  # as CI runs them: none is skipped, each run is like the last

# How long an example takes is for the bench. New examples are looked for where somebody sits in front.
hypothesis.register_profile("patient", deadline=None, derandomize=EVERYTHING)
hypothesis.load_profile("patient")


def pytest_collection_modifyitems(items):
    """Browser tests come last: their event loop stays in the process, where Django then refuses the database.

    ``--dist load`` keeps the order within each process; other ways of sharing tests out do not.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_sessionfinish(session):
    """Where everything must run (CMTOOL_NO_SKIP=1), a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if EVERYTHING and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def french():
    """A request leaves its language active in the thread; each test begins in the default one."""
    with translation.override("fr"):
        yield


@pytest.fixture(scope="session", autouse=True)
def own_files(tmp_path_factory):
    """Files of this process alone: the databases of two processes give the same numbers to their first imports."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


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


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_keepdb, django_db_blocker):
    """The test database, also when every test of the session asks for ``world``, which pytest-django does not know."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, keepdb=django_db_keepdb)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Two full workspaces (``tests.world``), built once for a module and rolled back after it.

    Tests that use it must not ask for ``db``; what they change they undo with ``undone``.
    """
    files = tmp_path_factory.mktemp("files")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=files / "media", VAR_DIR=files),
        transaction.atomic(),
    ):
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def visitors(world):
    """One client per kind of person, signed in once."""
    return Visitors(world)
