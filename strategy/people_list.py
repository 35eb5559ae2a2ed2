"""The list of people: segments that are always there, filters, orders, pages that cost the same wherever they are."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta
from django.db.models import BigIntegerField, Count, DateField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from strategy import profiles
from strategy.models import Handle, PeopleBatch, Person
from workspaces.models import User, Workspace

PER_PAGE = 50
PLACE = "⌂"  # begins the line of the place in ``Person.search``
COUNTED = 10_000  # beyond, a count says "more than": it would cost more than the list

SEGMENTS: dict[str, tuple[Any, Q]] = {
    "fans": (_("Core fans"), Q(kind="fan")),
    "ambassadors": (_("Ambassadors"), Q(kind="ambassador") | Q(stage="ambassador")),
    "influencers": (_("Influencers"), Q(kind="influencer")),
    "press": (_("Press"), Q(kind="press")),
    "prospects": (_("Prospects"), Q(kind="prospect")),
    "partners": (_("Partners"), Q(kind="partner")),
    "competitors": (_("Competitors"), Q(kind="competitor")),
    "trolls": (_("Trolls"), Q(kind="troll")),
}


@dataclass(frozen=True)
class Order:
    """An order of the list; people alike in it follow each other as they were added."""

    label: Any
    expression: Any
    falling: bool = True


ORDERS = {
    "score": Order(_("Score"), F("score")),
    "name": Order(_("Name"), F("folded_name"), falling=False),
    "audience": Order(_("Audience"), Coalesce("audience", Value(-1), output_field=BigIntegerField())),
    "recent": Order(_("Latest contact"), Coalesce("last_contact", Value(dt.date.min), output_field=DateField())),
    "forgotten": Order(
        _("Oldest contact"), Coalesce("last_contact", Value(dt.date.min), output_field=DateField()), falling=False
    ),
    "new": Order(_("Newest"), F("created_at")),
}


def matching(people: QuerySet[Person], said: dict[str, Any], today: dt.date) -> QuerySet[Person]:
    """Known people that a filter (the cleaned data of ``FilterForm``) wants."""
    people = people.known()
    for word in profiles.folded(said.get("q") or "").split():
        people = people.filter(search__contains=word)
    for name in ("kind", "stage"):
        if said.get(name):
            people = people.filter(**{name: said[name]})
    if said.get("segment"):
        people = people.filter(SEGMENTS[said["segment"]][1])
    if said.get("network"):
        people = people.filter(pk__in=_having(said["network"]))
    if said.get("tag"):
        people = people.filter(tags=said["tag"])
    if said.get("place"):
        people = people.filter(search__regex=f"{PLACE}[^\n]*{re.escape(profiles.folded(said['place']))}")
    if said.get("audience") is not None:
        people = people.filter(audience__gte=said["audience"])
    if said.get("silent"):
        limit = today - dt.timedelta(days=said["silent"])
        people = people.filter(Q(last_contact=None) | Q(last_contact__lt=limit))
    return people


def _having(network: str):
    return Handle.objects.filter(network=network).values("person")


def page(people: QuerySet[Person], order: str, after: str = "") -> tuple[list[Person], int | None]:
    """One page of ``people`` in an order, after the person of id ``after``; and the id after which the next comes."""
    chosen = ORDERS[order]
    ordered = people.annotate(place_in_order=chosen.expression)
    if after.isdecimal() and len(after) < 19 and (last := _place(people.model, chosen, after)):
        beyond = "lt" if chosen.falling else "gt"
        key, pk = last
        ordered = ordered.filter(
            Q(**{f"place_in_order__{beyond}": key}) | Q(place_in_order=key, pk__gt=pk),
        )
    by = F("place_in_order").desc() if chosen.falling else F("place_in_order").asc()
    rows = list(ordered.order_by(by, "pk").with_accounts()[: PER_PAGE + 1])
    return rows[:PER_PAGE], rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else None


def _place(model, order: Order, pk: str):
    found = model.objects.filter(pk=pk).annotate(place_in_order=order.expression)
    return found.values_list("place_in_order", "pk").first()


def review_limit(workspace: Workspace) -> dt.date:
    """The day before which the last contact must lie for a person's data to be looked at again."""
    return workspace.today() - relativedelta(months=workspace.retention_months)


def latest_change(user: User) -> PeopleBatch | None:
    """What the person last changed of several people at once, for a day: the way back outlives its message."""
    since = timezone.now() - dt.timedelta(days=1)
    mine = PeopleBatch.objects.filter(kind=PeopleBatch.Kind.BULK, by=user, at__gte=since)
    return mine.annotate(n=Count("changes")).order_by("-at", "-pk").first()


def count(people: QuerySet[Person]) -> tuple[int, bool]:
    """How many there are, and whether that is all of them."""
    found = people.order_by().values("pk")[: COUNTED + 1].count()
    return min(found, COUNTED), found <= COUNTED


def address(said: dict[str, str]) -> str:
    """The query string of a filter, short enough to be kept."""
    return urlencode(said)[:1000]
