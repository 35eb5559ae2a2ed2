"""Addresses for people without an account: shared pages and feeds, short links."""

from django.urls import path

from calendar_app.views import public_links, public_shares

urlpatterns = [
    path("s/<str:token>/", public_shares.shared, name="shared"),
    path("s/<str:token>/calendar.ics", public_shares.feed, name="feed"),
    path("s/<str:token>/<int:pk>/", public_shares.shared_post, name="shared_post"),
    path("s/<str:token>/files/<int:pk>", public_shares.shared_file, name="shared_file"),
    path("r/<str:code>", public_links.short_link, name="short_link"),
]
