"""People's own pages, their ways in, and the making of workspaces."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from cmtool.lib.htmx import render_page

from . import actions
from . import first_admin as code
from .decorators import personal_view, public_view
from .forms import FirstAdminForm, JoinForm, ProfileForm, WorkspaceForm
from .models import Invitation, User, Workspace

BOTH = ("GET", "POST")


# The first administrator ----------------------------------------------------------------------------------------


@public_view(methods=BOTH)
@never_cache
@sensitive_post_parameters("code", "password")
def first_admin(request):
    """While nobody exists: the person who reads the terminal becomes the administrator of a first workspace."""
    if User.objects.exists():
        raise Http404
    if not code.is_near(request.META.get("REMOTE_ADDR", "")):
        return render(request, "workspaces/first_admin.html", {"far": True}, status=403)
    form = FirstAdminForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if code.check(form.cleaned_data["code"]):
            return _make_first_admin(request, form.cleaned_data)
        form.add_error("code", gettext("This is not the code."))
    status = 422 if request.method == "POST" else 200
    return render(request, "workspaces/first_admin.html", {"form": form, "void": code.is_void()}, status=status)


def _make_first_admin(request, data):
    if not code.claim():
        raise Http404
    with transaction.atomic():
        user = actions.create_person(email=data["email"], name=data["name"], password=data["password"])
        workspace = actions.create_workspace(name=data["workspace"], by=user, language=_language())
    return perform_login(request, user, redirect_url=workspace.get_absolute_url())


def _language() -> str:
    return (get_language() or "fr")[:2]


# Invitations ----------------------------------------------------------------------------------------------------


@public_view()
@never_cache
def invitation_link(request, token):
    """The link of the mail. What it opens goes into the session at once: no page, referrer or log holds the token."""
    token_hash = Invitation.hash(token)
    if actions.open_invitation(token_hash):
        request.session["invitation"] = token_hash
    return redirect("invitation")


@public_view(methods=BOTH)
@never_cache
@sensitive_post_parameters("password")
def invitation(request):
    """Join the workspace: with this account, after signing in, or with a new account."""
    found = actions.open_invitation(request.session.get("invitation", ""))
    if found is None:
        return render(request, "workspaces/invitation_closed.html", status=410)
    if request.user.is_authenticated:
        return _join(request, found)
    if User.objects.filter(email__iexact=found.email).exists():
        return render(request, "workspaces/invitation.html", {"invitation": found, "must_sign_in": True})
    return _join_as_new(request, found)


def _join(request, found):
    if request.user.email.lower() != found.email.lower():
        return render(request, "workspaces/invitation.html", {"invitation": found, "other_person": True})
    if request.method == "POST":
        return _closed_or(request, lambda: redirect(actions.accept(invitation=found, user=request.user)))
    return render(request, "workspaces/invitation.html", {"invitation": found, "may_join": True})


def _join_as_new(request, found):
    form = JoinForm(request.POST or None, email=found.email)
    if request.method == "POST" and form.is_valid():

        def enter():
            user = actions.accept_as_new(invitation=found, **form.cleaned_data)
            return perform_login(request, user, redirect_url=found.workspace.get_absolute_url())

        return _closed_or(request, enter)
    status = 422 if request.method == "POST" else 200
    return render(request, "workspaces/invitation.html", {"invitation": found, "form": form}, status=status)


def _closed_or(request, enter):
    try:
        response = enter()
    except actions.InvitationClosed:
        return render(request, "workspaces/invitation_closed.html", status=410)
    request.session.pop("invitation", None)
    return response


# People's own pages ---------------------------------------------------------------------------------------------


@personal_view(methods=BOTH)
def account(request):
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.instance.save(update_fields=form._meta.fields)
        messages.success(request, gettext("Profile saved."))
        return redirect("account")
    memberships = request.user.memberships.select_related("workspace").order_by("workspace__name")
    status = 422 if request.method == "POST" else 200
    return render(request, "account/profile.html", {"form": form, "memberships": memberships}, status=status)


@personal_view()
def workspaces(request):
    """The person's workspaces: a page, and the menu of the top bar."""
    mine = Workspace.objects.filter(memberships__user=request.user)
    return render_page(request, "workspaces/mine.html", {"workspaces": mine}, fragment="menu")


@personal_view(methods=BOTH)
def new_workspace(request):
    """Anybody who is signed in can open a workspace; they become its administrator."""
    form = WorkspaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        workspace = actions.create_workspace(by=request.user, language=_language(), **form.cleaned_data)
        messages.success(request, gettext("“%(name)s” is open. Invite your team next.") % {"name": workspace})
        return redirect("workspaces:members", workspace.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "workspaces/new.html", {"form": form}, status=status)
