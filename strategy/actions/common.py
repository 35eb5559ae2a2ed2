"""What actions on all steps share: a versioned save, its line in the journal, and what has to follow."""

from cmtool.lib.versions import save_version
from jobs.actions import enqueue
from workspaces import audit
from workspaces.models import User

SHOWN_ON_DASHBOARDS = {"strategy.objective", "strategy.channel"}


def save(thing, fields: list[str], version: int, by: User, noun: str):
    if thing.pk is None:
        thing.save()
        _tell(thing, f"{noun}.created", by)
        return thing
    save_version(thing, fields, version=version)
    _tell(thing, f"{noun}.edited", by, fields=fields)
    return thing


def recorded(changed: int, thing, verb: str, by: User) -> bool:
    if changed:
        _tell(thing, verb, by)
    return bool(changed)


def _tell(thing, verb: str, by: User, **detail) -> None:
    audit.record(thing.workspace, verb, by=by, target=thing, **detail)
    if thing._meta.label_lower in SHOWN_ON_DASHBOARDS:
        # By name: the kind belongs to an upper layer, which made its pages ahead from what changed here.
        enqueue(workspace=thing.workspace, kind="kpis.refresh", key="refresh", by=None, again=True)
