"""What actions on all steps share: a versioned save and its line in the journal."""

from cmtool.lib.versions import save_version
from workspaces import audit
from workspaces.models import User


def save(thing, fields: list[str], version: int, by: User, noun: str):
    if thing.pk is None:
        thing.save()
        audit.record(thing.workspace, f"{noun}.created", by=by, target=thing)
        return thing
    save_version(thing, fields, version=version)
    audit.record(thing.workspace, f"{noun}.edited", by=by, target=thing, fields=fields)
    return thing


def recorded(changed: int, thing, verb: str, by: User) -> bool:
    if changed:
        audit.record(thing.workspace, verb, by=by, target=thing)
    return bool(changed)
