"""The corpus in what was published and what is planned: which terms are used, when and where, which never, and what
the community says.

The worker computes it (``refresh``) and keeps one row per period, which the page reads and nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.text import Truncator

from calendar_app.models import Post, Publication
from calendar_app.publication_day import planned_between
from jobs.actions import enqueue
from jobs.models import Job
from kpis.models import CorpusCoverage, ExternalPost, PostMatch
from strategy.corpus import Match, Matcher, Term, top_words
from strategy.corpus_check import Compiled, compiled
from strategy.models import Answer, Community, CorpusTerm, Evidence
from workspaces.models import Workspace

PERIODS = {"30d": 30, "90d": 90, "365d": 365}  # code → days, today included
LONGEST = max(PERIODS.values())
FURTHEST = 90  # days ahead: as far as the period looks back, and no further than plans are made
CALM = dt.timedelta(minutes=1)  # edits and imports come in rows: one computation for all of them
EXCERPT = 160
POSTS_SHOWN = 10  # of each term to avoid
NEVER_KEPT = 100
WORDS = 40  # of the community, and of ours
LEAST_TEXTS = 3  # below, frequent words say nothing
BATCH = 200  # posts between two steps of progress


class Tally:
    """What the posts of one period use. ``cells``: term → (week, network) → uses; a week is named by its Monday.

    The period goes on into what is planned, as far ahead as it looks back.
    """

    def __init__(self, days: int, today: dt.date):
        self.first, self.last = today - dt.timedelta(days=days - 1), today
        self.furthest = today + dt.timedelta(days=min(days, FURTHEST))
        self.until = today  # the last day that something is planned for
        self.posts = self.planned = 0
        self.cells: dict[int, Counter[tuple[dt.date, str]]] = defaultdict(Counter)
        self.posts_of: Counter[int] = Counter()
        self.faults: dict[int, list[dict[str, Any]]] = defaultdict(list)

    def add(self, post: dict[str, Any], used: Iterable[Match], avoided: Iterable[Match]) -> None:
        if not self._holds(post):
            return
        place = (post["day"] - dt.timedelta(days=post["day"].weekday()), post["channel__network"])
        avoided = list(avoided)
        for match in (*used, *avoided):
            self.cells[match.term_id][place] += 1
        self.posts_of.update({match.term_id for match in (*used, *avoided)})
        for pk, surface in {match.term_id: match.surface for match in avoided}.items():
            if len(self.faults[pk]) < POSTS_SHOWN:
                self.faults[pk].append(_excerpt(post, surface))

    def _holds(self, post: dict[str, Any]) -> bool:
        if post["planned"]:
            held = post["day"] <= self.furthest
            self.planned += held
            self.until = max(self.until, post["day"]) if held else self.until
        else:
            held = self.first <= post["day"] <= self.last
            self.posts += held
        return held


def _excerpt(post: dict[str, Any], surface: str) -> dict[str, Any]:
    link = post["permalink"]
    return {
        "text": Truncator(post["text"]).chars(EXCERPT),
        "surface": surface,
        "day": post["day"].isoformat(),
        "network": post["channel__network"],
        "link": link if link.startswith(("https://", "http://")) else "",
        "planned": post["planned"],
        "post": post["post"],
    }


def refresh(workspace: Workspace, run) -> None:
    """Read the posts of a year and the community's texts, and write a row per period with the end of the job."""
    now = timezone.now()
    known, today = compiled(workspace), now.astimezone(workspace.zone).date()
    facets = dict(CorpusTerm.objects.values_list("pk", "facet"))
    tallies = {code: Tally(days, today) for code, days in PERIODS.items()}
    posts = [*_planned(today), *_published(today)]
    for done, post in enumerate(posts):
        if done % BATCH == 0:
            run.progress(done, len(posts))
        used, avoided = _matches(known, post["text"])
        for tally in tallies.values():
            tally.add(post, used, avoided)
    texts = community_texts()
    spoken = top_words([text for _kind, text in texts], limit=WORDS) if len(texts) >= LEAST_TEXTS else []
    run.progress(len(posts), len(posts))
    rows = [
        CorpusCoverage(
            workspace=workspace,
            period=code,
            computed_at=now,
            payload={
                "day": today.isoformat(),
                **_in_short(tally, known, facets),
                "gap": _gap(spoken, texts, _texts(posts, tally), known),
            },
        )
        for code, tally in tallies.items()
    ]
    with run.finishing():
        CorpusCoverage.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["workspace", "period"],
            update_fields=["computed_at", "payload"],
        )


def _texts(posts: list[dict[str, Any]], tally: Tally) -> list[str]:
    """What was said in the period, plans left out."""
    return [post["text"] for post in posts if not post["planned"] and post["day"] >= tally.first]


def _planned(today: dt.date) -> list[dict[str, Any]]:
    """What is still to go out, the nearest first; ideas are no plan yet."""
    rows = planned_between(today, today + dt.timedelta(days=FURTHEST)).exclude(post__status=Post.Status.IDEA)
    return _of_plan(rows.order_by("day", "pk"), planned=True)


def _published(today: dt.date) -> list[dict[str, Any]]:
    """Imported posts, and those of the plan that no import holds yet; the newest first."""
    period = (today - dt.timedelta(days=LONGEST - 1), today)
    imported = ExternalPost.objects.filter(day__range=period).exclude(text="")
    found = [
        post | {"planned": False, "post": None}
        for post in imported.order_by("-pk").values("day", "text", "permalink", "channel__network")
    ]
    matched = Exists(PostMatch.objects.filter(publication=OuterRef("pk"), state=PostMatch.State.MATCHED))
    out = Publication.objects.live().filter(state=Publication.State.PUBLISHED, day__range=period).exclude(matched)
    return sorted([*found, *_of_plan(out.order_by("-pk"), planned=False)], key=lambda post: post["day"], reverse=True)


def _of_plan(publications, *, planned: bool) -> list[dict[str, Any]]:
    rows = publications.filter(channel__isnull=False).select_related("post", "channel")
    return [
        {
            "day": row.day,
            "text": row.wording,
            "permalink": row.permalink,
            "channel__network": row.channel.network,
            "planned": planned,
            "post": row.post_id,
        }
        for row in rows
        if row.wording
    ]


def _matches(known: Compiled, text: str) -> tuple[list[Match], list[Match]]:
    """Uses, also inside longer expressions, of terms to use; those of terms to avoid that nothing shields."""
    terms = known.terms
    used = [match for match in known.matcher.find(text, nested=True) if terms[match.term_id].stance == "use"]
    avoided = [match for match in known.matcher.find(text) if terms[match.term_id].stance == "avoid"]
    return used, avoided


def _in_short(tally: Tally, known: Compiled, facets: dict[int, str]) -> dict[str, Any]:
    """The tally for the page: terms used with their cells, those to avoid with their posts, those never used."""
    totals = {pk: sum(cells.values()) for pk, cells in tally.cells.items()}
    order = sorted(totals, key=lambda pk: (-totals[pk], known.terms[pk].text))
    never = [pk for pk, term in known.terms.items() if term.stance == "use" and pk not in totals]
    return {
        "first": tally.first.isoformat(),
        "last": tally.last.isoformat(),
        "until": tally.until.isoformat(),
        "posts": tally.posts,
        "planned": tally.planned,
        "terms": len(known.terms),
        "networks": sorted({network for cells in tally.cells.values() for _week, network in cells}),
        "used": [_used(known.terms[pk], totals[pk], tally) for pk in order if known.terms[pk].stance == "use"],
        "avoided": [
            {
                **_used(known.terms[pk], totals[pk], tally),
                "instead": known.terms[pk].say_instead,
                "faults": tally.faults[pk],
            }
            for pk in order
            if known.terms[pk].stance == "avoid"
        ],
        "never": [{"id": pk, "text": known.terms[pk].text, "facet": facets.get(pk, "")} for pk in never[:NEVER_KEPT]],
        "never_count": len(never),
    }


def _used(term: Term, total: int, tally: Tally) -> dict[str, Any]:
    cells = [[week.isoformat(), network, n] for (week, network), n in sorted(tally.cells[term.id].items())]
    return {"id": term.id, "text": term.text, "uses": total, "posts": tally.posts_of[term.id], "cells": cells}


# -- the community's words and ours


def community_texts() -> list[tuple[str, str]]:
    """What is known of how the community speaks, as (where from, text): answers, evidence, words, terms."""
    texts = [("answer", text) for text in Answer.objects.current().values_list("text", flat=True)]
    evidence = Evidence.objects.kept().filter(answer__replaced_at=None).exclude(text="")
    texts += [("evidence", text) for text in evidence.values_list("text", flat=True)]
    words = Community.objects.current().exclude(words="")
    texts += [("community", text) for text in words.values_list("words", flat=True)]
    for text, quote in CorpusTerm.objects.filter(facet=CorpusTerm.Facet.COMMUNITY).values_list("text", "quote"):
        texts.append(("term", f"{text}\n\n{quote}".strip()))
    return texts


def _gap(spoken: list, texts: list[tuple[str, str]], said: list[str], known: Compiled) -> dict[str, Any]:
    """``theirs``: frequent words of the community with how often our posts say them; ``ours``: the frequent words of
    our posts that the community's texts do not hold."""
    sources = Counter(kind for kind, _text in texts)
    if not spoken:
        return {"sources": sources, "theirs": [], "ours": []}
    uses = _count(said, [word.surface for word in spoken])
    ours = top_words(said, limit=WORDS) if len(said) >= LEAST_TEXTS else []
    heard = _count([text for _kind, text in texts], [word.surface for word in ours])
    return {
        "sources": sources,
        "theirs": [
            {
                "word": word.surface,
                "count": word.count,
                "texts": word.texts,
                "ours": uses[place],
                "term": _term_of(word.surface, known),
            }
            for place, word in enumerate(spoken)
        ],
        "ours": [{"word": word.surface, "count": word.count} for place, word in enumerate(ours) if not heard[place]],
    }


def _count(texts: list[str], words: list[str]) -> Counter[int]:
    """How often the texts say each of the words, by its place."""
    matcher = Matcher(Term(place, word) for place, word in enumerate(words))
    return Counter(match.term_id for text in texts for match in matcher.find(text, nested=True))


def _term_of(word: str, known: Compiled) -> int | None:
    """The term of the corpus that the word, as a whole, is a form of."""
    return next((m.term_id for m in known.matcher.find(word) if (m.start, m.end) == (0, len(word))), None)


# -- when


def ask(workspace: Workspace, *, at_once: bool = False) -> None:
    """Have it computed again in a minute, or ``at_once``, by a job that begins after the caller's transaction."""
    now = timezone.now()
    due_at = now if at_once else now + CALM
    job = enqueue(workspace=workspace, kind="kpis.coverage", key="coverage", by=None, again=True, due_at=due_at)
    if at_once:
        Job.objects.filter(pk=job.pk, state=Job.State.WAITING, due_at__gt=now).update(due_at=now)


def ask_where_old(workspace: Workspace) -> bool:
    """Ask for it where there are terms and what is stored is of another day, in the workspace's own time."""
    fresh = CorpusCoverage.objects.filter(payload__day=workspace.today().isoformat()).count() == len(PERIODS)
    old = not fresh and CorpusTerm.objects.exists()
    if old:
        ask(workspace)
    return old


def on_posts_written(sender, *, workspace: Workspace, worded: bool, **_kwargs) -> None:
    if worded and CorpusTerm.objects.exists():
        ask(workspace)


def on_corpus_changed(sender, *, workspace: Workspace, **_kwargs) -> None:
    ask(workspace)
