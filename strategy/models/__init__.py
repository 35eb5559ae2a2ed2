"""Steps 1 to 4 of the strategy, a file per step."""

from .corpus import CorpusBatch, CorpusTerm
from .listening import Answer, Community, Evidence, Source, SourceReading
from .networks import Channel, NetworkDecision
from .objectives import Aim, Decision, Objective, Plan
from .people import Distinct, Gesture, Handle, PeopleBatch, Person, PersonChange, SavedFilter, Tag

__all__ = [
    "Aim",
    "Answer",
    "Channel",
    "Community",
    "CorpusBatch",
    "CorpusTerm",
    "Decision",
    "Distinct",
    "Evidence",
    "Gesture",
    "Handle",
    "NetworkDecision",
    "Objective",
    "PeopleBatch",
    "Person",
    "PersonChange",
    "Plan",
    "SavedFilter",
    "Source",
    "SourceReading",
    "Tag",
]
