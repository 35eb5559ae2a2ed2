"""What is done to terms: one by one, or several with one way back."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db import IntegrityError, models, transaction
from django.dispatch import Signal
from django.utils import timezone

from strategy import corpus_io
from strategy.corpus_io import Draft
from strategy.models import CorpusBatch, CorpusTerm
from workspaces import audit
from workspaces.models import User, Workspace

from .common import save

CHUNK = 500  # rows per statement
BACK = dt.timedelta(days=30)  # how long a change can be put back; that of an import as long as the import
DERIVED = ("key", "search")

#: The terms of ``workspace`` are no longer what they were; sent in the transaction of the change.
corpus_changed = Signal()


class Taken(Exception):
    """Another term is the same but for accents, case or number."""

    def __init__(self, term: CorpusTerm):
        super().__init__(term.text)
        self.term = term


@transaction.atomic
def save_term(*, term: CorpusTerm, fields: Iterable[str], version: int, by: User) -> CorpusTerm:
    """Create the term, or write ``fields`` of it if it is still at ``version`` (else ``Stale``). Raises ``Taken``."""
    hold(term.workspace)
    term.settle()
    try:
        with transaction.atomic():
            save(term, [*fields, *DERIVED], version, by, "term")
    except IntegrityError:
        if same := CorpusTerm.objects.filter(key=term.key).exclude(pk=term.pk).first():
            raise Taken(same) from None
        raise
    _changed(term.workspace)
    return term


def hold(workspace: Workspace) -> None:
    """Have whoever else adds terms to the workspace wait until this transaction ends."""
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)


def _changed(workspace: Workspace) -> None:
    corpus_changed.send(sender=CorpusTerm, workspace=workspace)


# -- several at once


@transaction.atomic
def delete_terms(*, workspace: Workspace, ids: Collection[int], by: User) -> CorpusBatch | None:
    """None when none of them was there."""
    terms = list(_held(ids))
    if not terms:
        return None
    changes = [{"id": term.pk, "before": term.said, "version": None} for term in terms]
    for some in chunks([term.pk for term in terms]):
        CorpusTerm.objects.filter(pk__in=some).delete()
    batch = _keep(workspace=workspace, kind=CorpusBatch.Kind.DELETE, by=by, changes=changes)
    audit.record(workspace, "term.deleted", by=by, n=len(terms), first=terms[0].text)
    _changed(workspace)
    return batch


@transaction.atomic
def change_terms(
    *, workspace: Workspace, ids: Collection[int], said: Mapping[str, Any], by: User
) -> tuple[CorpusBatch | None, int]:
    """Say the same of several terms (facet, stance). Returns the way back (None: it would change nothing), and how many
    were left as they are because they are to be avoided and do not tell what to say instead."""
    pairs = [
        (term, {name: value for name, value in said.items() if getattr(term, name) != value}) for term in _held(ids)
    ]
    kept = [
        (term, differ)
        for term, differ in pairs
        if differ and not (differ.get("stance") == CorpusTerm.Stance.AVOID and not term.say_instead)
    ]
    left = sum(bool(differ) for _term, differ in pairs) - len(kept)
    if not kept:
        return None, left
    batch = write(workspace=workspace, kind=CorpusBatch.Kind.BULK, new=(), changed=kept, by=by)
    audit.record(workspace, "term.changed", by=by, n=len(kept))
    return batch, left


@transaction.atomic
def add_terms(*, workspace: Workspace, drafts: Iterable[Draft], by: User) -> CorpusBatch | None:
    """Add those of the drafts that are not there yet. None when all were."""
    hold(workspace)
    first: dict[str, Draft] = {}
    for draft in drafts:
        first.setdefault(draft.key, draft)
    new = corpus_io.compare(first.values(), stored(first)).new
    if not new:
        return None
    batch = write(workspace=workspace, kind=CorpusBatch.Kind.PASTE, new=new, changed=(), by=by)
    audit.record(workspace, "term.added", by=by, n=len(new))
    return batch


def stored(keys: Iterable[str]) -> dict[str, CorpusTerm]:
    """The terms that have these keys, by key."""
    return {term.key: term for some in chunks(sorted(set(keys))) for term in CorpusTerm.objects.filter(key__in=some)}


def write(
    *,
    workspace: Workspace,
    kind: str,
    new: Iterable[Draft],
    changed: Iterable[tuple[CorpusTerm, Mapping[str, Any]]],
    by: User | None,
    record=None,
) -> CorpusBatch:
    """Create terms, change others (term, what is said of it now), and keep what was there before."""
    made = [_new(workspace, draft.said()) for draft in new]
    CorpusTerm.objects.bulk_create(made, batch_size=CHUNK)
    changes = [{"id": term.pk, "before": None, "version": 0} for term in made]
    terms, names = [], set(DERIVED)
    for term, said in changed:
        changes.append({"id": term.pk, "before": term.said, "version": term.version + 1})
        terms.append(_say(term, said))
        names |= set(said)
    _update(terms, names)
    batch = _keep(workspace=workspace, kind=kind, by=by, changes=changes, import_record=record)
    _changed(workspace)
    return batch


def _keep(**batch: Any) -> CorpusBatch:
    """Keep the way back of a change, and drop those that are too old."""
    old = CorpusBatch.objects.filter(at__lt=timezone.now() - BACK)
    old.exclude(kind=CorpusBatch.Kind.IMPORT).delete()
    return CorpusBatch.objects.create(**batch)


def _new(workspace: Workspace, said: Mapping[str, Any], **more: Any) -> CorpusTerm:
    term = CorpusTerm(workspace=workspace, **said, **more)
    term.settle()
    return term


def _say(term: CorpusTerm, said: Mapping[str, Any]) -> CorpusTerm:
    for name, value in said.items():
        setattr(term, name, value)
    term.settle()
    term.version += 1
    term.updated_at = timezone.now()
    return term


def _update(terms: list[CorpusTerm], names: Iterable[str]) -> None:
    for some in chunks(terms):
        CorpusTerm.objects.bulk_update(some, [*names, "version", "updated_at"])


def _held(ids: Iterable[int]) -> Iterator[CorpusTerm]:
    for some in chunks(sorted(set(ids))):
        yield from CorpusTerm.objects.select_for_update().filter(pk__in=some).order_by("pk")


def chunks(things: list) -> Iterator[list]:
    for start in range(0, len(things), CHUNK):
        yield things[start : start + CHUNK]


# -- the way back


@transaction.atomic
def put_back(*, batch: CorpusBatch, by: User | None) -> int | None:
    """Undo what a batch did. Terms that somebody has changed since then stay as they left them.

    Returns how many stay so; None when somebody else has put the batch back already.
    """
    hold(batch.workspace)
    batch = CorpusBatch.objects.filter(pk=batch.pk).first()
    if batch is None:
        return None
    there = {term.pk: term for term in _held(change["id"] for change in batch.changes)}
    gone = [change for change in batch.changes if change["version"] is None]
    alive = [
        change
        for change in batch.changes
        if change["version"] is not None and change["id"] in there and there[change["id"]].version == change["version"]
    ]
    _remove([change["id"] for change in alive if change["before"] is None])
    _restore([(there[change["id"]], change["before"]) for change in alive if change["before"] is not None])
    back = _bring_back(batch.workspace, gone)
    left = len(batch.changes) - len(alive) - back
    batch.delete()
    audit.record(batch.workspace, "term.put_back", by=by, n=len(alive) + back)
    _changed(batch.workspace)
    return left


def _remove(ids: list[int]) -> None:
    for some in chunks(ids):
        CorpusTerm.objects.filter(pk__in=some).delete()


def _restore(pairs: list[tuple[CorpusTerm, Mapping[str, Any]]]) -> None:
    _update([_say(term, before) for term, before in pairs], (*CorpusTerm.SAID, *DERIVED))


def _bring_back(workspace: Workspace, changes: list[dict]) -> int:
    """Create deleted terms again under their numbers, except where the same term is there again. Returns how many."""
    terms = [_new(workspace, change["before"], pk=change["id"], version=1) for change in changes]
    taken = stored(term.key for term in terms)
    terms = [term for term in terms if term.key not in taken]
    CorpusTerm.objects.bulk_create(terms, batch_size=CHUNK)
    return len(terms)


def stamp() -> tuple:
    """Changes with the terms of the active workspace."""
    return tuple(CorpusTerm.objects.aggregate(models.Count("pk"), models.Max("updated_at")).values())
