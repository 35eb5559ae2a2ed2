"""People's own pages, and the making of workspaces."""

from django.shortcuts import render

from .decorators import personal_view, public_view


@public_view
def first_admin(request):
    return render(request, "base.html")


@personal_view
def account(request):
    return render(request, "base.html")


@personal_view
def new_workspace(request):
    return render(request, "base.html")
