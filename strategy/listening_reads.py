"""What the pages of step 2 read: how far each community is known, how the sources are followed."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from strategy.models import Answer, Community, Evidence, Source, SourceReading
from workspaces.models import Workspace

QUESTIONS = len(Answer.Question)
PER_PAGE = 50


def communities(rows: QuerySet[Community]) -> QuerySet[Community]:
    """With ``answered``, of the six questions, and ``bare``: answers that rest on nothing."""
    bare = ~Exists(Evidence.objects.kept().filter(answer=OuterRef("answers__pk")))
    current = Q(answers__replaced_at=None, answers__isnull=False)
    return rows.annotate(answered=Count("answers", filter=current), bare=Count("answers", filter=current & bare))


@dataclass(frozen=True)
class Following:
    """Of the sources that are not archived: how many there are, were read this week, wait to be read."""

    total: int
    read: int
    due: int


def following(workspace: Workspace) -> Following:
    today = workspace.today()
    monday = today - dt.timedelta(days=(today.weekday() - workspace.week_start) % 7)
    since = dt.datetime.combine(monday, dt.time.min, workspace.zone)
    sources = Source.objects.current()
    lately = SourceReading.objects.filter(at__gte=since, source__archived_at=None)
    return Following(
        sources.count(), lately.aggregate(n=Count("source", distinct=True))["n"], sources.due(workspace).count()
    )


def page(rows: QuerySet[Source], after: str) -> tuple[list[Source], int | None]:
    """One page in the order of folders and titles, after the source of that id; and the id that the next begins at."""
    last = Source.objects.filter(pk=after).first() if after.isdecimal() and len(after) < 19 else None
    if last:
        rows = rows.filter(
            Q(folder__gt=last.folder)
            | Q(folder=last.folder, title__gt=last.title)
            | Q(folder=last.folder, title=last.title, pk__gt=last.pk)
        )
    found = list(rows[: PER_PAGE + 1])
    return found[:PER_PAGE], found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None
