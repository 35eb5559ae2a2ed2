"""Writes on people, workspaces, members and invitations, each with its line in the journal."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django_scopes import scopes_disabled

from cmtool.lib.versions import save_version

from . import limits, mails
from .audit import record
from .models import Invitation, Membership, User, Workspace
from .permissions import Role


class LastAdministrator(Exception):
    """The workspace would be left without any administrator."""


class InvitationClosed(Exception):
    """The invitation was used, revoked or renewed, or has expired."""


def create_person(*, email: str, name: str = "", password: str | None = None) -> User:
    """A new account whose address is known to be theirs. Without a password it opens by a reset link only."""
    with transaction.atomic():
        user = User.objects.create_user(email, password, name=name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def create_workspace(*, name: str, by: User, slug: str = "", language: str = "fr") -> Workspace:
    """A workspace of which ``by`` is the administrator; without ``slug`` one is made from the name."""
    with transaction.atomic():
        workspace = Workspace.objects.create(name=name, slug=slug or _free_slug(name), language=language)
        with workspace.active():
            Membership.objects.create(workspace=workspace, user=by, role=Role.ADMIN)
            record(workspace, "workspace.created", by=by, target=workspace)
    return workspace


def _free_slug(name: str) -> str:
    stem = slugify(name)[:40] or "workspace"
    taken = set(Workspace.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)


def update_workspace(*, workspace: Workspace, fields: list[str], version: int, by: User) -> None:
    """Save ``fields`` of the settings; raises ``Stale`` when somebody saved since ``version``."""
    with transaction.atomic():
        save_version(workspace, fields, version=version)
        record(workspace, "workspace.updated", by=by, target=workspace, fields=fields)


# Invitations ----------------------------------------------------------------------------------------------------


def invite(*, workspace: Workspace, email: str, role: str, by: User) -> bool:
    """Invite by e-mail. Returns whether the mail left; the invitation stands either way and can be sent again.

    Raises ``limits.TooManyInvitations``, as ``resend`` does.
    """
    invitation = Invitation(workspace=workspace, email=email.lower(), role=role, invited_by=by)
    token = invitation.new_token()
    with transaction.atomic():
        limits.check(workspace=workspace, email=invitation.email, by=by)
        invitation.save()
        record(workspace, "invitation.sent", by=by, target=invitation, role=role)
    return mails.send_invitation(invitation, token)


def resend(*, invitation: Invitation, by: User) -> bool:
    """Send a new link, which makes the former one void. Returns whether the mail left."""
    token = invitation.new_token()
    with transaction.atomic():
        limits.check(workspace=invitation.workspace, email=invitation.email, by=by)
        rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
        if not rows.update(token_hash=invitation.token_hash, expires_at=invitation.expires_at):
            raise InvitationClosed
        record(invitation.workspace, "invitation.resent", by=by, target=invitation)
    return mails.send_invitation(invitation, token)


def revoke(*, invitation: Invitation, by: User) -> None:
    with transaction.atomic():
        rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
        if not rows.update(revoked_at=timezone.now()):
            raise InvitationClosed
        record(invitation.workspace, "invitation.revoked", by=by, target=invitation)


def open_invitation(token_hash: str) -> Invitation | None:
    """The invitation behind a link's hash, in whichever workspace, if it can still be accepted."""
    with scopes_disabled():
        return Invitation.objects.open().select_related("workspace").filter(token_hash=token_hash).first()


def accept(*, invitation: Invitation, user: User) -> Workspace:
    """Join, once: of two requests with the same link one joins and the other gets ``InvitationClosed``."""
    workspace = invitation.workspace
    with transaction.atomic(), workspace.active():
        rows = Invitation.objects.open().filter(pk=invitation.pk, token_hash=invitation.token_hash)
        if not rows.update(accepted_at=timezone.now()):
            raise InvitationClosed
        membership, joined = Membership.objects.get_or_create(
            workspace=workspace, user=user, defaults={"role": invitation.role}
        )
        if joined:
            record(workspace, "invitation.accepted", by=user, target=user, role=membership.role)
    return workspace


def accept_as_new(*, invitation: Invitation, name: str, password: str) -> User:
    """Make the invited person's account and join."""
    with transaction.atomic():
        try:
            user = create_person(email=invitation.email, name=name, password=password)
        except IntegrityError:  # the account was made meanwhile
            raise InvitationClosed from None
        accept(invitation=invitation, user=user)
    return user


# Members --------------------------------------------------------------------------------------------------------


def add_member(*, workspace: Workspace, user: User, role: str, by: User | None = None) -> Membership:
    """Let a person in without an invitation, or set their role."""
    with transaction.atomic():
        membership, joined = Membership.objects.get_or_create(workspace=workspace, user=user, defaults={"role": role})
        if joined:
            record(workspace, "member.added", by=by, target=user, role=role)
        elif membership.role != role:
            change_role(membership=membership, role=role, by=by)
    return membership


def _lock_members(membership: Membership) -> Membership:
    """Wait for other changes among the members to end, then read the membership again.

    Everyone locks the workspace's row first, so that two administrators who demote each other at the same moment do
    it one after the other, and the second one sees that they are the last.
    """
    Workspace.objects.select_for_update().get(pk=membership.workspace_id)
    return Membership.objects.select_related("user", "workspace").get(pk=membership.pk)


def _keep_an_administrator(membership: Membership) -> None:
    others = Membership.objects.filter(workspace_id=membership.workspace_id, role=Role.ADMIN).exclude(pk=membership.pk)
    if membership.role == Role.ADMIN and not others.filter(user__is_active=True).exists():
        raise LastAdministrator


def change_role(*, membership: Membership, role: str, by: User | None) -> None:
    with transaction.atomic():
        current = _lock_members(membership)
        if current.role == role:
            return
        if role != Role.ADMIN:
            _keep_an_administrator(current)
        former, current.role = current.role, role
        current.save(update_fields=["role"])
        record(current.workspace, "member.role_changed", by=by, target=current.user, old=former, new=role)


def remove_member(*, membership: Membership, by: User) -> None:
    """Take a person out of the workspace; what they did stays. People take themselves out the same way."""
    with transaction.atomic():
        current = _lock_members(membership)
        _keep_an_administrator(current)
        verb = "member.left" if current.user == by else "member.removed"
        record(current.workspace, verb, by=by, target=current.user, role=current.role)
        current.delete()
