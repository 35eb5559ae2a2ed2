"""What a file of people would change: each of its rows beside the person that it is about, if anybody is."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from imports import storage
from imports.models import Import
from strategy import people_child, profiles
from strategy.models import Handle, Person

JOINED = "\n\n"


@dataclass(slots=True)
class Change:
    """What a row would change of a person, or would make one with. Only what differs is here."""

    person: Person
    fields: dict[str, Any] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)  # to add
    accounts: list[list[Any]] = field(default_factory=list)  # to add: network, handle, followers
    followers: list[tuple[Handle, int]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.fields or self.tags or self.accounts or self.followers)


@dataclass(slots=True)
class Plan:
    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {"new": len(self.new), "changed": len(self.changed), "unchanged": self.unchanged}


def plan(record: Import) -> Plan:
    """Compare the staged rows of an import with the people that are known now. Writes nothing."""
    staged = storage.staged(record) / people_child.STAGED
    rows = json.loads(staged.read_text(encoding="utf-8"))
    found, finder = Plan(), _Finder()
    for row in rows:
        try:
            person = finder.of(row)
        except people_child.BadRow as bad:
            found.refused.append(_refusal(row, bad))
            continue
        if person is None:
            found.new.append(_new(record, row))
            continue
        change = _difference(person, row)
        if change.is_empty:
            found.unchanged += 1
        else:
            found.changed.append(change)
    return found


class _Finder:
    """Whom a row is about: by account, else by the very same name where the row has no account."""

    def __init__(self):
        self.people = {person.pk: person for person in Person.objects.known().with_accounts()}
        self.by_account: dict[tuple[str, str], int] = {}
        self.by_name: dict[str, list[Person]] = defaultdict(list)
        for person in self.people.values():
            self.by_name[person.name].append(person)
            for handle in person.handles.all():
                self.by_account[handle.network, handle.key] = person.pk
        self.taken: dict[int, int] = {}  # person → row that is about them

    def of(self, row: dict[str, Any]) -> Person | None:
        """The person, or None for a new one. Raises ``BadRow`` where the row does not say which."""
        person = self._by_account(row) if row["accounts"] else self._by_name(row)
        if person is not None:
            if person.pk in self.taken:
                raise people_child.BadRow("person_twice", "name", person.name, row=self.taken[person.pk])
            self.taken[person.pk] = row["row"]
        return person

    def _by_account(self, row: dict[str, Any]) -> Person | None:
        keys = [(network, profiles.key(handle)) for network, handle, _followers in row["accounts"]]
        found = {self.by_account[key] for key in keys if key in self.by_account}
        if len(found) > 1:
            raise people_child.BadRow("two_people", "name", row.get("name", ""))
        return self.people[found.pop()] if found else None

    def _by_name(self, row: dict[str, Any]) -> Person | None:
        alike = [person for person in self.by_name[row["name"]] if person.pk not in self.taken]
        same = next((person for person in alike if _difference(person, row).is_empty), None)
        if same is None and len(alike) > 1:
            raise people_child.BadRow("several_people", "name", row["name"], n=len(alike))
        return same or (alike[0] if alike else None)


def _new(record: Import, row: dict[str, Any]) -> Change:
    """A person with all that the row says; without a name, called by the first account."""
    person = Person(workspace=record.workspace, name=row.get("name") or row["accounts"][0][1])
    fields = {name: row[name] for name in ("kind", "stage", "topics", "place", "purpose", "notes") if name in row}
    fields |= {said: row[name] for name, said in SAID.items() if name in row}
    return Change(person, fields, row.get("tags", []), row["accounts"])


SAID = {"audience": "audience_said", "last_contact": "last_contact_said"}


def _difference(person: Person, row: dict[str, Any]) -> Change:
    """What the row would change. What it leaves empty stays; tags and accounts are added; contacts only move on.

    Our own export is the last word on what it says; another file renames nobody and adds its notes to ours.
    """
    wanted = {name: row[name] for name in ("kind", "stage", "topics", "place", "purpose") if name in row}
    if row["own"]:
        wanted |= {name: row[name] for name in ("name", "notes") if name in row}
    elif row.get("notes", "") not in _lines(person.notes):
        wanted["notes"] = JOINED.join(text for text in (person.notes, row["notes"]) if text)
    if "audience" in row:
        wanted["audience_said"] = row["audience"]
    if row.get("last_contact", "") > (person.last_contact.isoformat() if person.last_contact else ""):
        wanted["last_contact_said"] = row["last_contact"]
    have = {profiles.folded(tag.name) for tag in person.tags.all()}
    change = Change(person, {name: value for name, value in wanted.items() if _lines(getattr(person, name)) != value})
    change.tags = [name for name in row.get("tags", []) if profiles.folded(name) not in have]
    _compare_accounts(change, row["accounts"])
    return change


def _lines(value: Any) -> Any:
    """A text as files have it: browsers send other ends of lines."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _compare_accounts(change: Change, accounts: list[list[Any]]) -> None:
    known = {(handle.network, handle.key): handle for handle in change.person.handles.all()}
    for account in accounts:
        network, handle, followers = account
        stored = known.get((network, profiles.key(handle)))
        if stored is None:
            change.accounts.append(account)
        elif followers is not None and followers != stored.audience:
            change.followers.append((stored, followers))


def _refusal(row: dict[str, Any], bad: people_child.BadRow) -> dict[str, Any]:
    said = {"sheet": row["sheet"], "row": row["row"], "column": "", "value": str(bad.value)}
    return {**said, "code": bad.code, "params": bad.params}
