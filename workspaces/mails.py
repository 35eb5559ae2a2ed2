"""Mails that a workspace sends, in the workspace's language."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from .models import Invitation

logger = logging.getLogger("cmtool.mails")


def send_invitation(invitation: Invitation, token: str) -> bool:
    """Send the link. ``False`` when the mail server refused or did not answer; the reason is logged, without names."""
    workspace = invitation.workspace
    context = {
        "workspace": workspace,
        "invitation": invitation,
        "link": settings.BASE_URL + reverse("invitation_link", args=[token]),
    }
    with translation.override(workspace.language):
        subject = " ".join(render_to_string("emails/invitation_subject.txt", context).split())
        body = render_to_string("emails/invitation.txt", context)
    try:
        EmailMessage(subject, body, to=[invitation.email]).send()
    except (SMTPException, OSError):
        logger.exception("invitation %s: the mail did not leave", invitation.pk)
        return False
    return True
