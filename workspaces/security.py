"""Sign-in, failed sign-in, sign-out and refused access, for whoever watches the logs: ids only, no names."""

import logging

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from .models import Membership, User

logger = logging.getLogger("cmtool.security")


def signed_in(sender, user, **kwargs):
    logger.info("signed in user=%s", user.pk)


def signed_out(sender, user, **kwargs):
    if user is not None:
        logger.info("signed out user=%s", user.pk)


def sign_in_failed(sender, credentials, **kwargs):
    email = credentials.get("email") or ""
    known = User.objects.filter(email=email.lower()).values_list("pk", flat=True).first()
    logger.warning("sign-in failed user=%s", known)


def refused(request, membership: Membership) -> None:
    logger.warning(
        "access refused user=%s workspace=%s view=%s method=%s",
        membership.user_id,
        membership.workspace_id,
        request.resolver_match.view_name,
        request.method,
    )


def connect() -> None:
    user_logged_in.connect(signed_in, dispatch_uid="security.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="security.signed_out")
    user_login_failed.connect(sign_in_failed, dispatch_uid="security.sign_in_failed")
