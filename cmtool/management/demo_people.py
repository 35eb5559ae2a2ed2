"""Puts the people of the demo into its workspace, through the actions that the pages use."""

import datetime as dt

from demo import people as demo
from strategy.actions.people import Account, add_gesture, save_filter, save_person
from strategy.models import Person, Plan
from workspaces.models import User, Workspace


def load(workspace: Workspace, by: User) -> None:
    Plan.objects.update_or_create(workspace=workspace, defaults={"fans_target": demo.FANS_TARGET})
    for each in demo.PEOPLE:
        one(workspace, each, by)
    for name, query in demo.SEGMENTS:
        save_filter(workspace=workspace, name=name, query=query, shared=True, by=by)


def one(workspace: Workspace, each: demo.Person, by: User) -> None:
    names = ("name", "kind", "stage", "topics", "place", "notes", "purpose")
    person = save_person(
        person=Person(workspace=workspace, **{name: getattr(each, name) for name in names}),
        fields=[],
        version=0,
        accounts=[Account(*account) for account in each.accounts],
        tags=each.tags,
        by=by,
    )
    for kind, days_ago, text in each.gestures:
        day = workspace.today() - dt.timedelta(days=days_ago)
        add_gesture(person=person, kind=kind, text=text, day=day, by=by)
