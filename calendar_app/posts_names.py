"""What the words of a file name in a workspace: channels, pillars, objectives, communities, people."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from calendar_app.models import Pillar
from calendar_app.sheets.words import ALL_NETWORKS, plain
from strategy import networks
from strategy.models import Channel, Community, Objective
from strategy.profiles import folded
from workspaces.models import User, Workspace

#: Answers to "which account?" beside the id of a channel.
NONE, ALL = "none", "all"
MOST_ASKED = 20

Place = dict[str, Any]


class Names:
    """The rows of the active workspace by their names, read once; ``asked`` gathers what the file leaves open."""

    def __init__(self, workspace: Workspace, answers: dict[str, str]):
        self.answers = answers
        self.channels = {channel.pk: channel for channel in Channel.objects.all()}
        self.by_network: dict[str, list[Channel]] = defaultdict(list)
        self.by_handle: dict[tuple[str, str], Channel] = {}
        for channel in self.channels.values():
            self.by_handle[channel.network, folded(channel.handle)] = channel
            if channel.archived_at is None:
                self.by_network[channel.network].append(channel)
        self.pillars = {folded(pillar.name): pillar for pillar in Pillar.objects.all()}
        self.objectives = _unique((folded(each.title), each) for each in Objective.objects.all())
        self.communities = _unique((folded(each.name), each) for each in Community.objects.all())
        people = User.objects.filter(memberships__workspace=workspace)
        self.people = {person.pk: person for person in people}
        self.by_person = _unique((folded(str(person)), person) for person in people)
        first_names = _unique((folded(str(person)).split(" ")[0], person) for person in people)
        self.by_person = {**first_names, **{folded(p.email): p for p in people}, **self.by_person}
        self.asked: dict[str, dict[str, Any]] = {}
        self._rows: dict[str, set[tuple[str, int]]] = defaultdict(set)

    def channel_ids(self, place: Place, rows: list[tuple[str, int]]) -> list[int | None]:
        """The channels that a place of a post is meant for; None stands for no channel.

        ``rows`` (sheet, number) are those of the file that say it.
        """
        network, account = place.get("network", ""), place.get("account", "")
        if network and account and (known := self.by_handle.get((network, folded(account)))):
            return [known.pk]
        key = f"{network} {account}".strip() or place.get("name", "").casefold().strip()
        if not key:
            return [None]
        if key in self.answers:
            return self._answered(self.answers[key])
        if network and not account and len(self.by_network[network]) == 1:
            return [self.by_network[network][0].pk]
        self._ask(key, network, account or place.get("name", ""), rows)
        return [None]

    def _answered(self, said: str) -> list[int | None]:
        if said == ALL:
            current = [channel.pk for channels in self.by_network.values() for channel in channels]
            return sorted(current) or [None]
        return [int(said)] if said.isdecimal() and int(said) in self.channels else [None]

    def _ask(self, key: str, network: str, name: str, rows: list[tuple[str, int]]) -> None:
        if len(self.asked) >= MOST_ASKED and key not in self.asked:
            return
        known = self.by_network.get(network, [])
        label = networks.get(network).name if network else ""
        params = {"network": " ".join(text for text in (label, name) if text), "code": network, "rows": 0}
        question = {"code": "account", "about": key, "options": [], "params": params}
        question["suggested"] = str(known[0].pk) if len(known) == 1 else ALL if plain(name) in ALL_NETWORKS else NONE
        self._rows[key].update(rows)  # a row is looked at several times
        self.asked.setdefault(key, question)["params"]["rows"] = len(self._rows[key])

    def person(self, name: str, stored: int | None = None) -> User | None:
        """Who a name is; of namesakes, the one that is there already."""
        there = self.people.get(stored)
        if there and folded(name) == folded(str(there)):
            return there
        return self.by_person.get(folded(name))


def _unique(pairs) -> dict[str, Any]:
    """By name, those whose name is nobody else's too."""
    found: dict[str, list[Any]] = defaultdict(list)
    for name, row in pairs:
        found[name].append(row)
    return {name: rows[0] for name, rows in found.items() if len(rows) == 1}
