"""Planning help for the period that is on show, and the shares that are wished."""

import datetime as dt

from django.contrib import messages
from django.utils.translation import gettext

from calendar_app import words
from calendar_app.actions import planning
from calendar_app.canvas import DAY, other_month
from calendar_app.forms.planning import WishesForm
from calendar_app.rhythm import Period
from calendar_app.rhythm_reads import Help
from cmtool.lib.htmx import go, render_page
from strategy.views.common import BOTH
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .planning import FORM, about_form

LONGEST = dt.timedelta(days=400)


@workspace_view(Permission.READ)
def help_for(request):
    """On the days ``?from=`` to ``?to=`` (this month when they are not said), with the calendar's filter.

    The calendar fetches it as a fragment; opened on its own it is a page.
    """
    period = _period(request)
    found = Help(request.workspace, period, request.GET)
    notices, today = found.warnings(), request.workspace.today()
    context = {
        "section": "calendar",
        "days": words.days(period.first, period.last),
        "warnings": [notice for notice in notices if notice.last >= today],
        "past": [notice for notice in notices if notice.last < today],
        "held": found.regularity(),
        "balances": found.balances(),
        "can_edit": request.membership.can(Permission.PLAN),
    }
    return render_page(request, "calendar_app/help.html", context, fragment="help")


def _period(request) -> Period:
    today = request.workspace.today()
    month = today.replace(day=1)
    first, last = _day(request, "from") or month, _day(request, "to") or other_month(month, 1) - DAY
    return Period(first, max(first, min(last, first + LONGEST)), request.workspace.week_start)


def _day(request, name: str) -> dt.date | None:
    """Within the years that may be planned: others would leave the calendar when a week is added."""
    try:
        day = dt.date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


@workspace_view(Permission.PLAN, methods=BOTH)
def wishes(request):
    form = WishesForm(request.POST if request.method == "POST" else None, initial=planning.wished())
    if form.is_valid():
        planning.save_wishes(workspace=request.workspace, shares=form.shares(), by=request.user)
        messages.success(request, gettext("The wished shares are kept."))
        return go(request, "calendar:month", request.workspace.slug)
    context = about_form(request, gettext("Wished shares"), "month") | {"form": form}
    return render_page(request, FORM, context, fragment="dialog", status=422 if form.errors else 200)
