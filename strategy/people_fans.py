"""The thousand true fans: those who come, relay and help, whatever the size of their audience."""

import datetime as dt
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, F
from django.db.models.functions import TruncMonth

from strategy.actions.people_settle import IN_TOUCH
from strategy.models import Gesture, Person, Plan
from workspaces.models import Workspace

MONTHS = 12
SHOWN = 10


def overview(workspace: Workspace) -> dict[str, Any]:
    """What the page of true fans shows. ``months``: (first day, gestures towards fans, fans whom they reached)."""
    fans = Person.objects.true_fans()
    target = Plan.objects.filter(workspace=workspace).values_list("fans_target", flat=True).first() or 1000
    count, today = fans.count(), workspace.today()
    return {
        "count": count,
        "target": target,
        "share": min(count / target, 1),
        "ambassadors": fans.filter(kind=Person.Kind.AMBASSADOR).count(),
        "newest": list(fans.order_by("-created_at", "-pk")[:SHOWN]),
        "to_thank": list(_to_thank(fans)),
        "months": _months(fans, today),
    }


def _to_thank(fans):
    """Those whom nobody has been in touch with for longest, never first; of those alike, the highest score."""
    return fans.order_by(F("last_contact").asc(nulls_first=True), "-score", "pk").with_accounts()[:SHOWN]


def _months(fans, today: dt.date) -> list[tuple[dt.date, int, int]]:
    first = today.replace(day=1) - relativedelta(months=MONTHS - 1)
    gestures = Gesture.objects.kept().filter(person__in=fans, day__gte=first, day__lte=today, kind__in=IN_TOUCH)
    by_month = gestures.annotate(month=TruncMonth("day")).values("month").order_by("month")
    counted = by_month.annotate(n=Count("pk"), people=Count("person", distinct=True))
    found = {row["month"]: (row["n"], row["people"]) for row in counted}
    months = [first + relativedelta(months=n) for n in range(MONTHS)]
    return [(month, *found.get(month, (0, 0))) for month in months]
