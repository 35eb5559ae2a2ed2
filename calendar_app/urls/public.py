"""Addresses for people without an account: shared pages and feeds, short links."""

from django.urls import path

from calendar_app.views import public_links

urlpatterns = [
    path("r/<str:code>", public_links.short_link, name="short_link"),
]
