"""Objects for tests: believable, minimal, unique."""

import factory
from factory.django import DjangoModelFactory

from workspaces.models import Membership, User, Workspace


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Camille {n}")
    password = "!"  # signed in by force_login; hashing costs time


class WorkspaceFactory(DjangoModelFactory):
    class Meta:
        model = Workspace

    slug = factory.Sequence(lambda n: f"mediatheque-{n}")
    name = factory.Sequence(lambda n: f"Médiathèque {n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    workspace = factory.SubFactory(WorkspaceFactory)
    user = factory.SubFactory(UserFactory)
    role = "manager"
