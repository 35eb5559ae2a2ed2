"""Each kind of job of the calendar with a small piece of work, for the suite that runs every kind in every way."""

from django.core import mail

from calendar_app import ahead, publication_mails, reminders
from calendar_app.actions import comments, statuses
from calendar_app.contents import new_content, new_publication
from calendar_app.models import ChosenPack, KeyDate, Post, Publication, ReviewNotice, ReviewPolicy, Series
from calendar_app.recurrence import Every, Rule
from jobs.actions import enqueue
from jobs.models import Job
from tests.factories import ChannelFactory, MembershipFactory, UserFactory, make_post
from tests.jobs.scenarios import scenario


@scenario(reminders.KIND)
def review_mails(workspace, by):
    post = make_post(workspace, by=by, day=workspace.today(), sensitivity="sensitive")
    statuses.set_status(post=post, status="review", version=post.version, by=by)
    mail.outbox = []
    return Job.objects.get(kind=reminders.KIND), lambda: (
        ReviewNotice.objects.count(),
        workspace.audit_events.filter(verb="review.reminded").count(),
    )


@scenario(reminders.RECHECK)
def recheck(workspace, by):
    for number in range(3):
        Post.objects.filter(pk=make_post(workspace, by=by, title=f"Brève {number}").pk).update(status="approved")
    policy = ReviewPolicy.objects.create(workspace=workspace, sensitivity="ordinary", need="one")
    policy.reviewers.add(by)
    reminders.ask_recheck(workspace)
    return Job.objects.get(kind=reminders.RECHECK), lambda: list(
        Post.objects.order_by("title").values_list("title", "status", "version")
    )


@scenario(publication_mails.KIND)
def publication_reminders(workspace, by):
    workspace.business_hours = [None] * 7  # whatever the hour is while the suite runs
    workspace.save()
    for number in range(2):
        channels = [ChannelFactory(workspace=workspace)]
        make_post(
            workspace,
            by=by,
            title=f"Brève {number}",
            day=workspace.today(),
            time="00:00",
            channels=channels,
            status="approved",
        )
    mail.outbox = []
    return enqueue(workspace=workspace, kind=publication_mails.KIND, key="publications", by=None), lambda: (
        Publication.objects.exclude(reminded_at=None).count(),
        workspace.audit_events.filter(verb="publications.reminded").count(),
    )


@scenario(comments.KIND)
def mention_mails(workspace, by):
    lea = MembershipFactory(workspace=workspace, user=UserFactory(name="Léa Martin"))
    comments.add(post=make_post(workspace, by=by), text="@Léa, tu relis ?", internal=True, by=by)
    mail.outbox = []
    return Job.objects.get(kind=comments.KIND), lambda: (
        lea.user.name,
        workspace.audit_events.filter(verb="post.mentioned").count(),
    )


@scenario(ahead.KIND)
def make_ahead(workspace, by):
    content = new_content(title="La question")
    content["publications"] = [new_publication(channel=None, zone="Europe/Paris")]
    rule = Rule(Every.WEEK, weekdays=(1,), count=3).text()
    said = {"rule": rule, "start": workspace.today(), "zone": "Europe/Paris", "content": content}
    Series.objects.create(workspace=workspace, **said)
    ChosenPack.objects.create(workspace=workspace, code="trade")
    return ahead.ask(workspace), lambda: (
        sorted(Post.objects.values_list("occurrence", "title", "version")),
        list(KeyDate.objects.values_list("code", "start", "end")),
    )
