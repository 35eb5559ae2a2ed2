"""What is done to communities, to what is known of them, and to the evidence of it."""

import datetime as dt
from collections.abc import Iterable

from django.db import models, transaction
from django.utils import timezone

from cmtool.lib.versions import Stale
from strategy import evidence_files
from strategy.models import Answer, Community, Evidence
from workspaces import audit
from workspaces.models import User

from .common import recorded, save

UNDO_ANSWER = dt.timedelta(days=1)
KEEP_REMOVED = dt.timedelta(days=7)  # evidence that was removed, with its file


class NotNow(Exception):
    """The answer cannot be taken back; the argument says why: ``replaced``, ``evidence`` or ``late``."""


@transaction.atomic
def save_community(*, community: Community, fields: list[str], version: int, by: User) -> Community:
    """Create the community, or write ``fields`` of it if it is still at ``version`` (else ``Stale``)."""
    return save(community, fields, version, by, "community")


@transaction.atomic
def archive_community(*, community: Community, by: User) -> bool:
    """Put the community away; its answers stay. False when it was away already."""
    changed = (
        Community.objects.current()
        .filter(pk=community.pk)
        .update(archived_at=timezone.now(), version=models.F("version") + 1)
    )
    return recorded(changed, community, "community.archived", by)


@transaction.atomic
def restore_community(*, community: Community, by: User) -> bool:
    changed = Community.objects.filter(pk=community.pk, archived_at__isnull=False).update(
        archived_at=None, version=models.F("version") + 1
    )
    return recorded(changed, community, "community.restored", by)


@transaction.atomic
def answer(*, new: Answer, seen: int, keep: Iterable[int], by: User) -> Answer:
    """Make ``new`` the answer to its question, if the current one is still ``seen`` (its id, 0: none; else ``Stale``).

    The former answer stays in the history. ``keep`` names its evidence that holds for the new one, and moves there.
    """
    _lock(new.community)
    former = _current(new)
    if (former.pk if former else 0) != seen:
        raise Stale
    now = timezone.now()
    if former:
        Answer.objects.filter(pk=former.pk).update(replaced_at=now)
    new.by, new.at = by, now
    new.save()
    Evidence.objects.kept().filter(answer=former, pk__in=list(keep)).update(answer=new)
    audit.record(new.workspace, "community.answered", by=by, target=new.community, question=new.question)
    return new


def _lock(community: Community) -> None:
    """One answer at a time in a community."""
    Community.objects.select_for_update().get(pk=community.pk)


def _current(answer: Answer) -> Answer | None:
    return Answer.objects.current().filter(community=answer.community, question=answer.question).first()


@transaction.atomic
def take_back(*, answer: Answer, by: User) -> Answer | None:
    """Undo an answer given lately: the former is the current one again, with all the evidence. Raises ``NotNow``."""
    community, question = answer.community, answer.question
    _lock(community)
    if _current(answer) != answer:
        raise NotNow("replaced")
    if answer.at < timezone.now() - UNDO_ANSWER:
        raise NotNow("late")
    formers = Answer.objects.former().filter(community=community, question=question)
    former = formers.order_by("-replaced_at", "-pk").first()
    if former:
        answer.evidence.update(answer=former)
    elif answer.evidence.kept().exists():
        raise NotNow("evidence")
    _delete(answer.evidence.all())
    answer.delete()
    if former:
        Answer.objects.filter(pk=former.pk).update(replaced_at=None)
    audit.record(community.workspace, "community.answer_taken_back", by=by, target=community, question=question)
    return former


@transaction.atomic
def add_evidence(*, evidence: Evidence, data: bytes = b"", by: User) -> Evidence:
    """Keep what an answer rests on; ``data`` is the content of its file, whose name and type it says already."""
    evidence.by = by
    if data:
        evidence.file_key = evidence_files.keep(evidence.workspace, data)
    try:
        evidence.save()
        detail = {"kind": evidence.kind, "question": evidence.answer.question}
        audit.record(evidence.workspace, "community.evidence_added", by=by, target=evidence.answer.community, **detail)
    except BaseException:
        if data:
            evidence_files.discard(evidence.workspace, evidence.file_key)
        raise
    return evidence


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User) -> bool:
    """Take the evidence off its answer; it can come back for ``KEEP_REMOVED``. False when it was off already."""
    changed = Evidence.objects.kept().filter(pk=evidence.pk).update(removed_at=timezone.now())
    return _told(changed, evidence, "community.evidence_removed", by)


@transaction.atomic
def restore_evidence(*, evidence: Evidence, by: User) -> bool:
    changed = Evidence.objects.filter(pk=evidence.pk, removed_at__isnull=False).update(removed_at=None)
    return _told(changed, evidence, "community.evidence_restored", by)


def _told(changed: int, evidence: Evidence, verb: str, by: User) -> bool:
    if changed:
        detail = {"kind": evidence.kind, "question": evidence.answer.question}
        audit.record(evidence.workspace, verb, by=by, target=evidence.answer.community, **detail)
    return bool(changed)


@transaction.atomic
def forget_removed() -> int:
    """Delete, with its files, the evidence of the active workspace that nobody wanted back. Returns how many."""
    return _delete(Evidence.objects.filter(removed_at__lt=timezone.now() - KEEP_REMOVED))


def _delete(evidence: models.QuerySet[Evidence]) -> int:
    rows = list(evidence.select_related("workspace"))
    for row in rows:
        if row.file_key:
            transaction.on_commit(
                lambda workspace=row.workspace, key=row.file_key: evidence_files.discard(workspace, key)
            )
    return evidence.delete()[0] if rows else 0
