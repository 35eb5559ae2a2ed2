"""P8: the month of the calendar with 1,000 posts, through the whole WSGI stack."""

import datetime as dt
import gzip

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.clock import Result, medians
from bench.pages import Visitor
from calendar_app.models import Post, Publication
from strategy.models import Channel
from workspaces.models import Workspace

POSTS, MOST_QUERIES, MOST_BYTES = 1000, 12, 48_000


def measure() -> list[Result]:
    workspace = _filled()
    visitor = Visitor(workspace)
    address = reverse("calendar:month", args=[workspace.slug])
    bare, month = medians(lambda: visitor.get("/bare/"), lambda: visitor.get(address), rounds=11, times=10)
    with CaptureQueriesContext(connection) as queries:
        page = visitor.get(address)
    weight = len(gzip.compress(page))
    note = f"{len(queries)} queries, {weight / 1000:.1f} kB gzip"
    if len(queries) > MOST_QUERIES or weight > MOST_BYTES:
        raise RuntimeError(f"the month takes {note}")
    return [Result("P8", connection.vendor, f"calendar month, {POSTS} posts / bare page", month, bare, 15, note)]


def _filled() -> Workspace:
    workspace = Workspace.objects.create(slug="bench-calendar", name="Calendar")
    first = workspace.today().replace(day=1)
    with workspace.active():
        networks = ("facebook", "instagram", "x")
        channels = [Channel.objects.create(workspace=workspace, network=network, handle="a") for network in networks]
        statuses = Post.Status.values
        posts = Post.objects.bulk_create(
            Post(workspace=workspace, title=f"Publication numéro {n} de la saison", status=statuses[n % len(statuses)])
            for n in range(POSTS)
        )
        Publication.objects.bulk_create(
            Publication(
                workspace=workspace,
                post=post,
                channel=channels[n % 3],
                zone=workspace.time_zone,
                day=first + dt.timedelta(days=n % 28),
                time=dt.time(8 + n % 12, n * 7 % 60),
            )
            for n, post in enumerate(posts)
        )
    return workspace
