"""What follows from the rest of a person: audience, last contact, gestures, the text searched in, the score."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import transaction
from django.db.models import Manager, QuerySet

from strategy import corpus, profiles, score
from strategy.models import CorpusTerm, Gesture, Handle, Person, Plan
from strategy.people_list import PLACE
from workspaces.models import Workspace

T = TypeVar("T")
CHUNK = 500
#: Gestures by which one was in touch; a relay or a note can happen without the person.
IN_TOUCH = frozenset({Gesture.Kind.THANKS, Gesture.Kind.REWARD, Gesture.Kind.MEETING, Gesture.Kind.CONTACT})
FOLLOWS = ("folded_name", "search", "audience", "last_contact", "gestures_count", "score")


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


@dataclass(frozen=True)
class Yardstick:
    """What scores are taken against: the workspace's weights, its day, the corpus."""

    weights: dict[str, float]
    today: dt.date
    terms: frozenset[str] = field(default_factory=frozenset)  # keys of corpus terms that topics here name


def yardstick(workspace: Workspace, people: Iterable[Person]) -> Yardstick:
    keys = {key for person in people for key in topic_keys(person.topics)}
    known = CorpusTerm.objects.filter(key__in=keys, stance=CorpusTerm.Stance.USE).values_list("key", flat=True)
    return Yardstick(weights_of(workspace), workspace.today(), frozenset(known) if keys else frozenset())


def weights_of(workspace: Workspace) -> dict[str, float]:
    """The weights of the score: those of the workspace over the usual ones."""
    own = Plan.objects.filter(workspace=workspace).values_list("score_weights", flat=True).first() or {}
    return score.checked(own)


def topic_keys(topics: str) -> set[str]:
    return {corpus.key(topic) for topic in re.split(r"[,;\n]", topics) if topic.strip()}


def score_of(person: Person, measure: Yardstick) -> score.Score:
    """The score with its parts, from what is stored of the person."""
    facts = score.Facts(
        stage=person.stage,
        kind=person.kind,
        gestures=person.gestures_count,
        last_contact=person.last_contact,
        audience=person.audience,
        topics=len(topic_keys(person.topics) & measure.terms),
    )
    return score.score(facts, measure.weights, measure.today)


def settle(workspace: Workspace, ids: Iterable[int]) -> int:
    """Write what follows from the rest of these people anew. Returns how many rows differed."""
    return sum(_settle(workspace, some) for some in chunks(list(ids)))


@transaction.atomic
def _settle(workspace: Workspace, ids: Sequence[int]) -> int:
    # Locked first: whoever changes accounts or gestures meanwhile settles after us, from all that is there.
    people = list(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    measure = yardstick(workspace, people)
    handles, gestures = _by_person(Handle.objects, ids), _by_person(Gesture.objects.kept(), ids)
    differ = {person: derive(person, handles[person.pk], gestures[person.pk], measure) for person in people}
    if names := set().union(*differ.values()):  # each field costs: new weights change the score alone
        Person.objects.bulk_update([person for person in people if differ[person]], sorted(names))
    return sum(map(bool, differ.values()))


def derive(person: Person, handles: list[Handle], gestures: list[Gesture], measure: Yardstick) -> set[str]:
    """Set what follows from the rest on ``person``, unsaved; return the names of the fields that differ."""
    before = {name: getattr(person, name) for name in FOLLOWS}
    person.folded_name = profiles.folded(person.name)[:160]
    words = [person.name, *(handle.handle for handle in handles), person.topics]
    person.search = "\n".join([*map(profiles.folded, words), PLACE + profiles.folded(person.place)])
    followers = [handle.audience for handle in handles if handle.audience is not None]
    person.audience = person.audience_said
    if person.audience is None and followers:
        person.audience = sum(followers)
    met = [gesture.day for gesture in gestures if gesture.kind in IN_TOUCH]
    person.last_contact = max([*met, *filter(None, [person.last_contact_said])], default=None)
    person.gestures_count = len(gestures)
    person.score = score_of(person, measure).total
    return {name for name, value in before.items() if getattr(person, name) != value}


def _by_person(rows: Manager[T] | QuerySet[T], ids: Sequence[int]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for row in rows.filter(person__in=ids):
        found[row.person_id].append(row)
    return found
