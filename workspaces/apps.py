from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from .permissions import Role


def _role(code: str) -> str:
    return str(dict(Role.choices).get(code, code))


class WorkspacesConfig(AppConfig):
    name = "workspaces"

    def ready(self):
        from . import security  # models are ready only now
        from .audit import kind, verb

        security.connect()
        kind("workspace", _("Workspace"))
        kind("member", _("Members"))
        kind("invitation", _("Invitations"))
        verb("workspace.created", _("created the workspace “%(label)s”"))
        verb("workspace.updated", _("changed the settings of the workspace"))
        verb("member.added", _("added %(label)s as: %(role)s"), role=_role)
        verb("member.role_changed", _("changed the role of %(label)s from %(old)s to %(new)s"), old=_role, new=_role)
        verb("member.removed", _("removed %(label)s from the workspace"))
        verb("member.left", _("left the workspace"))
        verb("invitation.sent", _("invited %(label)s as: %(role)s"), role=_role)
        verb("invitation.resent", _("sent the invitation of %(label)s again"))
        verb("invitation.revoked", _("revoked the invitation of %(label)s"))
        verb("invitation.accepted", _("joined the workspace as: %(role)s"), role=_role)
