"""Long or delayed work of the calendar."""

from django.utils.translation import gettext_lazy, gettext_noop

from calendar_app import ahead, mentions, publication_mails, reminders
from calendar_app.actions import comments
from calendar_app.actions.posts import CLEARED
from calendar_app.actions.review import send_back_uncleared
from calendar_app.models import Post
from jobs.registry import Run, job_kind
from workspaces.permissions import Permission


@job_kind(reminders.KIND, label=gettext_lazy("Mails to reviewers"), permission=Permission.READ)
def review_mails(run: Run) -> None:
    reminders.tell(run)


@job_kind(reminders.RECHECK, label=gettext_lazy("Approvals under the new rules"), permission=Permission.READ)
def recheck(run: Run) -> None:
    """Each post on its own: what is sent back stays so when the rest is done by a later attempt."""
    ids = list(Post.objects.live().filter(status__in=CLEARED).order_by("pk").values_list("pk", flat=True))
    for done, pk in enumerate(ids):
        run.progress(done, len(ids), gettext_noop("%(n)s posts to look at"), n=len(ids))
        send_back_uncleared(pk)
    with run.finishing():
        run.progress(len(ids), len(ids), gettext_noop("Approvals checked"))


@job_kind(comments.KIND, label=gettext_lazy("Mail to those named in a comment"), permission=Permission.READ)
def mention_mails(run: Run) -> None:
    mentions.tell(run)


@job_kind(
    publication_mails.KIND, label=gettext_lazy("Reminders of what is to be published"), permission=Permission.READ
)
def publication_reminders(run: Run) -> None:
    publication_mails.remind(run)


@job_kind(ahead.KIND, label=gettext_lazy("Series and key dates to come"), permission=Permission.READ)
def make_ahead(run: Run) -> None:
    ahead.make(run)
