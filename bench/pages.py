"""P1, P2, P3: the dashboard, stored and with live filters, through the whole WSGI stack."""

import datetime as dt
import io
from functools import cache
from urllib.parse import urlencode

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench.clock import Result, medians
from jobs import runner
from kpis import dashboards
from workspaces.models import Membership, User, Workspace
from workspaces.permissions import Role

settings.ROOT_URLCONF = "bench.urls"


def measure(large: Workspace, small: Workspace, wanted: set[str]) -> list[Result]:
    if not wanted & {"P1", "P2", "P3"}:
        return []
    visitor = Visitor(large, small)
    found = []
    bare, stored, stored_small = medians(
        lambda: visitor.get("/bare/"),
        lambda: visitor.get(_dashboard(large)),
        lambda: visitor.get(_dashboard(small)),
        rounds=101,  # a page of 2 ms: any hiccup of the machine is longer
        times=5,
    )
    if "P1" in wanted:
        found.append(Result("P1", connection.vendor, "dashboard page / bare page", stored, bare, 1.5))
    if "P3" in wanted:
        found.append(Result("P3", connection.vendor, "dashboard page, 20× the data / 1×", stored, stored_small, 1.1))
    found += _live(visitor, large, small, wanted)
    return found


def _live(visitor, large: Workspace, small: Workspace, wanted: set[str]) -> list[Result]:
    """A year of some channels, which nobody has made ahead."""
    pages = [_dashboard(workspace, _some(workspace)) for workspace in (large, small)]
    replay = _replay(visitor, pages[0])
    ours, sql, ours_small = medians(lambda: visitor.get(pages[0]), replay, lambda: visitor.get(pages[1]), rounds=9)
    found = []
    if "P2" in wanted:
        found.append(Result("P2", connection.vendor, "page with live filters / its SQL alone", ours, sql, 1.3))
    if "P3" in wanted:
        found.append(Result("P3", connection.vendor, "live filters, 20× the data / 1×", ours, ours_small, 1.3))
    return found


def _some(workspace: Workspace) -> dict:
    end = workspace.today() - dt.timedelta(days=3)
    with workspace.active():
        channels = list(workspace.channels.order_by("pk").values_list("pk", flat=True))[1:6]
    return {"from": (end - dt.timedelta(days=364)).isoformat(), "to": end.isoformat(), "channel": channels}


def _dashboard(workspace: Workspace, filters: dict | None = None) -> str:
    return reverse("kpis:dashboard", args=[workspace.slug]) + (f"?{urlencode(filters, doseq=True)}" if filters else "")


def _replay(visitor, page: str):
    """The queries of a page, sent again through the driver alone, their rows fetched."""
    with CaptureQueriesContext(connection) as context:
        visitor.get(page)
    statements = [
        query["sql"] for query in context.captured_queries if query["sql"].lstrip().startswith(("SELECT", "WITH"))
    ]

    def work():
        for statement in statements:
            connection.connection.execute(statement).fetchall()

    return work


class Visitor:
    """A signed-in member of the workspaces, asking the WSGI application as the server does."""

    def __init__(self, *workspaces: Workspace):
        user = User.objects.create_user(f"bench{User.objects.count()}@example.org", "not used to sign in")
        for workspace in workspaces:
            Membership.objects.create(workspace=workspace, user=user, role=Role.LEAD)
            with workspace.active():
                dashboards.ask_refresh(workspace)
        runner.run_pending()
        client = Client()
        client.force_login(user)
        client.get(_dashboard(workspaces[0]), SERVER_NAME="127.0.0.1")  # gives the cookie that forms need
        self.cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())

    def get(self, address: str) -> bytes:
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_COOKIE": self.cookie,
            "HTTP_ACCEPT_LANGUAGE": "fr",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        }
        answered = []
        response = _application()(environ, lambda status, headers: answered.append(status))
        body = b"".join(response)
        response.close()
        if answered != ["200 OK"]:
            raise RuntimeError(f"{address} answered {answered} at {timezone.now()}")
        return body


@cache
def _application() -> WSGIHandler:
    return WSGIHandler()
