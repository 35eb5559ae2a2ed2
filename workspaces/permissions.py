"""Roles are code: what each of the four roles may do, in one table."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ADMIN = "admin", _("Administrator")
    LEAD = "lead", _("Team lead")
    MANAGER = "manager", _("Community manager")
    GUEST = "guest", _("Guest")


class Permission(StrEnum):
    READ = "read"  # see the workspace
    EDIT_STRATEGY = "edit_strategy"  # objectives, channels
    SET_TARGETS = "set_targets"  # KPIs and their targets
    PLAN = "plan"  # posts: write, place, schedule what is approved
    SET_REVIEW = "set_review"  # who has to approve; addresses for people from outside
    IMPORT = "import"  # bring files in, undo them
    RUN_JOBS = "run_jobs"  # cancel and retry long work
    MANAGE_MEMBERS = "manage_members"
    MANAGE_WORKSPACE = "manage_workspace"
    READ_AUDIT = "read_audit"
    READ_CONTACTS = "read_contacts"  # the members' e-mail addresses


_GUEST = {Permission.READ}
_MANAGER = _GUEST | {Permission.EDIT_STRATEGY, Permission.PLAN, Permission.IMPORT, Permission.RUN_JOBS}
_LEAD = _MANAGER | {
    Permission.SET_TARGETS,
    Permission.SET_REVIEW,
    Permission.READ_AUDIT,
    Permission.READ_CONTACTS,
}
_ADMIN = set(Permission)

ROLE_TABLE: dict[str, set[Permission]] = {
    Role.GUEST: _GUEST,
    Role.MANAGER: _MANAGER,
    Role.LEAD: _LEAD,
    Role.ADMIN: _ADMIN,
}


ROLE_MEANINGS: dict[str, str] = {
    Role.ADMIN: _("everything, with the members and the settings"),
    Role.LEAD: _("strategy, figures, targets and the journal"),
    Role.MANAGER: _("strategy and figures of every day: objectives, channels, imports"),
    Role.GUEST: _("reads everything, changes nothing"),
}


def allowed(role: str, permission: Permission) -> bool:
    return permission in ROLE_TABLE[role]
