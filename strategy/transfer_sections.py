"""What a strategy's document holds of steps 1 to 4: the models, and of each what is said, not what follows from it."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from strategy import networks, profile, profiles, score
from strategy.actions.corpus import corpus_changed
from strategy.actions.people_settle import settle
from strategy.corpus_io import Draft, refusal
from strategy.corpus_words import refusal as refusal_sentence
from strategy.models import (
    Aim,
    Answer,
    Channel,
    Community,
    CorpusTerm,
    Decision,
    Distinct,
    Evidence,
    Gesture,
    Handle,
    NetworkDecision,
    Objective,
    Person,
    Plan,
    Source,
    SourceReading,
    Tag,
)
from strategy.transfer import Section, read_day
from workspaces.models import Workspace

# Shapes of JSON fields -------------------------------------------------------------------------------------------


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _codes(value: Any) -> bool:
    known = {network.code for network in networks.NETWORKS}
    return _texts(value) and set(value) <= known and len(set(value)) == len(value)


def _checklist(value: Any) -> bool:
    if not isinstance(value, dict) or not set(value) <= set(profile.CHECKLIST):
        return False
    try:
        return all(read_day(day).isoformat() == day for day in value.values())
    except (TypeError, ValueError):
        return False


def _weights(value: Any) -> bool:
    try:
        return isinstance(value, dict) and bool(score.checked(value))
    except score.BadWeightsError:
        return False


# What holds between the fields of a row ---------------------------------------------------------------------------


def _objective_problem(row: Objective) -> str:
    status = Objective.Status
    before = {status.DRAFT, status.ACTIVE, status.REACHED} if row.status == status.ARCHIVED else {""}
    if row.status_before_archive not in before:
        return gettext("an archived objective says what it was before, another one nothing.")
    return ""


def _term_problem(row: CorpusTerm) -> str:
    refused = refusal(Draft(**(row.said | {"variants": tuple(row.variants)})))
    return refusal_sentence(refused) if refused else ""


def _handle_problem(row: Handle) -> str:
    fits = len(profiles.key(row.handle)) <= Handle._meta.get_field("key").max_length
    if not fits or profiles.clean_handle(row.network, row.handle) != row.handle:
        return gettext("“%(handle)s” is no account of that network.") % {"handle": row.handle}
    return ""


def _settle_handle(row: Handle) -> None:
    row.key = profiles.key(row.handle)


def _terms_changed(workspace: Workspace) -> None:
    corpus_changed.send(sender=CorpusTerm, workspace=workspace)


def _people_changed(workspace: Workspace) -> None:
    settle(workspace, Person.objects.values_list("pk", flat=True))


SECTIONS = (
    Section(name="aims", label=_("General aims"), model=Aim, fields=("kind", "title", "why", "archived_at")),
    Section(
        name="plan",
        label=_("Resources"),
        model=Plan,
        fields=("hours_per_week", "people", "yearly_budget", "hours_per_post", "score_weights", "fans_target"),
        shapes={"score_weights": _weights},
    ),
    Section(
        name="objectives",
        label=_("Objectives"),
        model=Objective,
        fields=(
            "title", "intent", "why", "horizon", "start", "due", "owner", "aim", "status", "status_before_archive"
        ),
        problem=_objective_problem,
    ),
    Section(
        name="decisions",
        label=_("Decisions"),
        model=Decision,
        fields=("objective", "day", "text", "by", "created_at"),
    ),
    Section(
        name="communities",
        label=_("Communities"),
        model=Community,
        fields=("name", "who", "places", "interests", "values", "media", "words", "archived_at"),
    ),
    Section(
        name="answers",
        label=_("Answers"),
        model=Answer,
        fields=("community", "question", "text", "networks", "by", "at", "replaced_at"),
        shapes={"networks": _codes},
    ),
    Section(
        name="evidence",
        label=_("Evidence"),
        model=Evidence,
        fields=(
            "answer", "kind", "text", "url", "origin", "network", "file_name", "file_type", "by", "at", "removed_at"
        ),
    ),
    Section(
        name="sources",
        label=_("Sources"),
        model=Source,
        fields=(
            "kind", "title", "address", "feed", "folder", "why", "frequency", "last_read_at", "last_read_by",
            "archived_at", "created_at",
        ),
        settle=Source.fold,
    ),
    Section(
        name="source_readings", label=_("Readings of sources"), model=SourceReading, fields=("source", "by", "at")
    ),
    Section(
        name="terms",
        label=_("Terms"),
        model=CorpusTerm,
        fields=CorpusTerm.SAID,
        shapes={"variants": _texts},
        problem=_term_problem,
        settle=CorpusTerm.settle,
        changed=_terms_changed,
    ),
    Section(
        name="network_decisions",
        label=_("Decisions on networks"),
        model=NetworkDecision,
        fields=(
            "network", "evidence", "presence", "effort", "ease", "fit", "verdict", "reason", "review_on", "by", "at",
            "replaced_at", "reminded_at",
        ),
    ),
    Section(
        name="channels",
        label=_("Channels"),
        model=Channel,
        fields=(
            "network", "handle", "address", "talk_about", "ask_about", "bio", "link", "tone", "form_of_address",
            "cadence", "uses", "checklist", "archived_at",
        ),
        shapes={"checklist": _checklist},
    ),
    Section(name="tags", label=_("Tags"), model=Tag, fields=("name",), personal=True),
    Section(
        name="people",
        label=_("People"),
        model=Person,
        fields=(
            "name", "kind", "stage", "audience_said", "topics", "place", "notes", "last_contact_said", "kept_on",
            "purpose", "tags", "created_at",
        ),
        rows=lambda people: people.known(),
        personal=True,
        changed=_people_changed,
    ),
    Section(
        name="handles",
        label=_("Accounts of people"),
        model=Handle,
        fields=("person", "network", "handle", "audience"),
        rows=lambda handles: handles.filter(person__merged_into=None),
        personal=True,
        problem=_handle_problem,
        settle=_settle_handle,
    ),
    Section(
        name="gestures",
        label=_("Gestures"),
        model=Gesture,
        fields=("person", "kind", "text", "day", "by", "created_at"),
        rows=lambda gestures: gestures.kept().filter(person__merged_into=None),
        personal=True,
    ),
    Section(
        name="distinct_people",
        label=_("People who are not one"),
        model=Distinct,
        fields=("person", "other", "by", "at"),
        rows=lambda pairs: pairs.filter(person__merged_into=None, other__merged_into=None),
        personal=True,
    ),
)  # fmt: skip
