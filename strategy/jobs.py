"""Long work of this app."""

from django.utils.translation import gettext_lazy, gettext_noop

from jobs.registry import Run, job_kind
from strategy import reviews
from strategy.actions import people_batches, people_erasure
from strategy.actions.people_scores import all_ids
from strategy.actions.people_settle import chunks, settle
from strategy.models import PeopleBatch
from workspaces.permissions import Permission


@job_kind("strategy.rescore", label=gettext_lazy("Scores of people"), permission=Permission.READ)
def rescore(run: Run) -> None:
    """Every score anew: the weights, the corpus or the day have changed. Batches that are done stay done."""
    ids = all_ids()
    for done, some in enumerate(chunks(ids)):
        run.progress(done * len(some), len(ids), gettext_noop("%(n)s people to score"), n=len(ids))
        settle(run.workspace, some)
    with run.finishing():
        run.progress(len(ids), len(ids), gettext_noop("Scores taken"))


@job_kind(people_batches.CHANGE, label=gettext_lazy("Change of several people"), permission=Permission.EDIT_STRATEGY)
def change_people(run: Run) -> None:
    ids, job = run.payload["people"], run.job
    run.progress(0, len(ids), gettext_noop("%(n)s people to change"), n=len(ids))
    with run.finishing():
        wish = people_batches.Wish.said(run.payload["wish"])
        batch = people_batches.change_people(workspace=run.workspace, ids=ids, wish=wish, by=job.created_by)
        n = batch.changes.count() if batch else 0
        run.progress(len(ids), len(ids), gettext_noop("%(n)s people changed"), n=n)


@job_kind(people_batches.PUT_BACK, label=gettext_lazy("Undoing of a change"), permission=Permission.EDIT_STRATEGY)
def put_people_back(run: Run) -> None:
    run.progress(0, 1, gettext_noop("Putting back what was there before"))
    with run.finishing():
        if batch := PeopleBatch.objects.filter(pk=run.payload["people_batch"]).first():
            people_batches.put_back(batch=batch, by=run.job.created_by)
        run.progress(1, 1, gettext_noop("Put back as it was."))


@job_kind(people_erasure.ERASE, label=gettext_lazy("Erasure of several people"), permission=Permission.SET_TARGETS)
def erase_people(run: Run) -> None:
    ids = run.payload["people"]
    run.progress(0, len(ids), gettext_noop("%(n)s people to erase"), n=len(ids))
    with run.finishing():
        left = people_erasure.erase_people(workspace=run.workspace, ids=ids, by=run.job.created_by)
        said = gettext_noop(
            "%(n)s people erased; other texts that still name them: %(left)s; files not searched: %(unread)s"
        )
        run.progress(len(ids), len(ids), said, n=len(ids), left=left.count, unread=left.unread)


@job_kind(reviews.KIND, label=gettext_lazy("Reminder of decisions to review"), permission=Permission.READ)
def review_reminders(run: Run) -> None:
    reviews.remind(run)
