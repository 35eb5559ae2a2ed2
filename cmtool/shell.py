"""What every page shows around its content: the navigation with the state of each step, and the preferences."""

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workspaces.models import AuditEvent, Membership, Workspace
from workspaces.permissions import Permission, allowed


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
    waiting: str = ""  # dotted path of a function (membership) -> how much waits there for this person


STEPS = [
    Item("objectives", _("Objectives"), "strategy:objectives", number=1, state="kpis.steps.objectives"),
    Item("listening", _("Listening"), "strategy:listening", number=2, state="strategy.steps.listening"),
    Item("corpus", _("Corpus"), "strategy:corpus", number=3, state="strategy.corpus_step.state"),
    Item("channels", _("Networks"), "strategy:networks", number=4, state="strategy.steps.channels"),
    Item("calendar", _("Calendar"), "calendar:month", number=5, state="calendar_app.steps.calendar"),
    Item("measure", _("Measure"), "kpis:kpis", number=8, state="kpis.steps.measure"),
]
PLACES = [
    Item("review", _("To approve"), "calendar:to_review", "eye-check", waiting="calendar_app.steps.to_review"),
    Item("dashboard", _("Dashboard"), "kpis:dashboard", "chart-bar"),
    Item("whole", _("Strategy on a page"), "strategy:whole", "file-text"),
    Item("imports", _("Imports"), "imports:list", "file-import"),
    Item("jobs", _("Tasks"), "jobs:list", "progress-check"),
    Item("members", _("Members"), "workspaces:members", "users"),
    Item("audit", _("Journal"), "workspaces:audit", "history", permission=Permission.READ_AUDIT),
    Item("settings", _("Settings"), "workspaces:settings", "settings", permission=Permission.MANAGE_WORKSPACE),
]


def context(request):
    """Template variables of the shell; nothing is looked up before a template asks."""
    theme = request.COOKIES.get("theme", "")
    membership = getattr(request, "membership", None)
    values = {"theme": theme if theme in {"light", "dark"} else "auto", "membership": membership}
    if membership:
        values["workspace"] = membership.workspace
        values["can_import"] = membership.can(Permission.IMPORT)
        values["can_plan_posts"] = membership.can(Permission.PLAN)
    return values


def side(membership: Membership | None, section: str) -> SafeString:
    """The side navigation, kept until something happens in the workspace.

    Every change leaves a line in the journal, so the newest line's id says whether the steps' states still hold.
    """
    if membership is None:
        return render_to_string("components/side.html")
    workspace = membership.workspace
    newest = AuditEvent.objects.order_by("-at", "-pk").values_list("pk", flat=True).first()
    key = _Key(workspace, (workspace.pk, workspace.name, newest, workspace.today()))
    return _side(key, get_language(), membership.role, section, _waiting(key, _Person(membership)))


class _Key:
    """Carries the workspace into the cached functions; what identifies the result is ``identity`` alone."""

    def __init__(self, workspace: Workspace, identity: tuple):
        self.workspace, self.identity = workspace, identity

    def __hash__(self):
        return hash(self.identity)

    def __eq__(self, other):
        return self.identity == other.identity


def states(workspace: Workspace) -> list[tuple[Item, str]]:
    """Each step with the sentence that says what is missing in it, "" where nothing is."""
    return [(item, str(import_string(item.state)(workspace))) for item in STEPS]


@lru_cache(maxsize=256)
def _states(key: _Key, language: str) -> list[tuple[Item, str]]:
    return states(key.workspace)


class _Person:
    """Carries the membership into the cached function, and is the same for the same person in the same role."""

    def __init__(self, membership: Membership):
        self.membership, self.identity = membership, (membership.user_id, membership.role)

    __hash__, __eq__ = _Key.__hash__, _Key.__eq__


@lru_cache(maxsize=1024)
def _waiting(key: _Key, person: _Person) -> tuple[int, ...]:
    """How much waits for the person at each place."""
    return tuple(import_string(item.waiting)(person.membership) if item.waiting else 0 for item in PLACES)


@lru_cache(maxsize=1024)
def _side(key: _Key, language: str, role: str, section: str, waiting: tuple[int, ...]) -> SafeString:
    context = {
        "workspace": key.workspace,
        "section": section,
        "steps": _states(key, language),
        "places": [(item, n) for item, n in zip(PLACES, waiting, strict=True) if allowed(role, item.permission)],
    }
    return render_to_string("components/side.html", context)
