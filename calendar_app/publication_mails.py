"""Owners hear by mail of what they are to publish by hand: once for each day and time it is planned at."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from calendar_app import reminding
from calendar_app.models import Publication
from jobs.actions import enqueue
from jobs.run import Run
from workspaces import audit
from workspaces.models import User, Workspace
from workspaces.permissions import Permission, Role, allowed

KIND = "calendar.publication_mails"
TOO_LATE = dt.timedelta(days=7)  # what is older was seen on the page, or is of no use any more
MOST = 500


@transaction.atomic
def ask(workspace: Workspace) -> bool:
    """Have owners reminded, when the time has come for something they were not told of."""
    due = bool(_unsaid(workspace))
    if due:
        enqueue(workspace=workspace, kind=KIND, key="publications", by=None)
    return due


def _unsaid(workspace: Workspace) -> list[Publication]:
    now = timezone.localtime(timezone.now(), workspace.zone).replace(tzinfo=None)
    week = workspace.business_hours
    if not reminding.is_open(now, week):
        return []
    rows = Publication.objects.to_publish((now + reminding.LONGEST).date()).filter(reminded_at=None)
    rows = rows.filter(day__gte=(now - TOO_LATE).date()).with_post().order_by("day", "time", "pk")[:MOST]
    return [row for row in rows if reminding.when(*_wall(row, workspace), week) <= now]


def _wall(row: Publication, workspace: Workspace) -> tuple[dt.date, dt.time | None]:
    """Its day and time on the workspace's own clock."""
    if row.at is None:
        return row.day, None
    local = row.at.astimezone(workspace.zone)
    return local.date(), local.time()


def remind(run: Run) -> None:
    """One mail to each owner. It leaves within the transaction that notes it: where it cannot, nothing is noted, and
    the next attempt tries again."""
    workspace = run.workspace
    with run.finishing():
        rows = _unsaid(workspace)
        run.progress(len(rows), len(rows), gettext_noop("Publications to announce: %(n)s"), n=len(rows))
        if not rows:
            return
        Publication.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=timezone.now())
        audit.record(workspace, "publications.reminded", by=None, n=len(rows))
        for address, told in _by_person(workspace, rows).items():
            _mail(workspace, told, address)


def _by_person(workspace: Workspace, rows: list[Publication]) -> dict[str, list[Publication]]:
    """Whose each is: its owner's, else its author's; the leads' where neither may publish here any more."""
    members = workspace.memberships.filter(user__is_active=True).select_related("user").order_by("pk")
    able = {each.user_id: each.user for each in members if allowed(each.role, Permission.PLAN)}
    leads = [each.user for each in members if each.role == Role.LEAD]
    told: dict[str, list[Publication]] = defaultdict(list)
    for row in rows:
        for person in _people(row, able) or leads:
            told[person.email].append(row)
    return told


def _people(row: Publication, able: dict[int, User]) -> list[User]:
    person = able.get(row.post.owner_id) or able.get(row.post.author_id)
    return [person] if person else []


def _mail(workspace: Workspace, rows: list[Publication], address: str) -> None:
    link = settings.BASE_URL + reverse("calendar:today", args=[workspace.slug])
    context = {"workspace": workspace, "publications": rows, "link": link}
    with translation.override(workspace.language):
        subject = " ".join(render_to_string("emails/publications_subject.txt", context).split())
        body = render_to_string("emails/publications.txt", context)
    EmailMessage(subject, body, to=[address]).send()
