"""The mail that tells people that they are named in a comment."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from calendar_app.models import Comment
from jobs.run import Run
from workspaces import audit


def tell(run: Run) -> None:
    """One mail per person named who is still a member. It leaves within the transaction that ends the job."""
    with run.finishing():
        untold = Comment.objects.filter(pk=run.payload["comment"], told_at=None)
        comment = untold.filter(removed_at=None, post__deleted_at=None).first()
        untold.update(told_at=timezone.now())
        members = comment.mentions.filter(memberships__workspace=run.workspace, is_active=True) if comment else []
        addresses = [user.email for user in members]
        run.progress(len(addresses), len(addresses), gettext_noop("People told: %(n)s"), n=len(addresses))
        if addresses:
            audit.record(run.workspace, "post.mentioned", by=comment.by, target=comment.post, n=len(addresses))
        for address in addresses:
            _mail(comment, address)


def _mail(comment: Comment, address: str) -> None:
    workspace, post = comment.workspace, comment.post
    link = settings.BASE_URL + reverse("calendar:post", args=[workspace.slug, post.pk])
    context = {"workspace": workspace, "comment": comment, "post": post, "link": link}
    with translation.override(workspace.language):
        subject = " ".join(render_to_string("emails/mention_subject.txt", context).split())
        body = render_to_string("emails/mention.txt", context)
    EmailMessage(subject, body, to=[address]).send()
