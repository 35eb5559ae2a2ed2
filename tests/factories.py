"""Objects for tests: believable, minimal, unique."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from calendar_app.actions.posts import write
from calendar_app.contents import new_content, new_publication
from calendar_app.models import Post
from kpis.models import Kpi
from strategy.actions.people import Account, save_person
from strategy.models import Channel, Objective, Person
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


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = Objective

    workspace = factory.SubFactory(WorkspaceFactory)
    title = factory.Sequence(lambda n: f"Objectif {n}")
    intent = "visibility"
    start = dt.date(2026, 1, 1)
    due = dt.date(2027, 1, 1)


class ChannelFactory(DjangoModelFactory):
    class Meta:
        model = Channel

    workspace = factory.SubFactory(WorkspaceFactory)
    network = "facebook"
    handle = factory.Sequence(lambda n: f"mediatheque{n}")
    talk_about = "La vie locale"


class KpiFactory(DjangoModelFactory):
    class Meta:
        model = Kpi
        skip_postgeneration_save = True

    objective = factory.SubFactory(ObjectiveFactory)
    workspace = factory.SelfAttribute("objective.workspace")
    metric = "reach"
    aggregation = "sum"
    target = 1000
    due = factory.SelfAttribute("objective.due")

    @factory.post_generation
    def channels(self, create, extracted):
        if create and extracted:
            self.channels.set(extracted)


class PersonFactory(DjangoModelFactory):
    """A person with what follows from the rest; ``accounts=[("x", "lea", 12)]``, ``tag_names=["presse"]``."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    workspace = factory.SubFactory(WorkspaceFactory)
    name = factory.Sequence(lambda n: f"Personne {n}")

    @classmethod
    def _create(cls, model_class, *args, accounts=(), tag_names=(), **kwargs):
        accounts = [Account(*account) for account in accounts]
        return save_person(person=Person(**kwargs), fields=[], version=0, accounts=accounts, tags=tag_names, by=None)


def make_post(workspace, *, by=None, day=None, time="09:00", channels=(), tags=(), **said) -> Post:
    """A post, with one publication per channel (or one without a channel) on ``day`` at ``time``, ISO texts."""
    content = new_content(**{"title": "Coulisses du festival", "text": "Bonjour à tous", **said})
    content["tags"] = sorted(tags)
    if day:
        when = {"zone": workspace.time_zone, "day": str(day), "time": time}
        places = [channel.pk for channel in channels] or [None]
        content["publications"] = [new_publication(channel=place, **when) for place in places]
    return write(post=Post(workspace=workspace), content=content, version=0, by=by)
