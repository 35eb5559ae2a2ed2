"""Members, invitations, settings and journal of a workspace."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext

from cmtool.lib.htmx import go, render_page
from cmtool.lib.versions import Stale

from . import actions, front, limits
from .audit import activity_of
from .decorators import workspace_view
from .forms import InviteForm, JournalForm, RoleForm, SettingsForm
from .models import Invitation, Workspace
from .permissions import Permission

BOTH = ("GET", "POST")
PAGE = 50


@workspace_view(Permission.READ)
def home(request):
    return redirect(front.url_name(request.workspace), request.workspace.slug)


# Members --------------------------------------------------------------------------------------------------------


@workspace_view(Permission.READ)
def members(request):
    return _members(request)


def _members(request, *, status=200):
    can_manage = request.membership.can(Permission.MANAGE_MEMBERS)
    context = {
        "section": "members",
        "memberships": request.workspace.memberships.select_related("user").order_by("user__name", "pk"),
        "invitations": Invitation.objects.pending().select_related("invited_by") if can_manage else [],
        "can_manage": can_manage,
        "can_see_contacts": request.membership.can(Permission.READ_CONTACTS),
    }
    return render_page(request, "workspaces/members.html", context, status=status)


@workspace_view(Permission.MANAGE_MEMBERS, methods=BOTH)
def invite(request):
    form, refused = InviteForm(request.POST or None, workspace=request.workspace), 0
    if request.method == "POST" and form.is_valid():
        email, role = form.cleaned_data["email"], form.cleaned_data["role"]
        try:
            sent = actions.invite(workspace=request.workspace, email=email, role=role, by=request.user)
        except limits.TooManyInvitations as too_many:
            form.add_error(None, _too_many(too_many))
            refused = 429
        else:
            return _invited(request, email, sent)
    context = {"form": form, "heading": gettext("Invite somebody"), "button": gettext("Send the invitation")}
    return _member_form(request, context, refused=refused)


def _too_many(too_many):
    return {
        "address": gettext("This address has had enough invitations for today. Try again tomorrow."),
        "person": gettext("You have sent many invitations in an hour. Wait a while, then go on."),
        "workspace": gettext("This workspace has sent many invitations today. Go on tomorrow."),
    }[too_many.reason]


def _invited(request, email, sent):
    if sent:
        messages.success(request, gettext("Invitation sent to %(email)s.") % {"email": email})
    else:
        sentence = gettext("The mail to %(email)s did not leave. The invitation is kept: send it again later.")
        messages.warning(request, sentence % {"email": email})
    return go(request, "workspaces:members", request.workspace.slug)


def _member_form(request, context, *, template="workspaces/member_form.html", refused=0):
    """``refused`` is the status of a refusal that lies not in what was typed."""
    status = (refused or 422) if request.method == "POST" else 200
    context |= {"section": "members", "address": request.path}
    return render_page(request, template, context, fragment="dialog", status=status)


@workspace_view(Permission.MANAGE_MEMBERS, methods=("POST",))
def invitation_resend(request, pk):
    invitation = get_object_or_404(Invitation.objects.pending().select_related("workspace"), pk=pk)
    try:
        sent = actions.resend(invitation=invitation, by=request.user)
    except actions.InvitationClosed:
        return _invitation_closed(request)
    except limits.TooManyInvitations as too_many:
        messages.error(request, _too_many(too_many))
        return _members(request, status=429)
    return _invited(request, invitation.email, sent)


@workspace_view(Permission.MANAGE_MEMBERS, methods=("POST",))
def invitation_revoke(request, pk):
    invitation = get_object_or_404(Invitation.objects.pending().select_related("workspace"), pk=pk)
    try:
        actions.revoke(invitation=invitation, by=request.user)
    except actions.InvitationClosed:
        return _invitation_closed(request)
    messages.success(request, gettext("The invitation of %(email)s is revoked.") % {"email": invitation.email})
    return go(request, "workspaces:members", request.workspace.slug)


def _invitation_closed(request):
    messages.warning(request, gettext("This invitation was used or revoked meanwhile."))
    return go(request, "workspaces:members", request.workspace.slug)


@workspace_view(Permission.MANAGE_MEMBERS, methods=BOTH)
def member_role(request, pk):
    membership = get_object_or_404(request.workspace.memberships.select_related("user"), pk=pk)
    form, refused = RoleForm(request.POST or None, initial={"role": membership.role}), 0
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_role(membership=membership, role=form.cleaned_data["role"], by=request.user)
        except actions.LastAdministrator:
            form.add_error(None, _last_administrator(membership))
            refused = 409
        else:
            messages.success(request, gettext("The role of %(name)s is changed.") % {"name": membership.user})
            return go(request, "workspaces:members", request.workspace.slug)
    heading = gettext("Role of %(name)s") % {"name": membership.user}
    return _member_form(request, {"form": form, "heading": heading, "button": gettext("Save")}, refused=refused)


def _last_administrator(membership):
    sentence = gettext("%(name)s is the only administrator. Make somebody else administrator first.")
    return sentence % {"name": membership.user}


@workspace_view(Permission.MANAGE_MEMBERS, methods=BOTH)
def member_remove(request, pk):
    membership = get_object_or_404(request.workspace.memberships.select_related("user"), pk=pk)
    return _remove(request, membership, gettext("%(name)s is removed.") % {"name": membership.user})


@workspace_view(Permission.READ, methods=BOTH)
def leave(request):
    return _remove(request, request.membership, gettext("You left “%(name)s”.") % {"name": request.workspace})


def _remove(request, membership, done):
    myself = membership.user == request.user
    context, refused = {"membership": membership, "myself": myself}, 0
    if request.method == "POST":
        try:
            actions.remove_member(membership=membership, by=request.user)
        except actions.LastAdministrator:
            context["refusal"], refused = _last_administrator(membership), 409
        else:
            messages.success(request, done)
            return go(request, "home") if myself else go(request, "workspaces:members", request.workspace.slug)
    return _member_form(request, context, template="workspaces/member_remove.html", refused=refused)


# Settings -------------------------------------------------------------------------------------------------------


@workspace_view(Permission.MANAGE_WORKSPACE, methods=BOTH)
def settings(request):
    form = SettingsForm(request.POST or None, instance=Workspace.objects.get(pk=request.workspace.pk))
    context, status = {"section": "settings", "form": form}, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _save_settings(request, form)
            except Stale:
                stored = Workspace.objects.get(pk=request.workspace.pk)
                context |= {"differences": form.differences(stored), "last_event": activity_of(stored).first()}
                form.rebase(stored)
                status = 409
            else:
                messages.success(request, gettext("Settings saved."))
                return redirect("workspaces:settings", request.workspace.slug)
    return render_page(request, "workspaces/settings.html", context, status=status)


def _save_settings(request, form):
    fields = [name for name in form.changed_data if name != "version"]
    if fields:
        version = form.cleaned_data["version"]
        actions.update_workspace(workspace=form.instance, fields=fields, version=version, by=request.user)


# Journal --------------------------------------------------------------------------------------------------------


@workspace_view(Permission.READ_AUDIT)
def journal(request):
    form = JournalForm(request.GET, workspace=request.workspace)
    events = form.filter(request.workspace.audit_events.select_related("user"))
    last_seen = _event_of(request)
    if last_seen:
        events = events.filter(Q(at__lt=last_seen.at) | Q(at=last_seen.at, pk__lt=last_seen.pk))
    rows = list(events[: PAGE + 1])
    context = {
        "section": "audit",
        "form": form,
        "events": rows[:PAGE],
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "filtered": any(form.cleaned_data.values()) or last_seen,
        "here": reverse("workspaces:audit", args=[request.workspace.slug]),
    }
    return render_page(request, "workspaces/journal.html", context)


def _event_of(request):
    """The last line of the page before (``?before=<id>``); anything unknown means the first page."""
    before = request.GET.get("before", "")
    return request.workspace.audit_events.filter(pk=before).first() if before.isdecimal() and len(before) < 19 else None
