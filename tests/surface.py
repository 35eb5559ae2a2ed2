"""Every address of the app with its declared policy, read from the resolver: what is new is walked too."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver, reverse

from calendar_app import sharing
from calendar_app.models import (
    Approval,
    Attachment,
    Batch,
    Comment,
    KeyDate,
    Pillar,
    Post,
    Publication,
    ReviewPolicy,
    Series,
    Share,
    ShortLink,
    Slot,
)
from imports.models import Import
from jobs.models import Job
from kpis.models import Kpi, PostMatch
from strategy.models import (
    Aim,
    Answer,
    Channel,
    Community,
    CorpusBatch,
    CorpusTerm,
    Distinct,
    Evidence,
    Gesture,
    NetworkDecision,
    Objective,
    PeopleBatch,
    Person,
    SavedFilter,
    Source,
    SourceReading,
)
from tests.world import World
from workspaces.models import Invitation, Workspace

OUR_APPS = ("cmtool", "workspaces", "jobs", "imports", "strategy", "calendar_app", "kpis")
RANDOM = {int: 987_654_321, str: "zz-not-there"}


def _of(model, **wanted):
    return lambda world, workspace: {"pk": world.row(model, workspace, **wanted).pk}


def _member(world: World, workspace: Workspace) -> dict[str, Any]:
    """Neither an administrator nor one of the people who knock: the last member of a guest's role."""
    return {"pk": world.memberships(workspace).filter(role="guest").get().pk}


def _key_of_the_admin(world: World, workspace: Workspace) -> dict[str, Any]:
    return {"pk": world.people["admin"].authenticator_set.get(type="webauthn").pk}


_APPLIED, _PREVIEW = _of(Import, state="applied"), _of(Import, state="preview", batch__gt="")
_PERSON = _of(Person, merged_into=None)
_BATCH = lambda world, workspace: {"batch": world.row(Import, workspace, state="preview").batch}  # noqa: E731
_KPI, _CHANNEL, _OBJECTIVE = (
    _of(Kpi, archived_at=None),
    _of(Channel, archived_at=None),
    _of(Objective, status="active"),
)
_COMMUNITY = _of(Community, archived_at=None)
_SOURCE = _of(Source, archived_at=None)
_POST = _of(Post, status="draft", deleted_at=None, attachments__isnull=False)
_IDEA = _of(Post, status="idea", deleted_at=None)
_COMMENT = _of(Comment, removed_at=None)
_OCCURRENCE = _of(Post, occurrence__isnull=False, deleted_at=None)
_TO_PUBLISH = _of(Publication, state="planned", channel__isnull=False, post__status="approved")
_DOUBT = _of(PostMatch, state="asked")


def _question(world: World, workspace: Workspace) -> dict[str, Any]:
    return {**_COMMUNITY(world, workspace), "question": "networks"}


def _token(kind: str):
    return lambda world, workspace: {"token": sharing.token(world.row(Share, workspace, kind=kind, revoked_at=None))}


def _shared_post(world: World, workspace: Workspace) -> dict[str, Any]:
    share = world.row(Share, workspace, kind="review", revoked_at=None)
    return {"token": sharing.token(share), "pk": share.post_id}


def _shared_file(world: World, workspace: Workspace) -> dict[str, Any]:
    named = _shared_post(world, workspace)
    return {**named, "pk": world.row(Attachment, workspace, post=named["pk"]).pk}


def _reviewed(world: World, workspace: Workspace) -> dict[str, Any]:
    """The post that waits for its reviewers."""
    return {"pk": world.row(Approval, workspace).post_id}


# The arguments (other than the slug) that name an object of ``workspace`` which the view takes as it is.
OBJECTS: dict[str, Callable[[World, Workspace], dict[str, Any]]] = {
    "invitation_link": lambda world, workspace: {"token": world.tokens[workspace.slug]},
    "account_confirm_email": lambda world, workspace: {"key": "no-such-key"},
    "account_reset_password_from_key": lambda world, workspace: {"uidb36": "1", "key": "set-password"},
    "mfa_remove_webauthn": _key_of_the_admin,
    "mfa_edit_webauthn": _key_of_the_admin,
    "workspaces:member_role": _member,
    "workspaces:member_remove": _member,
    "workspaces:invitation_resend": _of(Invitation),
    "workspaces:invitation_revoke": _of(Invitation),
    "jobs:detail": _of(Job),
    "jobs:progress": _of(Job, state="running"),
    "jobs:cancel": _of(Job, state="waiting"),
    "jobs:retry": _of(Job, state="parked"),
    "imports:batch": _BATCH,
    "imports:batch_confirm": _BATCH,
    "imports:detail": _PREVIEW,
    "imports:answer": _PREVIEW,
    "imports:map": _of(Import, state="mapping"),
    "imports:remap": _PREVIEW,
    "imports:confirm": _PREVIEW,
    "imports:cancel": _PREVIEW,
    "imports:undo": _APPLIED,
    "imports:again": _of(Import, state="refused"),
    "imports:resume": _of(Import, state="undoing"),
    "imports:refused": _APPLIED,
    "imports:file": _APPLIED,
    "strategy:start_example": lambda world, workspace: {"code": "museum"},
    "strategy:objective": _OBJECTIVE,
    "strategy:objective_edit": _OBJECTIVE,
    "strategy:objective_archive": _OBJECTIVE,
    "strategy:objective_restore": _of(Objective, status="archived"),
    "strategy:decision_new": _OBJECTIVE,
    "strategy:aim_edit": _of(Aim, archived_at=None),
    "strategy:aim_archive": _of(Aim, archived_at=None),
    "strategy:aim_restore": _of(Aim, archived_at__isnull=False),
    "strategy:community": _COMMUNITY,
    "strategy:community_edit": _COMMUNITY,
    "strategy:community_archive": _COMMUNITY,
    "strategy:community_restore": _of(Community, archived_at__isnull=False),
    "strategy:answers": _question,
    "strategy:answer_edit": _question,
    "strategy:answer_take_back": _of(Answer, replaced_at=None),
    "strategy:evidence_new": _of(Answer, replaced_at=None),
    "strategy:evidence_remove": _of(Evidence, removed_at=None),
    "strategy:evidence_restore": _of(Evidence, removed_at__isnull=False),
    "strategy:evidence_file": _of(Evidence, kind="file"),
    "strategy:source_edit": _SOURCE,
    "strategy:source_archive": _SOURCE,
    "strategy:source_restore": _of(Source, archived_at__isnull=False),
    "strategy:source_read": _SOURCE,
    "strategy:reading_undo": _of(SourceReading),
    "strategy:sources_put_back": lambda world, workspace: {"batch": world.row(Source, workspace, batch__gt="").batch},
    "strategy:corpus_term": _of(CorpusTerm),
    "strategy:corpus_edit": _of(CorpusTerm),
    "strategy:corpus_delete": _of(CorpusTerm),
    "strategy:corpus_put_back": _of(CorpusBatch, kind="bulk"),
    "strategy:channel": _CHANNEL,
    "strategy:channel_edit": _CHANNEL,
    "strategy:channel_archive": _CHANNEL,
    "strategy:channel_offer": _CHANNEL,
    "strategy:channel_voice": _CHANNEL,
    "strategy:channel_bio": _CHANNEL,
    "strategy:channel_profile": _CHANNEL,
    "strategy:network": lambda world, workspace: {"code": "facebook"},
    "strategy:network_decide": lambda world, workspace: {"code": "facebook"},
    "strategy:network_withdraw": _of(NetworkDecision, replaced_at=None),
    "strategy:channel_restore": _of(Channel, archived_at__isnull=False),
    "strategy:person": _PERSON,
    "strategy:person_edit": _PERSON,
    "strategy:gesture_add": _PERSON,
    "strategy:gesture_remove": _of(Gesture, removed_at=None),
    "strategy:gesture_restore": _of(Gesture, removed_at__isnull=False),
    "strategy:person_apart": _PERSON,
    "strategy:apart_undo": _of(Distinct),
    "strategy:person_merge": _PERSON,
    "strategy:person_keep": _PERSON,
    "strategy:person_erase": _PERSON,
    "strategy:person_copy": _PERSON,
    "strategy:people_put_back": _of(PeopleBatch, kind="bulk"),
    "strategy:people_filter_remove": _of(SavedFilter, page="people", owner=None),
    "shared": _token("review"),
    "shared_post": _shared_post,
    "shared_file": _shared_file,
    "feed": _token("feed"),
    "calendar:move": _of(Publication, state="planned", post__deleted_at=None),
    "calendar:place": _IDEA,
    "calendar:undo": _of(Batch, undone_at=None),
    "calendar:filter_remove": _of(SavedFilter, page="calendar", owner=None),
    "calendar:review": _reviewed,
    "calendar:review_state": _reviewed,
    "calendar:review_ask": _reviewed,
    "calendar:review_decide": _reviewed,
    "calendar:policy_edit": _of(ReviewPolicy),
    "calendar:policy_remove": _of(ReviewPolicy),
    "calendar:share_revoke": _of(Share),
    "calendar:share_renew": _of(Share),
    "calendar:post": _POST,
    "calendar:post_save": _POST,
    "calendar:post_check_of": _POST,
    "calendar:post_draft_of": _POST,
    "calendar:post_delete": _POST,
    "calendar:post_history": _POST,
    "calendar:revision_restore": lambda world, workspace: {**_POST(world, workspace), "number": 0},
    "calendar:comments": _POST,
    "calendar:comment_remove": _COMMENT,
    "calendar:comment_restore": _of(Comment, removed_at__isnull=False),
    "calendar:attachment": _of(Attachment, removed_at=None),
    "calendar:idea_keep": _IDEA,
    "calendar:idea_drop": _IDEA,
    "kpis:kpi": _KPI,
    "kpis:kpi_edit": _KPI,
    "kpis:kpi_archive": _KPI,
    "kpis:kpi_csv": _KPI,
    "kpis:kpi_restore": _of(Kpi, archived_at__isnull=False),
    "kpis:objective_progress": _OBJECTIVE,
    "kpis:channel_figures": _CHANNEL,
    "kpis:objective_posts": _OBJECTIVE,
    "kpis:match_join": _DOUBT,
    "kpis:match_part": _DOUBT,
    "kpis:match_ask": _of(PostMatch, state="matched"),
    "kpis:post_outcome": _of(Publication, state="published"),
    "kpis:match_choose": _TO_PUBLISH,
    "calendar:pillar_edit": _of(Pillar, archived_at=None),
    "calendar:pillar_archive": _of(Pillar, archived_at=None),
    "calendar:pillar_restore": _of(Pillar, archived_at__isnull=False),
    "calendar:slot_remove": _of(Slot),
    "calendar:key_date_edit": _of(KeyDate, pack="", hidden_at=None),
    "calendar:key_date_hide": _of(KeyDate, hidden_at=None),
    "calendar:key_date_show": _of(KeyDate, hidden_at__isnull=False),
    "calendar:series_edit": _of(Series, ended_at=None),
    "calendar:series_end": _of(Series, ended_at=None),
    "calendar:series_of": _OCCURRENCE,
    "calendar:series_skip": _OCCURRENCE,
    "calendar:plan_again": _of(Post, evergreen=True, deleted_at=None),
    "calendar:tracking_edit": _CHANNEL,
    "calendar:link_expiry": _of(ShortLink),
    "calendar:publish": _TO_PUBLISH,
    "calendar:skip": _TO_PUBLISH,
    "calendar:outcome": _POST,
    "calendar:of_objective": _OBJECTIVE,
    "short_link": lambda world, workspace: {"code": world.row(ShortLink, workspace).code},
    "kpis:dashboard_csv": lambda world, workspace: {"code": "posts"},
}


@dataclass(frozen=True)
class Url:
    name: str
    view: Callable
    arguments: tuple[str, ...]  # with the slug, when there is one

    @property
    def ours(self) -> bool:
        return hasattr(self.view, "permission") or self.view.__module__.partition(".")[0] in OUR_APPS

    @property
    def in_workspace(self) -> bool:
        return "slug" in self.arguments

    @property
    def names_object(self) -> bool:
        return bool(set(self.arguments) - {"slug"})

    @property
    def permission(self):
        return getattr(self.view, "permission", None)

    @property
    def methods(self) -> tuple[str, ...]:
        return getattr(self.view, "methods", ())

    @property
    def answers_get(self) -> bool:
        return "GET" in self.methods

    def path(self, world: World, workspace: Workspace, *, objects_of: Workspace | None = None) -> str:
        """The address in ``workspace``, naming an object of ``objects_of`` (the same when not said)."""
        kwargs = OBJECTS[self.name](world, objects_of or workspace) if self.names_object else {}
        return self._path(workspace.slug, kwargs)

    def random_path(self, world: World, workspace: Workspace) -> str:
        """The same address with arguments of the same types that name nothing."""
        kwargs = {name: _random(value) for name, value in OBJECTS[self.name](world, workspace).items()}
        return self._path(workspace.slug, kwargs)

    def _path(self, slug: str, kwargs: dict[str, Any]) -> str:
        return reverse(self.name, kwargs={**kwargs, **({"slug": slug} if self.in_workspace else {})})


def _random(value):
    return uuid.uuid4() if isinstance(value, uuid.UUID) else RANDOM[type(value)]


def urls() -> list[Url]:
    return list(_walk(get_resolver(), (), ()))


def named(name: str) -> Url:
    return next(url for url in urls() if url.name == name)


def pages() -> list[Url]:
    """The addresses of ours that answer GET."""
    return [url for url in urls() if url.ours and url.answers_get]


def _walk(resolver, spaces: tuple[str, ...], arguments: tuple[str, ...]) -> Iterator[Url]:
    for entry in resolver.url_patterns:
        here = (*arguments, *_arguments(entry.pattern))
        if isinstance(entry, URLPattern):
            yield Url(":".join([*spaces, str(entry.name)]), entry.callback, here)
        else:
            yield from _walk(entry, (*spaces, entry.namespace) if entry.namespace else spaces, here)


def _arguments(pattern) -> tuple[str, ...]:
    converters = getattr(pattern, "converters", None)
    return tuple(converters or re.compile(str(pattern)).groupindex)
