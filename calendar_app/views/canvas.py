"""The calendar: month, week, day, list, board. One set of filters, in the address."""

import datetime as dt
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext

from calendar_app import canvas, words
from calendar_app.forms.canvas import PostFilter
from calendar_app.forms.moves import STATUSES
from calendar_app.models import Post, Publication
from calendar_app.tiles import STATUS_ICONS, Cell, Tiles, sprite
from cmtool import frame
from strategy.models import SavedFilter
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

SECTION = "calendar"
VIEWS = ("month", "week", "list", "board")
#: Filters that stand in the bar; the others are one click away.
IN_THE_BAR = ("network", "objective", "status", "person")
BEYOND = ("channel", "pillar", "kind", "origin", "tag", "community")


class Canvas:
    """What all views of the calendar share in one request."""

    def __init__(self, request):
        self.request, self.workspace = request, request.workspace
        self.today = request.workspace.today()
        self.filter = PostFilter(request.GET, workspace=request.workspace)
        self.can_plan = request.membership.can(Permission.PLAN)
        self.tiles = Tiles(request.workspace, can_plan=self.can_plan)
        self.day_url = self.url("day", day="0").removesuffix("0")  # then the day

    @property
    def publications(self):
        return self.filter.filter(Publication.objects.all())

    @property
    def posts(self):
        return self.filter.filter_posts(Post.objects.all())

    def url(self, view: str, **period) -> str:
        """A view of the same filter at another period."""
        query = self.filter.address(**period)
        return reverse(f"calendar:{view}", args=[self.workspace.slug]) + (f"?{query}" if query else "")

    def page(self, template: str, *, view: str, day: dt.date, title: str, period: dict, **context) -> HttpResponse:
        """The page whose middle is ``template``. ``day``: where the other views open; ``period`` is in the address."""
        asked = self.request.GET
        context |= {
            "workspace": self.workspace,
            "csrf_token": get_token(self.request),
            "canvas": self,
            "view": view,
            "title": title,
            "can_plan": self.can_plan,
            "can_share": self.request.membership.can(Permission.SET_REVIEW),
            "sprite": sprite(),
            "links": self._links(day),
            "now": self.url(view if view in VIEWS else "month"),
            "home": reverse(f"calendar:{view}", args=[self.workspace.slug]),
            "here": self.request.get_full_path(),
            "period": [(name, value) for name, value in period.items() if value],
            "bar": [self._select(name) for name in IN_THE_BAR],
            "beyond": [self._select(name) for name in BEYOND],
            "beyond_open": any(asked.get(name) for name in BEYOND),
            "q": asked.get("q", ""),
            "chips": [(label, value, _with(query, period)) for label, value, query in self.filter.chips()],
            "cleared": urlencode({name: value for name, value in period.items() if value}),
            "query": self.filter.address(),
            "kept": "" if self.filter.errors else self.filter.address(),  # what is not known is not worth keeping
            "saved": self._saved(period),
            "statuses": STATUSES,
        }
        html = render_to_string(template, context)
        if self.request.htmx and not self.request.htmx.boosted and not self.request.htmx.history_restore_request:
            response = HttpResponse(html)
        else:
            response = frame.page(self.request, "calendar_app/canvas.html", section=SECTION, html=html)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def _links(self, day: dt.date) -> list[tuple[str, str, str]]:
        """(view, label, address), in the order of their keys."""
        places = {"month": {"month": f"{day:%Y-%m}"}, "week": {"day": day}, "list": {"day": day}, "board": {}}
        labels = (gettext("Month"), gettext("Week"), gettext("List"), gettext("Board"))
        return [(name, label, self.url(name, **places[name])) for name, label in zip(VIEWS, labels, strict=True)]

    def _select(self, name: str) -> dict:
        field = self.filter.fields[name]
        return {
            "name": name,
            "label": field.label,
            "value": self.request.GET.get(name, ""),
            "options": [(str(value), label) for value, label in field.choices if value],
        }

    def _saved(self, period: dict) -> list[dict]:
        """The filters kept for this page, by this person and for everybody."""
        mine = Q(owner=self.request.user) | Q(owner=None)
        return [
            {"row": row, "query": _with(row.query, period), "current": row.query == self.filter.address()}
            for row in SavedFilter.objects.filter(mine, page="calendar")
        ]

    def tray(self) -> dict:
        """Posts that wait for a day."""
        cards = canvas.cards(canvas.without_day(self.posts)[: canvas.IN_THE_TRAY + 1])
        return {
            "tray": [self.tiles.card(card, dated=False) for card in cards[: canvas.IN_THE_TRAY]],
            "tray_more": self.url("waiting") if len(cards) > canvas.IN_THE_TRAY else "",
        }


def _with(query: str, period: dict) -> str:
    more = urlencode({name: value for name, value in period.items() if value})
    return "&".join(part for part in (query, more) if part)


@workspace_view(Permission.READ)
def month(request):
    page = Canvas(request)
    first = canvas.read_month(request.GET.get("month", ""), page.today)
    whole = request.GET.get("all") == "1"
    weeks = canvas.weeks_of(first, request.workspace.week_start)
    start, end = weeks[0][0], weeks[-1][-1]
    days = canvas.by_day(page.publications, start, end, canvas.PRINTED if whole else canvas.IN_A_CELL)
    dates = canvas.key_dates(start, end)
    nothing = not any(days.shown.values())
    return page.page(
        "calendar_app/_month.html",
        nothing=nothing,
        begin=nothing and not Post.objects.live().exists(),
        view="month",
        day=first if first != page.today.replace(day=1) else page.today,
        title=words.month(first),
        period={"month": f"{first:%Y-%m}"},
        weeks=[_week(page, canvas.over_a_week(week, dates), days, first) for week in weeks],
        heads=[words.weekday(day) for day in weeks[0]],
        before=page.url("month", month=f"{canvas.other_month(first, -1):%Y-%m}"),
        after=page.url("month", month=f"{canvas.other_month(first, 1):%Y-%m}"),
        print=page.url("month", month=f"{first:%Y-%m}", all="1"),
        whole=whole,
        first=start,
        last=end,
        **page.tray(),
    )


def _week(page: Canvas, week: canvas.Week, days: canvas.Days, month: dt.date | None = None) -> dict:
    cells = [_cell(page, day, days, week.hidden.get(day, 0), month) for day in week.days]
    bars = [(bar, row) for row, lane in enumerate(week.lanes, 1) for bar in lane]
    bars.sort(key=lambda placed: placed[0].start)  # read, or stacked on a phone, they come day by day
    return {"cells": [page.tiles.cell(cell) for cell in cells], "bars": bars, "height": len(week.lanes)}


def _cell(page: Canvas, day: dt.date, days: canvas.Days, hidden: int, month: dt.date | None) -> Cell:
    return Cell(
        day=day,
        short=str(day.day) if month else f"{words.weekday(day)} {day.day}",
        tiles=days.shown.get(day, []),
        url=f"{page.day_url}{day}",
        more=days.more.get(day, 0),
        hidden=hidden,
        today=day == page.today,
        past=day < page.today,
        other=month is not None and day.month != month.month,
    )


def _rows(page: Canvas, day: dt.date, tiles: list[canvas.Tile]) -> dict:
    """A day of the list."""
    return {
        "day": day,
        "words": words.day(day),
        "tiles": [page.tiles.tile(tile) for tile in tiles],
        "url": f"{page.day_url}{day}",
        "today": day == page.today,
        "past": day < page.today,
    }


@workspace_view(Permission.READ)
def week(request):
    page = Canvas(request)
    day = canvas.read_day(request.GET.get("day", ""), page.today)
    days = canvas.week_of(day, request.workspace.week_start)
    found = canvas.by_day(page.publications, days[0], days[-1], canvas.IN_A_COLUMN)
    laid = canvas.over_a_week(days, canvas.key_dates(days[0], days[-1]))
    return page.page(
        "calendar_app/_week.html",
        view="week",
        day=day,
        title=words.days(days[0], days[-1]),
        period={"day": day.isoformat()},
        week=_week(page, laid, found),
        before=page.url("week", day=day - canvas.DAY * 7),
        after=page.url("week", day=day + canvas.DAY * 7),
        first=days[0],
        last=days[-1],
        **page.tray(),
    )


@workspace_view(Permission.READ)
def day(request):
    """Everything that stands on a day: what the month has no room for is here."""
    page = Canvas(request)
    day = canvas.read_day(request.GET.get("day", ""), page.today)
    found = page.publications.filter(day=day)
    listed = canvas.listed(found, day, request.GET.get("before", ""), request.GET.get("after", ""))
    return page.page(
        "calendar_app/_list.html",
        view="day",
        day=day,
        title=words.day(day),
        period={"day": day.isoformat()},
        days=[_rows(page, day, listed.tiles)] if listed.tiles else [],
        dates=canvas.key_dates(day, day),
        one_day=day,
        before=page.url("day", day=day - canvas.DAY),
        after=page.url("day", day=day + canvas.DAY),
        earlier=page.url("day", day=day, before=listed.before) if listed.before else "",
        later=page.url("day", day=day, after=listed.after) if listed.after else "",
    )


@workspace_view(Permission.READ)
def as_list(request):
    page = Canvas(request)
    start = canvas.read_day(request.GET.get("day", ""), page.today)
    listed = canvas.listed(page.publications, start, request.GET.get("before", ""), request.GET.get("after", ""))
    days: dict[dt.date, list[canvas.Tile]] = {}
    for tile in listed.tiles:
        days.setdefault(tile.day, []).append(tile)
    return page.page(
        "calendar_app/_list.html",
        view="list",
        day=start,
        title=gettext("From %(day)s on") % {"day": words.day(start)},
        period={"day": request.GET.get("day", "") and start.isoformat()},
        days=[_rows(page, day, tiles) for day, tiles in days.items()],
        earlier=page.url("list", day=start, before=listed.before) if listed.before else "",
        later=page.url("list", day=start, after=listed.after) if listed.after else "",
        waiting=page.url("waiting"),
    )


@workspace_view(Permission.READ)
def waiting(request):
    """The posts without a day, all of them."""
    page = Canvas(request)
    posts, after = canvas.without_day(page.posts), request.GET.get("after", "")
    if after.isdecimal() and len(after) < 19:
        posts = posts.filter(pk__lt=after)
    cards = canvas.cards(posts[: canvas.ON_A_PAGE + 1])
    more = len(cards) > canvas.ON_A_PAGE
    return page.page(
        "calendar_app/_waiting.html",
        view="waiting",
        day=page.today,
        title=gettext("Without a day"),
        period={},
        cards=[page.tiles.card(card) for card in cards[: canvas.ON_A_PAGE]],
        later=page.url("waiting", after=cards[canvas.ON_A_PAGE - 1].pk) if more else "",
    )


@workspace_view(Permission.READ)
def board(request):
    """Posts by status: every column, or with ?column= one of them as far as one likes."""
    page = Canvas(request)
    asked = request.GET.get("column", "")
    one = asked if asked in Post.Status.values else ""
    after = request.GET.get("after", "") if one else ""
    columns = canvas.board(page.posts, [one] if one else Post.Status.values, after)
    return page.page(
        "calendar_app/_board.html",
        view="board",
        day=page.today,
        title=gettext("Board"),
        period={"column": one},
        one=one,
        columns=[_column(page, column, one) for column in columns],
    )


def _column(page: Canvas, column: canvas.Column, one: str) -> dict:
    more = {"column": column.status, "after": column.after if one else ""}
    return {
        "status": column.status,
        "label": Post.Status(column.status).label,
        "icon": STATUS_ICONS[column.status],
        "cards": [page.tiles.card(card) for card in column.cards],
        "more": page.url("board", **more) if column.after else "",
    }
