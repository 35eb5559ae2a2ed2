"""``load_scale --samples N``: a workspace with as many readings as asked, always the same ones, for measuring speed.

Two years that end yesterday, eight channels. Each channel has its figures by day, all but three of them; each post has
figures by day for four weeks, which fade. What grows with N is the number of posts.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Iterator

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from jobs.upkeep import checkpoint
from kpis import rollups
from kpis.catalogue import METRICS, Level
from kpis.models import Kpi
from kpis.sql import patiently
from kpis.store import backend
from kpis.store.posts import audience, engagements
from kpis.store.readings import NAMES, Readings, keys, order
from kpis.store.tables import EXTERNAL_POST, SAMPLE
from strategy.models import Channel, Objective
from workspaces.models import Workspace

DAYS, LIFE, SLICE = 730, 28, 20  # days in all, days a post is followed, days written at a time
BATCH = 50_000  # posts written at a time
NETWORKS = ("facebook", "instagram", "x", "linkedin", "facebook", "instagram", "youtube", "tiktok")
BY_DAY = 5  # so many channels have figures of their own by day; all have followers
OF_POST = ("views", "reach", "likes", "comments", "shares", "clicks")
OF_CHANNEL = ("impressions", "reach", "views", "engagements", "link_clicks", "profile_visits", "follows")
SIZES = {"views": 900, "reach": 600, "likes": 40, "comments": 6, "shares": 4, "clicks": 25}  # of a post's first day
KINDS = ("image", "video", "reel", "link", "carousel", "text")


class Command(BaseCommand):
    help = "Fill a workspace with N readings, to measure speed."

    def add_arguments(self, parser):
        parser.add_argument("--samples", type=int, required=True, metavar="N")
        parser.add_argument("--workspace", default="scale", metavar="SLUG")

    def handle(self, *args, **options):
        if Workspace.objects.filter(slug=options["workspace"]).exists():
            raise CommandError(f"A workspace {options['workspace']} exists already: choose another --workspace.")
        began = timezone.now()
        workspace = Workspace.objects.create(slug=options["workspace"], name=f"{options['samples']:,} readings")
        with workspace.active():
            count = load(workspace, options["samples"])
        seconds = (timezone.now() - began).total_seconds()
        self.stdout.write(f"{workspace.slug}: {count:,} readings in {seconds:.1f} s")


def load(workspace: Workspace, samples: int) -> int:
    """Fill ``workspace``; returns how many readings it has."""
    first = workspace.today().toordinal() - DAYS
    channels = [
        Channel.objects.create(workspace=workspace, network=network, handle=f"scale-{number}").pk
        for number, network in enumerate(NETWORKS)
    ]
    of_channels = _channel_readings(first, channels)
    posts = _Posts(first, channels, max(samples - of_channels.size, 0))
    count = 0
    for start in range(first, first + DAYS, SLICE):
        days = range(start, start + SLICE)
        inside = (of_channels.day >= days.start) & (of_channels.day < days.stop)
        count += _write(workspace, of_channels.take(inside) + posts.readings(days))
    posts.write(workspace)
    rollups.recompute(workspace)
    _objectives(workspace)
    _settle()
    return count


def _write(workspace: Workspace, readings: Readings) -> int:
    [key] = keys((readings,))
    rows = readings.take(order(key)).columns()
    with transaction.atomic():
        patiently()
        backend.path().insert(SAMPLE, {"workspace_id": workspace.pk, **rows, "import_record_id": 0})
    checkpoint()
    return readings.size


def _settle() -> None:
    """Leave the database as it is some time after: statistics known, log written back."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    checkpoint()


def _readings(**columns) -> Readings:
    """Rows from columns of any shapes that fit together; those left out are 0."""
    return Readings.of(*(array.ravel() for array in np.broadcast_arrays(*(columns.get(name, 0) for name in NAMES))))


def _channel_readings(first: int, channels: list[int]) -> Readings:
    """What the networks tell of each channel by day: a week's rhythm, a slow growth, some noise."""
    random = np.random.default_rng(1)
    day = np.arange(first, first + DAYS)
    rhythm = (1 + (day - first) / DAYS) * (1 - 0.3 * ((day - 1) % 7 >= 5))
    parts = []
    for number, channel in enumerate(channels):
        metrics = OF_CHANNEL if number < BY_DAY else ()
        for place, code in enumerate(metrics):
            value = np.round(4000 / (1 + place) ** 2 * rhythm * random.uniform(0.7, 1.3, DAYS))
            parts.append((channel, code, value))
        parts.append((channel, "followers", 2000 + np.cumsum(random.integers(0, 8, DAYS))))
    made = [
        _readings(day=day, channel_id=channel, metric=METRICS[code].number, level=int(Level.CHANNEL_DAY), value=value)
        for channel, code, value in parts
    ]
    return sum(made, Readings.empty())


class _Posts:
    """As many posts as make about ``samples`` readings, spread evenly over days and channels."""

    def __init__(self, first: int, channels: list[int], samples: int):
        # The posts of the first and last weeks are followed for fewer days within the period.
        count = -(-samples * (DAYS + LIFE - 1) // (DAYS * LIFE * len(OF_POST)))
        self.ids = backend.path().reserve_ids(EXTERNAL_POST, count) if count else np.array([], np.int64)
        self.channel = np.array(channels)[np.arange(count) % len(channels)]
        self.day = first - LIFE + 1 + (np.arange(count) * (DAYS + LIFE - 1) // max(count, 1))
        self.size = np.random.default_rng(2).lognormal(0, 0.8, count)
        self.sums = np.zeros((count, len(OF_POST)))

    def readings(self, days: range) -> Readings:
        """The readings of the posts that are followed in ``days``."""
        low, high = np.searchsorted(self.day, [days.start - LIFE + 1, days.stop])
        chosen = np.arange(low, high)
        random = np.random.default_rng([3, days.start - int(self.day[0]) if len(self.day) else 0])
        day = np.arange(days.start, days.stop)
        age = day[None, :] - self.day[chosen, None]
        followed = (age >= 0) & (age < LIFE)
        post, place = np.nonzero(followed)
        fading = self.size[chosen[post]] * np.exp(-age[post, place] / 5) * random.uniform(0.5, 1.5, len(post))
        sizes = np.array([SIZES[code] for code in OF_POST])
        value = np.floor(fading[:, None] * sizes[None, :])
        np.add.at(self.sums, chosen[post], value)
        return _readings(
            day=day[place][:, None],
            channel_id=self.channel[chosen[post]][:, None],
            metric=np.array([METRICS[code].number for code in OF_POST])[None, :],
            level=int(Level.POST_DAY),
            post=self.ids[chosen[post]][:, None],
            value=value,
        )

    def write(self, workspace: Workspace) -> None:
        rows = self._rows()
        while batch := list(itertools.islice(rows, BATCH)):
            columns = {name: [row[name] for row in batch] for name in batch[0]}
            columns["id"] = np.array(columns["id"], np.int64)
            with transaction.atomic():
                patiently()
                backend.path().insert(EXTERNAL_POST, {"workspace_id": workspace.pk, **columns})
        checkpoint()

    def _rows(self) -> Iterator[dict]:
        for number, (identity, channel, day) in enumerate(
            zip(self.ids.tolist(), self.channel.tolist(), self.day.tolist(), strict=True)
        ):
            published = dt.datetime.combine(dt.date.fromordinal(day), dt.time(9 + number % 10), dt.UTC)
            figures = dict(zip(OF_POST, map(int, self.sums[number]), strict=True))
            yield {
                "id": identity,
                "channel_id": channel,
                "external_id": f"scale-{number}",
                "permalink": f"https://example.org/posts/{number}",
                "text": f"Publication {number}",
                "kind": KINDS[number % len(KINDS)],
                "kind_raw": "",
                "published_at": published,
                "day": published.date(),
                "readings": json.dumps({"days": figures}),
                "figures": json.dumps(figures),
                "engagements": engagements(figures),
                "audience": audience(figures),
            }


def _objectives(workspace: Workspace) -> None:
    """Something to measure: six KPIs of two objectives."""
    today = workspace.today()
    for title, intent, codes in (
        ("Être vus", "visibility", ("reach", "views", "impressions")),
        ("Être suivis", "engagement", ("engagements", "link_clicks", "follows")),
    ):
        objective = Objective.objects.create(
            workspace=workspace,
            title=title,
            intent=intent,
            start=today - dt.timedelta(300),
            due=today + dt.timedelta(65),
        )
        for code in codes:
            Kpi.objects.create(
                workspace=workspace,
                objective=objective,
                metric=code,
                aggregation=Kpi.Aggregation.SUM,
                baseline=1000,
                target=100_000,
                due=objective.due,
            )
