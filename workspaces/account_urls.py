"""Addresses of people and of their way in, outside of any workspace."""

from django.urls import path

from . import account_views as views

urlpatterns = [
    path("first/", views.first_admin, name="first_admin"),
    path("invitation/", views.invitation, name="invitation"),
    path("invitation/<str:token>/", views.invitation_link, name="invitation_link"),
    path("me/", views.account, name="account"),
    path("workspaces/", views.workspaces, name="workspaces"),
    path("workspaces/new/", views.new_workspace, name="workspaces_new"),
]
