"""What is done to one person: saved with accounts and tags, gestures noted, kept, merged into another."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cmtool.lib.versions import save_version
from strategy import profiles
from strategy.models import Gesture, Handle, Person, SavedFilter, Tag
from workspaces import audit
from workspaces.models import User, Workspace

from .people_settle import settle


@dataclass(frozen=True, slots=True)
class Account:
    """A handle as a form or a file says it."""

    network: str
    handle: str
    audience: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.network, profiles.key(self.handle)


@transaction.atomic
def save_person(
    *, person: Person, fields: list[str], version: int, accounts: Iterable[Account], tags: Iterable[str], by: User
) -> Person:
    """Create the person, or write ``fields`` of it if it is still at ``version`` (else ``Stale``), with exactly these
    accounts and tags.
    """
    created = person.pk is None
    if created:
        person.save()
    else:
        save_version(person, fields, version=version)
    _set_accounts(person, accounts)
    person.tags.set(tags_named(person.workspace, tags))
    drop_unused_tags()
    settle(person.workspace, [person.pk])
    audit.record(person.workspace, "person.created" if created else "person.edited", by=by, target=person)
    return person


def _set_accounts(person: Person, accounts: Iterable[Account]) -> None:
    wanted = {account.key: account for account in accounts}
    for handle in person.handles.all():
        account = wanted.pop((handle.network, handle.key), None)
        if account is None:
            handle.delete()
        elif (account.handle, account.audience) != (handle.handle, handle.audience):
            handle.handle, handle.audience = account.handle, account.audience
            handle.save()
    Handle.objects.bulk_create(handle_of(person, account) for account in wanted.values())


def handle_of(person: Person, account: Account) -> Handle:
    return Handle(
        workspace=person.workspace,
        person=person,
        network=account.network,
        handle=account.handle,
        key=profiles.key(account.handle),
        audience=account.audience,
    )


def tags_named(workspace: Workspace, names: Iterable[str]) -> list[Tag]:
    """The tag of each name, made where it is missing; one that differs by case or accents only is the same."""
    names = list(names)
    known = {profiles.folded(tag.name): tag for tag in workspace.tags.all()}
    for name in names:
        if profiles.folded(name) not in known:
            known[profiles.folded(name)] = workspace.tags.create(name=name)
    return [known[profiles.folded(name)] for name in names]


def drop_unused_tags() -> None:
    """A tag is there as long as somebody has it."""
    Tag.objects.filter(people=None).delete()


@transaction.atomic
def add_gesture(*, person: Person, kind: str, text: str, day: dt.date, by: User | None) -> Gesture:
    gesture = Gesture.objects.create(workspace=person.workspace, person=person, kind=kind, text=text, day=day, by=by)
    settle(person.workspace, [person.pk])
    audit.record(person.workspace, "person.gesture", by=by, target=person, kind=kind)
    return gesture


@transaction.atomic
def remove_gesture(*, gesture: Gesture, by: User) -> bool:
    """Take the gesture off the person; it can come back until it is forgotten. False when it was off already."""
    return _set_removed(gesture, timezone.now(), "person.gesture_removed", by)


@transaction.atomic
def restore_gesture(*, gesture: Gesture, by: User) -> bool:
    """False when it was there again already."""
    return _set_removed(gesture, None, "person.gesture_restored", by)


def _set_removed(gesture: Gesture, at: dt.datetime | None, verb: str, by: User) -> bool:
    person = gesture.person
    if not Gesture.objects.filter(pk=gesture.pk, removed_at__isnull=at is not None).update(removed_at=at):
        return False
    settle(person.workspace, [person.pk])
    audit.record(person.workspace, verb, by=by, target=person)
    return True


@transaction.atomic
def keep(*, person: Person, by: User) -> None:
    """Somebody looked at what is kept of the person and has a reason to keep it for another period."""
    Person.objects.filter(pk=person.pk).update(kept_on=person.workspace.today(), version=F("version") + 1)
    audit.record(person.workspace, "person.kept", by=by, target=person)


@transaction.atomic
def save_filter(
    *, workspace: Workspace, name: str, query: str, shared: bool, by: User, page: str = "people"
) -> SavedFilter:
    """Keep the filter of a page under a name; the same name again replaces it."""
    saved, _created = SavedFilter.objects.update_or_create(
        workspace=workspace, page=page, owner=None if shared else by, name=name, defaults={"query": query}
    )
    audit.record(workspace, "filter.saved", by=by, shared=shared)
    return saved


@transaction.atomic
def remove_filter(*, saved: SavedFilter, by: User) -> None:
    audit.record(saved.workspace, "filter.removed", by=by, shared=saved.owner_id is None)
    saved.delete()
