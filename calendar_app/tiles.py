"""Tiles of the canvas as markup. Written by hand: hundreds stand on a page, and templates would take its whole time."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from django.urls import reverse
from django.utils.formats import get_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from calendar_app import words
from calendar_app.canvas import Card, Tile
from calendar_app.models import Post, Publication
from cmtool.lib.assets import ICONS
from cmtool.templatetags.ui import spaced
from strategy import networks
from workspaces.models import Workspace

SPACED = re.compile("[;?!«»:%€]")  # few titles have signs that want a space of their own; looking is cheap
NOW = ' class="now"'
NOWHERE = "circle-dashed"  # no channel yet
STATUS_ICONS = {
    Post.Status.IDEA: "bulb",
    Post.Status.DRAFT: "pencil",
    Post.Status.REVIEW: "eye",
    Post.Status.APPROVED: "circle-check",
    Post.Status.SCHEDULED: "clock",
    Post.Status.PUBLISHED: "send",
    Post.Status.DROPPED: "ban",
}
MORE_ICONS = {"skipped": "circle-x", "spontaneous": "bolt", "move": "arrows-move"}


@cache
def sprite() -> SafeString:
    """The drawings of every tile, once in the page: a tile then points at them."""
    names = sorted({*STATUS_ICONS.values(), *MORE_ICONS.values(), *(each.icon for each in networks.NETWORKS), NOWHERE})
    symbols = "".join(f'<symbol id="i-{name}" viewBox="0 0 24 24">{_drawing(name)}</symbol>' for name in names)
    return mark_safe(f'<svg class="sprite" aria-hidden="true">{symbols}</svg>')  # noqa: S308  files of a package


def _drawing(name: str) -> str:
    svg = (Path(ICONS) / f"{name}.svg").read_text(encoding="utf-8")
    inside = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.S)
    return re.sub(r"\s+", " ", inside[1]).replace("> <", "><").strip()


def icon(name: str, css: str = "") -> str:
    return f'<svg class="i {css}" aria-hidden="true"><use href="#i-{name}"/></svg>'


def pattern(name: str, workspace: Workspace) -> str:
    """The address of a page of one row, with %d for the row's id."""
    before, _zero, after = reverse(name, args=[workspace.slug, 0]).rpartition("/0/")  # a workspace may be called 0
    return f"{before}/%d/{after}"


@dataclass(frozen=True)
class Cell:
    """A day with the first of its publications, and how many ``more`` it has.

    ``hidden``: its key dates that found no room; ``url``: its own page.
    """

    day: dt.date
    short: str
    tiles: list[Tile]
    url: str
    more: int = 0
    hidden: int = 0
    today: bool = False
    past: bool = False
    other: bool = False  # of another month

    @property
    def void(self) -> bool:
        return not self.tiles


class Tiles:
    """Makes the tiles of one page; what is the same in all of them is looked up once."""

    def __init__(self, workspace: Workspace, *, can_plan: bool):
        self.can_plan, self.zone = can_plan, workspace.time_zone
        self.post, self.move = pattern("calendar:post", workspace), pattern("calendar:move", workspace)
        self.place = pattern("calendar:place", workspace)
        self.statuses = {code: (icon(STATUS_ICONS[code], "s"), escape(label)) for code, label in Post.Status.choices}
        skipped = Publication.State.SKIPPED
        self.statuses[skipped] = (icon(MORE_ICONS["skipped"], "s"), escape(skipped.label))
        self.networks = {each.code: (icon(each.icon, "n"), each.name) for each in networks.NETWORKS}
        self.nowhere = (icon(NOWHERE, "n"), escape(gettext("no channel yet")))
        self.no_time = f'<span class="t">–<span class="w"> {escape(gettext("no time yet"))}</span></span>'
        self.no_day = escape(gettext("no day yet"))
        self.spontaneous = (
            f'{icon(MORE_ICONS["spontaneous"], "p")}<span class="w">{escape(gettext("Spontaneous"))}</span>'
        )
        self.move_icon = icon(MORE_ICONS["move"])
        # Translators: label of a control, followed by the title of a post
        self.words = {
            "move": escape(gettext("Move:")),
            "select": escape(gettext("Select:")),
            "new": escape(gettext("New post on %(day)s")),
            "today": escape(gettext("(today)")),
        }
        self.new = reverse("calendar:post_new", args=[workspace.slug])
        self.day_format = get_format("MONTH_DAY_FORMAT")

    def tile(self, tile: Tile, *, again: bool = False) -> SafeString:
        """``again``: it stands under a tile of the same post at the same time."""
        status = tile.status if tile.state == Publication.State.PLANNED else tile.state
        network, handle = self.networks.get(tile.network, self.nowhere), escape(tile.handle or "")
        where = f'{network[0]}<span class="w">{network[1]}{f" · {handle}" if handle else ""}</span>'
        movable = tile.state == Publication.State.PLANNED
        return self._row(
            name="publications",
            key=f"p{tile.pk}",
            pk=tile.pk,
            row=tile,
            status=status,
            css=(f"net-{tile.network}" if tile.network else "") + (" again" if again else ""),
            head=f"{self._time(tile)}{where}",
            move=self.move % tile.pk if movable else "",
        )

    def card(self, card: Card, *, dated: bool = True) -> SafeString:
        """A post as a whole. ``dated`` says its first day too."""
        places = "".join(self.networks[each][0] for each in card.networks) or self.nowhere[0]
        names = ", ".join(self.networks[each][1] for each in card.networks) or self.nowhere[1]
        day = words.formatted(card.day, self.day_format) if card.day else self.no_day
        waits = card.undated is not None or card.day is None
        move = (self.move % card.undated if card.undated else self.place % card.pk) if waits else ""
        return self._row(
            name="posts",
            key=f"o{card.pk}",
            pk=card.pk,
            row=card,
            status=card.status,
            css=f"net-{card.networks[0]}" if card.networks else "",
            head=(f'<span class="t">{day}</span>' if dated else "") + f'{places}<span class="w">{names}</span>',
            move=move,
        )

    def _row(self, *, name: str, key: str, pk: int, row: Tile | Card, status: str, css: str, head: str, move: str):
        title = escape(spaced(row.title) if SPACED.search(row.title) else row.title)
        drawing, word = self.statuses[status]
        post = row.post if isinstance(row, Tile) else row.pk
        tick = grip = ""
        if self.can_plan:
            label = f"{self.words['select']} {title}"
            tick = f'<input type="checkbox" class="x" name="{name}" value="{pk}" data-bulk-one aria-label="{label}">'
            if move:
                label = f"{self.words['move']} {title}"
                grip = f'<a class="m" data-move href="{move}" aria-label="{label}">{self.move_icon}</a>'
        fixed = "" if grip else " fixed"
        return mark_safe(  # noqa: S308  every piece is escaped or ours
            f'<li class="tile {css} s-{status}{fixed}" id="{key}" data-row data-post="{post}"'
            f' data-v="{row.version}">{tick}'
            f'<a href="{self.post % post}"><span class="h">{head}</span>'
            f'<b title="{title}">{title}</b>{self.spontaneous if row.spontaneous else ""}'
            f'<span class="st" title="{word}">{drawing}<span class="w">{word}</span></span></a>{grip}</li>'
        )

    def cell(self, cell: Cell) -> SafeString:
        """A day of the month or week."""
        said, url = escape(words.day(cell.day)), escape(cell.url)
        css = "".join(f" {name}" for name in ("other", "past", "void") if getattr(cell, name))
        add = more = dates = ""
        if self.can_plan:
            label = self.words["new"] % {"day": said}
            add = f'<a class="add no-print" href="{self.new}?day={cell.day}" aria-label="{label}">+</a>'
        if cell.hidden:
            sentence = ngettext("+%(n)s key date", "+%(n)s key dates", cell.hidden) % {"n": cell.hidden}
            dates = f'<a class="more" href="{url}">{sentence}<span class="visually-hidden"> · {said}</span></a>'
        if cell.more:
            sentence = gettext("+%(n)s more") % {"n": cell.more}
            more = f'<a class="more" href="{url}">{sentence}<span class="visually-hidden"> · {said}</span></a>'
        today = f" {self.words['today']}" if cell.today else ""
        return mark_safe(  # noqa: S308  every piece is escaped or ours
            f'<div class="cell{css}"><h2{NOW if cell.today else ""}><a href="{url}">'
            f'<span class="d" aria-hidden="true">{cell.short}</span><span class="w">{said}{today}</span></a></h2>{add}'
            f'<ul class="tiles" data-day="{cell.day}">{self._tiles(cell.tiles)}</ul>'
            f"{more}{dates}</div>"
        )

    def _tiles(self, tiles: list[Tile]) -> str:
        above = [None, *((tile.post, tile.time, tile.zone) for tile in tiles)]
        return "".join(
            self.tile(tile, again=before == (tile.post, tile.time, tile.zone))
            for before, tile in zip(above, tiles, strict=False)
        )

    def _time(self, tile: Tile) -> str:
        if tile.time is None:
            return self.no_time
        zone = f" <small>{escape(tile.zone)}</small>" if tile.zone != self.zone else ""
        return f'<time class="t">{tile.time:%H:%M}</time>{zone}'
