"""People who may be one, and what somebody said of two of them: that they are not."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from strategy.models import Distinct, Handle, Person
from workspaces import audit
from workspaces.models import User

MOST = 50  # groups shown at once


def duplicates(limit: int = MOST) -> list[list[Person]]:
    """Groups of people who may be one: the same name but for case and accents, or the same handle on two networks.

    The first of a group has the highest score; each of the others may be the first.
    """
    sharing = Handle.objects.filter(key__in=_keys(limit)).values("person")
    people = Person.objects.known().filter(Q(folded_name__in=list(_names()[:limit])) | Q(pk__in=sharing))
    alike: dict[tuple[str, str], list[Person]] = {}
    for person in people.with_accounts().order_by("-score", "pk"):
        for said in {("name", person.folded_name), *(("handle", handle.key) for handle in person.handles.all())}:
            alike.setdefault(said, []).append(person)
    apart = _apart({person.pk for group in alike.values() for person in group if len(group) > 1})
    found = {tuple(p.pk for p in part): part for group in alike.values() for part in _parts(group, apart)}
    return list(found.values())[:limit]


def _names() -> QuerySet:
    """Names of at least two people of whom nobody said that they are not one."""
    apart = Distinct.objects.filter(person=OuterRef(OuterRef("pk")), other=OuterRef("pk"))
    later = Person.objects.known().filter(~Exists(apart), folded_name=OuterRef("folded_name"), pk__gt=OuterRef("pk"))
    found = Person.objects.known().filter(Exists(later)).order_by("folded_name")
    return found.values_list("folded_name", flat=True).distinct()


def _keys(limit: int) -> list[str]:
    """Handles of at least two such people."""
    apart = Distinct.objects.filter(person=OuterRef(OuterRef("person")), other=OuterRef("person"))
    later = Handle.objects.filter(~Exists(apart), key=OuterRef("key"), person__gt=OuterRef("person"))
    found = Handle.objects.filter(Exists(later)).order_by("key")
    return list(found.values_list("key", flat=True).distinct()[:limit])


def _apart(people: set[int]) -> set[frozenset[int]]:
    """Pairs of these people who are not one."""
    pairs = Distinct.objects.filter(person__in=people, other__in=people).values_list("person", "other")
    return {frozenset(pair) for pair in pairs}


def _parts(group: list[Person], apart: set[frozenset[int]]) -> Iterator[list[Person]]:
    """A group without the pairs that are not one: whoever may be the first stands with the first."""
    shown = set(apart)
    for place, first in enumerate(group):
        rest = [person for person in group[place + 1 :] if frozenset({first.pk, person.pk}) not in shown]
        if rest:
            part = [first, *rest]
            shown |= {frozenset({one.pk, other.pk}) for one in part for other in part}
            yield part


@transaction.atomic
def tell_apart(*, person: Person, other: Person, by: User) -> Distinct:
    """Remember that the two are not one person."""
    first, second = sorted((person, other), key=lambda each: each.pk)
    said, created = Distinct.objects.get_or_create(
        workspace=person.workspace, person=first, other=second, defaults={"by": by}
    )
    if created:
        audit.record(person.workspace, "person.told_apart", by=by, target=person, other=other.pk)
    return said


@transaction.atomic
def forget_apart(*, said: Distinct, by: User) -> None:
    """Let the two be looked at as one again."""
    audit.record(said.workspace, "person.alike_again", by=by, target=said.person, other=said.other_id)
    said.delete()
