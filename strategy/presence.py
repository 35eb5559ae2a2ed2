"""How much of the community is on each network, counted: here from the people known, and by apps that know more."""

from collections.abc import Callable, Mapping

from django.db.models import Count

from strategy.models import Handle
from workspaces.models import Workspace

ByNetwork = Mapping[str, int]


def _people(workspace: Workspace) -> ByNetwork:
    """Known people with an account there."""
    handles = Handle.objects.filter(person__merged_into=None).values_list("network").order_by()
    return dict(handles.annotate(Count("person", distinct=True)))


#: By kind of ``strategy.ranking.EVIDENCE``.
COUNTERS: dict[str, Callable[[Workspace], ByNetwork]] = {"people": _people}


def register(kind: str, counter: Callable[[Workspace], ByNetwork]) -> None:
    """Have ``kind`` counted by an app above this one."""
    COUNTERS[kind] = counter


def counted(workspace: Workspace) -> dict[str, ByNetwork]:
    return {kind: counter(workspace) for kind, counter in COUNTERS.items()}
