"""Writing what a file of key dates says, and taking it back."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F

from calendar_app.models import KeyDate
from calendar_app.sheets.dates import STAGED
from imports import storage
from imports.models import Import
from workspaces import audit
from workspaces.models import User

SAID = ("title", "start", "end", "note", "link")
CHUNK = 500


@dataclass(slots=True)
class Plan:
    """``changed`` holds stored dates beside what the file says of them now."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[tuple[KeyDate, dict[str, Any]]] = field(default_factory=list)
    unchanged: int = 0

    def counts(self) -> dict[str, int]:
        return {"new": len(self.new), "changed": len(self.changed), "unchanged": self.unchanged}


def plan(record: Import) -> Plan:
    """Compare the staged dates with those that are known: the same UID (or title) on the same day is the same.

    An event that comes but once is the same by its UID alone: it was moved.
    """
    rows = json.loads((storage.staged(record) / STAGED).read_text(encoding="utf-8"))
    known = {(each.code, each.start): each for each in KeyDate.objects.filter(pack="").exclude(code="")}
    moved = _only_ones(known.values())
    found = Plan()
    for row in rows:
        said = {name: row[name] for name in SAID} | {
            name: dt.date.fromisoformat(row[name]) for name in ("start", "end")
        }
        stored = known.get((row["code"], said["start"])) or (moved.get(row["code"]) if row.get("once") else None)
        if stored is None:
            found.new.append({**said, "code": row["code"]})
        elif any(getattr(stored, name) != said[name] for name in SAID):
            found.changed.append((stored, said))
        else:
            found.unchanged += 1
    return found


def _only_ones(dates: Iterable[KeyDate]) -> dict[str, KeyDate]:
    by_code: dict[str, list[KeyDate]] = defaultdict(list)
    for each in dates:
        by_code[each.code].append(each)
    return {code: each[0] for code, each in by_code.items() if len(each) == 1}


@transaction.atomic
def bring_in(*, record: Import, found: Plan, by: User | None) -> dict[str, Any]:
    """Write the dates; by id, what those that change said before and their version now."""
    dates = [KeyDate(workspace=record.workspace, import_record=record, **said) for said in found.new]
    KeyDate.objects.bulk_create(dates, batch_size=CHUNK)
    before = {}
    for stored, said in found.changed:
        before[str(stored.pk)] = {name: _plain(getattr(stored, name)) for name in SAID} | {
            "version": stored.version + 1
        }
        KeyDate.objects.filter(pk=stored.pk).update(**said, version=F("version") + 1)
    audit.record(record.workspace, "key_dates.imported", by=by, n=len(dates) + len(before))
    return before


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else value


@transaction.atomic
def take_back(*, record: Import, before: dict[str, Any], by: User | None) -> None:
    """Dates that the file brought go, those that it changed are as they were; what somebody edited since stays."""
    gone, _rows = KeyDate.objects.filter(import_record=record, version=0).delete()
    back = 0
    for pk, said in before.items():
        values = {name: said[name] for name in SAID}
        back += KeyDate.objects.filter(pk=pk, version=said["version"]).update(**values, version=F("version") + 1)
    audit.record(record.workspace, "key_dates.put_back", by=by, n=gone + back)
