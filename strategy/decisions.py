"""The decision table of step 4: what is known of each network, what it is worth, what was decided."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from strategy import networks, presence
from strategy.models import Answer, Channel, NetworkDecision
from strategy.models.networks import Verdict
from strategy.ranking import EVIDENCE, Candidate, Proposal, ranking
from workspaces.models import Workspace

PROPOSED = 2  # networks: that many mastered beat many
MARKS = ("presence", "fit", "ease", "effort")


@dataclass
class Row:
    """One network. ``communities`` (id, name) say that they talk there; ``proposed``: among the first by points."""

    network: networks.Network
    proposal: Proposal
    decision: NetworkDecision | None
    channels: list[Channel] = field(default_factory=list)
    communities: list[tuple[int, str]] = field(default_factory=list)
    proposed: bool = False
    due: bool = False

    @property
    def chosen(self) -> bool:
        return self.decision is not None and self.decision.verdict == Verdict.CHOSEN

    @property
    def known(self) -> bool:
        """Whether anything was decided, held or seen there."""
        return bool(self.decision or self.channels or any(self.counts.values()))

    @property
    def counts(self) -> dict[str, int]:
        return {kind: count for kind, count, _highest in self.proposal.evidence}


def table(workspace: Workspace) -> list[Row]:
    """Every network of the catalogue, the best by the visible arithmetic first."""
    today = workspace.today()
    decisions = {row.network: row for row in NetworkDecision.objects.current().select_related("by")}
    channels, communities = defaultdict(list), _communities()
    for channel in Channel.objects.current():
        channels[channel.network].append(channel)
    rows = []
    for place, proposal in enumerate(ranking(_candidates(workspace, decisions, communities))):
        code = proposal.network
        decision = decisions.get(code)
        rows.append(
            Row(
                network=networks.get(code),
                proposal=proposal,
                decision=decision,
                channels=channels[code],
                communities=communities[code],
                proposed=place < PROPOSED and any(part.source != "assumed" for part in proposal.parts),
                due=_is_due(decision, today),
            )
        )
    return rows


def _is_due(decision: NetworkDecision | None, today: dt.date) -> bool:
    return bool(decision and decision.review_on and decision.review_on <= today)


def _candidates(workspace: Workspace, decisions: dict[str, NetworkDecision], communities: dict) -> list[Candidate]:
    counted = {"answers": {code: len(found) for code, found in communities.items()}, **presence.counted(workspace)}
    return [
        Candidate(
            network.code,
            **{kind: counted.get(kind, {}).get(network.code, 0) for kind in EVIDENCE},
            **{mark: getattr(decisions.get(network.code), mark, None) for mark in MARKS},
        )
        for network in networks.NETWORKS
    ]


def _communities() -> dict[str, list[tuple[int, str]]]:
    """By network, the communities whose answer of today names it."""
    named = Answer.objects.current().filter(question=Answer.Question.NETWORKS, community__archived_at=None)
    found = defaultdict(list)
    for pk, name, codes in named.values_list("community", "community__name", "networks").order_by("community__name"):
        for code in set(codes):
            found[code].append((pk, name))
    return found
