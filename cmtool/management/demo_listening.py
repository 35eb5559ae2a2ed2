"""Step 2 of the demo workspace, through the actions that people's clicks take."""

import datetime as dt
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from demo import listening
from strategy.actions import listening as actions
from strategy.actions import sources
from strategy.models import Answer, Community, Evidence, Source
from workspaces.models import User, Workspace

ABOUT = ("who", "places", "interests", "values", "media", "words")


@transaction.atomic
def load(workspace: Workspace, by: User) -> None:
    for each in listening.COMMUNITIES:
        community = Community(workspace=workspace, name=each.name, **{name: getattr(each, name) for name in ABOUT})
        actions.save_community(community=community, fields=[], version=0, by=by)
        for said in each.answers:
            _answer(community, said, by)
    for each in listening.SOURCES:
        _source(workspace, each, by)


def _answer(community: Community, said: listening.Answer, by: User) -> None:
    about = {"workspace": community.workspace, "community": community, "question": said.question}
    seen = 0
    for text in filter(None, (said.former, said.text)):
        answer = Answer(**about, text=text, networks=list(said.networks))
        seen = actions.answer(new=answer, seen=seen, keep=[], by=by).pk
    for each in said.evidence:
        evidence = Evidence(workspace=community.workspace, answer=answer, **asdict(each))
        actions.add_evidence(evidence=evidence, by=by)


def _source(workspace: Workspace, each: listening.Source, by: User) -> None:
    fields = asdict(each)
    days = fields.pop("read_days_ago")
    source = sources.save_source(source=Source(workspace=workspace, **fields), fields=[], version=0, by=by)
    if days is not None:
        sources.mark_read(source=source, by=by, at=timezone.now() - dt.timedelta(days=days))
