"""Posts of exports joined to the plan: found by the worker where it is sure, settled by people where it is not."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from calendar_app.actions import publishing
from calendar_app.actions.posts import write
from calendar_app.contents import content_of, edited
from calendar_app.models import Post, Publication
from cmtool.lib.versions import Stale
from jobs.actions import enqueue
from jobs.run import Run
from kpis import matching
from kpis.matching import Found, Pair, Planned
from kpis.models import ExternalPost, PostMatch
from workspaces import audit
from workspaces.models import User, Workspace

KIND = "kpis.match"
BACK = dt.timedelta(days=400)
CHUNK = 500  # posts per statement
CHOICES = 40  # posts among which a person may choose
MATCHED, ASKED, REFUSED = PostMatch.State.MATCHED, PostMatch.State.ASKED, PostMatch.State.REFUSED


def ask(workspace: Workspace) -> None:
    """Have the worker look again, once the caller's transaction is through."""
    enqueue(workspace=workspace, kind=KIND, key="match", by=None, again=True)


def on_posts_written(sender, *, workspace: Workspace, posts: list[Post], **_kwargs) -> None:
    """Something went out that has no figures yet: they may be here already."""
    for start in range(0, len(posts), CHUNK):
        out = Publication.objects.filter(post__in=posts[start : start + CHUNK], state=Publication.State.PUBLISHED)
        if out.exclude(_matched("publication")).exists():
            ask(workspace)
            return


# -- the worker's part


def settle(run: Run) -> None:
    """Join what is sure, post by post, then list what is doubtful. What people said stays."""
    workspace = run.workspace
    _drop_outdated()
    found = pairs(workspace)
    sure = _by_post([pair for pair in found if pair.sure])
    for done, pairs_of_post in enumerate(sure):
        run.progress(done, len(sure))
        _join(workspace, pairs_of_post)
    with run.finishing():
        PostMatch.objects.filter(state=ASKED).delete()
        rows = (_row(workspace, pair, ASKED) for pair in found if not pair.sure)
        PostMatch.objects.bulk_create(rows, ignore_conflicts=True)
        run.progress(len(sure), len(sure))


def _by_post(pairs: list[Pair]) -> list[list[Pair]]:
    posts = dict(Publication.objects.filter(pk__in=[pair.planned for pair in pairs]).values_list("pk", "post"))
    together: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.planned in posts:
            together[posts[pair.planned]].append(pair)
    return list(together.values())


def pairs(workspace: Workspace) -> list[Pair]:
    """What ``matching`` says of the publications and posts that are not joined yet."""
    refused = PostMatch.objects.filter(state=REFUSED).values_list("publication", "external_post")
    return matching.pairs(_planned(workspace), _found(workspace), list(refused))


def _matched(side: str) -> Exists:
    return Exists(PostMatch.objects.filter(state=MATCHED, **{side: OuterRef("pk")}))


def _period(workspace: Workspace) -> tuple[dt.date, dt.date]:
    today = workspace.today()
    return today - BACK, today + dt.timedelta(days=matching.DAYS)


def _planned(workspace: Workspace) -> list[Planned]:
    rows = Publication.objects.live().filter(day__range=_period(workspace), channel__isnull=False)
    rows = rows.exclude(state=Publication.State.SKIPPED).exclude(
        post__status__in=[Post.Status.IDEA, Post.Status.DROPPED]
    )
    rows = rows.exclude(_matched("publication")).select_related("post").order_by("pk")
    return [
        Planned(
            row.pk, row.channel_id, row.wording, row.day, row.at, row.permalink, row.external_id,
            row.state == Publication.State.PUBLISHED,
        )
        for row in rows
    ]  # fmt: skip


def _found(workspace: Workspace) -> list[Found]:
    rows = ExternalPost.objects.filter(day__range=_period(workspace)).exclude(_matched("external_post")).order_by("pk")
    fields = ("pk", "channel_id", "text", "day", "published_at", "permalink", "external_id")
    return [Found(*row) for row in rows.values_list(*fields)]


def _row(workspace: Workspace, pair: Pair, state: str) -> PostMatch:
    return PostMatch(
        workspace=workspace,
        publication_id=pair.planned,
        external_post_id=pair.found,
        state=state,
        how=pair.how.value,
        score=pair.score,
        reasons=list(pair.reasons),
    )


@transaction.atomic
def _join(workspace: Workspace, pairs: list[Pair]) -> None:
    """The matches of one post."""
    mine = [pair.planned for pair in pairs]
    PostMatch.objects.filter(state=ASKED, publication__in=mine).delete()
    PostMatch.objects.bulk_create([_row(workspace, pair, MATCHED) for pair in pairs], ignore_conflicts=True)
    _tell_plan(list(_whole().filter(publication__in=mine, state=MATCHED)), None)


def _drop_outdated() -> None:
    """Somebody gave the publication the address of another post than the one that its words were thought to be."""
    rows = PostMatch.objects.filter(state=MATCHED, how=PostMatch.How.TEXT)
    rows = rows.values_list("pk", "publication__permalink", "external_post__permalink")
    wrong = [pk for pk, said, found in rows if said and found and matching.address(said) != matching.address(found)]
    PostMatch.objects.filter(pk__in=wrong).delete()


def _tell_plan(matches: list[PostMatch], by: User | None) -> None:
    """The plan learns that a post went out, and where. A text that somebody is changing at this moment stays theirs."""
    where = {match.publication.uid: (_link(match.external_post), match.external_post.external_id) for match in matches}
    if not matches:
        return
    try:
        publishing.found(post=matches[0].publication.post, where=where, by=by)
    except Stale:
        return


def _link(post: ExternalPost) -> str:
    return post.permalink if post.permalink.startswith(("https://", "http://")) else ""


# -- what people see and say


def _whole() -> QuerySet[PostMatch]:
    return PostMatch.objects.select_related(
        "publication__post__workspace", "publication__channel", "external_post", "workspace"
    )


def doubts() -> QuerySet[PostMatch]:
    """What is to be settled, the likeliest first."""
    return _whole().filter(state=ASKED, publication__post__deleted_at=None)


def of_publication(publication: Publication) -> PostMatch | None:
    return _whole().filter(publication=publication, state=MATCHED).first()


def choices(publication: Publication) -> QuerySet[ExternalPost]:
    """The posts of its channel that nothing is joined to, around its day."""
    week = dt.timedelta(days=7)
    posts = ExternalPost.objects.filter(channel=publication.channel_id).exclude(_matched("external_post"))
    if publication.day:
        posts = posts.filter(day__range=(publication.day - week, publication.day + week))
    return posts.order_by("-day", "-published_at", "pk")


@transaction.atomic
def join(*, publication: Publication, post: ExternalPost, by: User) -> PostMatch:
    """Somebody says that they are the same. What either of them was joined to before is put aside."""
    same = PostMatch.objects.filter(publication=publication) | PostMatch.objects.filter(external_post=post)
    same.filter(state=MATCHED).delete()
    match, _new = PostMatch.objects.update_or_create(
        publication=publication,
        external_post=post,
        defaults={"state": MATCHED, "how": PostMatch.How.PERSON, "by": by},
        create_defaults={"workspace": publication.workspace, "state": MATCHED, "how": PostMatch.How.PERSON, "by": by,
                         "reasons": [] if publication.state == Publication.State.PUBLISHED else ["not_out"]},
    )  # fmt: skip
    PostMatch.objects.filter(publication=publication, state=ASKED).delete()
    _tell_plan([match], by)
    audit.record(publication.workspace, "match.joined", by=by, target=publication.post)
    return match


@transaction.atomic
def part(*, match: PostMatch, by: User, ask_again: bool = False) -> None:
    """Somebody says that they are not the same; or, with ``ask_again``, that it is not settled."""
    if match.state == MATCHED:
        _untell_plan(match, by)
    state = ASKED if ask_again else REFUSED
    PostMatch.objects.filter(pk=match.pk).update(state=state, by=by)
    audit.record(match.workspace, "match.parted", by=by, target=match.publication.post)


def _untell_plan(match: PostMatch, by: User) -> None:
    """Take back what the plan learned from this post alone."""
    post = match.publication.post
    content = edited(content_of(post))
    row = next(row for row in content["publications"] if row["uid"] == match.publication.uid)
    learned: dict[str, Any] = {"external_id": match.external_post.external_id, "permalink": _link(match.external_post)}
    for name, value in learned.items():
        if row[name] == value and match.how != PostMatch.How.PERMALINK:
            row[name] = ""
    if "not_out" in match.reasons:
        row["state"] = Publication.State.PLANNED
    if content != content_of(post):
        write(post=post, content=content, version=post.version, by=by)
