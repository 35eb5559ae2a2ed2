"""Key dates from packs: chosen by a person, kept up to date for the months to come."""

import datetime as dt
from collections.abc import Iterable

from dateutil.relativedelta import relativedelta
from django.db import transaction

from calendar_app.models import ChosenPack, KeyDate
from calendar_app.packs import PACKS, Date
from workspaces import audit
from workspaces.models import User, Workspace

AHEAD = relativedelta(months=24)
BEHIND = dt.timedelta(days=31)  # the month that is on show is whole

Named = tuple[str, str, dt.date]  # pack, code, first day


@transaction.atomic
def choose_packs(*, workspace: Workspace, codes: Iterable[str], by: User) -> bool:
    """Have these packs on the calendar, and no other. What was hidden is remembered. False when nothing changes."""
    there, wanted = set(chosen()), {code for code in codes if code in PACKS}
    if there == wanted:
        return False
    ChosenPack.objects.exclude(code__in=wanted).delete()
    new = [ChosenPack(workspace=workspace, code=code) for code in sorted(wanted - there)]
    ChosenPack.objects.bulk_create(new, ignore_conflicts=True)
    KeyDate.objects.shown().filter(pack__in=there - wanted).delete()
    refresh(workspace=workspace)
    audit.record(workspace, "key_date.packs", by=by, n=len(wanted))
    return True


@transaction.atomic
def refresh(*, workspace: Workspace) -> int:
    """Make the key dates of the chosen packs those that the packs say now; how many rows were written.

    Days of a pack that are past stay. Doing it twice is the same as once.
    """
    gone, changed, new = _changes(workspace)
    KeyDate.objects.filter(pk__in=[row.pk for row in gone]).delete()
    KeyDate.objects.bulk_update(changed, ["title", "end", "note"])
    KeyDate.objects.bulk_create(new, ignore_conflicts=True)
    return len(gone) + len(changed) + len(new)


def is_behind(workspace: Workspace) -> bool:
    """Whether a refresh would write something."""
    return any(_changes(workspace))


def _changes(workspace: Workspace) -> tuple[list[KeyDate], list[KeyDate], list[KeyDate]]:
    """Rows to delete, to change and to add."""
    wanted, stored = _wanted(workspace), _stored()
    gone = [row for name, row in stored.items() if name not in wanted and _ahead(row, workspace)]
    both = [(row, wanted[name]) for name, row in stored.items() if name in wanted]
    changed = [_said(row, date) for row, date in both if (row.title, row.end, row.note) != _words(date)]
    hidden = _hidden(stored.values())
    missing = [(_row(workspace, name, hidden.get(name[:2])), wanted[name]) for name in wanted.keys() - stored.keys()]
    return gone, changed, [_said(row, date) for row, date in missing]


def chosen() -> list[str]:
    return list(ChosenPack.objects.values_list("code", flat=True))


def _wanted(workspace: Workspace) -> dict[Named, Date]:
    today = workspace.today()
    packs = [PACKS[code] for code in chosen() if code in PACKS]
    return {
        (pack.code, date.code, date.start): date
        for pack in packs
        for date in pack.between(today - BEHIND, today + AHEAD)
    }


def _stored() -> dict[Named, KeyDate]:
    return {(row.pack, row.code, row.start): row for row in KeyDate.objects.filter(pack__in=chosen())}


def _ahead(row: KeyDate, workspace: Workspace) -> bool:
    """Beyond what may be seen already, and not taken off by a person: a pack that is corrected may drop it."""
    return row.hidden_at is None and workspace.today() < row.start <= workspace.today() + AHEAD


def _hidden(rows: Iterable[KeyDate]) -> dict[tuple[str, str], dt.datetime]:
    """Since when the last known day of each name is hidden."""
    last: dict[tuple[str, str], KeyDate] = {}
    for row in sorted(rows, key=lambda row: row.start):
        last[row.pack, row.code] = row
    return {name: row.hidden_at for name, row in last.items() if row.hidden_at}


def _row(workspace: Workspace, name: Named, hidden_at: dt.datetime | None) -> KeyDate:
    pack, code, start = name
    kind = PACKS[pack].kind
    return KeyDate(workspace=workspace, pack=pack, code=code, start=start, kind=kind, hidden_at=hidden_at)


def _words(date: Date) -> tuple[str, dt.date, str]:
    return date.title, date.end, date.note


def _said(row: KeyDate, date: Date) -> KeyDate:
    row.title, row.end, row.note = _words(date)
    return row
