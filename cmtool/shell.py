"""What every page shows around its content: the navigation, the workspace, language and theme."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from workspaces.models import Workspace
from workspaces.permissions import Permission


@dataclass(frozen=True)
class Item:
    """One entry of the side navigation. ``section`` is what pages name to be marked current."""

    section: str
    label: str
    url: str
    icon: str = ""
    number: int | None = None  # the step of the strategy, 1 to 8
    state: str = ""  # dotted path of a function (workspace) -> sentence that says what is missing, or ""
    permission: Permission = Permission.READ


STEPS = [
    Item("objectives", _("Objectives"), "strategy:objectives", number=1, state="kpis.steps.objectives"),
    Item("channels", _("Networks"), "strategy:channels", number=4, state="strategy.steps.channels"),
    Item("measure", _("Measure"), "kpis:kpis", number=8, state="kpis.steps.measure"),
]
PLACES = [
    Item("dashboard", _("Dashboard"), "kpis:dashboard", "chart-bar"),
    Item("imports", _("Imports"), "imports:list", "file-import"),
    Item("jobs", _("Tasks"), "jobs:list", "progress-check"),
    Item("members", _("Members"), "workspaces:members", "users"),
    Item("audit", _("Journal"), "workspaces:audit", "history", permission=Permission.READ_AUDIT),
    Item("settings", _("Settings"), "workspaces:settings", "settings", permission=Permission.MANAGE_WORKSPACE),
]


def _exists(item: Item) -> bool:  # until every page of the first release is in
    try:
        reverse(item.url, args=["x"])
        return True
    except NoReverseMatch:
        return False


def missing(item: Item, workspace: Workspace) -> str:
    return import_string(item.state)(workspace) if item.state else ""


def context(request):
    """Template variables of the shell; nothing is looked up before a template asks."""
    theme = request.COOKIES.get("theme", "")
    membership = getattr(request, "membership", None)
    values = {
        "membership": membership,
        "workspace": getattr(request, "workspace", None),
        "theme": theme if theme in {"light", "dark"} else "auto",
    }
    if membership:
        values["steps"] = lambda: [(item, missing(item, membership.workspace)) for item in STEPS if _exists(item)]
        values["places"] = [item for item in PLACES if membership.can(item.permission) and _exists(item)]
        values["my_workspaces"] = SimpleLazyObject(
            lambda: list(Workspace.objects.filter(memberships__user=request.user))
        )
    return values
