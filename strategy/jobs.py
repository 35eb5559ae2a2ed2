"""Long work of this app."""

from django.utils.translation import gettext_lazy, gettext_noop

from jobs.registry import Run, job_kind
from strategy import reviews
from strategy.actions.people_scores import all_ids
from strategy.actions.people_settle import chunks, settle
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


@job_kind(reviews.KIND, label=gettext_lazy("Reminder of decisions to review"), permission=Permission.READ)
def review_reminders(run: Run) -> None:
    reviews.remind(run)
